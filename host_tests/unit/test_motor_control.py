"""Motor control, alone and on the model of the motor."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from host_tests.integer_range import Small, assert_kept_numbers_small
from host_tests.small_module import watch_constants
from pad import motor_control
from pad.limits import KICK_MAX_MS, RAMP_DOWN_RPM_S, RAMP_UP_RPM_S, SPEED_MAX_RPM, SPEED_STEP_1_RPM
from pad.motor_control import MotorControl
from tools.benchmarks.motor import LOADS, SUPPLIES_V, TAUS_MS, run, steady_error_percent

SLOWEST_RAMP_RPM_S = 100
CORNERS = [
    {"supply_v": supply_v, "foot_load": load, "motor_tau_ms": tau_ms}
    for supply_v, load, tau_ms in itertools.product(SUPPLIES_V, LOADS, TAUS_MS)
]


@pytest.mark.parametrize("target_rpm", [1000, 1270, 2350, 3700])
def test_with_a_tach_the_speed_is_within_3_percent_for_any_supply_and_load(target_rpm):
    for pad in CORNERS:
        samples = run(pad, target_rpm, 20 + (target_rpm - 1000) / SLOWEST_RAMP_RPM_S)
        assert steady_error_percent(samples, target_rpm, last_s=4) <= 3, pad


def test_every_start_gets_going_and_never_passes_step_1():
    for pad in CORNERS:
        samples = run(pad, 1000, 10)
        assert max(sample.rpm for sample in samples) <= 1.03 * SPEED_STEP_1_RPM, pad
        assert next(sample.at_s for sample in samples if sample.rpm > 100) <= 0.5, pad


def test_the_ramp_is_no_steeper_than_allowed():
    for pad in CORNERS:
        samples = [sample for sample in run(pad, 3700, 40) if sample.at_s > 8]
        for earlier, later in zip(samples, samples[40:], strict=False):
            assert later.rpm - earlier.rpm <= 1.1 * RAMP_UP_RPM_S * (later.at_s - earlier.at_s), pad


def test_with_a_tach_the_ramp_hardly_overshoots():
    for pad in CORNERS:
        assert max(sample.rpm for sample in run(pad, 3700, 45)) <= 1.03 * 3700, pad


def test_without_a_tach_the_reference_pad_is_about_right():
    for target_rpm in (1000, 2350, 3700):
        samples = run({}, target_rpm, 14 + (target_rpm - 1000) / SLOWEST_RAMP_RPM_S, has_tach=False)
        assert steady_error_percent(samples, target_rpm) <= 3


def test_without_a_tach_heavy_feet_and_a_weak_supply_still_turn():
    assert run({"supply_v": 10.2, "foot_load": 1.0}, 1000, 10, has_tach=False)[-1].rpm > 300


def started(has_tach=True, target_rpm=1000, passes=40):
    """A control that holds its target: the tach says what the ramp asks for."""
    control = MotorControl(has_tach)
    for _ in range(passes):
        control.step(target_rpm, control.setpoint_rpm, 50)
    return control


def test_the_kick_is_one_pass_and_only_for_a_motor_at_rest():
    control = MotorControl(True)
    kick, *after = [control.step(1000, 0, 50) for _ in range(4)]
    assert kick > 2 * max(after)
    assert KICK_MAX_MS >= 50
    assert MotorControl(True).step(1000, 300, 50) < kick / 2
    assert MotorControl(False).step(1000, -1, 50) == kick


@pytest.mark.parametrize("target_rpm", [1000, 2350, 3700])
def test_every_start_begins_at_step_1(target_rpm):
    control = MotorControl(True)
    control.step(target_rpm, 0, 50)
    assert control.setpoint_rpm == SPEED_STEP_1_RPM


def test_a_target_below_step_1_is_not_passed():
    control = MotorControl(True)
    control.step(600, 0, 50)
    assert control.setpoint_rpm == 600


@pytest.mark.parametrize("target_rpm", [0, -1])
def test_off_is_off_at_once_and_the_next_start_begins_anew(target_rpm):
    control = started(target_rpm=3700, passes=600)
    assert control.setpoint_rpm == 3700
    assert control.step(target_rpm, 3700, 50) == 0
    assert control.setpoint_rpm == 0
    control.step(3700, 2000, 50)
    assert control.setpoint_rpm == SPEED_STEP_1_RPM


@given(st.integers(1, 200), st.integers(1, 400))
def test_the_setpoint_rises_as_asked_and_never_faster_than_allowed(dt_ms, ramp_rpm_s):
    control = MotorControl(False)
    control.step(3700, -1, dt_ms)
    for _ in range(50):
        control.step(3700, -1, dt_ms, ramp_rpm_s)
    most = 50 * dt_ms * min(ramp_rpm_s, RAMP_UP_RPM_S) / 1000
    assert min(0.75 * most - 2, 2700) <= control.setpoint_rpm - SPEED_STEP_1_RPM <= min(most, 2700)


def test_the_setpoint_falls_no_faster_than_allowed():
    control = started(target_rpm=3700, passes=600)
    for _ in range(40):
        control.step(1000, 3700, 50)
    assert 3700 - 2 * RAMP_DOWN_RPM_S <= control.setpoint_rpm <= 3700 - 1.5 * RAMP_DOWN_RPM_S


def test_no_target_goes_beyond_the_highest_speed():
    assert started(target_rpm=9000, passes=1000).setpoint_rpm == SPEED_MAX_RPM


def test_a_late_pass_is_no_jump():
    control = started()
    control.step(3700, 1000, 60_000)
    assert control.setpoint_rpm <= 1000 + RAMP_UP_RPM_S * 0.2


def test_a_lost_tach_raises_the_duty_by_little():
    control = started(passes=200)
    before = control.step(1000, 1000, 50)
    falling = [control.step(1000, max(0, 1000 - 50 * i), 50) for i in range(400)]
    assert max(falling) - before <= 40


def test_the_trim_is_bounded_both_ways():
    slow, fast = started(), started()
    for _ in range(2000):
        slow_duty, fast_duty = slow.step(1000, 500, 50), fast.step(1000, 3000, 50)
    assert slow_duty - fast_duty == pytest.approx(2 * (75 + 36), abs=2)


@pytest.mark.parametrize("has_tach", [True, False])
def test_an_unknown_speed_leaves_the_trim_alone(has_tach):
    control = MotorControl(has_tach)
    control.step(1000, -1, 50)
    assert len({control.step(1000, -1, 50) for _ in range(100)}) == 1


ANY = st.integers(-(2**30), 2**30 - 1)
SPEED = st.one_of(st.sampled_from([0, 1000, 2350, 3700]), ANY)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.booleans(),
    st.lists(
        st.tuples(st.integers(1, 60), SPEED, SPEED, st.one_of(st.just(50), ANY), st.integers(-400, 400)), max_size=25
    ),
)
def test_any_input_gives_a_duty_within_bounds_and_small_intermediates(monkeypatch, has_tach, phases):
    control = watch_constants(monkeypatch, motor_control).MotorControl(has_tach)
    for count, target_rpm, measured_rpm, dt_ms, ramp_rpm_s in phases:
        for _ in range(count):
            duty = control.step(Small(target_rpm), Small(measured_rpm), Small(dt_ms), Small(ramp_rpm_s))
            assert 0 <= duty <= 1000
            assert control.setpoint_rpm <= SPEED_MAX_RPM
            assert duty == 0 or target_rpm > 0
    assert_kept_numbers_small(control)
