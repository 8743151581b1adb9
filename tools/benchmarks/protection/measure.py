"""Time to find each thermal fault, and false trips, of FootPad's guard and of the published rules, on the same runs."""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tools.benchmarks.figure import Figure, Result
from tools.benchmarks.heat import random_tasks
from tools.benchmarks.protection.rules import (
    Klipper,
    KlipperValues,
    Marlin,
    MarlinValues,
    Rule,
    klipper_scaled,
    marlin_scaled,
)
from tools.benchmarks.protection.runs import Case, Recording, record, tripped_s

PART = "protection"
OURS = "FootPad"
SEED = 77  # the pads of the part "regulation"
WHOLE_PADS = 20
THREE_READINGS_S = 0.15
PADS = 4
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
TIMES = (1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)  # tried in turn to scale the published rules

Rules = dict[str, Callable[[], Rule]]


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


def scaled(recordings: list[Recording], name: str, make: Callable[[float], Rule]) -> Rules:
    """The strictest scaling of the times with which no whole pad trips; the last one where none is like that."""
    for times in TIMES:
        rule = partial(make, times)
        if not any(tripped_s(recording, rule) is not None for recording in recordings):
            break
    return {f"{name}, for this pad, times {times:g}": rule}


def rules(whole: list[Recording]) -> Rules:
    """The published values, and those scaled to the whole pads."""
    return {
        "Marlin, as published": lambda: Marlin(MarlinValues()),
        "Klipper, as published": lambda: Klipper(KlipperValues()),
        **scaled(whole, "Marlin", lambda times: Marlin(marlin_scaled(times))),
        **scaled(whole, "Klipper", lambda times: Klipper(klipper_scaled(times))),
    }


def delays(recordings: list[Recording], rule: Callable[[], Rule] | None) -> list[float]:
    """Seconds from each fault to the trip, infinite for none; runs that tripped before the fault are left out.

    `rule` None: FootPad's own guard.
    """
    found = []
    for recording in recordings:
        at_s = recording.tripped_s if rule is None else tripped_s(recording, rule)
        began_s = recording.case.fault_s or 0.0
        if at_s is None or at_s >= began_s:
            found.append(float("inf") if at_s is None else at_s - began_s)
    return found


def figures() -> Result:
    """All figures of this part."""
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        whole = list(workers.map(record, whole_cases()))
        broken = list(workers.map(record, fault_cases()))
    chosen = rules(whole)
    false = {name: sum(tripped_s(recording, rule) is not None for recording in whole) for name, rule in chosen.items()}
    ours_false = sum(recording.tripped_s is not None for recording in whole)
    found = [Figure(PART, f"false trips in {len(whole)} whole pads: {OURS}", ours_false, "runs", min(false.values()))]
    found += [Figure(PART, f"false trips in {len(whole)} whole pads: {name}", n, "runs") for name, n in false.items()]
    without_s = sorted(recording.without_heat_s for recording in whole)
    found.append(
        Figure(PART, f"whole pads without heat, of {LONGEST_S:.0f} s, median: {OURS}", _median(without_s), "s")
    )
    found.append(Figure(PART, f"whole pads without heat, of {LONGEST_S:.0f} s, worst: {OURS}", without_s[-1], "s"))
    sound = {name: rule for name, rule in chosen.items() if false[name] <= ours_false}
    for fault in FAULTS:
        runs = [recording for recording in broken if recording.case.name == fault]
        found += _of_fault(f"{fault}, warming up", runs[::2], sound)
        found += _of_fault(f"{fault}, warm", runs[1::2], sound)
    return Result(
        found, [f"Not compared, with more false trips than {OURS}: {', '.join(chosen.keys() - sound.keys())}."]
    )


def _of_fault(what: str, runs: list[Recording], sound: Rules) -> list[Figure]:
    """Median delays; FootPad's limit is the best of the others, or three readings."""
    others = {name: _median(delays(runs, rule)) for name, rule in sound.items()}
    limit = max(min(others.values(), default=float("inf")), THREE_READINGS_S)
    withheld = [float("inf") if r.withheld_s is None else r.withheld_s - (r.case.fault_s or 0) for r in runs]
    return [
        Figure(PART, f"{what}: {OURS}", _median(delays(runs, None)), "s", limit),
        Figure(PART, f"{what}: {OURS}, heat first withheld", _median(withheld), "s"),
        *(Figure(PART, f"{what}: {name}", value, "s") for name, value in others.items()),
    ]


def _median(values: list[float]) -> float:
    return statistics.median_high(values) if values else float("inf")
