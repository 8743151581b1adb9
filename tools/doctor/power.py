"""Rail, heater and motor, in the order in which one finding makes the next check safe."""

from collections.abc import Callable

from tools.doctor import judge_motor, judge_rail, plans
from tools.doctor.finding import Finding, Outcome, good, untested
from tools.doctor.judge_rail import Lines
from tools.doctor.on_board.phases import STILL_PULSES
from tools.doctor.person import Person
from tools.doctor.wiring import Wiring

PARTS = (judge_rail.RAIL, judge_rail.HEATER, judge_motor.MOTOR)

Run = Callable[[list[plans.Phase]], Lines]


def check_power(run: Run, person: Person, wiring: Wiring, believable: bool) -> list[Finding]:
    """All of it. `run` steps through a plan on the board; `believable`: both thermistors tell a plausible temperature.

    What a finding makes unsafe is left out and said to be untested.
    """
    lines = run(plans.rail(wiring.has_heat))
    turning = judge_rail.turns_by_itself(lines, STILL_PULSES)
    if turning:
        return [judge_rail.judge_turning(turning, wiring), *left_out("the motor turns by itself")]
    if judge_rail.is_closed_at_rest(lines):
        turned = turns(run(plans.motor_with_open_rail()), person, wiring)
        return [judge_rail.judge_closed_at_rest(turned, wiring), *left_out("the relay seems to be closed")]
    if wiring.has_heat and judge_rail.never_closes(lines):
        turned = turns(run(plans.motor()), person, wiring)
        return [judge_rail.judge_never_closes(turned, wiring), *left_out("the relay seems to stay open")]
    found = judge_rail.judge_flicker(lines, wiring)
    found += judge_rail.judge_drops(lines, wiring) if wiring.has_heat else [_heard(person, wiring)]
    if any(finding.outcome == Outcome.NO_USE for finding in found):
        return [*found, *left_out("the relay cannot be relied on")]
    return found + _check_driven(run, person, wiring, believable)


def _check_driven(run: Run, person: Person, wiring: Wiring, believable: bool) -> list[Finding]:
    """The rail is as it should be."""
    found = []
    if wiring.has_heat:
        found.append(
            judge_rail.judge_heater(run(plans.heater()), wiring)
            if believable
            else untested(judge_rail.HEATER, "no heat while a thermistor or the reference is wrong")
        )
    turned = turns(run(plans.motor_with_open_rail()), person, wiring)
    found += judge_motor.judge_open(turned)
    if turned:
        return [*found, untested(judge_motor.MOTOR, "the relay does not cut it")]
    lines = run(plans.motor())
    seen = None
    if judge_motor.rpm(lines, wiring) < judge_motor.TURNS_RPM:
        seen = person.yes("motor turned", "Did the motor turn just now, for about two seconds?")
    return found + judge_motor.judge_motor(lines, seen, wiring)


def turns(lines: Lines, person: Person, wiring: Wiring) -> bool:
    """Whether the driven motor turned: by its tachometer, or as the person saw it."""
    if judge_motor.rpm(lines, wiring) >= judge_motor.TURNS_RPM:
        return True
    return person.yes("motor turned", "Did the motor turn just now?")


def _heard(person: Person, wiring: Wiring) -> Finding:
    """A pad without a sense line tells nothing about its relay: somebody must listen."""
    if person.yes("relay clicked", "Did the relay click on and off, twice, with the motor at rest?"):
        return good(judge_rail.RAIL, "clicks on and off, as heard")
    check = (
        "did the motor turn? Then its MOSFET is shorted, or its gate's pull-down is missing",
        "the supply: is it plugged in?",
        f"the wire from {wiring.wire('ALIVE')} to the monostable, and the monostable",
        "the relay and its driver",
    )
    meaning = "Nothing would stop the motor if the program hung."
    return Finding(judge_rail.RAIL, Outcome.NO_USE, "not heard, or the motor moved", meaning, check)


def left_out(why: str) -> list[Finding]:
    """What has not been tested."""
    return [untested(part, why) for part in (judge_rail.HEATER, judge_motor.MOTOR)]
