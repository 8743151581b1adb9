"""The thermal checks of Marlin and Klipper, from what their documents say of them, and with the values given there.

Each gets one sensor. Both documents speak of a hot end or a bed; the values are those of a bed, which is nearer.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Rule(Protocol):
    """Stepped twice a second with a temperature in C, the target (0: off); true when it would stop the machine."""

    def step(self, at_s: float, measured_c: float, target_c: float) -> bool:
        """Take a reading."""


class MarlinValues(NamedTuple):
    """THERMAL_PROTECTION_BED_PERIOD and _HYSTERESIS, WATCH_BED_TEMP_PERIOD and _INCREASE, BED_MINTEMP and _MAXTEMP."""

    period_s: float = 20
    hysteresis_c: float = 2
    watch_period_s: float = 60
    watch_increase_c: float = 2
    least_c: float = 5
    most_c: float = 150


class KlipperValues(NamedTuple):
    """max_error, check_gain_time, hysteresis and heating_gain of [verify_heater heater_bed]; min_temp and max_temp."""

    max_error: float = 120
    check_gain_s: float = 60
    hysteresis_c: float = 5
    heating_gain_c: float = 2
    least_c: float = 0
    most_c: float = 130


class Marlin:
    """Heating watch after a higher target, runaway watch once it was reached, lowest and highest temperature."""

    def __init__(self, values: MarlinValues) -> None:
        self._values = values
        self._target_c = 0.0
        self._reached = False
        self._near_s = 0.0
        self._watch_ends_s: float | None = None
        self._goal_c = 0.0

    def step(self, at_s: float, measured_c: float, target_c: float) -> bool:
        """As Rule.step."""
        if target_c != self._target_c:
            self._target_c, self._reached = target_c, False
            self._watch(at_s, measured_c)
        if not self._values.least_c <= measured_c <= self._values.most_c:
            return True
        return target_c > 0 and (self._heats_not(at_s, measured_c) or self._runs_away(at_s, measured_c))

    def _watch(self, at_s: float, measured_c: float) -> None:
        values = self._values
        far_c = values.watch_increase_c + values.hysteresis_c + 1
        watches = self._target_c > 0 and measured_c < self._target_c - far_c
        self._watch_ends_s = at_s + values.watch_period_s if watches else None
        self._goal_c = measured_c + values.watch_increase_c

    def _heats_not(self, at_s: float, measured_c: float) -> bool:
        if self._watch_ends_s is None or at_s < self._watch_ends_s:
            return False
        if measured_c < self._goal_c:
            return True
        self._watch(at_s, measured_c)
        return False

    def _runs_away(self, at_s: float, measured_c: float) -> bool:
        self._reached = self._reached or measured_c >= self._target_c
        if not self._reached or measured_c >= self._target_c - self._values.hysteresis_c:
            self._near_s = at_s
        return at_s - self._near_s > self._values.period_s


class Klipper:
    """An error that adds up while a heater is below its range and does not approach it; lowest, highest temperature."""

    def __init__(self, values: KlipperValues) -> None:
        self._values = values
        self._target_c = 0.0
        self._error = 0.0
        self._approaches = False
        self._goal_c = 0.0
        self._goal_s = 0.0
        self._checked_s = float("-inf")

    def step(self, at_s: float, measured_c: float, target_c: float) -> bool:
        """As Rule.step; the sum is made once a second."""
        values = self._values
        if target_c > 0 and not values.least_c <= measured_c <= values.most_c:
            return True
        if at_s - self._checked_s < 1:
            return False
        self._checked_s = at_s
        new_target = target_c != self._target_c
        self._target_c = target_c
        below_c = target_c - values.hysteresis_c - measured_c
        if target_c <= 0 or below_c <= 0:
            self._error, self._approaches = 0.0, False
            return False
        return self._is_below(at_s, measured_c, below_c, new_target)

    def _is_below(self, at_s: float, measured_c: float, below_c: float, new_target: bool) -> bool:
        if new_target or (self._approaches and measured_c >= self._goal_c):
            self._approaches, self._error = True, 0.0
            self._goal_c = measured_c + self._values.heating_gain_c
            self._goal_s = at_s + self._values.check_gain_s
        elif self._approaches and at_s >= self._goal_s:
            self._approaches = False
        if not self._approaches:
            self._error += below_c
        return self._error >= self._values.max_error
