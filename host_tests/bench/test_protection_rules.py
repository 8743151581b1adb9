"""The rules of Marlin and Klipper do what their documents say, on curves made by hand."""

import pytest

from tools.benchmarks.protection.rules import Klipper, KlipperValues, Marlin, MarlinValues

MARLIN = MarlinValues(period_s=20, hysteresis_c=2, watch_period_s=60, watch_increase_c=2, least_c=5, most_c=150)
KLIPPER = KlipperValues(max_error=120, check_gain_s=60, hysteresis_c=5, heating_gain_c=2, least_c=0, most_c=130)
TARGET_C = 60.0


def trips_at(rule, curve, seconds=600, target_c=TARGET_C):
    """When the rule trips on a temperature that is a function of the time, checked each half second; None if never."""
    for half in range(seconds * 2):
        if rule.step(half / 2, curve(half / 2), target_c):
            return half / 2
    return None


def rises_to_target_and_falls(falls_from_s, slope_c_s, least_c):
    def curve(at_s):
        if at_s < falls_from_s:
            return min(20 + at_s, TARGET_C)
        return max(TARGET_C - slope_c_s * (at_s - falls_from_s), least_c)

    return curve


def test_marlin_trips_when_the_heater_does_not_warm_within_the_watch_period():
    assert trips_at(Marlin(MARLIN), lambda at_s: 20.0) == 60
    assert trips_at(Marlin(MARLIN), lambda at_s: 20 + at_s * 1.9 / 60) == 60
    assert trips_at(Marlin(MARLIN), lambda at_s: 20 + at_s * 2.1 / 60, 300) is None


def test_marlin_watches_again_and_again_on_the_way_up():
    stops_rising = trips_at(Marlin(MARLIN), lambda at_s: 20 + min(at_s, 130) / 10)
    assert stops_rising == 180  # two periods with a rise of 6 C, then one with a rise of 1 C


def test_marlin_trips_a_period_after_the_range_was_left_and_not_when_it_comes_back():
    falls = rises_to_target_and_falls(100, 0.5, 40)
    assert trips_at(Marlin(MARLIN), falls) == pytest.approx(100 + 4 + 20, abs=1)
    dips = rises_to_target_and_falls(100, 0.5, 58.5)
    assert trips_at(Marlin(MARLIN), dips) is None


@pytest.mark.parametrize(("measured_c", "trips"), [(4.9, True), (5.1, False), (149.9, False), (150.1, True)])
def test_marlin_keeps_between_lowest_and_highest(measured_c, trips):
    assert Marlin(MARLIN).step(0, measured_c, TARGET_C) is trips


def test_klipper_adds_up_the_error_after_the_time_to_gain():
    # 35 C below the range: 120 degree seconds are full in the fourth second after the minute that it had.
    assert trips_at(Klipper(KLIPPER), lambda at_s: 20.0) == pytest.approx(63, abs=1)
    assert trips_at(Klipper(KLIPPER), lambda at_s: 20 + at_s * 2.2 / 60) is None


def test_klipper_forgets_the_error_within_its_range():
    assert trips_at(Klipper(KLIPPER), rises_to_target_and_falls(100, 0.5, 55.5)) is None
    # It leaves the range after 10 s and is 5 C below it at the end: 25 degree seconds on the way, then 5 each second.
    tripped_s = trips_at(Klipper(KLIPPER), rises_to_target_and_falls(100, 0.5, 50))
    assert tripped_s == pytest.approx(100 + 10 + 10 + 19, abs=2)


def test_nothing_trips_without_a_target():
    assert trips_at(Marlin(MARLIN), lambda at_s: 20.0, target_c=0) is None
    assert trips_at(Klipper(KLIPPER), lambda at_s: 20.0, target_c=0) is None
