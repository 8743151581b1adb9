"""Time to find each thermal fault, and false trips, of FootPad's guard and of the published rules, on the same runs."""

from __future__ import annotations

import math
import os
import random
import statistics
from concurrent.futures import ProcessPoolExecutor

from pad.limits import SURFACE_LIMIT_CC
from tools.benchmarks.figure import Figure, Result
from tools.benchmarks.heat import random_tasks
from tools.benchmarks.protection.rivals import Rival, delays_s, false_trips, grid, sound
from tools.benchmarks.protection.rules import Klipper, KlipperValues, Marlin, MarlinValues
from tools.benchmarks.protection.runs import Case, Recording, record, under_guard

PART = "protection"
OURS = "FootPad"
SEED = 77  # the pads of the part "regulation"
WHOLE_PADS = 40
THREE_READINGS_S = 0.15
PADS = 8
FAULTS = (
    "ntc_left_open",
    "ntc_left_short",
    "ntc_left_stuck",
    "ntc_left_off_pad",
    "ntc_left_drift",
    "ntc_both_off_pad",
    "adc_ref_bad",
    "adc_mux_stuck",
    "heater_mosfet_short",
    "heater_open",
)
LONGEST_S = 890.0  # of heat after power-on: then the budget is used up


def whole_cases(count: int = WHOLE_PADS) -> list[Case]:
    """Pads with nothing wrong, which reach their target: cold feet once it is warm, a little less supply."""
    cases = []
    for number, (pad, target_cc, limit_s) in enumerate(random_tasks(count, SEED)):
        source = random.Random(f"{SEED} {number}")
        feet_s = min(limit_s + 150, 600)
        events = (
            (feet_s, "cold feet", source.uniform(15, 24)),
            (feet_s + 120, "supply_v", 12 * source.uniform(0.95, 1)),
        )
        cases.append(Case("whole", pad, number, target_cc, events, None, LONGEST_S))
    return cases


def fault_cases(pads: int = PADS) -> list[Case]:
    """Each fault on each pad: on the way up, and two minutes after its target could have been reached."""
    return [
        Case(fault, pad, number, target_cc, ((at_s, fault, 0.0),), at_s, LONGEST_S)
        for number, (pad, target_cc, limit_s) in enumerate(random_tasks(pads, SEED))
        for fault in FAULTS
        for at_s in (limit_s / 2, limit_s + 120)
    ]


def unharmed_cases(pads: int) -> list[Case]:
    """The pads of the faults without them: where the guard refuses heat anyway, a refusal tells nothing of a fault."""
    tasks = enumerate(random_tasks(pads, SEED))
    return [Case("none", pad, number, target_cc, (), None, LONGEST_S) for number, (pad, target_cc, _) in tasks]


def detected_s(recording: Recording, refuses_anyway: bool) -> float:
    """How long after the fault the guard refused heat because of it, with no harm afterwards; else when it latched."""
    found = recording.guarded
    harmless = found.hottest_c < SURFACE_LIMIT_CC / 100
    at_s = found.refused_s if harmless and not refuses_anyway else found.latched_s
    return math.inf if at_s is None else at_s - (recording.case.fault_s or 0.0)


def figures() -> Result:
    """All figures of this part."""
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        whole = list(workers.map(record, whole_cases()))
        broken = list(workers.map(record, fault_cases(), chunksize=4))
        refuses = [found.refused_s is not None for found in workers.map(under_guard, unharmed_cases(PADS))]
    ours_false = sum(recording.guarded.latched_s is not None for recording in whole)
    rivals = sound(whole, ours_false)
    found = _of_whole(whole, ours_false)
    for fault in FAULTS:
        runs = [recording for recording in broken if recording.case.name == fault]
        for when, some in (("warming up", runs[::2]), ("warm", runs[1::2])):
            found += _of_fault(f"{fault}, {when}", some, refuses, rivals)
    tried = sum(1 for _ in grid())
    return Result(found, [f"Rivals: {len(rivals)} of {tried} scalings, those with no more false trips than {OURS}."])


def _of_whole(whole: list[Recording], ours_false: int) -> list[Figure]:
    """False trips, and what the guard costs a pad with nothing wrong."""
    what = f"false trips in {len(whole)} whole pads"
    marlin = false_trips(whole, lambda: Marlin(MarlinValues()))
    klipper = false_trips(whole, lambda: Klipper(KlipperValues()))
    found = [
        Figure(PART, f"{what}: {OURS}", ours_false, "runs", min(marlin, klipper)),
        Figure(PART, f"{what}: Marlin, as published", marlin, "runs"),
        Figure(PART, f"{what}: Klipper, as published", klipper, "runs"),
    ]
    without_s = sorted(recording.guarded.without_heat_s for recording in whole)
    what = f"whole pads without heat, of {LONGEST_S:.0f} s"
    found.append(Figure(PART, f"{what}, median: {OURS}", _median(without_s), "s"))
    found.append(Figure(PART, f"{what}, worst: {OURS}", without_s[-1], "s"))
    return found


def _of_fault(what: str, runs: list[Recording], refuses: list[bool], rivals: list[Rival]) -> list[Figure]:
    """Median delays; FootPad's limit is the rival that is best at this very fault, or three readings."""
    best_s, best = min(((_median(delays_s(runs, rival.make)), rival.name) for rival in rivals), default=(math.inf, ""))
    detected = [detected_s(run, anyway) for run, anyway in zip(runs, refuses, strict=True)]
    latched = [detected_s(run, True) for run in runs]
    hottest_c = max(run.guarded.hottest_c for run in runs)
    heat_j = _median([run.guarded.heat_j for run in runs])
    return [
        Figure(PART, f"{what}: {OURS} detects", _median(detected), "s", max(best_s, THREE_READINGS_S)),
        Figure(PART, f"{what}: {OURS} latches", _median(latched), "s"),
        Figure(PART, f"{what}: best rival" + (f" ({best})" if best_s < math.inf else ""), best_s, "s"),
        Figure(PART, f"{what}: hottest surface afterwards", hottest_c, "C", SURFACE_LIMIT_CC / 100),
        Figure(PART, f"{what}: heat afterwards", heat_j, "J"),
    ]


def _median(values: list[float]) -> float:
    return statistics.median_high(values) if values else math.inf
