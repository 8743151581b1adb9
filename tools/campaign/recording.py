"""Runs one case on the real firmware, and keeps what the physics did: temperatures, pins, the rail."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pad import session
from tools.campaign.cases import Case
from tools.campaign.traces import Changes, Span, asked_spans, spans
from tools.simulator.plant import Plant
from tools.simulator.scenario import Fault as FaultStep
from tools.simulator.script import Script, Step
from tools.simulator.simulation import Event, Fault, Simulation, has_radio

SAMPLE_S = 0.5
ROUNDING_S = 2e-6  # the simulation's time is in whole microseconds
OFF_LONG_ENOUGH_S = 120.0  # a run with a fault is over when everything has been off for so long


class Sample(NamedTuple):
    """The pad at one moment. Temperatures in degrees Celsius: true surfaces, beads of the thermistors."""

    at_s: float
    surface_left_c: float
    surface_right_c: float
    bead_left_c: float
    bead_right_c: float

    def surface_c(self, side: str) -> float:
        """True temperature of a surface, "left" or "right"."""
        return self.surface_left_c if side == "left" else self.surface_right_c

    def bead_c(self, side: str) -> float:
        """True temperature of a thermistor, "left" or "right"."""
        return self.bead_left_c if side == "left" else self.bead_right_c


@dataclass(frozen=True)
class Recording:
    """What came of one case. Changes are (time in s, value); `faults_seen` is what the firmware has latched.

    `asked` are the spans in which the ALIVE edges ask for a closed rail, whatever the relay makes of it.
    """

    case: Case
    end_s: float
    max_surface_c: float
    max_skin_c: float
    dose_cem43_min: float  # of the whole run, which is shorter than the hour for which it is limited
    heater: Changes = ()
    motor: Changes = ()
    rail: Changes = ()
    asked: tuple[Span, ...] = ()
    samples: tuple[Sample, ...] = ()
    faults_seen: tuple[Fault, ...] = ()
    reset_stop_s: float | None = None  # when the pad first said that a reset had stopped a session
    events: tuple[Event, ...] = ()
    wall_s: float = 0.0

    @cached_property
    def heater_spans(self) -> list[Span]:
        """When the heater's pin was high."""
        return spans(self.heater, self.end_s)

    @cached_property
    def motor_spans(self) -> list[Span]:
        """When the motor's PWM was not 0."""
        return spans(self.motor, self.end_s)

    @cached_property
    def rail_spans(self) -> list[Span]:
        """When the rail fed heater and motor."""
        return spans(self.rail, self.end_s)

    @cached_property
    def after_fault(self) -> list[Sample]:
        """The samples from the fault on."""
        return [sample for sample in self.samples if sample.at_s >= self.case.fault_s]


def record(case: Case, image: bytes | None = None, overlay: Mapping[str, str | None] | None = None) -> Recording:
    """Run a case. `image` is the flash to start from and `overlay` files to change, both as for Simulation.

    SimulatorError when the simulation cannot go on: a firmware that hangs without a watchdog, for instance.
    """
    began = time.perf_counter()
    with Simulation(
        case.pad, seed=case.noise_seed, code="mpy", flash_image=image, overlay=overlay, radio=has_radio()
    ) as pad:
        samples, reset_stop_s = _run(case, pad)
        return _keep(case, pad, samples, reset_stop_s, time.perf_counter() - began)


def _run(case: Case, pad: Simulation) -> tuple[list[Sample], float | None]:
    script = Script(_steps(case))
    samples: list[Sample] = []
    reset_stop_s: float | None = None
    last_on_s = 0.0
    while case.plan.until_s - pad.now_s > ROUNDING_S and not _is_over(case, pad.now_s, last_on_s):
        script.advance(pad, min(pad.now_s + SAMPLE_S, case.plan.until_s))
        samples.append(_sample(pad))
        if pad.heater_pin or pad.motor_duty or pad.rail_closed:
            last_on_s = pad.now_s
        if reset_stop_s is None and pad.status and pad.status.stop_reason == session.RESET:
            reset_stop_s = pad.now_s
    return samples, reset_stop_s


def _steps(case: Case) -> tuple[Step, ...]:
    return (*case.plan.steps, FaultStep(case.fault_s, case.fault)) if case.fault else case.plan.steps


def _is_over(case: Case, now_s: float, last_on_s: float) -> bool:
    return case.fault != "" and now_s - max(case.fault_s, last_on_s) >= OFF_LONG_ENOUGH_S


def _sample(pad: Simulation) -> Sample:
    plant = pad.plant
    beads_c = plant.thermistor_left_c, plant.thermistor_right_c
    return Sample(pad.now_s, plant.surface_left_c, plant.surface_right_c, *beads_c)


def _keep(case: Case, pad: Simulation, samples: list[Sample], reset_stop_s: float | None, wall_s: float) -> Recording:
    plant, trace = pad.plant, pad.trace
    if len(trace) == pad.board.trace.maxlen:
        raise AssertionError("the run was too long for the trace of its outputs")
    return Recording(
        case=case,
        end_s=pad.now_s,
        max_surface_c=plant.max_surface_c,
        max_skin_c=plant.max_skin_c,
        dose_cem43_min=plant.dose_cem43_min,
        heater=tuple(pad.heater_changes),
        motor=_changes(trace, "MOTOR_PWM"),
        rail=tuple(pad.rail_changes),
        asked=_asked(plant, _changes(trace, "ALIVE")),
        samples=tuple(samples),
        faults_seen=tuple(pad.faults_seen),
        reset_stop_s=reset_stop_s,
        events=tuple(pad.events),
        wall_s=wall_s,
    )


def _changes(trace: list[tuple[int, str, float]], signal: str) -> tuple[tuple[float, float], ...]:
    return tuple((at_us / 1e6, value) for at_us, name, value in trace if name == signal)


def _asked(plant: Plant, alive: Changes) -> tuple[Span, ...]:
    times_s = (plant.parameters[name] / 1000.0 for name in ("monostable_ms", "relay_close_ms", "relay_open_ms"))
    return tuple(asked_spans((at_s for at_s, _ in alive), *times_s))
