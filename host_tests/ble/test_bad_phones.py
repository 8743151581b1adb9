"""Phones that flood, vanish, do not read or come and go: control does not notice."""

import random

import pytest

from host_tests.ble.footpad import (
    COMMAND,
    RESULT,
    SETTINGS,
    STATUS,
    WRITABLE,
    bonded,
    connected,
    fields,
    guard_gaps_s,
    heaps_after_each,
    may_do,
    start,
)
from pad import phone as codes
from pad import session
from tools.simulator.phone import NoAnswer, Phone

LATE_S = 0.020  # more than a guard's pass may come late
PASS_S = 0.050


def random_writes(phone, count, seed, longest=64):
    """Writes of random bytes and lengths to every writable characteristic."""
    source = random.Random(seed)
    handles = [phone.handle(characteristic) for characteristic in WRITABLE]
    for _ in range(count):
        yield source.choice(handles), source.randbytes(source.randint(0, longest))


def harmless(writes, command, settings):
    """The same without what a known phone is allowed to ask for."""
    for handle, data in writes:
        if handle == command and len(data) == 1 or handle == settings:
            data = bytes([0xFF]) + data
        yield handle, data


@pytest.fixture(autouse=True)
def _powered(pad):
    pad.run_for(1)


@pytest.mark.parametrize("known", [True, False])
def test_random_writes_change_nothing_and_no_guard_pass_is_late(pad, known):
    phone = bonded(pad) if known else connected(pad)
    if not known:
        phone.pair()
    start(pad, heat=2, faster=4)
    pad.run_for(5)
    before, minute = may_do(pad)[:3], pad.status.remaining_s // 60
    resets, from_s = len(pad.resets), pad.now_s
    writes = random_writes(phone, 1_000, seed=5)
    phone.write_all(harmless(writes, phone.handle(COMMAND), phone.handle(SETTINGS)) if known else writes)
    assert pad.now_s - from_s > 5  # it was a flood, and not over at once
    assert max(guard_gaps_s(pad, from_s, pad.now_s)) <= PASS_S + LATE_S
    pad.run_for(1)
    assert may_do(pad)[:3] == before
    assert pad.status.remaining_s // 60 <= minute
    assert len(pad.resets) == resets
    assert fields(phone.read(STATUS))[1] == session.RUNNING


def test_a_stop_is_obeyed_in_the_middle_of_another_phones_flood(pad):
    phone, flooder = bonded(pad), bonded(pad, "flooder")
    start(pad, heat=1)
    command, stop = flooder.handle(COMMAND), phone.handle(COMMAND)
    flooder.write_all([(command, b"\xff")] * 400, response=False)
    sent_s = pad.now_s
    phone.write(stop, bytes([codes.STOP]))
    while pad.motor_duty:
        pad.run_for(0.01)
    assert pad.now_s - sent_s <= 0.25
    pad.run_for(0.2)
    assert pad.status.state == session.STOPPED


def test_a_phone_that_does_not_read_delays_no_control_and_others_hear_again_when_it_goes(pad):
    idle, watcher = connected(pad, "idle"), connected(pad, "watcher")
    idle.subscribe(STATUS)
    told = watcher.subscribe(STATUS)
    start(pad)
    idle.read_nothing()
    from_s = pad.now_s
    pad.run_for(60)
    assert max(guard_gaps_s(pad, from_s, pad.now_s)) <= PASS_S + LATE_S
    idle.vanish()  # its unread notifications hold the buffers of all
    pad.run_for(6)
    heard = len(told)
    pad.run_for(10)
    assert len(told) - heard >= 9


def test_two_phones_connect_and_a_third_finds_no_place(pad):
    first = connected(pad, "first")
    second = Phone(pad, "second")
    assert second.scan().connectable
    second.connect()
    third = Phone(pad, "third")
    assert third.scan() is None
    with pytest.raises(NoAnswer):
        third.connect()
    first.disconnect()
    third.connect()
    assert third.read(STATUS)


def test_a_phone_that_vanishes_makes_room(pad):
    first = connected(pad, "first")
    connected(pad, "second")
    start(pad)
    first.vanish()
    pad.run_for(8)
    assert pad.status.state == session.RUNNING
    third = connected(pad, "third")
    assert third.read(STATUS)


@pytest.mark.parametrize("way", ["disconnect", "vanish"])
def test_after_many_connections_nothing_has_leaked(pad, way):
    phone = bonded(pad)
    phone.disconnect()
    heaps = heaps_after_each(pad, phone, [way] * 20)
    assert max(heaps[-5:]) <= max(heaps[:5]) + 64


def test_the_answer_to_a_phone_that_has_gone_is_no_trouble(pad):
    phone = bonded(pad)
    phone.subscribe(RESULT)
    start(pad)
    phone.write_without_response(COMMAND, b"\x01")
    pad.run_for(0.04)
    phone.vanish()
    pad.run_for(10)
    assert pad.status.state == session.STOPPED
    assert not pad.resets
