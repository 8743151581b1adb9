"""Scenario files: what happens to the pad and when, written in TOML.

`load` returns a checked Scenario. Whatever is wrong with a file becomes one ScenarioError of one line that names the file,
the key and what would be right.
"""

import difflib
import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from firmware.board import BUTTONS
from tools.simulator import parameters
from tools.simulator.faults import ALL_FAULTS

if TYPE_CHECKING:
    from tools.simulator.simulation import Simulation

PRESS_S = 0.12  # a short, firm press
LONGEST_S = 48 * 3600.0
LARGEST_FILE_BYTES = 1_000_000
LARGEST_SHOWN = 10**15
FEET = {"none": (False, False), "both": (True, True), "left": (True, False), "right": (False, True)}
SHIPPED = "tools/simulator/scenarios/*.toml"

SCENARIO_KEYS = ("until_s", "seed", "plant", "step")
ACTIONS = {  # what a step can do, and the keys that may stand beside it
    "press": ("hold_s",),
    "fault": ("until_s",),
    "feet": ("skin_c",),
    "power_cycle": (),
}


class ScenarioError(ValueError):
    """A scenario that cannot be run. Its text is one line for the person who wrote the file."""


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
    """Feet are put on the pad or taken off. `skin_c` is how warm they arrive; None is the plant's own feet_skin_c."""

    at_s: float
    left: bool
    right: bool
    skin_c: float | None = None

    def perform(self, simulation: "Simulation") -> None:
        """Move the feet now."""
        simulation.plant.set_feet(self.left, self.right, self.skin_c)


@dataclass(frozen=True)
class PowerCycle:
    """The plug is pulled and put back."""

    at_s: float

    def perform(self, simulation: "Simulation") -> None:
        """Cut the power now."""
        simulation.power_cycle()


Step: TypeAlias = Press | Fault | Feet | PowerCycle


@dataclass(frozen=True)
class Scenario:
    """One checked run: how long, from which seed, on which pad, and the steps in the order of their times."""

    path: str
    until_s: float
    seed: int
    plant: Mapping[str, float]
    steps: tuple[Step, ...]


def load(path: str) -> Scenario:
    """Read and check the file at `path`. Raises ScenarioError."""
    return check(parse(read(path), path), path)


def read(path: str) -> str:
    """The text of the file. Raises ScenarioError when there is none to be had."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
        if len(data) > LARGEST_FILE_BYTES:
            complain(path, "this is larger than a megabyte; a scenario is a short TOML file")
        return data.decode("utf-8")
    except FileNotFoundError:
        complain(path, f"there is no such file; the scenarios that come with the simulator are {SHIPPED}")
    except OSError as error:
        complain(path, f"cannot be read ({error.strerror}); give the path of a TOML file")
    except UnicodeDecodeError:
        complain(path, "this is not UTF-8 text; a scenario is a TOML file")
    except ValueError:  # a null byte in the name
        complain(path, "this cannot be the name of a file; give the path of a TOML file")


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
    plant = check_plant(table.inner("plant"))
    steps = [check_step(step, until_s) for step in table.rows("step")]
    refuse_overlaps(steps, table)
    return Scenario(path, until_s, seed, plant, tuple(sorted(steps, key=lambda step: step.at_s)))


def check_plant(table: "Table") -> dict[str, float]:
    """The model parameters of [plant], each known and in its range."""
    table.refuse_others(parameters.PARAMETERS, "parameter", "`python -m tools.simulator parameters` lists them")
    return {name: plant_value(table, name) for name in table.values}


def plant_value(table: "Table", name: str) -> float:
    """One parameter, checked against the simulator's own table of ranges."""
    row = parameters.PARAMETERS[name]
    value = table.number(name, least=row.low, most=row.high, meaning=f"{row.unit}: {row.meaning}")
    if row.whole and not value.is_integer():
        table.complain(name, f"got {value:g}; it must be a whole number ({row.unit}: {row.meaning})")
    return value


def check_step(table: "Table", scenario_until_s: float) -> Step:
    """One [[step]]: a time and exactly one thing that happens."""
    keys = ["at_s", *ACTIONS, *(key for beside in ACTIONS.values() for key in beside)]
    table.refuse_others(keys)
    action = the_action(table)
    table.refuse_others(["at_s", action, *ACTIONS[action]], f"key beside {action}")
    at_s = table.number("at_s", least=0.0, most=scenario_until_s, meaning="until_s of the scenario")
    return STEP_READERS[action](table, at_s, scenario_until_s)


def the_action(table: "Table") -> str:
    """Which of the actions this step has. Raises ScenarioError unless it is exactly one."""
    actions = [key for key in ACTIONS if key in table.values]
    if len(actions) == 1:
        return actions[0]
    found = " and ".join(actions) if actions else "nothing"
    table.complain(found if actions else "press", f"a step does one of {listed(ACTIONS)}; this one has {found}")


def read_press(table: "Table", at_s: float, scenario_until_s: float) -> Step:
    """press = "START", hold_s = 2.5"""
    button = table.one_of("press", BUTTONS, "button")
    return Press(at_s, button, table.number("hold_s", above=0.0, most=scenario_until_s, otherwise=PRESS_S))


def read_fault(table: "Table", at_s: float, scenario_until_s: float) -> Step:
    """fault = "ntc_left_open", until_s = 20.0"""
    name = table.one_of("fault", ALL_FAULTS, "fault", "`make sim-faults` lists them")
    if "until_s" not in table.values:
        return Fault(at_s, name)
    return Fault(at_s, name, table.number("until_s", above=at_s, most=scenario_until_s))


def read_feet(table: "Table", at_s: float, scenario_until_s: float) -> Step:
    """feet = "both", skin_c = 20.0"""
    left, right = FEET[table.one_of("feet", FEET, "word")]
    if "skin_c" not in table.values:
        return Feet(at_s, left, right)
    low, high = parameters.PARAMETERS["feet_skin_c"].low, parameters.PARAMETERS["feet_skin_c"].high
    return Feet(at_s, left, right, table.number("skin_c", least=low, most=high))


def read_power_cycle(table: "Table", at_s: float, scenario_until_s: float) -> Step:
    """power_cycle = true"""
    if table.values["power_cycle"] is not True:
        table.complain("power_cycle", f"got {shown(table.values['power_cycle'])}; the only value is true")
    return PowerCycle(at_s)


STEP_READERS = {"press": read_press, "fault": read_fault, "feet": read_feet, "power_cycle": read_power_cycle}


def refuse_overlaps(steps: list[Step], table: "Table") -> None:
    """A button that is still held cannot be pressed again; such a step would do nothing."""
    held_until_s: dict[str, float] = {}
    presses = [(step, number) for number, step in enumerate(steps, 1) if isinstance(step, Press)]
    for step, number in sorted(presses, key=lambda pair: pair[0].at_s):
        free_s = held_until_s.get(step.button, -1.0)
        if step.at_s <= free_s:
            row = Table({}, table.path, f"step {number}: ")
            row.complain("at_s", f"{step.button} is still held then; at_s must be after {free_s:g}")
        held_until_s[step.button] = step.at_s + step.hold_s


class Table:
    """One table of a TOML file that knows where it stands, so that each complaint names file and key."""

    def __init__(self, values: Mapping[str, object], path: str, place: str = "") -> None:
        self.values = values
        self.path = path
        self.place = place

    def complain(self, key: str, text: str) -> NoReturn:
        """Raise ScenarioError about `key`."""
        complain(self.path, f"{self.place}{key}: {text}")

    def refuse_others(self, known: Iterable[str], what: str = "key", where: str = "") -> None:
        """Complain about the first key that is not in `known`."""
        known = tuple(known)
        for key in self.values:
            if key not in known:
                self.complain(key, unknown(what, key, known, where))

    def one_of(self, key: str, choices: Iterable[str], what: str, where: str = "") -> str:
        """A text out of `choices`."""
        value = self.values[key]
        if isinstance(value, str) and value in choices:
            return value
        self.complain(key, unknown(what, value, tuple(choices), where))

    def number(
        self,
        key: str,
        least: float = -math.inf,
        most: float = math.inf,
        above: float = -math.inf,
        otherwise: float | None = None,
        meaning: str = "",
    ) -> float:
        """A number with `least` <= number <= `most` and number > `above`; `otherwise` when the key is absent."""
        wanted = number_wanted(least, most, above, meaning)
        if key not in self.values and otherwise is not None:
            return otherwise
        if key not in self.values:
            self.complain(key, f"is missing; it must be {wanted}")
        value = as_number(self.values[key])
        if value is None or not (least <= value <= most and value > above):
            self.complain(key, f"got {shown(self.values[key])}; it must be {wanted}")
        return value

    def whole(self, key: str, least: int, most: int, otherwise: int) -> int:
        """A whole number from `least` to `most`; `otherwise` when the key is absent."""
        value = self.values.get(key, otherwise)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.complain(key, f"got {shown(value)}; it must be a whole number from {least} to {most}")
        return value

    def inner(self, key: str) -> "Table":
        """The table under `key`; empty when it is absent."""
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            self.complain(key, f"got {shown(value)}; it must be a table that begins with [{key}]")
        return Table(value, self.path, f"{key}.")

    def rows(self, key: str) -> list["Table"]:
        """The tables of an array, each named by its number from 1."""
        rows = self.values.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            self.complain(key, f"each step begins with [[{key}]], in double brackets")
        return [Table(row, self.path, f"{key} {number}: ") for number, row in enumerate(rows, 1)]


def complain(path: str, text: str) -> NoReturn:
    """Raise the ScenarioError for the file at `path`: always one line, whatever the file holds."""
    raise ScenarioError(one_line(f"{path}: {text}")) from None


def one_line(text: str) -> str:
    """`text` with line ends and other control characters written as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def as_number(value: object) -> float | None:
    """`value` as a finite float; None when it is none. True and false are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def number_wanted(least: float, most: float, above: float, meaning: str) -> str:
    """In words, which numbers are right. `meaning` says what the number is."""
    parts = ["a number"]
    if above > -math.inf:
        parts.append(f"above {above:g}")
    if least > -math.inf:
        parts.append(f"from {least:g}")
    if most < math.inf:
        parts.append(f"to {most:g}" if above == -math.inf else f"and at most {most:g}")
    return " ".join(parts) + (f" ({meaning})" if meaning else "")


def shown(value: object) -> str:
    """A value nearly as the person wrote it, cut when it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value[:40]}..."' if len(value) > 40 else f'"{value}"'
    if isinstance(value, int | float):
        return f"{value:.6g}" if abs(value) < LARGEST_SHOWN else "a far too large number"
    return "a table" if isinstance(value, Mapping) else "a list" if isinstance(value, list) else f"{value}"


def listed(names: Iterable[str]) -> str:
    """Names for a sentence."""
    return ", ".join(names)


def unknown(what: str, name: object, known: tuple[str, ...], where: str = "") -> str:
    """A sentence on a name that nobody knows: the nearest one that exists, and all of them or where they are listed."""
    near = difflib.get_close_matches(str(name)[:80], known, 1)
    meant = f"; did you mean {near[0]}?" if near else ";"
    return f"unknown {what} {shown(name)}{meant} {where or 'known are ' + listed(known)}"
