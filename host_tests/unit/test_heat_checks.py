"""All checks of heat together: what each is given, whose doubt withholds heat, whose fault is told first."""

import pytest

from host_tests.integer_range import Small
from host_tests.unit.untouched import assert_holds_nothing
from pad import faults, heat_checks
from pad.circuit_check import RAIL_CLOSED, RAIL_OPEN, RAIL_UNKNOWN
from pad.guard import OutputStates
from pad.heat_checks import _FIRST_READINGS, _MOVES_UV, _NEAR_CC, _SAME_UV, HeatChecks
from pad.limits import CIRCUIT_READINGS, SURFACE_TRIP_CC, TRIP_READINGS
from pad.readings import Readings
from pad.side_watch import _UNEVEN_MOST_CC
from pad.thermistor import INVALID, OK, OPEN, REFERENCE_BAD, SHORT

GOOD_CC = 3_000
REFERENCE_UV = 992_000
PASS_MS = 50
PASSES = 1_000 // PASS_MS


class Part:
    """Stands for a slow check and keeps what it was given."""

    def __init__(self):
        self.given = []
        self.asked = []
        self.code = faults.NONE
        self.withhold = self.apart = self.unanswered = False

    def step(self, *values):
        self.given.append(values)

    def limits(self, hot_cc):
        self.asked.append(hot_cc)
        return False


class Bench:
    """Checks whose readings and outputs are set by hand."""

    def __init__(self):
        self.checks = HeatChecks()
        self.readings = Readings()
        self.readings.reference_uv = REFERENCE_UV
        self.outputs = OutputStates()
        self.left(GOOD_CC)
        self.right(GOOD_CC)

    def left(self, cc=GOOD_CC, condition=OK, uv=1_500_000):
        self._set(self.readings.left, cc, condition, uv)

    def right(self, cc=GOOD_CC, condition=OK, uv=1_500_000):
        self._set(self.readings.right, cc, condition, uv)

    @staticmethod
    def _set(surface, cc, condition, uv):
        surface.condition, surface.uv = condition, uv
        surface.raw_cc = cc if condition == OK else INVALID

    def judge(self, passes=1, dt_ms=PASS_MS):
        """The code after so many readings."""
        for _ in range(passes):
            self.checks.judge(self.readings, self.outputs, dt_ms)
        return self.checks.code

    def stand_in(self):
        """Puts stand-ins in place of the four slow checks and returns them."""
        checks = self.checks
        checks._watch, checks._gap, checks._stuck, checks.limits = parts = [Part() for _ in range(4)]
        return parts


@pytest.fixture
def bench():
    return Bench()


def test_the_numbers():
    """Whoever tunes one of them changes it here, too."""
    assert _NEAR_CC == 100
    assert (_SAME_UV, _FIRST_READINGS, _MOVES_UV, heat_checks._SECOND_MS) == (20_000, 8, 30_000, 1_000)


def test_all_is_well_to_begin_with(bench):
    assert_holds_nothing(bench.checks._reference)
    assert (bench.checks.trusted, bench.checks._withhold) == (False, False)  # nothing has been read
    assert bench.checks.code == faults.NONE
    assert bench.judge(100) == faults.NONE
    assert bench.checks.trusted


# --- the reference ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sides", [("left",), ("right",), ("left", "right")])
def test_a_bad_reference_is_doubt_at_once_and_a_fault_in_three_readings(bench, sides):
    for side in sides:
        getattr(bench, side)(condition=REFERENCE_BAD)
    assert bench.judge(TRIP_READINGS - 1) == faults.NONE
    assert not bench.checks.trusted
    assert bench.judge() == faults.REFERENCE_BAD


@pytest.mark.parametrize("sign", [1, -1])
def test_a_multiplexer_that_gives_the_reference_three_times_is_a_bad_reference(bench, sign):
    bench.left(uv=REFERENCE_UV + sign * (_SAME_UV - 1))
    bench.right(uv=REFERENCE_UV - sign * (_SAME_UV - 1))
    assert bench.judge(TRIP_READINGS - 1) == faults.NONE
    assert not bench.checks.trusted
    assert bench.judge() == faults.REFERENCE_BAD


@pytest.mark.parametrize(
    ("left_uv", "right_uv"), [(0, _SAME_UV), (_SAME_UV, 0), (0, -_SAME_UV), (-_SAME_UV, 0), (0, 500_000)]
)
def test_one_side_that_differs_from_the_reference_is_enough(bench, left_uv, right_uv):
    bench.left(uv=REFERENCE_UV + left_uv)
    bench.right(uv=REFERENCE_UV + right_uv)
    assert bench.judge(10) == faults.NONE
    assert bench.checks.trusted


@pytest.mark.parametrize("sign", [1, -1])
def test_a_reference_that_is_no_longer_what_it_was_at_the_start_is_bad(bench, sign):
    for n in range(_FIRST_READINGS):
        bench.readings.reference_uv = REFERENCE_UV + (100 if n % 2 else -100)
        bench.judge()
    bench.readings.reference_uv = REFERENCE_UV + sign * _MOVES_UV
    assert bench.judge(10) == faults.NONE
    assert bench.checks.trusted
    bench.readings.reference_uv = REFERENCE_UV + sign * (_MOVES_UV + 1)
    assert bench.judge(TRIP_READINGS - 1) == faults.NONE
    assert not bench.checks.trusted
    assert bench.judge() == faults.REFERENCE_BAD
    bench.readings.reference_uv = REFERENCE_UV
    assert bench.judge() == faults.NONE


def test_the_start_is_the_first_eight_readings_that_are_good(bench):
    bench.left(condition=REFERENCE_BAD)
    bench.readings.reference_uv = 0
    bench.judge(5)
    bench.left()
    bench.readings.reference_uv = REFERENCE_UV - _MOVES_UV
    assert bench.judge(_FIRST_READINGS - 1) == faults.NONE
    bench.readings.reference_uv = REFERENCE_UV + 7 * _MOVES_UV  # the mean is that without this one now
    bench.judge()
    assert bench.checks.trusted
    bench.readings.reference_uv = REFERENCE_UV
    assert bench.judge(TRIP_READINGS) == faults.NONE
    bench.readings.reference_uv = REFERENCE_UV + _MOVES_UV + 1
    assert bench.judge(TRIP_READINGS) == faults.REFERENCE_BAD


def test_the_reference_is_compared_in_whole_microvolts(bench):
    bench.readings.reference_uv = Small(REFERENCE_UV)  # which does not let a float pass
    assert bench.judge(_FIRST_READINGS + 1) == faults.NONE


def test_two_sides_that_jump_at_once_jump_with_their_reference(bench):
    bench.judge()
    bench.left(GOOD_CC - 1_000)
    assert bench.judge(TRIP_READINGS) == faults.NTC_LEFT_JUMP
    bench.right(GOOD_CC - 1_000)
    assert bench.judge(TRIP_READINGS) == faults.REFERENCE_BAD


# --- a second ---------------------------------------------------------------------------------------------------------


def test_the_slow_checks_are_given_the_means_of_each_second(bench):
    watch, gap, stuck, limits = bench.stand_in()
    bench.outputs.heat_target_cc = 3_900
    bench.outputs.rail = RAIL_CLOSED
    bench.readings.sense = 1
    for left_cc, right_cc in ((3_001, 2_800), (3_000, 2_901)):
        bench.outputs.heater_on = not bench.outputs.heater_on
        bench.left(left_cc)
        bench.right(right_cc)
        assert not watch.given
        bench.judge(PASSES // 2)
    assert watch.given == [(3_000, 500, False)]
    assert gap.given == [(3_000, 2_850, 500, True)]
    assert stuck.given == [(3_000, 2_850, 500)]
    assert limits.given == [(3_000, 500, 3_900, 1_000)]


@pytest.mark.parametrize(
    ("hot_cc", "target_cc", "near"),
    [
        (3_900 - _NEAR_CC, 3_900, True),
        (3_900 - _NEAR_CC - 1, 3_900, False),
        (3_900, 3_900, True),
        (3_900, 0, False),
        (_NEAR_CC, 1, True),
    ],
)
def test_the_watch_is_told_whether_the_surface_is_near_its_target(bench, hot_cc, target_cc, near):
    watch = bench.stand_in()[0]
    bench.outputs.heat_target_cc = target_cc
    bench.right(hot_cc)
    bench.left(hot_cc - 500)
    bench.judge(PASSES)
    assert watch.given == [(hot_cc, 0, near)]


def test_each_second_begins_anew(bench):
    _, gap, _, limits = bench.stand_in()
    for heater_on, left_cc, right_cc in ((True, 3_000, 2_000), (False, 3_100, 3_300)):
        bench.outputs.heater_on = heater_on
        bench.left(left_cc)
        bench.right(right_cc)
        bench.judge(PASSES)
    assert gap.given == [(3_000, 2_000, 1_000, False), (3_100, 3_300, 0, False)]
    assert limits.given == [(3_000, 1_000, 0, 1_000), (3_300, 0, 0, 1_000)]


@pytest.mark.parametrize("rail", [RAIL_OPEN, RAIL_UNKNOWN])
def test_only_a_closed_rail_is_a_pad_that_runs(bench, rail):
    gap = bench.stand_in()[1]
    bench.outputs.rail = rail
    bench.judge(PASSES)
    assert gap.given[0][-1] is False


def test_a_second_ends_with_the_reading_that_completes_it(bench):
    limits = bench.stand_in()[3]
    bench.judge(1, 999)
    assert not limits.given
    bench.outputs.heater_on = True
    bench.judge(1, 1)
    assert limits.given == [(GOOD_CC, 1, 0, 1_000)]


def test_heat_is_counted_for_each_second_however_long_it_took(bench):
    limits = bench.stand_in()[3]
    bench.outputs.heater_on = True
    bench.judge(3, 300)
    bench.outputs.heater_on = False
    bench.judge(1, 300)
    bench.judge(1, 1)
    bench.outputs.heater_on = True
    bench.judge(1, 1_049)
    assert limits.given == [(GOOD_CC, 750, 0, 1_200), (GOOD_CC, 999, 0, 1_050)]
    assert type(limits.given[1][1]) is int  # a float would be a heap object on the board


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_pass_with_one_reading_that_is_none_does_not_count(bench, side):
    gap = bench.stand_in()[1]
    bench.left(2_000)
    bench.right(2_200)
    bench.judge(PASSES - 1)
    getattr(bench, side)(condition=OPEN)
    bench.judge()
    assert gap.given == [(2_000, 2_200, 0, False)]


def test_a_second_without_any_reading_is_none(bench):
    parts = bench.stand_in()
    bench.left(condition=OPEN)
    bench.judge(PASSES)
    assert not any(part.given for part in parts)
    bench.left(3_000)
    bench.judge(PASSES - 1)
    assert not any(part.given for part in parts)  # its time has begun anew
    bench.judge()
    assert all(part.given for part in parts)


def test_no_second_is_without_readings_that_one_fault_of_a_wire_leaves():
    bench = Bench()
    gap = bench.stand_in()[1]
    bench.left(condition=SHORT)
    bench.judge(PASSES - 1)
    bench.left(3_100)
    bench.judge()
    assert gap.given == [(3_100, GOOD_CC, 0, False)]


# --- doubt ------------------------------------------------------------------------------------------------------------


def test_the_doubt_of_each_part_withholds_heat(bench):
    bench.outputs.rail = RAIL_CLOSED
    doubts = [
        lambda: bench.left(condition=OPEN),
        lambda: bench.right(condition=SHORT),
        lambda: bench.left(condition=REFERENCE_BAD),
        lambda: setattr(bench.readings, "sense", 0),
    ]
    for doubt in doubts:
        bench.left()
        bench.right()
        bench.readings.sense = 1
        bench.judge(PASSES)
        assert bench.checks.trusted
        doubt()
        bench.judge()
        assert not bench.checks.trusted
        assert bench.checks.code == faults.NONE


def test_what_the_slow_checks_withhold_is_withheld_from_the_next_second_on(bench):
    bench.checks._watch = watch = Part()
    for withhold in (True, False):
        watch.withhold = withhold
        bench.judge(PASSES)
        assert bench.checks.trusted is not withhold
        bench.left(condition=OPEN)
        bench.judge()
        assert not bench.checks.trusted
        bench.left()
        bench.judge(PASSES - 1)
        assert bench.checks.trusted is not withhold


def test_a_contradiction_that_does_not_heat_withholds_nothing(bench):
    bench.outputs.heater_on, bench.outputs.rail, bench.readings.sense = True, RAIL_CLOSED, 1
    assert bench.judge(CIRCUIT_READINGS + 1) == faults.HEATER_STAYS_OFF
    assert bench.checks.trusted


def test_sides_that_are_uneven_withhold_heat_from_a_warm_surface(bench):
    bench.checks._gap._unlike = True  # uneven
    bench.left(_UNEVEN_MOST_CC)
    bench.right(_UNEVEN_MOST_CC - 10)
    bench.judge(PASSES)
    assert bench.checks.trusted
    bench.left(_UNEVEN_MOST_CC - 10)
    bench.right(_UNEVEN_MOST_CC + 1)
    bench.judge(PASSES)
    assert not bench.checks.trusted
    bench.checks._gap._unlike = False
    bench.judge(PASSES)
    assert bench.checks.trusted


def test_nothing_is_concluded_before_the_first_second_is_over(bench):
    gap = bench.stand_in()[1]
    bench.judge(PASSES - 1)
    assert bench.checks.trusted
    assert not gap.asked
    bench.judge()
    assert gap.asked == [GOOD_CC]


# --- which fault is told ----------------------------------------------------------------------------------------------


def test_each_fault_is_told_before_those_that_may_follow_from_it(bench):
    watch, gap, stuck, limits = bench.stand_in()
    later_first = [
        (limits, "code", faults.HEAT_DOSE, faults.HEAT_DOSE),
        (watch, "unanswered", True, faults.NO_RISE),
        (gap, "apart", True, faults.SENSORS_DISAGREE),
        (stuck, "code", faults.NTC_RIGHT_STUCK, faults.NTC_RIGHT_STUCK),
        (bench.outputs, "rail", RAIL_CLOSED, faults.HEATER_CIRCUIT),
        (bench.readings.right, "raw_cc", SURFACE_TRIP_CC, faults.OVER_TEMPERATURE),
    ]
    bench.judge()
    for part, name, value, code in later_first:
        setattr(part, name, value)
        assert bench.judge(PASSES + 1) == code
    bench.left(condition=SHORT)
    assert bench.judge(TRIP_READINGS) == faults.NTC_LEFT_SHORT
    bench.right(condition=REFERENCE_BAD)
    assert bench.judge(TRIP_READINGS) == faults.REFERENCE_BAD


@pytest.mark.parametrize(
    ("side", "condition", "cc", "code"),
    [
        ("left", OPEN, 0, faults.NTC_LEFT_OPEN),
        ("left", SHORT, 0, faults.NTC_LEFT_SHORT),
        ("right", OPEN, 0, faults.NTC_RIGHT_OPEN),
        ("right", SHORT, 0, faults.NTC_RIGHT_SHORT),
        ("left", OK, SURFACE_TRIP_CC, faults.OVER_TEMPERATURE),
        ("right", OK, SURFACE_TRIP_CC, faults.OVER_TEMPERATURE),
        ("left", OK, GOOD_CC - 1_000, faults.NTC_LEFT_JUMP),
        ("right", OK, GOOD_CC - 1_000, faults.NTC_RIGHT_JUMP),
    ],
)
def test_a_sensor_is_named_by_its_side(bench, side, condition, cc, code):
    bench.judge()
    getattr(bench, side)(cc, condition)
    assert bench.judge(TRIP_READINGS - 1) == faults.NONE
    assert not bench.checks.trusted
    assert bench.judge() == code


def test_the_sense_line_is_compared_with_heater_and_rail(bench):
    bench.outputs.rail = RAIL_CLOSED
    bench.readings.sense = 1
    bench.judge(2)
    bench.readings.sense = 0
    assert bench.judge(CIRCUIT_READINGS - 1) == faults.NONE
    assert bench.judge() == faults.HEATER_CIRCUIT


@pytest.mark.parametrize(("left_cc", "right_cc"), [(3_000, 2_300), (2_300, 3_000)])
def test_the_last_second_is_what_there_is_to_tell_about_surfaces(bench, left_cc, right_cc):
    codes = (faults.SENSORS_DISAGREE, faults.OVER_TARGET, faults.WARMS_BY_ITSELF, faults.NO_RISE)
    bench.left(left_cc)
    bench.right(right_cc)
    bench.judge(PASSES - 1)
    assert [bench.checks.reading(code) for code in codes] == [0, 0, 0, 0]
    bench.judge()
    assert [bench.checks.reading(code) for code in codes] == [700, 3_000, 3_000, 3_000]
    assert bench.checks.reading(faults.OVER_TARGET - 1) == bench.checks.reading(faults.NO_RISE + 1) == 0


def test_minutes_and_dose_are_what_there_is_to_tell_about_too_much_heat(bench):
    for used_s in (32 * 60, 32 * 60 + 59):
        bench.checks.limits.budget.used_s = used_s
        assert bench.checks.reading(faults.HEAT_TIME) == 32
    bench.checks.limits._doses_umin[0] = 999_999
    assert bench.checks.reading(faults.HEAT_DOSE) == 999
    bench.checks.limits._doses_umin[0] = 400_000
    assert bench.checks.reading(faults.HEAT_DOSE) == 400
    assert bench.checks.reading(faults.HEAT_DOSE + 1) == bench.checks.reading(faults.HEATER_CIRCUIT) == 0


def test_forgiving_is_for_sensors_that_did_not_follow_the_heat_and_nothing_else(bench):
    bench.checks._watch.unanswered = bench.checks._watch.withhold = True
    bench.checks._watch.step = bench.checks._gap.step = lambda *values: None
    assert bench.judge(PASSES) == faults.NO_RISE
    bench.checks.forgive()
    assert bench.checks._watch.unanswered is False
    assert bench.checks.code == faults.NONE
    assert bench.judge() == faults.NONE
    assert not bench.checks.trusted  # they still have to show that they follow
    bench.checks._watch.unanswered = bench.checks._gap.apart = True
    assert bench.judge(PASSES) == faults.SENSORS_DISAGREE
    bench.checks.forgive()
    assert bench.judge() == bench.checks.code == faults.SENSORS_DISAGREE
