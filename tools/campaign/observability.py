"""What each fault shows: by which codes it may be reported, when the firmware can know of it, when a signal changes.

One row a fault. A fault is observable while its condition holds; the firmware must report it in a run in which that has
been so for a minute without a break. Several codes are right where the pad's hardware cannot tell the causes apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pad import buttons, fault_texts, faults, liveness
from tools.campaign.recording import Recording, Sample
from tools.campaign.traces import Span, is_on, joined, on_s, value_at
from tools.simulator.plant import DRIFT_C, DRIFT_S, SIDES

HEATED_OVER_S = 60.0
HEATED_SHARE = 0.5
FULL_SHARE = 0.8
TOO_COLD_C = 4.0  # the error of a drift; noise and tolerances are 0.6 C
# A cold foot (15 C) put down beside an empty half of 39 C makes up to 10.6 C on pads of the declared ranges.
DISAGREE_C = 12.0
# With cold feet on it, a whole pad takes up to 200 s of full heat before its reading rises by this much.
ROSE_C = 0.5
NO_RISE_ON_S = 240.0
FLAT_C = 0.1
MOVED_C = 2.5
TWO_READINGS_S = 0.09  # of 50 ms each, a little early
DUTY_WINDOW_S = 2.5  # the heater's pin is off at least once in 2 s; the rest is for the samples here
STARTS_S = 6.0  # after which a motor that is driven has turned
NEVER = float("inf")

Seconds = Callable[[Recording], float]
Condition = Callable[[Recording, Sample], bool]
Differs = Callable[[bool, bool, bool], bool]  # of: the rail asked for, the rail, the heater's pin


class Row(NamedTuple):
    """One fault: codes that are right, its condition in words and as seconds for which it has held.

    `first_change(recording, since_s)`, where there is one: the moment at which a measured signal first differs from
    that of a whole pad, NEVER if it does not. None for what shows by and by, or in no measured signal.
    `several` says why more than one code is right.
    """

    codes: tuple[int, ...]
    condition: str
    observable_s: Seconds
    first_change: Callable[[Recording, float], float] | None = None
    several: str = ""


# --- How long a condition has held ------------------------------------------------------------------------------------


def longest_s(condition: Condition) -> Seconds:
    """The longest time without a break for which the condition holds after the fault."""

    def observable_s(recording: Recording) -> float:
        longest = 0.0
        since_s: float | None = None
        for sample in recording.after_fault:
            if not condition(recording, sample):
                since_s = None
                continue
            since_s = sample.at_s if since_s is None else since_s
            longest = max(longest, sample.at_s - since_s)
        return longest

    return observable_s


def always_s(recording: Recording) -> float:
    """From the fault to the end: it is there whatever the pad does."""
    return recording.end_s - recording.case.fault_s


def never_s(recording: Recording) -> float:
    """Nothing that the pad measures tells of it for certain."""
    return 0.0


def was_running_s(recording: Recording) -> float:
    """From the fault to the end, if a session was running when it struck."""
    return always_s(recording) if something_ran(recording) else 0.0


def something_ran(recording: Recording) -> bool:
    """Whether heater, motor or rail were on when the fault struck, or rather just before."""
    just_before_s = recording.case.fault_s - 1e-6
    return any(value_at(signal, just_before_s) for signal in (recording.heater, recording.motor, recording.rail))


# --- When a measured signal differs from a whole pad's ----------------------------------------------------------------


def at_once(recording: Recording, since_s: float) -> float:
    """It differs from the beginning."""
    return since_s if since_s < recording.end_s else NEVER


def while_turning(recording: Recording, since_s: float) -> float:
    """It differs from the beginning if the motor had its speed by then; a motor at rest may need a while to start."""
    driven_s = min(on_s(spans, since_s - STARTS_S, since_s) for spans in (recording.motor_spans, recording.rail_spans))
    return at_once(recording, since_s) if driven_s >= STARTS_S - 0.1 else NEVER


class SenseLine:
    """The sense line under a fault. `differs` says from rail asked for, rail and heater pin whether it reads wrong."""

    def __init__(self, differs: Differs) -> None:
        self._differs = differs

    def wrong_spans(self, recording: Recording) -> list[Span]:
        """The times in which it reads wrong, from the fault on."""
        edges_s = {at_s for span in (*recording.asked, *recording.rail_spans) for at_s in span}
        edges_s |= {at_s for at_s, _ in recording.heater}
        fault_s, end_s = recording.case.fault_s, recording.end_s
        limits_s = [fault_s, *sorted(at_s for at_s in edges_s if fault_s < at_s < end_s), end_s]
        pairs = zip(limits_s, limits_s[1:], strict=False)
        wrong = [(from_s, to_s) for from_s, to_s in pairs if self._differs(*rail_and_heater(recording, from_s))]
        return joined(wrong)

    def first_change(self, recording: Recording, since_s: float) -> float:
        """As Row.first_change. What is over before two readings can have seen it has changed no measured signal."""
        spans = ((max(since_s, from_s), to_s) for from_s, to_s in self.wrong_spans(recording))
        return next((from_s for from_s, to_s in spans if to_s - from_s >= TWO_READINGS_S), NEVER)

    def observable_s(self, recording: Recording) -> float:
        """The longest time in which each window of the heater's duty shows it at least once."""
        longest_s, begins_s, ends_s = 0.0, 0.0, -NEVER
        for from_s, to_s in self.wrong_spans(recording):
            if from_s - ends_s > DUTY_WINDOW_S:
                begins_s = from_s
            ends_s = to_s
            longest_s = max(longest_s, ends_s - begins_s)
        return longest_s


def rail_and_heater(recording: Recording, at_s: float) -> tuple[bool, bool, bool]:
    """At this moment: is the rail asked for, is it closed, is the heater's pin on?"""
    asked, rail = is_on(recording.asked, at_s), is_on(recording.rail_spans, at_s)
    return asked, rail, bool(value_at(recording.heater, at_s))


LOW_INSTEAD_OF_HIGH = SenseLine(lambda asked, rail, heater: asked and not heater)
HIGH_INSTEAD_OF_LOW = SenseLine(lambda asked, rail, heater: not asked or heater)
HIGH_THROUGH_A_WELD = SenseLine(lambda asked, rail, heater: rail and not asked and not heater)


# --- Conditions -------------------------------------------------------------------------------------------------------


def rail_closed(recording: Recording, sample: Sample) -> bool:
    """The rail is closed."""
    return is_on(recording.rail_spans, sample.at_s)


def motor_driven(recording: Recording, sample: Sample) -> bool:
    """The motor gets power."""
    return rail_closed(recording, sample) and value_at(recording.motor, sample.at_s) > 0


def reading_c(recording: Recording, sample: Sample, side: str) -> float:
    """What the firmware is told of one side under the fault of this case, but for noise and tolerances."""
    fault = recording.case.fault
    if fault == f"ntc_{side}_stuck":
        return recording.after_fault[0].bead_c(side)
    if fault == f"ntc_{side}_drift":
        return sample.bead_c(side) + DRIFT_C * min(1.0, (sample.at_s - recording.case.fault_s) / DRIFT_S)
    return sample.bead_c(side)


def readings_disagree(recording: Recording, sample: Sample) -> bool:
    """The sides are told to differ by more than those of a whole pad, and the rail is closed."""
    apart_c = reading_c(recording, sample, "left") - reading_c(recording, sample, "right")
    return abs(apart_c) >= DISAGREE_C and rail_closed(recording, sample)


def heat_missed(recording: Recording, sample: Sample) -> bool:
    """The pad has been heated for longer than any cold foot explains, and neither side is told of it."""
    too_cold = all(sample.surface_c(side) - reading_c(recording, sample, side) >= TOO_COLD_C for side in SIDES)
    if not (too_cold and rail_closed(recording, sample) and _heated(recording, sample.at_s)):
        return False
    return on_s(recording.heater_spans, _last_rise_s(recording, sample), sample.at_s) >= NO_RISE_ON_S


def _last_rise_s(recording: Recording, sample: Sample) -> float:
    """When, going back from this sample, either reading was last ROSE_C below what came after; or when it broke."""
    most_c = dict.fromkeys(SIDES, -NEVER)
    for before in reversed([other for other in recording.after_fault if other.at_s <= sample.at_s]):
        for side in SIDES:
            reading = reading_c(recording, before, side)
            most_c[side] = max(most_c[side], reading)
            if most_c[side] - reading >= ROSE_C:
                return before.at_s
    return recording.case.fault_s


def stands_still(side: str) -> Condition:
    """In a minute of heat this side was told to stand still, and the other one moved."""
    other = SIDES[1 - SIDES.index(side)]

    def condition(recording: Recording, sample: Sample) -> bool:
        if not (rail_closed(recording, sample) and _heated(recording, sample.at_s, FULL_SHARE)):
            return False
        minute = [past for past in recording.after_fault if sample.at_s - HEATED_OVER_S <= past.at_s <= sample.at_s]
        if sample.at_s - minute[0].at_s < HEATED_OVER_S - 1.0:
            return False
        still, moved = ([reading_c(recording, past, name) for past in minute] for name in (side, other))
        return max(still) - min(still) <= FLAT_C and max(moved) - min(moved) >= MOVED_C

    return condition


def _heated(recording: Recording, at_s: float, share: float = HEATED_SHARE) -> bool:
    return on_s(recording.heater_spans, at_s - HEATED_OVER_S, at_s) >= share * HEATED_OVER_S


def either(*conditions: Condition) -> Condition:
    """One of them holds."""
    return lambda recording, sample: any(condition(recording, sample) for condition in conditions)


# --- The table --------------------------------------------------------------------------------------------------------

ALWAYS = "the pad has power"
RAIL_CLOSED = "the rail is closed"
DRIVEN = "the rail is closed and the motor's PWM is on"
ASKED_AND_OFF = "each 2.5 s show a moment in which the rail is to be closed and the heater's pin is off"
OPEN_OR_ON = "each 2.5 s show a moment in which the rail is to be open or the heater's pin is on"
DISAGREE = f"the readings differ by {DISAGREE_C:g} C or more while the rail is closed"
HEATED = (
    f"the heater was on for half of the last minute and for {NO_RISE_ON_S:g} s since a reading rose by {ROSE_C:g} C, "
    f"and both are {TOO_COLD_C:g} C or more below the surface"
)
STILL = f"within a minute of nearly full heat this side moved by {FLAT_C:g} C at most, the other by {MOVED_C:g} C"
ONE_OR_OTHER = (
    "a sensor that does not follow the heat is stuck or has come off, and shows by itself or beside the other"
)


def _side_rows(side: str, opened: int, short: int, stuck: int) -> dict[str, Row]:
    alone_or_compared = longest_s(either(stands_still(side), readings_disagree))
    lost = Row(
        (stuck, faults.SENSORS_DISAGREE, faults.NO_RISE),
        f"{STILL}; or {DISAGREE}",
        alone_or_compared,
        None,
        ONE_OR_OTHER,
    )
    slow = "an error that grows slowly is a sensor that does not follow, or one that is not like the other"
    return {
        f"ntc_{side}_open": Row((opened,), ALWAYS, always_s, at_once),
        f"ntc_{side}_short": Row((short,), ALWAYS, always_s, at_once),
        f"ntc_{side}_stuck": lost,
        f"ntc_{side}_off_pad": lost,
        f"ntc_{side}_drift": Row((stuck, faults.SENSORS_DISAGREE), DISAGREE, longest_s(readings_disagree), None, slow),
    }


def _task_rows() -> dict[str, Row]:
    rows = {}
    for index, name in enumerate(liveness.NAMES):
        own, reset = faults.TASK + index, faults.WATCHDOG_RESET
        codes = (own, reset) if name == "guard" else (own,)
        several = "nobody but the watchdog misses the guard" if name == "guard" else ""
        rows[f"task_killed:{name}"] = rows[f"task_raised:{name}"] = Row(codes, ALWAYS, always_s, None, several)
        rows[f"task_blocked:{name}"] = Row(
            (own, reset), ALWAYS, always_s, None, "it keeps the guard from running as well, so that the watchdog bites"
        )
    return rows


def _heater_circuit_row() -> Row:
    line = LOW_INSTEAD_OF_HIGH
    return Row((faults.HEATER_CIRCUIT,), ASKED_AND_OFF, line.observable_s, line.first_change)


ROWS: dict[str, Row] = {
    **_side_rows("left", faults.NTC_LEFT_OPEN, faults.NTC_LEFT_SHORT, faults.NTC_LEFT_STUCK),
    **_side_rows("right", faults.NTC_RIGHT_OPEN, faults.NTC_RIGHT_SHORT, faults.NTC_RIGHT_STUCK),
    "ntc_both_off_pad": Row(
        (faults.NO_RISE, faults.NTC_LEFT_STUCK, faults.NTC_RIGHT_STUCK),
        HEATED,
        longest_s(heat_missed),
        None,
        "neither follows the heat, and one may be found first",
    ),
    "adc_ref_bad": Row((faults.REFERENCE_BAD,), ALWAYS, always_s, at_once),
    "adc_mux_stuck": Row((faults.REFERENCE_BAD,), ALWAYS, always_s, at_once),
    "heater_mosfet_short": _heater_circuit_row(),
    "heater_open": _heater_circuit_row(),
    "rail_open": _heater_circuit_row(),
    "sense_stuck_low": _heater_circuit_row(),
    "sense_stuck_high": Row(
        (faults.HEATER_STAYS_OFF, faults.RAIL_WELDED),
        OPEN_OR_ON,
        HIGH_INSTEAD_OF_LOW.observable_s,
        HIGH_INSTEAD_OF_LOW.first_change,
        "with the rail open it looks like a weld, with the heater on like a heater that stays off",
    ),
    "rail_welded": Row(
        (faults.RAIL_WELDED,),
        "the rail is to be open",
        HIGH_THROUGH_A_WELD.observable_s,
        HIGH_THROUGH_A_WELD.first_change,
    ),
    "motor_mosfet_short": Row(
        (faults.MOTOR_TOO_FAST, faults.MOTOR_TURNS_BY_ITSELF),
        RAIL_CLOSED,
        longest_s(rail_closed),
        None,
        "too fast while it is driven, by itself once the control has taken all its drive away",
    ),
    "motor_stalled": Row((faults.MOTOR_STILL,), DRIVEN, longest_s(motor_driven), while_turning),
    "tach_lost": Row((faults.MOTOR_STILL,), DRIVEN, longest_s(motor_driven), while_turning),
    "supply_sag": Row(
        (faults.MOTOR_STILL,),
        "never: a weak supply makes the pad slow and cool, which harms nobody; heavy feet may keep the motor still",
        never_s,
    ),
    **{
        f"button_stuck:{name}": Row((faults.BUTTON + index,), ALWAYS, always_s)
        for index, name in enumerate(buttons.NAMES)
    },
    **_task_rows(),
    "vm_frozen": Row((faults.WATCHDOG_RESET,), ALWAYS, always_s),
    "brownout": Row(
        (faults.POWER_LOST,), "a session was running: the pad then says so, and latches nothing", was_running_s
    ),
}


def describe() -> Iterator[str]:
    """The table, a line or two each fault."""
    for name, row in ROWS.items():
        codes = " or ".join(f"{code} {fault_texts.name(code)}" for code in row.codes)
        yield f"{name:<22} {row.condition}"
        yield f"{'':<22}   -> {codes}" + (f": {row.several}" if row.several else "")
