"""Every rule of the session as a test whose name says the rule, asserted at what controllers and guard follow."""

import pytest

from host_tests.unit.finger import Finger
from pad import buttons, cues, faults
from pad import session as session_module
from pad.limits import COOL_DOWN_S, REST_MIN, SESSION_TOTAL_MIN
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
    Allowance,
    Session,
)

MINUTE_MS = 60_000
OTHERS = ("FASTER", "SLOWER", "HEAT", "TIME")


@pytest.fixture
def finger():
    return Finger()


@pytest.fixture
def running(finger):
    finger.to_running()
    return finger


def into(finger, state):
    """Bring a new pad into a state, by hand."""
    ways = {
        OFF: lambda: None,
        CHECK: finger.to_check,
        RUNNING: finger.to_running,
        STOPPED: finger.to_stopped,
        DONE: finger.to_done,
        FAULT: finger.to_fault,
        LOCKED: finger.to_locked,
        SAFE_MODE: finger.session.enter_safe_mode,
    }
    ways[state]()
    assert finger.session.state == state


def assert_nothing_runs(session):
    assert not session.may_run()
    assert session.target_rpm() == 0
    assert session.heat_target_cc() == 0
    assert session.speed_step == 0
    assert session.heat_level == 0


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
    finger.self_test_works = None
    finger.to_check()
    finger.wait_s(4)
    finger.press("START")
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
    finger.self_test_works = None
    finger.to_check()
    finger.wait_s(4)
    finger.press("START")
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


# --- time -------------------------------------------------------------------------------------------------------------


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
    while finger.session.chosen_min != minutes:
        finger.press("TIME")
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
    pressed = buttons.Button()
    pressed.pressed = True
    running.session.take(buttons.TIME, pressed, 20)
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
    while finger.session.chosen_min != 30:
        finger.press("TIME")
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


# --- phases -----------------------------------------------------------------------------------------------------------


def test_warm_up_lasts_30_seconds(finger):
    session = finger.session
    finger.to_check()
    finger.wait_s(4)
    finger.press("START")
    session.step(0, True, 100)
    session.step(0, True, 29_999)
    assert session.phase == WARM_UP
    session.step(0, True, 1)
    assert session.phase == WORK


def test_cool_down_begins_60_seconds_before_the_end(running):
    session = running.session
    session.step(0, True, session.remaining_ms - COOL_DOWN_S * 1000 - 1)
    assert session.phase != COOL_DOWN
    session.step(0, True, 1)
    assert session.phase == COOL_DOWN
    assert session.cue == cues.ENDING_SOON
    session.step(0, True, 59_999)
    assert session.state == RUNNING
    session.step(0, True, 1)
    assert (session.state, session.cue) == (DONE, cues.TIME_UP)


def test_cool_down_comes_down_to_step_1_in_its_first_half(running):
    for _ in range(10):
        running.press("FASTER")
    running.wait_s(14 * 60 - 12)
    assert (running.session.phase, running.session.speed_step) == (WORK, 11)
    seen = []
    while running.session.remaining_ms > COOL_DOWN_S * 500:
        running.wait(100)
        seen.append(running.session.speed_step)
    assert seen[-1] == 1
    assert all(0 <= before - after <= 1 for before, after in zip(seen, seen[1:], strict=False))
    running.wait_s(20)
    assert running.session.speed_step == 1


def test_cool_down_takes_a_step_down_each_eleventh_of_its_first_half(running):
    for _ in range(10):
        running.press("FASTER")
    session = running.session
    session.step(0, True, session.remaining_ms - COOL_DOWN_S * 1000)
    for speed_step in (11, 10, 9):
        session.step(0, True, 2_726)
        assert session.speed_step == speed_step
        session.step(0, True, 1)
        assert session.speed_step == speed_step - 1


def test_cool_down_goes_slower_by_hand_and_not_faster(running):
    for _ in range(10):
        running.press("FASTER")
    running.wait_s(14 * 60)
    before = running.session.speed_step
    running.press("FASTER")
    assert running.session.speed_step <= before
    assert running.session.cue == cues.REFUSED
    running.press("SLOWER")
    assert running.session.cue == cues.PRESS
    assert running.session.speed_step < before


def test_time_in_the_cool_down_goes_on_without_heat(running):
    running.press("FASTER")
    running.press("HEAT")
    running.wait_s(14 * 60 + 10)
    assert running.session.phase == COOL_DOWN
    running.press("TIME")
    assert running.session.phase == WORK
    assert running.session.heat_level == 0
    running.press("HEAT")
    assert running.session.heat_level == 1
    running.press("FASTER")
    assert running.session.cue == cues.PRESS


def test_time_that_still_leaves_a_cool_down_does_not_end_it(finger):
    finger.session.allowance.used_ms = 54 * MINUTE_MS
    finger.session.chosen_min = 5
    finger.to_running()
    finger.wait_s(4 * 60 + 10)
    assert finger.session.phase == COOL_DOWN
    finger.session.allowance.used_ms = 60 * MINUTE_MS - 55_000
    finger.press("TIME")
    assert finger.session.cue == cues.PRESS
    assert 50_000 < finger.session.remaining_ms <= 55_000
    assert finger.session.phase == COOL_DOWN


@pytest.mark.parametrize(("left_ms", "phase"), [(60_000, COOL_DOWN), (60_001, WORK)])
def test_cool_down_is_for_the_last_minute_also_when_time_was_added(finger, left_ms, phase):
    finger.session.chosen_min = 5
    finger.to_running()
    finger.wait_s(4 * 60 + 10)
    assert finger.session.phase == COOL_DOWN
    finger.session.allowance.used_ms = 60 * MINUTE_MS - left_ms
    added = buttons.Button()
    added.pressed = True
    finger.session.take(buttons.TIME, added, 20)
    assert (finger.session.remaining_ms, finger.session.phase) == (left_ms, phase)


def test_the_self_test_takes_nothing_from_the_time(finger):
    finger.self_test_works = None
    finger.to_check()
    finger.wait_s(4)
    finger.press("START")
    remaining = finger.session.remaining_ms
    finger.session.step(0, False, 500)
    assert (finger.session.remaining_ms, finger.session.elapsed_ms) == (remaining, 0)
    finger.session.step(0, True, 100)
    assert finger.session.phase == WARM_UP
    assert finger.session.remaining_ms == remaining


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
    click = buttons.Button()
    for waited_ms, state in ((2_999, CHECK), (3_000, RUNNING)):
        session.step(0, False, 0)
        session._enter(CHECK, cues.CHECK)
        session.step(0, False, waited_ms)
        click.pressed, click.released = True, False
        session.take(buttons.START, click, 0)
        click.pressed, click.released = False, True
        session.take(buttons.START, click, 20)
        assert session.state == state


@pytest.mark.parametrize(("since_ms", "state"), [(19, CHECK), (20, RUNNING)])
def test_the_time_since_the_last_step_counts_for_the_answer(finger, since_ms, state):
    finger.to_check()
    finger.session.step(0, False, 2_980 - finger.session.since_ms)
    click = buttons.Button()
    click.pressed = True
    finger.session.take(buttons.START, click, since_ms)
    click.pressed, click.released = False, True
    finger.session.take(buttons.START, click, 20)
    assert finger.session.state == state


def test_check_may_open_before_the_first_step_of_all(finger):
    session, click = Session(True, finger.session.heat_budget), buttons.Button()
    click.pressed = True
    session.take(buttons.START, click, 20)
    session.step(0, False, 100)
    assert (session.state, session.since_ms) == (CHECK, 80)


def test_a_hold_counts_that_begins_in_the_very_moment_of_the_question(finger):
    finger.session._enter(CHECK, cues.CHECK)
    press = buttons.Button()
    press.pressed = True
    finger.session.take(buttons.START, press, 0)
    press.pressed, press.held_ms = False, 3_000
    finger.session.take(buttons.START, press, 3_000)
    assert finger.session.state == LOCKED


@pytest.mark.parametrize("opened_ms", [20, 40, 60, 80])
def test_the_three_seconds_begin_when_check_opens_not_when_the_session_is_stepped(finger, opened_ms):
    session = finger.session
    nothing, click = buttons.Button(), buttons.Button()
    session.step(0, False, 100)
    for _ in range(opened_ms // 20 - 1):
        session.take(buttons.START, nothing, 20)
    click.pressed = True
    session.take(buttons.START, click, 20)
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
    answer = buttons.Button()
    answer.pressed = True
    finger.session.take(buttons.START, answer, 20)
    answer.pressed, answer.released, answer.held_ms = False, True, held_ms
    finger.session.take(buttons.START, answer, 20)
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


# --- stopping ---------------------------------------------------------------------------------------------------------


def touch(finger, index=buttons.START):
    """Only the very first closed sample of a contact."""
    finger.contacts[index].step(True, 20)
    finger.session.take(index, finger.contacts[index], 20)


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
    finger.self_test_works = None
    finger.to_check()
    finger.wait_s(4)
    finger.press("START")
    assert finger.session.self_testing()
    touch(finger)
    assert finger.session.state == STOPPED
    assert not finger.session.self_testing()


def held(session, name, held_ms):
    """A button that was pressed in this state and has been held for so long."""
    button = buttons.Button()
    button.pressed = True
    session.take(buttons.NAMES.index(name), button, 20)
    button.pressed, button.held_ms = False, held_ms
    session.take(buttons.NAMES.index(name), button, 20)


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
    click = buttons.Button()
    click.pressed = True
    session.take(buttons.START, click, 0)
    click.pressed, click.released = False, True
    session.take(buttons.START, click, 20)
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
    restored.restore(minutes, reason)
    assert (restored.chosen_min, restored.stop_reason) == (minutes, reason)
    assert restored.state == OFF
    assert not restored.foot_check_due


def test_a_session_that_a_reset_ended_does_not_resume_and_asks_for_a_look_at_the_feet(restored):
    restored.restore(15, BUTTON)
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
        restored.restore(minutes, reason)
    assert (restored.chosen_min, restored.stop_reason) == (15, NO_REASON)
