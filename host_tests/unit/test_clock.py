"""Current Time of the Bluetooth SIG, to and from what the board's clock gives and takes."""

import datetime
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import clock
from pad.clock import BYTES, FIRST_YEAR, LAST_YEAR, days_in, decode, encode

# A Friday in March
RECORD = bytes((0xEA, 0x07, 3, 27, 14, 5, 59, 5, 0, 0))
BOARD = (2026, 3, 27, 4, 14, 5, 59, 0)
PLACES = {"year": 0, "month": 2, "day": 3, "hours": 4, "minutes": 5, "seconds": 6}


def changed(field, value):
    record = bytearray(RECORD)
    if field == "year":
        struct.pack_into("<H", record, 0, value)
    else:
        record[PLACES[field]] = value
    return bytes(record)


def on(year, month, day):
    return decode(struct.pack("<HBBBBBBBB", year, month, day, 0, 0, 0, 0, 0, 0))


def test_the_layout_is_the_one_written_down():
    assert struct.calcsize(clock.LAYOUT) == BYTES == len(RECORD) == 10
    assert encode(BOARD) == RECORD


def test_what_the_board_says_is_told_whatever_the_fraction_of_a_second():
    assert encode((*BOARD[:7], 999_999)) == RECORD


def test_a_board_whose_clock_was_never_set_says_so():
    assert encode((2000, 1, 1, 5, 0, 0, 7, 0)) == bytes((0xD0, 0x07, 1, 1, 0, 0, 7, 6, 0, 0))


@pytest.mark.parametrize("weekday", range(7))
def test_monday_is_1_and_sunday_7(weekday):
    date = datetime.date(2026, 6, 1) + datetime.timedelta(days=weekday)
    assert encode((2026, 6, date.day, date.weekday(), 0, 0, 0, 0))[7] == date.isoweekday() == weekday + 1


def test_what_a_phone_writes_is_what_the_board_takes():
    assert decode(RECORD) == (2026, 3, 27, 0, 14, 5, 59, 0)  # the board finds the weekday by itself


@pytest.mark.parametrize("rest", [b"\0\0\0", b"\7\xff\xff", b"\xff\x80\x0f"])
def test_weekday_fraction_and_reason_do_not_count(rest):
    assert decode(RECORD[:7] + rest) == decode(RECORD)


@pytest.mark.parametrize("length", [0, 1, 7, 9, 11, 20])
def test_another_length_is_no_time(length):
    assert decode((RECORD * 2)[:length]) is None


@pytest.mark.parametrize(
    ("field", "lowest", "highest"),
    [
        ("year", FIRST_YEAR, LAST_YEAR),
        ("month", 1, 12),
        ("day", 1, 31),
        ("hours", 0, 23),
        ("minutes", 0, 59),
        ("seconds", 0, 59),
    ],
)
def test_each_field_is_taken_from_its_lowest_to_its_highest_and_no_further(field, lowest, highest):
    for value in (lowest, highest):
        assert decode(changed(field, value)) is not None
    for value in (lowest - 1, highest + 1, 0xFFFF if field == "year" else 0xFF):
        assert value < 0 or decode(changed(field, value)) is None


def test_years_are_those_of_this_century_from_the_first_pad_on():
    assert (FIRST_YEAR, LAST_YEAR) == (2026, 2099)


def test_months_are_as_long_as_they_are():
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in range(1, 13):
            first = datetime.date(year, month, 1)
            last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
            assert days_in(year, month) == last.day
            assert on(year, month, last.day) is not None
            assert on(year, month, last.day + 1) is None


@given(st.one_of(st.binary(max_size=20), st.binary(min_size=10, max_size=10)))
def test_noise_is_no_time_or_one_that_there_is(noise):
    taken = decode(noise)
    if taken is not None:
        assert_is_a_time(taken, noise)


@given(st.tuples(*(st.integers(0, 70) for _ in range(5))), st.integers(2020, 2105))
def test_nearly_a_time_is_no_time_or_one_that_there_is(fields, year):
    record = struct.pack("<HBBBBB", year, *fields) + bytes(3)
    taken = decode(record)
    if taken is not None:
        assert_is_a_time(taken, record)


def assert_is_a_time(taken, record):
    year, month, day, _, hours, minutes, seconds, fraction = taken
    datetime.datetime(year, month, day, hours, minutes, seconds, tzinfo=datetime.timezone.utc)
    assert fraction == 0
    assert encode(taken)[:7] == bytes(record[:7])


@given(st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2099, 12, 31)))
def test_every_moment_of_its_years_goes_to_the_phone_and_back(moment):
    board = (moment.year, moment.month, moment.day, moment.weekday(), moment.hour, moment.minute, moment.second, 7)
    back = decode(encode(board))
    assert back is not None
    assert back[:3] + back[4:7] == board[:3] + board[4:7]


@given(st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2099, 12, 31, 23, 59, 59)))
def test_seconds_are_counted_from_2000_on(moment):
    board = (moment.year, moment.month, moment.day, moment.weekday(), moment.hour, moment.minute, moment.second, 7)
    assert clock.seconds(board) == (moment - datetime.datetime(2000, 1, 1)) // datetime.timedelta(seconds=1)


def test_every_day_has_its_seconds():
    first = datetime.date(2000, 1, 1)
    for days in range((datetime.date(2100, 1, 1) - first).days):
        date = first + datetime.timedelta(days=days)
        assert clock.seconds((date.year, date.month, date.day, 0, 0, 0, 0, 0)) == days * 86_400
    assert clock.seconds((2099, 12, 31, 0, 23, 59, 59, 0)) < 1 << 32  # four bytes hold it
