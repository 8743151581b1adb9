"""What people would use instead of FootPad's heat control: a thermostat, PyPI's simple-pid, a PID as Klipper describes.

All have the interface of pad.heat_control.HeatControl, and the same duty window turns their duty into on and off. The
PIDs get gains of each single pad, measured on it: better than anybody's would be.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from simple_pid import PID

from pad.limits import HEATER_MAX_DUTY_PERMILLE
from pad.thermistor import INVALID
from tools.benchmarks.heat import Control, run

THERMOSTAT_CC = 20  # on below the target by so much, off above it
# The relay experiment (Astrom and Hagglund) of Klipper's PID_CALIBRATE: full power up to the target, then none until so
# far below.
RELAY_CC = 50
RELAY_S = 1_500
RELAY_SKIPPED_S = 400  # the way up
SMOOTH_S = 1.0  # Klipper's smooth_time


class Thermostat:
    """Full power below the target, none above it."""

    def __init__(self, hysteresis_cc: int = THERMOSTAT_CC) -> None:
        self._hysteresis_cc = hysteresis_cc
        self.on = False

    def step(self, target_cc: int, measured_cc: int, dt_ms: int) -> int:
        """As HeatControl.step."""
        if target_cc == 0 or measured_cc == INVALID or measured_cc >= target_cc + self._hysteresis_cc:
            self.on = False
        elif measured_cc <= target_cc - self._hysteresis_cc:
            self.on = True
        return HEATER_MAX_DUTY_PERMILLE if self.on else 0


class Gains(NamedTuple):
    """Of a PID: duty as a share of 1 for each degree, degree second, degree per second."""

    proportional: float
    integral: float
    derivative: float


class Swing(NamedTuple):
    """The oscillation that a relay keeps up: its ultimate gain, in duty for each degree, and its period."""

    gain: float
    period_s: float

    def gains(self) -> Gains:
        """Ziegler and Nichols' first rule, which PID_CALIBRATE uses."""
        proportional = 0.6 * self.gain
        return Gains(proportional, proportional / (0.5 * self.period_s), proportional * 0.125 * self.period_s)


def swing(pad: dict[str, float], target_cc: int) -> Swing | None:
    """The relay experiment on this pad; None where it does not swing within the time."""
    relay = Thermostat(RELAY_CC // 2)
    samples = run(pad, target_cc - RELAY_CC // 2, relay, RELAY_S)
    settled = [sample for sample in samples if sample.at_s > RELAY_SKIPPED_S]
    ons = [
        after.at_s
        for before, after in zip(settled, settled[1:], strict=False)
        if after.duty_permille and not before.duty_permille
    ]
    if len(ons) < 2:
        return None
    cycles = [sample.surface_c for sample in settled if ons[0] <= sample.at_s < ons[-1]]
    amplitude_c = (max(cycles) - min(cycles)) / 2
    return Swing(4 * 0.5 / (math.pi * amplitude_c), (ons[-1] - ons[0]) / (len(ons) - 1))


class SimplePid:
    """PyPI's simple-pid, its output limited, so that its integral is as well."""

    def __init__(self, gains: Gains) -> None:
        self._pid = PID(*gains, sample_time=None, output_limits=(0, HEATER_MAX_DUTY_PERMILLE / 1000))

    def step(self, target_cc: int, measured_cc: int, dt_ms: int) -> int:
        """As HeatControl.step."""
        if target_cc == 0 or measured_cc == INVALID:
            self._pid.reset()
            return 0
        self._pid.setpoint = target_cc / 100
        return round((self._pid(measured_cc / 100, dt=dt_ms / 1000) or 0.0) * 1000)


class KlipperPid:
    """As Klipper's documents describe its PID.

    The slope is smoothed over smooth_time, the integral stays between nothing and what full power asks for, and it
    stands still while the output is at its limit.
    """

    def __init__(self, gains: Gains) -> None:
        self._gains = gains
        self._integral = 0.0
        self._slope = 0.0
        self._last_c: float | None = None

    def step(self, target_cc: int, measured_cc: int, dt_ms: int) -> int:
        """As HeatControl.step."""
        if target_cc == 0 or measured_cc == INVALID:
            self._integral = self._slope = 0.0
            self._last_c = None
            return 0
        most, seconds = HEATER_MAX_DUTY_PERMILLE / 1000, dt_ms / 1000
        self._follow(measured_cc / 100, seconds)
        error_c = (target_cc - measured_cc) / 100
        integral = min(max(self._integral + error_c * seconds, 0.0), most / self._gains.integral)
        gains = self._gains
        wanted = gains.proportional * error_c + gains.integral * integral - gains.derivative * self._slope
        duty = min(max(wanted, 0.0), most)
        if duty == wanted:
            self._integral = integral
        return round(duty * 1000)

    def _follow(self, measured_c: float, seconds: float) -> None:
        change_c = 0.0 if self._last_c is None else measured_c - self._last_c
        self._last_c = measured_c
        kept = max(SMOOTH_S - seconds, 0.0)
        self._slope = (self._slope * kept + change_c) / max(SMOOTH_S, seconds)


def competitors(pad: dict[str, float], target_cc: int) -> dict[str, Callable[[], Control]]:
    """What makes each of them for this pad, by its name; only the thermostat where a relay finds no gains."""
    found: dict[str, Callable[[], Control]] = {"bang-bang": Thermostat}
    measured = swing(pad, target_cc)
    if measured:
        gains = measured.gains()
        found["simple-pid"] = lambda: SimplePid(gains)
        found["Klipper's PID"] = lambda: KlipperPid(gains)
    return found
