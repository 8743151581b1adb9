"""The guard: says what is allowed, never asks what anybody wants.

It looks at raw readings and keeps counters of its own. Two strengths: on one doubtful reading the heater goes off at
once and comes back by itself; on several running a fault is latched, the first cause is kept, and everything stops
until a person clears it by hand.
"""

from pad import faults
from pad.circuit_check import RAIL_UNKNOWN, CircuitCheck
from pad.heat_watch import GapWatch, HeatWatch
from pad.limits import READING_STALE_MS, SURFACE_TRIP_CC, TRIP_READINGS
from pad.running import Running
from pad.thermistor import INVALID, OPEN, REFERENCE_BAD, SHORT

LONGEST_PASS_MS = 50  # what one pass counts at most: after a stall of the whole VM nobody is to blame for the time


class SurfaceCheck:
    """One thermistor: open, short, or too hot. Judged once a reading, not once a pass."""

    def __init__(self, open_code, short_code):
        self._open_code = open_code
        self._short_code = short_code
        self._open = Running(TRIP_READINGS)
        self._short = Running(TRIP_READINGS)
        self._hot = Running(TRIP_READINGS)

    def judge(self, surface):
        """Take a new reading; a pad.readings.Surface."""
        self._open.judge(surface.condition == OPEN)
        self._short.judge(surface.condition == SHORT)
        self._hot.judge(surface.raw_cc != INVALID and surface.raw_cc >= SURFACE_TRIP_CC)

    def doubtful(self):
        """Whether the last reading alone is reason enough to keep the heater off."""
        return self._open.doubtful or self._short.doubtful or self._hot.doubtful

    def code(self):
        """The fault that is present now, or faults.NONE."""
        if self._open.active:
            return self._open_code
        if self._short.active:
            return self._short_code
        return faults.OVER_TEMPERATURE if self._hot.active else faults.NONE


class StaleCheck:
    """Readings must keep coming."""

    def __init__(self):
        self._sequence = -1
        self._age_ms = 0
        self.taken_after_ms = 0  # from the reading before to the last one
        self.fresh = False

    def judge(self, sequence, dt_ms):
        """Take the sequence number of the readings; afterwards `fresh` says whether it is a new one."""
        self.fresh = sequence != self._sequence
        self._sequence = sequence
        self.taken_after_ms = self._age_ms + dt_ms
        self._age_ms = 0 if self.fresh else self._age_ms + dt_ms

    def code(self):
        """The fault that is present now, or faults.NONE."""
        return faults.READINGS_STALE if self._age_ms > READING_STALE_MS else faults.NONE


class HeatChecks:
    """All that concerns heat; a pad without heat has none of it."""

    def __init__(self):
        self._left = SurfaceCheck(faults.NTC_LEFT_OPEN, faults.NTC_LEFT_SHORT)
        self._right = SurfaceCheck(faults.NTC_RIGHT_OPEN, faults.NTC_RIGHT_SHORT)
        self._reference = Running(TRIP_READINGS)
        self._circuit = CircuitCheck()
        self._watch = HeatWatch()
        self._gap = GapWatch()
        self._left_sum_cc = 0
        self._right_sum_cc = 0
        self._count = 0
        self._second_ms = 0
        self._on_ms = 0
        self._hot_cc = 0

    def judge_outputs(self, sense, heater_on, rail, dt_ms):
        """Take what rail and heater did, with a new set of readings `dt_ms` after the last one."""
        self._circuit.judge(sense, heater_on, rail)
        self._second_ms += dt_ms
        if heater_on:
            self._on_ms += dt_ms
        if self._second_ms >= 1_000:
            self._judge_second()

    def _judge_second(self):
        """The slow checks work on the mean of each second: twenty readings have a quarter of one's noise."""
        if self._count:
            left_cc = self._left_sum_cc // self._count
            right_cc = self._right_sum_cc // self._count
            self._hot_cc = max(left_cc, right_cc)
            on_ms = min(self._on_ms * 1_000 // self._second_ms, 1_000)
            self._watch.step(self._hot_cc, on_ms)
            self._gap.step(left_cc, right_cc, on_ms)
        self._left_sum_cc = self._right_sum_cc = self._count = 0
        self._second_ms = self._on_ms = 0

    def _add_to_second(self, readings):
        if readings.left.raw_cc != INVALID and readings.right.raw_cc != INVALID:
            self._left_sum_cc += readings.left.raw_cc
            self._right_sum_cc += readings.right.raw_cc
            self._count += 1

    def judge(self, readings):
        """Take a new set of readings."""
        self._add_to_second(readings)
        self._left.judge(readings.left)
        self._right.judge(readings.right)
        self._reference.judge(readings.left.condition == REFERENCE_BAD or readings.right.condition == REFERENCE_BAD)

    def trusted(self):
        """Whether the last readings, taken alone, allow heat."""
        if self._left.doubtful() or self._right.doubtful() or self._reference.doubtful:
            return False
        return self._circuit.trusted() and not self._watch.withhold and not self._gap.limits(self._hot_cc)

    def code(self):
        """The first fault that is present now, or faults.NONE."""
        if self._reference.active:
            return faults.REFERENCE_BAD
        code = self._left.code() or self._right.code() or self._circuit.code()
        if code == faults.NONE and self._gap.apart:
            code = faults.SENSORS_DISAGREE
        return faults.NO_RISE if code == faults.NONE and self._watch.unanswered else code

    def forgive(self):
        """A person has looked at the sensors: they are tried anew. What they have to show stays the same."""
        self._watch.unanswered = False


class Guard:
    """Decides permission and latches the first cause.

    After each `step`, `motor_permitted` and `heat_permitted` are the Permit; `fault` is the latched first cause and
    `present` what is wrong at this moment.
    """

    def __init__(self, has_heat):
        self.fault = faults.NONE
        self.fault_reading = 0
        self.present = faults.NONE
        self.motor_permitted = False
        self.heat_permitted = False
        self.readings_stale = False
        self._heater_on = False
        self._rail = RAIL_UNKNOWN
        self._stale = StaleCheck()
        self._heat = HeatChecks() if has_heat else None

    def note_outputs(self, heater_on, rail):
        """What heater and rail (circuit_check.RAIL_...) do, before each step."""
        self._heater_on = heater_on
        self._rail = rail

    def step(self, readings, stalled_task, stuck_button, dt_ms):
        """One pass. `stalled_task` and `stuck_button` are indices or -1; `dt_ms` the time since the last pass."""
        self._stale.judge(readings.sequence, min(dt_ms, LONGEST_PASS_MS))
        if self._heat and self._stale.fresh:
            self._heat.judge(readings)
            self._heat.judge_outputs(readings.sense, self._heater_on, self._rail, self._stale.taken_after_ms)
        self.readings_stale = self._stale.code() != faults.NONE
        self.present = self._present(stalled_task, stuck_button)
        if self.present:
            self.latch(self.present)
        self.motor_permitted = self.fault == faults.NONE
        self.heat_permitted = self.motor_permitted and self._heat is not None and self._heat.trusted()

    def latch(self, code, reading=0):
        """Keep this fault unless an earlier one is kept already; what it stops is stopped from the next step on.

        `reading` is what was read then, in the unit of fault_texts.py, as a signed number of 16 bits.
        """
        if self.fault == faults.NONE:
            self.fault = code
            self.fault_reading = reading
        self.motor_permitted = False
        self.heat_permitted = False

    def clear(self):
        """A person asks to clear the fault. Returns whether it was: not while anything is still wrong."""
        if self._heat and self.present == faults.NO_RISE:
            self._heat.forgive()
            self.present = faults.NONE
        if self.present == faults.NONE:
            self.fault = faults.NONE
        return self.fault == faults.NONE

    def _present(self, stalled_task, stuck_button):
        code = self._heat.code() if self._heat else faults.NONE
        if code == faults.NONE:
            code = self._stale.code()
        # A dead task explains stale readings and is the better thing to tell.
        if stalled_task >= 0:
            return faults.TASK + stalled_task
        if code == faults.NONE and stuck_button >= 0:
            return faults.BUTTON + stuck_button
        return code
