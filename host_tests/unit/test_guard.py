"""The guard: each fault past its limit on both sides, in every order, and nothing permitted afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import faults
from pad.circuit_check import RAIL_CLOSED, RAIL_OPEN, RAIL_UNKNOWN
from pad.guard import LONGEST_PASS_MS, Guard, OutputStates
from pad.heat_budget import HeatBudget
from pad.limits import (
    HEAT_USED_AT_POWER_ON_S,
    OVER_TARGET_MS,
    READING_STALE_MS,
    SURFACE_TRIP_CC,
    TRIP_READINGS,
)
from pad.motor_check import _SILENT_PASSES, _STARTS_MS
from pad.readings import Readings
from pad.thermistor import INVALID, OK, OPEN, REFERENCE_BAD, SHORT

GOOD_CC = 3_900
SECOND = 20  # passes, after which the slow checks are asked


class Bench:
    """A guard on a bench: readings are set by hand, then a pass is made of them."""

    def __init__(self, has_heat=True, pulses_per_revolution=6):
        self.guard = Guard(has_heat, pulses_per_revolution)
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

    def step(self, passes=1, fresh=True, stalled=-1, stuck=-1, dt_ms=50, pulses=0):
        for _ in range(passes):
            if fresh:
                self.readings.complete(int(self.guard.outputs.rail == RAIL_CLOSED), 0, pulses)
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
    assert (guard.fault, guard.present, guard.readings_stale) == (faults.NONE, faults.NONE, False)


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


# --- what was read when the fault latched -----------------------------------------------------------------------------


def latched(bench, code):
    """The reading that goes with a fault that is present now."""
    bench.guard.latch(code, bench.guard._reading(code, bench.readings))
    return bench.guard.fault_reading


LEFT_CODES = (faults.NTC_LEFT_OPEN, faults.NTC_LEFT_SHORT, faults.NTC_LEFT_STUCK, faults.NTC_LEFT_JUMP)
RIGHT_CODES = (faults.NTC_RIGHT_OPEN, faults.NTC_RIGHT_SHORT, faults.NTC_RIGHT_STUCK, faults.NTC_RIGHT_JUMP)


@pytest.mark.parametrize("code", LEFT_CODES + RIGHT_CODES)
def test_a_sensor_gives_its_temperature_or_else_its_millivolts(bench, code):
    bench.surface("left", 3_111)
    bench.surface("right", 3_222)
    assert latched(bench, code) == (3_111 if code in LEFT_CODES else 3_222)
    bench = Bench()
    bench.both(condition=OPEN)
    bench.readings.left.uv, bench.readings.right.uv = 3_099_999, 2_999
    assert latched(bench, code) == (3_099 if code in LEFT_CODES else 2)


@pytest.mark.parametrize("code", [faults.OVER_TEMPERATURE, faults.OVER_TARGET, faults.WARMS_BY_ITSELF, faults.NO_RISE])
def test_what_is_too_hot_gives_the_hotter_side(bench, code):
    for left_cc, right_cc in ((3_111, 3_222), (3_222, 3_111)):
        bench = Bench()
        bench.surface("left", left_cc)
        bench.surface("right", right_cc)
        bench.step(25)  # the slow checks have the mean of a second
        assert latched(bench, code) == 3_222


@pytest.mark.parametrize(("left_cc", "right_cc"), [(3_000, 2_300), (2_300, 3_000)])
def test_sides_that_disagree_give_their_difference(left_cc, right_cc):
    bench = Bench()
    bench.surface("left", left_cc)
    bench.surface("right", right_cc)
    bench.step(25)
    assert latched(bench, faults.SENSORS_DISAGREE) == 700


def test_a_bad_reference_gives_its_millivolts(bench):
    bench.readings.reference_uv = 1_190_999
    assert latched(bench, faults.REFERENCE_BAD) == 1_190


@pytest.mark.parametrize(
    "code",
    [
        faults.READINGS_STALE,
        faults.HEATER_STAYS_OFF,
        faults.HEATER_CIRCUIT,
        faults.RAIL_WELDED,
        faults.MOTOR_STILL - 1,
        faults.MOTOR_TURNS_BY_ITSELF + 1,
        faults.TASK,
        faults.BUTTON + 4,
        faults.WATCHDOG_RESET,
    ],
)
def test_other_faults_give_nothing(bench, code):
    bench.guard.outputs.motor_permille = 800
    bench.guard._motor.rpm = 900
    assert latched(bench, code) == 0


def test_the_motor_gives_its_drive_or_its_speed(bench):
    bench.guard.outputs.motor_permille = 809
    assert latched(bench, faults.MOTOR_STILL) == 80
    for code in (faults.MOTOR_TOO_FAST, faults.MOTOR_TURNS_BY_ITSELF):
        bench = Bench()
        bench.guard._motor.rpm = 1_234
        assert latched(bench, code) == 1_234


def test_too_much_heat_gives_its_minutes_or_its_dose(bench):
    bench.guard._heat.limits.budget.used_s = 32 * 60
    assert latched(bench, faults.HEAT_TIME) == 32
    bench = Bench()
    bench.guard._heat.limits._doses_umin[0] = 999_999
    assert latched(bench, faults.HEAT_DOSE) == 999


def test_there_is_none_to_begin_with_and_none_for_what_others_found(bench):
    assert bench.guard.fault_reading == 0
    bench.guard.latch(faults.RAIL_WELDED)
    assert bench.guard.fault_reading == 0


def test_the_reading_is_that_of_the_first_cause_and_goes_with_it(bench):
    bench.both(4_150)
    bench.step(TRIP_READINGS)
    bench.both(4_180)
    bench.step(5)
    assert (bench.guard.fault, bench.guard.fault_reading) == (faults.OVER_TEMPERATURE, 4_150)
    bench.guard.latch(faults.RAIL_WELDED, 7)
    assert bench.guard.fault_reading == 4_150
    assert not bench.guard.clear()
    assert bench.guard.fault_reading == 4_150
    bench.both()
    bench.step()
    assert bench.guard.clear()
    assert bench.guard.fault_reading == 0


def test_what_others_read_is_kept_with_what_they_found(bench):
    bench.guard.latch(faults.MOTOR_TOO_FAST, 5_000)
    assert (bench.guard.fault, bench.guard.fault_reading) == (faults.MOTOR_TOO_FAST, 5_000)


@pytest.mark.parametrize(
    ("reading", "kept"),
    [(32_767, 32_767), (32_768, 32_767), (51_000, 32_767), (-32_767, -32_767), (-32_768, -32_767), (-40_000, -32_767)],
)
def test_a_reading_is_kept_as_16_bits(bench, reading, kept):
    bench.guard.latch(faults.MOTOR_TOO_FAST, reading)
    assert bench.guard.fault_reading == kept


# --- heat, second by second -------------------------------------------------------------------------------------------


def test_heat_above_the_target_is_latched_with_what_was_read():
    bench = Bench()
    bench.guard.outputs.heater_on = True
    bench.guard.outputs.heat_target_cc = GOOD_CC - 200
    assert bench.step(OVER_TARGET_MS // 50 - 1) == faults.NONE
    assert bench.step() == faults.OVER_TARGET
    assert bench.guard.fault_reading == GOOD_CC


def test_time_without_a_new_reading_counts_with_the_next_one():
    bench = Bench()
    bench.guard.outputs.heater_on = True
    for _ in range(OVER_TARGET_MS // 100):
        assert bench.guard.fault == faults.NONE
        bench.step(fresh=False)
        bench.step()
    assert bench.guard.fault == faults.OVER_TARGET


def test_sides_far_apart_are_latched_with_their_difference():
    bench = Bench()
    bench.guard.outputs.rail = RAIL_CLOSED
    bench.surface("left", 3_000)
    bench.surface("right", 1_700)
    assert bench.step(30 * 20 - 1) == faults.NONE
    assert bench.step() == faults.SENSORS_DISAGREE
    assert bench.guard.fault_reading == 1_300


def test_it_begins_with_the_heat_that_is_remembered():
    before = HeatBudget()
    for _ in range(100):
        before.step(True, 1_000)
    guard = Guard(True, 0)
    guard.restore_heat(before)
    assert guard._heat.limits.budget.used_s == HEAT_USED_AT_POWER_ON_S + 100
    Guard(False, 0).restore_heat(before)  # nothing to begin with


def test_clearing_forgives_sensors_that_did_not_follow_and_they_are_tried_anew(bench):
    bench.guard._heat._watch.unanswered = True
    assert bench.step(SECOND) == faults.NO_RISE
    assert bench.guard.clear()
    assert (bench.guard.fault, bench.guard.present, bench.guard.fault_reading) == (faults.NONE, faults.NONE, 0)
    assert bench.permits() == (False, False)  # not before it has looked again
    assert bench.step() == faults.NONE
    assert bench.permits() == (True, True)


def test_clearing_forgives_nothing_else(bench):
    bench.guard._heat._gap.apart = True
    assert bench.step(SECOND) == faults.SENSORS_DISAGREE
    assert not bench.guard.clear()
    bench.guard._heat._gap.apart = False
    bench.guard._heat._watch.unanswered = True
    bench.guard.present = faults.SENSORS_DISAGREE
    assert not bench.guard.clear()
    assert bench.guard._heat._watch.unanswered


# --- the motor --------------------------------------------------------------------------------------------------------

FULL = 1_000


def test_a_motor_that_does_not_turn_is_latched_with_its_drive(bench):
    bench.guard.outputs.rail = RAIL_CLOSED
    bench.guard.outputs.motor_permille = FULL
    assert bench.step(_STARTS_MS // 50 - 1) == faults.NONE
    assert bench.step() == faults.MOTOR_STILL
    assert bench.guard.fault_reading == 100
    assert bench.permits() == (False, False)


@pytest.mark.parametrize("rail", [RAIL_OPEN, RAIL_UNKNOWN])
def test_a_motor_without_power_may_stand(bench, rail):
    bench.guard.outputs.rail = rail
    bench.guard.outputs.motor_permille = FULL
    assert bench.step(200) == faults.NONE


def test_a_motor_that_turns_without_power_is_latched_with_its_speed(bench):
    bench.step(100)
    assert bench.step(pulses=10) == faults.MOTOR_TURNS_BY_ITSELF
    assert bench.guard.fault_reading == 500  # over four passes: the speed is on its way
    assert bench.permits() == (False, False)


def test_the_first_reading_is_about_the_first_pass():
    bench = Bench()
    bench.step(pulses=5)
    assert bench.guard._motor.rpm == 1_000


def test_the_same_pulses_seen_by_three_passes_are_counted_once(bench):
    bench.guard.outputs.rail = RAIL_CLOSED
    bench.guard.outputs.motor_permille = FULL
    for _ in range(20):
        bench.step(pulses=54)
        bench.step(2, fresh=False)
    assert bench.guard._motor.rpm == 3_600
    assert bench.guard.fault == faults.NONE


def test_heat_waits_while_the_motor_seems_to_stop(bench):
    bench.guard.outputs.rail = RAIL_CLOSED
    bench.guard.outputs.motor_permille = FULL
    bench.step(20, pulses=10)
    assert bench.permits() == (True, True)
    bench.step(_SILENT_PASSES - 1)
    assert bench.permits() == (True, False)
    bench.step(pulses=10)
    assert bench.permits() == (True, True)
    assert bench.step(_SILENT_PASSES) == faults.MOTOR_STILL


def test_without_heat_there_is_nothing_to_read_about_a_fault_of_the_program():
    bench = Bench(has_heat=False)
    bench.step(stalled=3)
    assert (bench.guard.fault, bench.guard.fault_reading) == (faults.TASK + 3, 0)


def test_a_pad_without_a_tachometer_does_not_judge_its_motor():
    for has_heat in (True, False):
        bench = Bench(has_heat, 0)
        bench.guard.outputs.rail = RAIL_CLOSED
        bench.guard.outputs.motor_permille = FULL
        assert bench.step(200) == faults.NONE
        assert bench.permits() == (True, has_heat)


def test_pulses_of_a_revolution_are_those_of_the_pad():
    bench = Bench(pulses_per_revolution=12)
    bench.step(8, pulses=60)
    assert bench.guard._motor.rpm == 6_000


# --- what is told when there is more than one -------------------------------------------------------------------------


def test_each_fault_is_told_before_those_that_may_follow_from_it(bench):
    guard = bench.guard
    bench.step(3, fresh=False)
    bench.step(fresh=False, stuck=3)
    assert guard.present == faults.READINGS_STALE
    guard._heat.code = faults.NTC_LEFT_STUCK
    bench.step(fresh=False, stuck=3)
    assert guard.present == faults.NTC_LEFT_STUCK
    bench.step(fresh=False, stalled=2, stuck=3)
    assert guard.present == faults.TASK + 2
    guard._heat.code = faults.NONE
    guard._motor.code = faults.MOTOR_TOO_FAST
    bench.step(fresh=False, stuck=3)
    assert guard.present == faults.READINGS_STALE
    guard._age_ms = 0
    bench.step(fresh=False, stuck=3)
    assert guard.present == faults.MOTOR_TOO_FAST
    guard._motor.code = faults.NONE
    bench.step(fresh=False, stuck=3)
    assert guard.present == faults.BUTTON + 3
    bench.step()
    assert guard.present == faults.NONE


def test_the_first_task_and_the_first_button_count_as_well(bench):
    bench.step(stuck=0)
    assert bench.guard.present == faults.BUTTON
    bench.step(stalled=0, stuck=0)
    assert bench.guard.present == faults.TASK


def test_stale_readings_are_said_to_be_stale_whatever_else_is_wrong(bench):
    assert not bench.guard.readings_stale
    bench.step(3, fresh=False)
    assert not bench.guard.readings_stale
    bench.step(fresh=False, stalled=1)
    assert bench.guard.readings_stale
    bench.step(stalled=1)
    assert not bench.guard.readings_stale


# --- the parts --------------------------------------------------------------------------------------------------------


def test_readings_are_stale_when_they_are_older_than_the_limit():
    guard, readings = Guard(False, 0), Readings()
    seen = []
    for sequence, dt_ms in ((0, 50), (0, 50), (0, 50), (0, READING_STALE_MS - 100), (0, 1), (1, 50)):
        readings.sequence = sequence
        guard.step(readings, -1, -1, dt_ms)
        seen.append((guard.readings_stale, guard.present))
    assert seen == [(False, faults.NONE)] * 4 + [(True, faults.READINGS_STALE), (False, faults.NONE)]
    assert LONGEST_PASS_MS == 50


def test_the_checks_are_told_how_much_time_a_new_reading_is_about():
    """A long pass is nobody's fault, so heat is counted for 50 ms of it; pulses came in all of it."""
    guard, readings = Guard(True, 6), Readings()
    heat, motor = [], []
    guard._heat.judge = lambda readings, outputs, dt_ms: heat.append(dt_ms)
    guard._motor.judge = lambda pulses, permille, dt_ms: motor.append(dt_ms)
    for sequence, dt_ms in ((7, 50), (7, 30), (7, 20), (8, 5), (9, 70), (9, 20_000), (9, 9_900), (10, 100)):
        readings.sequence = sequence
        guard.step(readings, -1, -1, dt_ms)
    assert heat == [50, 55, 50, 150]
    assert motor == [50, 55, 70, 30_000]


def test_time_without_readings_is_not_counted_without_end():
    guard = Guard(False, 0)
    readings = Readings()
    for _ in range(1_000):
        guard.step(readings, -1, -1, 50)
    assert (guard._age_ms, guard._since_ms) == (10_000, 10_000)


def test_outputs_are_off_and_the_rail_unknown_until_somebody_says_so():
    states = OutputStates()
    assert (states.heater_on, states.motor_permille, states.rail, states.heat_target_cc) == (False, 0, RAIL_UNKNOWN, 0)


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
