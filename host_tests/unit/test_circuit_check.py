"""The sense line against rail and heater: each contradiction is found in two readings, no change of state is one."""

import random

import pytest

from host_tests.unit.untouched import assert_holds_nothing
from pad import faults
from pad.circuit_check import RAIL_CLOSED, RAIL_OPEN, RAIL_UNKNOWN, CircuitCheck
from pad.limits import CIRCUIT_READINGS


def judged(sense, heater_on, rail, times):
    """A check after so many readings; the first of them comes with a change of the outputs."""
    check = CircuitCheck()
    for _ in range(times):
        check.judge(sense, heater_on, rail)
    return check


def test_nothing_is_wrong_before_the_first_reading():
    check = CircuitCheck()
    assert check.code() == faults.NONE
    assert check.trusted()
    assert check.as_told
    assert_holds_nothing(check, but=("as_told", "_rail_was"))


def test_the_states_of_the_rail_can_be_told_apart():
    assert (RAIL_OPEN, RAIL_CLOSED, RAIL_UNKNOWN) == (0, 1, 2)


@pytest.mark.parametrize(
    ("sense", "heater_on", "rail"), [(1, False, RAIL_CLOSED), (0, True, RAIL_CLOSED), (0, False, RAIL_OPEN)]
)
def test_what_should_be_is_no_fault(sense, heater_on, rail):
    check = judged(sense, heater_on, rail, 100)
    assert check.code() == faults.NONE
    assert check.trusted()


CONTRADICTIONS = pytest.mark.parametrize(
    ("sense", "heater_on", "rail", "code"),
    [
        (0, False, RAIL_CLOSED, faults.HEATER_CIRCUIT),
        (1, True, RAIL_CLOSED, faults.HEATER_STAYS_OFF),
        (1, False, RAIL_OPEN, faults.RAIL_WELDED),
        (1, True, RAIL_OPEN, faults.RAIL_WELDED),
    ],
)


@CONTRADICTIONS
def test_two_settled_readings_make_a_fault_and_one_does_not(sense, heater_on, rail, code):
    check = judged(1 - sense, heater_on, rail, 2)
    for number in range(1, CIRCUIT_READINGS + 1):
        assert check.code() == faults.NONE, number
        check.judge(sense, heater_on, rail)
    assert check.code() == code


@CONTRADICTIONS
def test_a_reading_that_came_with_the_change_counts_when_the_next_one_bears_it_out(sense, heater_on, rail, code):
    check = judged(sense, heater_on, rail, 1)
    assert check.code() == faults.NONE
    check.judge(sense, heater_on, rail)
    assert check.code() == code
    late = judged(sense, heater_on, rail, 1)  # what was before the change
    late.judge(1 - sense, heater_on, rail)
    late.judge(sense, heater_on, rail)
    assert late.code() == faults.NONE
    opened = judged(sense, heater_on, rail, 1)
    opened.judge(sense, heater_on, RAIL_UNKNOWN)
    opened.judge(1 - sense, heater_on, rail)
    opened.judge(sense, heater_on, rail)
    assert opened.code() == faults.NONE


@CONTRADICTIONS
def test_one_good_reading_ends_a_fault(sense, heater_on, rail, code):
    check = judged(sense, heater_on, rail, CIRCUIT_READINGS + 1)
    check.judge(1 - sense, heater_on, rail)
    assert check.code() == faults.NONE


@CONTRADICTIONS
def test_a_rail_that_opens_or_closes_ends_a_fault(sense, heater_on, rail, code):
    check = judged(sense, heater_on, rail, CIRCUIT_READINGS + 1)
    check.judge(sense, heater_on, RAIL_UNKNOWN)
    assert check.code() == faults.NONE
    assert check.trusted()
    assert (check._low, check._high, check._welded) == (0, 0, 0)


@pytest.mark.parametrize("before", [(True, RAIL_CLOSED), (False, RAIL_OPEN), (True, RAIL_OPEN)])
def test_the_reading_after_a_change_of_heater_or_rail_does_not_count(before):
    check = judged(0, *before, 5)
    check.judge(0, False, RAIL_CLOSED)
    assert check.trusted()
    check.judge(0, False, RAIL_CLOSED)
    assert not check.trusted()


def test_any_level_but_0_is_high():
    assert judged(2, False, RAIL_OPEN, CIRCUIT_READINGS + 1).code() == faults.RAIL_WELDED


def test_an_open_rail_ends_what_was_found_while_it_was_closed():
    for sense, heater_on in ((0, False), (1, True)):
        check = judged(sense, heater_on, RAIL_CLOSED, CIRCUIT_READINGS + 1)
        for _ in range(2):
            check.judge(0, False, RAIL_OPEN)
        assert check.code() == faults.NONE
        assert check.trusted()


def test_a_closed_rail_ends_what_was_found_while_it_was_open():
    check = judged(1, False, RAIL_OPEN, CIRCUIT_READINGS + 1)
    for _ in range(2):
        check.judge(1, False, RAIL_CLOSED)
    assert check.code() == faults.NONE


@pytest.mark.parametrize("heater_on", [False, True])
def test_high_readings_withhold_nothing_for_they_do_not_heat(heater_on):
    assert judged(1, heater_on, RAIL_CLOSED, 10).trusted()


def test_one_low_reading_withholds_heat_and_a_good_one_gives_it_back():
    check = judged(1, False, RAIL_CLOSED, 2)
    check.judge(0, False, RAIL_CLOSED)
    assert not check.trusted()
    check.judge(1, False, RAIL_CLOSED)
    assert check.trusted()
    assert check.code() == faults.NONE


def test_doubt_lasts_while_the_heater_is_on_which_shows_nothing():
    check = judged(1, False, RAIL_CLOSED, 2)
    check.judge(0, False, RAIL_CLOSED)
    for _ in range(20):
        check.judge(0, True, RAIL_CLOSED)
    assert not check.trusted()
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
    for heater_on in [True] * 38 + [False] * 2:
        assert check.code() == faults.NONE
        check.judge(0, heater_on, RAIL_CLOSED)
    assert check.code() == faults.HEATER_CIRCUIT


def test_a_heater_that_never_switches_on_is_found_over_several_on_times():
    check = CircuitCheck()
    for _ in range(CIRCUIT_READINGS):
        assert check.code() == faults.NONE
        for heater_on, sense in ((True, 0), (True, 1), (False, 1), (False, 1)):
            check.judge(sense, heater_on, RAIL_CLOSED)
    assert check.code() == faults.HEATER_STAYS_OFF


def test_what_is_skipped_while_all_is_as_told_would_have_changed_nothing():
    randomness = random.Random(6)
    for _ in range(300):
        check, closely = CircuitCheck(), CircuitCheck()
        for _ in range(60):
            heater_on, rail = randomness.random() < 0.5, randomness.choice((RAIL_OPEN, RAIL_CLOSED, RAIL_UNKNOWN))
            for _ in range(randomness.randint(1, 4)):
                sense = int(rail == RAIL_CLOSED and not heater_on) ^ (randomness.random() < 0.15)
                closely.as_told = False
                for each in (check, closely):
                    each.judge(sense, heater_on, rail)
                assert vars(check) == vars(closely)
