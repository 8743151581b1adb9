"""A session from its buttons: states, timers and endings, judged at motor, heater and rail."""

import pytest

from host_tests.device.person import (
    BOOT_S,
    CLICK_S,
    HOLD_TO_UNLOCK_S,
    begin,
    clear_fault,
    click,
    confirm_feet,
    go_on,
    hold,
    open_check,
    state,
    stop,
    wait_for,
)
from host_tests.device.resetting import RtcRecord, restart
from host_tests.device.traces import (
    REACTION_S,
    assert_heater_rests,
    assert_quiet_outside_sessions,
    changes,
    off_after_s,
    spans,
)

TICKS_WRAP_MS = 1 << 30
WARM_UP, WORK, COOL_DOWN = 1, 2, 3
NONE, TIME_UP, BUTTON, PHONE, BY_FAULT, RESET, CHECK_REFUSED = range(7)


def test_a_quarter_of_an_hour_from_off_to_off(make_pad):
    pad = make_pad(ticks_start_ms=TICKS_WRAP_MS - 300_000)
    pad.run_for(BOOT_S)
    assert (state(pad), pad.status.stop_reason, pad.status.foot_check_due) == ("OFF", NONE, False)
    open_check(pad)
    assert pad.status.foot_check_due
    confirm_feet(pad)
    wait_for(pad, lambda: pad.motor_duty > 0, 1.8)
    began_s = changes(pad, "MOTOR_PWM")[0][0]
    pad.run_for(1)
    assert pad.status.phase == WARM_UP
    pad.run_until(began_s + 29)
    assert pad.status.phase == WARM_UP
    pad.run_for(2)
    assert pad.status.phase == WORK
    click(pad, "FASTER", 3)
    click(pad, "HEAT")
    pad.run_until(began_s + 600)
    assert pad.plant.rpm == pytest.approx(1810, rel=0.03)
    assert pad.plant.surface_left_c == pytest.approx(35.0, abs=0.2)
    assert 299 <= pad.status.remaining_s <= 301
    pad.run_until(began_s + 839)
    assert pad.status.phase == WORK
    pad.run_for(2)
    assert pad.status.phase == COOL_DOWN
    click(pad, "FASTER")
    click(pad, "HEAT")
    pad.run_until(began_s + 875)
    assert pad.plant.rpm == pytest.approx(1000, rel=0.03)  # slowed down step by step, and FASTER was refused
    pad.run_until(began_s + 903)
    assert (state(pad), pad.status.stop_reason, pad.status.foot_check_due) == ("DONE", TIME_UP, True)
    assert off_after_s(pad, "MOTOR_PWM", began_s) == pytest.approx(900, abs=0.5)
    assert off_after_s(pad, "HEATER", began_s) <= 840.5
    assert not pad.rail_closed
    pad.run_for(20)
    click(pad, "START")
    assert (state(pad), pad.status.foot_check_due) == ("OFF", False)
    pad.run_for(2)
    assert_quiet_outside_sessions(pad)
    assert_heater_rests(pad)


def test_the_answer_to_the_foot_check_counts_from_3_s_on(pad):
    pad.run_for(BOOT_S)
    for answered_s, hold_s, expected in ((2.5, 0.9, "CHECK"), (2.95, CLICK_S, "CHECK"), (3.3, CLICK_S, "RUNNING")):
        asked_s = pad.now_s
        pad.press("START")
        pad.press("START", hold_s, at_s=asked_s + answered_s)
        pad.run_for(4)
        assert state(pad) == expected, answered_s
        if expected == "CHECK":
            assert pad.rail_changes == []
            hold(pad, "START", 3.2)
            clear_fault(pad)
            assert state(pad) == "OFF"
    pad.run_for(1.5)
    assert pad.motor_duty > 0


def test_check_stopped_and_done_end_by_themselves(pad):
    """CHECK after 5 minutes, STOPPED after 2 (it becomes DONE), DONE after 5: and the next start asks again."""
    pad.run_for(BOOT_S)
    open_check(pad)
    asked_s = pad.now_s
    pad.run_until(asked_s + 298)
    assert state(pad) == "CHECK"
    pad.run_until(asked_s + 301)
    assert (state(pad), pad.status.foot_check_due) == ("OFF", False)

    begin(pad)
    pad.run_for(5)
    stop(pad)
    stopped_s = pad.now_s
    pad.run_until(stopped_s + 118)
    assert state(pad) == "STOPPED"
    left_s = pad.status.remaining_s
    click(pad, "START")
    pad.run_for(1.5)
    assert (state(pad), pad.motor_duty > 0) == ("RUNNING", True)
    assert left_s - 1 <= pad.status.remaining_s <= left_s

    stop(pad)
    stopped_s = pad.now_s
    pad.run_until(stopped_s + 121)
    assert (state(pad), pad.status.stop_reason) == ("DONE", BUTTON)
    pad.run_until(stopped_s + 120 + 298)
    assert state(pad) == "DONE"
    pad.run_until(stopped_s + 120 + 301)
    assert (state(pad), pad.status.foot_check_due) == ("OFF", True)
    open_check(pad)
    assert (state(pad), pad.status.foot_check_due) == ("CHECK", True)
    confirm_feet(pad)
    assert (state(pad), pad.status.foot_check_due) == ("RUNNING", False)
    assert_quiet_outside_sessions(pad)


def test_nothing_moves_for_a_click_on_any_other_button_outside_a_session(pad):
    pad.run_for(BOOT_S)
    for expected in ("OFF", "CHECK"):
        for button in ("FASTER", "SLOWER", "HEAT"):
            click(pad, button)
            hold(pad, button, 3)
        assert state(pad) == expected
        open_check(pad)
    assert pad.rail_changes == []
    assert changes(pad, "ALIVE") == []


def test_time_chooses_5_to_30_minutes_in_fives_and_adds_five_up_to_30_that_are_left(pad):
    pad.run_for(BOOT_S)
    assert pad.status.chosen_minutes == 15
    seen = []
    for _ in range(7):
        click(pad, "TIME")
        seen.append(pad.status.chosen_minutes)
    assert seen == [20, 25, 30, 5, 10, 15, 20]
    click(pad, "TIME", 3)
    begin(pad)
    assert 299 <= pad.status.remaining_s <= 300
    for minutes in (10, 15, 20, 25, 30, 30):
        click(pad, "TIME")
        assert 60 * minutes - 5 <= pad.status.remaining_s <= 60 * minutes


def test_time_in_the_cool_down_goes_back_to_work(pad):
    pad.run_for(BOOT_S)
    click(pad, "TIME", 4)
    begin(pad)
    began_s = pad.now_s
    click(pad, "FASTER", 2)
    pad.run_until(began_s + 243)
    assert pad.status.phase == COOL_DOWN
    click(pad, "TIME")
    assert pad.status.phase == WORK
    assert 350 <= pad.status.remaining_s <= 357
    click(pad, "FASTER")
    pad.run_until(began_s + 310)
    assert state(pad) == "RUNNING"
    assert pad.motor_duty > 0


def test_60_minutes_in_all_then_30_of_rest(make_pad):
    """54:50 have been massaged already. What the pad remembers of that survives the reset that brings it in."""
    pad = make_pad()
    pad.run_for(BOOT_S)
    record = RtcRecord()
    record.massage(used_s=54 * 60 + 50)
    record.put(pad)
    restart(pad, "machine.reset")
    begin(pad)
    assert 308 <= pad.status.remaining_s <= 310  # not the 15 minutes that were chosen
    click(pad, "TIME", 2)
    assert pad.status.remaining_s <= 310
    began_s = pad.now_s
    pad.run_for(150)
    click(pad, "TIME", 2)
    pad.run_until(began_s + 320)
    assert (state(pad), pad.status.stop_reason) == ("DONE", TIME_UP)
    massaged_s = sum(to_s - from_s for from_s, to_s in spans(changes(pad, "MOTOR_PWM"), pad.now_s))
    assert 305 <= massaged_s <= 310
    click(pad, "START")
    assert 1780 <= pad.status.rest_s <= 1800
    open_check(pad)
    assert state(pad) == "OFF"

    record.massage(used_s=60 * 60, idle_s=29 * 60 + 30)
    record.put(pad)
    restart(pad, "machine.reset")
    pad.run_for(20)
    open_check(pad)
    assert (state(pad), pad.status.rest_s > 0) == ("OFF", True)
    pad.run_for(11)
    begin(pad)
    assert pad.status.remaining_s >= 898
    assert_quiet_outside_sessions(pad)


def test_start_held_3_s_in_check_or_done_locks_the_pad_and_5_s_open_it(pad):
    pad.run_for(BOOT_S)
    open_check(pad)
    pad.run_for(4)
    hold(pad, "START", 2.7)
    assert state(pad) == "CHECK"
    hold(pad, "START", 3.3)
    assert (state(pad), pad.status.stop_reason, pad.status.foot_check_due) == ("LOCKED", CHECK_REFUSED, True)
    click(pad, "START", 2)
    for button in ("FASTER", "HEAT", "TIME"):
        hold(pad, button, 6)
    hold(pad, "START", 4.7)
    assert state(pad) == "LOCKED"
    hold(pad, "START", HOLD_TO_UNLOCK_S)
    assert state(pad) == "OFF"
    assert pad.rail_changes == []

    begin(pad)
    stop(pad)
    pad.run_for(121)
    assert state(pad) == "DONE"
    pad.hold("START")
    pad.run_for(12)  # whoever locks the pad does not unlock it by holding on
    assert state(pad) == "LOCKED"
    pad.release("START")
    pad.run_for(0.5)
    clear_fault(pad)
    assert state(pad) == "OFF"
    assert_quiet_outside_sessions(pad)


def test_start_stops_in_every_phase_of_a_session(pad):
    pad.run_for(BOOT_S)
    click(pad, "TIME", 4)
    open_check(pad)
    confirm_feet(pad)
    for after_s in (0.05, 0.25, 0.3, 0.05, 0.1):  # within the self-test: rail off, rail on, heater on
        assert state(pad) == "RUNNING"
        pad.run_for(after_s)
        touched_s = pad.now_s
        pad.press("START")
        pad.run_for(1.9)
        assert state(pad) == "STOPPED"
        for signal in ("MOTOR_PWM", "HEATER"):
            assert off_after_s(pad, signal, touched_s) <= REACTION_S
        assert not pad.rail_closed
        click(pad, "START")
    assert changes(pad, "MOTOR_PWM") == []
    for until_left_s in (290, 250, 50):  # warm-up, work, cool-down
        pad.run_for(pad.status.remaining_s - until_left_s)
        assert pad.motor_duty > 0
        touched_s = pad.now_s
        stop(pad)
        assert state(pad) == "STOPPED"
        assert off_after_s(pad, "MOTOR_PWM", touched_s) <= REACTION_S
        go_on(pad)
    assert_quiet_outside_sessions(pad)


def test_every_stop_reason_is_kept_until_the_next_start(pad):
    pad.run_for(BOOT_S)
    begin(pad)
    stop(pad)
    pad.run_for(125)
    click(pad, "START")
    assert (state(pad), pad.status.stop_reason, pad.status.foot_check_due) == ("OFF", BUTTON, False)
    begin(pad)
    assert pad.status.stop_reason == NONE
    pad.inject("ntc_left_open")
    pad.run_for(1)
    pad.clear("ntc_left_open")
    pad.run_for(1)
    clear_fault(pad)
    assert (state(pad), pad.status.stop_reason) == ("OFF", BY_FAULT)
    begin(pad)
    restart(pad, "machine.reset")
    assert (state(pad), pad.status.stop_reason, pad.status.foot_check_due) == ("OFF", RESET, True)
