"""Duty to on and off: right in the mean, off at once, and always off long enough for the guard."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from host_tests.integer_range import Small, assert_kept_numbers_small
from host_tests.small_module import watch_constants
from host_tests.unit.untouched import assert_holds_nothing
from pad import duty_window
from pad.duty_window import OFF_MS, DutyWindow
from pad.limits import HEAT_WINDOW_MS, HEATER_MAX_DUTY_PERMILLE

LATE_MS = 30  # jitter of the heater's passes


def on_times(duties, steps_ms):
    """The times (ms) for which the heater is on, as (from, to), and the length of the whole."""
    window, now, spans = DutyWindow(), 0, []
    on = window.step(duties[0], steps_ms[0])
    for duty, dt_ms in zip(duties[1:], steps_ms[1:], strict=True):
        if on:
            spans.append((now, now + dt_ms))
        now += dt_ms
        on = window.step(duty, dt_ms)
    return spans, now


def on_ms_between(spans, start, end):
    return sum(max(0, min(end, to) - max(start, begin)) for begin, to in spans)


@pytest.mark.parametrize("duty", [0, 1, 10, 25, 26, 33, 50, 123, 250, 500, 777, 900, 940, 947])
def test_the_mean_is_the_duty(duty):
    spans, length = on_times([duty] * 4001, [100] * 4001)
    assert abs(on_ms_between(spans, 0, length) / length * 1000 - duty) <= 1.5  # the last window is not complete


@pytest.mark.parametrize("change", [1, 3, 7, 20])
def test_the_mean_follows_a_changing_duty(change):
    duties = [*range(0, 951, change), *range(950, -1, -change), 0]
    spans, length = on_times(duties, [100] * len(duties))
    # A window is given in advance what its duty asks for; the last one may not be settled any more.
    assert abs(on_ms_between(spans, 0, length) - sum(duties) / 10) <= 250


def test_full_demand_leaves_100_ms_of_each_2_s_off():
    spans, length = on_times([1000] * 601, [100] * 601)
    for start in range(0, length - HEAT_WINDOW_MS, 50):
        assert HEAT_WINDOW_MS - on_ms_between(spans, start, start + HEAT_WINDOW_MS) >= OFF_MS == 100


@settings(max_examples=60)
@given(
    duties=st.lists(st.integers(-100, 2000), min_size=20, max_size=60),
    late_ms=st.lists(st.integers(-LATE_MS, LATE_MS), min_size=400, max_size=400),
)
@example(duties=[950] * 20, late_ms=[LATE_MS] * 400)
@example(duties=[950] * 20, late_ms=[-LATE_MS] * 400)
def test_with_late_and_early_passes_it_is_off_for_100_ms_in_any_2_s(duties, late_ms):
    spans, length = on_times((duties * 20)[:400], [100 + late for late in late_ms])
    for start in range(0, length - HEAT_WINDOW_MS, 50):
        assert HEAT_WINDOW_MS - on_ms_between(spans, start, start + HEAT_WINDOW_MS) >= OFF_MS


def test_full_demand_after_a_pause_does_not_join_two_windows():
    spans, length = on_times([0] * 3 + [950] * 100, [100] * 103)
    for start in range(0, length - HEAT_WINDOW_MS, 50):
        assert HEAT_WINDOW_MS - on_ms_between(spans, start, start + HEAT_WINDOW_MS) >= OFF_MS


@given(st.lists(st.integers(0, 950), max_size=60))
def test_no_duty_is_off_at_once_and_nothing_is_made_up_for(duties):
    window = DutyWindow()
    for duty in duties:
        window.step(duty, 100)
    assert not any(window.step(0, 100) for _ in range(60))


def test_a_late_step_is_paid_back_by_no_more_than_100_ms():
    window = DutyWindow()
    for _ in range(5):
        window.step(500, 100)
    window.step(500, 1900)  # the heater stayed on for 1.9 s instead of 0.1
    on = [window.step(500, 100) for _ in range(40)]
    assert sum(on) >= 40 // 2 - 2


def test_a_reset_begins_a_window():
    window = DutyWindow()
    for _ in range(200):
        window.step(500, 100)
    window.reset()
    assert [window.step(500, 100) for _ in range(19)].count(True) == 10


def test_full_demand_is_close_below_the_limit():
    assert HEATER_MAX_DUTY_PERMILLE == 950
    spans, length = on_times([5000] * 2001, [100] * 2001)
    assert 0.946 <= on_ms_between(spans, 0, length) / length <= 0.950


def test_it_begins_with_nothing():
    assert_holds_nothing(DutyWindow())


def test_a_time_off_that_is_a_little_too_short_is_made_longer():
    window = DutyWindow()
    assert [window.step(950, 100) for _ in range(18)] == [True] * 18
    assert not window.step(950, 101)
    assert not window.step(950, OFF_MS - 1)  # the window is over
    assert window.step(950, 1)


# --- to the step ------------------------------------------------------------------------------------------------------

FULL_WINDOW = [True] * 18 + [False]


def pattern(duties, window=None):
    """On or off in each of the steps of 100 ms."""
    window = window or DutyWindow()
    return [window.step(duty, 100) for duty in duties]


def test_the_times_are_whole_milliseconds():
    assert (OFF_MS, type(OFF_MS)) == (100, int)
    assert duty_window.STEP_MS == 100


def test_full_demand_begins_with_a_whole_window():
    assert pattern([950] * 57) == FULL_WINDOW * 3


@pytest.mark.parametrize("nothing", [0, -1, -5])
def test_full_demand_after_any_pause_begins_with_a_whole_window(nothing):
    for passes in range(25):
        assert pattern([nothing] * passes + [950] * 19)[passes:] == FULL_WINDOW


@pytest.mark.parametrize("dt_ms", [0, -1, -100])
def test_steps_without_time_change_nothing(dt_ms):
    window = DutyWindow()
    pattern([950] * 5, window)
    assert all(window.step(950, dt_ms) for _ in range(3_000))
    assert pattern([950] * 14, window) == FULL_WINDOW[5:]


@pytest.mark.parametrize(
    ("duty", "steps"),
    [(26, 0), (27, 1), (78, 1), (79, 2), (342, 6), (343, 7), (500, 10)],  # 1.9 ms for each permille, rounded to steps
)
def test_the_first_window_is_on_for_the_nearest_number_of_steps(duty, steps):
    assert pattern([duty] * 19) == [True] * steps + [False] * (19 - steps)


def test_what_one_window_owes_is_given_in_the_next():
    assert pattern([26] * 38).count(True) == 1
    assert pattern([1] * 19 * 60).count(True) == 1


@pytest.mark.parametrize("duty", [342, 500, 789])
def test_over_many_windows_all_that_was_asked_for_is_given(duty):
    windows = 400
    assert abs(pattern([duty] * 19 * windows).count(True) * 100 - windows * 1_900 * duty / 1_000) < 100


@pytest.mark.parametrize(
    ("first", "then", "steps"),
    [(500, 950, 16), (950, 100, 6)],  # 500 ms of the first duty, 1400 ms of the other
)
def test_a_change_counts_for_what_is_left_of_the_window(first, then, steps):
    passes = pattern([first] * 5 + [then] * 14)
    assert passes == [True] * steps + [False] * (19 - steps)


def test_half_a_step_is_rounded_to_the_microsecond():
    for duty, is_on in ((27, False), (28, True)):
        window = DutyWindow()
        assert not window.step(26, 100)  # 49.4 ms
        assert window.step(duty, 1_325) == is_on  # 0.575 ms more for each permille


def test_a_window_lasts_to_its_last_millisecond():
    window = DutyWindow()
    pattern([500] * 19, window)
    assert not window.step(500, 99)
    assert window.step(500, 1)


def test_a_window_that_ends_late_has_asked_for_more():
    window = DutyWindow()
    assert pattern([500] * 19, window).count(True) == 10  # 50 ms more than asked for
    assert window.step(500, 300)  # 100 ms of duty more, in which the heater was off
    assert pattern([500] * 18, window).count(True) == 9


def test_what_is_owed_is_not_given_without_a_duty():
    window = DutyWindow()
    pattern([1] * 16 + [950] * 3, window)
    assert not window.step(0, 100)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-(2**30), 2**30 - 1), st.integers(-(2**30), 2**30 - 1)), max_size=120))
def test_every_intermediate_is_a_small_integer(monkeypatch, steps):
    window = watch_constants(monkeypatch, duty_window).DutyWindow()
    for duty, dt_ms in [*steps, *[(950, 100)] * 50]:
        window.step(Small(duty), Small(dt_ms))
    assert_kept_numbers_small(window)
