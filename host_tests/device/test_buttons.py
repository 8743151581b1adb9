"""Buttons under hands that tremble: what counts, what does not, and how soon it stops."""

import pytest

from host_tests.device.person import (
    BOOT_S,
    begin,
    begin_warm,
    clear_fault,
    click,
    go_on,
    hold,
    open_check,
    state,
    wait_for,
)
from host_tests.device.traces import (
    REACTION_S,
    assert_heater_rests,
    assert_quiet_outside_sessions,
    off_after_s,
)

NO_BOUNCE = {"bounce_ms": 0.0}
FREEZING = {"ambient_c": 10.0}  # the heater is on nearly all the time
OTHERS = ("FASTER", "SLOWER", "HEAT", "TIME")


def test_the_first_closed_sample_of_start_stops_motor_and_heater_within_150_ms_and_the_rest_can_be_gone_on_with(
    make_pad,
):
    """Over 110 phases; each time the session goes on with the time that was left, from step 1 and without heat."""
    pad = make_pad({**FREEZING, "bounce_ms": 15.0, "gc_ms": 10.0})
    pad.run_for(BOOT_S)
    begin_warm(pad, 3)
    heater_was_on = 0
    for phase in range(110):
        pad.run_for(0.2 + 0.0073 * phase)
        click(pad, "FASTER")
        heater_was_on += pad.heater_pin
        left_s = pad.status.remaining_s
        touched_s = pad.now_s
        pad.press("START", hold_s=0.06 + 0.05 * (phase % 5))
        pad.run_for(1)
        assert off_after_s(pad, "MOTOR_PWM", touched_s) <= REACTION_S
        assert off_after_s(pad, "HEATER", touched_s) <= REACTION_S
        assert not pad.rail_closed
        assert state(pad) == "STOPPED"
        assert left_s - 1 <= pad.status.remaining_s <= left_s
        go_on(pad)
        assert (pad.status.speed_step, pad.status.heat_level) == (1, 0)
        assert left_s - 1 <= pad.status.remaining_s <= left_s
        click(pad, "HEAT", 3)
        wait_for(pad, lambda: pad.heater_pin, 10)
    assert heater_was_on > 55
    assert_quiet_outside_sessions(pad)
    assert_heater_rests(pad)


def test_any_button_held_for_2_s_stops_and_a_shorter_hold_does_not(make_pad):
    pad = make_pad(FREEZING)
    pad.run_for(BOOT_S)
    begin(pad)
    for phase, button in enumerate(OTHERS * 3):
        pad.run_for(0.013 * phase)
        hold(pad, button, 1.9)
        assert state(pad) == "RUNNING"
        touched_s = pad.now_s
        pad.hold(button)
        pad.run_for(2.5)
        assert state(pad) == "STOPPED"
        assert 2.0 <= off_after_s(pad, "MOTOR_PWM", touched_s) <= 2.0 + REACTION_S
        assert off_after_s(pad, "HEATER", touched_s) <= 2.0 + REACTION_S
        pad.release(button)
        go_on(pad)
    assert_quiet_outside_sessions(pad)


@pytest.mark.parametrize("bounce_ms", [0.0, 15.0])
def test_presses_of_60_ms_count_once_at_any_phase(make_pad, bounce_ms):
    pad = make_pad({"bounce_ms": bounce_ms})
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(0.3)
    for phase in range(60):
        up = phase % 20 < 10
        before = pad.status.speed_step
        pad.run_for(0.0017)
        pad.press("FASTER" if up else "SLOWER", hold_s=0.06)
        pad.run_for(0.45)
        assert pad.status.speed_step == before + (1 if up else -1), phase


def test_bounces_of_15_ms_do_not_count_at_any_phase(make_pad):
    pad = make_pad(NO_BOUNCE)
    pad.run_for(BOOT_S)
    for _ in range(60):
        pad.run_for(0.1017)
        pad.press("START", hold_s=0.015)
        pad.press("TIME", hold_s=0.015)
    pad.run_for(0.3)
    assert state(pad) == "OFF"
    assert pad.status.chosen_minutes == 15
    begin(pad)
    for _ in range(60):
        pad.run_for(0.1017)
        pad.press("FASTER", hold_s=0.015)
        pad.press("HEAT", hold_s=0.015)
    pad.run_for(0.3)
    assert (pad.status.speed_step, pad.status.heat_level) == (1, 0)


def test_one_press_of_a_trembling_finger_is_one_press(make_pad):
    pad = make_pad(NO_BOUNCE)
    pad.run_for(BOOT_S)
    begin(pad)
    for closed_s, open_s in ((0.06, 0.06), (0.03, 0.1), (0.1, 0.03)):
        before = pad.status.speed_step
        for i in range(6):
            pad.press("FASTER", hold_s=closed_s, at_s=pad.now_s + i * (closed_s + open_s))
        pad.run_for(1.5)
        assert pad.status.speed_step == before + 1


def test_after_a_stop_start_is_ignored_for_one_and_a_half_seconds(pad):
    pad.run_for(BOOT_S)
    begin(pad)
    for _ in range(3):
        pad.run_for(0.4)
        touched_s = pad.now_s
        for at_s in (0.0, 0.25, 0.5, 0.75, 1.0, 1.35):
            pad.press("START", hold_s=0.1, at_s=touched_s + at_s)
        pad.run_for(3)
        assert state(pad) == "STOPPED"
        assert off_after_s(pad, "MOTOR_PWM", touched_s) <= REACTION_S
        click(pad, "START")
        assert state(pad) == "RUNNING"
        pad.run_for(1.5)
        assert pad.motor_duty > 0
    touched_s = pad.now_s
    pad.press("START")
    pad.press("START", at_s=touched_s + 1.65)
    pad.run_for(2.2)
    assert state(pad) == "RUNNING"


def test_a_button_that_is_stuck_at_power_on_is_a_fault_that_names_it_until_it_is_free(pad):
    for code, button in enumerate(("START", *OTHERS), start=40):
        pad.hold(button)
        pad.power_cycle()
        pad.run_for(4)
        assert state(pad) == "FAULT"
        assert pad.status.fault_code == code
        assert pad.faults_seen[-1].name == f"button_stuck_{button}"
        clear_fault(pad)
        assert state(pad) == "FAULT"
        pad.release(button)
        pad.run_for(0.5)
        clear_fault(pad)
        assert state(pad) == "OFF"
    assert pad.rail_changes == []


def test_a_finger_that_rests_on_a_button_at_power_on_is_no_fault_and_no_press(pad):
    pad.power_cycle()
    pad.press("START", hold_s=2.7)
    pad.press("TIME", hold_s=2.7)
    pad.run_for(5)
    assert state(pad) == "OFF"
    assert pad.status.chosen_minutes == 15
    open_check(pad)
    assert state(pad) == "CHECK"


def test_a_button_that_sticks_in_a_session_stops_it_and_is_named_after_20_s(pad):
    pad.run_for(BOOT_S)
    begin(pad)
    stuck_s = pad.now_s
    pad.inject("button_stuck:HEAT")
    pad.run_for(19.5)
    assert off_after_s(pad, "MOTOR_PWM", stuck_s) <= 2.0 + REACTION_S
    assert state(pad) == "STOPPED"
    pad.run_for(1)
    assert state(pad) == "FAULT"
    assert pad.faults_seen[-1].name == "button_stuck_HEAT"
    pad.clear("button_stuck:HEAT")
    clear_fault(pad)
    assert state(pad) == "OFF"
    assert_quiet_outside_sessions(pad)


def test_a_press_of_one_to_three_seconds_answers_no_question(pad):
    pad.run_for(BOOT_S)
    open_check(pad)
    pad.run_for(4)
    hold(pad, "START", 1.5)
    assert state(pad) == "CHECK"
    hold(pad, "START", 2.7)
    assert state(pad) == "CHECK"
    hold(pad, "START", 0.9)
    assert state(pad) == "RUNNING"
