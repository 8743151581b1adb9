"""Turns a duty into the heater's on and off times on a slow window."""

from pad.limits import HEAT_WINDOW_MS, HEATER_MAX_DUTY_PERMILLE

STEP_MS = 100  # the heater task's period: the shortest time that the heater is on
# Off for this long in each window, so that the guard sees a shorted MOSFET at full demand, too.
OFF_MS = HEAT_WINDOW_MS - HEAT_WINDOW_MS * HEATER_MAX_DUTY_PERMILLE // 1000
# One step shorter than that window: a pass that comes late, with the heater on, must not eat the time off. Full demand
# is then 18 steps of 19, 947 permille.
_WINDOW_MS = HEAT_WINDOW_MS - STEP_MS


class DutyWindow:
    """Heater on or off for a duty. What a window gives too much or too little is settled in the next one."""

    def __init__(self):
        self.reset()

    def reset(self):
        """Forget everything: the next step begins a window."""
        self._on = False
        self._duty_permille = 0
        self._owed_ms = 0
        self._off_ms = 0
        self._begin()

    def _begin(self):
        self._elapsed_ms = 0
        self._on_ms = 0
        self._asked = 0  # sum of duty_permille * ms

    def step(self, duty_permille, dt_ms):
        """Take the duty, 0 to 950, and the time since the last step; returns True while the heater is to be on."""
        self._account(max(0, min(dt_ms, _WINDOW_MS)))
        over = self._elapsed_ms >= _WINDOW_MS or self._duty_permille == 0
        if over and self._off_ms >= OFF_MS:
            self._settle()
        self._duty_permille = max(0, min(duty_permille, HEATER_MAX_DUTY_PERMILLE))
        # Each window ends with the time off, so two that are full do not meet.
        in_time = self._elapsed_ms + STEP_MS + OFF_MS <= _WINDOW_MS
        self._on = in_time and self._duty_permille > 0 and self._due_ms() >= STEP_MS // 2
        return self._on

    def _account(self, dt_ms):
        self._elapsed_ms += dt_ms
        self._asked += self._duty_permille * dt_ms
        if self._on:
            self._on_ms += dt_ms
            self._off_ms = 0
        else:
            self._off_ms = min(self._off_ms + dt_ms, _WINDOW_MS)

    def _settle(self):
        # More than one step of debt comes from a late task or a limit that was hit; paying that back would be a surge.
        owed_ms = self._owed_ms + self._asked // 1000 - self._on_ms
        self._owed_ms = max(-STEP_MS, min(owed_ms, STEP_MS))
        self._begin()

    def _due_ms(self):
        """Time that the heater still has to be on in this window if the duty stays."""
        left_ms = max(0, _WINDOW_MS - self._elapsed_ms)
        return self._owed_ms + (self._asked + self._duty_permille * left_ms) // 1000 - self._on_ms
