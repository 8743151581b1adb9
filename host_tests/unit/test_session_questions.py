"""Rules of the session for the questions about the feet."""

import pytest

from host_tests.unit.session_steps import OTHERS, assert_nothing_runs, click, into, press, take
from pad import buttons, cues
from pad.session import (
    CHECK,
    CHECK_REFUSED,
    DONE,
    LOCKED,
    NO_REASON,
    OFF,
    RUNNING,
    TIME_UP,
    Session,
)

# --- the question before ----------------------------------------------------------------------------------------------


def test_start_in_off_asks_about_the_feet_first(finger):
    finger.press("START")
    assert (finger.session.state, finger.session.cue) == (CHECK, cues.CHECK)
    assert_nothing_runs(finger.session)


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_button_begins_anything(finger, name):
    finger.press(name)
    finger.press(name, 2_500)
    assert finger.session.state == OFF
    finger.to_check()
    finger.wait_s(4)
    finger.press(name)
    finger.press(name, 5_500)
    assert finger.session.state == CHECK


def test_the_answer_counts_after_three_seconds_and_not_before(finger):
    session = finger.session
    for waited_ms, state in ((2_999, CHECK), (3_000, RUNNING)):
        session.step(0, False, 0)
        session._enter(CHECK, cues.CHECK)
        session.step(0, False, waited_ms)
        click(session)
        assert session.state == state


@pytest.mark.parametrize(("since_ms", "state"), [(19, CHECK), (20, RUNNING)])
def test_the_time_since_the_last_step_counts_for_the_answer(finger, since_ms, state):
    finger.to_check()
    finger.session.step(0, False, 2_980 - finger.session.since_ms)
    click(finger.session, after_ms=since_ms)
    assert finger.session.state == state


def test_check_may_open_before_the_first_step_of_all(finger):
    session = Session(True, finger.session.heat_budget)
    press(session, "START")
    session.step(0, False, 100)
    assert (session.state, session.since_ms) == (CHECK, 80)


def test_a_hold_counts_that_begins_in_the_very_moment_of_the_question(finger):
    finger.session._enter(CHECK, cues.CHECK)
    button = press(finger.session, "START", after_ms=0)
    button.held_ms = 3_000
    take(finger.session, "START", button, 3_000)
    assert finger.session.state == LOCKED


@pytest.mark.parametrize("opened_ms", [20, 40, 60, 80])
def test_the_three_seconds_begin_when_check_opens_not_when_the_session_is_stepped(finger, opened_ms):
    session = finger.session
    nothing = buttons.Button()
    session.step(0, False, 100)
    for _ in range(opened_ms // 20 - 1):
        take(session, "START", nothing)
    press(session, "START")
    assert session.state == CHECK
    session.step(0, False, 100)
    assert session.since_ms == 100 - opened_ms


def test_an_early_answer_is_refused_and_the_next_one_counts(finger):
    finger.to_check()
    finger.wait(1_500)
    finger.press("START")
    assert (finger.session.state, finger.session.cue) == (CHECK, cues.REFUSED)
    finger.wait(2_000)
    finger.press("START")
    assert (finger.session.state, finger.session.cue) == (RUNNING, cues.START)
    assert finger.session.stop_reason == NO_REASON
    assert finger.session.foot_check_due is False


def test_check_ends_by_itself_after_five_minutes_and_without_a_sound(finger):
    finger.to_check()
    told = finger.session.cue_count
    finger.wait_s(299)
    assert finger.session.state == CHECK
    finger.wait_s(2)
    assert finger.session.state == OFF
    assert (finger.session.cue, finger.session.cue_count) == (cues.CHECK, told)


@pytest.mark.parametrize("state", [CHECK, DONE])
def test_start_held_three_seconds_says_that_something_is_wrong(finger, state):
    into(finger, state)
    finger.wait_s(4)
    finger.press("START", 2_900)
    assert finger.session.state == state
    assert finger.session.cue == cues.REFUSED  # longer than a click, shorter than a refusal
    finger.press("START", 3_100)
    assert (finger.session.state, finger.session.stop_reason) == (LOCKED, CHECK_REFUSED)
    assert finger.session.cue == cues.LOCKED
    assert finger.session.foot_check_due


def test_the_hold_takes_effect_while_it_lasts(finger):
    finger.to_check()
    finger.hold("START")
    finger.wait(3_100)
    assert finger.session.state == LOCKED


@pytest.mark.parametrize("hold_ms", [500, 1_500, 3_500, 12_000])
def test_the_press_that_asks_the_question_answers_nothing_however_long(finger, hold_ms):
    finger.press("START", hold_ms)
    assert finger.session.state == CHECK


@pytest.mark.parametrize(("held_ms", "state"), [(1_000, RUNNING), (1_001, CHECK)])
def test_an_answer_longer_than_a_second_is_refused(finger, held_ms, state):
    finger.to_check()
    finger.wait_s(4)
    click(finger.session, after_ms=20, held_ms=held_ms)
    assert finger.session.state == state


def test_a_new_start_knows_nothing_of_the_session_before(finger):
    finger.to_done()
    finger.wait_s(3)
    finger.press("START")
    assert finger.session.stop_reason == TIME_UP
    assert finger.session.elapsed_ms > 290_000
    finger.to_running()
    assert finger.session.stop_reason == NO_REASON
    assert finger.session.elapsed_ms < 2_000


def test_a_hold_that_began_before_the_question_ended_starts_nothing(finger):
    finger.to_check()
    finger.wait_s(299)
    finger.hold("START")
    finger.wait(2_000)  # CHECK has ended by itself meanwhile
    assert finger.session.state == OFF
    finger.release("START")
    finger.wait(500)
    assert finger.session.state == OFF


# --- the question after -----------------------------------------------------------------------------------------------


def test_start_in_done_confirms(finger):
    finger.to_done()
    assert finger.session.foot_check_due
    finger.wait_s(3)
    finger.press("START")
    assert (finger.session.state, finger.session.cue) == (OFF, cues.PRESS)
    assert finger.session.foot_check_due is False
    assert finger.session.stop_reason == TIME_UP


def test_done_ends_by_itself_after_five_minutes_and_the_next_start_asks_again(finger):
    finger.to_done()
    finger.wait_s(298)
    assert finger.session.state == DONE
    finger.wait_s(3)
    assert (finger.session.state, finger.session.cue) == (OFF, cues.TIME_UP)  # no sound
    assert finger.session.foot_check_due
    finger.to_check()
    assert finger.session.foot_check_due
    finger.wait_s(4)
    finger.press("START")
    assert not finger.session.foot_check_due


def test_a_press_meant_to_stop_as_the_time_runs_out_confirms_nothing(finger):
    finger.to_done()
    finger.press("START")
    assert finger.session.state == DONE
