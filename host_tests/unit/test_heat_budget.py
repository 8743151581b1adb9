"""Heat for at most 30 minutes in any 60, whatever is switched when, and however late the passes come."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pad.heat_budget import MINUTE_MOST_S, MINUTES, HeatBudget
from pad.limits import HEAT_BUDGET_S, HEAT_BUDGET_WINDOW_S, HEAT_USED_AT_POWER_ON_S

LATEST_PASS_MS = 3_000


def unused():
    budget = HeatBudget()
    budget.restore_minutes(bytes(MINUTES), 0)
    return budget


def let_pass(budget, heating, seconds):
    for _ in range(seconds * 10):
        budget.step(heating, 100)


def test_15_minutes_count_as_used_at_power_on():
    assert HeatBudget().left_s() == HEAT_BUDGET_S - HEAT_USED_AT_POWER_ON_S
    assert HeatBudget().used_s == 15 * 60


def test_what_was_assumed_at_power_on_stays_used_for_45_minutes_and_is_gone_after_an_hour():
    budget = HeatBudget()
    let_pass(budget, False, 45 * 60)
    assert budget.left_s() == 15 * 60
    let_pass(budget, False, 15 * 60 + 60)
    assert budget.left_s() == 30 * 60


def test_heat_is_counted_by_the_second():
    budget = unused()
    budget.step(True, 999)
    assert budget.used_s == 0
    budget.step(True, 1)
    assert budget.used_s == 1


def test_a_minute_has_60_seconds():
    budget = unused()
    budget.step(False, 59_999)
    assert budget.index == 0
    budget.step(False, 1)
    assert budget.index == 1
    budget.step(False, 59_999)
    assert budget.index == 1


def test_no_heat_uses_nothing():
    budget = unused()
    let_pass(budget, False, 3600)
    assert budget.used_s == 0


def test_after_30_minutes_nothing_is_left():
    budget = unused()
    let_pass(budget, True, 30 * 60 - 1)
    assert budget.left_s() == 1
    let_pass(budget, True, 1)
    assert budget.left_s() == 0
    let_pass(budget, True, 60)
    assert budget.left_s() == 0


def test_heat_comes_back_an_hour_after_it_was_given_and_not_before():
    budget = unused()
    let_pass(budget, True, 30 * 60)
    let_pass(budget, False, 30 * 60)
    assert budget.left_s() == 0
    let_pass(budget, False, 60)
    assert budget.left_s() == 60
    let_pass(budget, False, 60)
    assert budget.left_s() == 120


def test_passes_that_come_late_lose_no_heat():
    """A minute that ends with a late pass holds more than 60 s."""
    for seed in range(20):
        randomness = random.Random(seed)
        budget = unused()
        heated_ms = 0
        while heated_ms < 25 * 60_000:
            dt_ms = randomness.choice((100, 107, 130, 1_900, LATEST_PASS_MS))
            budget.step(True, dt_ms)
            heated_ms += dt_ms
        assert budget.used_s == heated_ms // 1000


def test_no_minute_holds_more_than_a_byte_may():
    budget = unused()
    for _ in range(600):
        budget.step(True, LATEST_PASS_MS - 1)
        assert max(budget.minutes) <= MINUTE_MOST_S


def test_a_minute_that_resets_made_longer_counts_up_to_what_a_byte_holds():
    budget = unused()
    budget.step(True, 300_000)
    assert budget.used_s == 255


def most_heat_in_an_hour_ms(edges):
    """Longest heat within any 60 minutes; `edges` are (begin, end) of heat in ms, in order."""
    window_ms = HEAT_BUDGET_WINDOW_S * 1000
    most = 0
    for window_end in (end for _, end in edges):
        begin = window_end - window_ms
        most = max(most, sum(max(0, min(end, window_end) - max(start, begin)) for start, end in edges))
    return most


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 2_400), st.integers(1, 2_400)), min_size=2, max_size=8), st.integers(0, 999))
def test_never_more_than_30_minutes_in_any_60_when_it_is_obeyed(pattern, seed):
    """Somebody wants heat for so many seconds, then none for so many; the passes are 1 s, and some are late."""
    randomness = random.Random(seed)
    budget = unused()
    now_ms = 0
    heated = []
    for wanted_s, pause_s in pattern:
        for wanted, seconds in ((True, wanted_s), (False, pause_s)):
            end_ms = now_ms + seconds * 1000
            while now_ms < end_ms:
                dt_ms = randomness.choice((1_000, 1_000, 1_037, 2_500))
                heating = wanted and budget.left_s() > 0
                budget.step(heating, dt_ms)
                if heating:
                    heated.append((now_ms, now_ms + dt_ms))
                now_ms += dt_ms
    assert most_heat_in_an_hour_ms(merge(heated)) <= HEAT_BUDGET_S * 1000 + LATEST_PASS_MS


def merge(pieces):
    merged = []
    for begin, end in pieces:
        if merged and merged[-1][1] == begin:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((begin, end))
    return merged


def test_the_proof_measures_what_it_says():
    assert most_heat_in_an_hour_ms([(0, 1000), (3_600_000, 3_601_000)]) == 1000
    assert most_heat_in_an_hour_ms([(0, 1000), (3_599_500, 3_600_000)]) == 1500
    assert merge([(0, 1), (1, 2), (3, 4)]) == [(0, 2), (3, 4)]


def test_what_was_kept_goes_on_after_a_reset():
    before = unused()
    let_pass(before, True, 10 * 60)
    let_pass(before, False, 7 * 60)
    after = HeatBudget()
    after.restore_minutes(bytes(before.minutes), before.index)
    assert after.used_s == before.used_s == 600
    lefts = []
    for _ in range(60):
        let_pass(after, False, 60)
        lefts.append(after.left_s())
    assert lefts[-1] == HEAT_BUDGET_S
    assert lefts[42:44] == [HEAT_BUDGET_S - 600, HEAT_BUDGET_S - 540]  # the first of them is an hour old by then
    assert all(later >= sooner for sooner, later in pairwise(lefts))


def test_the_fullest_hour_is_accepted_after_a_reset_and_leaves_nothing():
    budget = HeatBudget()
    budget.restore_minutes(bytes([MINUTE_MOST_S] * MINUTES), MINUTES - 1)
    assert budget.left_s() == 0


@pytest.mark.parametrize(
    ("minutes", "index"),
    [
        (bytes(MINUTES - 1), 0),
        (bytes(MINUTES + 1), 0),
        (b"", 0),
        (bytes(MINUTES), -1),
        (bytes(MINUTES), MINUTES),
    ],
)
def test_values_that_cannot_be_are_refused_and_change_nothing(minutes, index):
    budget = HeatBudget()
    with pytest.raises(ValueError, match="^heat budget out of range$"):
        budget.restore_minutes(minutes, index)
    assert budget.left_s() == 15 * 60


def test_power_on_can_be_assumed_again():
    budget = unused()
    let_pass(budget, True, 600)
    budget.assume_power_on()
    assert (budget.used_s, budget.index) == (15 * 60, 0)


def test_resets_in_the_middle_of_a_minute_lose_no_heat():
    budget = unused()
    for _ in range(3):
        for _ in range(590):
            budget.step(True, 100)
        after = HeatBudget()
        after.restore_minutes(bytes(budget.minutes), budget.index)
        budget = after
    assert budget.used_s == 3 * 59
