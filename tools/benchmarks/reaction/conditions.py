"""What goes on in the pad while it has to react: nothing, a phone's flood, something to be kept, collections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pad import gatt
from pad.liveness import STORE
from tools.board_files import ROOT
from tools.padctl.transport import characteristic
from tools.simulator.person import hold
from tools.simulator.simulation import Simulation

if TYPE_CHECKING:
    from tools.simulator.phone import Phone

FLOOD_INTERVAL_MS = 30.0  # what phones commonly settle on
PACKETS_EACH_EVENT = 6
REFUSED = 0xFF  # an opcode that there is not: it is read, judged and answered
LONGEST_WRITE = 20
COLLECTION_MS = 10.0  # the longest that a collection takes on an ESP32
BETWEEN_COLLECTIONS_MS = 40  # from begin to begin: each reaction meets some
LONGEST_ERASE_MS = 400.0
SETTLES_S = 0.2  # the guard has seen that a task runs again
WRITTEN_S = 1.5  # what is kept has been written by then, with the longest erases

_TIMER = "from machine import Timer\nTimer(3).init(mode=Timer.PERIODIC, period={period_ms}, callback={callback})\n"
_COLLECT = "import gc\n" + _TIMER.format(period_ms=BETWEEN_COLLECTIONS_MS, callback="lambda _: gc.collect()")
# The store finds something new in each pass. It may write it when the rail is open, and not before.
_KEEP = f"""
def keep(_):
    from firmware import app
    if app.pad and app.pad.session.may_run():
        app.pad.parts[{STORE}].kept.changed = True
""" + _TIMER.format(period_ms=50, callback="keep")


class Condition:
    """What is special about a pad. `settles_s`: so long a person waits before the next press."""

    radio = False

    def __init__(
        self,
        name: str,
        parameters: Mapping[str, float] | None = None,
        before_main: str = "",
        settles_s: float = SETTLES_S,
    ) -> None:
        self.name = name
        self.parameters = parameters or {}
        self.overlay = {"main.py": before_main + (ROOT / "main.py").read_text()} if before_main else {}
        self.settles_s = settles_s

    def prepare(self, pad: Simulation) -> None:
        """Once, when the pad is there."""

    def begin(self, pad: Simulation, seconds: float) -> None:
        """Before each phase: it has to last for so long from now on."""


class Flood(Condition):
    """A phone that the pad knows sends commands without waiting for answers, as many as the link carries."""

    radio = True
    _phone: Phone | None = None

    def prepare(self, pad: Simulation) -> None:
        """It is paired."""
        from tools.simulator.phone import Phone  # needs Bumble, and so Python 3.11

        self._phone = phone = Phone(pad, interval_ms=FLOOD_INTERVAL_MS)
        phone.connect()
        hold(pad, "TIME", 3.3)
        phone.pair()
        pad.run_for(0.3)

    def begin(self, pad: Simulation, seconds: float) -> None:
        """Everything is on its way at once; the link carries six packets each 30 ms."""
        assert self._phone is not None
        command = self._phone.handle(characteristic(gatt.COMMAND))
        count = round(seconds * 1000 / FLOOD_INTERVAL_MS) * PACKETS_EACH_EVENT
        data = [bytes([REFUSED]) * (1 + number % LONGEST_WRITE) for number in range(count)]
        self._phone.write_all([(command, one) for one in data], response=False)


def conditions() -> dict[str, Condition]:
    """A new one of each, by name."""
    found = (
        Condition("idle"),
        Flood("a phone floods"),
        Condition("something to keep", {"erase_ms": LONGEST_ERASE_MS}, _KEEP, WRITTEN_S),
        Condition("collections", {"gc_ms": COLLECTION_MS}, _COLLECT),
    )
    return {condition.name: condition for condition in found}
