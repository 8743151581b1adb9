"""Rules of the session for minutes, the hour that they share, and the rest after it."""

import pytest

from host_tests.unit.session_steps import MINUTE_MS, assert_nothing_runs, into, press
from pad import cues
from pad.limits import REST_MIN, SESSION_TOTAL_MIN
from pad.session import (
    CHECK,
    DONE,
    FAULT,
    LOCKED,
    OFF,
    RUNNING,
    SAFE_MODE,
    STOPPED,
    TIME_UP,
    Allowance,
)


def test_a_session_lasts_15_minutes_unless_chosen_otherwise(running):
    assert 15 * MINUTE_MS - 1000 < running.session.remaining_ms <= 15 * MINUTE_MS


def test_time_in_off_cycles_5_to_30_in_fives(finger):
    chosen = [finger.session.chosen_min]
    for _ in range(6):
        finger.press("TIME")
        chosen.append(finger.session.chosen_min)
    assert chosen == [15, 20, 25, 30, 5, 10, 15]
    assert finger.session.cue == cues.PRESS


@pytest.mark.parametrize("state", [CHECK, STOPPED, DONE, FAULT, LOCKED, SAFE_MODE])
def test_time_chooses_in_no_other_state(finger, state):
    into(finger, state)
    chosen, remaining, told = finger.session.chosen_min, finger.session.remaining_ms, finger.session.cue_count
    finger.press("TIME")
    assert (finger.session.chosen_min, finger.session.remaining_ms) == (chosen, remaining)
    assert finger.session.cue_count == told
    assert finger.session.state == state


@pytest.mark.parametrize("minutes", [5, 10, 20, 30])
def test_the_chosen_minutes_are_what_a_session_lasts(finger, minutes):
    finger.choose(minutes)
    finger.to_running()
    finger.wait_s(minutes * 60 - 2)
    assert finger.session.state == RUNNING
    finger.wait_s(2)
    assert (finger.session.state, finger.session.stop_reason) == (DONE, TIME_UP)
    assert abs(finger.session.elapsed_ms - minutes * MINUTE_MS) <= 100
    assert_nothing_runs(finger.session)


def test_time_while_running_adds_five_minutes(running):
    before = running.session.remaining_ms
    running.press("TIME")
    assert running.session.cue == cues.PRESS
    assert before + 5 * MINUTE_MS - 1000 < running.session.remaining_ms <= before + 5 * MINUTE_MS


def test_no_more_than_30_minutes_may_remain(running):
    for _ in range(3):
        running.press("TIME")
    assert running.session.remaining_ms > 29 * MINUTE_MS
    running.wait_s(20)
    running.press("TIME")
    assert running.session.cue == cues.PRESS
    assert 30 * MINUTE_MS - 1000 < running.session.remaining_ms <= 30 * MINUTE_MS


@pytest.mark.parametrize(("missing_ms", "cue"), [(999, cues.REFUSED), (1000, cues.PRESS)])
def test_time_is_refused_when_less_than_a_second_could_be_added(running, missing_ms, cue):
    running.session.remaining_ms = 30 * MINUTE_MS - missing_ms
    press(running.session, "TIME")
    assert running.session.cue == cue


def massage_for_an_hour(finger):
    """Ask for more until 60 minutes are used up, stop looking when the session has ended."""
    finger.to_running()
    while finger.session.state == RUNNING:
        finger.press("TIME")
        finger.wait_s(120)


def test_a_session_ends_after_60_minutes_in_all_however_often_time_is_asked_for(finger):
    massage_for_an_hour(finger)
    assert finger.session.state == DONE
    assert finger.session.stop_reason == TIME_UP
    assert 60 * MINUTE_MS - 2_000 <= finger.session.elapsed_ms <= 60 * MINUTE_MS


def test_after_60_minutes_half_an_hour_of_rest_is_due(finger):
    massage_for_an_hour(finger)
    finger.press("START")
    assert finger.session.state == OFF
    assert 25 * 60 < finger.session.allowance.rest_s() <= 30 * 60
    finger.wait_s(finger.session.allowance.rest_s() - 5)
    finger.press("START")
    assert (finger.session.state, finger.session.cue) == (OFF, cues.REFUSED)
    finger.wait_s(10)
    finger.to_running()
    assert finger.session.remaining_ms > 14 * MINUTE_MS


def test_sessions_one_after_another_share_the_hour(finger):
    finger.choose(30)
    finger.to_running()
    finger.wait_s(28 * 60)
    finger.press("START")
    finger.wait_s(8 * 60)
    assert finger.session.state == OFF
    finger.to_running()
    finger.wait_s(28 * 60)
    finger.press("START")
    finger.wait_s(2)
    assert finger.session.allowance.rest_s() > 0  # less than five minutes are left
    finger.press("START")
    assert finger.session.state == RUNNING  # what was begun may be finished
    finger.wait_s(10 * 60)
    assert finger.session.state != RUNNING


def test_a_start_gets_no_more_than_what_is_left_of_the_hour(finger):
    finger.session.allowance.used_ms = 53 * MINUTE_MS
    finger.to_running()
    assert 6 * MINUTE_MS < finger.session.remaining_ms <= 7 * MINUTE_MS
    finger.press("TIME")
    assert finger.session.cue == cues.REFUSED


def test_time_is_cut_at_what_is_left_of_the_hour(finger):
    finger.session.allowance.used_ms = 42 * MINUTE_MS
    finger.to_running()
    finger.press("TIME")
    assert finger.session.cue == cues.PRESS
    assert 17 * MINUTE_MS < finger.session.remaining_ms <= 18 * MINUTE_MS


@pytest.mark.parametrize(("used_ms", "rest_s"), [(55 * MINUTE_MS, 0), (55 * MINUTE_MS + 1, 1800)])
def test_rest_is_due_when_less_than_five_minutes_are_left(used_ms, rest_s):
    allowance = Allowance()
    allowance.used_ms = used_ms
    assert allowance.rest_s() == rest_s


def test_30_minutes_without_massage_give_the_hour_back_and_less_do_not():
    allowance = Allowance()
    allowance.step(True, SESSION_TOTAL_MIN * MINUTE_MS)
    assert allowance.left_ms() == 0
    allowance.step(False, REST_MIN * MINUTE_MS - 1)
    assert allowance.left_ms() == 0
    assert allowance.rest_s() == 1
    allowance.step(False, 1)
    assert allowance.left_ms() == SESSION_TOTAL_MIN * MINUTE_MS
    assert allowance.rest_s() == 0
    assert (allowance.used_ms, allowance.idle_ms) == (0, 0)  # as new


def test_massage_in_between_begins_the_rest_anew():
    allowance = Allowance()
    allowance.step(True, 50 * MINUTE_MS)
    allowance.step(False, 29 * MINUTE_MS)
    allowance.step(True, 6 * MINUTE_MS)
    allowance.step(False, 29 * MINUTE_MS)
    assert allowance.rest_s() == 60


def test_more_than_the_hour_leaves_nothing():
    allowance = Allowance()
    allowance.step(True, 61 * MINUTE_MS)
    assert allowance.left_ms() == 0
