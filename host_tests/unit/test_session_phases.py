"""Rules of the session for self-test, warm-up, work and cool-down."""

import pytest

from host_tests.unit.session_steps import MINUTE_MS, press
from pad import cues
from pad.limits import COOL_DOWN_S
from pad.session import (
    COOL_DOWN,
    DONE,
    RUNNING,
    WARM_UP,
    WORK,
)


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
    press(finger.session, "TIME")
    assert (finger.session.remaining_ms, finger.session.phase) == (left_ms, phase)


def test_the_self_test_takes_nothing_from_the_time(finger):
    finger.to_self_test()
    remaining = finger.session.remaining_ms
    finger.session.step(0, False, 500)
    assert (finger.session.remaining_ms, finger.session.elapsed_ms) == (remaining, 0)
    finger.session.step(0, True, 100)
    assert finger.session.phase == WARM_UP
    assert finger.session.remaining_ms == remaining
