"""One measured figure, and how figures are shown: with the limit, the command that prints each alone, the machine."""

from __future__ import annotations

import math
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """What was measured, in `unit`. `limit` is the most that it may be, or the least where `at_least` is set."""

    part: str
    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether the limit is kept; true where there is none."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def command(self) -> str:
        """What prints this figure with no others but those of its part."""
        return f"make bench PARTS={self.part}"

    def to_json(self) -> dict[str, object]:
        """For programs; None where people read "never"."""
        row = {name: None if value in (math.inf, -math.inf) else value for name, value in self._asdict().items()}
        return row | {"reached": self.reached, "command": self.command}


class Result(NamedTuple):
    """What a part of the benchmark found: figures, and sentences about what could not be measured here."""

    figures: Sequence[Figure]
    remarks: Sequence[str] = ()


def table(figures: Iterable[Figure]) -> Iterable[str]:
    """Lines for people: each part under the command that prints it alone."""
    part = ""
    for figure in figures:
        if figure.part != part:
            part = figure.part
            yield f"\n{figure.command}"
        verdict = "" if figure.limit is None else "reached" if figure.reached else "NOT REACHED"
        what = f"  {figure.name:<66} {_number(figure.value):>9} {figure.unit:<14}"
        yield f"{what} {_limit(figure):<14} {verdict}".rstrip()


def _limit(figure: Figure) -> str:
    if figure.limit is None:
        return ""
    return f"{'at least' if figure.at_least else 'at most'} {_number(figure.limit)}"


def _number(value: float) -> str:
    if math.isinf(value):
        return "never"
    if value == int(value) or abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"


def machine() -> str:
    """What the figures come from: processor, cores, system, Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = ".".join(str(number) for number in sys.version_info[:3])
    return f"{_processor()}, {cores} cores, {platform.system()} {platform.machine()}, Python {python}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or "unknown processor"
