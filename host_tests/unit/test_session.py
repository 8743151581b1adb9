"""Every rule of the session as a test whose name says the rule, asserted at what controllers and guard follow.

Here codes, speed and heat; the others: time, phases, questions, stop, fault, phone.
"""

import pytest

from host_tests.unit.finger import Finger
from host_tests.unit.session_steps import assert_nothing_runs, into
from pad import cues
from pad import session as session_module
from pad.session import (
    BUTTON,
    BY_FAULT,
    CHECK,
    CHECK_REFUSED,
    COOL_DOWN,
    DONE,
    FAULT,
    LOCKED,
    NO_REASON,
    OFF,
    PHONE,
    REASON_NAMES,
    RESET,
    RUNNING,
    SAFE_MODE,
    SELF_TEST,
    STATE_NAMES,
    STOPPED,
    TIME_UP,
    WARM_UP,
    WORK,
    Session,
)

# --- codes that phones and diaries keep -------------------------------------------------------------------------------


def test_state_and_reason_codes_are_those_of_the_design():
    assert tuple(range(8)) == (OFF, CHECK, RUNNING, STOPPED, DONE, FAULT, LOCKED, SAFE_MODE)
    assert STATE_NAMES == ("OFF", "CHECK", "RUNNING", "STOPPED", "DONE", "FAULT", "LOCKED", "SAFE_MODE")
    assert tuple(range(7)) == (NO_REASON, TIME_UP, BUTTON, PHONE, BY_FAULT, RESET, CHECK_REFUSED)
    assert REASON_NAMES == ("none", "time up", "button", "phone", "fault", "reset", "foot check refused")
    assert tuple(range(4)) == (SELF_TEST, WARM_UP, WORK, COOL_DOWN)


def test_a_new_session_is_off_and_wants_nothing(finger):
    fresh = Session(True, finger.session.heat_budget)
    assert fresh.state == OFF
    assert fresh.stop_reason == NO_REASON
    assert_nothing_runs(fresh)
    assert not fresh.self_testing()
    assert fresh.phase == SELF_TEST
    assert (fresh.foot_check_due, fresh.clear_wanted) == (False, False)
    assert (fresh.remaining_ms, fresh.elapsed_ms, fresh.since_ms) == (0, 0, 0)
    assert (fresh.allowance.used_ms, fresh.allowance.idle_ms) == (0, 0)
    assert (fresh.cue, fresh.cue_count) == (cues.READY, 1)


@pytest.mark.parametrize("state", [OFF, CHECK, RUNNING, STOPPED, DONE, FAULT, LOCKED, SAFE_MODE])
def test_others_are_told_what_a_state_means(finger, state):
    into(finger, state)
    session = finger.session
    assert session.may_run() == (state == RUNNING)
    assert session.awaits_feet() == (state in (CHECK, RUNNING, STOPPED, DONE))
    assert session.asks_before_start() == (state in (CHECK, STOPPED))
    assert session.is_locked() == (state == LOCKED)


def test_what_is_calculated_with_is_whole():
    """A fraction would be a float, which is a heap object on the board."""
    numbers = [value for name, value in vars(session_module).items() if name.isupper() and not name.endswith("NAMES")]
    assert all(type(value) in (int, tuple) for value in numbers)


# --- speed ------------------------------------------------------------------------------------------------------------


def test_there_are_eleven_steps_of_270_rpm_from_1000_to_3700(running):
    speeds = [running.session.target_rpm()]
    for _ in range(10):
        running.press("FASTER")
        speeds.append(running.session.target_rpm())
    assert speeds == list(range(1000, 3701, 270))


def test_faster_at_the_highest_step_is_refused(running):
    for _ in range(10):
        running.press("FASTER")
    assert running.session.cue == cues.PRESS
    running.press("FASTER")
    assert running.session.speed_step == 11
    assert running.session.cue == cues.REFUSED


def test_slower_at_step_1_is_refused_and_does_not_stop(running):
    running.press("FASTER")
    running.press("SLOWER")
    assert (running.session.speed_step, running.session.cue) == (1, cues.PRESS)
    running.press("SLOWER")
    assert (running.session.speed_step, running.session.cue) == (1, cues.REFUSED)
    assert running.session.state == RUNNING


def test_faster_moves_one_step_a_press_without_auto_repeat(running):
    running.press("FASTER", hold_ms=1_900)
    assert running.session.speed_step == 2
    running.press("SLOWER", hold_ms=1_900)
    assert running.session.speed_step == 1


def test_every_start_is_at_step_1(finger):
    finger.to_running()
    assert finger.session.speed_step == 1
    for _ in range(5):
        finger.press("FASTER")
    assert finger.session.target_rpm() == 1000 + 5 * 270
    finger.press("START")
    finger.wait_s(2)
    finger.press("START")
    assert (finger.session.state, finger.session.speed_step) == (RUNNING, 1)
    finger.wait_s(2)
    assert finger.session.target_rpm() == 1000


def test_nothing_moves_during_the_self_test(finger):
    finger.to_self_test()
    assert finger.session.self_testing()
    assert finger.session.may_run()
    assert finger.session.target_rpm() == 0
    assert finger.session.heat_target_cc() == 0


def test_speed_rises_half_as_fast_during_warm_up(running):
    assert running.session.phase == WARM_UP
    assert running.session.ramp_up_rpm_s() == 65
    running.wait_s(31)
    assert running.session.phase == WORK
    assert running.session.ramp_up_rpm_s() == 135


# --- heat -------------------------------------------------------------------------------------------------------------


def test_heat_is_off_at_every_start_and_goes_low_medium_high_off(running):
    targets = [running.session.heat_target_cc()]
    told = []
    for _ in range(4):
        running.press("HEAT")
        targets.append(running.session.heat_target_cc())
        told.append(running.session.cue)
    assert targets == [0, 3500, 3700, 3900, 0]
    assert told == [cues.HEAT_ON, cues.HEAT_ON, cues.HEAT_ON, cues.HEAT_OFF]


def test_heat_is_off_after_going_on(running):
    running.press("HEAT")
    running.press("START")
    assert_nothing_runs(running.session)
    running.wait_s(2)
    running.press("START")
    running.wait_s(2)
    assert (running.session.state, running.session.heat_level) == (RUNNING, 0)


@pytest.mark.parametrize(("state", "phase"), [(RUNNING, SELF_TEST), (CHECK, WORK), (DONE, WORK), (FAULT, WORK)])
def test_no_heat_is_asked_for_where_nothing_may_warm_even_if_a_level_were_left(finger, state, phase):
    finger.session.state, finger.session.phase = state, phase
    finger.session.heat_level = 3
    assert finger.session.heat_target_cc() == 0


def test_a_pad_without_heat_refuses_heat():
    finger = Finger(has_heat=False)
    finger.to_running()
    finger.press("HEAT")
    assert (finger.session.heat_level, finger.session.cue) == (0, cues.REFUSED)


def test_heat_is_refused_during_the_self_test(finger):
    finger.to_self_test()
    finger.press("HEAT")
    assert (finger.session.heat_level, finger.session.cue) == (0, cues.REFUSED)


def test_heat_ends_when_30_minutes_of_it_are_used(finger):
    for _ in range(3):
        finger.press("TIME")
    finger.to_running()
    finger.press("HEAT")
    finger.wait_s(60)
    for _ in range(6):
        finger.press("TIME")
        finger.wait_s(270)
        assert finger.session.heat_level == 1
    begun_at_s = finger.session.heat_budget.left_s()
    assert begun_at_s > 60
    finger.press("TIME")
    finger.wait_s(begun_at_s - 5)
    assert finger.session.heat_level == 1
    finger.wait_s(10)
    assert finger.session.state == RUNNING
    assert finger.session.heat_target_cc() == 0
    finger.press("HEAT")
    assert (finger.session.heat_level, finger.session.cue) == (0, cues.REFUSED)


def test_a_quarter_of_an_hour_of_heat_is_left_after_power_on():
    finger = Finger(heat_used=True)
    for _ in range(3):
        finger.press("TIME")
    finger.to_running()
    finger.press("HEAT")
    finger.wait_s(15 * 60 - 5)
    assert finger.session.heat_level == 1
    finger.wait_s(10)
    assert (finger.session.heat_level, finger.session.cue) == (0, cues.HEAT_OFF)
    assert finger.session.state == RUNNING


def test_heat_is_off_in_the_cool_down_and_stays_off(running):
    running.press("HEAT")
    running.wait_s(14 * 60 - 5)
    assert running.session.heat_level == 1
    running.wait_s(10)
    assert (running.session.phase, running.session.heat_level) == (COOL_DOWN, 0)
    running.press("HEAT")
    assert (running.session.heat_level, running.session.cue) == (0, cues.REFUSED)
