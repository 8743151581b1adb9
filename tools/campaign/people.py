"""Random users: what somebody does with the pad in the course of one session, as steps with a time each."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.campaign.pads import FEET_BOTH, FEET_LEFT, FEET_RIGHT
from tools.simulator.parameters import PARAMETERS
from tools.simulator.scenario import Feet, Press
from tools.simulator.script import Step

if TYPE_CHECKING:
    from tools.simulator.simulation import Simulation

SHORTEST_S = 6 * 60.0
LONGEST_S = 16 * 60.0
SELF_TEST_S = 1.6
# In OFF, TIME goes from 15 minutes to 20, 25, 30, 5, 10.
TIME_PRESSES = {5: 4, 10: 5, 15: 0}
MINUTES_SHARES = {5: 0.3, 10: 0.45, 15: 0.25}
HEAT_USERS = 0.85
HEAT_SHARES = {1: 0.15, 2: 0.2, 3: 0.65}  # mostly high: that is where harm would be
MOST_INTERLUDES = 5


@dataclass(frozen=True)
class Change:
    """A parameter of the model changes: a blanket, a draught, the supply."""

    at_s: float
    name: str
    value: float

    def perform(self, simulation: Simulation) -> None:
        """Change it now."""
        simulation.plant.change(self.name, self.value)


@dataclass(frozen=True)
class Plan:
    """One user's run: the steps, and roughly when its parts begin (a stop in the middle moves what follows)."""

    steps: tuple[Step, ...]
    asks_s: float  # START opens the question
    starts_s: float  # START confirms it: the self-test begins
    ends_s: float  # the time is up
    until_s: float  # the run is over


class Person:
    """Draws one plan. `pad` are the parameters of the pad that the person sits at."""

    def __init__(self, source: random.Random, pad: Mapping[str, float]) -> None:
        self._source = source
        self._pad = pad
        self._steps: list[Step] = []
        self._wants_heat = source.random() < HEAT_USERS

    def plan(self) -> Plan:
        """One session, from power-on to a while after its end."""
        source = self._source
        minutes = self._one_of(MINUTES_SHARES)
        asks_s = self._press_often("TIME", source.uniform(1.0, 4.0), TIME_PRESSES[minutes])
        starts_s = self._start(asks_s)
        ends_s = starts_s + SELF_TEST_S + minutes * 60.0
        if self._wants_heat:
            self._choose_heat(starts_s + SELF_TEST_S + source.uniform(0.1, 20.0))
        for _ in range(source.randint(0, MOST_INTERLUDES)):
            begin_s = source.uniform(starts_s + SELF_TEST_S, ends_s)
            source.choice(self._interludes())(begin_s)
        if source.random() < 0.5:
            self._press("START", ends_s + source.uniform(2.0, 20.0))
        until_s = min(max(ends_s + source.uniform(20.0, 70.0), SHORTEST_S), LONGEST_S)
        steps = sorted((step for step in self._steps if step.at_s < until_s), key=lambda step: step.at_s)
        return Plan(tuple(steps), asks_s, starts_s, ends_s, until_s)

    # --- fingers ------------------------------------------------------------------------------------------------------

    def _press(self, button: str, at_s: float, hold_s: float | None = None) -> None:
        self._steps.append(Press(at_s, button, self._source.uniform(0.08, 0.3) if hold_s is None else hold_s))

    def _press_often(self, button: str, at_s: float, times: int) -> float:
        for _ in range(times):
            self._press(button, at_s)
            at_s += self._source.uniform(0.5, 1.2)
        return at_s

    def _start(self, at_s: float) -> float:
        """START, a look at the feet, START; some say no first, or answer too early."""
        source = self._source
        self._press("START", at_s)
        if source.random() < 0.04:  # something is wrong; on second thoughts it is not
            self._press("START", at_s + 4.0, 3.5)
            self._press("START", at_s + 10.0, 5.6)
            at_s += 18.0
            self._press("START", at_s)
        elif source.random() < 0.1:
            self._press("START", at_s + 1.5)
        at_s += source.uniform(3.6, 9.0)
        self._press("START", at_s)
        return at_s

    def _choose_heat(self, at_s: float) -> None:
        self._press_often("HEAT", at_s, self._one_of(HEAT_SHARES))

    # --- what happens in between --------------------------------------------------------------------------------------

    def _interludes(self) -> tuple[Callable[[float], None], ...]:
        return (
            self._faster,
            self._slower,
            self._more_time,
            self._other_heat,
            self._stop_and_go_on,
            self._hold,
            self._clumsy,
            self._lift_feet,
            self._lift_one_foot,
            self._cold_feet,
            self._blanket,
            self._draught,
            self._dip,
        )

    def _faster(self, at_s: float) -> None:
        self._press_often("FASTER", at_s, self._source.randint(1, 10))

    def _slower(self, at_s: float) -> None:
        self._press_often("SLOWER", at_s, self._source.randint(1, 4))

    def _more_time(self, at_s: float) -> None:
        self._press("TIME", at_s)

    def _other_heat(self, at_s: float) -> None:
        if self._wants_heat:
            self._press_often("HEAT", at_s, self._source.randint(1, 4))

    def _stop_and_go_on(self, at_s: float) -> None:
        self._press("START", at_s)
        if self._source.random() < 0.85:
            self._go_on(at_s + self._source.uniform(2.5, 110.0))

    def _go_on(self, at_s: float) -> None:
        self._press("START", at_s)
        if self._wants_heat:
            self._choose_heat(at_s + SELF_TEST_S + self._source.uniform(0.5, 20.0))

    def _hold(self, at_s: float) -> None:
        """A finger that stays on a button; above 2 s the pad stops."""
        hold_s = self._source.uniform(0.5, 8.0)
        self._press(self._source.choice(("FASTER", "SLOWER", "HEAT", "TIME")), at_s, hold_s)
        if hold_s > 1.9:
            self._go_on(at_s + hold_s + self._source.uniform(2.5, 30.0))

    def _clumsy(self, at_s: float) -> None:
        """Several contacts, too short or close together, on any buttons but START."""
        for _ in range(self._source.randint(2, 6)):
            button = self._source.choice(("FASTER", "SLOWER", "HEAT", "TIME"))
            self._press(button, at_s, self._source.uniform(0.01, 0.1))
            at_s += self._source.uniform(0.05, 0.4)

    def _lift_feet(self, at_s: float) -> None:
        self._steps.append(Feet(at_s, False, False))
        self._back(at_s, None)

    def _lift_one_foot(self, at_s: float) -> None:
        left = self._source.random() < 0.5
        self._steps.append(Feet(at_s, left, not left))
        self._back(at_s, None)

    def _back(self, at_s: float, skin_c: float | None) -> None:
        if self._source.random() < 0.8:
            self._steps.append(Feet(at_s + self._source.uniform(2.0, 240.0), True, True, skin_c))

    def _cold_feet(self, at_s: float) -> None:
        """Feet that arrive late, or somebody else's: as cold as feet come."""
        feet = self._source.choice((FEET_BOTH, FEET_BOTH, FEET_LEFT, FEET_RIGHT))
        skin_c = self._source.uniform(15.0, 24.0)
        self._steps.append(Feet(at_s, feet != FEET_RIGHT, feet != FEET_LEFT, skin_c))

    def _blanket(self, at_s: float) -> None:
        self._steps.append(Change(at_s, "blanket", 1.0 - self._pad["blanket"]))

    def _draught(self, at_s: float) -> None:
        self._for_a_while("surface_air_w_k", PARAMETERS["surface_air_w_k"].default * 2.0, at_s)

    def _dip(self, at_s: float) -> None:
        """Something else on the same adapter: up to 15 % less for a while."""
        self._for_a_while("supply_v", self._pad["supply_v"] * self._source.uniform(0.85, 1.0), at_s)

    def _for_a_while(self, name: str, value: float, at_s: float) -> None:
        before = self._pad.get(name, PARAMETERS[name].default)
        self._steps.append(Change(at_s, name, value))
        self._steps.append(Change(at_s + self._source.uniform(0.2, 120.0), name, before))

    def _one_of(self, shares: Mapping[int, float]) -> int:
        return self._source.choices(list(shares), list(shares.values()))[0]


def random_plan(source: random.Random, pad: Mapping[str, float]) -> Plan:
    """What a random user does with this pad."""
    return Person(source, pad).plan()
