"""Turns a duty into the heater's on and off times on a slow window."""

from pad.limits import HEAT_WINDOW_MS, HEATER_MAX_DUTY_PERMILLE

STEP_MS = 100  # the heater task's period: the shortest time that the heater is on
# Off for this long in each window, so that the guard sees a shorted MOSFET at full demand, too.
OFF_MS = HEAT_WINDOW_MS - HEAT_WINDOW_MS * HEATER_MAX_DUTY_PERMILLE // 1000
# One step shorter than that window: a pass that comes late, with the heater on, must not eat the time off. Full demand
# is then 18 steps of 19, 947 permille.
_WINDOW_MS = HEAT_WINDOW_MS - STEP_MS
_STEP_US = STEP_MS * 1000


class DutyWindow:
    """Heater on or off for a duty. What a window gives too much or too little is settled in the next one."""

    def __init__(self):
        self.reset()

    def reset(self):
        """Forget everything: the next step begins a window."""
        self._on = False
        self._duty_permille = 0
        self._off_ms = 0
        self._left_ms = 0  # of this window
        self._due_us = 0  # how long the heater still has to be on in this window if the duty stays: permille * ms

    def step(self, duty_permille, dt_ms):
        """Take the duty, 0 to 950, and the time since the last step; returns True while the heater is to be on."""
        dt_ms = max(0, min(dt_ms, _WINDOW_MS))
        if duty_permille < 0:
            duty_permille = 0
        elif duty_permille > HEATER_MAX_DUTY_PERMILLE:
            duty_permille = HEATER_MAX_DUTY_PERMILLE
        self._account(dt_ms)
        if (self._left_ms <= 0 or self._duty_permille == 0) and self._off_ms >= OFF_MS:
            self._settle(duty_permille)
        elif duty_permille != self._duty_permille:
            self._due_us += (duty_permille - self._duty_permille) * self._left_ms
            self._duty_permille = duty_permille
        # Each window ends with the time off, so two that are full do not meet.
        self._on = self._due_us >= _STEP_US // 2 and duty_permille > 0 and self._left_ms >= STEP_MS + OFF_MS
        return self._on

    def _account(self, dt_ms):
        self._left_ms -= dt_ms
        if self._on:
            self._due_us -= dt_ms * 1000
            self._off_ms = 0
        elif self._off_ms < OFF_MS:
            self._off_ms += dt_ms

    def _settle(self, duty_permille):
        # A window that ends late has asked for more. More than one step of debt comes from a late task or a limit that
        # was hit; paying that back would be a surge.
        owed_us = self._due_us - self._duty_permille * self._left_ms
        self._left_ms = _WINDOW_MS
        self._duty_permille = duty_permille
        self._due_us = max(-_STEP_US, min(owed_us, _STEP_US)) + duty_permille * _WINDOW_MS  # 1e5 + 950 * 1900
