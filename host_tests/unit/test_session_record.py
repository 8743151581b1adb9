"""Each field of a session's record, from what the recorder has gathered."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import diary_record, session_record
from pad.diary_record import ANSWERED_LATE, CLOCK, FEET_DIFFER, FIRST_USE, HEAD_BYTES, INTERRUPTED, SIZE, is_valid
from pad.heat_budget import HeatBudget
from pad.recorder import Recorder
from pad.session import BUTTON, BY_FAULT, TIME_UP, Session
from pad.settings import OWN, PROFILE
from tools.diary_entry import decode

NONE, WELL, WRONG, NOT_ANSWERED = range(4)


def session(profile=OWN, programme=2, minutes=25, first_use=False):
    made = Session(True, HeatBudget())
    made.settings.put(PROFILE, profile)
    made.programme, made.chosen_min, made.first_use = programme, minutes, first_use
    return made


def recorder(**fields):
    """What has gathered a whole session, but for these fields."""
    made = Recorder()
    made.head = session_record.head(7, 800_000_000, True, session())
    made.after = WELL
    for name, value in fields.items():
        assert hasattr(made, name)
        setattr(made, name, value)
    return made


def composed(made, week_sessions=3, feet_differ=False, before=None):
    record = bytearray(b"\xaa" * SIZE)
    session_record.compose(record, made)
    session_record.complete(record, week_sessions, feet_differ, before)
    assert is_valid(record)
    return decode(record)._asdict()


def field(name, **fields):
    return composed(recorder(**fields))[name]


# --- how it begins ----------------------------------------------------------------------------------------------------


def test_the_head_says_what_was_chosen():
    head = session_record.head(70_000, 800_000_000, True, session())
    assert head == struct.pack("<BBIIBBB", 1, CLOCK, 70_000, 800_000_000, 2, 2, 25)
    assert len(head) == HEAD_BYTES == diary_record.MASSAGE == 13
    assert session_record.number_in(head) == 70_000


@pytest.mark.parametrize(("clock_set", "first_use"), [(False, False), (True, False), (False, True), (True, True)])
def test_its_flags_are_the_clock_and_the_first_use(clock_set, first_use):
    head = session_record.head(1, 5, clock_set, session(first_use=first_use))
    assert head[1] == (CLOCK if clock_set else 0) | (FIRST_USE if first_use else 0)


def test_zeros_are_no_number():
    assert session_record.number_in(bytes(HEAD_BYTES)) == 0


# --- each field -------------------------------------------------------------------------------------------------------


def test_a_whole_record():
    made = recorder(
        massage_s=895, heat_s=600, speed_sum=4_475, speed_most=7, heat_most=2, left_cc=3_890, right_cc=-50,
        dose_umin=12_499, difference_cc=-221, why=0, reason=BY_FAULT, fault=12, before=WELL, after=NOT_ANSWERED,
        score_before=8, score_after=0,
    )  # fmt: skip
    assert composed(made) == {
        "version": 1,
        "flags": CLOCK,
        "number": 7,
        "start": 800_000_000,
        "profile": 2,
        "programme": 2,
        "minutes": 25,
        "massage_s": 895,
        "heat_s": 600,
        "speed_most": 7,
        "speed_mean": 50,
        "heat_most": 2,
        "left_most_cc": 3_890,
        "right_most_cc": -50,
        "dose": 12,
        "difference_cc": -221,
        "why_not_compared": 0,
        "stop_reason": BY_FAULT,
        "fault_code": 12,
        "feet_before": WELL,
        "feet_after": NOT_ANSWERED,
        "score_before": 8,
        "score_after": 0,
        "week_sessions": 3,
    }


@pytest.mark.parametrize(("umin", "dose"), [(0, 0), (499, 0), (500, 1), (1_499, 1), (1_500, 2), (65_534_500, 65_535)])
def test_the_dose_is_rounded_to_thousandths(umin, dose):
    assert field("dose", dose_umin=umin) == dose
    assert field("dose", dose_umin=10**9) == 65_535


@pytest.mark.parametrize(
    ("total", "seconds", "most", "mean"),
    [(0, 0, 0, 0), (3, 0, 1, 10), (60, 60, 1, 10), (61, 60, 1, 10), (100, 60, 2, 16), (39_600, 3_600, 11, 110)],
)
def test_the_mean_speed_is_in_tenths_and_never_above_the_highest(total, seconds, most, mean):
    assert field("speed_mean", speed_sum=total, massage_s=seconds, speed_most=most) == mean


@pytest.mark.parametrize("name", ["massage_s", "heat_s"])
def test_more_seconds_than_fit_are_the_most_that_do(name):
    assert field(name, **{name: 65_535}) == field(name, **{name: 65_536}) == 65_535


@pytest.mark.parametrize("reason", range(7))
def test_a_fault_is_told_only_where_it_ended_the_session(reason):
    assert field("fault_code", reason=reason, fault=51) == (51 if reason == BY_FAULT else 0)


def test_what_nobody_gave_is_told_so():
    untouched = composed(recorder())
    assert (untouched["left_most_cc"], untouched["right_most_cc"], untouched["difference_cc"]) == (-0x8000,) * 3
    assert (untouched["score_before"], untouched["score_after"], untouched["why_not_compared"]) == (
        255,
        255,
        diary_record.TOO_SHORT,
    )


@pytest.mark.parametrize("weeks", [0, 4, 254, 255])
@pytest.mark.parametrize("differ", [False, True])
def test_what_the_days_before_say_is_added(weeks, differ):
    found = composed(recorder(), weeks, differ)
    assert (found["week_sessions"], found["flags"] & FEET_DIFFER) == (weeks, FEET_DIFFER if differ else 0)


# --- flags ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "cut_short", "is_open"),
    [
        (WELL, NONE, False, True),  # stopped, and nobody was asked yet
        (WELL, WELL, False, False),
        (WELL, WRONG, False, False),
        (WELL, NOT_ANSWERED, False, False),
        (WELL, NOT_ANSWERED, True, True),
        (NONE, NOT_ANSWERED, True, True),
        (WRONG, NONE, False, False),
    ],
)
def test_a_session_is_interrupted_while_it_is_not_over(before, after, cut_short, is_open):
    flags = field("flags", before=before, after=after, cut_short=cut_short)
    assert flags & INTERRUPTED == (INTERRUPTED if is_open else 0)


@pytest.mark.parametrize("before", [NONE, WELL, WRONG])
def test_the_first_use_is_acknowledged_only_by_who_confirms(before):
    head = session_record.head(1, 5, False, session(first_use=True))
    assert field("flags", head=head, before=before, after=WELL) & FIRST_USE == (FIRST_USE if before == WELL else 0)


def record_before(before, after):
    record = bytearray(SIZE)
    session_record.compose(record, recorder(before=before, after=after))
    return record


@pytest.mark.parametrize("before", [NONE, WELL, WRONG])
@pytest.mark.parametrize("after", [NONE, WELL, WRONG, NOT_ANSWERED])
@pytest.mark.parametrize("answer", [NONE, WELL, WRONG])
def test_an_answer_is_late_where_the_session_before_has_none(before, after, answer):
    owed = before != WRONG and after in (NONE, NOT_ANSWERED)
    found = composed(recorder(before=answer), before=record_before(before, after))
    assert bool(found["flags"] & ANSWERED_LATE) == (owed and answer != NONE)


def test_without_a_record_before_nothing_is_late():
    assert not composed(recorder())["flags"] & ANSWERED_LATE


BYTE = st.integers(0, 255)
WORD = st.integers(0, 0xFFFF)
CC = st.integers(-0x8000, 0x7FFF)


@given(WORD, WORD, st.integers(0, 0xFFFF), BYTE.map(lambda n: n % 12), CC, CC, st.integers(0, 2**31))
def test_whatever_a_reset_has_left_a_record_comes_of_it(massage_s, heat_s, total, most, left_cc, right_cc, dose):
    made = recorder(
        massage_s=massage_s, heat_s=heat_s, speed_sum=total, speed_most=most, left_cc=left_cc, right_cc=right_cc,
        dose_umin=dose, reason=TIME_UP,
    )  # fmt: skip
    found = composed(made)
    assert (found["massage_s"], found["left_most_cc"], found["right_most_cc"]) == (massage_s, left_cc, right_cc)
    assert found["speed_mean"] <= 10 * most


def test_the_reasons_are_those_of_the_session():
    assert field("stop_reason", reason=BUTTON) == 2
