"""One thermistor, reading by reading: open, short, too hot, or moving as no surface can."""

from pad import faults
from pad.limits import SURFACE_TRIP_CC, TRIP_READINGS
from pad.running import counted
from pad.thermistor import INVALID, OPEN, SHORT

# No surface changes faster: 0.5 C in a second under a cold foot, 0.25 C at full power.
_FOLLOWS_CC = 20  # of each reading, 50 ms
_JUMP_CC = 300  # thirty times the noise of a reading
_UNKNOWN_CC = 1 << 20  # far from every reading, the invalid one as well


class SurfaceCheck:
    """Judged once a reading, not once a pass. `first_code` is that of its side's first fault, NTC_..._OPEN.

    `doubtful` says whether the last reading alone is reason enough to keep the heater off.
    """

    def __init__(self, first_code):
        self.doubtful = False
        self._first_code = first_code
        self._open = 0  # readings running that were so
        self._short = 0
        self._hot = 0
        self._jump = 0
        self._expected_cc = _UNKNOWN_CC

    def judge(self, surface):
        """Take a new reading; a pad.readings.Surface."""
        cc = surface.raw_cc
        # What nearly every reading is. After a doubtful one the counts are to be cleared first.
        if not self.doubtful and -_FOLLOWS_CC <= cc - self._expected_cc <= _FOLLOWS_CC and cc < SURFACE_TRIP_CC:
            self._expected_cc = cc
        else:
            self._judge_closely(cc, surface.condition)

    def _judge_closely(self, cc, condition):
        self._open = counted(self._open, condition == OPEN, TRIP_READINGS)
        self._short = counted(self._short, condition == SHORT, TRIP_READINGS)
        self._hot = counted(self._hot, cc >= SURFACE_TRIP_CC, TRIP_READINGS)
        self._jump = counted(self._jump, cc != INVALID and self._jumps(cc), TRIP_READINGS)
        self.doubtful = self._open > 0 or self._short > 0 or self._hot > 0 or self._jump > 0
        if self._open == TRIP_READINGS or self._short == TRIP_READINGS:  # a tuple would be made in each pass
            self._expected_cc = _UNKNOWN_CC  # nobody knows where it will come back

    def _jumps(self, cc):
        if self._expected_cc == _UNKNOWN_CC:
            self._expected_cc = cc
        change_cc = cc - self._expected_cc
        self._expected_cc += max(-_FOLLOWS_CC, min(change_cc, _FOLLOWS_CC))
        return abs(change_cc) > _JUMP_CC

    def jumps(self):
        """Whether it is changing impossibly fast."""
        return self._jump == TRIP_READINGS

    def code(self):
        """The fault that is present now, or faults.NONE."""
        if self._open == TRIP_READINGS:
            return self._first_code
        if self._short == TRIP_READINGS:
            return self._first_code + faults.NTC_LEFT_SHORT - faults.NTC_LEFT_OPEN
        if self._hot == TRIP_READINGS:
            return faults.OVER_TEMPERATURE
        if self._jump == TRIP_READINGS:
            return self._first_code + faults.NTC_LEFT_JUMP - faults.NTC_LEFT_OPEN
        return faults.NONE
