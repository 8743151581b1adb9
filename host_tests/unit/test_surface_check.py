"""One thermistor, reading by reading: each condition on both sides of its limit, on both sides of the pad."""

import random

import pytest

from host_tests.unit.untouched import assert_holds_nothing
from pad import faults, surface_check
from pad.limits import SURFACE_TRIP_CC, TRIP_READINGS
from pad.readings import Surface
from pad.surface_check import _FOLLOWS_CC, _JUMP_CC, _UNKNOWN_CC, SurfaceCheck
from pad.thermistor import INVALID, OK, OPEN, REFERENCE_BAD, SHORT

GOOD_CC = 3_000
COOL_CC = 2_000  # from here a surface can move far without being too hot
LEFT = (faults.NTC_LEFT_OPEN, faults.NTC_LEFT_SHORT, faults.NTC_LEFT_JUMP)
RIGHT = (faults.NTC_RIGHT_OPEN, faults.NTC_RIGHT_SHORT, faults.NTC_RIGHT_JUMP)
SIDES = pytest.mark.parametrize("codes", [LEFT, RIGHT], ids=["left", "right"])


class Bench:
    """A check that has seen one good reading."""

    def __init__(self, first_code=faults.NTC_LEFT_OPEN, cc=GOOD_CC):
        self.check = SurfaceCheck(first_code)
        self._surface = Surface()
        self.judge(cc)

    def judge(self, cc, condition=OK, times=1):
        """The code after so many readings."""
        self._surface.condition = condition
        self._surface.raw_cc = cc if condition == OK else INVALID
        for _ in range(times):
            self.check.judge(self._surface)
        return self.check.code()


def test_nothing_is_wrong_before_the_first_reading():
    check = SurfaceCheck(faults.NTC_RIGHT_OPEN)
    assert check.code() == faults.NONE
    assert not check.doubtful
    assert_holds_nothing(check, but=("_first_code", "_expected_cc"))


@pytest.mark.parametrize("condition", [OPEN, SHORT])
def test_a_wire_that_is_broken_from_the_start_is_a_fault_in_three_readings(condition):
    bench = Bench(faults.NTC_RIGHT_OPEN)
    bench.check = SurfaceCheck(faults.NTC_RIGHT_OPEN)
    assert bench.judge(0, condition, TRIP_READINGS - 1) == faults.NONE
    assert bench.check.doubtful
    assert bench.judge(0, condition) == RIGHT[condition == SHORT]


def test_a_surface_that_is_too_hot_from_the_start_is_told_in_three_readings():
    bench = Bench(cc=SURFACE_TRIP_CC)
    assert bench.check.doubtful
    assert bench.judge(SURFACE_TRIP_CC, times=TRIP_READINGS - 2) == faults.NONE
    assert bench.judge(SURFACE_TRIP_CC) == faults.OVER_TEMPERATURE


def test_a_place_that_nobody_knows_is_near_no_reading_not_even_an_invalid_one():
    for cc in (INVALID, -1_500, SURFACE_TRIP_CC, 8_250):
        assert abs(cc - _UNKNOWN_CC) > 1_000 * _FOLLOWS_CC
    assert _UNKNOWN_CC - INVALID < 1 << 30


def test_what_it_takes_for_a_jump():
    """Whoever tunes these numbers changes them here, too."""
    assert (surface_check._FOLLOWS_CC, surface_check._JUMP_CC) == (20, 300)


# --- open, short, hot -------------------------------------------------------------------------------------------------


@SIDES
@pytest.mark.parametrize(("condition", "which"), [(OPEN, 0), (SHORT, 1)])
def test_a_broken_wire_is_doubt_at_once_and_a_fault_in_three_readings(codes, condition, which):
    bench = Bench(codes[0])
    for _ in range(TRIP_READINGS - 1):
        assert bench.judge(0, condition) == faults.NONE
        assert bench.check.doubtful
    assert bench.judge(0, condition) == codes[which]
    assert bench.judge(GOOD_CC) == faults.NONE
    assert not bench.check.doubtful


@SIDES
def test_three_readings_at_the_trip_are_too_hot_and_one_hundredth_less_is_not(codes):
    bench = Bench(codes[0], SURFACE_TRIP_CC - 1)
    assert bench.judge(SURFACE_TRIP_CC - 1, times=100) == faults.NONE
    assert not bench.check.doubtful
    assert bench.judge(SURFACE_TRIP_CC, times=TRIP_READINGS - 1) == faults.NONE
    assert bench.check.doubtful
    assert bench.judge(SURFACE_TRIP_CC) == faults.OVER_TEMPERATURE


def test_a_reference_that_is_bad_says_nothing_about_the_thermistor():
    bench = Bench()
    assert bench.judge(0, REFERENCE_BAD, times=100) == faults.NONE
    assert not bench.check.doubtful


def test_a_plug_that_flickers_between_open_and_short_is_always_doubtful():
    bench = Bench()
    for n in range(20):
        assert bench.judge(0, (OPEN, SHORT)[n % 2]) == faults.NONE
        assert bench.check.doubtful


# --- moving as no surface can -----------------------------------------------------------------------------------------


@SIDES
@pytest.mark.parametrize("sign", [1, -1])
def test_three_readings_further_off_than_a_surface_can_move_are_a_jump(codes, sign):
    bench = Bench(codes[0])
    off_cc = sign * (_JUMP_CC + 1)
    for n in range(TRIP_READINGS - 1):
        assert bench.judge(GOOD_CC + off_cc + sign * n * _FOLLOWS_CC) == faults.NONE
        assert bench.check.doubtful
        assert not bench.check.jumps()
    assert bench.judge(GOOD_CC + off_cc + sign * (TRIP_READINGS - 1) * _FOLLOWS_CC) == codes[2]
    assert bench.check.jumps()


@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_just_not_further_off_is_none(sign):
    bench = Bench(cc=COOL_CC)
    for n in range(50):
        assert bench.judge(COOL_CC + sign * (_JUMP_CC + n * _FOLLOWS_CC)) == faults.NONE
        assert not bench.check.doubtful


@pytest.mark.parametrize("sign", [1, -1])
def test_a_surface_that_moves_as_fast_as_is_expected_is_followed(sign):
    bench = Bench(cc=COOL_CC)
    for n in range(60):
        bench.judge(COOL_CC + sign * n * _FOLLOWS_CC)
    assert bench.judge(COOL_CC + sign * (59 * _FOLLOWS_CC + _JUMP_CC)) == faults.NONE
    assert not bench.check.doubtful


def test_a_jump_is_followed_until_it_is_none():
    bench = Bench()
    far_cc = GOOD_CC + _JUMP_CC + 10 * _FOLLOWS_CC
    assert bench.judge(far_cc, times=10) == faults.NTC_LEFT_JUMP
    assert bench.judge(far_cc) == faults.NONE


def test_the_first_reading_is_no_jump_wherever_it_is():
    for cc in (-1_200, 0, 3_900):
        bench = Bench(cc=cc)
        assert bench.judge(cc, times=5) == faults.NONE
        assert not bench.check.doubtful


def test_a_wire_that_comes_back_elsewhere_jumps():
    bench = Bench()
    bench.judge(0, OPEN)
    assert not bench.check.code()
    assert bench.judge(GOOD_CC - 1_000, times=TRIP_READINGS) == faults.NTC_LEFT_JUMP


def test_a_reading_that_is_no_temperature_ends_a_jump():
    bench = Bench()
    bench.judge(GOOD_CC - 1_000, times=TRIP_READINGS - 1)
    bench.judge(0, OPEN)
    assert bench.judge(GOOD_CC - 1_000) == faults.NONE


def test_a_bead_in_iced_water_and_one_back_on_the_warm_pad_are_no_jump():
    bench = Bench(cc=3_900)
    surface_cc = bead_cc = 3_900.0
    for n in range(2_400):
        surface_cc += ((0 if n < 1_200 else 3_900) - surface_cc) * 0.05 / 5.0
        bead_cc += (surface_cc - bead_cc) * 0.05 / 4.0
        bench.judge(round(bead_cc))
        assert not bench.check.doubtful


# --- what is told when there is more than one -------------------------------------------------------------------------


def test_hot_is_told_rather_than_the_jump_to_it():
    assert Bench().judge(SURFACE_TRIP_CC, times=TRIP_READINGS) == faults.OVER_TEMPERATURE


def test_one_after_the_other_each_is_told_alone():
    bench = Bench()
    assert bench.judge(0, OPEN, TRIP_READINGS) == faults.NTC_LEFT_OPEN
    assert bench.judge(0, SHORT, TRIP_READINGS) == faults.NTC_LEFT_SHORT
    assert bench.judge(SURFACE_TRIP_CC, OK, TRIP_READINGS) == faults.OVER_TEMPERATURE
    assert bench.judge(SURFACE_TRIP_CC - 1) == faults.NONE  # where a mended wire comes back nobody can expect


def test_a_sensor_that_is_broken_from_the_start_is_no_reading_like_the_one_before():
    bench = Bench()
    bench.check = SurfaceCheck(faults.NTC_LEFT_OPEN)
    assert [bench.judge(INVALID, OPEN) for _ in range(TRIP_READINGS)][-1] == faults.NTC_LEFT_OPEN
    assert bench.check.doubtful


def test_what_is_skipped_for_common_readings_would_have_changed_nothing():
    """One of two checks always looks closely. Readings wander, jump, get hot and break."""
    randomness = random.Random(5)
    for _ in range(100):
        check, closely = SurfaceCheck(faults.NTC_LEFT_OPEN), SurfaceCheck(faults.NTC_LEFT_OPEN)
        surface = Surface()
        cc = randomness.randint(1_000, SURFACE_TRIP_CC)
        for _ in range(200):
            cc += randomness.choice((0, 1, -1, 19, -20, 21, 40, 301, -900))
            broken = randomness.random() < 0.1
            surface.condition = randomness.choice((OPEN, SHORT, REFERENCE_BAD)) if broken else OK
            surface.raw_cc = INVALID if broken else cc
            check.judge(surface)
            closely._judge_closely(surface.raw_cc, surface.condition)
            assert vars(check) == vars(closely)
