"""Runs of the pad with its own guard and control, on the plant; what each rule would have made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pad import faults
from pad.circuit_check import RAIL_CLOSED
from pad.duty_window import DutyWindow
from pad.guard import Guard
from pad.heat_control import HeatControl
from pad.readings import Readings
from pad.thermistor import OPEN, SHORT, condition, temperature_cc
from tools.benchmarks.protection.rules import Rule
from tools.simulator.plant import Plant

BEFORE_S = 8.0  # the pad stands there for so long before the heat is switched on
REFERENCE_UV = 992_308  # printers have no second divider: they trust their supply
OPEN_C, SHORT_C = -60.0, 300.0
REFUSED_PASSES = 20
AFTER_LATCH_S = 60.0  # the film is warmer than the surface


class Case(NamedTuple):
    """One run: a pad, a target, what happens when (s, a name, a value), and when a fault begins (s; None: never)."""

    name: str
    pad: dict[str, float]
    seed: int
    target_cc: int
    events: tuple[tuple[float, str, float], ...]
    fault_s: float | None
    until_s: float


class Row(NamedTuple):
    """What a printer's board would read, C."""

    at_s: float
    left_c: float
    right_c: float
    target_c: float


class UnderGuard(NamedTuple):
    """A run under FootPad's guard; times in seconds of the run, None for never.

    It first refused heat for a whole second after the fault at `refused_s` and latched at `latched_s`; in all it gave
    no heat for `without_heat_s`. After the fault the surface was `hottest_c` at most and got `heat_j`.
    """

    refused_s: float | None
    latched_s: float | None
    without_heat_s: float
    hottest_c: float
    heat_j: float


class Recording(NamedTuple):
    """A run under FootPad's guard, and what a printer's rules would have seen of it: `rows`, under no guard at all."""

    case: Case
    rows: list[Row]
    guarded: UnderGuard


def perform(plant: Plant, what: str, value: float) -> None:
    """One event: feet of a skin temperature, a parameter, a fault."""
    if what == "cold feet":
        plant.set_feet(False, False)
        plant.set_feet(True, True, value)
    elif what in plant.parameters:
        plant.change(what, value)
    else:
        plant.inject(what)


def as_printer_reads(uv: int) -> float:
    """What a thermistor says without a reference, C."""
    state = condition(uv, REFERENCE_UV)
    if state in (OPEN, SHORT):
        return OPEN_C if state == OPEN else SHORT_C
    return float(temperature_cc(uv, REFERENCE_UV)) / 100


class Pad:
    """Control and duty window as on the device, without its tasks, and with its guard or without."""

    def __init__(self, case: Case, guarded: bool) -> None:
        self.plant = Plant(case.pad, case.seed)
        self._guarded = guarded
        self.guard = Guard(True, 0)
        self.readings = Readings()
        self._control = HeatControl()
        self._window = DutyWindow()
        self.guard.outputs.rail = RAIL_CLOSED
        self.uv = (0, 0)

    def step(self, target_cc: int, even: bool) -> None:
        """50 ms; control each second time."""
        plant, guard = self.plant, self.guard
        if guard.fault == faults.NONE:
            plant.alive_edge()
        self.uv = plant.adc_uv("NTC_LEFT"), plant.adc_uv("NTC_RIGHT")
        self.readings.take(*self.uv, plant.adc_uv("ADC_REF"), 50)
        self.readings.complete(plant.sense_level(), -1)
        if self._guarded:
            guard.outputs.heater_on = plant.heater_on
            guard.outputs.heat_target_cc = target_cc
            guard.step(self.readings, -1, -1, 50)
        on = plant.heater_on
        if even:
            duty = self._control.step(target_cc, self.readings.surface_cc(), 100)
            on = self._window.step(duty, 100)
        plant.set_heater(on and (guard.heat_permitted or not self._guarded))
        plant.advance(plant.now_us + 50_000)


def steps(case: Case, guarded: bool) -> Iterator[tuple[float, Pad]]:
    """The run of a case: the pad after each 50 ms."""
    pad, waiting = Pad(case, guarded), list(case.events)
    for passed in range(round((BEFORE_S + case.until_s) * 20)):
        at_s = passed / 20 - BEFORE_S
        while waiting and at_s >= waiting[0][0]:
            perform(pad.plant, *waiting.pop(0)[1:])
        pad.step(case.target_cc if at_s >= 0 else 0, passed % 2 == 0)
        yield at_s, pad


class Watcher:
    """Takes the steps of a run under the guard."""

    def __init__(self, case: Case) -> None:
        self._fault_s = case.fault_s or 0.0
        self._refused_passes = self._without_heat_passes = 0
        self._refused_s: float | None = None
        self._latched_s: float | None = None
        self._before_j: float | None = None

    def take(self, at_s: float, pad: Pad) -> bool:
        """One step; false when nothing more can come of this run."""
        refuses = at_s >= 0 and not pad.guard.heat_permitted
        self._without_heat_passes += refuses
        if at_s < self._fault_s:
            return True
        if self._before_j is None:
            self._before_j = pad.plant.heater_energy_j
            pad.plant.reset_maxima()
        self._refused_passes = self._refused_passes + 1 if refuses else 0
        if self._refused_passes == REFUSED_PASSES and self._refused_s is None:
            self._refused_s = at_s
        if pad.guard.fault != faults.NONE and self._latched_s is None:
            self._latched_s = at_s
        return self._latched_s is None or at_s < self._latched_s + AFTER_LATCH_S

    def found(self, pad: Pad) -> UnderGuard:
        """What came of it."""
        if self._latched_s is not None and (self._refused_s is None or self._refused_s > self._latched_s):
            self._refused_s = self._latched_s
        return UnderGuard(
            self._refused_s,
            self._latched_s,
            self._without_heat_passes / 20,
            pad.plant.max_surface_c,
            pad.plant.heater_energy_j - (self._before_j or 0.0),
        )


def under_guard(case: Case) -> UnderGuard:
    """Run a case under the guard."""
    watcher = Watcher(case)
    for at_s, pad in steps(case, guarded=True):
        if not watcher.take(at_s, pad):
            break
    return watcher.found(pad)


def record(case: Case) -> Recording:
    """Run a case twice, with the guard and without."""
    rows = [
        Row(at_s, as_printer_reads(pad.uv[0]), as_printer_reads(pad.uv[1]), case.target_cc / 100 if at_s >= 0 else 0.0)
        for number, (at_s, pad) in enumerate(steps(case, guarded=False))
        if number % 10 == 0
    ]
    return Recording(case, rows, under_guard(case))


def tripped_s(recording: Recording, make: Callable[[], Rule]) -> float | None:
    """When a rule would have stopped this run. It sees the hotter sensor, as the control does, and a broken one."""
    rule = make()
    for row in recording.rows:
        coldest_c, hottest_c = sorted((row.left_c, row.right_c))
        if rule.step(row.at_s, coldest_c if coldest_c == OPEN_C else hottest_c, row.target_c):
            return row.at_s
    return None
