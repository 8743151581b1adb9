"""What is kept in flash: written only while the rail is open, readable and right whenever the power fails."""

import random
import struct

import pytest

from host_tests.device.kept_file import FOLDER, entries_of, history_of, image_with, kept_in, mounted
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
from host_tests.device.resetting import restart
from host_tests.device.traces import REACTION_S, off_after_s
from host_tests.on_vm import ROOT
from pad import kept, memory_record
from pad.memory_record import CHECK_DUE, LOCKED, SESSION_ACTIVE, checksum
from pad.session import NO_REASON
from pad.session import RESET as BY_RESET
from tools.board_files import BLOCK_BYTES, project_files
from tools.simulator.filesystem import BLOCK_COUNT, flash_image

LEFT_BLOCKS = 1  # of a flash that is full: what says where the large file is takes some as well
SLOW_FLASH = {"erase_ms": 400.0, "program_ms": 20.0}
WATCHED_FLASH = {"erase_ms": 50.0, "program_ms": 20.0}  # 16 bytes, the least, take 1.25 ms
POWER_ON, WATCHDOG = 1, 3
POWER_LOST, STORAGE_CORRUPT = 51, 53


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
    assert kept_in(pad.flash()).count == 18
    assert not any("not readable" in line for line in pad.printed)


def test_the_history_says_what_was_read_and_which_reset_came_before(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    for cause in ("power-on", "machine.reset"):
        restart(pad, cause)
        break_and_mend(pad, "adc_ref_bad")
        reading = pad_reading(pad)
        pad.run_for(1)
        clear_fault(pad)
    (first, second) = entries_of(kept_in(pad.flash()))
    assert (first[:2], second[:2]) == ((10, 1), (10, 2))
    assert second[2] == reading


def pad_reading(pad):
    """What the pad remembers as read when its fault latched."""
    data = pad.board.chip.rtc_memory
    return struct.unpack_from(memory_record.FAULT_LAYOUT, data, memory_record.FAULT_OFFSET)[1]


def test_a_fault_that_a_reset_came_upon_before_it_was_in_flash_is_in_the_history_once(make_pad):
    pad = make_pad({"ambient_c": 10.0})
    pad.run_for(BOOT_S)
    begin_warm(pad)
    pad.inject("ntc_left_open", until_s=pad.now_s + 0.4)
    pad.run_for(0.4)
    assert history_of(pad.flash()) == []
    restart(pad, "machine.reset")
    pad.run_for(1)
    assert (state(pad), pad.status.fault_code, history_of(pad.flash())) == ("FAULT", 1, [1])
    restart(pad, "machine.reset")
    pad.run_for(1)
    assert history_of(pad.flash()) == [1]


def test_a_power_cut_in_a_session_is_recorded_once_and_latches_nothing(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    pad.power_cycle()  # nothing runs
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(5)
    for reason in (BY_RESET, NO_REASON, NO_REASON):
        pad.power_cycle(1)
        pad.run_for(1 + BOOT_S + 1)
        assert (state(pad), pad.status.stop_reason, pad.status.foot_check_due) == ("OFF", reason, True)
        assert pad.status.fault_code == 0
    assert entries_of(kept_in(pad.flash())) == [(POWER_LOST, POWER_ON, 0)]
    begin(pad)


def test_a_watchdog_reset_is_recorded_with_the_count_and_the_cause(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    restart(pad, "watchdog")
    pad.run_for(1)
    what_is_kept = kept_in(pad.flash())
    assert entries_of(what_is_kept) == [(50, WATCHDOG, 0)]
    assert (what_is_kept.resets, what_is_kept.cause, what_is_kept.count) == (1, WATCHDOG, 1)
    clear_fault(pad)
    pad.run_for(63)  # a clean minute
    assert (kept_in(pad.flash()).resets, kept_in(pad.flash()).cause) == (0, WATCHDOG)
    before = pad.flash()
    for _ in range(3):
        pad.power_cycle()
        pad.run_for(3)
    assert pad.flash() == before  # a start by the plug costs no write


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


def torn(before, after):
    """What a power cut in the middle of the change leaves: half of the bytes that change are changed."""
    changed = [place for place in range(len(before)) if before[place] != after[place]]
    image = bytearray(before)
    for place in changed[: len(changed) // 2]:
        image[place] = after[place]
    return bytes(image)


def images_of_a_save(pad):
    """The flash before a save, and after each change of it."""
    images = [pad.flash()]
    for _ in range(600):
        pad.run_for(0.001)
        now = pad.flash()
        if now != images[-1]:
            images.append(now)
    return images


@pytest.mark.parametrize("faults", [0, 6])
def test_a_power_cut_at_any_step_of_a_save_leaves_what_was_there_or_what_was_to_be_there(make_pad, faults):
    pad = make_pad(WATCHED_FLASH, flash_image=pad_with_history(make_pad, faults).flash())
    pad.run_for(BOOT_S)
    old = history_of(pad.flash())
    pad.inject("adc_ref_bad", until_s=pad.now_s + 0.3)
    pad.run_for(0.1)  # before it is latched, and before anything is written
    images = images_of_a_save(pad)
    assert len(images) >= 3
    images += [torn(before, after) for before, after in zip(images, images[1:], strict=False)]
    found = []
    for image in images:
        codes = history_of(image)
        found.append(codes)
        with_it = make_pad(flash_image=image)
        with_it.run_for(BOOT_S)
        assert (state(with_it), with_it.status.fault_code) == (("OFF", 0) if codes == old else ("FAULT", 10))
        assert not any("not readable" in line for line in with_it.printed)
        with_it.close()
    assert sorted(map(tuple, set(map(tuple, found)))) == sorted([tuple(old), (*old, 10)])


CUT_MAIN = """
from firmware import startup, store
from pad import memory_record, settling
from pad.guard import Guard
from pad.heat_budget import HeatBudget
from pad.kept import Kept
from pad.readings import Readings
from pad.session import Session
from ram_flash import Power, PowerCut, formatted

BLOCKS = 16
SAVES = 150

class Part:
    record = bytearray(memory_record.SIZE)
    found = False
    edge_age_ms = 10_000

    def save(self):
        pass

def content():
    power.on(data)
    try:
        with open(store.PATH, "rb") as file:
            return file.read()
    except OSError:
        return None

# The file system with the code is not mounted any more when a later store asks for it.
def settle_again(kept, part, cause, session, guard, recorder):
    settling.settle(kept, part.record, part.found, cause, session, guard, recorder)

store._settle = settle_again

def save(number, cut, torn=True):
    # A fault comes, or goes: one save, with the power failing at this operation of the flash.
    data[:] = before
    power.on(data, cut, torn)
    guard = Guard(True, 6)
    part = Part()
    keeper = store.Store(part, Session(True, HeatBudget()), Readings(), guard, part, 1)
    keeper.recorder.due = 0  # the diary has tests of its own
    if guard.fault:
        guard.clear()
    else:
        guard.latch(1 + number % 18, -number)
    try:
        keeper.step(100)
        return True
    except PowerCut:
        return False

power = Power()
data = formatted(BLOCKS)
old = None
counts = [0, 0, 0]
for number in range(SAVES):
    before = bytes(data)
    save(number, None)
    after = bytes(data)
    new = content()
    for torn in (True, False):
        cut = 0
        while not save(number, cut, torn):
            found = content()
            counts[0 if found == old else 1 if found == new else 2] += 1
            cut += 1
    data[:] = after
    old = new
print("cuts", *counts)
"""


def test_a_power_cut_at_every_operation_of_many_saves_leaves_the_old_file_or_the_new_one(run_main):
    """On a littlefs of 16 blocks, so that it also moves its folders about; what is cut is half done, or not at all."""
    pad = run_main(CUT_MAIN, 2, files={"ram_flash.py": (ROOT / "host_tests/storage_vm/ram_flash.py").read_text()})
    (line,) = [line for line in pad.printed if line.startswith("cuts")]
    old, new, neither = map(int, line.split()[1:])
    assert neither == 0
    assert old > 800
    assert new > 100


def with_checksum(body):
    return body + checksum(body, len(body))


def contents():
    """What a worn flash, another program or a bug may leave in the file, and the fault that comes of it."""
    randomness = random.Random(3)
    whole = kept.Kept(None)
    whole.stand(12, 4050, WATCHDOG)
    whole.owe(LOCKED | CHECK_DUE)
    good = whole.to_bytes()
    nonsense = bytes([kept.VERSION]) + bytes([0xF7, 200, 255, 99]) + randomness.randbytes(17 + 16 * kept.ENTRY_BYTES)
    damaged = [b"", b"x", b"\xff" * 77, good[:-1], good + b"\0", good[:5], randomness.randbytes(60), bytes(60)]
    damaged += [randomness.randbytes(1_000_000), with_checksum(bytes([1]) + good[1:-4]), FOLDER]
    return [(content, STORAGE_CORRUPT) for content in damaged] + [(with_checksum(nonsense), 200)]


def start_with(make_pad, files):
    """A pad that starts with these files beside its own, and without room for a large one."""
    pad = make_pad(flash_image=image_with(files), heap_bytes=800_000)
    pad.run_for(BOOT_S)
    assert pad.status.heat_left_s == 15 * 60
    assert (pad.status.chosen_minutes, pad.status.rest_s) == (15, 0)
    return pad


@pytest.mark.parametrize(("content", "fault"), contents())
def test_whatever_the_file_holds_the_pad_starts_says_so_and_can_be_used_again(make_pad, content, fault):
    pad = start_with(make_pad, {"kept.bin": content})
    assert (pad.status.fault_code, pad.status.foot_check_due) == (fault, True)
    assert any("not readable" in line for line in pad.printed) == (fault == STORAGE_CORRUPT)
    if state(pad) == "LOCKED":
        clear_fault(pad)
        pad.run_for(0.2)
    assert state(pad) == "FAULT"
    clear_fault(pad)
    pad.run_for(1)
    if fault == STORAGE_CORRUPT:  # a lock may have been there
        assert state(pad) == "LOCKED"
        clear_fault(pad)
        pad.run_for(1)
    assert state(pad) == "OFF"
    if content is not FOLDER:  # nothing can be kept then
        assert fault in history_of(pad.flash()) or fault == 200  # that one was there already, the past is made up
    begin(pad)
    assert pad.faults_seen[-1].code == fault


@pytest.mark.parametrize("content", [b"", b"x" * 1_000_000, FOLDER])
def test_a_file_beside_that_is_left_over_hinders_nothing(make_pad, content):
    pad = start_with(make_pad, {"kept.bin.new": content})
    assert state(pad) == "OFF"
    begin(pad)
    assert any("not saved" in line for line in pad.printed) == (content is FOLDER)


def test_without_a_file_it_is_a_first_start_and_no_fault(make_pad):
    pad = start_with(make_pad, {})
    assert (state(pad), pad.status.foot_check_due) == ("OFF", False)
    for cause in ("machine.reset", "soft reset"):  # as when the firmware has just been copied onto the board
        restart(pad, cause)
        assert state(pad) == "OFF"


def test_a_lock_survives_a_crash_loop_and_the_plug(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    open_check(pad)
    pad.run_for(4)
    hold(pad, "START", 3.3)
    for _ in range(3):
        restart(pad, "machine.reset")
        pad.run_for(1)
    assert state(pad) == "SAFE_MODE"
    pad.power_cycle()
    pad.run_for(BOOT_S)
    assert (state(pad), kept_in(pad.flash()).owed & SESSION_ACTIVE) == ("LOCKED", 0)


def test_a_full_flash_keeps_no_history_and_hinders_nothing(make_pad):
    used = mounted(flash_image(project_files())).used_block_count
    pad = make_pad(overlay={"filler.txt": "x" * (BLOCK_BYTES * (BLOCK_COUNT - used - LEFT_BLOCKS))})
    pad.run_for(BOOT_S)
    break_and_mend(pad, "ntc_left_open")
    pad.run_for(5)
    clear_fault(pad)
    begin(pad)
    assert state(pad) == "RUNNING"
    stop(pad)
    pad.run_for(125)
    click(pad, "START")
    assert state(pad) == "OFF"
    assert any("not saved" in line for line in pad.printed)
    assert pad.resets == []


def test_without_a_radio_damaged_settings_can_be_forgotten_by_hand(make_pad):
    pad = make_pad(board={"HAS_RADIO": False}, flash_image=image_with({"settings.bin": b"noise"}))
    pad.run_for(BOOT_S)
    assert pad.status.chosen_minutes == 5
    pad.press("TIME", 5.5)
    pad.press("HEAT", 5.5)
    pad.run_for(7)
    click(pad, "TIME")
    assert (state(pad), pad.status.chosen_minutes) == ("OFF", 10)
