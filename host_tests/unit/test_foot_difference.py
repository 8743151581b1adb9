"""Is one foot warmer? Compared only where both feet are on the pad, both sensors settled, and no heat was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.diary_record import (
    HEAT_FIRST,
    HEAT_LATELY,
    HEAT_NOT_KNOWN,
    NO_CONTACT,
    NO_SENSORS,
    NOT_SETTLED,
    NOT_TAKEN,
    TAKEN,
    TOO_SHORT,
)
from pad.foot_difference import FootDifference, has_foot
from pad.limits import FOOT_CONTACT_S
from pad.thermistor import INVALID

ROOM_CC = 2_000


def comparison(why_not=TAKEN, before=(ROOM_CC, ROOM_CC), offset_cc=0):
    return FootDifference(why_not, *before, offset_cc)


def found(compared):
    return compared.difference_cc, compared.why, compared.over


def after(seconds, left_cc, right_cc, **how):
    """What has been found after so many seconds with steady readings."""
    compared = comparison(**how)
    for _ in range(seconds):
        compared.second(left_cc, right_cc, False)
    return found(compared)


# --- when -------------------------------------------------------------------------------------------------------------


def test_it_is_taken_after_three_minutes_and_not_a_second_sooner():
    assert FOOT_CONTACT_S == 180
    assert after(179, 3_100, 2_900) == (NOT_TAKEN, TOO_SHORT, False)
    assert after(180, 3_100, 2_900) == (200, TAKEN, True)


def test_what_comes_afterwards_changes_nothing():
    compared = comparison()
    for _ in range(180):
        compared.second(3_100, 2_900, False)
    for readings in ((4_000, 2_000, False), (INVALID, INVALID, False), (3_000, 3_000, True)):
        compared.second(*readings)
        assert found(compared) == (200, TAKEN, True)


# --- how much ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_cc", "right_cc", "difference_cc"),
    [(3_100, 2_900, 200), (2_900, 3_100, -200), (3_000, 3_000, 0), (3_220, 3_000, 220), (3_000, 3_221, -221)],
)
def test_left_minus_right(left_cc, right_cc, difference_cc):
    assert after(180, left_cc, right_cc) == (difference_cc, TAKEN, True)


@pytest.mark.parametrize("offset_cc", [-100, -1, 1, 60, 100])
def test_what_the_left_sensor_reads_too_much_is_taken_off(offset_cc):
    assert after(180, 3_000 + offset_cc, 3_000, offset_cc=offset_cc)[:2] == (0, TAKEN)
    assert after(180, 3_000, 3_000, offset_cc=offset_cc)[:2] == (-offset_cc, TAKEN)


def test_it_is_the_mean_of_the_last_half_minute():
    compared = comparison()
    for second in range(180):
        compared.second(3_500 if second < 150 else 3_100 + 20 * (second % 2), 3_000, False)
    assert found(compared) == (110, TAKEN, True)


@pytest.mark.parametrize(("difference_cc", "why"), [(800, TAKEN), (-800, TAKEN), (801, NO_CONTACT), (-801, NO_CONTACT)])
def test_more_than_8_degrees_is_no_pair_of_feet(difference_cc, why):
    taken = difference_cc if why == TAKEN else NOT_TAKEN
    assert after(180, 3_000 + difference_cc, 3_000, before=(1_000, 1_000))[:2] == (taken, why)


def test_that_is_judged_without_what_the_sensors_differ_by():
    assert after(180, 3_850, 3_000, offset_cc=60)[:2] == (790, TAKEN)
    assert after(180, 3_800, 3_000, offset_cc=-60)[:2] == (NOT_TAKEN, NO_CONTACT)


@given(st.integers(-400, 400), st.integers(-100, 100), st.integers(0, 49))
def test_noise_of_less_than_half_a_degree_moves_it_by_no_more(difference_cc, offset_cc, noise_cc):
    compared = comparison(offset_cc=offset_cc)
    for second in range(180):
        compared.second(3_000 + difference_cc + (second % 2) * noise_cc, 3_000, False)
    assert abs(compared.difference_cc - (difference_cc - offset_cc)) <= noise_cc


# --- settled ----------------------------------------------------------------------------------------------------------


def drifting(seconds, cc_per_window, side):
    """What has been found with one side, or both alike, that drifts by so much from end to end of each half minute."""
    compared = comparison(before=(1_000, 1_000))
    for second in range(seconds):
        moved_cc = second // 30 * cc_per_window + (cc_per_window if second % 30 == 29 else 0)
        left_cc = 2_500 + (moved_cc if side != "right" else 0)
        compared.second(left_cc, 2_500 + (moved_cc if side != "left" else 0), False)
    return compared


@pytest.mark.parametrize("side", ["left", "right", "both"])
@pytest.mark.parametrize("direction", [1, -1])
def test_a_side_that_moves_half_a_degree_in_half_a_minute_is_not_settled(side, direction):
    assert drifting(180, 49 * direction, side).why == TAKEN
    moving = drifting(180, 50 * direction, side)
    assert found(moving) == (NOT_TAKEN, NOT_SETTLED, False)


def test_the_next_half_minute_may_be():
    compared = drifting(180, 60, "left")
    for second in range(30):
        assert compared.why == NOT_SETTLED, second
        compared.second(2_860, 2_500, False)
    assert found(compared) == (360, TAKEN, True)


def test_what_never_settles_is_never_taken():
    assert found(drifting(15 * 60, 50, "left")) == (NOT_TAKEN, NOT_SETTLED, False)


# --- feet -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cc", "before_cc", "there"),
    [
        (2_050, 2_000, True),
        (2_049, 2_000, False),
        (1_950, 2_000, True),
        (1_951, 2_000, False),
        (2_000, 2_000, False),
        (3_000, 3_000, True),
        (2_999, 2_999, False),
    ],
)
def test_a_foot_is_told_by_what_it_changes_or_by_being_warmer_than_a_room(cc, before_cc, there):
    assert has_foot(cc, before_cc) is there
    other = (3_200, 2_000)
    for left, right in (((cc, before_cc), other), (other, (cc, before_cc))):
        result = after(180, left[0], right[0], before=(left[1], right[1]))
        expected_far = abs(left[0] - right[0]) > 800
        assert result[1] == (TAKEN if there and not expected_far else NO_CONTACT)


def test_an_empty_pad_is_no_contact_however_long_it_stays_so():
    assert after(600, ROOM_CC, ROOM_CC) == (NOT_TAKEN, NO_CONTACT, True)
    assert after(600, 2_600, ROOM_CC) == (NOT_TAKEN, NO_CONTACT, True)
    assert after(600, ROOM_CC, 2_600) == (NOT_TAKEN, NO_CONTACT, True)


# --- heat and sensors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_s", [0, 1, 100, 179])
def test_who_asks_for_heat_first_gets_no_comparison_even_if_it_is_turned_off_again(at_s):
    compared = comparison()
    for second in range(400):
        compared.second(3_100, 2_900, second == at_s)
    assert found(compared) == (NOT_TAKEN, HEAT_FIRST, True)


@pytest.mark.parametrize("why_not", [HEAT_LATELY, HEAT_NOT_KNOWN])
def test_what_forbids_it_before_the_session_stays_the_reason(why_not):
    assert found(comparison(why_not)) == (NOT_TAKEN, why_not, True)
    assert after(400, 3_100, 2_900, why_not=why_not) == (NOT_TAKEN, why_not, True)
    compared = comparison(why_not)
    compared.second(INVALID, INVALID, True)
    assert compared.why == why_not


@pytest.mark.parametrize("readings", [(INVALID, 3_000), (3_000, INVALID), (INVALID, INVALID)])
def test_a_sensor_that_cannot_be_read_ends_it(readings):
    compared = comparison()
    compared.second(3_000, 3_000, False)
    compared.second(*readings, False)
    assert found(compared) == (NOT_TAKEN, NO_SENSORS, True)


@pytest.mark.parametrize("before", [(INVALID, ROOM_CC), (ROOM_CC, INVALID), (INVALID, INVALID)])
def test_so_does_one_that_could_not_be_read_before(before):
    assert after(1, 3_000, 3_000, before=before) == (NOT_TAKEN, NO_SENSORS, True)


def test_before_the_first_second_it_is_too_short():
    assert found(comparison()) == (NOT_TAKEN, TOO_SHORT, False)


READING = st.integers(-1_500, 12_000) | st.just(INVALID)


@given(
    st.tuples(READING, READING),
    st.integers(-100, 100),
    st.lists(st.tuples(READING, READING, st.booleans()), max_size=6),
)
def test_whatever_is_read_a_difference_is_taken_only_of_two_feet(before, offset_cc, stretches):
    compared = comparison(before=before, offset_cc=offset_cc)
    for left_cc, right_cc, heating in stretches:
        for _ in range(70):
            compared.second(left_cc, right_cc, heating)
    assert compared.why in range(8)
    assert (compared.difference_cc != NOT_TAKEN) == (compared.why == TAKEN)
    if compared.why == TAKEN:
        assert abs(compared.difference_cc) <= 800
        assert compared.over
