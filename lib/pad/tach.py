"""Speed from tachometer pulses, over a moving window of one second."""

from array import array

WINDOW_PASSES = 20  # of 50 ms: at 1000 rpm and 6 pulses a revolution 100 pulses, so a pulse is 1 % of the speed


class Tach:
    """Counts pulses over the last `WINDOW_PASSES` passes."""

    def __init__(self, pulses_per_revolution):
        self._pulses_per_revolution = pulses_per_revolution
        self._pulses = array("H", bytes(2 * WINDOW_PASSES))
        self._times_ms = array("H", bytes(2 * WINDOW_PASSES))
        self._index = 0
        self._pulse_sum = 0
        self._time_sum_ms = 0

    def step(self, pulses, dt_ms):
        """Take the pulses since the last pass and the time it took; returns the speed in rpm.

        60000 * pulses must stay below 2^30: pulses are cut at 800 a pass, 30 times what the fastest motor gives.
        """
        if pulses < 0:
            pulses = 0
        elif pulses > 800:
            pulses = 800
        if dt_ms > 1000:
            dt_ms = 1000
        i = self._index
        self._pulse_sum += pulses - self._pulses[i]
        self._time_sum_ms += dt_ms - self._times_ms[i]
        self._pulses[i] = pulses
        self._times_ms[i] = dt_ms
        i += 1
        self._index = i if i < WINDOW_PASSES else 0
        if self._time_sum_ms == 0:
            return 0
        return 60_000 * self._pulse_sum // (self._pulses_per_revolution * self._time_sum_ms)
