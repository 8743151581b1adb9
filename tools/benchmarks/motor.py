"""Motor control on the model: speed at start and in steady state, for all supplies and loads.

python -m tools.benchmarks.motor
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

from pad.motor_control import MotorControl
from pad.tach import Tach
from tools.simulator.plant import Plant

SUPPLIES_V = (10.2, 12.0, 13.8)
LOADS = (0.0, 0.4, 1.0)
TAUS_MS = (150.0, 250.0)
TARGETS_RPM = (1000, 2350, 3700)
CASES = (SUPPLIES_V, LOADS, TAUS_MS)


class Sample(NamedTuple):
    """One pass: true speed, what the ramp asks for, duty."""

    at_s: float
    rpm: float
    setpoint_rpm: int
    duty_permille: int


def run(
    pad: dict[str, float], target_rpm: int, seconds: float, has_tach: bool = True, pass_ms: int = 50
) -> list[Sample]:
    """From rest to the target and on, with the heater cycling beside it."""
    plant, control, tach = Plant(pad), MotorControl(has_tach), Tach(6)
    edges, samples = 0, []
    for passed in range(round(seconds * 1000 / pass_ms)):
        plant.alive_edge()
        now = plant.tach_edges()
        rpm, edges = tach.step(now - edges, pass_ms), now
        duty = control.step(target_rpm, rpm if has_tach else -1, pass_ms)
        plant.set_motor_duty(duty / 1000)
        plant.set_heater(passed // 20 % 2 == 0)
        samples.append(Sample(plant.now_us * 1e-6, plant.rpm, control.setpoint_rpm, duty))
        plant.advance(plant.now_us + pass_ms * 1000)
    return samples


def steady_error_percent(samples: list[Sample], target_rpm: int, last_s: float = 8.0) -> float:
    """Largest deviation in the last seconds, percent of the target."""
    end_s = samples[-1].at_s
    return max(abs(s.rpm / target_rpm - 1) * 100 for s in samples if s.at_s > end_s - last_s)


def main() -> None:
    """Print the figures."""
    for target_rpm in TARGETS_RPM:
        errors, highest = [], 0.0
        for supply_v, load, tau_ms in itertools.product(*CASES):
            pad = {"supply_v": supply_v, "foot_load": load, "motor_tau_ms": tau_ms}
            samples = run(pad, target_rpm, 24 + (target_rpm - 1000) / 100)
            errors.append(steady_error_percent(samples, target_rpm))
            highest = max(highest, max(s.rpm for s in samples if s.at_s < 1.5))
        print(
            f"{target_rpm} rpm: steady error at most {max(errors):.2f} %, highest in the first 1.5 s {highest:.0f} rpm"
        )


if __name__ == "__main__":
    main()
