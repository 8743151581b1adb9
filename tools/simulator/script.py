"""Plays the steps of a scenario into a running simulation, each at its time."""

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tools.simulator.simulation import Simulation


class Step(Protocol):
    """Something that happens to the pad at a moment; scenario.py has those of scenarios."""

    @property
    def at_s(self) -> float:
        """When, simulated seconds from power-on."""

    def perform(self, simulation: "Simulation") -> None:
        """Let it happen now."""


class Script:
    """The steps that have yet to happen, in the order of their times."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._waiting = deque(sorted(steps, key=lambda step: step.at_s))

    def advance(self, simulation: "Simulation", to_s: float) -> None:
        """Let the simulation run to `to_s`; steps that fall due on the way, or exactly then, are performed."""
        while self._waiting and self._waiting[0].at_s <= to_s:
            step = self._waiting.popleft()
            simulation.run_until(step.at_s)
            step.perform(simulation)
        simulation.run_until(to_s)
