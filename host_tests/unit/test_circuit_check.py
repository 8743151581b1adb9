"""The sense line against rail and heater: each contradiction is found in three readings, no change of state is one."""

import pytest

from pad import faults
from pad.circuit_check import RAIL_CLOSED, RAIL_OPEN, RAIL_UNKNOWN, CircuitCheck


def judged(sense, heater_on, rail, times):
    check = CircuitCheck()
    for _ in range(times):
        check.judge(sense, heater_on, rail)
    return check


@pytest.mark.parametrize(
    ("sense", "heater_on", "rail"), [(1, False, RAIL_CLOSED), (0, True, RAIL_CLOSED), (0, False, RAIL_OPEN)]
)
def test_what_should_be_is_no_fault(sense, heater_on, rail):
    check = judged(sense, heater_on, rail, 100)
    assert check.code() == faults.NONE
    assert check.trusted()


@pytest.mark.parametrize(
    ("sense", "heater_on", "rail", "code"),
    [
        (0, False, RAIL_CLOSED, faults.HEATER_CIRCUIT),
        (1, True, RAIL_CLOSED, faults.HEATER_STAYS_OFF),
        (1, False, RAIL_OPEN, faults.RAIL_WELDED),
    ],
)
def test_three_settled_readings_make_a_fault_and_two_do_not(sense, heater_on, rail, code):
    assert judged(sense, heater_on, rail, 3).code() == faults.NONE
    assert judged(sense, heater_on, rail, 4).code() == code


def test_one_low_reading_withholds_heat_and_a_good_one_gives_it_back():
    check = judged(0, False, RAIL_CLOSED, 2)
    assert not check.trusted()
    check.judge(1, False, RAIL_CLOSED)
    assert check.trusted()
    assert check.code() == faults.NONE


def test_nothing_is_judged_while_the_rail_opens_or_closes():
    for sense in (0, 1):
        for heater_on in (False, True):
            assert judged(sense, heater_on, RAIL_UNKNOWN, 50).code() == faults.NONE


def test_a_heater_that_goes_on_and_off_with_a_sense_line_that_follows_a_pass_late_is_no_fault():
    check = CircuitCheck()
    for _ in range(50):
        for heater_on, sense in ((True, 1), (True, 0), (False, 0), (False, 1)):
            check.judge(sense, heater_on, RAIL_CLOSED)
            assert check.code() == faults.NONE


def test_a_shorted_switch_shows_in_the_short_times_off_at_full_demand():
    check = CircuitCheck()
    for _ in range(3):
        for heater_on in [True] * 8 + [False] * 2:
            check.judge(0, heater_on, RAIL_CLOSED)
        assert not check.trusted()


def test_a_heater_that_never_switches_on_is_found_over_several_on_times():
    check = CircuitCheck()
    for _ in range(3):
        for heater_on in (True, True, False, False):
            check.judge(1, heater_on, RAIL_CLOSED)
    assert check.code() == faults.HEATER_STAYS_OFF
