"""The rules of Marlin and Klipper fitted to the pad: each check scaled in temperature and in time, on a grid.

Marlin sets its two checks apart from each other, so each is scaled by itself, with the other one switched off: a fault
is found by the earlier of the two. All have the lowest and highest temperature of this pad.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from typing import NamedTuple

from tools.benchmarks.protection.rules import Klipper, KlipperValues, Marlin, MarlinValues, Rule
from tools.benchmarks.protection.runs import Recording, tripped_s

TEMPERATURES = (0.25, 0.5, 1, 2, 4, 8)
TIMES = (0.5, 1, 1.5, 2, 3, 4, 8, 16, 32)
LEAST_C, MOST_C = 5, 40.4
OPEN_AND_HOT = "lowest and highest temperature alone"
LIMITS = MarlinValues(math.inf, math.inf, math.inf, math.inf, LEAST_C, MOST_C)


class Rival(NamedTuple):
    """A rule with values that fit this pad."""

    name: str
    make: Callable[[], Rule]


def marlin_runaway(temperature: float, time: float) -> Rule:
    """Marlin's THERMAL_PROTECTION alone."""
    values = MarlinValues()
    return Marlin(LIMITS._replace(period_s=values.period_s * time, hysteresis_c=values.hysteresis_c * temperature))


def marlin_heating(temperature: float, time: float) -> Rule:
    """Marlin's WATCH_TEMP alone."""
    published = MarlinValues()
    increase_c, hysteresis_c = published.watch_increase_c * temperature, published.hysteresis_c * temperature
    scaled = LIMITS._replace(watch_period_s=published.watch_period_s * time, watch_increase_c=increase_c)
    return Marlin(scaled._replace(hysteresis_c=hysteresis_c))


def klipper(temperature: float, time: float) -> Rule:
    """Klipper's verify_heater; its error is a product of both."""
    values = KlipperValues()
    return Klipper(
        KlipperValues(
            values.max_error * temperature * time,
            values.check_gain_s * time,
            values.hysteresis_c * temperature,
            values.heating_gain_c * temperature,
            LEAST_C,
            MOST_C,
        )
    )


def grid() -> Iterable[Rival]:
    """Every scaling that is tried."""
    yield Rival(OPEN_AND_HOT, lambda: Marlin(LIMITS))
    kinds = {"Marlin's runaway": marlin_runaway, "Marlin's heating": marlin_heating, "Klipper's": klipper}
    for (name, make), temperature, time in product(kinds.items(), TEMPERATURES, TIMES):
        text = f"{name}, C x{temperature:g}, s x{time:g}"
        yield Rival(text, partial(make, temperature, time))


def sound(whole: list[Recording], most_false: int) -> list[Rival]:
    """Those that trip in no more whole pads than FootPad's guard does."""
    return [rival for rival in grid() if false_trips(whole, rival.make, most_false) <= most_false]


def false_trips(whole: list[Recording], make: Callable[[], Rule], enough: float = math.inf) -> int:
    """In how many whole pads a rule trips; counting ends with the first one above `enough`."""
    count = 0
    for recording in whole:
        count += tripped_s(recording, make) is not None
        if count > enough:
            break
    return count


def delays_s(broken: list[Recording], make: Callable[[], Rule]) -> list[float]:
    """Seconds from each fault to the trip, infinite for none; runs that tripped before the fault are left out."""
    found = []
    for recording in broken:
        at_s, began_s = tripped_s(recording, make), recording.case.fault_s or 0.0
        if at_s is None or at_s >= began_s:
            found.append(math.inf if at_s is None else at_s - began_s)
    return found
