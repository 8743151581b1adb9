"""Rail, heater and motor, in the order in which one finding makes the next check safe."""

from collections.abc import Callable

from tools.doctor import judge_motor, judge_rail, plans
from tools.doctor.finding import Finding, Outcome, untested
from tools.doctor.judge_rail import Lines
from tools.doctor.measure import Line
from tools.doctor.person import Person
from tools.doctor.wiring import Wiring

Run = Callable[[list[plans.Phase]], Lines]


class TurnsByItself(Exception):
    """The motor turned in a phase in which nothing drove it, or its tachometer said so; `line` is that phase."""

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self.line = line


class Power:
    """`run` steps through a plan on the board; `believable`: both thermistors tell a plausible temperature.

    What a finding makes unsafe is left out and said to be untested.
    """

    def __init__(self, run: Run, person: Person, wiring: Wiring, believable: bool) -> None:
        self._run_plan = run
        self._person = person
        self._wiring = wiring
        self._believable = believable
        self._found: list[Finding] = []

    def check(self) -> list[Finding]:
        """All of it. NobodyThere when the person goes."""
        try:
            why_not = self._check_rail()
            if not why_not:
                self._check_heater()
                why_not = self._check_motor()
        except TurnsByItself as turning:
            self._found.append(judge_rail.judge_turning(turning.line, self._wiring))
            why_not = "the motor turns by itself, or seems to"
        done = {finding.part for finding in self._found}
        return self._found + [finding for finding in left_out(self._wiring, why_not) if finding.part not in done]

    def _run(self, plan: list[plans.Phase]) -> Lines:
        lines = self._run_plan(plan)
        for line in lines:
            if line.get("turns"):
                raise TurnsByItself(line)
        return lines

    def _turned(self, lines: Lines, when: str = "just now") -> bool:
        """By its tachometer, or as the person saw it."""
        if judge_motor.turns(lines, self._wiring):
            return True
        return self._person.yes("motor turned", f"Did the motor turn {when}?")

    # --- One after the other ------------------------------------------------------------------------------------------

    def _check_rail(self) -> str:
        """Why nothing else may be tried; "" when it may."""
        wiring = self._wiring
        lines = self._run(plans.rail(wiring.has_heat))
        if not wiring.has_heat:
            self._found.append(self._judge_clicks())
            return ""
        if judge_rail.is_closed_at_rest(lines):
            turned = self._turned(self._run(plans.motor_briefly(edges=False)))
            self._found.append(judge_rail.judge_closed_at_rest(turned, wiring))
            return "the sense line is high with the relay off"
        if judge_rail.never_closes(lines):
            turned = self._turned(self._run(plans.motor_briefly(edges=True)))
            self._found.append(judge_rail.judge_never_closes(turned, wiring))
            return "the sense line is low with the relay on"
        self._found += [*judge_rail.judge_flicker(lines, wiring), *judge_rail.judge_drops(lines, wiring)]
        is_bad = any(finding.outcome == Outcome.NO_USE for finding in self._found)
        return "the relay cannot be relied on" if is_bad else ""

    def _judge_clicks(self) -> Finding:
        """A pad without a sense line tells nothing about its relay: somebody must listen."""
        question = "Did the relay click on and off, twice, with the motor at rest?"
        return judge_rail.judge_clicks(self._person.yes("relay clicked", question), self._wiring)

    def _check_heater(self) -> None:
        if self._wiring.has_heat and self._believable:
            self._found.append(judge_rail.judge_heater(self._run(plans.heater()), self._wiring))
        elif self._wiring.has_heat:
            self._found.append(untested(judge_rail.HEATER, "no heat while a thermistor or the reference is wrong"))

    def _check_motor(self) -> str:
        """Why the relay cannot be tested with it; a tachometer that has counted is believed when it does not."""
        wiring = self._wiring
        lines = self._run(plans.motor())
        counts = judge_motor.turns(lines, wiring)
        turned = self._turned(lines, "just now, for about two seconds")
        self._found += judge_motor.judge_motor(lines, turned, wiring)
        if not turned:
            return "the motor does not turn"
        lines = self._run(plans.motor_briefly(edges=False))
        moved = judge_motor.turns(lines, wiring) if counts else self._turned(lines, "just now, a second time")
        self._found.append(judge_motor.judge_cut(moved, wiring))
        return ""


def left_out(wiring: Wiring, why: str) -> list[Finding]:
    """All of it as not tested."""
    parts = (judge_rail.RAIL, judge_rail.HEATER, judge_motor.MOTOR, judge_motor.CUT)
    return [untested(part, why) for part in parts if wiring.has_heat or part != judge_rail.HEATER]
