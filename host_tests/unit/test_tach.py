"""Speed from pulses, over a window of one second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.tach import WINDOW_PASSES, Tach


def test_a_motor_that_stands_still_has_no_speed():
    tach = Tach(6)
    assert [tach.step(0, 50) for _ in range(30)] == [0] * 30


def test_no_time_at_all_is_no_division_by_zero():
    assert Tach(6).step(5, 0) == 0


@pytest.mark.parametrize("rpm", [1000, 1270, 2350, 3700, 5200])
@pytest.mark.parametrize("pulses_per_revolution", [1, 2, 6])
def test_a_steady_speed_is_right_to_a_pulse_in_the_window(rpm, pulses_per_revolution):
    tach = Tach(pulses_per_revolution)
    pulses_before = 0
    for passed in range(1, 61):
        pulses = rpm * pulses_per_revolution * passed * 50 // 60_000
        measured = tach.step(pulses - pulses_before, 50)
        pulses_before = pulses
    assert abs(measured - rpm) <= 60 // pulses_per_revolution + 1


def test_a_pulse_stays_in_the_window_for_20_passes():
    assert WINDOW_PASSES == 20
    tach = Tach(6)
    tach.step(1, 50)
    seen = [tach.step(0, 50) for _ in range(WINDOW_PASSES)]
    assert all(rpm > 0 for rpm in seen[: WINDOW_PASSES - 1])
    assert seen[-1] == 0


def test_late_passes_do_not_change_the_speed():
    tach = Tach(6)
    for pulses, dt_ms in ((10, 50), (20, 100), (10, 50), (40, 200)):
        measured = tach.step(pulses, dt_ms)
    assert measured == 10 * 60_000 // (6 * 50)


@pytest.mark.parametrize(("pulses", "counted"), [(-1, 0), (0, 0), (799, 799), (800, 800), (801, 800), (10**6, 800)])
def test_pulses_are_cut_at_what_no_motor_gives(pulses, counted):
    assert Tach(1).step(pulses, 1000) == counted * 60


@pytest.mark.parametrize(("dt_ms", "counted_ms"), [(999, 999), (1000, 1000), (1001, 1000), (3000, 1000)])
def test_a_long_gap_counts_as_one_second(dt_ms, counted_ms):
    assert Tach(1).step(100, dt_ms) == 60_000 * 100 // counted_ms


@given(st.lists(st.tuples(st.integers(0, 26), st.integers(1, 100)), min_size=WINDOW_PASSES, max_size=60))
def test_the_speed_is_that_of_the_last_20_passes(steps):
    tach = Tach(6)
    for pulses, dt_ms in steps:
        measured = tach.step(pulses, dt_ms)
    window = steps[-WINDOW_PASSES:]
    assert measured == 60_000 * sum(p for p, _ in window) // (6 * sum(t for _, t in window))
