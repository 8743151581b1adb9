"""Rules of the session for faults, locks and safe mode, and for what a reset leaves of it."""

import pytest

from host_tests.unit.session_steps import OTHERS, assert_nothing_runs, into
from pad import buttons, cues, faults
from pad.session import (
    BUTTON,
    BY_FAULT,
    CHECK,
    CHECK_REFUSED,
    DONE,
    FAULT,
    LOCKED,
    NO_REASON,
    OFF,
    RESET,
    RUNNING,
    SAFE_MODE,
    STOPPED,
    TIME_UP,
    Session,
)

# --- fault ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [OFF, CHECK, RUNNING, STOPPED, DONE])
def test_a_fault_ends_every_state_at_the_next_step(finger, state):
    into(finger, state)
    finger.session.step(faults.OVER_TEMPERATURE, True, 100)
    assert (finger.session.state, finger.session.cue) == (FAULT, cues.FAULT)
    assert finger.session.remaining_ms == 0
    assert_nothing_runs(finger.session)


def test_a_fault_is_the_reason_of_a_stop_only_when_it_stopped_something(finger):
    into(finger, STOPPED)
    finger.to_fault()
    assert finger.session.stop_reason == BUTTON
    finger.press("START", 5_200)
    finger.wait_s(1)
    finger.to_running()
    finger.fault = faults.NTC_LEFT_OPEN
    finger.wait(100)
    assert finger.session.stop_reason == BY_FAULT
    assert finger.session.foot_check_due


@pytest.mark.parametrize("state", [LOCKED, SAFE_MODE])
def test_locked_and_safe_mode_stay_what_they_are_when_a_fault_comes(finger, state):
    into(finger, state)
    told = finger.session.cue_count
    finger.fault = faults.OVER_TEMPERATURE
    finger.wait_s(10)
    assert (finger.session.state, finger.session.cue_count) == (state, told)


def test_a_fault_is_told_once(finger):
    finger.to_fault()
    told = finger.session.cue_count
    finger.wait_s(10)
    assert finger.session.cue_count == told


def test_start_held_five_seconds_clears_a_fault_whose_cause_is_gone(finger):
    finger.to_fault()
    finger.press("START", 4_900)
    assert finger.session.state == FAULT
    finger.press("START", 5_200)
    assert (finger.session.state, finger.session.cue) == (OFF, cues.PRESS)
    assert finger.fault == faults.NONE
    finger.wait_s(10)
    assert finger.session.state == OFF


def test_a_fault_whose_cause_is_there_is_not_cleared_and_one_hold_asks_once(finger):
    finger.to_fault()
    finger.fault_is_gone = False
    told = finger.session.cue_count
    finger.press("START", 9_000)
    assert finger.session.state == FAULT
    assert finger.session.cue == cues.REFUSED
    assert finger.session.cue_count == told + 1
    finger.press("START", 5_200)
    assert finger.session.cue_count == told + 2


def test_a_wish_to_clear_does_not_outlive_the_fault(finger):
    finger.to_fault()
    finger.session._unlock()
    assert finger.session.clear_wanted
    finger.session.step(faults.NONE, False, 100)
    assert finger.session.state == OFF
    assert finger.session.clear_wanted is False


def test_an_answer_ends_the_wish_to_clear(finger):
    finger.to_fault()
    finger.session._unlock()
    finger.session.clear_answered(False)
    assert (finger.session.state, finger.session.clear_wanted) == (FAULT, False)


def test_a_trembling_hold_clears_a_fault_too(finger):
    finger.to_fault()
    for _ in range(30):
        finger.hold("START")
        finger.wait(100)
        finger.release("START")
        finger.wait(100)
    assert finger.session.state == OFF


def test_a_hold_that_began_before_the_fault_clears_nothing(finger):
    finger.to_check()
    finger.hold("START")
    finger.wait(500)
    finger.to_fault()
    finger.wait_s(8)
    assert finger.session.state == FAULT
    assert not finger.session.clear_wanted


@pytest.mark.parametrize("name", OTHERS)
def test_only_start_clears(finger, name):
    finger.to_fault()
    finger.press(name, 8_000)
    assert finger.session.state == FAULT


def test_a_fault_that_is_cleared_without_being_asked_for_leads_to_off_not_on(running):
    running.to_fault()
    running.fault = faults.NONE
    running.wait(200)
    assert running.session.state == OFF


def test_a_failed_self_test_ends_the_start(finger):
    finger.self_test_works = False
    finger.to_check()
    finger.wait_s(4)
    finger.press("START")
    finger.wait_s(2)
    assert finger.session.state == FAULT
    assert finger.session.elapsed_ms == 0


def test_nothing_resumes_after_a_fault(running):
    running.to_fault()
    running.press("START", 5_200)
    assert running.session.state == OFF
    assert running.session.remaining_ms == 0
    running.press("START")
    assert running.session.state == CHECK


# --- locked and safe mode ---------------------------------------------------------------------------------------------


def test_locked_ends_by_start_held_five_seconds(finger):
    finger.to_locked()
    finger.press("START", 4_900)
    assert finger.session.state == LOCKED
    finger.press("START", 5_200)
    assert (finger.session.state, finger.session.cue) == (OFF, cues.PRESS)
    assert finger.session.foot_check_due


def test_the_hold_that_locks_does_not_unlock_however_long(finger):
    finger.to_check()
    finger.press("START", 15_000)
    assert finger.session.state == LOCKED
    finger.press("START")
    assert finger.session.state == LOCKED


def test_a_jammed_start_never_unlocks(finger):
    finger.to_check()
    finger.hold("START")
    finger.wait_s(15 * 60)
    assert finger.session.state == LOCKED
    finger.release("START")
    finger.wait_s(1)
    assert finger.session.state == LOCKED


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_button_unlocks(finger, name):
    finger.to_locked()
    finger.press(name, 8_000)
    assert finger.session.state == LOCKED


def test_locked_lasts_for_days(finger):
    finger.to_locked()
    for _ in range(30 * 24 * 3600 // 3):
        finger.session.step(0, False, 3_000)
    assert finger.session.state == LOCKED
    assert finger.session.since_ms == 0x3FFFFFF


def test_nothing_leaves_safe_mode(finger):
    finger.session.enter_safe_mode()
    assert finger.session.cue == cues.FAULT
    for name in buttons.NAMES:
        finger.press(name)
        finger.press(name, 6_000)
    finger.fault = faults.CRASH_LOOP
    finger.wait_s(3600)
    assert finger.session.state == SAFE_MODE
    assert_nothing_runs(finger.session)


# --- after a reset ----------------------------------------------------------------------------------------------------


@pytest.fixture
def restored(finger):
    return Session(True, finger.session.heat_budget)


@pytest.mark.parametrize("minutes", [5, 15, 30])
@pytest.mark.parametrize("reason", [NO_REASON, TIME_UP, CHECK_REFUSED])
def test_choice_and_reason_are_kept_across_a_reset(restored, minutes, reason):
    restored.restore_choices(minutes, reason)
    assert (restored.chosen_min, restored.stop_reason) == (minutes, reason)
    assert restored.state == OFF
    assert not restored.foot_check_due


def test_a_session_that_a_reset_ended_does_not_resume_and_asks_for_a_look_at_the_feet(restored):
    restored.restore_choices(15, BUTTON)
    restored.restore_state(True, True, False)
    assert (restored.state, restored.stop_reason) == (OFF, RESET)
    assert restored.foot_check_due
    assert restored.remaining_ms == 0
    assert_nothing_runs(restored)


def test_a_locked_pad_is_locked_after_a_reset(restored):
    restored.restore_state(False, True, True)
    assert (restored.state, restored.cue) == (LOCKED, cues.LOCKED)
    assert restored.foot_check_due


@pytest.mark.parametrize("due", [False, True])
def test_a_look_at_the_feet_that_was_due_is_due_after_a_reset(restored, due):
    restored.restore_state(False, due, False)
    assert (restored.state, restored.stop_reason) == (OFF, NO_REASON)
    assert restored.foot_check_due == due


MINUTES_WRONG = "^chosen minutes out of range$"
REASON_WRONG = "^stop reason out of range$"


@pytest.mark.parametrize(
    ("minutes", "reason", "complaint"),
    [(wrong, NO_REASON, MINUTES_WRONG) for wrong in (0, 3, 35, -5, 31)]
    + [(15, wrong, REASON_WRONG) for wrong in (7, -1)],
)
def test_values_that_cannot_be_are_refused_after_a_reset(restored, minutes, reason, complaint):
    with pytest.raises(ValueError, match=complaint):
        restored.restore_choices(minutes, reason)
    assert (restored.chosen_min, restored.stop_reason) == (15, NO_REASON)
