"""The phone app without a pad: its modules, and its screens in a state that a test makes."""

from typing import Any

from playwright.sync_api import Page

from tools.phone_publish import SOURCE

# In place of the connection: what a test makes of the state stays as it is.
STATE = """async ({record, extra: {sentence, ...extra}}) => {
  const { App } = await import("./frame.js");
  const { PadState } = await import("./state.js");
  class Link extends EventTarget {
    canConnect = true;
    name = "FootPad-1A2B";
    disconnect() {}
  }
  const link = new Link();
  const state = new PadState(link);
  window.state = state;
  Object.assign(state, { name: "FootPad-1A2B", phase: "connected", ...extra });
  window.app = new App(state);
  const tell = (name, detail) => link.dispatchEvent(new CustomEvent(name, { detail }));
  window.tell = tell;
  window.speak = () => {
    if (!record) return;
    record.sequence += 1;
    tell("status", { ...record });
    if (!window.silent) setTimeout(window.speak, 500);
  };
  window.speak();
  if (record) tell("text", sentence ?? "");
}"""


def open_app(page: Page, address: str) -> None:
    """Open the app, as a browser without a pad shows it."""
    page.goto(address)
    page.wait_for_selector("nav")


def show(page: Page, record: dict[str, Any] | None, **extra: Any) -> None:
    """Show the app with a pad that says this status again and again; `extra` is more of its state."""
    page.evaluate(STATE, {"record": record, "extra": extra})


def status(**fields: Any) -> dict[str, Any]:
    """A status as the app's decoder gives it: a pad that is off."""
    known = dict.fromkeys(("speed_step", "rpm", "heat_level", "remaining_s", "elapsed_s", "fault_code", "flags"), 0)
    flags = dict.fromkeys(("heat_permitted", "rail_closed", "foot_check_due", "pairing_open", "feet_differ"), False)
    rest = {"version": 1, "state": 0, "left_cc": 2510, "right_cc": 2504, "clock_set": True, "motor_permitted": True}
    return known | flags | rest | {"heater_duty_percent": 0, "stop_reason": 0, "sequence": 1} | fields


def call(page: Page, module: str, code: str, argument: Any = None) -> Any:
    """Run code with the names of one of the app's modules as `m`, and `argument` as `a`."""
    return page.evaluate(f"async (a) => {{ const m = await import('./{module}'); {code} }}", argument)


FOLDER = SOURCE
