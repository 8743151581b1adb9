"""Rules of the session for phones: what they turn down, what they have tightened, and the hold that lets them in."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.unit.changed_settings import tighten_limits
from host_tests.unit.finger import Finger
from host_tests.unit.session_steps import MINUTE_MS, press
from pad import buttons, cues
from pad.session import CHECK, DONE, OFF, RUNNING, STATE_NAMES, STOPPED

VALUES = st.tuples(st.integers(1, 11), st.integers(0, 3), st.sampled_from((5, 10, 15, 20, 25, 30)))


def finger_with(speed=11, heat=3, minutes=30):
    finger = Finger()
    tighten_limits(finger.session, speed, heat, minutes)
    return finger


# --- turning down -----------------------------------------------------------------------------------------------------


def test_only_what_is_lower_and_can_be_is_taken(finger):
    session = finger.session
    session.state = RUNNING
    for speed_step, heat_level in product((-1, *range(13), 255), (-1, *range(5), 255)):
        session.speed_step, session.heat_level = 5, 2
        before = (session.cue, session.cue_count)
        slower, cooler = speed_step in (1, 2, 3, 4), heat_level in (0, 1)
        assert session.turn_down(speed_step, heat_level) is (slower or cooler)
        assert session.speed_step == (speed_step if slower else 5)
        assert session.heat_level == (heat_level if cooler else 2)
        told = (cues.HEAT_OFF if cooler else cues.PRESS, before[1] + 1)
        assert (session.cue, session.cue_count) == (told if slower or cooler else before)


# --- the hold that lets a phone in ------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_time", [True, False])
def test_the_pad_is_off_for_the_opener_in_off_and_for_start_in_check_as_well(has_time):
    pad = Finger().session
    for state in range(8):
        pad.state = state
        opener = buttons.TIME if has_time else buttons.START
        assert pad.is_off_for(opener) == (state == OFF or (state == CHECK and not has_time))


@pytest.mark.parametrize("most", [5, 20, 30])
def test_a_press_of_time_that_is_undone_leaves_the_minutes_as_they_were(most):
    session = finger_with(minutes=most).session
    for minutes in range(5, most + 1, 5):
        session.chosen_min = minutes
        press(session, "TIME")
        told = session.cue_count
        session.undo_press(buttons.TIME)
        assert (session.state, session.chosen_min) == (OFF, minutes)
        assert (session.cue, session.cue_count) == (cues.PRESS, told + 1)


@pytest.mark.parametrize("rests", [False, True])
def test_a_press_of_start_that_is_undone_leaves_the_pad_off(finger, rests):
    session = finger.session
    session.allowance.used_ms = 60 * MINUTE_MS if rests else 0
    press(session, "START")
    assert (session.state, session.cue) == ((OFF, cues.REFUSED) if rests else (CHECK, cues.CHECK))
    told = session.cue_count
    session.undo_press(buttons.START)
    assert (session.state, session.chosen_min) == (OFF, 15)
    assert (session.cue, session.cue_count) == (cues.PRESS, told + 1)


# --- limits that a phone has tightened --------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 10, 11])
def test_faster_ends_at_the_highest_step_that_is_set(most):
    finger = finger_with(most)
    finger.to_running()
    for _ in range(12):
        finger.press("FASTER")
    assert (finger.session.speed_step, finger.session.cue) == (most, cues.REFUSED)
    assert finger.session.target_rpm() == 1000 + (most - 1) * 270


@pytest.mark.parametrize("most", [1, 2, 3])
def test_heat_goes_round_as_far_as_is_set(most):
    finger = finger_with(11, most)
    finger.to_running()
    levels = []
    for _ in range(2 * most + 2):
        finger.press("HEAT")
        levels.append(finger.session.heat_level)
    assert levels == 2 * [*range(1, most + 1), 0]


def test_heat_that_is_set_to_none_is_refused():
    finger = finger_with(11, 0)
    finger.to_running()
    finger.press("HEAT")
    assert (finger.session.heat_level, finger.session.cue) == (0, cues.REFUSED)


@pytest.mark.parametrize("most", [5, 10, 15, 20, 25, 30])
def test_time_goes_round_as_far_as_is_set(most):
    finger = finger_with(11, 3, most)
    chosen = set()
    for _ in range(7):
        chosen.add(finger.session.chosen_min)
        finger.press("TIME")
    assert chosen == set(range(5, most + 1, 5))


@pytest.mark.parametrize("most", [5, 10, 15])
def test_no_session_begins_longer_than_is_set(most):
    finger = finger_with(11, 3, most)
    finger.to_running()
    assert (most - 1) * MINUTE_MS < finger.session.remaining_ms <= most * MINUTE_MS


def test_time_is_added_only_up_to_what_is_set():
    finger = finger_with(11, 3, 10)
    finger.to_running()
    finger.wait_s(120)
    finger.press("TIME")
    assert 10 * MINUTE_MS - 1_000 < finger.session.remaining_ms <= 10 * MINUTE_MS
    finger.press("TIME")
    assert (finger.session.remaining_ms <= 10 * MINUTE_MS, finger.session.cue) == (True, cues.REFUSED)


def test_a_session_in_progress_obeys_at_once(finger):
    finger.to_running()
    for name in ("FASTER", "FASTER", "FASTER", "HEAT", "HEAT"):
        finger.press(name)
    tighten_limits(finger.session, 2, 1, 5)
    session = finger.session
    assert (session.state, session.speed_step, session.heat_level) == (RUNNING, 2, 1)
    assert (session.remaining_ms, session.chosen_min) == (5 * MINUTE_MS, 5)
    finger.wait_s(301)
    assert session.state == DONE


def test_what_could_be_gone_on_with_is_shortened_too(finger):
    finger.to_stopped()
    tighten_limits(finger.session, 1, 0, 5)
    finger.wait_s(2)
    finger.press("START")
    assert finger.session.state == RUNNING
    assert finger.session.remaining_ms <= 5 * MINUTE_MS


def test_what_is_lower_already_stays_as_it_is(running):
    running.press("FASTER")
    running.press("HEAT")
    running.wait_s(700)
    before = (running.session.speed_step, running.session.heat_level, running.session.remaining_ms)
    tighten_limits(running.session, 2, 1, 5)
    assert (running.session.speed_step, running.session.heat_level, running.session.remaining_ms) == before


@pytest.mark.parametrize("state", range(8), ids=STATE_NAMES)
@given(values=VALUES)
def test_obeying_never_gives_more_in_any_state(state, values):
    session = Finger().session
    session.state = state
    session.chosen_min, session.remaining_ms = 30, 30 * MINUTE_MS if state in (RUNNING, STOPPED) else 0
    session.speed_step, session.heat_level = (11, 3) if state == RUNNING else (0, 0)
    tighten_limits(session, *values)
    assert session.state == state
    assert session.speed_step == (values[0] if state == RUNNING else 0)
    assert session.heat_level == (values[1] if state == RUNNING else 0)
    assert session.chosen_min == values[2]
    assert session.remaining_ms == (values[2] * MINUTE_MS if state in (RUNNING, STOPPED) else 0)


def test_a_choice_that_was_kept_across_a_reset_obeys_too():
    finger = finger_with(11, 3, 10)
    finger.session.restore_choices(30, 0)
    finger.session.obey_settings()
    assert (finger.session.chosen_min, finger.session.state) == (10, OFF)


def test_a_pad_whose_settings_were_forgotten_gives_all_again():
    finger = finger_with(1, 0, 5)
    finger.session.settings.forget()
    finger.session.obey_settings()
    finger.press("TIME")
    assert finger.session.chosen_min == 10
    finger.to_running()
    finger.press("FASTER")
    finger.press("HEAT")
    assert (finger.session.speed_step, finger.session.heat_level) == (2, 1)
