"""The terminal panel, with a pilot at its keys, mostly on a small stand-in for the simulation."""

import asyncio
import re
import time

import pytest
from textual.geometry import Size

from host_tests.fake_simulation import FakeSimulation
from tools.simulator.fault_menu import FaultMenu
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.live import LivePad
from tools.simulator.terminal import PadApp
from tools.simulator.view import HINTS
from tools.simulator.widgets import BUTTON_KEYS, Curve, Display, EventLog, Figures, Keys, Title

PATIENCE_S = 20.0
SIZES = [(80, 24), (100, 30), (160, 50), (40, 10)]


class Bench:
    """A panel with somebody at its keys."""

    def __init__(self, app, pilot, simulation):
        self.app = app
        self.pilot = pilot
        self.simulation = simulation

    async def keys(self, *keys):
        """Press keys, one after the other."""
        await self.pilot.press(*keys)

    async def until(self, condition):
        """Wait until something is so, or fail."""
        give_up_at = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < give_up_at, f"never came true; calls: {self.simulation.calls}"
            await self.pilot.pause(0.02)

    async def called(self, *call):
        """Wait until the simulation has been asked for this."""
        await self.until(lambda: call in self.simulation.calls)

    def text(self, kind):
        """What a part of the panel shows."""
        return str(self.app.screen_stack[0].query_one(kind).render())


def at_the_panel(scene, size=(80, 24), speed=1.0, simulation=None, end_s=None):
    """Run `scene(bench)` in front of a panel; afterwards everything is stopped again."""
    simulation = simulation or FakeSimulation()
    pad = LivePad(lambda: simulation, speed, end_s)
    app = PadApp(pad)

    async def play():
        async with app.run_test(size=size) as pilot:
            bench = Bench(app, pilot, simulation)
            await bench.until(lambda: bench.text(Keys))
            await pilot.pause()
            await scene(bench)

    pad.start()
    try:
        asyncio.run(play())
    finally:
        pad.stop()
    assert simulation.closed
    return app


@pytest.mark.parametrize(("button", "key"), BUTTON_KEYS.items())
def test_a_small_letter_presses_a_button(button, key):
    async def scene(bench):
        await bench.keys(key)
        await bench.called("press", button, 0.12)

    at_the_panel(scene)


@pytest.mark.parametrize(("button", "key"), BUTTON_KEYS.items())
def test_a_capital_letter_holds_a_button_until_it_comes_again(button, key):
    async def scene(bench):
        await bench.keys(key.upper())
        await bench.called("hold", button)
        await bench.until(lambda: re.search(rf"{key.upper()} {button} (0\.[3-9]|[1-9]\.\d) s", bench.text(Keys)))
        await bench.keys(key)  # the finger is on it already
        await bench.keys(key.upper())
        await bench.called("release", button)
        await bench.until(lambda: f"{key} {button}" in bench.text(Keys))
        assert [call[0] for call in bench.simulation.calls] == ["hold", "release"]

    at_the_panel(scene)


def test_what_the_pad_does_is_on_the_screen():
    async def scene(bench):
        assert "OFF" in bench.text(Title)
        assert HINTS["OFF"] in bench.text(Keys)
        assert "15 min chosen   standard, steady" in bench.text(Title)
        await bench.keys("s")
        await bench.until(lambda: "RUNNING" in bench.text(Title) and "15:00 left" in bench.text(Title))
        await bench.until(lambda: HINTS["RUNNING"] in bench.text(Keys))
        assert "green" in bench.text(Figures)
        assert "closed" in bench.text(Figures)
        assert "20.0 °C" in bench.text(Figures)
        await bench.until(lambda: any("press START" in str(line) for line in bench.app.query_one(EventLog).lines))

    at_the_panel(scene)


def test_a_fault_is_broken_and_mended_from_the_menu():
    first = next(iter(ALL_FAULTS))

    async def scene(bench):
        await bench.keys("x")
        await bench.until(lambda: isinstance(bench.app.screen, FaultMenu))
        await bench.keys("enter")
        await bench.called("inject", first, None)
        await bench.until(lambda: "broken: 1" in bench.text(Figures))
        await bench.keys("down", "enter")
        await bench.until(lambda: "broken: 2" in bench.text(Figures))
        await bench.keys("up", "enter")
        await bench.called("clear", first)
        await bench.keys("s")  # no button of the pad while the menu is open
        await bench.keys("escape")
        await bench.until(lambda: not isinstance(bench.app.screen, FaultMenu))
        assert ("press", "START", 0.12) not in bench.simulation.calls

    at_the_panel(scene)


def test_every_fault_is_in_the_menu():
    async def scene(bench):
        await bench.keys("x")
        await bench.until(lambda: isinstance(bench.app.screen, FaultMenu))
        options = bench.app.screen.query_one("OptionList")
        assert [option.id for option in options.options] == list(ALL_FAULTS)

    at_the_panel(scene)


def test_feet_power_and_speed_have_keys():
    async def scene(bench):
        plant = bench.simulation.plant
        await bench.keys("o")
        await bench.until(lambda: not plant.foot_left and not plant.foot_right)
        await bench.until(lambda: "none" in bench.text(Figures))
        await bench.keys("o")
        await bench.until(lambda: plant.foot_left and plant.foot_right)
        await bench.keys("c")
        await bench.until(lambda: plant.skin_left_c < 20)
        await bench.keys("p")
        await bench.called("power_cycle")
        await bench.keys("+")
        await bench.until(lambda: bench.text(Title).rstrip().endswith("x2"))
        await bench.keys("-", "-")
        await bench.until(lambda: bench.text(Title).rstrip().endswith("x0.5"))

    at_the_panel(scene)


def test_the_speed_ends_at_its_limits():
    async def scene(bench):
        await bench.keys(*"-" * 12)
        assert bench.app.pad.speed == 0.1
        await bench.keys(*"+" * 12)
        assert bench.app.pad.speed == 50

    at_the_panel(scene)


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
def test_three_keys_end_it(key):
    async def scene(bench):
        await bench.keys(key)
        await bench.until(lambda: not bench.app.is_running)

    at_the_panel(scene)


def test_a_key_ends_it_from_the_menu_too():
    async def scene(bench):
        await bench.keys("x")
        await bench.until(lambda: isinstance(bench.app.screen, FaultMenu))
        await bench.keys("ctrl+c")
        await bench.until(lambda: not bench.app.is_running)

    at_the_panel(scene)


def test_the_end_of_the_pad_ends_the_panel():
    async def scene(bench):
        await bench.until(lambda: not bench.app.is_running)
        assert bench.simulation.now_s == pytest.approx(2.0)

    at_the_panel(scene, speed=None, end_s=2.0)


def test_a_failure_of_the_simulation_ends_the_panel_and_is_raised():
    simulation = FakeSimulation()

    async def scene(bench):
        simulation.raises = RuntimeError("the VM has gone")
        await bench.until(lambda: not bench.app.is_running)

    app = at_the_panel(scene, simulation=simulation)
    with pytest.raises(RuntimeError, match="the VM has gone"):
        app.pad.raise_failure()


@pytest.mark.parametrize("size", SIZES)
def test_it_fits(size):
    """Nothing lies outside the screen, and on 80 x 24 everything is to be seen."""

    async def scene(bench):
        screen = bench.app.screen
        for part in (Title, Display, Figures, Curve, EventLog, Keys):
            region = screen.query_one(part).region
            assert size < (80, 24) or (region.height > 0 and screen.region.contains_region(region)), part
        width = 128 if size[0] >= 150 else 64
        assert screen.query_one(Display).size.width == width

    at_the_panel(scene, size=size)


def test_hints_and_keys_fit_into_80_columns():
    async def scene(bench):
        lines = bench.text(Keys).splitlines()
        assert len(lines) == 3
        assert all(len(line) <= 80 for line in lines), lines

    at_the_panel(scene)
    assert all(len(hint) < 80 for hint in HINTS.values())


def test_what_does_not_change_is_not_drawn_again():
    async def scene(bench):
        bench.app.pad.speed = 0.1
        await bench.pilot.pause(0.3)
        drawn = []
        for part in (Display, Figures, Keys):
            widget = bench.app.query_one(part)
            widget.update = lambda *_, part=part: drawn.append(part)
        await bench.pilot.pause(0.5)
        assert drawn == []

    at_the_panel(scene)


def test_a_dark_display_is_told():
    simulation = FakeSimulation()
    simulation.display = None

    async def scene(bench):
        assert "dark or not fitted" in bench.text(Display)

    at_the_panel(scene, simulation=simulation)


def test_growing_the_terminal_uses_the_room():
    async def scene(bench):
        await bench.pilot.resize_terminal(160, 50)
        await bench.until(lambda: bench.app.query_one(Display).size == Size(128, 32))
        await bench.until(lambda: "▀" in bench.text(Display))
        await bench.pilot.resize_terminal(80, 24)
        await bench.until(lambda: bench.app.query_one(Display).size == Size(64, 16))
        await bench.until(lambda: "▀" not in bench.text(Display))

    at_the_panel(scene)


def test_the_keys_on_the_screen_can_be_clicked():
    async def scene(bench):
        line = bench.text(Keys).splitlines()[1]
        await bench.pilot.click(Keys, offset=(line.index("FASTER"), 1))
        await bench.called("press", "FASTER", 0.12)

    at_the_panel(scene)


def test_a_reset_ends_what_was_broken_in_the_firmware():
    async def scene(bench):
        for fault in ("vm_frozen", "ntc_left_open", "brownout"):
            bench.app.pad.break_or_mend(fault)
            await bench.called("inject", fault, None)
        await bench.until(lambda: bench.app.pad.view.broken == ("vm_frozen", "ntc_left_open"))
        bench.simulation.resets.append({"at_s": 1.0, "cause": "watchdog"})
        await bench.until(lambda: bench.app.pad.view.broken == ("ntc_left_open",))

    at_the_panel(scene)
