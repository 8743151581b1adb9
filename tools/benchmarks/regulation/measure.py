"""Heat and motor control beside their competitors: the same random pads, the same feet, the same noise."""

from __future__ import annotations

import itertools
import os
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from pad.heat_control import HeatControl
from tools.benchmarks import motor
from tools.benchmarks.figure import Figure, Result
from tools.benchmarks.heat import OVERSHOOT_C, Sample, cold_feet, judge, random_tasks, run
from tools.benchmarks.regulation.competitors import competitors

PART = "regulation"
PADS = 20
SEED = 77
OURS = "FootPad"
TIME_MOST = 1.1  # of the time at full power
BEST_SHARE = 0.5  # of the best competitor's overshoot
COLD_FEET_S = 600
COLD_SKIN_C = 20.0
NEVER_S = 600.0  # what counts for a pad that has not come back within ten minutes

Task = tuple[int, dict[str, float], int, float]


class Heat(NamedTuple):
    """What one controller reached on one pad."""

    overshoot_c: float
    time_ratio: float  # to the time at full power
    error_c: float
    switched_on: float  # times a minute
    energy_ratio: float  # to FootPad's
    recovery_s: float  # after cold feet, beyond what full power takes
    cold_overshoot_c: float


def measure_pad(task: Task) -> dict[str, Heat]:
    """Every controller on one pad."""
    number, pad, target_cc, limit_s = task
    makers = {OURS: HeatControl, **competitors(pad, target_cc)}
    runs = {name: run(pad, target_cc, make(), limit_s * 1.3 + 300, seed=number) for name, make in makers.items()}
    ours_j = runs[OURS][-1].energy_j
    found = {}
    for name, make in makers.items():
        _, back_s, least_s, cold_c = cold_feet(pad, target_cc, COLD_FEET_S, COLD_SKIN_C, number, make)
        recovery_s = min(back_s, NEVER_S) - min(least_s, NEVER_S)
        found[name] = _heat(runs[name], target_cc, limit_s, ours_j, recovery_s, cold_c)
    return found


def _heat(
    samples: list[Sample], target_cc: int, limit_s: float, ours_j: float, recovery_s: float, cold_c: float
) -> Heat:
    figures, last = judge(samples, target_cc), samples[-1]
    infinite = float("inf")
    return Heat(
        overshoot_c=max(figures.overshoot_c, 0.0),
        time_ratio=infinite if figures.reached_s is None else figures.reached_s / limit_s,
        error_c=infinite if figures.settled_error_c is None else figures.settled_error_c,
        switched_on=last.switched_on / last.at_s * 60,
        energy_ratio=last.energy_j / ours_j,
        recovery_s=recovery_s,
        cold_overshoot_c=max(cold_c, 0.0),
    )


def measure(pads: int = PADS, seed: int = SEED) -> dict[str, list[Heat]]:
    """Every controller on so many random pads, by its name."""
    tasks = [(number, *task) for number, task in enumerate(random_tasks(pads, seed))]
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        by_pad = list(workers.map(measure_pad, tasks))
    return {name: [found[name] for found in by_pad if name in found] for name in by_pad[0]}


def heat_figures(found: dict[str, list[Heat]]) -> list[Figure]:
    """Of each figure the worst pad and the middle one, for each controller; FootPad's with their limits."""
    worst = {name: max(heat.overshoot_c for heat in heats) for name, heats in found.items()}
    best_rival = min(value for name, value in worst.items() if name != OURS)
    limits = {
        "overshoot_c": min(OVERSHOOT_C, BEST_SHARE * best_rival),
        "time_ratio": TIME_MOST,
    }
    rows = []
    for field, what, unit in ROWS:
        for name, heats in found.items():
            values = sorted(getattr(heat, field) for heat in heats)
            limit = limits.get(field) if name == OURS else None
            rows.append(Figure(PART, f"{what}, worst: {name}", values[-1], unit, limit))
            rows.append(Figure(PART, f"{what}, median: {name}", values[len(values) // 2], unit))
    return rows


ROWS = (
    ("overshoot_c", "overshoot", "C"),
    ("time_ratio", "time to temperature, of that at full power", "times"),
    ("error_c", "error from 4 minutes later on", "C"),
    ("recovery_s", "after feet of 20 C, later than full power", "s"),
    ("cold_overshoot_c", "overshoot after feet of 20 C", "C"),
    ("switched_on", "heater switched on", "a minute"),
    ("energy_ratio", "energy, of FootPad's", "times"),
)


# --- the motor --------------------------------------------------------------------------------------------------------

SETTLED_PERCENT = 3.0
HOLDS_S = 12.0  # what is looked at once the ramp has ended


class Speed(NamedTuple):
    """What the motor did: after the ramp until it stayed within 3 %, above the target, in the last seconds."""

    settling_s: float
    overshoot_percent: float
    error_percent: float


def judge_speed(samples: list[motor.Sample], target_rpm: int) -> Speed:
    """From the samples of one run."""
    ramp_ends_s = next(s.at_s for s in samples if s.setpoint_rpm >= target_rpm)
    held = [(s.at_s - ramp_ends_s, (s.rpm / target_rpm - 1) * 100) for s in samples if s.at_s >= ramp_ends_s]
    outside = [at_s for at_s, error in held if abs(error) > SETTLED_PERCENT]
    return Speed(
        settling_s=outside[-1] if outside else 0.0,
        overshoot_percent=max(0.0, *(error for _, error in held)),
        error_percent=motor.steady_error_percent(samples, target_rpm),
    )


def motor_figures() -> list[Figure]:
    """The worst of all supplies, loads and motors, with the tachometer and without."""
    rows = []
    for name, has_tach in ((OURS, True), ("open loop", False)):
        found = [_speed(*case, has_tach) for case in itertools.product(motor.TARGETS_RPM, *motor.CASES)]
        rows += [
            Figure(PART, f"motor, after the ramp until it stays within 3 %, worst: {name}", _worst(found, 0), "s"),
            Figure(PART, f"motor, overshoot, worst: {name}", _worst(found, 1), "%"),
            Figure(PART, f"motor, error when settled, worst: {name}", _worst(found, 2), "%"),
        ]
    return rows


def _speed(target_rpm: int, supply_v: float, load: float, tau_ms: float, has_tach: bool) -> Speed:
    pad = {"supply_v": supply_v, "foot_load": load, "motor_tau_ms": tau_ms}
    return judge_speed(motor.run(pad, target_rpm, HOLDS_S + 12 + (target_rpm - 1000) / 100, has_tach), target_rpm)


def _worst(found: list[Speed], place: int) -> float:
    return max(speed[place] for speed in found)


def figures() -> Result:
    """All figures of this part."""
    return Result(heat_figures(measure()) + motor_figures())
