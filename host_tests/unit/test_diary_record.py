"""A record of the diary: every byte where it is written down, and trusted only whole."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import diary_record as record
from pad.diary_record import CRC, LAYOUT, SIZE, VERSION, is_valid, seal
from pad.memory_record import checksum

# Offset, how struct writes it there, and the value whose bytes are asked for.
FIELDS = {
    "FLAGS": (1, "B", 0x1F),
    "NUMBER": (2, "I", 0x05040302),
    "START": (6, "I", 0x09080706),
    "PROFILE": (10, "B", 0x0A),
    "PROGRAMME": (11, "B", 0x0B),
    "MINUTES": (12, "B", 0x0C),
    "MASSAGE": (13, "H", 0x0E0D),
    "HEAT": (15, "H", 0x100F),
    "SPEED_MOST": (17, "B", 0x11),
    "SPEED_MEAN": (18, "B", 0x12),
    "HEAT_MOST": (19, "B", 0x13),
    "LEFT_MOST": (20, "h", -0x7FFE),
    "RIGHT_MOST": (22, "h", 0x1716),
    "DOSE": (24, "H", 0xFF18),
    "DIFFERENCE": (26, "h", -0x8000),
    "WHY_NOT": (28, "B", 0x1C),
    "STOP_REASON": (29, "B", 0x1D),
    "FAULT": (30, "B", 0x1E),
    "BEFORE": (31, "B", 0x1F),
    "AFTER": (32, "B", 0x20),
    "SCORE_BEFORE": (33, "B", 0x21),
    "SCORE_AFTER": (34, "B", 0x22),
    "WEEK_SESSIONS": (35, "B", 0xFF),
}
BODY = st.binary(min_size=CRC, max_size=CRC)


def sealed(body=bytes(CRC)):
    data = bytearray(body + bytes(4))
    seal(data)
    return data


def test_each_field_is_at_its_place_and_they_fill_all_but_version_and_checksum():
    end = 1
    for name, (offset, kind, _) in FIELDS.items():
        assert getattr(record, name) == offset == end, name
        end += struct.calcsize("<" + kind)
    assert (end, CRC, SIZE, VERSION) == (36, 36, 40, 1)
    assert "<B" + "".join(kind for _, kind, _ in FIELDS.values()) == LAYOUT


def test_the_layout_writes_every_byte_in_its_place():
    data = bytearray(SIZE)
    struct.pack_into(LAYOUT, data, 0, VERSION, *(value for _, _, value in FIELDS.values()))
    seal(data)
    expected = "01 1f 02030405 06070809 0a 0b 0c 0d0e 0f10 11 12 13 0280 1617 18ff 0080 1c 1d 1e 1f 20 21 22 ff"
    assert data[:CRC] == bytes.fromhex(expected)
    assert data[CRC:] == checksum(data, CRC)
    for offset, kind, value in FIELDS.values():
        assert struct.unpack_from("<" + kind, data, offset) == (value,)


def test_flags_and_codes_are_those_that_are_written_down():
    flags = (record.CLOCK, record.INTERRUPTED, record.FEET_DIFFER, record.ANSWERED_LATE, record.FIRST_USE)
    assert flags == (1, 2, 4, 8, 16)
    assert (record.TAKEN, record.HEAT_FIRST, record.HEAT_LATELY, record.HEAT_NOT_KNOWN) == (0, 1, 2, 3)
    assert (record.TOO_SHORT, record.NOT_SETTLED, record.NO_CONTACT, record.NO_SENSORS) == (4, 5, 6, 7)
    assert (record.NONE, record.WELL, record.WRONG, record.NOT_ANSWERED) == (0, 1, 2, 3)
    assert (record.NOT_TAKEN, record.NO_SCORE, record.NOT_KNOWN) == (-0x8000, 255, 255)
    assert struct.pack("<h", record.NOT_TAKEN) == b"\x00\x80"


def test_a_known_record_has_a_known_checksum():
    """CRC-32 as everybody else has it, of 35 zeros after the version: another reader must find the same."""
    assert sealed()[CRC:] == bytes.fromhex("4066c6ff")


@given(BODY)
def test_sealing_changes_version_and_checksum_only_and_makes_it_valid(body):
    data = sealed(body)
    assert (data[0], data[1:CRC], len(data)) == (VERSION, body[1:], SIZE)
    assert is_valid(data)
    assert is_valid(bytes(data))


@given(BODY, st.integers(0, SIZE - 1), st.integers(1, 255))
def test_any_wrong_byte_is_found(body, place, change):
    data = sealed(body)
    data[place] ^= change
    assert not is_valid(data)


@pytest.mark.parametrize("version", [0, VERSION - 1, VERSION + 1, 255])
def test_another_version_is_no_record_even_with_a_right_checksum(version):
    data = sealed()
    data[0] = version
    data[CRC:] = checksum(data, CRC)
    assert not is_valid(data)


@pytest.mark.parametrize("size", [0, 1, CRC, SIZE - 1])
def test_a_short_one_is_no_record(size):
    assert not is_valid(sealed()[:size])


def test_a_long_one_is_no_record():
    assert not is_valid(sealed() + b"\0")
    longer = bytearray([VERSION]) + bytes(SIZE)
    assert not is_valid(longer[:-4] + checksum(longer, SIZE - 3))


@pytest.mark.parametrize("filling", [b"\0", b"\xff"])
def test_flash_that_was_never_written_is_no_record(filling):
    assert not is_valid(filling * SIZE)


@given(st.binary(max_size=2 * SIZE))
def test_noise_is_no_record(noise):
    assert not is_valid(noise)
