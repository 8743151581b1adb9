"""The benchmark of reactions: its numbers are what happened, and its conditions are what they say."""

import hashlib
import math

import pytest

from tools.benchmarks.figure import Figure
from tools.benchmarks.reaction.conditions import conditions
from tools.benchmarks.reaction.measure import kind_figures
from tools.benchmarks.reaction.trials import KINDS, Chunk, Reaction, react, to_massage
from tools.benchmarks.statistics import percentile
from tools.simulator.person import BOOT_S
from tools.simulator.simulation import Simulation


@pytest.mark.parametrize(("percent", "value"), [(50, 10), (95, 19), (100, 20), (0.1, 1)])
def test_a_percentile_is_one_of_the_values(percent, value):
    assert percentile(reversed(range(1, 21)), percent) == value


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1], 0), ([1], 101)])
def test_there_is_no_percentile_of_nothing_and_none_beyond_100(values, percent):
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, percent)


def by_name(found: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in found}


def test_the_worst_of_each_condition_has_the_limit_and_pins_that_stay_on_miss_it():
    stop, fault = KINDS[0], KINDS[1]
    good = [Reaction(0.010 * number, 0.3) for number in range(1, 11)]
    found = by_name(list(kind_figures(stop, {"idle": good, "busy": [Reaction(math.inf, 0.3)]})))
    what = "START touched, to motor and heater off"
    assert found[f"{what}: median of 11"].value == pytest.approx(60)
    assert found[f"{what}: 95 %"].value == math.inf
    worst, busy = found[f"{what}: worst, idle"], found[f"{what}: worst, busy"]
    assert (worst.value, worst.limit, worst.reached) == (pytest.approx(100), 150, True)
    assert (busy.reached, busy.to_json()["value"]) == (False, None)
    assert found["START touched, to rail open: worst, busy"].limit is None
    late = by_name(list(kind_figures(fault, {"idle": [Reaction(0.1, 0.651)]})))
    assert not late["over-temperature, to rail open: worst, idle"].reached


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_equal_chunks_react_equally_and_the_rail_opens_after_the_pins(kind):
    first, again, other = (react(Chunk(kind.name, "idle", seed, 2)) for seed in (1, 1, 2))
    assert first == again != other
    for one in first + other:
        assert 0 < one.pins_s < one.rail_s < 1


def running(name: str) -> Simulation:
    """A pad in this condition, its motor turning."""
    condition = conditions()[name]
    pad = Simulation(condition.parameters, code="mpy", overlay=condition.overlay)
    pad.run_for(BOOT_S)
    to_massage(pad, condition.settles_s)
    return pad


def flash_digest(pad: Simulation) -> str:
    return hashlib.sha256(pad.flash()).hexdigest()


@pytest.mark.parametrize("name", ["idle", "something to keep"])
def test_what_is_to_be_kept_is_written_only_after_the_rail_has_opened(name):
    """There is always something: the session's record."""
    with running(name) as pad:
        before = flash_digest(pad)
        pad.run_for(2)
        assert flash_digest(pad) == before
        pad.press("START")
        pad.run_while(lambda: pad.rail_closed, pad.now_s + 1)
        assert flash_digest(pad) == before
        pad.run_for(2)
        assert flash_digest(pad) != before


def unevenness_ms(name: str) -> float:
    """How far the guard's passes are from 50 ms apart, on average."""
    with running(name) as pad:
        pad.run_for(3)
        edges_ms = [at_us / 1000 for at_us, signal, _ in pad.trace if signal == "ALIVE"][-50:]
    gaps_ms = [later - sooner for sooner, later in zip(edges_ms, edges_ms[1:], strict=False)]
    return sum(abs(gap_ms - 50) for gap_ms in gaps_ms) / len(gaps_ms)


def test_collections_hold_up_the_guards_passes():
    assert unevenness_ms("collections") >= unevenness_ms("idle") + 1
