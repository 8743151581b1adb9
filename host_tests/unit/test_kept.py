"""What is owed to the feet and the last faults, as a file keeps them."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.kept import ENTRIES, ENTRY, ENTRY_BYTES, HEAD, HEAD_BYTES, LONGEST, MOST_COUNTED, VERSION, Kept
from pad.memory_record import CHECK_DUE, LOCKED, SESSION_ACTIVE, checksum

BYTE = st.integers(0, 255)
READING = st.integers(-0x8000, 0x7FFF)
FAULTS = st.lists(st.tuples(BYTE, READING, BYTE), max_size=40)


def kept_with(faults):
    kept = Kept(None)
    for fault, reading, cause in faults:
        kept.add(fault, reading, cause)
    return kept


def entries(kept):
    """(fault, reading, cause), oldest first."""
    return [(fault, reading, cause) for fault, cause, reading in struct.iter_unpack(ENTRY, kept.entries)]


def read_back(kept):
    return Kept(kept.to_bytes())


def with_checksum(body):
    return body + checksum(body, len(body))


NOTHING_BEGUN = bytes(13)


def everything(kept):
    return (kept.owed, kept.standing, kept.reading, kept.resets, kept.cause, kept.count, kept.begun, kept.entries)


def assert_empty_but_the_feet_are_due(kept):
    assert kept.damaged
    assert everything(kept) == (CHECK_DUE, 0, 0, 0, 0, 0, NOTHING_BEGUN, b"")


def test_the_layout_is_the_one_written_down():
    assert (HEAD_BYTES, ENTRY_BYTES) == (struct.calcsize(HEAD), struct.calcsize(ENTRY)) == (22, 4)
    assert (LONGEST, MOST_COUNTED) == (90, 65_535)
    assert VERSION == 3  # a new one wherever a byte changes its place or its meaning
    kept = Kept(None)
    kept.stand(12, -2, 3)
    kept.count_resets(2, 5)
    kept.owe(LOCKED)
    kept.begin(b"how it begins")
    body = bytes([VERSION, LOCKED, 12, 2, 5, 0xFE, 0xFF, 1, 0]) + b"how it begins" + bytes([12, 3, 0xFE, 0xFF])
    assert kept.to_bytes() == with_checksum(body)


def test_without_a_file_nothing_is_kept_damaged_or_worth_saving():
    kept = Kept(None)
    assert kept.is_new
    assert kept.changed is False
    assert not kept.damaged
    assert not kept.changed
    assert everything(kept) == (0, 0, 0, 0, 0, 0, NOTHING_BEGUN, b"")


def test_a_file_that_is_whole_is_neither_new_nor_damaged_nor_worth_saving():
    kept = read_back(Kept(None))
    assert not kept.is_new
    assert not kept.damaged
    assert not kept.changed


@pytest.mark.parametrize("count", [1, ENTRIES - 1, ENTRIES, ENTRIES + 1, 3 * ENTRIES])
def test_the_last_16_faults_are_kept_oldest_first_and_all_are_counted(count):
    faults = [(n, -n, 1) for n in range(1, count + 1)]
    kept = kept_with(faults)
    assert kept.changed
    assert entries(kept) == faults[-ENTRIES:]
    assert kept.count == count
    assert len(kept.to_bytes()) <= LONGEST


def test_the_count_stays_where_it_can_no_longer_rise():
    kept = Kept(with_checksum(struct.pack(HEAD, VERSION, 0, 0, 0, 0, 0, MOST_COUNTED - 1, b"")))
    for _ in range(3):
        kept.add(1, 0, 1)
        assert kept.count == MOST_COUNTED
    assert read_back(kept).count == MOST_COUNTED


@given(BYTE, FAULTS, BYTE, BYTE, BYTE, READING, st.binary(min_size=13, max_size=13))
def test_what_is_saved_comes_back(flags, faults, resets, cause, standing, reading, begun):
    kept = kept_with(faults)
    kept.owe(flags)
    kept.count_resets(resets, cause)
    kept.stand(standing, reading, cause)
    kept.begin(begun)
    again = read_back(kept)
    assert everything(again) == everything(kept)
    assert not again.changed


@given(FAULTS, st.data())
def test_any_wrong_byte_is_found(faults, data):
    content = bytearray(kept_with(faults).to_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    assert_empty_but_the_feet_are_due(Kept(bytes(content)))


@given(FAULTS, st.data())
def test_a_file_cut_short_is_found(faults, data):
    content = kept_with(faults).to_bytes()
    assert_empty_but_the_feet_are_due(Kept(content[: data.draw(st.integers(0, len(content) - 1))]))


@given(st.binary(max_size=2 * LONGEST))
def test_noise_is_no_file(noise):
    assert_empty_but_the_feet_are_due(Kept(noise))


@pytest.mark.parametrize(
    "body",
    [
        bytes([VERSION]) + bytes(HEAD_BYTES - 2),
        bytes([VERSION]) + bytes(HEAD_BYTES - 1 + 3),  # a part of an entry
        bytes([VERSION]) + bytes(HEAD_BYTES - 1 + ENTRY_BYTES * (ENTRIES + 1)),  # one entry too many
        bytes([VERSION + 1]) + bytes(HEAD_BYTES - 1),
        bytes([VERSION - 1]) + bytes(HEAD_BYTES - 1),
        b"",
    ],
)
def test_a_right_checksum_over_a_wrong_length_or_version_is_refused(body):
    assert_empty_but_the_feet_are_due(Kept(with_checksum(body)))


def test_the_fullest_file_is_accepted():
    kept = Kept(with_checksum(bytes([VERSION]) + bytes(HEAD_BYTES - 1) + bytes(range(ENTRY_BYTES * ENTRIES))))
    assert not kept.damaged
    assert kept.entries == bytes(range(ENTRY_BYTES * ENTRIES))
    assert len(kept.to_bytes()) == LONGEST


def test_only_a_change_of_what_is_owed_is_worth_saving():
    kept = read_back(Kept(None))
    kept.owe(0)
    assert not kept.changed
    kept.owe(CHECK_DUE)
    assert kept.changed
    assert read_back(kept).owed == CHECK_DUE


def test_only_another_beginning_of_a_record_is_worth_saving():
    kept = read_back(Kept(None))
    kept.begin(bytes(13))
    assert not kept.changed
    kept.begin(b"how it begins")
    assert kept.changed
    kept = read_back(kept)
    kept.begin(b"how it begins")
    assert not kept.changed


def test_a_fault_that_stands_is_added_once_and_one_that_goes_is_not():
    kept = read_back(Kept(None))
    kept.stand(0, 0, 1)
    assert not kept.changed
    kept.stand(12, 4050, 3)
    assert kept.changed
    kept.stand(12, 17, 1)  # the same one still
    assert (kept.standing, kept.reading, entries(kept)) == (12, 4050, [(12, 4050, 3)])
    kept = read_back(kept)
    kept.stand(12, 17, 1)
    assert not kept.changed
    kept.stand(0, 0, 1)
    assert kept.changed
    kept.stand(12, 4060, 1)
    assert [reading for _, reading, _ in entries(kept)] == [4050, 4060]


def test_resets_are_counted_and_their_last_cause_outlives_the_count():
    kept = read_back(Kept(None))
    kept.count_resets(0, 0)
    assert not kept.changed
    kept.count_resets(1, 3)
    assert kept.changed
    kept = read_back(kept)
    kept.count_resets(1, 2)
    assert not kept.changed
    kept.count_resets(0, 0)
    assert kept.changed
    assert (kept.resets, kept.cause) == (0, 3)


def test_a_session_that_was_marked_comes_back():
    kept = Kept(None)
    kept.owe(SESSION_ACTIVE | CHECK_DUE)
    assert read_back(kept).owed == SESSION_ACTIVE | CHECK_DUE
