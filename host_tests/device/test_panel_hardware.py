"""Boards on which something is missing, or goes missing in the middle of a session: the pad works all the same."""

import pytest

from host_tests.device.person import BOOT_S, begin, begin_warm, clear_fault, click, go_on, state, stop, wait_for
from host_tests.device.resetting import RtcRecord, restart
from host_tests.device.shown import shown
from host_tests.device.traces import (
    REACTION_S,
    assert_quiet_outside_sessions,
    changes,
    off_after_s,
    spans,
)
from tools.hardware.wokwi import LACKS
from tools.simulator.vm import SimulatorError

BARE = {
    "BUTTONS": ("START",),
    "HAS_TACH": False,
    "HAS_HEAT": False,
    "HAS_LED": False,
    "HAS_BUZZER": False,
    "HAS_DISPLAY": False,
}
GONE = "display does not answer"
LONGEST_ALIVE_GAP_S = 0.065  # a pass, a tick of the operating system, 5 ms of the bus


def alive_gaps(pad, since_s):
    edges = [at_s for at_s, _ in changes(pad, "ALIVE") if at_s >= since_s]
    return [later - earlier for earlier, later in zip(edges, edges[1:], strict=False)]


def test_the_display_says_state_time_left_speed_and_temperature(pad):
    pad.run_for(BOOT_S + 1)
    assert any("15" in line for line in shown(pad))  # the minutes that are chosen
    assert "STANDARD" in shown(pad)
    pad.run_for(4)
    assert "START" in shown(pad)
    click(pad, "START")
    pad.run_for(1)
    assert "FIRST USE" in shown(pad)
    pad.run_for(12)
    assert "HOLD 3 SEC = NO" not in shown(pad)
    pad.run_for(8)
    assert shown(pad) == ["FIRST USE", "ALL OF IT FINE?", "START = YES", "HOLD 3 SEC = NO"]
    pad.run_for(3)
    click(pad, "START")
    pad.run_for(2)
    click(pad, "FASTER")
    click(pad, "HEAT", 2)
    pad.run_for(2)
    left_s = pad.status.remaining_s
    time_left, *lines = shown(pad)
    minutes, seconds = (int(part) for part in time_left.split(":"))
    assert abs(60 * minutes + seconds - left_s) <= 1
    assert any("SPEED 2" in line for line in lines)
    assert any(str((pad.status.left_cc + 50) // 100) in line for line in lines)


def test_led_and_buzzer_tell_what_happens_and_the_buzzer_is_never_left_on(pad):
    pad.run_for(BOOT_S)
    assert pad.led != (0, 0, 0) or changes(pad, "LED")
    begin(pad)
    pad.run_for(5)
    assert pad.buzzer_hz == 0
    stop_s = pad.now_s
    stop(pad)
    pad.run_for(3)
    assert [at_s for at_s, hz in changes(pad, "BUZZER") if hz and at_s > stop_s]
    tones = spans(changes(pad, "BUZZER"), pad.now_s)
    assert max(to_s - from_s for from_s, to_s in tones) < 1.5
    assert pad.buzzer_hz == 0


@pytest.mark.parametrize("how", ["absent", "stuck"])
def test_a_display_that_does_not_answer_at_start_is_no_error(make_pad, how):
    pad = make_pad()
    pad.set_display(how)
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(20)
    assert state(pad) == "RUNNING"
    assert pad.faults_seen == []
    assert not any("rror" in line or "display" in line for line in pad.printed)


@pytest.mark.parametrize("how", ["absent", "stuck"])
def test_a_display_that_goes_in_the_middle_of_a_session_disturbs_nothing(make_pad, how):
    pad = make_pad({"monostable_ms": 200.0, "ambient_c": 10.0})
    pad.run_for(BOOT_S)
    begin_warm(pad)
    pad.run_for(5)
    pulled_s = pad.now_s
    pad.set_display(how)
    pad.run_for(5)
    assert state(pad) == "RUNNING"
    assert pad.plant.rpm == pytest.approx(1000, rel=0.05)
    assert pad.printed.count(GONE) == 1
    assert max(alive_gaps(pad, pulled_s)) <= LONGEST_ALIVE_GAP_S
    touched_s = pad.now_s
    stop(pad)
    assert off_after_s(pad, "MOTOR_PWM", touched_s) <= REACTION_S
    assert off_after_s(pad, "HEATER", touched_s) <= REACTION_S
    go_on(pad)
    assert pad.faults_seen == []
    assert pad.resets == []


def test_a_stop_is_as_quick_while_the_display_hangs_on_the_bus(make_pad):
    pad = make_pad({"ambient_c": 10.0})
    pad.run_for(BOOT_S)
    begin_warm(pad)
    for phase in range(25):
        pad.run_for(0.3 + 0.0113 * phase)
        pad.set_display("stuck")
        pad.run_for(0.003 * (phase % 7))
        touched_s = pad.now_s
        pad.press("START")
        pad.run_for(0.1)
        assert off_after_s(pad, "MOTOR_PWM", touched_s) <= REACTION_S
        pad.set_display("fitted")
        pad.run_for(0.5)
        go_on(pad)
    assert GONE not in pad.printed  # never three errors running


@pytest.mark.parametrize("code", ["py", "mpy"])
def test_a_pad_with_start_and_a_motor_only_gives_a_whole_session(make_pad, code):
    """What is left of the hour, 310 s, to keep it short."""
    pad = make_pad({"display_fitted": 0}, board=BARE, code=code)
    pad.run_for(BOOT_S)
    record = RtcRecord()
    record.massage(used_s=54 * 60 + 50)
    record.put(pad)
    restart(pad, "machine.reset")
    begin(pad)
    began_s = pad.now_s
    pad.run_for(15)
    touched_s = pad.now_s
    stop(pad)
    assert off_after_s(pad, "MOTOR_PWM", touched_s) <= REACTION_S
    go_on(pad)
    if code == "mpy":
        pad.run_until(began_s + 300)
        assert state(pad) == "RUNNING"
        wait_for(pad, lambda: state(pad) == "DONE", 60, 0.5)
        massaged_s = sum(to_s - from_s for from_s, to_s in spans(changes(pad, "MOTOR_PWM"), pad.now_s))
        assert massaged_s == pytest.approx(310, abs=1)
    assert changes(pad, "HEATER") == []
    assert changes(pad, "LED") == []
    assert changes(pad, "BUZZER") == []
    assert pad.faults_seen == []
    assert_quiet_outside_sessions(pad)


def test_a_pad_without_heat_has_no_heat_and_needs_no_sensor(make_pad):
    pad = make_pad(board={"HAS_HEAT": False})
    for broken in ("ntc_left_open", "ntc_right_short", "adc_ref_bad", "heater_mosfet_short", "sense_stuck_high"):
        pad.inject(broken)
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(2)
    click(pad, "HEAT", 3)
    click(pad, "FASTER", 3)
    pad.run_for(20)
    assert pad.status.speed_step == 4
    assert pad.status.heat_level == 0
    assert pad.status.left_cc == -32768
    assert changes(pad, "HEATER") == []
    assert pad.faults_seen == []


RADIO_THAT_HANGS = {"bluetooth.py": "while True:\n    pass\n"}


def test_a_radio_that_is_said_to_be_missing_is_never_touched(make_pad):
    pad = make_pad(board={"HAS_RADIO": False}, overlay=RADIO_THAT_HANGS)
    pad.run_for(BOOT_S)
    click(pad, "START")
    assert state(pad) == "CHECK"
    with pytest.raises(SimulatorError, match="loops without end"):
        make_pad(overlay=RADIO_THAT_HANGS).run_for(BOOT_S)


def test_a_pad_as_it_is_in_wokwi_runs_and_heats(make_pad):
    pad = make_pad(board=LACKS)
    pad.run_for(BOOT_S)
    begin_warm(pad)
    pad.run_for(20)
    assert state(pad) == "RUNNING"
    assert pad.faults_seen == []


def test_a_pad_without_heat_stops_for_a_dead_task_all_the_same(make_pad):
    pad = make_pad(board=BARE)
    for fault in ("task_killed:motor", "task_killed:buttons", "task_killed:sensors", "task_blocked:session"):
        pad.power_cycle()
        pad.run_for(BOOT_S)
        if state(pad) == "FAULT":  # a power cut does not clear it
            clear_fault(pad)
        begin(pad)
        pad.run_for(1)
        broken_s = pad.now_s
        pad.inject(fault)
        pad.run_for(1.5)
        assert off_after_s(pad, "MOTOR_PWM", broken_s) <= 0.5, fault
        assert off_after_s(pad, "RAIL", broken_s) <= 0.9, fault


@pytest.mark.parametrize("missing", ["HAS_LED", "HAS_BUZZER", "HAS_DISPLAY", "HAS_TACH"])
def test_any_one_thing_may_be_missing(make_pad, missing):
    pad = make_pad(board={missing: False})
    pad.run_for(BOOT_S)
    begin(pad)
    click(pad, "HEAT")
    pad.run_for(20)
    assert state(pad) == "RUNNING"
    assert pad.plant.heater_energy_j > 50
    assert pad.faults_seen == []
    assert {"HAS_LED": "LED", "HAS_BUZZER": "BUZZER"}.get(missing) not in {name for _, name, _ in pad.trace}
    stop(pad)
    assert state(pad) == "STOPPED"
    assert_quiet_outside_sessions(pad)
