"""All of the guard that concerns heat; a pad without heat has none of it."""

from pad import faults
from pad.circuit_check import RAIL_CLOSED, CircuitCheck
from pad.heat_limits import HeatLimits
from pad.heat_watch import HeatWatch
from pad.limits import TRIP_READINGS
from pad.running import counted
from pad.side_watch import GapWatch, StuckWatch
from pad.surface_check import SurfaceCheck
from pad.thermistor import INVALID, REFERENCE_BAD

# A multiplexer that is stuck on the reference gives it three times. At 45 C, which it stands for, this is 0.8 C.
_SAME_UV = 20_000
_FIRST_READINGS = 8
_MOVES_UV = 30_000  # 3 %, which would be 0.9 C: supply and divider are steadier than that
_NEAR_CC = 100
_SECOND_MS = 1_000


class ReferenceCheck:
    """What both thermistors are compared with: in its range, not what they show, and still what it was at the start.

    `bad` is how many readings running it was not, TRIP_READINGS at most.
    """

    def __init__(self):
        self.bad = 0
        self._first_uv = 0
        self._count = 0

    def judge(self, readings):
        """Take a new set of readings."""
        reference_uv = readings.reference_uv
        left = readings.left
        right = readings.right
        shown_by_all = abs(left.uv - reference_uv) < _SAME_UV and abs(right.uv - reference_uv) < _SAME_UV
        if shown_by_all or left.condition == REFERENCE_BAD or right.condition == REFERENCE_BAD:
            bad = True
        elif self._count == _FIRST_READINGS:
            bad = not -_MOVES_UV <= reference_uv - self._first_uv <= _MOVES_UV
        else:
            bad = False
            self._add_first(reference_uv)
        self.bad = counted(self.bad, bad, TRIP_READINGS) if bad or self.bad else 0

    def _add_first(self, reference_uv):
        self._count += 1
        self._first_uv += reference_uv
        if self._count == _FIRST_READINGS:
            self._first_uv //= _FIRST_READINGS


class HeatChecks:
    """Judged once a set of readings; the slow checks work on the mean of a second, which has a quarter of the noise.

    `code` is the first fault that is present now, or faults.NONE; `trusted` says whether heat is allowed.
    """

    def __init__(self):
        self.code = faults.NONE
        self.trusted = False  # nothing has been read
        self._left = SurfaceCheck(faults.NTC_LEFT_OPEN)
        self._right = SurfaceCheck(faults.NTC_RIGHT_OPEN)
        self._reference = ReferenceCheck()
        self._circuit = CircuitCheck()
        self._watch = HeatWatch()
        self._gap = GapWatch()
        self._stuck = StuckWatch()
        self.limits = HeatLimits()
        self._left_sum_cc = 0
        self._right_sum_cc = 0
        self._count = 0
        self._second_ms = 0
        self._on_ms = 0
        self._concluded = faults.NONE
        self._withhold = False
        self._hot_cc = 0
        self._gap_cc = 0

    def judge(self, readings, outputs, dt_ms):
        """Take a new set of readings and what the outputs (a pad.guard.OutputStates) did in the `dt_ms` before it."""
        left = self._left
        right = self._right
        left.judge(readings.left)
        right.judge(readings.right)
        self._reference.judge(readings)
        self._circuit.judge(readings.sense, outputs.heater_on, outputs.rail)
        self._second_ms += dt_ms
        if outputs.heater_on:
            self._on_ms += dt_ms
        self._add(readings.left.raw_cc, readings.right.raw_cc)
        if self._second_ms >= _SECOND_MS:
            self._judge_second(outputs.heat_target_cc, outputs.rail == RAIL_CLOSED)
        if left.doubtful or right.doubtful or self._reference.bad or not self._circuit.as_told:
            self._doubt()
        else:
            self.code = self._concluded
            self.trusted = not self._withhold

    def _add(self, left_cc, right_cc):
        if left_cc != INVALID and right_cc != INVALID:
            self._left_sum_cc += left_cc
            self._right_sum_cc += right_cc
            self._count += 1

    def _doubt(self):
        """Something is not right in the last reading alone: what is sure is told before what is concluded."""
        left = self._left
        right = self._right
        if self._reference.bad == TRIP_READINGS or (left.jumps() and right.jumps()):
            code = faults.REFERENCE_BAD  # both at once: it is what they are compared with
        else:
            code = left.code() or right.code() or self._circuit.code()
        self.code = code or self._concluded
        doubtful = left.doubtful or right.doubtful or self._reference.bad or not self._circuit.trusted()
        self.trusted = not (doubtful or self._withhold)

    def _judge_second(self, target_cc, runs):
        if self._count:
            left_cc = self._left_sum_cc // self._count
            right_cc = self._right_sum_cc // self._count
            self._hot_cc = max(left_cc, right_cc)
            self._gap_cc = abs(left_cc - right_cc)
            on_ms = min(self._on_ms * 1_000 // self._second_ms, 1_000)
            self._watch.step(self._hot_cc, on_ms, target_cc > 0 and self._hot_cc >= target_cc - _NEAR_CC)
            self._gap.step(left_cc, right_cc, on_ms, runs)
            self._stuck.step(left_cc, right_cc, on_ms)
            self.limits.step(self._hot_cc, on_ms, target_cc, self._second_ms)
            self._conclude()
        self._left_sum_cc = self._right_sum_cc = self._count = 0
        self._second_ms = self._on_ms = 0

    def _conclude(self):
        """What the slow checks say, once a second."""
        code = self._stuck.code
        if code == faults.NONE and self._gap.apart:
            code = faults.SENSORS_DISAGREE
        if code == faults.NONE and self._watch.unanswered:
            code = faults.NO_RISE
        self._concluded = code or self.limits.code
        self._withhold = self._watch.withhold or self._gap.limits(self._hot_cc)

    def reading(self, code):
        """What a slow check has read: the gap, the hotter mean, minutes of heat, thousandths of a dose; else 0."""
        if code == faults.SENSORS_DISAGREE:
            return self._gap_cc
        if faults.OVER_TARGET <= code <= faults.NO_RISE:
            return self._hot_cc
        if code == faults.HEAT_TIME:
            return self.limits.budget.used_s // 60
        return self.limits.dose_umin() // 1000 if code == faults.HEAT_DOSE else 0

    def forgive(self):
        """A person has looked at the sensors: they are tried anew."""
        self._watch.forgive()
        self._conclude()
        if self.code == faults.NO_RISE:
            self.code = self._concluded
