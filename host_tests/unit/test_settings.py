"""What the pad may do at most: a phone may take away, only a hand gives back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.limits import HEAT_LEVELS_CC, SESSION_LONGEST_MIN, SPEED_STEPS
from pad.memory_record import checksum
from pad.settings import (
    HEAT_MOST,
    LEAST,
    LONGEST,
    MINUTES_MOST,
    MOST,
    RECORD_BYTES,
    SPEED_MOST,
    VERSION,
    Settings,
)

VALUES = st.tuples(st.integers(1, 11), st.integers(0, 3), st.sampled_from((5, 10, 15, 20, 25, 30)))


def record(speed=11, heat=3, minutes=30):
    return bytes((VERSION, speed, heat, minutes))


def with_checksum(body):
    return body + checksum(body, len(body))


def tightened(*values):
    settings = Settings()
    assert settings.tighten(record(*values))
    settings.changed = False
    return settings


def restored(content):
    settings = Settings()
    return settings.restore(content), settings


# --- the record -------------------------------------------------------------------------------------------------------


def test_a_new_pad_allows_what_the_limits_allow():
    settings = Settings()
    assert settings.values == MOST == bytes((SPEED_STEPS, len(HEAT_LEVELS_CC) - 1, SESSION_LONGEST_MIN))
    assert settings.record() == bytes((1, 11, 3, 30))
    assert not settings.changed


def test_the_least_is_the_slowest_speed_no_heat_and_five_minutes():
    assert bytes((1, 0, 5)) == LEAST


def test_the_layout_is_the_one_written_down():
    assert (VERSION, RECORD_BYTES, LONGEST) == (1, 4, 8)
    assert (SPEED_MOST, HEAT_MOST, MINUTES_MOST) == (0, 1, 2)
    settings = tightened(7, 2, 20)
    assert (settings.values[SPEED_MOST], settings.values[HEAT_MOST], settings.values[MINUTES_MOST]) == (7, 2, 20)
    assert settings.record() == bytes((1, 7, 2, 20))
    assert settings.to_bytes() == with_checksum(bytes((1, 7, 2, 20)))
    assert len(settings.to_bytes()) == LONGEST


# --- a phone tightens -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(3))
def test_each_value_may_be_lowered_to_its_least_and_no_further(place):
    values = bytearray(MOST)
    values[place] = LEAST[place]
    settings = Settings()
    assert settings.tighten(bytes((VERSION,)) + values)
    assert settings.values == values
    if LEAST[place]:
        values[place] = LEAST[place] - 1
        assert not settings.tighten(bytes((VERSION,)) + values)
        assert settings.values[place] == LEAST[place]


@pytest.mark.parametrize("now", [MOST, bytes((6, 2, 20)), LEAST], ids=["most", "between", "least"])
@pytest.mark.parametrize("place", range(3))
def test_no_value_may_be_raised(now, place):
    settings = tightened(*now)
    values = bytearray(now)
    values[place] += 5 if place == MINUTES_MOST else 1
    assert not settings.tighten(bytes((VERSION,)) + values)
    assert (settings.values, settings.changed) == (now, False)


def test_a_record_with_one_value_too_high_changes_none():
    settings = tightened(6, 2, 20)
    assert not settings.tighten(record(5, 3, 10))
    assert settings.record() == record(6, 2, 20)


def test_the_same_record_is_taken_and_is_nothing_to_save():
    settings = tightened(6, 2, 20)
    assert settings.tighten(settings.record())
    assert not settings.changed


def test_a_change_is_to_be_saved_until_it_has_been():
    settings = Settings()
    settings.tighten(record(10))
    assert settings.changed
    settings.tighten(record(10))
    assert settings.changed


@pytest.mark.parametrize(("minutes", "taken"), [(29, 25), (26, 25), (25, 25), (24, 20), (9, 5), (6, 5)])
def test_minutes_are_rounded_down_to_a_whole_step(minutes, taken):
    assert tightened(11, 3, minutes).values[MINUTES_MOST] == taken


@pytest.mark.parametrize("written", [b"", record()[:3], record() + b"\0", bytes((0, 5, 1, 10)), bytes((2, 5, 1, 10))])
def test_another_length_or_version_is_refused(written):
    settings = Settings()
    assert not settings.tighten(written)
    assert (settings.values, settings.changed) == (MOST, False)


@given(VALUES, st.one_of(st.binary(max_size=20), st.binary(min_size=3, max_size=3).map(lambda rest: b"\1" + rest)))
def test_whatever_is_written_loosens_nothing(now, written):
    settings = tightened(*now)
    settings.tighten(written)
    for before, after, least in zip(now, settings.values, LEAST, strict=True):
        assert least <= after <= before
    assert settings.values[MINUTES_MOST] % 5 == 0


@given(st.lists(st.binary(min_size=3, max_size=3), max_size=20))
def test_no_row_of_records_loosens_anything(rows):
    settings = Settings()
    for row in rows:
        before = settings.values
        settings.tighten(bytes((VERSION,)) + row)
        assert all(after <= value for after, value in zip(settings.values, before, strict=True))


def test_a_hand_forgets_them():
    settings = tightened(1, 0, 5)
    settings.forget()
    assert (settings.values, settings.changed) == (MOST, True)


# --- the file ---------------------------------------------------------------------------------------------------------


@given(VALUES)
def test_what_is_saved_comes_back(values):
    whole, settings = restored(tightened(*values).to_bytes())
    assert whole
    assert settings.values == bytes(values)
    assert not settings.changed


def test_without_a_file_nothing_is_tightened():
    whole, settings = restored(None)
    assert whole
    assert settings.values == MOST


@pytest.mark.parametrize(
    "content",
    [
        b"",
        record(7, 2, 20),
        record(7, 2, 20) + b"\0\0\0\0",
        with_checksum(record(7, 2, 20))[:-1],
        with_checksum(record(7, 2, 20)) + b"\0",
        with_checksum(record(12, 2, 20)),
        with_checksum(record(0, 2, 20)),
        with_checksum(record(7, 4, 20)),
        with_checksum(record(7, 2, 35)),
        with_checksum(record(7, 2, 4)),
        with_checksum(bytes((VERSION + 1, 7, 2, 20))),
        with_checksum(bytes((VERSION, 7, 2))),
        with_checksum(b""),
    ],
)
def test_a_file_that_is_not_whole_allows_the_least_until_a_hand_forgets_it(content):
    whole, settings = restored(content)
    assert not whole
    assert settings.values == LEAST
    assert not settings.changed  # the next start says so again
    settings.forget()
    assert restored(settings.to_bytes())[1].values == MOST


@given(VALUES, st.integers(0, LONGEST - 1), st.integers(1, 255))
def test_any_wrong_byte_allows_the_least(values, place, change):
    content = bytearray(tightened(*values).to_bytes())
    content[place] ^= change
    assert restored(bytes(content))[1].values == LEAST


@given(st.binary(max_size=2 * LONGEST))
def test_noise_allows_the_least(noise):
    whole, settings = restored(noise)
    assert not whole
    assert settings.values == LEAST


@given(st.binary(min_size=RECORD_BYTES, max_size=RECORD_BYTES))
def test_a_right_checksum_allows_no_more_than_the_limits(body):
    _, settings = restored(with_checksum(body))
    for least, value, most in zip(LEAST, settings.values, MOST, strict=True):
        assert least <= value <= most
