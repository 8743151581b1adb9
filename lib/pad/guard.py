"""The guard: says what is allowed, never asks what anybody wants.

It looks at raw readings and keeps counters of its own. Two strengths: on one doubtful reading the heater goes off at
once and comes back by itself; on several running a fault is latched, the first cause is kept, and everything stops
until a person clears it by hand.
"""

from pad import faults
from pad.circuit_check import RAIL_CLOSED, RAIL_UNKNOWN
from pad.heat_checks import HeatChecks
from pad.limits import READING_STALE_MS
from pad.motor_check import MotorCheck
from pad.thermistor import INVALID

_LONGEST_MS = 10_000  # no need to count without end
_READING_MOST = 32_767  # kept as 16 bits
LONGEST_PASS_MS = 50  # what one pass counts at most: after a stall of the whole VM nobody is to blame for the time


class OutputStates:
    """What the pins do, told to the guard before each step.

    `rail` is one of circuit_check.RAIL_...; `heat_target_cc` is the temperature that a person has chosen, 0 for none.
    """

    def __init__(self):
        self.heater_on = False
        self.motor_permille = 0
        self.rail = RAIL_UNKNOWN
        self.heat_target_cc = 0

    def driven_permille(self):
        """The duty that the motor has power with."""
        return self.motor_permille if self.rail == RAIL_CLOSED else 0


class Guard:
    """Decides permission and latches the first cause.

    After each `step`, `motor_permitted` and `heat_permitted` are the Permit; `fault` is the latched first cause,
    `fault_reading` what was read then, and `present` what is wrong at this moment. `pulses_per_revolution` is 0 where
    no tachometer is fitted.
    """

    def __init__(self, has_heat, pulses_per_revolution):
        self.outputs = OutputStates()
        self.fault = faults.NONE
        self.fault_reading = 0
        self.present = faults.NONE
        self.motor_permitted = False
        self.heat_permitted = False
        self.readings_stale = False
        self._sequence = -1
        self._since_ms = 0  # the last reading
        self._age_ms = 0  # of that reading, a pass counting LONGEST_PASS_MS at most
        self._heat = HeatChecks() if has_heat else None
        self._motor = MotorCheck(pulses_per_revolution) if pulses_per_revolution else None

    def restore_heat(self, heat_budget):
        """Begin with the heat that a pad.heat_budget.HeatBudget remembers from before a reset."""
        if self._heat:
            self._heat.limits.restore_budget(heat_budget)

    def step(self, readings, stalled_task, stuck_button, dt_ms):
        """One pass. `stalled_task` and `stuck_button` are indices or -1; `dt_ms` the time since the last pass."""
        self._since_ms += dt_ms
        self._age_ms += dt_ms if dt_ms < LONGEST_PASS_MS else LONGEST_PASS_MS
        if readings.sequence != self._sequence:
            self._sequence = readings.sequence
            self.judge(readings)
            self._since_ms = self._age_ms = 0
        elif self._age_ms > _LONGEST_MS:
            self._since_ms = self._age_ms = _LONGEST_MS
        self.readings_stale = self._age_ms > READING_STALE_MS
        self.present = self._present(stalled_task, stuck_button)
        if self.present:
            self.latch_present(readings)
        self.motor_permitted = self.fault == faults.NONE
        self.heat_permitted = self.motor_permitted and self._trusts_heat()

    def judge(self, readings):
        """Take new readings."""
        if self._heat:
            self._heat.judge(readings, self.outputs, self._age_ms)
        if self._motor:
            self._motor.judge(readings.pulses, self.outputs.driven_permille(), self._since_ms)  # also those of a stall

    def _trusts_heat(self):
        return self._heat is not None and self._heat.trusted and not (self._motor and self._motor.doubtful)

    def latch_present(self, readings):
        """Latch what is wrong at this moment, with what was read."""
        self.latch(self.present, self._reading(self.present, readings))

    def latch(self, code, reading=0):
        """Keep this fault unless an earlier one is kept already; what it stops is stopped from the next step on.

        `reading` is what was read then, in the unit of fault_texts.py, as a signed number of 16 bits.
        """
        if self.fault == faults.NONE:
            self.fault = code
            self.fault_reading = max(-_READING_MOST, min(reading, _READING_MOST))
        self.motor_permitted = False
        self.heat_permitted = False

    def clear(self):
        """A person asks to clear the fault. Returns whether it was: not while anything is still wrong."""
        if self._heat and self.present == faults.NO_RISE:
            self._heat.forgive()
            self.present = faults.NONE
        if self.present == faults.NONE:
            self.fault = faults.NONE
            self.fault_reading = 0
        return self.fault == faults.NONE

    def _present(self, stalled_task, stuck_button):
        code = faults.NONE
        # A dead task explains stale readings and is the better thing to tell.
        if stalled_task >= 0:
            code = faults.TASK + stalled_task
        elif self._heat:
            code = self._heat.code
        if code == faults.NONE and self.readings_stale:
            code = faults.READINGS_STALE
        if code == faults.NONE and self._motor:
            code = self._motor.code
        if code == faults.NONE and stuck_button >= 0:
            code = faults.BUTTON + stuck_button
        return code

    def _reading(self, code, readings):
        """What was read when this fault was found: in mV, 0.01 C, rpm, %, min or 0.001 dose."""
        if code <= faults.NTC_RIGHT_JUMP:
            surface = readings.left if code <= faults.NTC_LEFT_JUMP else readings.right
            return surface.uv // 1000 if surface.raw_cc == INVALID else surface.raw_cc
        if code == faults.REFERENCE_BAD:
            return readings.reference_uv // 1000
        if code == faults.OVER_TEMPERATURE:
            return max(readings.left.raw_cc, readings.right.raw_cc)
        if code == faults.MOTOR_STILL:
            return self.outputs.motor_permille // 10
        if self._motor and faults.MOTOR_TOO_FAST <= code <= faults.MOTOR_TURNS_BY_ITSELF:
            return self._motor.rpm
        return self._heat.reading(code) if self._heat else 0
