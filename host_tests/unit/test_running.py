"""Noise or fault: only what is bad several times running is a fault, and one good judgement ends it."""

import pytest

from pad.running import Running


def states(running, judgements):
    """What is active after each judgement."""
    seen = []
    for bad in judgements:
        running.judge(bad)
        seen.append(running.active)
    return seen


def test_nothing_is_wrong_to_begin_with():
    assert (Running(1).doubtful, Running(1).active) == (False, False)


@pytest.mark.parametrize("passes", [1, 2, 3, 100])
def test_it_is_active_from_the_last_of_so_many_on(passes):
    assert states(Running(passes), [True] * (passes + 2)) == [False] * (passes - 1) + [True] * 3


def test_only_what_follows_each_other_counts():
    judgements = (True, True, False, True, True, True, True, False, True, True)
    assert states(Running(3), judgements) == [False, False, False, False, False, True, True, False, False, False]


@pytest.mark.parametrize("bad", [True, False])
def test_the_last_judgement_alone_makes_doubt(bad):
    running = Running(3)
    running.judge(not bad)
    running.judge(bad)
    assert running.doubtful is bad


def test_the_count_does_not_grow_without_end():
    running = Running(3)
    states(running, [True] * 10_000)
    assert running._bad == 3
