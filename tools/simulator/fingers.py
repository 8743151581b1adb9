"""Whose fingers are on which buttons: a button is closed until the last finger has left it."""

from collections import defaultdict
from typing import TYPE_CHECKING

from tools.simulator.contacts import PRESS_S

if TYPE_CHECKING:
    from tools.simulator.simulation import Simulation


class Fingers:
    """`closed_s` is when each closed button was pressed, in simulated time. `settle` it often: they open only then."""

    def __init__(self) -> None:
        self.closed_s: dict[str, float] = {}
        self._on: defaultdict[str, set[str]] = defaultdict(set)  # button -> who has a finger on it

    def has(self, who: str, button: str) -> bool:
        """Whether this finger is on this button."""
        return who in self._on[button]

    def put(self, simulation: "Simulation", who: str, button: str) -> None:
        """A finger comes onto a button."""
        self._on[button].add(who)
        if button not in self.closed_s:
            self.closed_s[button] = simulation.now_s
            simulation.hold(button)

    def lift(self, who: str, button: str) -> None:
        """It leaves the button."""
        self._on[button].discard(who)

    def lift_all(self, who: str) -> None:
        """It leaves every button."""
        for fingers in self._on.values():
            fingers.discard(who)

    def settle(self, simulation: "Simulation") -> None:
        """Open what nobody holds. However quick a click was, a press lasts as long as a short, firm one."""
        for button, since_s in list(self.closed_s.items()):
            if not self._on[button] and simulation.now_s >= since_s + PRESS_S:
                del self.closed_s[button]
                simulation.release(button)
