"""What the diary says of the days before: sessions of a week, the last heat, feet that differ; when nobody knows."""

import struct
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.diary_record import CLOCK, DIFFERENCE, FLAGS, HEAT, INTERRUPTED, MASSAGE, NOT_TAKEN, SIZE, START, seal
from pad.diary_record import NUMBER as NUMBER_AT
from pad.diary_review import DAY_S, LONGEST_S, NEVER_S, WEEK_S, Review

NOW_S = 9_700 * DAY_S + 50_000  # 13:53 on a day in 2026
HALF_DAY_S = 12 * 3600
UNKNOWN = 255
TOO_WARM_CC = 221


def make(number, start_s, flags=CLOCK, massage_s=1, heat_s=0, difference_cc=NOT_TAKEN):
    """A record with what a review reads, and noise elsewhere."""
    record = bytearray(b"\xa5" * SIZE)
    record[FLAGS] = flags
    struct.pack_into("<I", record, NUMBER_AT, number)
    struct.pack_into("<I", record, START, start_s)
    struct.pack_into("<H", record, MASSAGE, massage_s)
    struct.pack_into("<H", record, HEAT, heat_s)
    struct.pack_into("<h", record, DIFFERENCE, difference_cc)
    seal(record)
    return record


def ago(seconds, flags=CLOCK, **fields):
    """A session of so many seconds ago."""
    return {"start_s": NOW_S - seconds, "flags": flags, **fields}


def review(*sessions, clock_set=True, first=100):
    """Sessions newest first, numbered downwards; None for one that cannot be read."""
    answers = Review(NOW_S, clock_set)
    for number, session in zip(range(first, 0, -1), sessions, strict=False):
        if session is not None:
            answers.take(make(number, **session))
    return answers


def week(*sessions, **settings):
    return review(*sessions, **settings).week_sessions


def heat(*sessions, **settings):
    return review(*sessions, **settings).last_heat_s


def differ(*sessions):
    return review(*sessions).feet_differ


# --- Without records --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("clock_set", "sessions"), [(True, 0), (False, UNKNOWN)])
def test_an_empty_diary_says_little(clock_set, sessions):
    answers = review(clock_set=clock_set)
    assert (answers.week_sessions, answers.last_heat_s) == (sessions, -1)
    assert answers.feet_differ is answers.complete is False


def test_the_first_session_of_all_says_everything():
    answers = review(ago(0), first=1)
    assert (answers.week_sessions, answers.last_heat_s, answers.feet_differ) == (1, NEVER_S, False)
    assert answers.complete
    assert NEVER_S == 2**30 - 1


# --- Sessions of a week -----------------------------------------------------------------------------------------------


def test_seven_days_are_seven_times_24_hours_and_the_end_does_not_count():
    assert WEEK_S == 604_800
    assert week(ago(0), ago(3 * DAY_S), ago(WEEK_S - 1)) == 3
    assert week(ago(0), ago(3 * DAY_S), ago(WEEK_S)) == 2
    assert week(ago(0), ago(3 * DAY_S), ago(WEEK_S + 1)) == 2
    assert week(ago(WEEK_S)) == 0


def test_a_start_that_the_feet_forbade_is_no_session_and_one_that_was_cut_short_is():
    assert week(ago(0), ago(60, massage_s=0), ago(DAY_S)) == 2
    assert week(ago(0), ago(60, massage_s=0, flags=CLOCK | INTERRUPTED), ago(DAY_S)) == 3
    assert week(ago(0), ago(WEEK_S, massage_s=0), ago(DAY_S)) == 2
    assert week(ago(0), None, ago(60, massage_s=0)) == 2
    assert week(ago(0), None, ago(5, 0, massage_s=0)) == UNKNOWN


def test_nothing_is_counted_beyond_what_is_a_week_old():
    assert week(ago(1), ago(WEEK_S), ago(2)) == 1


@pytest.mark.parametrize(("sessions", "counted"), [(253, 253), (254, 254), (255, 254), (256, 254), (400, 254)])
def test_the_count_stays_below_not_known(sessions, counted):
    assert week(*[ago(minutes) for minutes in range(sessions)], first=1000) == counted


def test_without_a_clock_no_week_is_counted():
    assert week(ago(0, 0), ago(10, 0), ago(WEEK_S + 1, 0), clock_set=False) == UNKNOWN
    assert week(ago(0), ago(10), clock_set=False) == UNKNOWN


def test_a_counted_session_between_two_of_this_week_is_of_this_week():
    assert week(ago(0), ago(5, 0), ago(DAY_S)) == 3
    assert week(ago(0), ago(5, 0), ago(7, 0), ago(WEEK_S - 1), ago(WEEK_S)) == 4


def test_a_counted_session_before_the_first_of_this_week_may_be_older():
    assert week(ago(0), ago(5, 0)) == UNKNOWN
    assert week(ago(0), ago(5, 0), ago(WEEK_S)) == UNKNOWN
    assert week(ago(0), ago(5, 0), ago(WEEK_S), ago(DAY_S)) == UNKNOWN
    assert week(ago(5, 0), ago(0), ago(6, 0), first=3) == UNKNOWN


def test_a_session_in_the_future_is_of_a_clock_that_was_wrong():
    assert week(ago(0), ago(-1)) == UNKNOWN
    assert week(ago(0), ago(-DAY_S), ago(60)) == 3
    assert week(ago(0)) == 1


def test_sessions_that_cannot_be_read_count_where_it_is_sure_that_they_are_of_this_week():
    assert week(ago(0), None, None, ago(60)) == 4
    assert week(ago(0), None, ago(WEEK_S)) == UNKNOWN
    assert week(ago(0), None) == 1  # nobody knows that it is missing
    assert week(ago(0), ago(5, 0), None, None, ago(60)) == 5
    assert week(ago(0), None, ago(5, 0), None, ago(60)) == 5


def test_numbers_and_times_fill_their_bytes():
    late_s, many = (1 << 32) - 1, (1 << 32) - 1
    answers = Review(late_s, True)
    answers.take(make(many, late_s - 10, difference_cc=TOO_WARM_CC))
    answers.take(make(many - 3, late_s - 70_000, massage_s=65_535, heat_s=65_535, difference_cc=TOO_WARM_CC))
    assert (answers.week_sessions, answers.last_heat_s, answers.feet_differ) == (4, -1, True)
    assert heat(ago(70_000, massage_s=65_535, heat_s=65_535)) == 4_465


# --- The last heat ----------------------------------------------------------------------------------------------------


def test_heat_is_over_with_its_session():
    assert heat(ago(0), ago(5_000, massage_s=900, heat_s=1)) == 4_100
    assert heat(ago(0), ago(900, massage_s=900, heat_s=600)) == 0
    assert heat(ago(0), ago(899, massage_s=900, heat_s=600)) == 0
    assert heat(ago(0), ago(901, massage_s=900, heat_s=600)) == 1
    assert heat(ago(0, massage_s=1, heat_s=1)) == 0
    assert heat(ago(0), ago(60, massage_s=60)) == -1  # none so far, and older ones may have had some


def test_the_newest_heat_is_the_one():
    assert heat(ago(0), ago(100, heat_s=5, massage_s=0), ago(50, heat_s=5)) == 100


def test_half_a_day_without_heat_is_enough_to_know():
    without = ago(HALF_DAY_S - 1)
    assert heat(ago(0), without) == -1
    assert heat(ago(0), ago(HALF_DAY_S)) == HALF_DAY_S
    assert heat(ago(0), ago(HALF_DAY_S + 1)) == HALF_DAY_S + 1
    assert heat(ago(0), without, ago(HALF_DAY_S + 60)) == HALF_DAY_S + 60
    assert heat(ago(0), without, ago(DAY_S, heat_s=1, massage_s=0)) == DAY_S


def test_no_heat_back_to_the_first_session_is_never():
    assert heat(ago(0), ago(60), first=2) == NEVER_S
    assert heat(ago(0), ago(DAY_S), first=2) == NEVER_S
    assert heat(ago(0), ago(60), first=3) == -1


def test_heat_at_a_time_that_cannot_be_compared_was_before_what_came_after_it():
    warm = ago(5, 0, heat_s=300)
    assert heat(ago(0), warm) == -1
    assert heat(ago(0), ago(HALF_DAY_S - 1), warm) == -1
    assert heat(ago(0), ago(-5, heat_s=300), ago(DAY_S)) == -1
    assert heat(ago(0), warm, ago(DAY_S)) == -1  # a later look does not change it
    assert heat(ago(0), ago(60), warm, first=3) == -1


def test_an_interrupted_session_may_have_had_heat_until_the_longest_session_would_have_ended():
    assert LONGEST_S == 3_600

    def interrupted(seconds, flags=CLOCK, **fields):
        return ago(seconds, flags | INTERRUPTED, **fields)

    assert heat(ago(0), interrupted(HALF_DAY_S + LONGEST_S - 1), ago(3 * DAY_S)) == -1
    assert heat(ago(0), interrupted(HALF_DAY_S + LONGEST_S)) == HALF_DAY_S
    assert heat(ago(0), interrupted(DAY_S, 0), first=2) == -1
    assert heat(ago(0), interrupted(-1), first=2) == -1
    assert heat(ago(0), interrupted(60), first=2) == -1
    assert heat(ago(0), interrupted(5_000, massage_s=900, heat_s=1)) == 4_100  # as far as that is known


def test_a_session_that_cannot_be_read_may_have_had_heat():
    assert heat(ago(0), None, ago(DAY_S)) == -1
    assert heat(ago(0), ago(HALF_DAY_S - 1), None, ago(DAY_S), first=4) == -1
    assert heat(ago(0), ago(HALF_DAY_S), None, ago(DAY_S, heat_s=1)) == HALF_DAY_S


def test_counted_time_says_at_least_how_long_ago_heat_was():
    assert heat(ago(0, 0), ago(1_000, 0, massage_s=400, heat_s=60), clock_set=False) == 600
    assert heat(ago(0, 0), ago(HALF_DAY_S, 0), clock_set=False) == HALF_DAY_S
    assert heat(ago(0, 0), ago(DAY_S), clock_set=False) == -1
    assert heat(ago(0, 0), ago(DAY_S, heat_s=1), clock_set=False) == -1


# --- Feet that differ -------------------------------------------------------------------------------------------------


def compared(seconds_ago, difference_cc=TOO_WARM_CC, flags=CLOCK):
    return ago(seconds_ago, flags, difference_cc=difference_cc)


@pytest.mark.parametrize("sign", [1, -1])
def test_both_days_must_be_above_2_2_degrees_with_the_same_foot_warmer(sign):
    def of(newer_cc, older_cc):
        return differ(compared(60, sign * newer_cc), compared(DAY_S, sign * older_cc))

    assert of(221, 221)
    assert not of(220, 221)
    assert not of(221, 220)
    assert not of(221, -221)
    assert not of(-221, 221)
    assert of(32_767, 221)
    assert not of(0, 0)


def test_one_day_is_not_enough():
    assert not differ(compared(60))
    assert not differ(compared(60), compared(120), compared(180))


def test_the_newest_value_of_a_day_is_its_value():
    today_low, yesterday_low = compared(120, 0), compared(DAY_S + 60, 0)
    assert differ(compared(60), today_low, compared(DAY_S), yesterday_low)
    assert not differ(compared(60, 0), compared(120), compared(DAY_S))
    assert not differ(compared(60), compared(DAY_S, 0), compared(DAY_S + 60))


def test_the_two_newest_days_count_and_no_older_one():
    assert not differ(compared(60), compared(DAY_S, 0), compared(2 * DAY_S))
    assert not differ(compared(60, 0), compared(DAY_S), compared(2 * DAY_S))
    assert differ(compared(60), compared(DAY_S), compared(2 * DAY_S, 0))


def test_days_without_a_value_are_passed_over():
    assert differ(ago(0), compared(60), ago(DAY_S), None, ago(2 * DAY_S), compared(30 * DAY_S))


def test_with_a_clock_a_day_ends_at_midnight():
    since_midnight_s = NOW_S % DAY_S
    assert not differ(compared(0), compared(since_midnight_s))
    assert differ(compared(0), compared(since_midnight_s + 1))


def test_two_days_are_at_least_half_a_day_apart():
    """Else they could be a quarter of an hour, around midnight."""
    just_after_midnight_s = NOW_S % DAY_S - 300
    assert not differ(compared(just_after_midnight_s), compared(just_after_midnight_s + 900))
    assert not differ(compared(just_after_midnight_s), compared(just_after_midnight_s + HALF_DAY_S - 1))
    assert differ(compared(just_after_midnight_s), compared(just_after_midnight_s + HALF_DAY_S))
    assert differ(compared(just_after_midnight_s), compared(just_after_midnight_s + 900, 0), compared(2 * DAY_S))


def test_counted_days_are_24_hours_apart():
    assert not differ(compared(0, flags=0), compared(DAY_S - 1, flags=0))
    assert differ(compared(0, flags=0), compared(DAY_S, flags=0))


def test_values_of_clock_and_counted_time_are_not_compared():
    assert not differ(compared(0), compared(2 * DAY_S, flags=0))
    assert not differ(compared(0, flags=0), compared(2 * DAY_S))
    assert differ(compared(0), compared(2 * DAY_S, 0, flags=0), compared(DAY_S))


def test_a_clock_that_was_set_back_makes_no_second_day():
    assert not differ(compared(0), compared(-DAY_S))
    assert not differ(compared(0, flags=0), compared(-DAY_S, flags=0))
    assert differ(compared(0), compared(-DAY_S), compared(DAY_S))


def test_the_days_are_told_whatever_time_it_is_now():
    answers = Review(NOW_S, False)
    answers.take(make(9, **compared(-5 * DAY_S)))
    answers.take(make(8, **compared(DAY_S)))
    assert answers.feet_differ


# --- Whether older records could change anything ----------------------------------------------------------------------


def test_it_is_complete_when_week_heat_and_feet_are_known():
    assert review(compared(0, 0), ago(WEEK_S)).complete
    assert review(compared(0, -220), ago(WEEK_S)).complete
    assert not review(ago(0), ago(WEEK_S)).complete  # the feet were never compared
    assert not review(compared(0, 221), ago(WEEK_S)).complete
    assert review(compared(0), compared(WEEK_S)).complete
    assert not review(ago(0, difference_cc=0, heat_s=1)).complete  # the week is not over
    assert not review(ago(0, 0, difference_cc=0), clock_set=False).complete  # when was heat?
    assert review(ago(0, 0, difference_cc=0, heat_s=1), clock_set=False).complete
    assert review(ago(0), first=1).complete


@dataclass
class Life:
    """One session as it really was."""

    apart_s: int  # since the one before
    powered: float  # the share of that time with power
    clock: bool
    massage_s: int
    heat: bool
    cut: bool
    readable: bool


LIVES = st.lists(
    st.builds(
        Life,
        st.one_of(st.integers(LONGEST_S, 2 * DAY_S), st.integers(LONGEST_S, 4 * LONGEST_S)),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.booleans(),
        st.integers(0, LONGEST_S),
        st.booleans(),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=12,
)


@given(LIVES, st.booleans(), st.integers(LONGEST_S, 2 * DAY_S), st.integers(0, 40))
def test_whatever_is_said_to_be_known_is_true(lives, clock_set, since_last_s, older):
    real_s, counted_s, records, sessions_s, heat_ended_s = NOW_S, 1_000, [], [], 0
    for number, life in enumerate(lives, 1 + older):
        real_s += life.apart_s
        counted_s += int(life.apart_s * life.powered)
        heat_s = 0 if life.cut or not life.heat else 1
        flags = (CLOCK if life.clock else 0) | (INTERRUPTED if life.cut else 0)
        start_s = real_s if life.clock else counted_s
        massage_s = 0 if life.cut else life.massage_s
        records.append(make(number, start_s, flags, massage_s, heat_s) if life.readable else None)
        # A start that the feet forbade is no session. What cannot be read is taken for one: at worst one too many.
        if life.massage_s or life.cut or not life.readable:
            sessions_s.append(real_s)
        heat_ended_s = max(heat_ended_s, real_s + life.massage_s if life.heat else 0)
    first_s = NOW_S + lives[0].apart_s
    real_s += since_last_s
    counted_s += since_last_s
    answers = Review(real_s if clock_set else counted_s, clock_set)
    answers.take(make(len(lives) + older + 1, real_s if clock_set else counted_s, CLOCK if clock_set else 0))
    for record in reversed(records):
        if record and not answers.complete:
            answers.take(record)
    if answers.last_heat_s >= 0:
        assert real_s - heat_ended_s >= min(answers.last_heat_s, NOW_S)
    all_seen = bool(records[0]) and not older
    if answers.week_sessions != UNKNOWN and (all_seen or real_s - first_s >= WEEK_S and answers.complete):
        assert answers.week_sessions == 1 + sum(real_s - start_s < WEEK_S for start_s in sessions_s)
