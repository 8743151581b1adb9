"""Tables of a TOML file that know where they stand, so that each complaint is one line that names file and key."""

import difflib
import math
from collections.abc import Iterable, Mapping
from typing import NoReturn

LARGEST_SHOWN = 10**15


class ScenarioError(ValueError):
    """A scenario that cannot be run. Its text is one line for the person who wrote the file."""


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
        if not isinstance(value, str) or value not in choices:
            self.complain(key, unknown(what, value, tuple(choices), where))
        return value

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
            self.complain(key, f"each of them begins with [[{self.place}{key}]], in double brackets")
        return [Table(row, self.path, f"{self.place}{key} {number}: ") for number, row in enumerate(rows, 1)]


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
    if isinstance(value, int) and abs(value) > LARGEST_SHOWN:
        return "a far too large number"
    if isinstance(value, int | float):
        return f"{value:.6g}"
    return "a table" if isinstance(value, Mapping) else "a list" if isinstance(value, list) else f"{value}"


def listed(names: Iterable[str]) -> str:
    """Names for a sentence."""
    return ", ".join(names)


def unknown(what: str, name: object, known: tuple[str, ...], where: str = "") -> str:
    """A sentence on a name that nobody knows: the nearest one that exists, and all of them or where they are listed."""
    near = difflib.get_close_matches(str(name)[:80], known, 1)
    meant = f"; did you mean {near[0]}?" if near else ";"
    return f"unknown {what} {shown(name)}{meant} {where or 'known are ' + listed(known)}"
