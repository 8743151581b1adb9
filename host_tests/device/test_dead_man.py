"""What stops the pad when its own program does not work: liveness, the soft timer, the rail, the watchdog."""

from pathlib import Path

import pytest

from host_tests.device.person import BOOT_S, begin, begin_warm, clear_fault, state, wait_for
from host_tests.device.resetting import OUTPUTS, stays_off, warm_pad
from host_tests.device.traces import assert_heater_rests, off_after_s

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
COLD_ROOM = {"ambient_c": 10.0}

# A Permit of 150 ms, a look of the soft timer each 50 ms, a pass of the guard that has just begun.
TIMER_OFF_S = 0.25
RAIL_OPEN_S = 0.65
WATCHDOG_S = 3.05


@pytest.mark.parametrize("how", ["killed", "raised"])
def test_a_dead_guard_is_missed_by_the_soft_timer_then_by_the_rail_then_by_the_watchdog(make_pad, how):
    pad = make_pad({**COLD_ROOM, "monostable_ms": 400.0})
    for phase in range(5):
        warm_pad(pad)
        pad.run_for(0.0113 * phase)
        broken_s = pad.now_s
        pad.inject(f"task_{how}:guard")
        pad.run_for(1)
        for signal in OUTPUTS:
            assert off_after_s(pad, signal, broken_s) <= TIMER_OFF_S
        assert off_after_s(pad, "RAIL", broken_s) <= RAIL_OPEN_S
        pad.run_for(4)
        assert_restarted_by_the_watchdog(pad, broken_s)


def test_a_frozen_processor_loses_the_rail_and_then_itself(make_pad):
    """Its pins stay as they are, high or low: only the monostable and the watchdog can help, and they do."""
    pad = make_pad({**COLD_ROOM, "monostable_ms": 400.0})
    heater_was_on = 0
    for phase in range(6):
        warm_pad(pad)
        pad.run_for(0.4 * phase + 0.0113 * phase)
        frozen_s = pad.now_s
        heater_was_on += pad.heater_pin
        pad.inject("vm_frozen")
        pad.run_for(0.7)
        assert off_after_s(pad, "RAIL", frozen_s) <= RAIL_OPEN_S
        assert pad.motor_duty > 0
        assert pad.plant.heater_power_w == 0
        pad.run_for(4)
        assert_restarted_by_the_watchdog(pad, frozen_s)
    assert heater_was_on >= 3


def assert_restarted_by_the_watchdog(pad, since_s):
    assert pad.resets[-1]["cause"] == "watchdog"
    assert pad.resets[-1]["at_s"] - since_s <= WATCHDOG_S
    for signal in OUTPUTS:
        assert off_after_s(pad, signal, since_s) <= WATCHDOG_S + 0.31  # boot.py's first lines
    assert (state(pad), pad.faults_seen[-1].name) == ("FAULT", "watchdog_reset")
    assert pad.status.foot_check_due
    assert stays_off(pad, 4)
    clear_fault(pad)
    assert state(pad) == "OFF"


def test_the_heater_goes_off_while_the_sensors_are_silent_and_no_old_reading_is_used(make_pad):
    pad = make_pad(COLD_ROOM)
    pad.run_for(BOOT_S)
    begin_warm(pad)
    pad.run_for(5)
    silent_s = pad.now_s
    pad.inject("task_killed:sensors")
    pad.run_for(1)
    assert off_after_s(pad, "HEATER", silent_s) <= TIMER_OFF_S + 0.05
    assert_heater_rests(pad)


STALLING_MAIN = """
import asyncio
import time
from firmware import app

async def stall():
    while True:
        await asyncio.sleep_ms(3017)
        time.sleep_ms({stall_ms})

asyncio.create_task(stall())
app.run()
"""


def stalling_pad(make_pad, stall_ms):
    """The whole VM stands still for so long, each 3 s, as in a C call that keeps the processor."""
    pad = make_pad(COLD_ROOM, overlay={"main.py": STALLING_MAIN.format(stall_ms=stall_ms)})
    pad.run_for(BOOT_S)
    return pad


def test_a_stall_of_90_ms_is_nobodys_death(make_pad):
    pad = stalling_pad(make_pad, 90)
    begin_warm(pad)
    began_s = pad.now_s
    pad.run_for(60)
    assert pad.faults_seen == []
    assert state(pad) == "RUNNING"
    assert pad.plant.rpm > 950
    assert [at_s for at_s, closed in pad.rail_changes if at_s > began_s] == []


def test_a_stall_of_400_ms_is_nobodys_death_while_nothing_runs_and_ends_a_session(make_pad):
    """Nothing jumps back to where it was: the outputs stay off, and the fault names the guard."""
    pad = stalling_pad(make_pad, 400)
    pad.run_for(20)
    assert pad.faults_seen == []
    begin(pad)
    wait_for(pad, lambda: state(pad) == "FAULT", 4)
    assert pad.faults_seen[-1].name == "task_stalled_guard"
    assert pad.resets == []
    assert stays_off(pad, 10)
    clear_fault(pad)
    assert state(pad) == "OFF"


def test_a_processor_that_stands_still_does_so_however_often_the_world_moves(make_pad):
    pad = make_pad()
    pad.run_for(1)
    pad.inject("vm_frozen")
    for _ in range(400):
        pad.run_for(0.005)
    assert not pad.resets
    pad.run_for(2)
    assert [reset["cause"] for reset in pad.resets] == ["watchdog"]


@pytest.mark.parametrize("timer_ms", [50, 1_000])
def test_a_guard_that_was_silent_for_longer_than_its_permit_is_a_fault_whoever_notices_first(make_pad, timer_ms):
    """With a slow timer the tasks of motor and heater find the Permit too old before it does."""
    text = (FIRMWARE / "outputs.py").read_text(encoding="utf-8")
    assert text.count("TIMER_MS = 50\n") == 1
    pad = make_pad(overlay={"firmware/outputs.py": text.replace("TIMER_MS = 50\n", f"TIMER_MS = {timer_ms}\n")})
    pad.run_for(1)
    begin_warm(pad)
    pad.run_for(20)
    pad.inject("task_killed:guard")
    pad.run_for(0.5)
    pad.clear("task_killed:guard")
    pad.run_for(0.5)
    assert (state(pad), pad.faults_seen[-1].name) == ("FAULT", "task_stalled_guard")
    assert stays_off(pad, 3)
