"""Scenario files: what happens to the pad and when, written in TOML.

`load` returns a checked Scenario. Whatever is wrong with a file becomes one ScenarioError of one line that names the
file, the key and what would be right.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from firmware.board import BUTTONS
from tools.simulator import parameters
from tools.simulator.checked_table import Table, complain, listed, shown
from tools.simulator.contacts import PRESS_S
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.pad_before import check_pad, date_and_time

if TYPE_CHECKING:
    from tools.simulator.simulation import Simulation

LONGEST_S = 48 * 3600.0
LARGEST_FILE_BYTES = 1_000_000
FEET = {"none": (False, False), "both": (True, True), "left": (True, False), "right": (False, True)}
SHIPPED = "tools/simulator/scenarios/*.toml"

SCENARIO_KEYS = ("until_s", "seed", "plant", "pad", "step")
ACTIONS = {  # what a step can do, and the keys that may stand beside it
    "press": ("hold_s",),
    "fault": ("until_s",),
    "feet": ("skin_c",),
    "power_cycle": (),
    "power_cut_s": (),
    "clock": (),
}


@dataclass(frozen=True)
class Press:
    """A finger on a button from `at_s`, for `hold_s` seconds."""

    at_s: float
    button: str
    hold_s: float = PRESS_S

    def perform(self, simulation: "Simulation") -> None:
        """Press now."""
        simulation.press(self.button, self.hold_s)


@dataclass(frozen=True)
class Fault:
    """Something breaks at `at_s`; it is whole again at `until_s` (None: never)."""

    at_s: float
    name: str
    until_s: float | None = None

    def perform(self, simulation: "Simulation") -> None:
        """Break it now."""
        simulation.inject(self.name, self.until_s)


@dataclass(frozen=True)
class Feet:
    """Feet are put on the pad or taken off. With `skin_c`, fresh feet arrive that are as warm as that."""

    at_s: float
    left: bool
    right: bool
    skin_c: float | None = None

    def perform(self, simulation: "Simulation") -> None:
        """Move the feet now."""
        if self.skin_c is not None:
            simulation.plant.set_feet(False, False)
        simulation.plant.set_feet(self.left, self.right, self.skin_c)


@dataclass(frozen=True)
class PowerCycle:
    """The plug is pulled and put back, after `off_s` seconds."""

    at_s: float
    off_s: float = 0.0

    def perform(self, simulation: "Simulation") -> None:
        """Cut the power now."""
        simulation.power_cycle(self.off_s)


@dataclass(frozen=True)
class Clock:
    """A phone sets the pad's clock."""

    at_s: float
    now: datetime

    def perform(self, simulation: "Simulation") -> None:
        """Set it now."""
        simulation.set_clock(self.now)


Step: TypeAlias = Press | Fault | Feet | PowerCycle | Clock


@dataclass(frozen=True)
class Scenario:
    """One checked run: how long, from which seed, on which pad, and the steps in the order of their times.

    `kept` are the files that the pad has kept from the days before, path to content.
    """

    path: str
    until_s: float
    seed: int
    plant: Mapping[str, float]
    steps: tuple[Step, ...]
    kept: Mapping[str, bytes] = field(default_factory=dict)


def load(path: str) -> Scenario:
    """Read and check the file at `path`. Raises ScenarioError."""
    return check(parse(read(path), path), path)


def read(path: str) -> str:
    """The text of the file. Raises ScenarioError when there is none to be had."""
    try:
        with open(path, "rb") as file:
            return as_text(file.read(LARGEST_FILE_BYTES + 1), path)
    except FileNotFoundError:
        complain(path, f"there is no such file; the scenarios that come with the simulator are {SHIPPED}")
    except OSError as error:
        complain(path, f"cannot be read ({error.strerror}); give the path of a TOML file")


def as_text(data: bytes, path: str) -> str:
    """The bytes of a file as text. Raises ScenarioError."""
    if len(data) > LARGEST_FILE_BYTES:
        complain(path, "this is larger than a megabyte; a scenario is a short TOML file")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        complain(path, "this is not UTF-8 text; a scenario is a TOML file")


def parse(text: str, path: str) -> dict[str, object]:
    """TOML to a plain table. Raises ScenarioError."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        complain(path, "the values are nested too deeply; a scenario needs two levels")
    except ValueError as error:  # also a number with thousands of digits, which is no TOMLDecodeError
        complain(path, f"this is not TOML: {error}")


def check(content: Mapping[str, object], path: str) -> Scenario:
    """Turn a parsed file into a Scenario. Raises ScenarioError."""
    table = Table(content, path)
    table.refuse_others(SCENARIO_KEYS)
    until_s = table.number("until_s", above=0.0, most=LONGEST_S)
    seed = table.whole("seed", least=0, most=2**32 - 1, otherwise=1)
    plant, kept = check_plant(table.inner("plant")), check_pad(table.inner("pad"))
    steps = [check_step(step, until_s) for step in table.rows("step")]
    refuse_overlaps(steps, table)
    return Scenario(path, until_s, seed, plant, tuple(sorted(steps, key=lambda step: step.at_s)), kept)


def check_plant(table: Table) -> dict[str, float]:
    """The model parameters of [plant], each known and in its range."""
    table.refuse_others(parameters.PARAMETERS, "parameter", "`python -m tools.simulator parameters` lists them")
    return {name: plant_value(table, name) for name in table.values}


def plant_value(table: Table, name: str) -> float:
    """One parameter, checked against the simulator's own table of ranges."""
    row = parameters.PARAMETERS[name]
    value = table.number(name, least=row.low, most=row.high, meaning=f"{row.unit}: {row.meaning}")
    if row.whole and not value.is_integer():
        table.complain(name, f"got {value:g}; it must be a whole number ({row.unit}: {row.meaning})")
    return value


def check_step(table: Table, scenario_until_s: float) -> Step:
    """One [[step]]: a time and exactly one thing that happens."""
    keys = ["at_s", *ACTIONS, *(key for beside in ACTIONS.values() for key in beside)]
    table.refuse_others(keys)
    action = the_action(table)
    table.refuse_others(["at_s", action, *ACTIONS[action]], f"key beside {action}")
    at_s = table.number("at_s", least=0.0, most=scenario_until_s, meaning="until_s of the scenario")
    return STEP_READERS[action](table, at_s, scenario_until_s)


def the_action(table: Table) -> str:
    """Which of the actions this step has. Raises ScenarioError unless it is exactly one."""
    actions = [key for key in ACTIONS if key in table.values]
    if len(actions) != 1:
        found = " and ".join(actions) or "nothing"
        key = found if actions else "press"
        table.complain(key, f"a step does one of {listed(ACTIONS)}; this one has {found}")
    return actions[0]


def read_press(table: Table, at_s: float, scenario_until_s: float) -> Step:
    """press = "START", hold_s = 2.5"""
    button = table.one_of("press", BUTTONS, "button")
    return Press(at_s, button, table.number("hold_s", above=0.0, most=scenario_until_s, otherwise=PRESS_S))


def read_fault(table: Table, at_s: float, scenario_until_s: float) -> Step:
    """fault = "ntc_left_open", until_s = 20.0"""
    name = table.one_of("fault", ALL_FAULTS, "fault", "`make sim-faults` lists them")
    if "until_s" not in table.values:
        return Fault(at_s, name)
    return Fault(at_s, name, table.number("until_s", above=at_s, most=scenario_until_s))


def read_feet(table: Table, at_s: float, scenario_until_s: float) -> Step:
    """feet = "both", skin_c = 20.0"""
    left, right = FEET[table.one_of("feet", FEET, "word")]
    if "skin_c" not in table.values:
        return Feet(at_s, left, right)
    low, high = parameters.PARAMETERS["feet_skin_c"].low, parameters.PARAMETERS["feet_skin_c"].high
    return Feet(at_s, left, right, table.number("skin_c", least=low, most=high))


def read_power_cycle(table: Table, at_s: float, scenario_until_s: float) -> Step:
    """power_cycle = true"""
    if table.values["power_cycle"] is not True:
        table.complain("power_cycle", f"got {shown(table.values['power_cycle'])}; the only value is true")
    return PowerCycle(at_s)


def read_power_cut(table: Table, at_s: float, scenario_until_s: float) -> Step:
    """power_cut_s = 60.0"""
    return PowerCycle(at_s, table.number("power_cut_s", above=0.0, most=scenario_until_s))


def read_clock(table: Table, at_s: float, scenario_until_s: float) -> Step:
    """clock = "2026-11-22 09:00" """
    return Clock(at_s, date_and_time(table, "clock"))


STEP_READERS = {
    "press": read_press,
    "fault": read_fault,
    "feet": read_feet,
    "power_cycle": read_power_cycle,
    "power_cut_s": read_power_cut,
    "clock": read_clock,
}


def refuse_overlaps(steps: list[Step], table: Table) -> None:
    """A button that is still held cannot be pressed again; such a step would do nothing."""
    held_until_s: dict[str, float] = {}
    presses = [(step, number) for number, step in enumerate(steps, 1) if isinstance(step, Press)]
    for step, number in sorted(presses, key=lambda pair: pair[0].at_s):
        free_s = held_until_s.get(step.button, -1.0)
        if step.at_s <= free_s:
            row = Table({}, table.path, f"step {number}: ")
            row.complain("at_s", f"{step.button} is still held then; at_s must be after {free_s:g}")
        held_until_s[step.button] = step.at_s + step.hold_s
