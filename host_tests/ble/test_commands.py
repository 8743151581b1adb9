"""A phone that has paired may make the pad do less. Nothing else, and nobody else."""

import pytest

from host_tests.ble.diary_reader import records_in
from host_tests.ble.footpad import (
    CLOCK,
    COMMAND,
    DIARY,
    DIARY_ACCESS,
    REASON,
    RESULT,
    SETTINGS,
    STATE,
    STATUS,
    TEXT,
    bonded,
    damaged,
    fields,
    forget_by_hand,
    may_do,
    power_cycle,
    settings_record,
    start,
)
from host_tests.device.diary_file import diary_in
from pad import diary_record, session
from pad import phone as codes

MINUTE_S = 60


@pytest.fixture
def phone(pad):
    pad.run_for(1)
    phone = bonded(pad)
    phone.answers = phone.subscribe(RESULT)
    return phone


def ask(phone, pad, *command):
    """Send a command; the result that comes back."""
    before = len(phone.answers)
    phone.write(COMMAND, bytes(command))
    pad.run_for(0.3)
    assert [value[0] for _, value in phone.answers[before:]] == [command[0]]
    return phone.answers[-1][1][1]


@pytest.mark.parametrize("phase", range(6))
def test_stop_stops_motor_heater_and_rail(phone, pad, phase):
    start(pad, heat=3, faster=2)
    pad.run_for(20 + phase * 0.0171)
    sent_s = pad.now_s
    phone.write(COMMAND, bytes([codes.STOP]))
    while pad.motor_duty or pad.heater_pin:
        pad.run_for(0.01)
    assert pad.now_s - sent_s <= 0.25  # two connection events and one pass
    pad.run_for(0.5)
    assert not pad.rail_closed
    assert (pad.status.state, pad.status.stop_reason) == (session.STOPPED, session.PHONE)
    assert phone.answers[-1][1] == bytes([codes.STOP, codes.DONE])
    record = fields(phone.read(STATUS))
    assert (record[STATE], record[REASON]) == (session.STOPPED, session.PHONE)


def test_slower_cooler_and_heat_off(phone, pad):
    start(pad, heat=3, faster=2)
    assert ask(phone, pad, codes.SLOWER) == codes.DONE
    assert pad.status.speed_step == 2
    assert ask(phone, pad, codes.COOLER) == codes.DONE
    assert pad.status.heat_level == 2
    assert ask(phone, pad, codes.HEAT_OFF) == codes.DONE
    assert pad.status.heat_level == 0
    for opcode in (codes.COOLER, codes.HEAT_OFF):
        assert ask(phone, pad, opcode) == codes.NOTHING_TO_DO
    assert ask(phone, pad, codes.SLOWER) == codes.DONE
    assert ask(phone, pad, codes.SLOWER) == codes.NOTHING_TO_DO
    assert pad.status.speed_step == 1


def test_nothing_that_a_phone_can_send_starts_anything(phone, pad):
    before = may_do(pad)
    expected = dict.fromkeys(range(codes.STOP, codes.FEET_WRONG), codes.NOTHING_TO_DO)
    expected |= dict.fromkeys((codes.SCORE_BEFORE, codes.SCORE_AFTER), codes.WRONG_LENGTH)
    for opcode in set(range(256)) - {codes.FEET_WRONG}:
        assert ask(phone, pad, opcode) == expected.get(opcode, codes.UNKNOWN)
    assert may_do(pad) == before
    assert not pad.rail_closed


def test_a_phone_clears_no_fault(phone, pad):
    pad.inject("ntc_left_open")
    pad.run_for(1)
    pad.clear("ntc_left_open")
    for opcode in range(20):
        ask(phone, pad, opcode)
    for score in range(20):
        ask(phone, pad, codes.SCORE_AFTER, score)
    assert (pad.status.state, pad.status.fault_code) == (session.FAULT, 1)


def test_something_is_wrong_is_taken_in_a_fault_and_outlives_the_plug(phone, pad):
    pad.inject("ntc_left_open")
    pad.run_for(1)
    pad.clear("ntc_left_open")
    assert ask(phone, pad, codes.FEET_WRONG) == codes.DONE
    assert (pad.status.state, pad.status.fault_code) == (session.FAULT, 1)
    pad.run_for(2)
    power_cycle(pad)
    assert pad.status.state == session.LOCKED
    assert [record.feet_before for record in diary_in(pad.flash())] == [diary_record.WRONG]


@pytest.mark.parametrize("running", [True, False])
def test_something_is_wrong_stops_and_locks_until_a_hand_unlocks(phone, pad, running):
    if running:
        start(pad, heat=2, faster=2)
        pad.run_for(5)
    assert ask(phone, pad, codes.FEET_WRONG) == codes.DONE
    assert (pad.motor_duty, pad.heater_pin) == (0, 0)
    pad.run_for(0.5)
    assert not pad.rail_closed
    assert (pad.status.state, pad.status.stop_reason) == (session.LOCKED, session.CHECK_REFUSED)
    assert ask(phone, pad, codes.FEET_WRONG) == codes.NOTHING_TO_DO
    for opcode in range(codes.STOP, codes.HEAT_OFF + 1):
        assert ask(phone, pad, opcode) == codes.NOTHING_TO_DO
    assert pad.status.state == session.LOCKED
    power_cycle(pad)
    assert pad.status.state == session.LOCKED
    pad.press("START", 5.5)
    pad.run_for(6)
    assert pad.status.state == session.OFF


def test_scores_are_taken_when_they_can_be_meant(phone, pad):
    assert ask(phone, pad, codes.SCORE_AFTER, 3) == codes.NOTHING_TO_DO  # after what?
    assert ask(phone, pad, codes.SCORE_BEFORE, 10) == codes.DONE
    for score in (11, 255):
        assert ask(phone, pad, codes.SCORE_BEFORE, score) == codes.BAD_ARGUMENT
    for wrong in ((codes.SCORE_BEFORE,), (codes.SCORE_BEFORE, 1, 1), (codes.STOP, 1), (codes.FEET_WRONG, 0)):
        assert ask(phone, pad, *wrong) == codes.WRONG_LENGTH
    start(pad)
    assert ask(phone, pad, codes.SCORE_BEFORE, 7) == codes.DONE
    assert ask(phone, pad, codes.SCORE_AFTER, 3) == codes.NOTHING_TO_DO
    assert ask(phone, pad, codes.STOP) == codes.DONE
    assert ask(phone, pad, codes.SCORE_BEFORE, 8) == codes.NOTHING_TO_DO
    assert ask(phone, pad, codes.SCORE_AFTER, 0) == codes.DONE
    pad.run_for(2)
    assert diary_scores(phone, pad) == (7, 0)


def diary_scores(phone, pad):
    """The scores of the one session in the diary."""
    pieces = phone.subscribe(DIARY)
    phone.write(DIARY_ACCESS, b"\x01\x01")
    pad.run_for(1)
    (record,) = records_in([piece for _, piece in pieces])
    return record[diary_record.SCORE_BEFORE], record[diary_record.SCORE_AFTER]


def test_settings_tighten_at_once_and_only_a_hand_loosens_them(phone, pad):
    assert phone.read(SETTINGS) == settings_record()
    start(pad, heat=3, faster=7)
    phone.write(SETTINGS, settings_record(speed_most=4, heat_most=1, minutes_most=10))
    pad.run_for(0.3)
    assert (pad.status.speed_step, pad.status.heat_level) == (4, 1)
    assert pad.status.remaining_s <= 10 * MINUTE_S
    pad.press("FASTER")
    pad.run_for(1)
    assert pad.status.speed_step == 4
    phone.write(SETTINGS, settings_record(speed_most=5, heat_most=1, minutes_most=10))
    pad.run_for(0.3)
    assert phone.read(SETTINGS) == settings_record(speed_most=4, heat_most=1, minutes_most=10)
    pad.press("START")
    pad.run_for(1)
    power_cycle(pad)
    phone.connect()
    phone.encrypt()
    assert phone.read(SETTINGS) == settings_record(speed_most=4, heat_most=1, minutes_most=10)
    forget_by_hand(pad)
    assert not phone.connected
    assert pad.status.state == session.OFF
    phone = bonded(pad, "another")
    assert phone.read(SETTINGS) == settings_record()


def test_the_sentence_follows_settings_at_once(phone, pad):
    sentences = phone.subscribe(TEXT)
    german = settings_record().replace(b"en", b"de")
    phone.write(SETTINGS, german)
    pad.run_for(1.5)
    assert [text.decode() for _, text in sentences] == ["Bereit. START beginnt 15 Minuten (Standard, stetig)."]


def test_the_clock_is_set_and_read(phone, pad):
    assert not pad.status.flags & 32
    phone.write(CLOCK, bytes([0xEA, 0x07, 11, 21, 18, 30, 15, 0, 0, 0]))
    pad.run_for(60.2)
    record = phone.read(CLOCK)
    assert record[:6] == bytes([0xEA, 0x07, 11, 21, 18, 31])
    assert record[6] in (15, 16)
    assert record[7] == 6  # a Saturday
    assert pad.status.flags & 32
    for wrong in (b"", b"\xff" * 10, bytes([0xEA, 0x07, 2, 29, 0, 0, 0, 0, 0, 0]), bytes(20)):
        phone.write(CLOCK, wrong)
        pad.run_for(0.2)
    assert phone.read(CLOCK)[:5] == bytes([0xEA, 0x07, 11, 21, 18])
    pad.reset("watchdog")
    pad.run_for(2)
    assert pad.status.flags & 32  # the chip's clock goes on through everything but a loss of power


def test_writes_of_the_wrong_length_are_told(phone, pad):
    start(pad)
    for data in (b"", b"\x01\x01", b"\x01" * 20, b"\x01" * 100):
        phone.write(COMMAND, data)
        pad.run_for(0.3)
        assert phone.answers[-1][1][1] == codes.WRONG_LENGTH
    assert pad.status.state == session.RUNNING
    assert phone.read(TEXT).startswith(b"Running")


def test_limits_that_cannot_be_read_are_as_tight_as_can_be(phone, pad, make_pad):
    phone.write(SETTINGS, settings_record(speed_most=9, minutes_most=20))
    pad.run_for(1)
    other = make_pad(flash_image=damaged(pad.flash(), "settings.bin"))
    other.run_for(2)
    assert any("does its least" in line for line in other.printed)
    start(other, heat=1, faster=2)
    assert (other.status.speed_step, other.status.heat_level) == (1, 0)
    assert other.status.remaining_s <= 5 * MINUTE_S
