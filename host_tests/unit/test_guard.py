"""The guard: each fault past its limit on both sides, in every order, and nothing permitted afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import faults
from pad.guard import LONGEST_PASS_MS, Guard, StaleCheck
from pad.heat_checks import HeatChecks
from pad.limits import READING_STALE_MS, SURFACE_TRIP_CC
from pad.readings import Readings
from pad.running import Running
from pad.surface_check import SurfaceCheck
from pad.thermistor import INVALID, OK, OPEN, REFERENCE_BAD, SHORT

GOOD_CC = 3_900


class Bench:
    """A guard on a bench: readings are set by hand, then a pass is made of them."""

    def __init__(self, has_heat=True):
        self.guard = Guard(has_heat, 6)
        self.readings = Readings()
        self.readings.reference_uv = 992_000
        self.both(GOOD_CC)

    def surface(self, side, cc=GOOD_CC, condition=OK):
        one = getattr(self.readings, side)
        one.condition = condition
        one.uv = 1_500_000
        one.raw_cc = cc if condition == OK else INVALID
        one.cc = one.raw_cc

    def both(self, cc=GOOD_CC, condition=OK):
        self.surface("left", cc, condition)
        self.surface("right", cc, condition)

    def step(self, passes=1, fresh=True, stalled=-1, stuck=-1, dt_ms=50):
        for _ in range(passes):
            if fresh:
                self.readings.complete(0, 0)
            self.guard.step(self.readings, stalled, stuck, dt_ms)
        return self.guard.fault

    def permits(self):
        return (self.guard.motor_permitted, self.guard.heat_permitted)


@pytest.fixture
def bench():
    ready = Bench()
    ready.step()
    return ready


def test_nothing_is_permitted_before_the_first_pass():
    guard = Guard(True, 6)
    assert (guard.motor_permitted, guard.heat_permitted) == (False, False)


def test_all_is_permitted_while_all_is_well(bench):
    assert bench.step(100) == faults.NONE
    assert bench.permits() == (True, True)
    assert bench.guard.present == faults.NONE


def test_no_heat_is_permitted_before_the_sensors_have_been_read():
    guard = Guard(True, 6)
    guard.step(Readings(), -1, -1, 50)
    assert not guard.heat_permitted


# --- too hot ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_hundredth_below_the_trip_is_permitted_for_ever(bench, side):
    bench.surface(side, SURFACE_TRIP_CC - 1)
    assert bench.step(100) == faults.NONE
    assert bench.permits() == (True, True)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("cc", [SURFACE_TRIP_CC, SURFACE_TRIP_CC + 1, 4_100, 8_000])
def test_three_readings_at_the_trip_latch_and_two_do_not(bench, side, cc):
    bench.surface(side, cc)
    assert bench.step(2) == faults.NONE
    assert bench.step(1) == faults.OVER_TEMPERATURE
    assert bench.permits() == (False, False)


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_hot_reading_turns_heat_off_at_once_and_gives_it_back_by_itself(bench, side):
    bench.surface(side, SURFACE_TRIP_CC)
    bench.step()
    assert bench.permits() == (True, False)
    bench.surface(side, SURFACE_TRIP_CC - 1)
    bench.step()
    assert bench.permits() == (True, True)


def test_two_hot_readings_and_a_good_one_are_no_trip_however_often(bench):
    for _ in range(50):
        bench.both(4_150)
        bench.step(2)
        bench.both(4_039)
        assert bench.step(1) == faults.NONE


def test_the_same_reading_seen_by_three_passes_is_one_reading(bench):
    bench.both(4_150)
    bench.step()
    assert bench.step(2, fresh=False) == faults.NONE
    assert bench.permits() == (True, False)


# --- sensors ----------------------------------------------------------------------------------------------------------


BROKEN = [
    ("left", OPEN, faults.NTC_LEFT_OPEN),
    ("left", SHORT, faults.NTC_LEFT_SHORT),
    ("right", OPEN, faults.NTC_RIGHT_OPEN),
    ("right", SHORT, faults.NTC_RIGHT_SHORT),
    ("left", REFERENCE_BAD, faults.REFERENCE_BAD),
    ("right", REFERENCE_BAD, faults.REFERENCE_BAD),
]


@pytest.mark.parametrize(("side", "condition", "code"), BROKEN)
def test_a_broken_sensor_is_named_after_three_readings_and_not_after_two(bench, side, condition, code):
    bench.surface(side, condition=condition)
    assert bench.step(2) == faults.NONE
    assert bench.permits() == (True, False)  # the heater is off from the first one on
    assert bench.step(1) == code
    assert bench.permits() == (False, False)


@pytest.mark.parametrize(("side", "condition", "code"), BROKEN)
def test_one_bad_reading_is_noise_for_the_motor_and_heat_waits(bench, side, condition, code):
    for _ in range(20):
        bench.surface(side, condition=condition)
        bench.step()
        assert bench.permits() == (True, False)
        bench.surface(side)
        assert bench.step() == faults.NONE
        assert bench.permits() == (True, True)


def test_a_loose_plug_that_flickers_between_open_and_short_never_gets_heat(bench):
    for n in range(20):
        bench.surface("left", condition=(OPEN, SHORT)[n % 2])
        bench.step()
        assert not bench.guard.heat_permitted


def test_the_reference_explains_what_both_sensors_show(bench):
    bench.both(condition=REFERENCE_BAD)
    bench.step(2)
    bench.both(condition=OPEN)
    bench.step(1)
    assert bench.guard.fault == faults.NONE
    bench.both(condition=REFERENCE_BAD)
    assert bench.step(3) == faults.REFERENCE_BAD


def test_left_is_told_before_right_and_open_before_hot(bench):
    bench.surface("left", condition=OPEN)
    bench.surface("right", 4_150)
    assert bench.step(3) == faults.NTC_LEFT_OPEN


# --- readings that stop -----------------------------------------------------------------------------------------------


def test_readings_may_be_150_ms_old_and_no_older(bench):
    assert bench.step(3, fresh=False, dt_ms=50) == faults.NONE
    assert bench.permits() == (True, True)
    assert bench.step(1, fresh=False, dt_ms=1) == faults.READINGS_STALE
    assert bench.permits() == (False, False)


def test_a_fresh_reading_begins_the_age_anew(bench):
    for _ in range(20):
        bench.step(3, fresh=False)
        assert bench.step(1) == faults.NONE


def test_a_stall_of_the_whole_pad_counts_as_one_pass(bench):
    assert bench.step(3, fresh=False, dt_ms=3_000) == faults.NONE
    assert bench.step(1, fresh=False, dt_ms=3_000) == faults.READINGS_STALE


def test_stale_readings_are_found_on_a_pad_without_heat_too():
    bench = Bench(has_heat=False)
    bench.step()
    assert bench.step(4, fresh=False) == faults.READINGS_STALE


# --- tasks and buttons ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", range(8))
def test_a_stalled_task_is_named_at_once(bench, task):
    assert bench.step(stalled=task) == faults.TASK + task
    assert bench.permits() == (False, False)


@pytest.mark.parametrize("index", range(5))
def test_a_stuck_button_is_named_at_once(bench, index):
    assert bench.step(stuck=index) == faults.BUTTON + index
    assert bench.permits() == (False, False)


def test_a_dead_task_is_told_rather_than_what_follows_from_it(bench):
    bench.step(3, fresh=False)
    assert bench.step(1, fresh=False, stalled=0, stuck=2) == faults.TASK
    bench = Bench()
    bench.both(4_150)
    bench.step(2)
    assert bench.step(1, stuck=2) == faults.OVER_TEMPERATURE  # a hot surface rather than a stuck button


# --- a pad without heat -----------------------------------------------------------------------------------------------


def test_a_pad_without_heat_runs_its_motor_and_never_permits_heat():
    bench = Bench(has_heat=False)
    bench.both(condition=REFERENCE_BAD)
    assert bench.step(100) == faults.NONE
    assert bench.permits() == (True, False)


# --- latched until a person clears it ---------------------------------------------------------------------------------


def test_the_first_cause_is_kept(bench):
    bench.surface("left", condition=OPEN)
    bench.step(3)
    bench.surface("left")
    bench.both(4_150)
    assert bench.step(10) == faults.NTC_LEFT_OPEN
    assert bench.guard.present == faults.OVER_TEMPERATURE


def test_a_fault_stays_after_its_cause_has_gone(bench):
    bench.both(4_150)
    bench.step(3)
    bench.both()
    assert bench.step(1000) == faults.OVER_TEMPERATURE
    assert bench.guard.present == faults.NONE
    assert bench.permits() == (False, False)


def test_it_is_cleared_when_the_cause_is_gone(bench):
    bench.both(4_150)
    bench.step(3)
    assert not bench.guard.clear()
    assert bench.guard.fault == faults.OVER_TEMPERATURE
    bench.both(SURFACE_TRIP_CC)
    bench.step()
    assert not bench.guard.clear()
    bench.both(SURFACE_TRIP_CC - 1)
    bench.step()
    assert bench.guard.clear()
    assert bench.permits() == (False, False)  # not before it has looked again
    bench.step()
    assert bench.permits() == (True, True)


def test_it_is_not_cleared_while_anything_else_is_wrong(bench):
    bench.both(4_150)
    bench.step(3)
    bench.both()
    bench.step(stuck=1)
    assert not bench.guard.clear()
    bench.step()
    assert bench.guard.clear()


def test_clearing_without_a_fault_changes_nothing(bench):
    assert bench.guard.clear()
    assert bench.permits() == (True, True)


def test_a_fault_that_others_found_is_latched_and_takes_the_permit_at_once(bench):
    bench.guard.latch(faults.RAIL_WELDED)
    assert bench.permits() == (False, False)
    bench.guard.latch(faults.HEATER_CIRCUIT)
    assert bench.step() == faults.RAIL_WELDED
    assert bench.permits() == (False, False)
    assert bench.guard.clear()


def test_a_fault_from_before_a_reset_does_not_hide_what_is_wrong_now():
    bench = Bench()
    bench.guard.latch(faults.WATCHDOG_RESET)
    bench.both(4_150)
    bench.step(3)
    assert bench.guard.fault == faults.WATCHDOG_RESET
    assert bench.guard.present == faults.OVER_TEMPERATURE
    assert not bench.guard.clear()


# --- the parts --------------------------------------------------------------------------------------------------------


def test_running_counts_only_what_follows_each_other():
    running = Running(3)
    seen = []
    for bad in (True, True, False, True, True, True, True, False, True):
        running.judge(bad)
        seen.append(running.active)
    assert seen == [False, False, False, False, False, True, True, False, False]
    assert running.doubtful


def test_running_does_not_grow_without_end():
    running = Running(3)
    for _ in range(10_000):
        running.judge(True)
    assert running._bad == 3


def test_a_surface_check_has_no_fault_to_begin_with():
    check = SurfaceCheck(1)
    assert check.code() == faults.NONE
    assert not check.doubtful()
    assert HeatChecks().code() == faults.NONE


def test_stale_check_knows_new_from_old():
    check = StaleCheck()
    check.judge(0, 50)
    assert check.fresh
    check.judge(0, READING_STALE_MS)
    assert not check.fresh
    assert check.code() == faults.NONE
    check.judge(0, 1)
    assert check.code() == faults.READINGS_STALE
    check.judge(1, 50)
    assert check.fresh
    assert check.code() == faults.NONE
    assert LONGEST_PASS_MS == 50


SURFACES = st.one_of(
    st.tuples(st.just(OK), st.integers(3_900, 4_200)),
    st.tuples(st.sampled_from([OPEN, SHORT, REFERENCE_BAD]), st.just(0)),
)


@given(
    st.lists(
        st.tuples(SURFACES, SURFACES, st.booleans(), st.sampled_from([-1, -1, -1, -1, 2]), st.booleans()), max_size=40
    )
)
def test_heat_is_never_permitted_on_a_doubtful_reading_and_nothing_after_a_fault(passes):
    bench = Bench()
    kept = faults.NONE
    for left, right, fresh, stuck, asks_to_clear in passes:
        if fresh:
            bench.surface("left", left[1], left[0])
            bench.surface("right", right[1], right[0])
        bench.step(fresh=fresh, stuck=stuck)
        if kept:
            assert bench.guard.fault == kept
        if bench.guard.fault:
            assert bench.permits() == (False, False)
        if fresh and any(condition != OK or cc >= SURFACE_TRIP_CC for condition, cc in (left, right)):
            assert not bench.guard.heat_permitted
        assert bench.guard.heat_permitted <= bench.guard.motor_permitted
        if bench.guard.present:
            assert bench.guard.fault
        if asks_to_clear:
            assert bench.guard.clear() == (bench.guard.fault == faults.NONE)
        kept = bench.guard.fault
