"""Reactions as distributions: each kind in each condition, in many random phases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from tools.benchmarks.figure import Figure, Result
from tools.benchmarks.reaction.conditions import conditions
from tools.benchmarks.reaction.trials import KINDS, Chunk, Kind, Reaction, react
from tools.benchmarks.statistics import percentile
from tools.benchmarks.workers import on_all_cores
from tools.simulator.simulation import has_radio

PART = "reaction"
CHUNK = 50  # phases on one pad: their heat stays within its budget
NO_RADIO = "Bumble is not installed (it needs Python 3.11): no phone floods"

ByCondition = Mapping[str, list[Reaction]]


@cache
def reactions(share: int = 1) -> Mapping[str, ByCondition]:
    """All reactions by kind and condition; `share` takes one phase of so many. The same in every run."""
    wanted = [name for name, condition in conditions().items() if has_radio() or not condition.radio]
    chunks = [chunk for kind in KINDS for name in wanted for chunk in _chunks(kind, name, kind.phases // share)]
    found: dict[str, dict[str, list[Reaction]]] = {kind.name: {name: [] for name in wanted} for kind in KINDS}
    for chunk, some in zip(chunks, on_all_cores(react, chunks), strict=True):
        found[chunk.kind][chunk.condition] += some
    return found


def _chunks(kind: Kind, condition: str, phases: int) -> Iterator[Chunk]:
    for first in range(0, phases, CHUNK):
        yield Chunk(kind.name, condition, first + 1, min(CHUNK, phases - first))


def figures() -> Result:
    """All figures of this part."""
    found = reactions()
    rows = [row for kind in KINDS for row in kind_figures(kind, found[kind.name])]
    return Result(rows, [] if has_radio() else [NO_RADIO])


def kind_figures(kind: Kind, found: ByCondition) -> Iterator[Figure]:
    """Pins, then the rail: what most phases took, and the worst of each condition with its limit."""
    pins = "motor and heater" if len(kind.pins) > 1 else "heater"
    pins_s = {condition: [one.pins_s for one in some] for condition, some in found.items()}
    rail_s = {condition: [one.rail_s for one in some] for condition, some in found.items()}
    yield from _distribution(f"{kind.name}, to {pins} off", pins_s, kind.pins_limit_s)
    yield from _distribution(f"{kind.name}, to rail open", rail_s, kind.rail_limit_s)


def _distribution(what: str, found_s: Mapping[str, list[float]], limit_s: float | None) -> Iterator[Figure]:
    together = [1000 * one for some in found_s.values() for one in some]
    yield Figure(PART, f"{what}: median of {len(together)}", percentile(together, 50), "ms")
    yield Figure(PART, f"{what}: 95 %", percentile(together, 95), "ms")
    limit_ms = None if limit_s is None else 1000 * limit_s
    for condition, some in found_s.items():
        yield Figure(PART, f"{what}: worst, {condition}", 1000 * max(some), "ms", limit_ms)
