"""Rules of the session for stopping, and for going on afterwards."""

import pytest

from host_tests.unit.session_steps import MINUTE_MS, OTHERS, assert_nothing_runs, click, held, into
from pad import buttons, cues
from pad.session import (
    BUTTON,
    CHECK,
    DONE,
    FAULT,
    LOCKED,
    OFF,
    PHONE,
    REASON_NAMES,
    RUNNING,
    SAFE_MODE,
    SELF_TEST,
    STOPPED,
)


def touch(finger, index=buttons.START):
    """Only the very first closed sample of a contact."""
    finger.contacts[index].step(True, 20)
    finger.session.take(index, finger.contacts[index])


def test_the_first_closed_sample_of_start_stops(running):
    running.press("HEAT")
    touch(running)
    assert (running.session.state, running.session.stop_reason) == (STOPPED, BUTTON)
    assert_nothing_runs(running.session)
    assert running.session.cue == cues.STOP
    assert running.session.foot_check_due


@pytest.mark.parametrize("seconds", [0, 20, 60, 14 * 60 + 10])
def test_start_stops_in_every_phase(finger, seconds):
    finger.to_running()
    finger.wait_s(seconds)
    touch(finger)
    assert finger.session.state == STOPPED


def test_start_stops_during_the_self_test(finger):
    finger.to_self_test()
    assert finger.session.self_testing()
    touch(finger)
    assert finger.session.state == STOPPED
    assert not finger.session.self_testing()


@pytest.mark.parametrize(
    ("state", "name", "limit_ms", "after"),
    [
        (RUNNING, "TIME", 2_000, STOPPED),
        (CHECK, "START", 3_000, LOCKED),
        (DONE, "START", 3_000, LOCKED),
        (LOCKED, "START", 5_000, OFF),
    ],
)
def test_a_hold_counts_from_its_limit_on_and_not_before(finger, state, name, limit_ms, after):
    into(finger, state)
    held(finger.session, name, limit_ms - 1)
    assert finger.session.state == state
    held(finger.session, name, limit_ms)
    assert finger.session.state == after


def test_a_hold_of_five_seconds_asks_to_clear_and_not_before(finger):
    finger.to_fault()
    held(finger.session, "START", 4_999)
    assert not finger.session.clear_wanted
    held(finger.session, "START", 5_000)
    assert finger.session.clear_wanted


@pytest.mark.parametrize(
    ("state", "limit_ms", "after"), [(CHECK, 300_000, OFF), (STOPPED, 120_000, DONE), (DONE, 300_000, OFF)]
)
def test_a_question_waits_exactly_so_long(finger, state, limit_ms, after):
    into(finger, state)
    finger.session.step(0, False, limit_ms - 1 - finger.session.since_ms)
    assert finger.session.state == state
    finger.session.step(0, False, 1)
    assert finger.session.state == after


def test_a_late_pass_ends_the_session_too(running):
    running.session.step(0, True, running.session.remaining_ms - 50)
    running.session.step(0, True, 3_000)
    assert (running.session.state, running.session.remaining_ms) == (DONE, 0)


@pytest.mark.parametrize("name", OTHERS)
def test_a_touch_of_another_button_does_not_stop(running, name):
    touch(running, buttons.NAMES.index(name))
    assert running.session.state == RUNNING


@pytest.mark.parametrize("name", OTHERS)
def test_any_button_held_two_seconds_stops(running, name):
    running.press(name, hold_ms=1_960)
    assert running.session.state == RUNNING
    running.hold(name)
    running.wait(2_060)
    assert (running.session.state, running.session.stop_reason) == (STOPPED, BUTTON)


def test_a_button_that_is_leaned_on_during_the_start_stops(finger):
    finger.to_check()
    finger.wait_s(4)
    finger.hold("FASTER")
    finger.wait(2_500)
    finger.hold("START")
    finger.wait(120)
    finger.release("START")
    finger.wait(300)
    assert finger.session.state == STOPPED


@pytest.mark.parametrize("stop_by", [(BUTTON, "button"), (PHONE, "phone")])
def test_the_reason_of_a_stop_is_kept(running, stop_by):
    reason, name = stop_by
    running.session.stop(reason)
    running.wait_s(60)
    assert running.session.stop_reason == reason
    assert REASON_NAMES[reason] == name


@pytest.mark.parametrize("state", [OFF, CHECK, STOPPED, DONE, FAULT, LOCKED, SAFE_MODE])
def test_a_stop_where_nothing_runs_changes_nothing(finger, state):
    into(finger, state)
    reason, told = finger.session.stop_reason, finger.session.cue_count
    finger.session.stop(PHONE)
    assert (finger.session.state, finger.session.stop_reason, finger.session.cue_count) == (state, reason, told)


def test_after_a_stop_start_is_ignored_for_one_and_a_half_seconds(running):
    running.press("START")
    told = running.session.cue_count
    while running.session.since_ms < 1_300:
        running.wait(20)
    running.press("START")
    assert running.session.state == STOPPED
    assert running.session.cue_count == told
    running.wait(400)
    running.press("START")
    assert running.session.state == RUNNING


@pytest.mark.parametrize(("waited_ms", "state"), [(1_499, STOPPED), (1_500, RUNNING)])
def test_the_second_and_a_half_ends_when_it_ends(running, waited_ms, state):
    session = running.session
    session.step(0, False, 100)
    session.stop(BUTTON)
    session.step(0, False, waited_ms)
    click(session)
    assert session.state == state


@pytest.mark.parametrize("hold_ms", [500, 1_000, 2_500, 6_000])
def test_the_press_that_stops_does_not_go_on_and_is_not_refused_however_long(running, hold_ms):
    running.press("START", hold_ms)
    assert (running.session.state, running.session.cue) == (STOPPED, cues.STOP)


def test_a_trembling_hand_that_stops_does_not_start_again(running):
    for _ in range(6):
        running.hold("START")
        running.wait(60)
        running.release("START")
        running.wait(190)
        assert running.session.state == STOPPED


def test_stop_and_go_on_with_the_time_that_was_left(running):
    running.wait_s(200)
    running.press("FASTER")
    running.press("START")
    left, elapsed = running.session.remaining_ms, running.session.elapsed_ms
    assert left > 10 * MINUTE_MS
    running.wait_s(100)
    assert running.session.remaining_ms == left
    running.press("START")
    assert (running.session.state, running.session.remaining_ms) == (RUNNING, left)
    assert running.session.elapsed_ms == elapsed
    assert running.session.phase == SELF_TEST
    assert (running.session.speed_step, running.session.heat_level) == (1, 0)
    assert not running.session.foot_check_due


def test_going_on_is_possible_for_two_minutes(running):
    running.session.stop(BUTTON)
    running.wait_s(119)
    assert running.session.state == STOPPED
    running.press("START")
    assert running.session.state == RUNNING


def test_after_two_minutes_the_feet_are_asked_about(running):
    running.session.stop(BUTTON)
    running.wait_s(121)
    assert (running.session.state, running.session.cue) == (DONE, cues.CHECK)
    assert running.session.remaining_ms == 0
    running.press("START")  # at once, meant for what was there before
    assert running.session.state == DONE
    running.wait_s(2)
    running.press("START")
    assert running.session.state == OFF


def test_a_press_that_began_in_stopped_confirms_nothing_in_done(running):
    running.session.stop(BUTTON)
    running.wait_s(119)
    running.hold("START")
    running.wait(800)
    while running.session.state == STOPPED:
        running.wait(20)
    running.release("START")
    running.wait(500)
    assert running.session.state == DONE


def test_a_long_press_in_stopped_is_refused(running):
    running.press("START")
    running.wait_s(3)
    running.press("START", 1_500)
    assert (running.session.state, running.session.cue) == (STOPPED, cues.REFUSED)
