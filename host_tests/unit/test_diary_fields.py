"""A record of the diary as people and programs read it on a computer."""

import struct

import pytest

from pad import diary_record as dr
from tools.diary_record import AFTER, BEFORE, PROFILES, PROGRAMMES, WHY_NOT, fields

HEAD = (dr.VERSION, dr.CLOCK | dr.INTERRUPTED | dr.FIRST_USE, 70_000, 845_802_000, 2, 1, 20)
DONE = (1_190, 600, 7, 43, 2, 3712, 3690, 27)
RESULT = (-245, dr.TAKEN, 2, 0, dr.WELL, dr.NOT_ANSWERED, 6, dr.NO_SCORE, 4)


def record(head=HEAD, done=DONE, result=RESULT):
    """A sealed record of these values, in the order of pad.diary_record."""
    made = bytearray(dr.SIZE)
    struct.pack_into(dr.LAYOUT, made, 0, *head, *done, *result)
    dr.seal(made)
    return bytes(made)


def test_everything_in_it_has_a_name_and_its_unit():
    assert fields(record()) == {
        "number": 70_000,
        "start": "2026-10-20 09:00:00",
        "counted_s": None,
        "profile": "own",
        "programme": "wave",
        "minutes": 20,
        "massage_s": 1190,
        "heat_s": 600,
        "speed_most": 7,
        "speed_mean": 4.3,
        "heat_most": 2,
        "left_most_c": 37.12,
        "right_most_c": 36.9,
        "dose_cem43_min": 0.027,
        "foot_difference_c": -2.45,
        "foot_comparison": "taken",
        "stop_reason": "button",
        "fault": None,
        "answer_before": "well",
        "answer_after": "not answered",
        "score_before": 6,
        "score_after": None,
        "week_sessions": 4,
        "interrupted": True,
        "feet_differ": False,
        "answered_late": False,
        "first_use": True,
    }


def test_without_a_clock_the_start_is_counted():
    read = fields(record(head=(dr.VERSION, 0, 1, 7200, 0, 0, 15)))
    assert (read["start"], read["counted_s"]) == (None, 7200)


def test_what_is_not_known_is_none():
    read = fields(
        record(done=(0,) * 5 + (dr.NOT_TAKEN,) * 2 + (0,), result=(dr.NOT_TAKEN, 5, 4, 17, 0, 0, 255, 255, 255))
    )
    unknown = ("left_most_c", "right_most_c", "foot_difference_c", "score_before", "score_after", "week_sessions")
    assert [read[name] for name in unknown] == [None] * 6
    assert (read["foot_comparison"], read["fault"]) == ("not settled", "heater_circuit")


def test_each_code_has_a_word_and_a_newer_one_is_shown_as_it_is():
    assert (len(PROFILES), len(PROGRAMMES), len(WHY_NOT)) == (3, 3, dr.NO_SENSORS + 1)
    assert (len(BEFORE), len(AFTER)) == (dr.WRONG + 1, dr.NOT_ANSWERED + 1)
    assert fields(record(head=(dr.VERSION, 0, 1, 0, 9, 0, 15)))["profile"] == "9"


@pytest.mark.parametrize("damaged", [b"", bytes(dr.SIZE), record()[:-1], b"\x02" + record()[1:], record()[:-1] + b"\0"])
def test_what_is_no_whole_record_is_refused(damaged):
    with pytest.raises(ValueError, match="no diary record of version 1"):
        fields(damaged)
