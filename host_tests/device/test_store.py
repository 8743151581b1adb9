"""What is kept in flash: written only while the rail is open, readable and right whenever the power fails."""

import pytest
from littlefs import LittleFS
from littlefs.context import UserContext

from host_tests.device.person import (
    BOOT_S,
    begin,
    begin_warm,
    clear_fault,
    click,
    confirm_feet,
    go_on,
    hold,
    open_check,
    state,
    stop,
)
from host_tests.device.traces import REACTION_S, changes, off_after_s
from pad.kept import Kept
from pad.session import NO_REASON
from pad.session import RESET as BY_RESET
from tools.simulator.filesystem import BLOCK_BYTES, BLOCK_COUNT

PATH = "kept.bin"
SLOW_FLASH = {"erase_ms": 400.0, "program_ms": 20.0}


def kept_in(image):
    """What is kept on a flash image; None when nothing is."""
    context = UserContext(BLOCK_BYTES * BLOCK_COUNT)
    context.buffer[:] = image
    littlefs = LittleFS(context=context, block_size=BLOCK_BYTES, block_count=BLOCK_COUNT)
    kept = Kept()
    try:
        with littlefs.open(PATH, "rb") as file:
            kept.restore(file.read())
    except FileNotFoundError:
        return None
    return kept


def history_of(image):
    """Fault codes in the history on a flash image, oldest first."""
    kept = kept_in(image)
    return kept.codes() if kept else []


def break_and_mend(pad, fault):
    """A fault for a moment; returns when it began."""
    broken_s = pad.now_s
    pad.inject(fault)
    pad.run_for(0.3)
    pad.clear(fault)
    return broken_s


def test_nothing_is_written_to_flash_while_the_rail_is_closed(make_pad):
    pad = make_pad({"monostable_ms": 400.0, "ambient_c": 10.0})
    pad.run_for(BOOT_S)
    for phase in range(6):
        begin_warm(pad)
        before = pad.flash()
        for _ in range(4):
            pad.run_for(1.03)
            assert pad.flash() == before
        pad.run_for(0.083 * phase)
        break_and_mend(pad, "ntc_left_open")
        while pad.rail_closed:
            assert pad.flash() == before
            pad.run_for(0.01)
        pad.run_for(1.5)
        assert pad.flash() != before
        clear_fault(pad)
    assert history_of(pad.flash()) == [1] * 6


def test_the_history_keeps_the_last_faults_in_order_across_power_cuts(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    codes = []
    for number in range(18):
        fault, code = (("ntc_left_open", 1), ("ntc_right_short", 6), ("adc_ref_bad", 10))[number % 3]
        break_and_mend(pad, fault)
        pad.run_for(1)
        codes.append(code)
        assert history_of(pad.flash()) == codes[-16:]
        pad.power_cycle()
        pad.run_for(BOOT_S)
        assert (state(pad), pad.status.fault_code) == ("FAULT", code)  # a power cut does not clear it
        clear_fault(pad)
        assert state(pad) == "OFF"
    assert not any("not readable" in line for line in pad.printed)


def test_the_slowest_erase_after_a_fault_brings_no_other_fault_and_no_reset(make_pad):
    pad = make_pad({**SLOW_FLASH, "ambient_c": 10.0})
    pad.run_for(BOOT_S)
    for _ in range(3):
        begin_warm(pad)
        broken_s = break_and_mend(pad, "ntc_right_open")
        pad.run_for(8)
        assert off_after_s(pad, "RAIL", broken_s) <= 0.65
        assert (state(pad), pad.status.fault_code) == ("FAULT", 5)
        clear_fault(pad)
    assert pad.resets == []
    assert {fault.name for fault in pad.faults_seen} == {"ntc_right_open"}


def pad_with_history(make_pad, faults):
    """A pad that has had so many faults."""
    pad = make_pad()
    pad.run_for(BOOT_S)
    for number in range(faults):
        break_and_mend(pad, ("ntc_left_open", "ntc_right_short")[number % 2])
        pad.run_for(1)
        clear_fault(pad)
        pad.run_for(1)
    return pad


def write_times(pad):
    """When the flash changes in the next seconds."""
    times = []
    last = pad.flash()
    for _ in range(1200):
        pad.run_for(0.001)
        now = pad.flash()
        if now != last:
            times.append(pad.now_s)
            last = now
    return times


def test_a_power_cut_finds_again_what_was_owed_to_the_feet(make_pad):
    """In a session, with the question open, after a stop, after a refusal: whatever the RTC memory has forgotten."""
    pad = make_pad()
    pad.run_for(BOOT_S)

    def power_fails():
        pad.power_cycle(2)
        pad.run_for(2 + BOOT_S)
        return state(pad), pad.status.stop_reason, pad.status.foot_check_due

    assert power_fails() == ("OFF", NO_REASON, False)
    begin(pad)
    pad.run_for(5)
    assert power_fails() == ("OFF", BY_RESET, True)
    pad.run_for(5)
    assert power_fails()[2]  # nobody has answered meanwhile
    begin(pad)
    stop(pad)
    pad.run_for(2)
    assert power_fails()[::2] == ("OFF", True)
    begin(pad)
    stop(pad)
    go_on(pad)
    pad.run_for(5)
    assert power_fails()[::2] == ("OFF", True)
    open_check(pad)
    pad.run_for(4)
    hold(pad, "START", 3.3)
    pad.run_for(1)
    for _ in range(2):
        assert power_fails()[::2] == ("LOCKED", True)
    clear_fault(pad)
    assert state(pad) == "OFF"
    begin(pad)
    stop(pad)
    pad.run_for(125)
    click(pad, "START")
    pad.run_for(2)
    assert power_fails() == ("OFF", NO_REASON, False)  # looked at, and well


def test_a_slow_write_delays_no_stop_and_no_start(make_pad):
    """The question is noted in flash while it is asked: that may keep the whole VM for half a second."""
    pad = make_pad(SLOW_FLASH)
    pad.run_for(BOOT_S)
    for _ in range(2):
        open_check(pad)
        confirm_feet(pad)
        pad.run_for(2)
        assert pad.motor_duty > 0
        touched_s = pad.now_s
        stop(pad)
        assert off_after_s(pad, "MOTOR_PWM", touched_s) <= REACTION_S
        pad.run_for(125)
        click(pad, "START")
        pad.run_for(1)
        assert state(pad) == "OFF"
    assert pad.faults_seen == []
    assert pad.resets == []


@pytest.mark.parametrize("faults", [0, 6])
def test_a_power_cut_in_the_middle_of_the_write_leaves_the_old_history_or_the_new_one(make_pad, faults):
    image = pad_with_history(make_pad, faults).flash()
    old = history_of(image)

    def pad_with_new_fault():
        pad = make_pad(SLOW_FLASH, flash_image=image)
        pad.run_for(BOOT_S)
        pad.inject("adc_ref_bad", until_s=pad.now_s + 0.3)
        pad.run_for(0.1)  # before it is latched, and before anything is written
        return pad

    times = write_times(pad_with_new_fault())
    assert len(times) >= 2
    seen = []
    for cut_s in sorted({at_s + offset_s for at_s in times for offset_s in (-0.0015, -0.0005, 0.0005)}):
        pad = pad_with_new_fault()
        pad.run_until(cut_s)
        pad.power_cycle()
        pad.run_for(BOOT_S)
        codes = history_of(pad.flash())
        assert codes in (old, [*old, 10])
        seen.append(codes)
        assert state(pad) == ("OFF" if codes == old else "FAULT")
        assert not any("not readable" in line for line in pad.printed)
        pad.close()
    assert old in seen
    assert [*old, 10] in seen


@pytest.mark.parametrize("content", ["", "x", "\x01garbage that is no history", "\x01" * 60])
def test_a_damaged_history_is_begun_anew(make_pad, content):
    pad = make_pad(overlay={PATH: content})
    pad.run_for(BOOT_S)
    assert state(pad) == "OFF"
    assert any("not readable" in line for line in pad.printed)
    break_and_mend(pad, "ntc_left_open")
    pad.run_for(1)
    assert history_of(pad.flash()) == [1]
    clear_fault(pad)
    begin(pad)
    assert changes(pad, "MOTOR_PWM")


def test_a_full_flash_keeps_no_history_and_hinders_nothing(make_pad):
    pad = make_pad(overlay={"filler.txt": "x" * (BLOCK_BYTES * (BLOCK_COUNT - 90))})
    pad.run_for(BOOT_S)
    break_and_mend(pad, "ntc_left_open")
    pad.run_for(5)
    clear_fault(pad)
    begin(pad)
    assert state(pad) == "RUNNING"
