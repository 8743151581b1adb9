"""The self-test of rail, heater and MOSFET before each start, read back on the sense line, motor at rest.

rail off             -> sense 0   otherwise the relay is welded (or sense is stuck high)
rail on, heater off  -> sense 1   otherwise relay, cut-out, heater or sense is open, or the MOSFET is shorted
rail on, heater on   -> sense 0   otherwise the MOSFET does not conduct (or sense is stuck high)
"""

from pad import faults

RAIL_OFF_MS = 500  # the monostable may hold the rail for 400 ms after the last edge, the relay opens in 10
RAIL_ON_LONGEST_MS = 200  # the relay closes in 10
SETTLE_PASSES = 2  # guard passes until a reading taken after the change has surely arrived
LONGEST_PASS_MS = 50  # what one pass counts at most: a late pass proves nothing about the relay
HEATER_ON_LONGEST_MS = 150  # the answer is there after one pass; two more if the sensors were late

IDLE = 0
RAIL_OFF = 1
RAIL_ON = 2
HEATER_ON = 3
PASSED = 4
FAILED = 5


class SelfTest:
    """Stepped by the guard each 50 ms pass. It asks for rail and heater; `fault` says what failed."""

    def __init__(self):
        self.stage = IDLE
        self.fault = faults.NONE
        self._stage_ms = 0
        self._passes = 0

    def start(self):
        """Begin with the rail off."""
        self.fault = faults.NONE
        self._enter(RAIL_OFF)

    def reset(self):
        """Forget the result: the next start tests anew."""
        self.fault = faults.NONE
        self._enter(IDLE)

    def wants_rail(self):
        """Whether the rail has to be closed now."""
        return self.stage == RAIL_ON or self.stage == HEATER_ON

    def wants_heater(self):
        """Whether the heater has to be on now: one pass, three at most."""
        return self.stage == HEATER_ON

    def step(self, sense, dt_ms):
        """Take the level of the sense line, `dt_ms` after the last pass."""
        self._stage_ms += min(dt_ms, LONGEST_PASS_MS)
        self._passes += 1
        if self.stage == RAIL_OFF:
            self._step_rail_off(sense)
        elif self.stage == RAIL_ON:
            self._step_rail_on(sense)
        elif self.stage == HEATER_ON:
            self._step_heater_on(sense)

    def _step_rail_off(self, sense):
        if self._stage_ms < RAIL_OFF_MS:
            return
        if sense:
            self._end(faults.RAIL_WELDED)
        else:
            self._enter(RAIL_ON)

    def _step_rail_on(self, sense):
        if sense and self._passes > SETTLE_PASSES:
            self._enter(HEATER_ON)
        elif self._stage_ms >= RAIL_ON_LONGEST_MS:
            self._end(faults.HEATER_CIRCUIT)

    def _step_heater_on(self, sense):
        if not sense:
            self._end(faults.NONE)
        elif self._stage_ms >= HEATER_ON_LONGEST_MS:
            self._end(faults.HEATER_STAYS_OFF)

    def _end(self, fault):
        self.fault = fault
        self._enter(PASSED if fault == faults.NONE else FAILED)

    def _enter(self, stage):
        self.stage = stage
        self._stage_ms = 0
        self._passes = 0
