"""The GATT table as a phone reads it back, held against the one description of it, and live values."""

import pytest

from host_tests.ble.footpad import (
    FAULT,
    REMAINING,
    SPEED,
    STATUS,
    TEMPERATURE,
    TEXT,
    connected,
    fields,
    start,
    uuid,
)
from pad import gatt, session
from pad.version import VERSION
from tools.simulator.simulation import Simulation

BITS = {"read": gatt.READ, "write": gatt.WRITE, "notify": gatt.NOTIFY, "indicate": gatt.INDICATE}
STACKS_OWN = ("1800", "1801")


@pytest.fixture
def phone(pad: Simulation):
    pad.run_for(1)
    return connected(pad)


def test_the_table_that_a_phone_finds_is_the_one_that_is_described(phone):
    found = [service for service in phone.discover() if service.uuid not in STACKS_OWN]
    assert [service.uuid for service in found] == [uuid(number) for number, _ in gatt.SERVICES]
    for service, (_, rows) in zip(found, gatt.SERVICES, strict=True):
        assert [row.uuid for row in service.characteristics] == [uuid(row[0]) for row in rows]
        for characteristic, row in zip(service.characteristics, rows, strict=True):
            bits = sum(BITS[name] for name in characteristic.properties)
            assert bits == row[1] & sum(BITS.values()), characteristic
            described = {uuid(number): value for number, value in gatt.descriptors(row)}
            own = {one.uuid: one.handle for one in characteristic.descriptors if one.uuid != "2902"}
            assert {name: phone.read(handle) for name, handle in own.items()} == described


def test_who_made_it_and_which_it_is(phone, pad):
    seen = phone.scan()
    serial = phone.read("2A25").decode()
    assert phone.read("2A26").decode() == VERSION
    assert phone.read("2A27").decode() == "ESP32-DevKitC"
    assert serial == seen.address.replace(":", "")
    assert seen.name == "FootPad-" + serial[-4:]
    assert seen.services == (uuid(gatt.FOOTPAD),)
    assert seen.appearance is not None


def test_what_is_read_is_what_the_pad_does(phone, pad):
    start(pad, heat=2, faster=3)
    pad.run_for(20)
    record = fields(phone.read(STATUS))
    status = pad.status
    assert record[:3] == (1, session.RUNNING, 4)
    assert abs(record[3] - status.rpm) < 60
    hot_cc = int.from_bytes(phone.read(TEMPERATURE), "little", signed=True)
    assert abs(hot_cc - max(record[5], record[6])) <= 20
    assert abs(int.from_bytes(phone.read(SPEED), "little") - pad.plant.rpm) < 60
    assert abs(int.from_bytes(phone.read(REMAINING), "little") - status.remaining_s) <= 1
    assert phone.read(FAULT) == b"\0none"
    assert phone.read(TEXT).decode() == "Running: speed 4 of 11, medium heat, 15 min left."


def test_a_fault_is_told_in_words(phone, pad):
    told = phone.subscribe(FAULT)
    pad.inject("ntc_left_open")
    pad.run_for(1)
    assert told[-1][1] == bytes([1]) + b"ntc_left_open"
    assert phone.read(TEXT).startswith(b"Fault 1: Left temperature sensor is not connected")


@pytest.mark.parametrize("phase", range(10))
def test_a_press_is_in_a_notification_within_300_ms(phone, pad, phase):
    start(pad)
    told = phone.subscribe(STATUS)
    pad.run_for(2 + phase * 0.0137)
    pressed_s = pad.now_s
    pad.press("FASTER")
    pad.run_for(1)
    first_s = next(at_s for at_s, record in told if fields(record)[2] == 2)
    assert first_s - pressed_s <= 0.3


def test_status_comes_each_second_without_a_gap(phone, pad):
    start(pad)
    told = phone.subscribe(STATUS)
    pad.run_for(120)
    times_s = [at_s for at_s, _ in told]
    gaps_s = [later - sooner for sooner, later in zip(times_s, times_s[1:], strict=False)]
    assert len(told) >= 118
    assert max(gaps_s) < 1.3
    sequences = [fields(record)[13] for _, record in told]
    assert sequences == sorted(set(sequences))


def test_nothing_is_sent_to_a_phone_that_has_not_asked(phone, pad):
    start(pad)
    pad.run_for(5)
    assert phone.received == []


@pytest.mark.parametrize("how", ["killed", "raised"])
def test_when_its_task_dies_a_phone_reads_the_truth_or_nothing(phone, pad, how):
    start(pad)
    pad.run_for(5)
    assert fields(phone.read(STATUS))[1] == session.RUNNING
    pad.inject(f"task_{how}:ble")
    pad.run_for(6)
    assert pad.status.state == session.FAULT
    if how == "killed":
        assert fields(phone.read(STATUS))[1] == session.FAULT
    else:
        assert not phone.connected
        assert phone.scan() is None
