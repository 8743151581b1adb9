"""Runs a scenario in virtual time and says what came of it, as one JSON object."""

import json
import math
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pad import session
from tools.simulator.kept_files import diary_in, files_in, settings_in
from tools.simulator.scenario import Fault, Scenario
from tools.simulator.script import Script

if TYPE_CHECKING:
    from tools.simulator.simulation import Simulation

STAYS_OFF_S = 10.0  # an output counts as off when it stays off for this long, or to the end
DIGITS = 4


def off_after_s(changes: Sequence[tuple[float, bool]], since_s: float | None, end_s: float) -> float | None:
    """Seconds from `since_s` to the first moment from which an output stays off; None when it never does.

    `changes` are the times at which it went on or off, off at first; `end_s` is when the run ended. 0.0 when it was off
    at `since_s` and stayed so. None as well when there is no `since_s`.
    """
    if since_s is None:
        return None
    spans = [(0.0, False), *changes]
    ends = [*(at_s for at_s, _ in changes), end_s]
    for (at_s, on), until_s in zip(spans, ends, strict=True):
        begin_s = max(at_s, since_s)
        if not on and until_s >= begin_s and (until_s - begin_s >= STAYS_OFF_S or until_s == end_s):
            return begin_s - since_s
    return None


def run(scenario: Scenario, simulation: "Simulation") -> dict[str, object]:
    """Run the whole scenario on a fresh simulation and return the report."""
    began = time.monotonic()
    Script(scenario.steps).advance(simulation, scenario.until_s)
    return report(scenario, simulation, time.monotonic() - began)


def report(scenario: Scenario, simulation: "Simulation", wall_s: float) -> dict[str, object]:
    """What came of it. Temperatures in degrees Celsius, times in seconds of simulated time."""
    plant, status = simulation.plant, simulation.status
    fault_s = first_fault_s(scenario)
    kept = files_in(simulation.flash())
    return {
        "scenario": scenario.path,
        "seed": scenario.seed,
        "ended_state": session.STATE_NAMES[status.state] if status else None,
        "stop_reason": session.REASON_NAMES[status.stop_reason] if status else None,
        "elapsed_s": status.elapsed_s if status else None,
        "feet_differ": status.feet_differ if status else None,
        "max_surface_c": figure(plant.max_surface_c),
        "max_skin_c": figure(plant.max_skin_c),
        "max_thermistor_c": figure(plant.max_thermistor_c),
        "dose_cem43_min": figure(plant.dose_cem43_min),
        "heater_energy_j": figure(plant.heater_energy_j),
        "max_rpm": figure(plant.max_rpm),
        "faults": [{"code": code, "name": name, "at_s": figure(at_s)} for code, name, at_s in simulation.faults_seen],
        "first_fault_at_s": fault_s,
        "heater_off_after_fault_s": figure(off_after_s(simulation.heater_changes, fault_s, simulation.now_s)),
        "rail_off_after_fault_s": figure(off_after_s(simulation.rail_changes, fault_s, simulation.now_s)),
        "settings": settings_in(kept),
        "diary": diary_in(kept),
        "resets": list(simulation.resets),
        "events": list(simulation.events),
        "sim_s": figure(simulation.now_s),
        "wall_s": figure(wall_s),
        "times_real_time": round(simulation.now_s / wall_s) if wall_s > 0 else None,
    }


def first_fault_s(scenario: Scenario) -> float | None:
    """When the scenario first breaks something."""
    return next((step.at_s for step in scenario.steps if isinstance(step, Fault)), None)


def figure(value: float | None) -> float | None:
    """A number that JSON can carry, without digits that mean nothing."""
    return round(value, DIGITS) if value is not None and math.isfinite(value) else None


def as_json(content: Mapping[str, object]) -> str:
    """One JSON object for people and programs: a key a line, and an entry a line where there are many."""
    return "{\n" + ",\n".join(f"  {dump(key)}: {rows(value)}" for key, value in content.items()) + "\n}"


def rows(value: object) -> str:
    """A value; a list has its entries on lines of their own."""
    if not isinstance(value, list) or not value:
        return dump(value)
    return "[\n" + ",\n".join(f"    {dump(entry)}" for entry in value) + "\n  ]"


def dump(value: object) -> str:
    """JSON on one line."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
