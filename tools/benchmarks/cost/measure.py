"""Cost of control as multiples of a bare switch (`await asyncio.sleep_ms(0)`) on the same VM.

Instructions come from valgrind and repeat exactly; times from the clock, the least of several runs. Stand-ins are
methods of C (vm_side/standins.py), so that what is left is the firmware, as a board receives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from pad.liveness import NAMES
from tools.benchmarks.cost.virtual_machine import Run, has_valgrind, run
from tools.benchmarks.figure import Figure, Result

PART = "cost"
PERIODS = 200  # ten seconds: the slowest rhythm of the guard
SWITCHES = 1_000
ALL_MOST = 25.0
STRETCH_MOST = 12.0
TIMED_RUNS = 5
TRIVIAL = 0  # a task that does nothing, in bench.py; the pad's count from 1
CALLS = 1_000  # of what is measured by itself
COLLECTIONS = 10
NO_VALGRIND = "valgrind is not installed: instructions are not counted, times tell about this machine only"

PERIODS_A_SECOND = 20
# The sections of "all" in bench.py between its seconds with the firmware and those without
NOTHING, CLOCK_OF_VM, CLOCK, TIMER, COLLECTION = range(5)
SINGLE = 5

Overlay = Mapping[str, "str | None"]


class Costs(NamedTuple):
    """In bare switches, of instructions: all tasks in 50 ms, collection, timer; mean and longest stretch of each task.

    `most_in_a_second` is what the busiest second cost more than others: an event. `stand_ins` is what has been taken
    off for a clock that costs more to read than the VM's own. `allocated_bytes` stays allocated in 50 ms until a
    collection, `borrowed_blocks` are given back at once.
    """

    bare: float
    all_tasks: float
    most_in_a_second: float
    stand_ins: float
    timer: float
    collection: float
    passes: dict[str, float]
    longest: dict[str, float]
    allocated_bytes: float
    borrowed_blocks: float


def per_period(sections: list[int]) -> float:
    """What 50 ms take: of the second in the middle by cost, less that of the world without the firmware.

    In a second that costs much more something has happened: a minute is over and told in new words, memory collected.
    """
    seconds = (len(sections) - SINGLE) // 2
    working, idle = sections[:seconds], sections[seconds + SINGLE :]
    return (median(working) - median(idle)) / PERIODS_A_SECOND


def measured_alone(sections: list[int]) -> list[int]:
    """What was measured by itself: NOTHING, CLOCK_OF_VM and so on are the places."""
    seconds = (len(sections) - SINGLE) // 2
    return sections[seconds : seconds + SINGLE]


def between_marks(values: list[int]) -> list[int]:
    """What lies between the two marks of each section, without what lies between sections."""
    return values[1::2]


def count(overlay: Overlay | None = None, periods: int = PERIODS) -> Costs:
    """Count instructions. SimulatorError when the VM fails."""
    bare = between_marks(run("bare", 0, SWITCHES, overlay, count=True).instructions)[0] / SWITCHES
    together = run("all", periods, SWITCHES, overlay, count=True)
    values = between_marks(together.instructions)
    # Reading the clock is the one stand-in that costs much more than what it stands for.
    clock_calls = run("calls", periods, SWITCHES, overlay).found["calls"]["clock"] / periods
    alone = measured_alone(values)
    seconds = values[: periods // PERIODS_A_SECOND]
    surplus = (alone[CLOCK] - alone[CLOCK_OF_VM]) / CALLS * clock_calls
    single = stretches(run("stretches", periods, SWITCHES, overlay, count=True), bare)
    return Costs(
        bare=bare,
        all_tasks=(per_period(values) - surplus) / bare,
        most_in_a_second=(max(seconds) - median(seconds)) / bare,
        stand_ins=surplus / bare,
        timer=(alone[TIMER] - alone[NOTHING]) / CALLS / bare,
        collection=alone[COLLECTION] / COLLECTIONS / bare,
        passes={name: sum(found) / len(found) for name, found in single.items()},
        longest={name: max(found) for name, found in single.items()},
        allocated_bytes=per_period(together.found["bytes"]),
        borrowed_blocks=per_period(between_marks(together.allocations)),
    )


def stretches(run: Run, bare: float) -> dict[str, list[float]]:
    """The synchronous stretches of each task, in bare switches, less what marking one costs."""
    order = run.found["order"]
    counted = run.instructions[1 : 2 * len(order) : 2]
    found: dict[int, list[int]] = {}
    for number, value in zip(order, counted, strict=True):
        found.setdefault(number, []).append(value)
    marking = min(found.pop(TRIVIAL))
    return {NAMES[number - 1]: [(value - marking) / bare for value in found[number]] for number in sorted(found)}


def time_all(overlay: Overlay | None = None, periods: int = PERIODS) -> tuple[float, float]:
    """All tasks in 50 ms by the clock, in bare switches, and a bare switch in microseconds: the least of some runs."""
    bare_us = min(run("bare", 0, SWITCHES, overlay).found["times_us"][0] for _ in range(TIMED_RUNS)) / SWITCHES
    runs = [run("all", periods, SWITCHES, overlay).found["times_us"] for _ in range(TIMED_RUNS)]
    least = [min(values) for values in zip(*runs, strict=True)]
    return per_period(least) / bare_us, bare_us


def figures() -> Result:
    """All figures of this part."""
    by_clock, bare_us = time_all()
    timed = [
        Figure(PART, "all tasks in 50 ms, by the clock", by_clock, "bare switches"),
        Figure(PART, "a bare switch, by the clock", bare_us, "us"),
    ]
    if not has_valgrind():
        return Result(timed, [NO_VALGRIND])
    costs = count()
    name, most = max(costs.longest.items(), key=lambda pair: pair[1])
    counted = [
        Figure(PART, "all tasks in 50 ms, their switches included", costs.all_tasks, "bare switches", ALL_MOST),
        Figure(PART, f"longest stretch without a switch: {name}", most, "bare switches", STRETCH_MOST),
        Figure(PART, "heap that stays allocated, in 50 ms", costs.allocated_bytes, "bytes", 0),
        Figure(
            PART,
            "the busiest second, more than others (new words, a collection)",
            costs.most_in_a_second,
            "bare switches",
        ),
        Figure(PART, "heap blocks that are given back at once, in 50 ms", costs.borrowed_blocks, "blocks"),
        Figure(PART, "a bare switch", costs.bare, "instructions"),
        Figure(PART, "taken off for the stand-in of the clock, in 50 ms", costs.stand_ins, "bare switches"),
        *_by_task("mean", costs.passes),
        *_by_task("longest", costs.longest),
        Figure(PART, "one call of the soft timer", costs.timer, "bare switches"),
        Figure(PART, "one collection", costs.collection, "bare switches"),
    ]
    return Result(counted + timed)


def _by_task(which: str, switches: Mapping[str, float]) -> list[Figure]:
    return [Figure(PART, f"one stretch of {name}, {which}", value, "bare switches") for name, value in switches.items()]
