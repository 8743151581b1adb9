"""One phase after the other on one pad: massage with heat, something happens, outputs off, back to massage."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import NamedTuple

from pad.limits import CHECK_SHORTEST_S
from tools.benchmarks.reaction.conditions import conditions
from tools.simulator.person import BETWEEN_CLICKS_S, BOOT_S, clear_fault, click, open_check, state, stop, wait_for
from tools.simulator.simulation import Simulation, SimulatorError

# The room is so cold that the heater is on nearly all the time; the rail's monostable and the bounces are the longest.
PAD = {"ambient_c": 10.0, "monostable_ms": 400.0, "bounce_ms": 15.0}
LONGEST_LEAD_S = 1.0  # the slowest rhythm that control has: the checks of heat
BEGUN_BEFORE_S = 0.15
RAIL_HOLDS_S = 0.5  # after the last edge, at most
TOO_HOT_C = 41.0
HEAP_BYTES = 300_000  # more than enough; the VM goes through all of it in each collection
CONTROL_TASKS = ("sensors", "guard", "motor", "heater", "session", "buttons")
HEATER = ("HEATER",)
MOTOR_AND_HEATER = ("MOTOR_PWM", "HEATER")
MOST_STEPS = 50
Mend = Callable[[], None]


def answer_feet(pad: Simulation) -> None:
    """As soon as the pad takes the answer."""
    pad.run_for(CHECK_SHORTEST_S - BETWEEN_CLICKS_S)
    click(pad, "START")


NEXT_STEP: dict[str, Callable[[Simulation], None]] = {
    "OFF": open_check,
    "CHECK": answer_feet,
    "RUNNING": lambda pad: pad.run_for(0.1),  # the self-test
    "STOPPED": lambda pad: click(pad, "START"),
    "DONE": open_check,  # the feet are well
    "FAULT": clear_fault,
}


class Reaction(NamedTuple):
    """Seconds until the pins, and the rail, were off for good; infinite if they were not."""

    pins_s: float
    rail_s: float


class Kind(NamedTuple):
    """Something that the pad has to react to. `strike` makes it happen and returns what makes it good again.

    `pins` must be off within `pins_limit_s`, and the rail open within `rail_limit_s` (None: nothing is demanded).
    """

    name: str
    strike: Callable[[Simulation, random.Random], Mend]
    phases: int  # in each condition
    pins: tuple[str, ...]
    pins_limit_s: float
    rail_limit_s: float | None


def press_start(pad: Simulation, _source: random.Random) -> Mend:
    """A person stops the pad."""
    pad.press("START")
    return lambda: None


def make_too_hot(pad: Simulation, source: random.Random) -> Mend:
    """One half of the surface, and its thermistor's voltage with it, is above the limit from now on."""
    plant, side = pad.plant, source.choice(("left", "right"))
    places = (f"surface_{side}_c", f"thermistor_{side}_c")
    before_c = [getattr(plant, place) for place in places]

    def set_to(temperatures_c: list[float]) -> None:
        for place, temperature_c in zip(places, temperatures_c, strict=True):
            setattr(plant, place, temperature_c)

    set_to([TOO_HOT_C] * 2)
    return lambda: set_to(before_c)


def end_task(pad: Simulation, source: random.Random) -> Mend:
    """A control task never comes back from its await."""
    return inject(pad, f"task_killed:{source.choice(CONTROL_TASKS)}")


def keep_processor(pad: Simulation, _source: random.Random) -> Mend:
    """A task loops for ever in its next pass: that of the buttons, which comes within 20 ms."""
    return inject(pad, "task_blocked:buttons")


def inject(pad: Simulation, fault: str) -> Mend:
    """A fault of the simulation."""
    pad.inject(fault)
    return lambda: pad.clear(fault)


# Limits: DESIGN.md section 4; of a task that ends, docs/safety.md.
KINDS = (
    Kind("START touched", press_start, 250, MOTOR_AND_HEATER, 0.15, None),
    Kind("over-temperature", make_too_hot, 250, HEATER, 0.25, 0.65),
    Kind("a task keeps the processor", keep_processor, 125, HEATER, 0.25, 0.65),
    Kind("a control task ends", end_task, 125, HEATER, 0.5, 1.0),
)


class Chunk(NamedTuple):
    """So many phases of one kind in one condition, both by name, on one pad. Equal seeds give equal phases."""

    kind: str
    condition: str
    seed: int
    phases: int


def react(chunk: Chunk) -> list[Reaction]:
    """The reactions of a chunk. SimulatorError when the pad does not come back to massage after one of them."""
    kind = next(kind for kind in KINDS if kind.name == chunk.kind)
    condition = conditions()[chunk.condition]
    source = random.Random(f"{chunk}")
    settings = {**PAD, **condition.parameters}
    reactions = []
    with Simulation(
        settings, chunk.seed, code="mpy", heap_bytes=HEAP_BYTES, radio=condition.radio, overlay=condition.overlay
    ) as pad:
        pad.run_for(BOOT_S)
        condition.prepare(pad)
        for _ in range(chunk.phases):
            to_massage(pad, condition.settles_s)
            click(pad, "HEAT")
            pad.run_for(source.uniform(0, LONGEST_LEAD_S))
            condition.begin(pad, BEGUN_BEFORE_S + kind.pins_limit_s)
            pad.run_for(BEGUN_BEFORE_S)
            wait_for(pad, lambda: pad.heater_pin, 5, source.uniform(0.01, 0.09))
            reactions.append(_reaction(pad, kind, source))
            if state(pad) == "RUNNING":  # a guard that comes back goes on
                stop(pad)
    return reactions


def to_massage(pad: Simulation, settles_s: float) -> None:
    """A person's way to a motor that turns; what a busy pad has not noticed is done again. SimulatorError."""
    for _ in range(MOST_STEPS):
        if pad.motor_duty:
            return
        pad.run_for(settles_s)
        NEXT_STEP[state(pad)](pad)
    raise SimulatorError(f"the pad does not come to massage: {pad.status}")


def _reaction(pad: Simulation, kind: Kind, source: random.Random) -> Reaction:
    pad.board.trace.clear()
    struck_s = pad.now_s
    mend = kind.strike(pad, source)
    pad.run_for(1.1 * (kind.rail_limit_s or kind.pins_limit_s + RAIL_HOLDS_S))
    pins_s = max(off_after_s(pad, signal, struck_s) for signal in kind.pins)
    rail_s = off_after_s(pad, "RAIL", struck_s)
    mend()
    return Reaction(pins_s, rail_s)


def off_after_s(pad: Simulation, signal: str, since_s: float) -> float:
    """Seconds from `since_s`, when a signal was on and the trace began, until it went off for good; or infinite."""
    changes = [(at_us, value) for at_us, name, value in pad.trace if name == signal]
    return changes[-1][0] / 1e6 - since_s if changes and not changes[-1][1] else math.inf
