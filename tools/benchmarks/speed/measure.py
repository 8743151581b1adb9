"""Simulated seconds for each second of one core. In processor time of both processes: a busy machine does not count."""

from __future__ import annotations

import resource

from tools.benchmarks.figure import Figure, Result
from tools.simulator.person import BOOT_S, begin, click
from tools.simulator.simulation import Simulation, has_radio

PART = "simulator"
TIMES_LEAST = 100.0
SIMULATED_S = 10 * 60.0
NO_RADIO = "Bumble is not installed (it needs Python 3.11): the task of the radio is not simulated"


def processor_s() -> float:
    """Processor time of this process and of the VMs that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def times_real_time(pad: Simulation, until_s: float) -> float:
    """Run a session with everything in it on a pad that has just been made, and close it."""
    before_s = processor_s()
    pad.run_for(BOOT_S)
    begin(pad)
    click(pad, "FASTER", 5)
    click(pad, "HEAT", 2)
    pad.run_until(until_s)
    pad.close()
    return pad.now_s / (processor_s() - before_s)


def figures() -> Result:
    """All figures of this part. The limit is for all tasks, that of the radio included."""
    without = times_real_time(Simulation(code="mpy"), SIMULATED_S)
    rows = [Figure(PART, "all tasks but the radio's, in processor time", without, "times", None)]
    if not has_radio():
        return Result(rows, [NO_RADIO])
    with_radio = times_real_time(Simulation(code="mpy", radio=True), SIMULATED_S)
    return Result(
        [*rows, Figure(PART, "all tasks, in processor time", with_radio, "times", TIMES_LEAST, at_least=True)]
    )
