"""The diary over the air: whole, in order, for known phones only, whatever happens meanwhile."""

import pytest

from host_tests.ble.diary_reader import (
    ABORT,
    ALL,
    COUNT,
    IN_SEGMENT,
    NO_RECORDS,
    NOT_COMPLETED,
    SUCCESS,
    Reader,
    at_least,
    entry,
    flash_with,
    records_in,
)
from host_tests.ble.footpad import (
    COMMAND,
    DIARY,
    DIARY_ACCESS,
    RESULT,
    STATUS,
    connected,
    fields,
    forget_by_hand,
    guard_gaps_s,
    start,
)
from host_tests.ble.test_bad_phones import LATE_S, PASS_S
from pad import phone as codes
from pad import session
from tools.benchmarks.memory.counting import BOARD_HEAP, on_vm

MANY = 400
MOST_S = 20
FEW = 40


@pytest.fixture
def pad_with(make_pad):
    """A pad with a diary in its flash."""

    def make(last, **settings):
        pad = make_pad(flash_image=flash_with(last, **settings))
        pad.run_for(1)
        return pad

    return make


# --- what is asked for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mtu", [23, 24, 43, 44, 185, 247])
def test_all_records_come_whole_and_in_order_whatever_the_packets_size(pad_with, mtu):
    reader = Reader(pad_with(FEW), mtu=mtu)
    assert reader.read() == [entry(number) for number in range(1, FEW + 1)]
    assert max(len(piece) for _, piece in reader.pieces) <= max(mtu, 23) - 3


def test_records_from_a_number_on(pad_with):
    reader = Reader(pad_with(FEW))
    assert reader.read(at_least(33)) == [entry(number) for number in range(33, FEW + 1)]
    assert reader.read(at_least(FEW)) == [entry(FEW)]
    assert reader.read(at_least(0)) == [entry(number) for number in range(1, FEW + 1)]
    for number in (FEW + 1, 1 << 30, (1 << 32) - 1):
        assert reader.ask(at_least(number)) == bytes((6, 0, 1, NO_RECORDS))


def test_they_are_counted(pad_with):
    reader = Reader(pad_with(3 * IN_SEGMENT, first=2 * IN_SEGMENT + 1))
    assert reader.ask(COUNT) == b"\x05\0\x20\0"
    assert reader.ask(at_least(3 * IN_SEGMENT - 1, 4)) == b"\x05\0\x02\0"
    assert reader.ask(at_least(3 * IN_SEGMENT + 1, 4)) == b"\x05\0\0\0"
    assert reader.read() == [entry(number) for number in range(2 * IN_SEGMENT + 1, 3 * IN_SEGMENT + 1)]


def test_a_pad_without_a_diary_says_so(pad):
    pad.run_for(1)
    reader = Reader(pad)
    assert reader.ask(COUNT) == b"\x05\0\0\0"
    assert reader.ask(ALL) == bytes((6, 0, 1, NO_RECORDS))
    assert reader.ask(ABORT) == bytes((6, 0, 3, SUCCESS))


def test_records_that_are_not_whole_are_left_out(pad_with):
    reader = Reader(pad_with(12, damaged=(1, 2, 3, 4, 7, 12)))
    assert reader.read() == [entry(number) for number in (5, 6, 8, 9, 10, 11)]
    assert reader.ask(at_least(12)) == bytes((6, 0, 1, NO_RECORDS))


@pytest.mark.parametrize(
    ("request_bytes", "code"),
    [
        (b"", 2),
        (b"\0", 2),
        (b"\x02\x01", 2),  # delete
        (b"\x05\x01", 2),
        (b"\xff" * 20, 2),
        (b"\x01", 3),
        (b"\x01\0", 3),
        (b"\x01\x07", 3),
        (b"\x03\x01", 3),
        (b"\x01\x02", 4),
        (b"\x01\x05", 4),
        (b"\x04\x06", 4),
        (b"\x01\x01\0", 5),
        (b"\x03\0\0", 5),
        (b"\x01\x03", 5),
        (b"\x01\x03\x01\0\0\0", 5),
        (b"\x04\x03\x01\0\0\0\0\0", 5),
        (b"\x01\x03\x02\0\0\0\0", 9),
        (b"\x04\x03\0", 9),
    ],
)
def test_what_is_wrong_with_a_request_is_told(pad_with, request_bytes, code):
    reader = Reader(pad_with(1))
    assert reader.ask(request_bytes) == bytes((6, 0, *(request_bytes[:1] or b"\0"), code))
    assert reader.pieces == []
    assert reader.read() == [entry(1)]


# --- while a session runs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mtu", [23, 185])
def test_four_hundred_records_in_a_session_delay_no_control(make_pad, mtu):
    """As a board receives it, in the heap of a board."""
    pad = make_pad(code="mpy", heap_bytes=on_vm(BOARD_HEAP, True), flash_image=flash_with(MANY, code="mpy"))
    pad.run_for(1)
    reader = Reader(pad, mtu=mtu)
    told = reader.phone.subscribe(STATUS)
    start(pad, heat=2, faster=3)
    pad.run_for(5)
    from_s, before = pad.now_s, len(told)
    assert reader.read() == [entry(number) for number in range(1, MANY + 1)]
    took_s = pad.now_s - from_s
    print(f"{MANY} records at MTU {mtu} in {took_s:.1f} s")
    assert took_s < MOST_S
    assert max(guard_gaps_s(pad, from_s, pad.now_s)) <= PASS_S + LATE_S
    assert pad.status.state == session.RUNNING
    assert len(told) - before >= int(took_s)  # nor is what the pad does kept back


def test_a_stop_comes_through_in_the_middle(pad_with):
    pad = pad_with(MANY)
    reader = Reader(pad, mtu=23)
    results = reader.phone.subscribe(RESULT)
    start(pad, heat=1)
    reader.phone.write(DIARY_ACCESS, ALL)
    pad.run_for(3)
    sent_s = pad.now_s
    reader.phone.write(COMMAND, bytes([codes.STOP]))
    while pad.motor_duty or pad.heater_pin:
        pad.run_for(0.01)
    assert pad.now_s - sent_s <= 0.25
    pad.run_for(1)
    assert results[-1][1] == bytes([codes.STOP, codes.DONE])
    pad.run_while(lambda: not reader.answers, pad.now_s + MOST_S)
    assert len(records_in([piece for _, piece in reader.pieces])) == MANY


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_an_abort_ends_it_and_the_next_reading_is_whole(pad_with):
    pad = pad_with(MANY)
    reader = Reader(pad)
    reader.phone.write(DIARY_ACCESS, ALL)
    pad.run_for(2)
    assert reader.ask(ABORT) == bytes((6, 0, 3, SUCCESS))
    taken = len(reader.pieces)
    assert 0 < taken < MANY
    pad.run_for(2)
    assert len(reader.pieces) == taken
    assert reader.read(at_least(MANY - 5)) == [entry(number) for number in range(MANY - 5, MANY + 1)]


@pytest.mark.parametrize("request_bytes", [ALL, COUNT, at_least(3)])
def test_another_request_in_the_middle_is_refused_and_disturbs_nothing(pad_with, request_bytes):
    pad = pad_with(FEW)
    reader = Reader(pad)
    reader.phone.write(DIARY_ACCESS, ALL)
    pad.run_for(0.4)
    assert reader.ask(request_bytes) == bytes((6, 0, request_bytes[0], NOT_COMPLETED))
    pad.run_for(5)
    assert reader.answers[-1][1] == bytes((6, 0, 1, SUCCESS))
    assert records_in([piece for _, piece in reader.pieces]) == [entry(number) for number in range(1, FEW + 1)]


def test_two_phones_read_at_the_same_time(pad_with):
    pad = pad_with(FEW)
    readers = [Reader(pad, "one", mtu=23), Reader(pad, "other", mtu=185)]
    for reader in readers:
        reader.phone.write(DIARY_ACCESS, ALL)
    pad.run_for(10)
    for reader in readers:
        assert [answer for _, answer in reader.answers] == [bytes((6, 0, 1, SUCCESS))]
        assert records_in([piece for _, piece in reader.pieces]) == [entry(number) for number in range(1, FEW + 1)]


@pytest.mark.parametrize("pairs", [False, True])
def test_a_stranger_gets_no_record_and_no_answer_while_another_reads(pad_with, pairs):
    pad = pad_with(FEW)
    reader = Reader(pad)
    stranger = connected(pad, "stranger")
    if pairs:
        stranger.pair()
    heard = [stranger.subscribe(DIARY), stranger.subscribe(DIARY_ACCESS)]
    reader.phone.write(DIARY_ACCESS, ALL)
    for request in (ALL, COUNT, ABORT):
        if pairs:
            stranger.write(DIARY_ACCESS, request)
        pad.run_for(0.5)
    pad.run_for(5)
    assert heard == [[], []]
    assert len(records_in([piece for _, piece in reader.pieces])) == FEW


@pytest.mark.parametrize("way", ["disconnect", "vanish"])
def test_a_link_that_ends_in_the_middle_ends_it_and_the_phone_may_come_again(pad_with, way):
    pad = pad_with(MANY)
    reader = Reader(pad)
    heap = pad.heap_allocated()
    reader.phone.write(DIARY_ACCESS, ALL)
    pad.run_for(2)
    getattr(reader.phone, way)()
    pad.run_for(6)
    taken = len(reader.pieces)
    stranger = connected(pad, "stranger")  # gets the handle of the link that has gone
    stranger.subscribe(DIARY)
    pad.run_for(6)
    assert stranger.received == []
    assert len(reader.pieces) == taken < MANY
    stranger.disconnect()
    reader.phone.connect()
    reader.phone.encrypt()
    reader.phone.subscribe(DIARY_ACCESS)
    assert reader.read(at_least(MANY)) == [entry(MANY)]
    pad.run_for(8)
    assert pad.heap_allocated() <= heap + 256  # all of it is forgotten again


def test_it_ends_when_a_hand_forgets_all_phones(pad_with):
    pad = pad_with(MANY)
    reader = Reader(pad)
    reader.phone.write(DIARY_ACCESS, ALL)
    forget_by_hand(pad)
    pad.run_for(1)
    taken = len(reader.pieces)
    assert not reader.phone.connected
    assert taken < MANY
    reader.phone.connect()
    pad.run_for(3)
    assert len(reader.pieces) == taken


def test_a_phone_that_does_not_take_them_gets_them_all_when_it_does(pad_with):
    pad = pad_with(FEW)
    reader, watcher = Reader(pad, mtu=23), connected(pad, "watcher")
    told = watcher.subscribe(STATUS)
    start(pad)
    reader.phone.write(DIARY_ACCESS, ALL)
    reader.phone.read_nothing()
    from_s = pad.now_s
    pad.run_for(2)
    assert max(guard_gaps_s(pad, from_s, pad.now_s)) <= PASS_S + LATE_S
    reader.phone.read_nothing(False)
    pad.run_for(10)
    assert records_in([piece for _, piece in reader.pieces]) == [entry(number) for number in range(1, FEW + 1)]
    assert reader.answers[-1][1] == bytes((6, 0, 1, SUCCESS))
    assert fields(told[-1][1])[1] == session.RUNNING
