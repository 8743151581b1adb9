"""Noise or fault: only what is bad several times running is a fault, and one good judgement ends it."""

import pytest

from pad.running import counted


def states(passes, judgements):
    """Whether it is a fault after each judgement."""
    seen = []
    times = 0
    for bad in judgements:
        times = counted(times, bad, passes)
        seen.append(times == passes)
    return seen


@pytest.mark.parametrize("passes", [1, 2, 3, 100])
def test_it_is_active_from_the_last_of_so_many_on(passes):
    assert states(passes, [True] * (passes + 2)) == [False] * (passes - 1) + [True] * 3


def test_only_what_follows_each_other_counts():
    judgements = (True, True, False, True, True, True, True, False, True, True)
    assert states(3, judgements) == [False, False, False, False, False, True, True, False, False, False]


@pytest.mark.parametrize("bad", [True, False])
def test_the_last_judgement_alone_makes_doubt(bad):
    assert (counted(counted(0, not bad, 3), bad, 3) > 0) is bad


def test_the_count_does_not_grow_without_end():
    assert counted(3, True, 3) == 3
