"""Heat control on the model: overshoot, time against full power, what is left in the end.

    python -m tools.benchmarks.heat --pads 100 --seed 77

The chain is that of the device: two thermistors read every 50 ms with noise, filtered, control every 100 ms, duty
window, rail fed by ALIVE edges. The surface is the true one of the hotter zone.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from pad.duty_window import DutyWindow
from pad.heat_control import HeatControl
from pad.limits import HEATER_MAX_DUTY_PERMILLE
from pad.readings import Readings
from tools.simulator.parameters import PARAMETERS
from tools.simulator.plant import Plant

BEFORE_S = 8  # the feet are on the pad for so long before the heat is switched on
WITHIN_C = 0.2
OVERSHOOT_C = 0.3
TARGETS_CC = (3500, 3700, 3900)
SETTLED_AFTER_S = 240
NO_CUTOUT = {"cutout_c": 0.0}


class Control(Protocol):
    """What turns a target and a reading into a duty."""

    def step(self, target_cc: int, measured_cc: int, dt_ms: int) -> int:
        """As HeatControl.step."""


class FullPower:
    """No control at all: what the pad can do at best."""

    def step(self, target_cc: int, measured_cc: int, dt_ms: int) -> int:
        """Everything that is allowed."""
        return HEATER_MAX_DUTY_PERMILLE if target_cc else 0


class FullPowerFrom:
    """A control law up to a moment, full power from then on."""

    def __init__(self, at_s: float, control: Control) -> None:
        self._control = control
        self._left_ms = at_s * 1000

    def step(self, target_cc: int, measured_cc: int, dt_ms: int) -> int:
        """As HeatControl.step."""
        duty = self._control.step(target_cc, measured_cc, dt_ms)
        self._left_ms -= dt_ms if target_cc else 0
        return duty if self._left_ms > 0 else HEATER_MAX_DUTY_PERMILLE


class Sample(NamedTuple):
    """One moment of a run, counted from switching the heat on; energy and how often the heater went on since then."""

    at_s: float
    surface_c: float
    duty_permille: int
    energy_j: float = 0.0
    switched_on: int = 0


Event = tuple[float, Callable[[Plant], None]]


def run(
    pad: dict[str, float],
    target_cc: int | Callable[[float], int],
    control: Control,
    seconds: float,
    seed: int = 1,
    events: Sequence[Event] = (),
    until_c: float | None = None,
) -> list[Sample]:
    """The hotter true surface, each 0.5 s. The target may be a function of the time; events act on the plant."""
    plant, readings, window = Plant(pad, seed), Readings(), DutyWindow()
    wanted = target_cc if callable(target_cc) else lambda _: target_cc
    waiting, samples, switched_on = list(events), [], 0
    for passed in range(round((BEFORE_S + seconds) * 20)):
        at_s = passed / 20 - BEFORE_S
        while waiting and at_s >= waiting[0][0]:
            waiting.pop(0)[1](plant)
        plant.alive_edge()
        readings.take(plant.adc_uv("NTC_LEFT"), plant.adc_uv("NTC_RIGHT"), plant.adc_uv("ADC_REF"), 50)
        if passed % 2 == 0:
            duty = control.step(wanted(at_s) if at_s >= 0 else 0, readings.surface_cc(), 100)
            on = window.step(duty, 100)
            switched_on += on and not plant.heater_on
            plant.set_heater(on)
        if passed % 10 == 0 and at_s >= 0:
            hotter_c = max(plant.surface_left_c, plant.surface_right_c)
            samples.append(Sample(at_s, hotter_c, duty, plant.heater_energy_j, switched_on))
            if until_c is not None and samples[-1].surface_c >= until_c:
                break
        plant.advance(plant.now_us + 50_000)
    return samples


class Figures(NamedTuple):
    """What a run reached. Times in seconds, temperatures in degrees; None when the target was never reached."""

    reached_s: float | None
    overshoot_c: float
    settled_error_c: float | None


def judge(samples: Iterable[Sample], target_cc: int) -> Figures:
    """Time to within 0.2 C, highest excess, largest error from 4 minutes after that time on."""
    errors = [(sample.at_s, sample.surface_c - target_cc / 100) for sample in samples]
    reached_s = next((at_s for at_s, error in errors if error >= -WITHIN_C), None)
    settled = [abs(error) for at_s, error in errors if reached_s is not None and at_s > reached_s + SETTLED_AFTER_S]
    return Figures(reached_s, max(error for _, error in errors), max(settled) if settled else None)


def full_power_s(pad: dict[str, float], target_cc: int, longest_s: float = 900) -> float | None:
    """Time in which full power brings the surface to within 0.2 C of the target, None if it takes longer."""
    goal_c = target_cc / 100 - WITHIN_C
    samples = run(pad, target_cc, FullPower(), longest_s, until_c=goal_c)
    return samples[-1].at_s if samples[-1].surface_c >= goal_c else None


def random_pad(source: random.Random) -> dict[str, float]:
    """A pad, a room and feet out of the whole range: heater -20..+30 %, masses and contacts half to double."""
    pad = dict(NO_CUTOUT)
    for name in ("film_j_k", "surface_j_k", "skin_j_k", "film_surface_w_k", "contact_w_k"):
        pad[name] = PARAMETERS[name].default * 2 ** source.uniform(-1, 1)
    pad["heater_scale"] = source.uniform(0.8, 1.3)
    pad["bead_tau_s"] = source.uniform(3, 5)
    pad["ambient_c"] = source.uniform(10, 32)
    pad["feet"] = source.choice([0, 1, 1, 1, 1, 1, 2, 3])
    pad["feet_skin_c"] = source.uniform(20, 32)
    return pad


def random_tasks(count: int, seed: int) -> list[tuple[dict[str, float], int, float]]:
    """So many pads, targets and full-power times; only targets at least 1 C above the room, reached in 10 minutes."""
    source = random.Random(seed)
    tasks: list[tuple[dict[str, float], int, float]] = []
    while len(tasks) < count:
        pad, target_cc = random_pad(source), source.choice(TARGETS_CC)
        limit_s = full_power_s(pad, target_cc, 600) if target_cc / 100 - pad["ambient_c"] > 1 else None
        if limit_s:
            tasks.append((pad, target_cc, limit_s))
    return tasks


def cold_feet(
    pad: dict[str, float],
    target_cc: int,
    at_s: float,
    skin_c: float,
    seed: int = 1,
    make: Callable[[], Control] = HeatControl,
) -> tuple[float, ...]:
    """Feet put on the warm pad: dip C, time back to within 0.2 C, the same at full power, overshoot C."""

    def put_on(plant: Plant) -> None:
        plant.set_feet(True, True, skin_c)

    figures: list[float] = []
    for control in (make(), FullPowerFrom(at_s, make())):
        samples = run(pad | {"feet": 0}, target_cc, control, at_s + 600, seed, [(at_s, put_on)])
        errors = [(s.at_s - at_s, s.surface_c - target_cc / 100) for s in samples if s.at_s > at_s]
        coldest = min(errors, key=lambda pair: pair[1])
        back_s = next((t for t, error in errors if t > coldest[0] and error >= -WITHIN_C), float("inf"))
        figures += [coldest[1], back_s, max(error for _, error in errors)]
    return figures[0], figures[1], figures[4], figures[2]


def _middle_and_worst(values: list[float]) -> str:
    ordered = sorted(values)
    return (
        f"median {ordered[len(ordered) // 2]:.3f}, 90 % {ordered[len(ordered) * 9 // 10]:.3f}, worst {ordered[-1]:.3f}"
    )


def _print_reference() -> None:
    print("reference pad, 20 C:")
    for target_cc in TARGETS_CC:
        limit_s = full_power_s(NO_CUTOUT, target_cc) or 0.0
        reached_s, overshoot_c, error_c = judge(run(NO_CUTOUT, target_cc, HeatControl(), limit_s + 600), target_cc)
        print(
            f"  {target_cc / 100:.0f} C: {reached_s:.1f} s (full power {limit_s:.1f} s),"
            f" overshoot {overshoot_c:.2f} C, then within {error_c:.2f} C"
        )
    dip_c, back_s, limit_s, overshoot_c = cold_feet(NO_CUTOUT, 3700, 600, 20)
    print(
        f"  feet of 20 C at 37 C: dip {dip_c:.2f} C, back after {back_s:.1f} s (full power {limit_s:.1f} s),"
        f" overshoot {overshoot_c:.2f} C"
    )


def _print_random(count: int, seed: int) -> None:
    overshoots, ratios, errors = [], [], []
    long_ratios = []
    for number, (pad, target_cc, limit_s) in enumerate(random_tasks(count, seed)):
        figures = judge(run(pad, target_cc, HeatControl(), limit_s * 1.3 + 300, seed=number), target_cc)
        overshoots.append(figures.overshoot_c)
        ratios.append((figures.reached_s or float("inf")) / limit_s)
        errors.append(float("inf") if figures.settled_error_c is None else figures.settled_error_c)
        if limit_s >= 180:
            long_ratios.append(ratios[-1])
    print(f"{count} random pads, seed {seed}:")
    print(f"  overshoot C:          {_middle_and_worst(overshoots)}; above 0.3: {sum(o > 0.3 for o in overshoots)}")
    print(f"  time / full power:    {_middle_and_worst(ratios)}; above 1.1: {sum(r > 1.1 for r in ratios)}")
    print(f"    of 3 min and more:  {_middle_and_worst(long_ratios)}; above 1.1: {sum(r > 1.1 for r in long_ratios)}")
    print(f"  error when settled C: {_middle_and_worst(errors)}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="heat control on the model of the pad")
    parser.add_argument("--pads", type=int, default=50, help="random pads")
    parser.add_argument("--seed", type=int, default=77)
    chosen = parser.parse_args()
    _print_reference()
    _print_random(chosen.pads, chosen.seed)


if __name__ == "__main__":
    main()
