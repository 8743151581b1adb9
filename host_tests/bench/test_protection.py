"""What counts as detected, what a rival is, and what is seen of a run under FootPad's guard."""

import math

import pytest

from tools.benchmarks.protection.measure import detected_s
from tools.benchmarks.protection.rivals import (
    MOST_C,
    delays_s,
    false_trips,
    grid,
    klipper,
    marlin_heating,
    marlin_runaway,
    sound,
)
from tools.benchmarks.protection.runs import Case, Recording, Row, UnderGuard, under_guard

PAD = {"cutout_c": 0.0, "ambient_c": 20.0}
FAULT_S = 30.0


def recording(curve, fault_s=None, guarded=None, seconds=600):
    """A run of which both sensors have read a function of the time, at a target of 37 C."""
    rows = [Row(half / 2, curve(half / 2), curve(half / 2), 37.0) for half in range(seconds * 2)]
    case = Case("made", PAD, 1, 3_700, (), fault_s, seconds)
    return Recording(case, rows, guarded or UnderGuard(None, None, 0.0, 37.0, 0.0))


def rises(at_s):
    return min(20 + at_s / 5, 37.0)


def falls_at_400(at_s):
    return rises(at_s) if at_s < 400 else 30.0


def stands_still(at_s):
    return 20.0


@pytest.mark.parametrize(
    ("refused_s", "latched_s", "hottest_c", "anyway", "delay_s"),
    [
        (40.0, 90.0, 40.9, False, 10.0),
        (40.0, None, 40.9, False, 10.0),
        (40.0, 90.0, 40.9, True, 60.0),  # a pad that is refused heat without the fault as well
        (40.0, 90.0, 41.0, False, 60.0),  # it was not harmless after the refusal
        (40.0, None, 41.0, False, math.inf),
        (None, None, 37.0, False, math.inf),
    ],
)
def test_detected_is_a_refusal_because_of_the_fault_with_no_harm_afterwards(
    refused_s, latched_s, hottest_c, anyway, delay_s
):
    guarded = UnderGuard(refused_s, latched_s, 0.0, hottest_c, 0.0)
    assert detected_s(recording(rises, FAULT_S, guarded), anyway) == delay_s


def test_a_scaled_check_of_marlin_is_the_only_one_that_is_on():
    still, fallen = recording(stands_still), recording(falls_at_400)
    assert delays_s([still], lambda: marlin_heating(1, 2)) == [120.0]
    assert delays_s([still], lambda: marlin_runaway(1, 2)) == [math.inf]
    assert delays_s([fallen], lambda: marlin_heating(1, 2)) == [math.inf]
    assert delays_s([fallen], lambda: marlin_runaway(1, 2)) == [pytest.approx(400 + 40, abs=1)]
    assert delays_s([fallen], lambda: marlin_runaway(4, 2)) == [math.inf]  # 7 C are within 8


def test_klippers_error_is_scaled_by_both():
    # 17 C below the target: less 5 or less 2.5 of hysteresis, after the time to gain.
    assert delays_s([recording(stands_still)], lambda: klipper(1, 1)) == [pytest.approx(60 + 120 / 12, abs=1)]
    assert delays_s([recording(stands_still)], lambda: klipper(0.5, 2)) == [pytest.approx(120 + 120 / 14.5, abs=1)]


def test_rivals_are_those_that_leave_whole_pads_alone():
    rivals = sound([recording(rises), recording(falls_at_400)], 0)
    names = {rival.name for rival in rivals}
    assert "Marlin's runaway, C x4, s x1" in names
    assert "Marlin's runaway, C x2, s x1" not in names
    assert len(names) < len(list(grid()))
    every = sound([recording(lambda at_s: MOST_C + 1)], 1)
    assert len(every) == len(list(grid()))


def test_trips_are_counted_up_to_one_too_many():
    still = [recording(stands_still)] * 3
    assert false_trips(still, lambda: klipper(1, 1)) == 3
    assert false_trips(still, lambda: klipper(1, 1), 0) == 1


def test_a_trip_before_the_fault_is_no_detection():
    assert delays_s([recording(stands_still, 300.0)], lambda: klipper(1, 1)) == []


def guarded(fault, until_s=FAULT_S + 20):
    events = ((FAULT_S, fault, 0.0),) if fault else ()
    return under_guard(Case("run", PAD, 1, 3_700, events, FAULT_S if fault else None, until_s))


def test_a_run_under_the_guard_tells_when_it_latched_and_what_heat_came_after():
    broken = guarded("ntc_left_open")
    assert broken.latched_s == broken.refused_s == pytest.approx(FAULT_S + 0.1, abs=0.06)
    assert broken.heat_j < 10
    assert broken.without_heat_s == pytest.approx(20, abs=1)
    whole = guarded("")
    assert (whole.latched_s, whole.refused_s, whole.without_heat_s) == (None, None, 0.0)
    assert whole.heat_j > 500  # of all its heat, where nothing breaks
    assert 22 < broken.hottest_c < whole.hottest_c < 37
