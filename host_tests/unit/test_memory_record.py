"""What is remembered across a reset is trusted only whole."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import memory_record
from pad.guard import Guard
from pad.heat_budget import MINUTES, HeatBudget
from pad.memory_record import (
    CRC_OFFSET,
    HEAT_OFFSET,
    RECORDER_BYTES,
    RECORDER_OFFSET,
    SIZE,
    VERSION,
    checksum,
    clear,
    count_reset,
    is_valid,
    seal,
)
from pad.recorder import KEPT_BYTES, WRITE, Recorder
from pad.session import CHECK, DONE, LOCKED, OFF, RUNNING, STOPPED, Session


def sealed(filling=0):
    data = bytearray([filling] * SIZE)
    clear(data)
    seal(data)
    return data


def test_the_layout_is_the_one_written_down():
    assert (HEAT_OFFSET, RECORDER_OFFSET, MINUTES) == (14, 75, 61)
    assert RECORDER_BYTES == KEPT_BYTES == 38
    assert (CRC_OFFSET, SIZE) == (113, 117)
    session_end = memory_record.SESSION_OFFSET + struct.calcsize(memory_record.SESSION_LAYOUT)
    assert session_end == memory_record.CAUSE_OFFSET == HEAT_OFFSET - 1
    assert memory_record.FAULT_OFFSET + struct.calcsize(memory_record.FAULT_LAYOUT) == memory_record.SESSION_OFFSET
    assert SIZE <= 2048  # what the RTC remembers
    assert (memory_record.SESSION_ACTIVE, memory_record.MAINTENANCE) == (1, 2)
    assert (memory_record.CHECK_DUE, memory_record.LOCKED) == (4, 8)
    assert (memory_record.AFTER_MAINTENANCE, memory_record.RECORD_DUE) == (16, 32)
    assert VERSION == 3  # a new one wherever a byte changes its place or its meaning


def test_a_sealed_record_is_valid_as_bytes_and_as_bytearray():
    assert is_valid(sealed())
    assert is_valid(bytes(sealed()))


def test_clearing_leaves_nothing_but_the_version():
    assert sealed(0xA5)[:CRC_OFFSET] == bytes([VERSION]) + bytes(CRC_OFFSET - 1)


@pytest.mark.parametrize("size", [0, 1, CRC_OFFSET, SIZE - 1])
def test_a_short_memory_is_no_record(size):
    assert not is_valid(bytes(sealed()[:size]))


def test_a_long_memory_is_no_record():
    assert not is_valid(bytes(sealed()) + b"\0")


def test_memory_that_was_never_written_is_no_record():
    assert not is_valid(bytes(SIZE))
    assert not is_valid(b"\xff" * SIZE)


def test_another_version_is_no_record_even_with_a_right_checksum():
    data = sealed()
    data[0] = VERSION + 1
    seal(data)
    assert not is_valid(data)


def test_any_single_wrong_bit_is_found():
    for bit in range(SIZE * 8):
        data = sealed()
        data[bit // 8] ^= 1 << bit % 8
        assert not is_valid(data)


@given(st.binary(min_size=CRC_OFFSET - 1, max_size=CRC_OFFSET - 1))
def test_whatever_is_sealed_is_valid(content):
    data = bytearray(bytes([VERSION]) + content + bytes(4))
    seal(data)
    assert is_valid(data)
    assert data[1:CRC_OFFSET] == content


@given(st.binary(max_size=2 * SIZE))
def test_noise_is_no_record(noise):
    assert not is_valid(noise)


def test_the_checksum_is_of_so_many_bytes():
    assert checksum(b"123456789", 9) == bytes.fromhex("2639f4cb")  # 0xCBF43926, the check value of CRC-32
    assert checksum(b"123456789xyz", 9) == checksum(b"123456789", 9)


def test_resets_are_counted_as_far_as_a_byte_goes():
    data = sealed()
    count_reset(data, 0, 3)
    assert (data[memory_record.RESETS_OFFSET], data[memory_record.CAUSE_OFFSET]) == (1, 3)
    for before in (254, 255):
        count_reset(data, before, 2)
        assert (data[memory_record.RESETS_OFFSET], data[memory_record.CAUSE_OFFSET]) == (255, 2)


@pytest.mark.parametrize(
    ("state", "due", "flags"),
    [
        (OFF, False, 0),
        (OFF, True, memory_record.CHECK_DUE),
        (CHECK, False, memory_record.CHECK_DUE),
        (RUNNING, False, memory_record.SESSION_ACTIVE | memory_record.CHECK_DUE),
        (STOPPED, False, memory_record.CHECK_DUE),
        (DONE, False, memory_record.CHECK_DUE),
        (LOCKED, False, memory_record.LOCKED),
        (LOCKED, True, memory_record.LOCKED | memory_record.CHECK_DUE),
    ],
)
def test_what_is_owed_follows_from_the_state(state, due, flags):
    session = Session(True, HeatBudget())
    session.state = state
    session.foot_check_due = due
    assert memory_record.owed(session) == flags


def test_a_lock_beneath_another_state_is_owed_beside_what_that_owes():
    session = Session(True, HeatBudget())
    session.state = RUNNING
    session.lock_kept = True
    everything = memory_record.SESSION_ACTIVE | memory_record.CHECK_DUE | memory_record.LOCKED
    assert memory_record.owed(session) == everything


def test_what_is_noted_stands_where_it_is_written_down():
    data = sealed()
    session, guard = Session(True, HeatBudget()), Guard(True, 6)
    session.stop_reason, session.chosen_min = 201, 202  # all as large as their bytes allow, or nearly
    session.allowance.used_ms, session.allowance.idle_ms = 65_534_999, 65_533_999
    session.heat_budget.restore_minutes(bytes(range(MINUTES)), MINUTES - 1)
    guard.latch(200, -32_767)
    recorder = Recorder()
    recorder.head = b"how it begins"
    memory_record.note(data, session, guard, recorder)
    assert (data[3], int.from_bytes(data[4:6], "little", signed=True)) == (200, -32_767)
    assert (data[6], data[11], data[12]) == (201, 202, MINUTES - 1)
    assert (int.from_bytes(data[7:9], "little"), int.from_bytes(data[9:11], "little")) == (65_534, 65_533)
    assert data[HEAT_OFFSET:RECORDER_OFFSET] == bytes(range(MINUTES))
    assert data[CRC_OFFSET - 13 : CRC_OFFSET] == b"how it begins"


def test_a_record_that_is_not_in_the_diary_yet_is_flagged():
    data = sealed()
    session, guard, recorder = Session(True, HeatBudget()), Guard(True, 6), Recorder()
    for due, flags in ((WRITE, memory_record.RECORD_DUE), (recorder.due, 0)):
        recorder.due = due
        memory_record.note(data, session, guard, recorder)
        assert data[memory_record.FLAGS_OFFSET] == flags


def test_noting_the_pad_leaves_what_others_have_noted():
    data = sealed()
    data[memory_record.FLAGS_OFFSET] = memory_record.MAINTENANCE | memory_record.LOCKED
    count_reset(data, 1, 3)
    memory_record.note(data, Session(True, HeatBudget()), Guard(True, 6), Recorder())
    assert data[:4] == bytes([VERSION, memory_record.MAINTENANCE, 2, 0])
    assert data[memory_record.CAUSE_OFFSET] == 3
