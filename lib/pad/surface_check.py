"""One thermistor, reading by reading: open, short, too hot, or moving as no surface can."""

from pad import faults
from pad.limits import SURFACE_TRIP_CC, TRIP_READINGS
from pad.running import Running
from pad.thermistor import INVALID, OPEN, SHORT

# No surface changes faster: 0.5 C in a second under a cold foot, 0.25 C at full power.
_FOLLOWS_CC = 20  # of each reading, 50 ms
_JUMP_CC = 300  # thirty times the noise of a reading


class SurfaceCheck:
    """Judged once a reading, not once a pass. `first_code` is that of its side's first fault, NTC_..._OPEN."""

    def __init__(self, first_code):
        self._first_code = first_code
        self._open = Running(TRIP_READINGS)
        self._short = Running(TRIP_READINGS)
        self._hot = Running(TRIP_READINGS)
        self._jump = Running(TRIP_READINGS)
        self._expected_cc = INVALID

    def judge(self, surface):
        """Take a new reading; a pad.readings.Surface."""
        cc = surface.raw_cc
        self._open.judge(surface.condition == OPEN)
        self._short.judge(surface.condition == SHORT)
        self._hot.judge(cc != INVALID and cc >= SURFACE_TRIP_CC)
        self._jump.judge(cc != INVALID and self._jumps(cc))
        if self._open.active or self._short.active:
            self._expected_cc = INVALID  # nobody knows where it will come back

    def _jumps(self, cc):
        if self._expected_cc == INVALID:
            self._expected_cc = cc
        change_cc = cc - self._expected_cc
        self._expected_cc += max(-_FOLLOWS_CC, min(change_cc, _FOLLOWS_CC))
        return abs(change_cc) > _JUMP_CC

    def jumps(self):
        """Whether it is changing impossibly fast."""
        return self._jump.active

    def doubtful(self):
        """Whether the last reading alone is reason enough to keep the heater off."""
        return self._open.doubtful or self._short.doubtful or self._hot.doubtful or self._jump.doubtful

    def code(self):
        """The fault that is present now, or faults.NONE."""
        if self._open.active:
            return self._first_code
        if self._short.active:
            return self._first_code + faults.NTC_LEFT_SHORT - faults.NTC_LEFT_OPEN
        if self._hot.active:
            return faults.OVER_TEMPERATURE
        if self._jump.active:
            return self._first_code + faults.NTC_LEFT_JUMP - faults.NTC_LEFT_OPEN
        return faults.NONE
