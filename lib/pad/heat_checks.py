"""All of the guard that concerns heat; a pad without heat has none of it."""

from pad import faults
from pad.circuit_check import RAIL_CLOSED, CircuitCheck
from pad.heat_limits import HeatLimits
from pad.heat_watch import HeatWatch
from pad.limits import TRIP_READINGS
from pad.running import Running
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
    """What both thermistors are compared with: in its range, not what they show, and still what it was at the start."""

    def __init__(self):
        self._bad = Running(TRIP_READINGS)
        self._sum_uv = 0
        self._count = 0

    def judge(self, readings):
        """Take a new set of readings."""
        if readings.left.condition == REFERENCE_BAD or readings.right.condition == REFERENCE_BAD:
            self._bad.judge(True)
        else:
            self._bad.judge(self._is_shown_by_all(readings) or self._has_moved(readings.reference_uv))

    def _is_shown_by_all(self, readings):
        reference_uv = readings.reference_uv
        return abs(readings.left.uv - reference_uv) < _SAME_UV and abs(readings.right.uv - reference_uv) < _SAME_UV

    def _has_moved(self, reference_uv):
        if self._count < _FIRST_READINGS:
            self._count += 1
            self._sum_uv += reference_uv
            return False
        return abs(reference_uv - self._sum_uv // _FIRST_READINGS) > _MOVES_UV

    def doubtful(self):
        """Whether the last reading alone is reason enough to keep the heater off."""
        return self._bad.doubtful

    def active(self):
        """Whether it is bad now."""
        return self._bad.active


class HeatChecks:
    """Judged once a set of readings; the slow checks work on the mean of a second, which has a quarter of the noise."""

    def __init__(self):
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
        self._hot_cc = 0
        self._gap_cc = 0

    def judge(self, readings, outputs, dt_ms):
        """Take a new set of readings and what the outputs (a pad.guard.OutputStates) did in the `dt_ms` before it."""
        self._left.judge(readings.left)
        self._right.judge(readings.right)
        self._reference.judge(readings)
        self._circuit.judge(readings.sense, outputs.heater_on, outputs.rail)
        self._add_to_second(readings, outputs.heater_on, dt_ms)
        if self._second_ms >= _SECOND_MS:
            self._judge_second(outputs.heat_target_cc, outputs.rail == RAIL_CLOSED)

    def _add_to_second(self, readings, heater_on, dt_ms):
        self._second_ms += dt_ms
        if heater_on:
            self._on_ms += dt_ms
        if readings.left.raw_cc != INVALID and readings.right.raw_cc != INVALID:
            self._left_sum_cc += readings.left.raw_cc
            self._right_sum_cc += readings.right.raw_cc
            self._count += 1

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
        self._left_sum_cc = self._right_sum_cc = self._count = 0
        self._second_ms = self._on_ms = 0

    def trusted(self):
        """Whether the last readings, taken alone, allow heat."""
        if self._left.doubtful() or self._right.doubtful() or self._reference.doubtful():
            return False
        return self._circuit.trusted() and not self._watch.withhold and not self._gap.limits(self._hot_cc)

    def code(self):
        """The first fault that is present now, or faults.NONE: what is sure before what is concluded."""
        if self._reference.active() or (self._left.jumps() and self._right.jumps()):
            return faults.REFERENCE_BAD  # both at once: it is what they are compared with
        code = self._left.code() or self._right.code() or self._circuit.code() or self._stuck.code
        if code == faults.NONE and self._gap.apart:
            code = faults.SENSORS_DISAGREE
        if code == faults.NONE and self._watch.unanswered:
            code = faults.NO_RISE
        return code or self.limits.code

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
