"""The motor: speed, ramps and starts, measured at the shaft and at the PWM."""

import pytest

from host_tests.device.person import BOOT_S, begin, click, go_on, hold, state, stop, wait_for
from host_tests.device.traces import assert_quiet_outside_sessions, changes

STEP_1_RPM = 1000
TICKS_WRAP_MS = 1 << 30
SLOPE_OVER_S = 0.5
HEAVY, EMPTY, COMMON = 1.0, 0.0, 0.4


def rpm_of(step):
    return STEP_1_RPM + 270 * (step - 1)


def set_load(pad, supply_v, foot_load):
    """No feet at all stand for an empty pad."""
    pad.plant.change("supply_v", supply_v)
    pad.plant.change("foot_load", foot_load)
    pad.plant.set_feet(foot_load > 0, foot_load > 0)


def record_rpm(pad, seconds, every_s=0.05):
    speeds = []
    for _ in range(round(seconds / every_s)):
        pad.run_for(every_s)
        speeds.append(pad.plant.rpm)
    return speeds


def slopes(speeds, every_s=0.05):
    """Change of speed in rpm/s over each half second."""
    apart = round(SLOPE_OVER_S / every_s)
    return [(later - earlier) / SLOPE_OVER_S for earlier, later in zip(speeds, speeds[apart:], strict=False)]


@pytest.mark.parametrize("tach", [True, False], ids=["tach", "no tach"])
def test_each_start_is_a_kick_of_at_most_300_ms_that_never_passes_the_speed_of_step_1(make_pad, tach):
    pad = make_pad(board={"HAS_TACH": tach})
    pad.run_for(BOOT_S)
    begin(pad)
    click(pad, "FASTER", 2)  # the next start does not remember it
    for supply_v, foot_load in [(12, COMMON), (10.2, HEAVY), (13.8, EMPTY), (13.8, HEAVY), (10.2, EMPTY), (12, COMMON)]:
        stop(pad)
        pad.run_for(1)  # at rest
        set_load(pad, supply_v, foot_load)
        pad.plant.reset_maxima()
        stopped_s = pad.now_s
        go_on(pad)
        wait_for(pad, lambda: pad.motor_duty < 0.25, 0.3, 0.01)
        assert pad.plant.max_rpm <= STEP_1_RPM
        (began_s, _), (ended_s, _) = [change for change in changes(pad, "MOTOR_PWM") if change[0] > stopped_s][:2]
        assert ended_s - began_s <= 0.3
        assert pad.plant.rpm > 0  # it was enough
        assert pad.status.speed_step == 1
        pad.run_for(8)
        assert pad.plant.rpm > 400
        if tach:
            assert pad.plant.rpm == pytest.approx(STEP_1_RPM, rel=0.03)
            assert pad.plant.max_rpm <= 1.03 * STEP_1_RPM
    assert_quiet_outside_sessions(pad)


def test_speed_is_within_3_percent_for_any_supply_and_load(make_pad):
    pad = make_pad(ticks_start_ms=TICKS_WRAP_MS - 60_000)
    pad.run_for(BOOT_S)
    begin(pad)
    for step in (1, 6, 11):
        for foot_load in (EMPTY, 0.5, HEAVY):
            for supply_v in (10.2, 12.0, 13.8):
                set_load(pad, supply_v, foot_load)
                pad.run_for(15)
                speeds = record_rpm(pad, 1.5)
                assert min(speeds) >= 0.97 * rpm_of(step), (step, foot_load, supply_v)
                assert max(speeds) <= 1.03 * rpm_of(step), (step, foot_load, supply_v)
        click(pad, "FASTER", 5)
    assert state(pad) == "RUNNING"


@pytest.mark.parametrize("later_s", [0, 1.8])  # how much the shaft runs ahead depends on when, too
@pytest.mark.parametrize(("supply_v", "foot_load"), [(12.0, COMMON), (13.8, EMPTY), (10.2, HEAVY)])
def test_the_speed_rises_by_at_most_135_and_falls_by_at_most_540_rpm_a_second(make_pad, supply_v, foot_load, later_s):
    pad = make_pad({"supply_v": supply_v, "foot_load": foot_load, "feet": int(foot_load > 0)})
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(8)
    pad.press("FASTER")
    rose_from_rpm = pad.plant.rpm
    pad.run_for(3)
    assert pad.plant.rpm - rose_from_rpm <= 3 * 135 / 2  # half the speed of the ramp in the first half minute
    pad.run_for(23)
    for i in range(10):
        pad.press("FASTER", at_s=pad.now_s + 0.35 * i)
    rising = record_rpm(pad, 23)
    assert max(slopes(rising)) <= 135
    assert pad.status.speed_step == 11
    assert rising[-1] == pytest.approx(rpm_of(11), rel=0.03)
    pad.run_for(later_s)
    for i in range(11):  # one more than there are
        pad.press("SLOWER", at_s=pad.now_s + 0.35 * i)
    falling = record_rpm(pad, 16)
    assert min(slopes(falling)) >= -540
    assert pad.status.speed_step == 1
    assert falling[-1] == pytest.approx(rpm_of(1), rel=0.03)


def test_a_press_moves_the_target_by_one_step_and_holding_repeats_nothing(pad):
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(31)
    for expected in range(2, 12):
        hold(pad, "FASTER", 1.5)
        assert pad.status.speed_step == expected
    click(pad, "FASTER")
    assert pad.status.speed_step == 11
    pad.run_for(15)
    assert max(record_rpm(pad, 5)) <= 1.03 * 3700
    hold(pad, "SLOWER", 1.5)
    assert pad.status.speed_step == 10


def test_neither_a_lost_tach_nor_a_blocked_motor_makes_the_speed_run_away(pad):
    pad.run_for(BOOT_S)
    begin(pad)
    click(pad, "FASTER", 5)
    pad.run_for(35)
    duty = pad.motor_duty
    pad.inject("tach_lost")
    pad.run_for(20)
    assert pad.motor_duty <= duty * 1.1
    assert pad.plant.rpm <= rpm_of(6) * 1.1
    pad.clear("tach_lost")
    pad.run_for(20)
    pad.inject("motor_stalled")
    pad.run_for(20)
    assert pad.motor_duty <= duty * 1.1
    pad.plant.reset_maxima()
    pad.clear("motor_stalled")
    pad.run_for(20)
    assert pad.plant.max_rpm <= rpm_of(6) * 1.1


def test_without_a_tach_the_speed_is_right_on_the_reference_pad(make_pad):
    pad = make_pad(board={"HAS_TACH": False})
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(31)
    for step in (1, 6, 11):
        pad.run_for(13)
        assert pad.plant.rpm == pytest.approx(rpm_of(step), rel=0.05)
        assert pad.status.rpm == rpm_of(step)  # commanded, since nothing measures it
        assert not pad.status.tach_fitted
        click(pad, "FASTER", 5)


def test_an_older_port_without_counter_measures_the_speed_by_interrupts(make_pad):
    pad = make_pad(hidden=["Counter"])
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(15)
    assert pad.plant.rpm == pytest.approx(STEP_1_RPM, rel=0.03)
    assert pad.status.rpm == pytest.approx(pad.plant.rpm, rel=0.02)


def test_a_stop_follows_no_ramp(pad):
    pad.run_for(BOOT_S)
    begin(pad)
    click(pad, "FASTER", 6)
    pad.run_for(30)
    pad.press("START")
    wait_for(pad, lambda: pad.motor_duty == 0, 0.15, 0.01)
    pad.run_for(3)
    assert pad.plant.rpm == 0
