"""How much heat there has been: above the target, by itself, in minutes, in dose; each limit on both sides."""

import pytest

from host_tests.unit.untouched import assert_holds_nothing
from pad import faults, heat_limits
from pad.heat_budget import HeatBudget
from pad.heat_limits import (
    _BEFORE_UMIN_S,
    _COLDEST_CC,
    _FORGETS_MS,
    _PART_S,
    _PARTS,
    _SETTLES_S,
    _WARM_CC,
    _WARMS_CC,
    HeatLimits,
    dose_umin,
)
from pad.limits import (
    HEAT_DOSE_LIMIT_UMIN,
    HEAT_LEVELS_CC,
    HEAT_TIME_LIMIT_S,
    HEAT_USED_AT_POWER_ON_S,
    OVER_TARGET_CC,
    OVER_TARGET_MS,
)

COOL_CC = 2_000  # no dose at all
HIGH_CC = HEAT_LEVELS_CC[-1]
OVER_CC = HIGH_CC + OVER_TARGET_CC + 1
SECOND_MS = 1_000
USED_BEFORE_UMIN = HEAT_USED_AT_POWER_ON_S * _BEFORE_UMIN_S


class Bench:
    """Limits that are stepped with what they had last, unless told otherwise."""

    def __init__(self):
        self.limits = HeatLimits()

    def step(self, hot_cc=COOL_CC, on_ms=0, target_cc=0, seconds=1):
        """The code after so many seconds of this."""
        for _ in range(seconds):
            self.limits.step(hot_cc, on_ms, target_cc, SECOND_MS)
        return self.limits.code


def test_the_numbers():
    """Whoever tunes one of them changes it here, too."""
    assert (_FORGETS_MS, _WARM_CC, _SETTLES_S, _WARMS_CC) == (50, 3_700, 90, 40)
    assert (_COLDEST_CC, heat_limits._QUARTER_CC, heat_limits._QUARTERS) == (3_300, 25, 40)
    assert heat_limits._RATES_UMIN_S == (16_667, 23_570, 33_333, 47_140)
    assert (_PARTS, _PART_S, _BEFORE_UMIN_S) == (5, 15 * 60, 130)
    assert dose_umin(3_950) == _BEFORE_UMIN_S  # half a degree above the highest level


def test_nothing_is_wrong_to_begin_with_and_half_an_hour_of_allowed_heat_is_none():
    bench = Bench()
    assert_holds_nothing(bench.limits, but=("budget", "_doses_umin"))
    left_s = HEAT_TIME_LIMIT_S - HEAT_USED_AT_POWER_ON_S
    assert bench.step(HIGH_CC, 700, HIGH_CC, left_s) == faults.NONE


# --- dose of a second -------------------------------------------------------------------------------------------------


def published_umin(cc):
    """CEM43 below 43 C (Sapareto and Dewey): 0.25 ** (43 - T) minutes a minute."""
    return 0.25 ** (43 - cc / 100) * 1e6 / 60


def test_dose_is_the_published_one_of_the_next_quarter_of_a_degree():
    for cc in range(_COLDEST_CC - 24, 4_301):
        next_quarter_cc = -(-cc // 25) * 25
        assert abs(dose_umin(cc) - published_umin(next_quarter_cc)) < 1, cc
        assert dose_umin(cc) > published_umin(cc) - 1, cc


def test_above_43_degrees_a_second_counts_as_one_at_43():
    assert {dose_umin(cc) for cc in (4_276, 4_300, 4_301, 4_326, 5_000, 8_200)} == {16_667}


@pytest.mark.parametrize("cc", [-1_200, 0, COOL_CC, 3_275, 3_276, 3_300])
def test_a_surface_below_33_degrees_gives_none(cc):
    assert dose_umin(cc) == 0


# --- above the target -------------------------------------------------------------------------------------------------


def test_three_seconds_of_heat_a_degree_above_the_target_are_too_much():
    bench = Bench()
    assert bench.step(OVER_CC, 1_000, HIGH_CC, OVER_TARGET_MS // 1_000 - 1) == faults.NONE
    assert bench.step(OVER_CC, 999, HIGH_CC) == faults.NONE
    assert bench.step(OVER_CC, 1, HIGH_CC) == faults.OVER_TARGET


def assert_counted_anew(bench):
    assert bench.step(OVER_CC, OVER_TARGET_MS - 1, HIGH_CC) == faults.NONE
    assert bench.step(OVER_CC, 1, HIGH_CC) == faults.OVER_TARGET


def test_a_degree_above_the_target_is_not_above_it():
    bench = Bench()
    assert bench.step(OVER_CC - 1, 1_000, HIGH_CC, 100) == faults.NONE
    bench.step(OVER_CC, 1_000, HIGH_CC, 2)
    bench.step(OVER_CC - 1, 1_000, HIGH_CC)
    assert_counted_anew(bench)


def test_without_a_target_all_heat_is_above_it():
    bench = Bench()
    assert bench.step(COOL_CC, 1_000, 0, OVER_TARGET_MS // 1_000 - 1) == faults.NONE
    assert bench.step(COOL_CC, 1_000, 0) == faults.OVER_TARGET


def test_a_self_test_each_second_is_never_too_much():
    bench = Bench()
    for _ in range(200):
        assert bench.step(COOL_CC, _FORGETS_MS, 0) == faults.NONE
        bench.step(COOL_CC, 0, 0)


def test_each_second_without_heat_forgets_a_little():
    bench = Bench()
    bench.step(OVER_CC, 1_000, HIGH_CC, 2)
    bench.step(OVER_CC, 0, HIGH_CC, 3)
    assert bench.step(OVER_CC, 1_000 + 3 * _FORGETS_MS - 1, HIGH_CC) == faults.NONE
    assert bench.step(OVER_CC, 1, HIGH_CC) == faults.OVER_TARGET


def test_no_heat_for_long_is_no_credit():
    bench = Bench()
    bench.step(OVER_CC, 0, HIGH_CC, 100)
    assert_counted_anew(bench)


def test_it_takes_a_minute_without_heat_until_it_is_forgotten():
    bench = Bench()
    bench.step(OVER_CC, 1_000, HIGH_CC, 60)
    assert bench.step(seconds=OVER_TARGET_MS // _FORGETS_MS) == faults.OVER_TARGET
    assert bench.step() == faults.NONE


# --- warm by itself ---------------------------------------------------------------------------------------------------


def test_a_surface_that_warms_with_the_heater_long_off_warms_by_itself():
    bench = Bench()
    bench.step(_WARM_CC, 0, 0, _SETTLES_S)
    assert bench.step(_WARM_CC + _WARMS_CC - 1) == faults.NONE
    assert bench.step(_WARM_CC + _WARMS_CC) == faults.WARMS_BY_ITSELF
    assert bench.step(_WARM_CC + _WARMS_CC - 1) == faults.NONE


def test_until_the_film_has_settled_it_may_warm():
    bench = Bench()
    bench.step(_WARM_CC, 0, 0, _SETTLES_S - 2)
    assert bench.step(_WARM_CC + _WARMS_CC) == faults.NONE
    bench = Bench()
    bench.step(_WARM_CC, 0, 0, _SETTLES_S - 1)
    assert bench.step(_WARM_CC + _WARMS_CC) == faults.WARMS_BY_ITSELF


def test_any_heat_begins_the_time_anew():
    bench = Bench()
    bench.step(_WARM_CC, 0, 0, _SETTLES_S)
    for settles_s, code in ((_SETTLES_S - 2, faults.NONE), (_SETTLES_S - 1, faults.WARMS_BY_ITSELF)):
        bench.step(_WARM_CC, 1, HIGH_CC)
        bench.step(_WARM_CC, 0, 0, settles_s)
        assert bench.step(_WARM_CC + _WARMS_CC) == code


def test_up_to_37_degrees_it_is_the_feet_that_warm_it():
    bench = Bench()
    bench.step(COOL_CC, 0, 0, _SETTLES_S)
    assert bench.step(_WARM_CC) == faults.NONE
    assert bench.step(_WARM_CC + 1) == faults.WARMS_BY_ITSELF


def test_it_counts_from_the_coolest_since():
    bench = Bench()
    bench.step(_WARM_CC + 100, 0, 0, _SETTLES_S)
    for cc in range(_WARM_CC + 100, _WARM_CC - 1, -1):
        assert bench.step(cc) == faults.NONE
    assert bench.step(_WARM_CC + _WARMS_CC) == faults.WARMS_BY_ITSELF


# --- minutes of heat --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on_ms", "target_cc"), [(0, HIGH_CC), (0, 1), (1, 0), (1, HIGH_CC)])
def test_the_time_with_a_target_or_with_heat_is_limited(on_ms, target_cc):
    bench = Bench()
    bench.step(COOL_CC, 0, 0, 30)  # neither: does not count
    left_s = HEAT_TIME_LIMIT_S - HEAT_USED_AT_POWER_ON_S
    assert bench.step(COOL_CC, on_ms, target_cc, left_s) == faults.NONE
    assert bench.step(COOL_CC, on_ms, target_cc) == faults.HEAT_TIME


def test_a_second_that_took_longer_counts_as_long_as_it_took():
    limits = HeatLimits()
    for _ in range(10):
        limits.step(COOL_CC, 0, HIGH_CC, 1_500)
    assert limits.budget.used_s == HEAT_USED_AT_POWER_ON_S + 15


def test_it_ends_when_the_hour_has_passed():
    bench = Bench()
    bench.step(COOL_CC, 0, HIGH_CC, HEAT_TIME_LIMIT_S - HEAT_USED_AT_POWER_ON_S + 1)
    assert bench.step(seconds=60 * 60) == faults.NONE


# --- dose of an hour --------------------------------------------------------------------------------------------------


def test_heat_before_the_start_is_counted():
    assert HeatLimits().dose_umin() == USED_BEFORE_UMIN


def test_dose_may_reach_its_limit_and_not_pass_it():
    bench = Bench()
    left_umin = HEAT_DOSE_LIMIT_UMIN - USED_BEFORE_UMIN
    for cc in range(4_300, 3_300, -25):
        seconds, left_umin = divmod(left_umin, dose_umin(cc)) if dose_umin(cc) else (0, left_umin)
        assert bench.step(cc, seconds=seconds) == faults.NONE
    assert bench.limits.dose_umin() == HEAT_DOSE_LIMIT_UMIN
    least_cc = next(cc for cc in range(3_300, 4_300) if dose_umin(cc))
    assert bench.step(least_cc) == faults.HEAT_DOSE


def test_dose_is_forgotten_after_an_hour_to_an_hour_and_a_quarter():
    bench = Bench()
    bench.step(seconds=_PART_S - 2)
    bench.step(3_900)
    first_umin = USED_BEFORE_UMIN + dose_umin(3_900)
    assert bench.limits.dose_umin() == first_umin
    bench.step(4_000)  # the first second of the second quarter
    bench.step(seconds=_PARTS * _PART_S - _PART_S - 1)
    assert bench.limits.dose_umin() == first_umin + dose_umin(4_000)
    bench.step()
    assert bench.limits.dose_umin() == dose_umin(4_000)
    bench.step(seconds=_PART_S - 1)
    assert bench.limits.dose_umin() == dose_umin(4_000)
    bench.step()
    assert bench.limits.dose_umin() == 0


def test_dose_does_not_grow_without_end():
    bench = Bench()
    bench.step(8_000, seconds=_PART_S - 1)
    assert bench.limits.dose_umin() == 2 * HEAT_DOSE_LIMIT_UMIN


# --- after a reset ----------------------------------------------------------------------------------------------------


def test_it_goes_on_with_what_is_remembered():
    before = HeatBudget()
    for _ in range(90):
        before.step(True, SECOND_MS)
    limits = HeatLimits()
    limits.restore_budget(before)
    assert limits.budget.minutes == before.minutes
    assert limits.budget.minutes is not before.minutes  # a count of its own
    assert limits.budget.index == before.index == 1
    assert limits.budget.used_s == before.used_s
    assert limits.dose_umin() == before.used_s * _BEFORE_UMIN_S


# --- what is told when there is more than one -------------------------------------------------------------------------


def used_up():
    """All minutes are used, and the dose as well."""
    bench = Bench()
    bench.step(COOL_CC, 0, HIGH_CC, HEAT_TIME_LIMIT_S - HEAT_USED_AT_POWER_ON_S)
    bench.step(4_300, 1, HIGH_CC, 60)
    assert bench.limits.dose_umin() > HEAT_DOSE_LIMIT_UMIN
    return bench


def test_what_is_hot_now_is_told_before_what_has_been_too_much():
    bench = used_up()
    assert bench.limits.code == faults.HEAT_TIME
    assert bench.step(OVER_CC, 1_000, HIGH_CC, OVER_TARGET_MS // 1_000) == faults.OVER_TARGET
    bench = used_up()
    bench.step(_WARM_CC, 0, 0, _SETTLES_S)
    assert bench.step(_WARM_CC + _WARMS_CC) == faults.WARMS_BY_ITSELF
