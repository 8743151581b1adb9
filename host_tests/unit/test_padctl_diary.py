"""padctl's diary: put together from pieces, as a table, as CSV and as JSON."""

import csv
import io
import json

import pytest

from host_tests.unit.fake_link import assert_wrong, complaint
from pad import diary_record, gatt, phone
from pad.diary_record import ANSWERED_LATE, CLOCK, FEET_DIFFER, FIRST_USE, INTERRUPTED, SIZE
from tools import phone_names
from tools.diary_entry import encode
from tools.padctl import client

SUCCESS, NO_RECORDS, NOT_COMPLETED = 1, 6, 8
FULL = {
    "version": 1,
    "flags": CLOCK,
    "number": 12,
    "start": 848_514_615,  # 2026-11-20 18:30:15
    "profile": 0,
    "programme": 2,
    "minutes": 15,
    "massage": 905,
    "heat": 600,
    "speed_most": 4,
    "speed_mean": 35,
    "heat_most": 2,
    "left_most": 3712,
    "right_most": 3655,
    "dose": 1234,
    "difference": -25,
    "why": 0,
    "reason": 1,
    "fault": 0,
    "before": 1,
    "after": 2,
    "score_before": 7,
    "score_after": 0,
    "week": 3,
}


def a_record(**changes):
    """A record of the diary, but for these the same."""
    assert set(changes) <= set(FULL)
    return encode((FULL | changes).values())


def pieces(record, room=19):
    """A record as notifications."""
    parts = [record[at : at + room] for at in range(0, SIZE, room)]
    return [
        (gatt.DIARY, bytes((number | (0x80 if number == len(parts) - 1 else 0),)) + part)
        for number, part in enumerate(parts)
    ]


@pytest.fixture
def diary(padctl, link):
    """Runs `padctl diary` on a pad that has these records; gives status, what was printed, the complaint."""

    def run(records, *arguments, room=19, code=SUCCESS):
        sent = [piece for record in records for piece in pieces(record, room)]
        link.answers[gatt.DIARY_ACCESS] = [*sent, (gatt.DIARY_ACCESS, bytes((6, 0, 1, code)))]
        return padctl("diary", *arguments)

    return run


def in_csv(result):
    """The rows of a CSV, by the names in its header."""
    assert result[0] == 0
    return list(csv.DictReader(io.StringIO(result[1])))


# --- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [19, 20, 39, 40, 181])
def test_records_of_any_number_of_pieces(diary, link, room):
    records = [a_record(number=number) for number in range(1, 4)]
    rows = in_csv(diary(records, "--csv", room=room))
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert link.writes == [(gatt.DIARY_ACCESS, b"\x01\x03\x01\x01\0\0\0")]
    assert link.calls.index("write") > max(at for at, call in enumerate(link.calls) if call == "subscribe")


def test_those_from_a_number_on(diary, link):
    diary([a_record()], "--since", "258")
    assert link.writes == [(gatt.DIARY_ACCESS, b"\x01\x03\x01\x02\x01\0\0")]


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "4294967296", "x"])
def test_no_such_number(padctl, radio, number):
    assert_wrong(padctl, radio, "diary", "--since", number)


def test_an_empty_diary_is_no_failure(diary):
    assert diary([], code=NO_RECORDS) == (0, "0 sessions\n", "")
    assert in_csv(diary([], "--csv", code=NO_RECORDS)) == []
    assert diary([], "--json", code=NO_RECORDS) == (0, "", "")


@pytest.mark.parametrize(
    ("answer", "text"), [(bytes((6, 0, 1, NOT_COMPLETED)), phone_names.RECORDS[NOT_COMPLETED]), (b"\x06\0", "0600")]
)
def test_an_answer_that_says_no(padctl, link, answer, text):
    link.answers[gatt.DIARY_ACCESS] = [(gatt.DIARY_ACCESS, answer)]
    assert text in complaint(padctl("diary"), 1)


def test_a_pad_that_says_nothing_does_not_know_this_computer(padctl, link):
    assert "gave no answer" in complaint(padctl("diary"), 6)


def test_as_long_as_pieces_come_it_waits(diary, link):
    link.each_s = client.ANSWER_S * 0.9
    assert len(in_csv(diary([a_record(number=number) for number in range(1, 4)], "--csv"))) == 3


@pytest.mark.parametrize("lost", range(5))
def test_a_piece_that_is_lost_is_noticed(padctl, link, lost):
    sent = pieces(a_record(number=1)) + pieces(a_record(number=2))
    del sent[lost]
    link.answers[gatt.DIARY_ACCESS] = [*sent, (gatt.DIARY_ACCESS, bytes((6, 0, 1, SUCCESS)))]
    assert "diary" in complaint(padctl("diary"), 1)


def test_a_damaged_record_is_noticed(padctl, link):
    record = bytearray(a_record())
    record[20] ^= 1
    link.answers[gatt.DIARY_ACCESS] = [*pieces(bytes(record)), (gatt.DIARY_ACCESS, bytes((6, 0, 1, SUCCESS)))]
    assert "not readable" in complaint(padctl("diary"), 1)


# --- how it is shown --------------------------------------------------------------------------------------------------


def test_csv_has_names_and_units_and_every_value(diary):
    (row,) = in_csv(diary([a_record()], "--csv"))
    assert row == {
        "number": "12",
        "start (pad's clock)": "2026-11-20 18:30:15",
        "counted_start (s with power)": "",
        "profile": "gentle",
        "programme": "warm and settle",
        "minutes (min)": "15",
        "massage (s)": "905",
        "heat (s)": "600",
        "speed_most (step)": "4",
        "speed_mean (step)": "3.5",
        "heat_most": "medium",
        "left_most (C)": "37.12",
        "right_most (C)": "36.55",
        "dose (CEM43 min)": "1.234",
        "left_minus_right (C)": "-0.25",
        "why_not_compared": "",
        "feet_differ": "0",
        "stop_reason": "time up",
        "fault": "",
        "interrupted": "0",
        "feet_before": "well",
        "also_for_session_before": "0",
        "feet_after": "something is wrong",
        "score_before (0 to 10)": "7",
        "score_after (0 to 10)": "0",
        "week_sessions": "3",
        "first_use": "0",
    }


UNKNOWN = {
    "flags": 0,
    "start": 3600,
    "left_most": -0x8000,
    "right_most": -0x8000,
    "difference": -0x8000,
    "why": 2,
    "score_before": 255,
    "score_after": 255,
    "week": 255,
}


def test_what_is_not_known_is_empty(diary):
    (row,) = in_csv(diary([a_record(**UNKNOWN)], "--csv"))
    assert (row["start (pad's clock)"], row["counted_start (s with power)"]) == ("", "3600")
    names = ("left_most (C)", "right_most (C)", "left_minus_right (C)", "score_before (0 to 10)", "week_sessions")
    assert [row[name] for name in names] == [""] * 5
    assert row["why_not_compared"] == "heat in the twelve hours before"


def test_each_flag_has_its_column(diary):
    names = {
        INTERRUPTED: "interrupted",
        FEET_DIFFER: "feet_differ",
        ANSWERED_LATE: "also_for_session_before",
        FIRST_USE: "first_use",
    }
    for flag, name in names.items():
        (row,) = in_csv(diary([a_record(flags=flag)], "--csv"))
        assert [row[other] for other in names.values()] == ["1" if other == name else "0" for other in names.values()]


def test_json_is_one_object_a_line(diary):
    status, printed, _ = diary([a_record(), a_record(**UNKNOWN)], "--json")
    first, second = (json.loads(line) for line in printed.splitlines())
    assert status == 0
    assert (first["start"], first["left_minus_right"], first["feet_differ"]) == ("2026-11-20 18:30:15", -0.25, False)
    assert (second["start"], second["counted_start"], second["score_before"]) == (None, 3600, None)


def test_the_table_for_people(diary):
    status, printed, _ = diary([a_record(), a_record(number=13, fault=1, reason=4, **UNKNOWN)])
    heading, first, second, count = printed.splitlines()
    assert status == 0
    assert first == (
        "   12  2026-11-20 18:30  gentle      15:05     4  medium  37.1  36.5  -0.2  7 to 0   "
        "before: well, after: something is wrong, time up"
    )
    assert second.startswith("   13  +1:00:00 ")
    assert second.endswith("before: well, after: something is wrong, fault, ntc_left_open")
    assert first.index("gentle") == second.index("gentle") == heading.index("profile")
    assert count == "2 sessions"


def test_codes_that_are_newer_than_this_program_are_shown_as_they_are(diary):
    (row,) = in_csv(diary([a_record(profile=9, programme=8, why=77, before=6, heat_most=5)], "--csv"))
    assert (row["profile"], row["programme"], row["why_not_compared"]) == ("9", "8", "77")
    assert (row["feet_before"], row["heat_most"]) == ("6", "5")


def test_words_are_there_for_every_code():
    assert len(phone_names.WHY_NOT_COMPARED) == diary_record.NO_SENSORS + 1
    assert len(phone_names.ANSWERS) == diary_record.NOT_ANSWERED + 1
    assert phone.SCORE_MOST == 10
