"""The sense line against what rail and heater are told to do: a second switch that is read back.

Rail closed and heater off: 1. Rail closed and heater on: 0. Rail open: 0. Anything else is a shorted MOSFET, a broken
heater or cut-out, a relay that is open or welded, or a sense line that is stuck.
"""

from pad import faults
from pad.limits import CIRCUIT_READINGS
from pad.running import Running

RAIL_OPEN = 0
RAIL_CLOSED = 1
RAIL_UNKNOWN = 2  # opening or closing: the monostable and the relay take their time


class CircuitCheck:
    """Judged once a reading. A reading counts when neither rail nor heater has changed since the one before.

    One that came with a change may still show what was before it: it counts when the next one bears it out.
    """

    def __init__(self):
        self._low = Running(CIRCUIT_READINGS)
        self._high = Running(CIRCUIT_READINGS)
        self._welded = Running(CIRCUIT_READINGS)
        self._heater_was_on = False
        self._rail_was = RAIL_UNKNOWN
        self._wrong_at_change = False

    def judge(self, sense, heater_on, rail):
        """Take the level of the sense line, what the heater's pin does, and RAIL_OPEN, _CLOSED or _UNKNOWN."""
        settled = heater_on == self._heater_was_on and rail == self._rail_was
        self._heater_was_on = heater_on
        self._rail_was = rail
        if rail == RAIL_UNKNOWN:
            self._low.judge(False)
            self._high.judge(False)
            self._welded.judge(False)
            self._wrong_at_change = False
        else:
            self._judge_known(settled, sense != 0, heater_on, rail == RAIL_CLOSED)

    def _judge_known(self, settled, high, heater_on, closed):
        wrong = high != (closed and not heater_on)
        if settled:
            self._judge_settled(high, heater_on, closed)
            if wrong and self._wrong_at_change:
                self._judge_settled(high, heater_on, closed)
        self._wrong_at_change = wrong and not settled

    def _judge_settled(self, high, heater_on, closed):
        self._welded.judge(not closed and high)
        if not (closed and heater_on):
            self._low.judge(closed and not high)
        if not (closed and not heater_on):
            # An on-time may give one reading only, so what is judged while it is off does not count against it.
            self._high.judge(closed and high)

    def trusted(self):
        """Whether the last reading, taken alone, allows heat: a MOSFET that conducts by itself shows only while off."""
        return not self._low.doubtful

    def code(self):
        """The fault that is present now, or faults.NONE."""
        if self._welded.active:
            return faults.RAIL_WELDED
        if self._low.active:
            return faults.HEATER_CIRCUIT
        return faults.HEATER_STAYS_OFF if self._high.active else faults.NONE
