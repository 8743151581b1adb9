"""How long the feet have been warmed: at most 30 minutes in any 60."""

from pad.limits import HEAT_BUDGET_S, HEAT_BUDGET_WINDOW_S, HEAT_USED_AT_POWER_ON_S

MINUTES = HEAT_BUDGET_WINDOW_S // 60 + 1  # sixty whole minutes and the one under way: errs towards less heat
MINUTE_MOST_S = 255  # a byte: more than 60, because a minute that a reset interrupts begins anew


class HeatBudget:
    """Seconds of heat in each of the last minutes. `minutes` and `index` are what must survive a reset."""

    def __init__(self):
        self.minutes = bytearray(MINUTES)
        self._minute_ms = 0
        self._second_ms = 0
        self.assume_power_on()

    def assume_power_on(self):
        """Nobody knows what went before: count the last quarter of an hour as heated."""
        for i in range(MINUTES):
            self.minutes[i] = 0
        self.index = 0
        for i in range(1, HEAT_USED_AT_POWER_ON_S // 60 + 1):
            self.minutes[-i] = 60
        self.used_s = sum(self.minutes)

    def restore_minutes(self, minutes, index):
        """Go on from what was kept: MINUTES bytes, and the current index.

        Raises ValueError when the values cannot be.
        """
        if len(minutes) != MINUTES or not 0 <= index < MINUTES:
            raise ValueError("heat budget out of range")
        self.minutes[:] = minutes
        self.index = index
        self.used_s = sum(self.minutes)

    def step(self, heating, dt_ms):
        """Let `dt_ms` pass, at most 3,000, with the heat switched on or not."""
        if heating:
            self._second_ms += dt_ms
            while self._second_ms >= 1000:
                self._second_ms -= 1000
                self._add_second()
        self._minute_ms += dt_ms
        while self._minute_ms >= 60_000:
            self._minute_ms -= 60_000
            self._next_minute()

    def left_s(self):
        """Seconds of heat that may still be given now."""
        return max(0, HEAT_BUDGET_S - self.used_s)

    def _add_second(self):
        if self.minutes[self.index] < MINUTE_MOST_S:
            self.minutes[self.index] += 1
            self.used_s += 1

    def _next_minute(self):
        self.index = (self.index + 1) % MINUTES
        self.used_s -= self.minutes[self.index]
        self.minutes[self.index] = 0
