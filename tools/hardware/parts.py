"""The parts of the pad's electronics: what is on the schematic, in the bill of materials and in the arithmetic."""

import re
import sys
from pathlib import Path
from typing import NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("parts.toml")
ONLY_FOR_HEAT = ("heater", "sensors")
_AMOUNT = re.compile(r"([\d.]+) ([kmµn]?)[ΩFVA](?= |$)")
_PREFIXES = {"k": 1e3, "": 1.0, "m": 1e-3, "µ": 1e-6, "n": 1e-9}


class Part(NamedTuple):
    """One part: its value as it stands on the schematic, what to buy, and why that."""

    value: str
    buy: str
    why: str

    @property
    def amount(self) -> float:
        """The value as a number of ohms, farads, volts or amperes. ValueError where it is none."""
        found = _AMOUNT.match(self.value)
        if not found:
            raise ValueError(f"{self.value!r} is no amount")
        return float(found[1]) * _PREFIXES[found[2]]


def read(text: str) -> dict[str, dict[str, Part]]:
    """The groups of parts by name, and in each the parts by reference. KeyError for a part like one that is unknown."""
    groups: dict[str, dict[str, Part]] = {}
    known: dict[str, Part] = {}
    for group, rows in tomllib.loads(text).items():
        for reference, row in rows.items():
            known[reference] = known[row.removeprefix("like ")] if isinstance(row, str) else Part(*row)
        groups[group] = {reference: known[reference] for reference in rows}
    return groups


GROUPS = read(FILE.read_text(encoding="utf-8"))
PARTS = {reference: part for group in GROUPS.values() for reference, part in group.items()}
