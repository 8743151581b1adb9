"""Judges a run by what the physics did. What the firmware says counts for one thing only: did it report the fault?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pad import fault_texts
from pad.faults import POWER_LOST
from tools.campaign.observability import NEVER, ROWS, something_ran
from tools.campaign.recording import Recording
from tools.campaign.traces import off_after_s
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.plant import SIDES

# What a run may reach. Sources of the figures: lib/pad/limits.py and docs/safety.md.
SURFACE_C = 41.5
SURFACE_UNSEEN_C = 41.0  # when sensors have come off or drift
SKIN_C = 41.0
DOSE_CEM43_MIN = 1.0  # in any 60 minutes; a run is shorter
OBSERVABLE_S = 60.0
UNSEEN = ("ntc_both_off_pad", *(f"ntc_{side}_{kind}" for side in SIDES for kind in ("off_pad", "drift")))
# A rail that closes after a longer pause than this has been asked for by a person: a new story begins.
PAUSE_S = 1.0

SURFACE, SKIN, DOSE, PINS, RAIL = "surface", "skin", "dose", "pins off", "rail open"
REPORTED, CAUSE, FALSE_TRIP, WORKS = "reported", "right cause", "no false trip", "works"
SLOW_TASKS = ("panel", "store", "ble")  # they move and heat nothing
_SLOW = ", ".join(SLOW_TASKS)
REQUIREMENTS = {
    SURFACE: f"surface never above {SURFACE_C} C, and {SURFACE_UNSEEN_C} C when sensors are off the pad or drift",
    SKIN: f"skin never above {SKIN_C} C",
    DOSE: f"dose never above {DOSE_CEM43_MIN:g} CEM43 minute in any hour",
    PINS: f"heater pin off in 250 ms after an electrical fault, all pins in 500 ms after a task's ({_SLOW}: 5 s)",
    RAIL: f"rail open in 650 ms after an electrical fault, in 1 s after a task's ({_SLOW}: 5.5 s)",
    REPORTED: f"every fault reported before it has been observable for {OBSERVABLE_S:g} s without a break",
    CAUSE: "first cause right in 99 % of the faults reported",
    FALSE_TRIP: "no fault reported where there is none",
    WORKS: "the firmware runs the session that the user asks for, and no part of it crashes by itself",
}


class Times(NamedTuple):
    """How soon after a fault outputs must be off, seconds; None where the firmware has no hand in it."""

    heater_s: float | None
    motor_s: float | None
    rail_s: float | None


NO_TIMES = Times(None, None, None)
ELECTRICAL = Times(0.25, None, 0.65)


def _allowed() -> dict[str, Times]:
    """The limits of each fault that has some."""
    table = {name: ELECTRICAL for name, row in ROWS.items() if row.first_change}
    table["rail_welded"] = Times(0.25, None, None)  # it cannot be opened any more
    for name in ALL_FAULTS:
        kind, _, part = name.partition(":")
        if kind.startswith("task_"):
            table[name] = Times(5.0, 5.0, 5.5) if part in SLOW_TASKS else Times(0.5, 0.5, 1.0)
        elif kind == "button_stuck":  # START stops when it is touched, the others when they are held for 2 s
            table[name] = Times(0.15, 0.15, 0.65) if part == "START" else Times(2.25, 2.25, 2.75)
    table["vm_frozen"] = Times(None, None, 0.65)  # a frozen processor moves no pin
    table["brownout"] = Times(0.25, 0.25, 0.65)
    return table


ALLOWED = _allowed()


class Miss(NamedTuple):
    """A requirement that a run has missed, and by how much."""

    requirement: str
    detail: str


@dataclass(frozen=True)
class Verdict:
    """One run, judged. Temperatures in degrees Celsius, times in seconds, from the first change of a signal on."""

    run: str
    fault: str
    mode: str
    fault_s: float
    max_surface_c: float
    max_skin_c: float
    dose_cem43_min: float
    apart_c: float = 0.0  # how far the two thermistors differed at most
    heater_off_s: float | None = None
    motor_off_s: float | None = None
    rail_off_s: float | None = None
    observable_s: float = 0.0  # without a break, until it was reported
    reported: int | None = None
    right: bool | None = None
    missed: list[Miss] = field(default_factory=list)
    sim_s: float = 0.0
    wall_s: float = 0.0


def judge(recording: Recording) -> Verdict:
    """All requirements, on one run."""
    case = recording.case
    times = stopping_times(recording)
    report = first_report(recording)
    observable_s = unreported_s(recording, report)
    code = report.code if report else None
    right = code in ROWS[case.fault].codes if case.fault and code is not None else None
    return Verdict(
        run=case.name,
        fault=case.fault,
        mode=case.mode,
        fault_s=case.fault_s,
        max_surface_c=recording.max_surface_c,
        max_skin_c=recording.max_skin_c,
        dose_cem43_min=recording.dose_cem43_min,
        apart_c=max((abs(sample.bead_left_c - sample.bead_right_c) for sample in recording.samples), default=0.0),
        heater_off_s=times.heater_s,
        motor_off_s=times.motor_s,
        rail_off_s=times.rail_s,
        observable_s=observable_s,
        reported=code,
        right=right,
        missed=[
            *_heat_misses(recording),
            *_time_misses(case.fault, times),
            *_report_misses(case.fault, observable_s, code, right),
            *_false_trips(recording),
            *_work_misses(recording),
        ],
        sim_s=recording.end_s,
        wall_s=recording.wall_s,
    )


# --- Heat -------------------------------------------------------------------------------------------------------------


def _heat_misses(recording: Recording) -> list[Miss]:
    surface_limit_c = SURFACE_UNSEEN_C if recording.case.fault in UNSEEN else SURFACE_C
    reached = (
        (SURFACE, recording.max_surface_c, surface_limit_c, "C"),
        (SKIN, recording.max_skin_c, SKIN_C, "C"),
        (DOSE, recording.dose_cem43_min, DOSE_CEM43_MIN, "min"),
    )
    return [
        Miss(requirement, f"{value:.2f} {unit}, limit {limit:g} {unit}")
        for requirement, value, limit, unit in reached
        if value > limit
    ]


# --- Time -------------------------------------------------------------------------------------------------------------


def stopping_times(recording: Recording) -> Times:
    """How long heater, motor and rail stayed on after the fault had struck or shown; the worst of several times.

    An electrical fault counts from its first change of a measured signal, and anew whenever a person has started the
    pad again. Any other fault counts once, and only if something ran. None where nothing is required.
    """
    case = recording.case
    if case.fault not in ALLOWED:
        return NO_TIMES
    first_change = ROWS[case.fault].first_change
    if first_change is None:
        return _times_after(recording, case.fault_s) if something_ran(recording) else NO_TIMES
    worst = Times(0.0, 0.0, 0.0)
    shown_s = first_change(recording, case.fault_s)
    while shown_s < NEVER:
        worst = _longer(worst, _times_after(recording, shown_s))
        shown_s = first_change(recording, next_start_s(recording, shown_s))
    return worst


def _times_after(recording: Recording, since_s: float) -> Times:
    until_s = next_start_s(recording, since_s)
    signals = (recording.heater_spans, recording.motor_spans, recording.rail_spans)
    return Times(*(off_after_s(signal, since_s, until_s) for signal in signals))


def _longer(one: Times, other: Times) -> Times:
    return Times(*(max(first or 0.0, second or 0.0) for first, second in zip(one, other, strict=True)))


def next_start_s(recording: Recording, since_s: float) -> float:
    """When the rail is next asked for after a pause, or the end of the run."""
    before_s = since_s
    for from_s, to_s in recording.asked:
        if from_s > since_s and from_s - before_s > PAUSE_S:
            return from_s
        before_s = max(before_s, to_s)
    return recording.end_s


def _time_misses(fault: str, times: Times) -> list[Miss]:
    allowed = ALLOWED.get(fault, NO_TIMES)
    rows = zip((PINS, PINS, RAIL), ("heater", "motor", "rail"), times, allowed, strict=True)
    return [
        Miss(requirement, f"{what} on for {took_s:.3f} s, limit {limit_s:g} s")
        for requirement, what, took_s, limit_s in rows
        if took_s is not None and limit_s is not None and took_s > limit_s
    ]


# --- What the firmware says -------------------------------------------------------------------------------------------


class Report(NamedTuple):
    """What the firmware said of a fault, and when."""

    code: int
    at_s: float


def first_report(recording: Recording) -> Report | None:
    """The first report after the fault, None without any. A power cut is recorded, not latched."""
    case = recording.case
    if not case.fault:
        return None
    for seen in recording.faults_seen:
        if seen.at_s >= case.fault_s:
            return Report(seen.code, seen.at_s)
    if case.fault == "brownout" and recording.reset_stop_s is not None:
        return Report(POWER_LOST, recording.reset_stop_s)
    return None


def unreported_s(recording: Recording, report: Report | None) -> float:
    """For how long the fault was observable without a break, up to its report or the end of the run."""
    fault = recording.case.fault
    if not fault:
        return 0.0
    if report is None or report.at_s >= recording.end_s:
        return ROWS[fault].observable_s(recording)
    until_report = tuple(sample for sample in recording.samples if sample.at_s <= report.at_s)
    return ROWS[fault].observable_s(replace(recording, end_s=report.at_s, samples=until_report))


def _report_misses(fault: str, observable_s: float, code: int | None, right: bool | None) -> list[Miss]:
    late = [Miss(REPORTED, f"{fault} observable for {observable_s:.0f} s")] if observable_s >= OBSERVABLE_S else []
    if code is not None and right is False:
        return [*late, Miss(CAUSE, f"{fault} reported as {code} {fault_texts.name(code)}")]
    return late


def _false_trips(recording: Recording) -> list[Miss]:
    case = recording.case
    false = [seen for seen in recording.faults_seen if not case.fault or seen.at_s < case.fault_s]
    return [Miss(FALSE_TRIP, f"{seen.code} {seen.name} at {seen.at_s:.1f} s") for seen in false]


def _work_misses(recording: Recording) -> list[Miss]:
    """A firmware that does nothing would pass all the rest."""
    case = recording.case
    whole_until_s = case.fault_s if case.fault else recording.end_s
    texts = [str(event["text"]) for event in recording.events if float(event["at_s"]) < whole_until_s]
    misses = [Miss(WORKS, text) for text in texts if text.startswith("Traceback")]
    began = any(span[0] < whole_until_s for span in recording.asked)
    if not began and whole_until_s > case.plan.starts_s + 3.0:
        misses.append(Miss(WORKS, "no session began"))
    return misses
