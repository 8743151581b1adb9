"""Resets of every kind: outputs off first, nothing resumes, and what is remembered never loosens anything."""

import random

import pytest

from host_tests.device.person import BOOT_S, begin, begin_warm, clear_fault, click, confirm_feet, open_check, state
from host_tests.device.resetting import RtcRecord, put_rtc_memory, reset, restart
from host_tests.device.traces import assert_quiet_outside_sessions, changes, off_after_s
from pad import memory_record

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
        reset(pad, cause)
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


def test_an_application_that_never_starts_ends_in_safe_mode_with_everything_off(make_pad):
    """A main.py that hangs with the watchdog armed: every start is a watchdog reset, until boot.py finds the loop."""
    main = "import time\nfrom firmware import startup, app\nif not startup.crash_loop:\n"
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
    record = pad.board.chip.rtc_memory
    assert memory_record.get_u16(record, 7) >= 90
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


def rtc_contents():
    """What a supply that dips, another program or a bug may leave there."""
    randomness = random.Random(1)
    contents = [b"", b"\x00" * 2048, b"\xff" * memory_record.SIZE, bytes(memory_record.SIZE), b"\x01"]
    contents += [randomness.randbytes(size) for size in (1, 13, memory_record.SIZE, memory_record.SIZE + 1, 2048)]
    for _ in range(3):
        data = bytearray(randomness.randbytes(memory_record.SIZE))
        data[0] = memory_record.VERSION
        contents.append(bytes(data))
    record = RtcRecord()
    memory_record.seal(record.data)
    for position in (0, 1, 11, 40, memory_record.SIZE - 1):  # one bit is wrong
        damaged = bytearray(record.data)
        damaged[position] ^= 1 << position % 8
        contents.append(bytes(damaged))
    return contents


def test_rtc_memory_that_is_no_record_stops_no_boot_and_counts_as_no_memory(make_pad):
    pad = make_pad()
    for content in rtc_contents():
        pad.power_cycle()
        put_rtc_memory(pad, content)
        restart(pad, "machine.reset")
        assert state(pad) == "OFF", content
        assert pad.status.heat_left_s == BUDGET_AT_POWER_ON_S
        assert (pad.status.chosen_minutes, pad.status.rest_s) == (15, 0)
    begin(pad)


def test_a_sealed_record_with_any_values_stops_no_boot_and_gives_no_more_than_the_limits(make_pad):
    """A bug of another version may seal nonsense."""
    pad = make_pad(COLD_ROOM)
    randomness = random.Random(2)
    for _ in range(12):
        record = RtcRecord()
        record.data[3:] = randomness.randbytes(memory_record.SIZE - 3)
        if randomness.random() < 0.5:  # else some value is out of its range for sure
            record.data[11] = 5 * randomness.randint(1, 6)
            record.data[6] = randomness.randint(0, 6)
            record.data[12:74] = bytes([3]) + bytes(randomness.randint(0, 60) for _ in range(61))
        pad.power_cycle()
        record.put(pad)
        restart(pad, "machine.reset")
        assert state(pad) in ("OFF", "FAULT")
        assert pad.status.heat_left_s <= 30 * 60
        assert pad.status.chosen_minutes in (5, 10, 15, 20, 25, 30)
        if state(pad) == "FAULT":
            clear_fault(pad)
            assert state(pad) == "OFF"
    assert pad.rail_changes == []


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


CRASHING_MAIN = """
import asyncio
from firmware import app

whole_main = app.Pad.main

async def crash(pad):
    asyncio.create_task(whole_main(pad))
    await asyncio.sleep(12)
    raise RuntimeError("broken")

app.Pad.main = crash
app.run()
"""


def test_a_crash_of_the_application_leaves_everything_off(make_pad):
    """An exception out of asyncio itself: the port prints it and waits at its prompt."""
    pad = make_pad(COLD_ROOM, overlay={"main.py": CRASHING_MAIN})
    pad.run_for(BOOT_S)
    begin_warm(pad)
    pad.run_until(12)
    assert pad.motor_duty > 0
    pad.run_until(13.2)
    crashed_s = pad.printed_at_s("RuntimeError: broken")
    for signal in ("HEATER", "MOTOR_PWM"):
        assert off_after_s(pad, signal, crashed_s) == 0
    assert not pad.rail_closed
    pad.run_for(4)
    assert pad.resets[0]["cause"] == "watchdog"
