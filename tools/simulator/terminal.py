"""The pad in a terminal: display and lamp, figures, a temperature curve, an event log, and keys for the buttons."""

import asyncio
import os
import signal
import termios
import threading
import time
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.events import Resize

from firmware.board import BUTTONS
from tools.simulator.fault_menu import FaultMenu
from tools.simulator.live import LivePad
from tools.simulator.widgets import BUTTON_KEYS, Curve, Display, EventLog, Figures, Keys, Part, Title

SPEEDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
REDRAW_S = 0.1
WATCH_S = 0.5
COLD_FEET_C = 18.0
LARGE = (150, 48)  # columns and lines from which the display is drawn twice as large


class PadApp(App[None]):
    """Shows a LivePad that has been started and passes keys on to it. Ends when the pad ends, unless told to `stay`."""

    TITLE = "FootPad simulator"
    CSS_PATH = "terminal.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [
        *(Binding(BUTTON_KEYS[button], f"press('{button}')", show=False) for button in BUTTONS),
        *(Binding(BUTTON_KEYS[button].upper(), f"hold('{button}')", show=False) for button in BUTTONS),
        Binding("x", "faults", show=False),
        Binding("o", "feet", show=False),
        Binding("c", "cold_feet", show=False),
        Binding("p", "power_cycle", show=False),
        Binding("b", "phone_stop", show=False),
        Binding("plus,equals_sign", "change_speed(1)", show=False),
        Binding("minus", "change_speed(-1)", show=False),
        Binding("q,ctrl+c,ctrl+q", "quit", show=False, priority=True),
    ]

    def __init__(self, pad: LivePad, stay: bool = False) -> None:
        super().__init__()
        self.pad = pad
        self.stay = stay

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Title(id="title")
        with Horizontal(id="upper"):
            yield Display(id="display")
            yield Figures(id="figures")
        with Horizontal(id="lower"):
            yield Curve(id="curve")
            yield EventLog(id="log", max_lines=2000, wrap=True, min_width=10)
        with Vertical(id="bottom"):
            yield Keys(id="keys")

    def on_mount(self) -> None:
        """Let signals from outside end the app, so that the terminal is put back."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit)
        if not self.is_headless:
            threading.Thread(target=self._watch_terminal, daemon=True).start()

    def _watch_terminal(self) -> None:
        """End when the window has been closed: Textual would wait for ever to write to it, deaf to every signal."""
        while True:
            time.sleep(WATCH_S)
            try:
                termios.tcgetattr(0)
            except termios.error:
                self.pad.stop()
                os._exit(128 + signal.SIGHUP)

    def on_ready(self) -> None:
        """Everything is in its place: begin to show the pad."""
        self.set_interval(REDRAW_S, self.redraw)

    def on_resize(self, event: Resize) -> None:
        """Use the room of a large terminal."""
        self.set_class(event.size.width >= LARGE[0] and event.size.height >= LARGE[1], "large")

    def redraw(self) -> None:
        """Show the pad's newest picture; what has not changed is not drawn again."""
        if self.pad.over and not self.stay:
            self.exit()
        if self.pad.view is None:
            return
        for base in self.screen_stack[:1]:  # none any more while the app ends
            for part in base.walk_children(Part):
                part.show(self.pad, self.pad.view)

    def action_press(self, button: str) -> None:
        """A short press of one of the pad's buttons."""
        self.pad.press(button)

    def action_hold(self, button: str) -> None:
        """Hold a button down, or let go of it."""
        self.pad.hold(button)

    def action_faults(self) -> None:
        """Open the menu of what can be broken."""
        self.push_screen(FaultMenu(self.pad))

    def action_feet(self) -> None:
        """Take the feet off, or put them on."""
        on = self.pad.view is not None and self.pad.view.feet == "none"
        self.pad.feet(on, on)

    def action_cold_feet(self) -> None:
        """Put cold feet on."""
        self.pad.feet(True, True, COLD_FEET_C)

    def action_phone_stop(self) -> None:
        """Press STOP on the phone beside the pad."""
        self.pad.phone_stop()

    def action_power_cycle(self) -> None:
        """Pull the plug and put it back."""
        self.pad.power_cycle()

    def action_change_speed(self, change: int) -> None:
        """Let time run faster or slower."""
        speed = self.pad.speed or SPEEDS[-1]
        faster = [step for step in SPEEDS if step > speed] or [speed]
        slower = [step for step in SPEEDS if step < speed] or [speed]
        self.pad.speed = faster[0] if change > 0 else slower[-1]
