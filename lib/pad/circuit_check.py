"""The sense line against what rail and heater are told to do: a second switch that is read back.

Rail closed and heater off: 1. Rail closed and heater on: 0. Rail open: 0. Anything else is a shorted MOSFET, a broken
heater or cut-out, a relay that is open or welded, or a sense line that is stuck.
"""

from pad import faults
from pad.limits import CIRCUIT_READINGS
from pad.running import counted

RAIL_OPEN = 0
RAIL_CLOSED = 1
RAIL_UNKNOWN = 2  # opening or closing: the monostable and the relay take their time


class CircuitCheck:
    """Judged once a reading. A reading counts when neither rail nor heater has changed since the one before.

    One that came with a change may still show what was before it: it counts when the next one bears it out.
    """

    def __init__(self):
        self.as_told = True  # now, and nothing is counted that was not
        self._low = 0  # readings running that were so
        self._high = 0
        self._welded = 0
        self._heater_was_on = False
        self._rail_was = RAIL_UNKNOWN
        self._wrong_at_change = False

    def judge(self, sense, heater_on, rail):
        """Take the level of the sense line, what the heater's pin does, and RAIL_OPEN, _CLOSED or _UNKNOWN."""
        wrong = rail != RAIL_UNKNOWN and (sense != 0) != (rail == RAIL_CLOSED and not heater_on)
        if wrong or not self.as_told:
            self.judge_closely(wrong, heater_on, rail)
        self._heater_was_on = heater_on
        self._rail_was = rail

    def judge_closely(self, wrong, heater_on, rail):
        """Count a reading that is `wrong`, or comes soon after one."""
        settled = heater_on == self._heater_was_on and rail == self._rail_was
        if rail == RAIL_UNKNOWN:
            self._low = self._high = self._welded = 0
        elif settled:
            self._judge_settled(wrong, heater_on, rail == RAIL_CLOSED)
            if wrong and self._wrong_at_change:
                self._judge_settled(wrong, heater_on, rail == RAIL_CLOSED)
        self._wrong_at_change = wrong and not settled
        self.as_told = not (wrong or self._low or self._high or self._welded)

    def _judge_settled(self, wrong, heater_on, closed):
        self._welded = counted(self._welded, wrong and not closed, CIRCUIT_READINGS)
        if not (closed and heater_on):
            self._low = counted(self._low, wrong and closed, CIRCUIT_READINGS)
        if not closed or heater_on:
            # An on-time may give one reading only, so what is judged while it is off does not count against it.
            self._high = counted(self._high, wrong and closed, CIRCUIT_READINGS)

    def trusted(self):
        """Whether the last reading, taken alone, allows heat: a MOSFET that conducts by itself shows only while off."""
        return self._low == 0

    def code(self):
        """The fault that is present now, or faults.NONE."""
        if self._welded == CIRCUIT_READINGS:
            return faults.RAIL_WELDED
        if self._low == CIRCUIT_READINGS:
            return faults.HEATER_CIRCUIT
        return faults.HEATER_STAYS_OFF if self._high == CIRCUIT_READINGS else faults.NONE
