"""Resets of every kind: outputs off first, nothing resumes, and what is remembered never loosens anything."""

import random

import pytest

from host_tests.device.kept_file import entries_of, kept_in
from host_tests.device.person import (
    BOOT_S,
    begin,
    begin_warm,
    clear_fault,
    click,
    confirm_feet,
    open_check,
    state,
    stop,
)
from host_tests.device.resetting import RtcRecord, massage_s, put_rtc_memory, restart, stays_off
from host_tests.device.test_panel_hardware import shown
from host_tests.device.traces import assert_quiet_outside_sessions, changes, off_after_s
from pad import memory_record
from pad.settling import fault_in
from tools.board_files import ROOT

RED = (128, 0, 0)
COLD_ROOM = {"ambient_c": 10.0}
BOOT_LOADER_S = 0.31  # from a reset to the first lines of boot.py
RESETS = ("machine.reset", "watchdog", "soft reset")
BUDGET_AT_POWER_ON_S = 15 * 60
RESET_REASON = 5


def assert_nothing_resumes(pad, since_s, boot_s=BOOT_LOADER_S):
    """Heater and motor off as soon as boot.py runs, the rail open by itself, and so it stays."""
    pad.run_for(8)
    for signal in ("HEATER", "MOTOR_PWM"):
        assert off_after_s(pad, signal, since_s) <= boot_s
    assert off_after_s(pad, "RAIL", since_s) <= 0.45
    assert [at_s for at_s, _ in changes(pad, "ALIVE") if at_s > since_s] == []


@pytest.mark.parametrize("cause", RESETS)
def test_after_a_reset_in_a_session_outputs_go_off_and_nothing_resumes(make_pad, cause):
    pad = make_pad({**COLD_ROOM, "monostable_ms": 400.0})
    pad.run_for(BOOT_S)
    for phase in range(2):
        begin_warm(pad)
        pad.run_for(4 + 0.0171 * phase)
        reset_s = pad.now_s
        pad.reset(cause)
        assert_nothing_resumes(pad, reset_s)
        assert state(pad) == ("FAULT" if cause == "watchdog" else "OFF")
        assert (pad.status.stop_reason, pad.status.foot_check_due) == (RESET_REASON, True)
        assert pad.status.remaining_s == 0
        if cause == "watchdog":
            clear_fault(pad)
    begin(pad)  # a person may start anew


def test_after_a_power_cut_or_brownout_nothing_resumes_and_half_of_the_heat_counts_as_used(make_pad):
    pad = make_pad(COLD_ROOM)
    pad.run_for(BOOT_S)
    for off_s in (0.0, 0.05, 5.0):
        begin_warm(pad)
        pad.run_for(20)
        assert pad.status.heat_left_s < BUDGET_AT_POWER_ON_S
        cut_s = pad.now_s
        if off_s:
            pad.power_cycle(off_s)
        else:
            pad.inject("brownout")
        pad.run_for(off_s)
        assert_nothing_resumes(pad, cut_s, 0)
        assert state(pad) == "OFF"
        assert pad.status.heat_left_s == BUDGET_AT_POWER_ON_S
    for _ in range(5):  # pulling the plug is no crash
        pad.power_cycle()
        pad.run_for(BOOT_S)
    assert state(pad) == "OFF"
    assert pad.faults_seen == []


def test_a_reset_that_the_chip_does_not_know_is_refused(make_pad):
    with pytest.raises(ValueError, match="not 'panic'"):
        make_pad().reset("panic")


CTRL_C_MAIN = """
import asyncio
from firmware import app, startup

async def ctrl_c():
    await asyncio.sleep_ms({after_ms})
    raise KeyboardInterrupt

if startup.cause == 1:  # once, after power-on
    asyncio.create_task(ctrl_c())
try:
    app.run()
except KeyboardInterrupt:
    print("KeyboardInterrupt")
"""


@pytest.mark.parametrize("after_ms", [12_000, 12_037])
def test_ctrl_c_in_a_session_turns_everything_off_and_the_watchdog_brings_the_pad_back(make_pad, after_ms):
    pad = make_pad(COLD_ROOM, overlay={"main.py": CTRL_C_MAIN.format(after_ms=after_ms)})
    pad.run_for(BOOT_S)
    begin_warm(pad)
    pad.run_until(after_ms / 1000)
    assert pad.motor_duty > 0
    pad.run_for(1.5)
    interrupted_s = pad.printed_at_s("KeyboardInterrupt")
    assert off_after_s(pad, "HEATER", interrupted_s) == 0
    assert off_after_s(pad, "MOTOR_PWM", interrupted_s) == 0
    assert off_after_s(pad, "RAIL", interrupted_s) <= 0.4
    assert (pad.display, pad.led, pad.buzzer_hz) == (None, RED, 0)  # nothing tells of a session any more
    pad.run_for(4)
    assert pad.resets[-1]["cause"] == "watchdog"
    assert (state(pad), pad.faults_seen[-1].name) == ("FAULT", "watchdog_reset")
    assert_nothing_resumes(pad, pad.now_s)


@pytest.mark.parametrize("cause", RESETS)
def test_three_resets_without_a_clean_minute_lead_to_safe_mode_which_only_a_power_cut_ends(make_pad, cause):
    pad = make_pad()
    pad.run_for(BOOT_S)
    for _ in range(2):
        restart(pad, cause)
        pad.run_for(20)
    assert state(pad) == ("FAULT" if cause == "watchdog" else "OFF")
    restart(pad, cause)
    assert state(pad) == "SAFE_MODE"
    assert pad.status.fault_code in (50, 52)  # the first cause is kept
    open_check(pad)
    confirm_feet(pad)
    clear_fault(pad)
    clear_fault(pad)
    restart(pad, cause)
    assert state(pad) == "SAFE_MODE"
    pad.run_for(90)
    assert state(pad) == "SAFE_MODE"
    assert pad.rail_changes == []
    assert changes(pad, "ALIVE") == []
    pad.power_cycle()
    pad.run_for(BOOT_S)
    if cause == "watchdog":  # the first cause is still to be cleared by hand
        assert (state(pad), pad.status.fault_code) == ("FAULT", 50)
        clear_fault(pad)
    begin(pad)


def test_a_clean_minute_between_them_makes_resets_harmless(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    for _ in range(2):
        restart(pad, "machine.reset")
        restart(pad, "machine.reset")
        pad.run_for(63)
        assert state(pad) == "OFF"
    restart(pad, "machine.reset")
    restart(pad, "machine.reset")
    pad.run_for(50)  # not clean for long enough
    restart(pad, "machine.reset")
    assert state(pad) == "SAFE_MODE"


def test_a_minute_with_a_fault_is_not_clean(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    restart(pad, "watchdog")
    restart(pad, "watchdog")
    pad.run_for(70)
    clear_fault(pad)
    pad.run_for(5)
    restart(pad, "watchdog")
    assert state(pad) == "SAFE_MODE"


def test_power_on_and_maintenance_count_for_no_crash_loop(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    for _ in range(2):
        restart(pad, "machine.reset")
        restart(pad, "machine.reset")
        pad.run_for(1)
        pad.power_cycle()
        pad.run_for(BOOT_S)
        assert state(pad) == "OFF"
    restart(pad, "machine.reset")
    restart(pad, "machine.reset")
    maintenance = RtcRecord()
    maintenance.data[:] = pad.board.chip.rtc_memory
    maintenance.flags(memory_record.MAINTENANCE)
    maintenance.put(pad)
    restart(pad, "machine.reset")
    assert pad.board.chip.rtc_memory[memory_record.RESETS_OFFSET] == 2
    restart(pad, "machine.reset")  # the tool has done what it wanted
    assert (state(pad), pad.board.chip.rtc_memory[memory_record.RESETS_OFFSET]) == ("OFF", 2)
    restart(pad, "machine.reset")
    assert state(pad) == "SAFE_MODE"


def test_safe_mode_says_why(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    for _ in range(3):
        restart(pad, "machine.reset")
    colours = set()
    for _ in range(30):
        pad.run_for(0.1)
        colours.add(pad.led)
    assert (state(pad), pad.status.fault_code) == ("SAFE_MODE", 52)
    assert shown(pad) == ["FAULT", "PAD RESTARTED", "TOO OFTEN", "PULL THE PLUG"]
    assert colours == {(80, 0, 80), (0, 0, 0)}
    assert any("SAFE_MODE" in line and "crash_loop" in line for line in pad.printed)


FAILING_FROM_THE_SECOND_START = "from machine import reset_cause\nif reset_cause() != 1:\n    import nothing_there\n"


@pytest.mark.parametrize(("cause", "resets"), [("watchdog", 1), ("machine.reset", 1), ("soft reset", 2)])
def test_a_main_that_cannot_be_imported_leaves_everything_off(make_pad, cause, resets):
    """The port prints the exception and waits at its prompt. A watchdog that is still armed bites once more."""
    main = FAILING_FROM_THE_SECOND_START + "from firmware import app\napp.run()\n"
    pad = make_pad(COLD_ROOM, overlay={"main.py": main})
    pad.run_for(BOOT_S)
    begin_warm(pad)
    reset_s = pad.now_s
    pad.reset(cause)
    assert_nothing_resumes(pad, reset_s)
    assert stays_off(pad, 20)
    assert len(pad.resets) == resets
    assert any("ImportError" in line for line in pad.printed)


def test_where_even_boot_fails_the_rail_is_open(make_pad):
    """Pins and PWM stay as the reset has left them: it is the monostable that lets go."""
    boot = FAILING_FROM_THE_SECOND_START + (ROOT / "boot.py").read_text(encoding="utf-8")
    pad = make_pad({**COLD_ROOM, "monostable_ms": 400.0}, overlay={"boot.py": boot})
    pad.run_for(BOOT_S)
    begin_warm(pad)
    reset_s = pad.now_s
    pad.reset("watchdog")
    pad.run_for(20)
    assert off_after_s(pad, "RAIL", reset_s) <= 0.45
    assert pad.motor_duty > 0
    assert pad.plant.rpm == 0
    assert pad.plant.heater_power_w == 0


def test_an_application_that_never_starts_ends_in_safe_mode_with_everything_off(make_pad):
    """A main.py that hangs with the watchdog armed: every start is a watchdog reset, until boot.py finds the loop."""
    main = "import time\nfrom firmware import startup, app\nif startup.memory.record[2] < 3:\n"
    main += "    from machine import WDT\n    WDT(timeout=3000)\n    time.sleep(60)\napp.run()\n"
    pad = make_pad(overlay={"main.py": main})
    pad.run_for(15)
    assert [event["cause"] for event in pad.resets] == ["watchdog"] * 3
    assert state(pad) == "SAFE_MODE"
    assert pad.rail_changes == []


def test_the_first_fault_is_kept_across_a_reset_with_its_way_out(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    pad.inject("ntc_left_open")
    pad.run_for(2)
    pad.clear("ntc_left_open")
    for cause in ("machine.reset", "watchdog"):
        restart(pad, cause)
        assert (state(pad), pad.status.fault_code) == ("FAULT", 1)
    open_check(pad)
    assert state(pad) == "FAULT"
    clear_fault(pad)
    pad.run_for(1)
    restart(pad, "soft reset")
    assert pad.status.fault_code == 52  # the third reset within a minute
    assert state(pad) == "SAFE_MODE"


def test_heat_and_massage_used_are_remembered_across_a_reset(make_pad):
    pad = make_pad(COLD_ROOM)
    pad.run_for(BOOT_S)
    begin_warm(pad)
    pad.run_for(90)
    left_s = pad.status.heat_left_s
    assert left_s <= BUDGET_AT_POWER_ON_S - 90
    restart(pad, "machine.reset")
    assert pad.status.heat_left_s <= left_s + 1
    assert massage_s(pad) >= 90
    restart(pad, "watchdog")
    assert pad.status.heat_left_s <= left_s + 1


def test_a_used_up_heat_budget_stays_used_up_across_resets(make_pad):
    pad = make_pad(COLD_ROOM)
    pad.run_for(BOOT_S)
    record = RtcRecord()
    record.heat(dict.fromkeys(range(30), 60))
    record.put(pad)
    for cause in ("machine.reset", "soft reset"):
        restart(pad, cause)
        assert pad.status.heat_left_s == 0
        begin(pad)
        pad.run_for(1)
        started_s = pad.now_s
        click(pad, "HEAT", 3)
        pad.run_for(5)
        assert off_after_s(pad, "HEATER", started_s) == 0
    assert_quiet_outside_sessions(pad)


def damaged_rtc_contents():
    """What a supply that dips, another program or a bug may leave there."""
    randomness = random.Random(1)
    contents = [b"", b"\x00" * 2048, b"\xff" * memory_record.SIZE, bytes(memory_record.SIZE), b"\x01"]
    contents += [randomness.randbytes(size) for size in (1, 13, memory_record.SIZE, memory_record.SIZE + 1, 2048)]
    contents.append(bytes([memory_record.VERSION]) + randomness.randbytes(memory_record.SIZE - 1))
    record = RtcRecord()
    for position in (0, 1, 11, 40, memory_record.SIZE - 1):  # one bit is wrong
        damaged = bytearray(record.sealed())
        damaged[position] ^= 1 << position % 8
        contents.append(bytes(damaged))
    return contents


def test_rtc_memory_that_a_reset_should_have_kept_is_missed_and_nothing_is_loosened(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    begin(pad)  # before that there is nothing to miss
    stop(pad)
    pad.run_for(1)
    for content in damaged_rtc_contents():
        pad.power_cycle()
        pad.run_for(BOOT_S + 1)
        put_rtc_memory(pad, content)
        restart(pad, "machine.reset")
        assert (state(pad), pad.status.fault_code, pad.status.foot_check_due) == ("FAULT", 53, True), content
        assert pad.status.heat_left_s == BUDGET_AT_POWER_ON_S
        assert (pad.status.chosen_minutes, pad.status.rest_s) == (15, 0)
        clear_fault(pad)
    begin(pad)


def test_rtc_memory_that_is_lost_at_each_reset_hides_no_crash_loop(make_pad):
    pad = make_pad()
    states = []
    for number in range(4):
        pad.run_for(2)
        states.append((state(pad), pad.status.fault_code))
        put_rtc_memory(pad, bytes([number]) * 77)
        pad.reset("watchdog")
    # At first nothing is missed: without a file this pad has never asked for a start.
    assert states == [("OFF", 0), ("FAULT", 50), ("FAULT", 50), ("SAFE_MODE", 50)]


def test_a_sealed_record_with_any_values_stops_no_boot_and_gives_no_more_than_the_limits(make_pad):
    """A bug of another version may seal nonsense."""
    pad = make_pad(COLD_ROOM)
    randomness = random.Random(2)
    seen = set()
    for number in range(12):
        record = RtcRecord()
        record.flags(randomness.randrange(256) & ~memory_record.MAINTENANCE)
        record.data[memory_record.RESETS_OFFSET] = randomness.choice((0, 0, 0, 7))
        record.fault(randomness.choice((0, 12, 52, 200)), randomness.randint(-32768, 32767))
        record.session(*(randomness.randrange(2**bits) for bits in (8, 16, 16, 8, 8)))
        if number % 2:  # else some value is out of its range for sure
            record.session(randomness.randint(0, 6), 600 * number, 30, 5 * randomness.randint(1, 6), number)
        record.heat({ago: randomness.randint(0, 255 if number < 4 else 60) for ago in range(61)})
        pad.power_cycle()
        record.put(pad)
        restart(pad, "machine.reset")
        seen.add(state(pad))
        assert pad.status.heat_left_s <= 30 * 60
        assert pad.status.chosen_minutes in (5, 10, 15, 20, 25, 30)
        assert pad.status.rest_s <= 30 * 60
        assert (pad.status.speed_step, pad.status.heat_level) == (0, 0)
        for _ in range(2):  # a lock, and the fault beneath it
            if state(pad) in ("FAULT", "LOCKED"):
                clear_fault(pad)
        # Minutes of heat that add up to more than an hour may hold are believed: then the feet rest.
        assert state(pad) in ("OFF", "SAFE_MODE") or pad.status.heat_left_s == 0
        if state(pad) == "OFF" and not pad.status.rest_s:
            begin(pad)
            stop(pad)
            pad.run_for(2)
    assert seen >= {"FAULT", "LOCKED", "SAFE_MODE"}


def test_what_was_read_when_the_first_fault_latched_is_kept_with_it(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    record = RtcRecord()
    record.fault(200, -1234)
    record.put(pad)
    for _ in range(2):
        restart(pad, "machine.reset")
        pad.run_for(1)
        assert (state(pad), pad.status.fault_code) == ("FAULT", 200)
        assert fault_in(pad.board.chip.rtc_memory) == (200, -1234)
    assert any("fault 200 unknown" in line for line in pad.printed)
    assert entries_of(kept_in(pad.flash())) == [(200, 2, -1234)]
    clear_fault(pad)
    assert state(pad) == "OFF"


def test_with_the_maintenance_flag_outputs_stay_off_and_neither_application_nor_watchdog_starts(make_pad):
    pad = make_pad()
    pad.run_for(BOOT_S)
    begin(pad)
    record = RtcRecord()
    record.flags(memory_record.MAINTENANCE)
    record.put(pad)
    reset_s = pad.now_s
    restart(pad, "machine.reset")
    click(pad, "START")
    pad.run_for(30)
    assert_nothing_resumes(pad, reset_s)
    assert pad.status is None
    assert len(pad.resets) == 1
    assert any("maintenance" in line for line in pad.printed)
    restart(pad, "machine.reset")
    assert state(pad) == "OFF"  # once only
