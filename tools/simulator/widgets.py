"""The parts of the terminal panel. Each draws itself again only when its content has changed."""

from rich.text import Text
from textual.content import Content
from textual.widget import Widget
from textual.widgets import RichLog, Static

from firmware.board import BUTTONS
from tools.simulator.drawing import block_display, braille_display, colour_name, curve, light, run_length_s
from tools.simulator.live import LivePad
from tools.simulator.view import HINTS, View, celsius, clock

BUTTON_KEYS = {"START": "s", "FASTER": "f", "SLOWER": "d", "HEAT": "h", "TIME": "t"}
OTHER_KEYS = (
    "[@click=app.faults][bold]x[/] faults[/]  [@click=app.feet][bold]o[/] feet[/]"
    "  [@click=app.cold_feet][bold]c[/] cold feet[/]  [@click=app.power_cycle][bold]p[/] power[/]"
    "  [@click=app.phone_stop][bold]b[/] phone: stop[/]  [bold]+ -[/] speed  [@click=app.quit][bold]q[/] quit[/]"
)
STYLES = {"left": "#7fd4ff", "right": "#ffc86b", "limit": "#ff8080", "axis": "#7a8794"}
NAME_STYLE = "#9aa7b4"
GOOD, BAD = "#8ee08e", "#ff8080"
STATE_STYLES = dict.fromkeys(("FAULT", "LOCKED", "SAFE_MODE"), f"bold {BAD}") | {"RUNNING": f"bold {GOOD}"}
SOURCE_STYLES = {"hand": GOOD, "fault": BAD, "chip": "#ffc86b", "phone": "#7fd4ff"}
DISPLAY_COLUMNS_LARGE = 128


class Part(Widget):
    """A part of the panel."""

    def show(self, pad: LivePad, view: View) -> None:
        """Draw what the pad is like now."""
        raise NotImplementedError


class Still(Static, Part):
    """A Static that is not drawn again when it is given what it shows already."""

    shown: Content | None = None

    def put(self, content: Content) -> None:
        """Show `content`."""
        if self.shown is None or not content.is_same(self.shown):
            self.shown = content
            self.update(content)


class Title(Still):
    """One line: what the pad is doing, time left, profile and programme; the simulated time and its speed."""

    def show(self, pad: LivePad, view: View) -> None:
        """Draw it."""
        left = f" FootPad  {view.activity}   {view.time}   {view.manner}"
        right = f"{clock(view.now_s)}  x{pad.speed or 0:g} "
        self.put(Content(left + " " * max(1, self.size.width - len(left) - len(right)) + right))


class Display(Still):
    """The pad's own display."""

    memory: bytes | None = b""
    wide = False

    def show(self, pad: LivePad, view: View) -> None:
        """Draw it, twice as large where there is room."""
        wide = self.size.width >= DISPLAY_COLUMNS_LARGE
        if (view.display, wide) == (self.memory, self.wide):
            return
        self.memory, self.wide = view.display, wide
        if view.display is None:
            self.update("\n\n   The display is dark or not fitted.")
        else:
            self.update(Content("\n".join((block_display if wide else braille_display)(view.display))))


class Figures(Still):
    """The column of figures at the right of the display."""

    def show(self, pad: LivePad, view: View) -> None:
        """Draw it."""
        rows = [self.lamp(view), Content.styled(view.state, STATE_STYLES.get(view.state, "bold"))]
        rows += [Content.assemble((f"{name:<7}", NAME_STYLE), value) for name, value in figures(view)]
        if view.broken:
            rows.append(Content.styled(f"broken: {len(view.broken)} (x)", STATE_STYLES["FAULT"]))
        self.put(Content("\n").join(rows))

    def lamp(self, view: View) -> Content:
        """The status LED: its light, and its colour in a word."""
        return Content.assemble(("LED    ", NAME_STYLE), ("██", light(view.led)), f" {colour_name(view.led)}")


def figures(view: View) -> list[tuple[str, str]]:
    """Name and value of each figure. Fifteen characters in all, for narrow terminals."""
    return [
        ("step", f"{view.speed_step or '-'}"),
        ("turns", f"{view.rpm} rpm"),
        ("motor", f"{view.motor_percent} %"),
        ("heat", view.heat),
        ("heater", f"{view.heater_percent} % {'on' if view.heater_on else 'off'}"),
        ("left", celsius(view.left_c)),
        ("right", celsius(view.right_c)),
        ("rail", "closed" if view.rail_closed else "open"),
        ("buzzer", f"{view.buzzer_hz} Hz" if view.buzzer_hz else "silent"),
        ("feet", view.feet),
    ]


class Curve(Still):
    """Both temperatures over time, with the limit."""

    def show(self, pad: LivePad, view: View) -> None:
        """Draw it."""
        height, history = self.size.height - 1, list(pad.history)
        if height < 1:
            return
        left, right = [point.left_c for point in history], [point.right_c for point in history]
        rows = curve(left, right, self.size.width, height)
        lines = [Content.assemble(*((text, STYLES[style]) for text, style in row)) for row in rows]
        self.put(Content("\n").join([self.caption(len(history)), *lines]))

    def caption(self, seconds: int) -> Content:
        """What the curve shows."""
        names = [part for name in ("left", "right", "limit") for part in (" ", (name, STYLES[name]))]
        return Content.assemble((f" °C, last {run_length_s(seconds) // 60} min ", NAME_STYLE), *names)


class EventLog(RichLog, Part):
    """What happened, newest at the bottom."""

    can_focus = False
    told = 0

    def show(self, pad: LivePad, view: View) -> None:
        """Add the events that are new."""
        new = pad.events[self.told : len(pad.events)]
        self.told += len(new)
        for event in new:
            style = SOURCE_STYLES.get(str(event["source"]), "")
            self.write(Text(f"{clock(float(event['at_s']))} {event['text']}", style))


class Keys(Still):
    """What to do next, and the keys. They can be clicked, too."""

    def show(self, pad: LivePad, view: View) -> None:
        """Draw it."""
        buttons = "  ".join(button_key(view, button) for button in BUTTONS)
        lines = (f"[bold #ffe08a]{HINTS[view.state]}[/]", f"{buttons}   CAPITAL: hold, again: let go", OTHER_KEYS)
        self.put(Content.from_markup("\n".join(f" {line}" for line in lines)))


def button_key(view: View, button: str) -> str:
    """One of the pad's buttons in the line of keys; how long it has been held while it is."""
    key = BUTTON_KEYS[button]
    if button in view.held:
        return f"[reverse]{key.upper()} {button} {view.now_s - view.held[button]:.1f} s[/]"
    return f"[@click=app.press('{button}')][bold]{key}[/] {button}[/]"
