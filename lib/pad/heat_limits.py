"""How much heat there has been, by the guard's own count: above the target, with the heater off, in time, in dose."""

from pad import faults
from pad.heat_budget import HeatBudget
from pad.limits import HEAT_DOSE_LIMIT_UMIN, HEAT_TIME_LIMIT_S, OVER_TARGET_CC, OVER_TARGET_MS

_FORGETS_MS = 50  # of heat above the target, for each second without any: a self-test heats for 50 ms
_WARM_CC = 3_700
_SETTLES_S = 90  # the film under the surface is warmer than it for a while
_WARMS_CC = 40

# CEM43 (Sapareto and Dewey 1984): minutes at 43 C with the same effect, R = 0.25 below it. Millionths of a minute for
# each second at 43 C; then by quarters of a degree, the next warmer one.
_RATES_UMIN_S = (16_667, 23_570, 33_333, 47_140)
_COLDEST_CC = 3_300
_QUARTER_CC = 25
_QUARTERS = 40  # up to 43 C; the surface is cut off long before
_PARTS = 5  # the last hour in quarters, and the quarter under way
_PART_S = 15 * 60
_BEFORE_UMIN_S = 130  # heat before a reset: counted as 39.5 C


def dose_umin(cc):
    """Thermal dose of one second at this temperature, 0.01 C: millionths of a CEM43 minute."""
    quarters = (cc - _COLDEST_CC + _QUARTER_CC - 1) // _QUARTER_CC
    if quarters < 0:
        return 0
    quarters = min(quarters, _QUARTERS)
    return _RATES_UMIN_S[quarters & 3] >> 2 * ((_QUARTERS - quarters + 3) // 4)


class HeatLimits:
    """Stepped once a second with the hotter reading; `code` is the fault that is present now."""

    def __init__(self):
        self.code = faults.NONE
        self.budget = HeatBudget()
        self._over_ms = 0
        self._off_s = 0
        self._coolest_cc = 0
        self._doses_umin = [0] * _PARTS
        self._part = 0
        self._part_s = 0
        self._add_before()

    def restore_budget(self, budget):
        """Begin with the heat that a HeatBudget remembers from before a reset."""
        self.budget.restore_minutes(budget.minutes, budget.index)
        self._add_before()

    def _add_before(self):
        self._doses_umin[self._part] = self.budget.used_s * _BEFORE_UMIN_S

    def dose_umin(self):
        """Dose of the last 60 to 75 minutes, millionths of a CEM43 minute."""
        return sum(self._doses_umin)

    def step(self, hot_cc, on_ms, target_cc, dt_ms):
        """Take the hotter reading, how long the heater was on in this second, and the target (0: no heat)."""
        self.budget.step(target_cc > 0 or on_ms > 0, dt_ms)
        self._add_dose(hot_cc)
        self.code = faults.NONE
        if self._too_long_over(hot_cc, on_ms, target_cc):
            self.code = faults.OVER_TARGET
        elif self._warms(hot_cc, on_ms):
            self.code = faults.WARMS_BY_ITSELF
        elif self.budget.used_s > HEAT_TIME_LIMIT_S:
            self.code = faults.HEAT_TIME
        elif self.dose_umin() > HEAT_DOSE_LIMIT_UMIN:
            self.code = faults.HEAT_DOSE

    def _too_long_over(self, hot_cc, on_ms, target_cc):
        if on_ms == 0:
            self._over_ms = max(0, self._over_ms - _FORGETS_MS)
        elif target_cc and hot_cc <= target_cc + OVER_TARGET_CC:
            self._over_ms = 0
        else:
            self._over_ms = min(self._over_ms + on_ms, 2 * OVER_TARGET_MS)
        return self._over_ms >= OVER_TARGET_MS

    def _warms(self, hot_cc, on_ms):
        self._off_s = 0 if on_ms else min(self._off_s + 1, _SETTLES_S)
        if self._off_s < _SETTLES_S:
            self._coolest_cc = hot_cc
        self._coolest_cc = min(self._coolest_cc, hot_cc)
        return hot_cc > _WARM_CC and hot_cc >= self._coolest_cc + _WARMS_CC

    def _add_dose(self, hot_cc):
        self._part_s += 1
        if self._part_s >= _PART_S:
            self._part_s = 0
            self._part = (self._part + 1) % _PARTS
            self._doses_umin[self._part] = 0
        self._doses_umin[self._part] = min(self._doses_umin[self._part] + dose_umin(hot_cc), 2 * HEAT_DOSE_LIMIT_UMIN)
