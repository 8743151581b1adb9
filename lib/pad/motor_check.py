"""Does the motor do what it is driven to? Counted from the tachometer's own pulses."""

from pad import faults
from pad.limits import SPEED_MAX_RPM
from pad.running import counted

_PASSES = 4
_MOST = 255  # of pulses, and of milliseconds, in one pass
_RPM_MOST = 9_999  # more is noise
_TURNED_RPM = 600  # three pulses a pass with six a revolution: then a pass without one is no chance
# The heater is switched off at the first silent pass. If the rail has opened, which stops the motor as well, the sense
# line has told so three passes later.
_SILENT_PASSES = 4
_STARTS_MS = 4_000
_STARTED_RPM = 60
_TOO_FAST_RPM = SPEED_MAX_RPM * 11 // 10
_TOO_FAST_PASSES = 100  # 5 s: when a weak supply recovers, the control needs two to follow
# 450 rpm for each volt: 5.4 rpm for each permille of 12 V, and 15 % more.
_DRIVE_RPM_TENTHS = 64
_DRIVE_LEAST_RPM = 200
_DRIVE_PASSES = 2
_SLOWS_RPM = 30  # of each pass, 600 rpm in a second: a motor without drive slows down faster
_RUNS_OUT_MS = 5_000
_BY_ITSELF_RPM = 300


class MotorCheck:
    """Judged once a reading. `code` is the fault that is present now, `rpm` the speed over the last four.

    `doubtful`: the motor seems to stop, or to run away; no heat until it is clear why.
    """

    def __init__(self, pulses_per_revolution):
        self.code = faults.NONE
        self.rpm = 0
        self.doubtful = False
        self._per_minute = 60_000 // pulses_per_revolution
        self._pulses = bytearray(_PASSES)
        self._times_ms = bytearray(_PASSES)
        self._pulse_sum = 0
        self._time_sum_ms = 0
        self._pass = 0
        self._too_fast = 0  # readings running that were so
        self._beyond_drive = 0
        self._explained_rpm = 2 * _TOO_FAST_RPM  # a reset may have come while it ran, and the first pass be short
        self._silent = 0
        self._turned = False
        self._driven_ms = 0
        self._idle_ms = 0

    def judge(self, pulses, permille, dt_ms):
        """Take the pulses since the last reading, `dt_ms` before, and the duty that the motor has had power with."""
        self._measure(pulses if pulses < _MOST else _MOST, dt_ms if dt_ms < _MOST else _MOST)
        self._count(pulses, permille, dt_ms)
        if self._too_fast or self.rpm > _TOO_FAST_RPM:
            self._too_fast = counted(self._too_fast, self.rpm > _TOO_FAST_RPM, _TOO_FAST_PASSES)
        if self._beyond_drive or self.rpm > self._explained_rpm:
            self._beyond_drive = counted(self._beyond_drive, self.rpm > self._explained_rpm, _DRIVE_PASSES)
        self.doubtful = self._beyond_drive > 0 or (self._turned and self._silent > 0)
        if self._stands_still():
            self.code = faults.MOTOR_STILL
        elif self._idle_ms >= _RUNS_OUT_MS and self.rpm > _BY_ITSELF_RPM:
            self.code = faults.MOTOR_TURNS_BY_ITSELF
        elif self._too_fast == _TOO_FAST_PASSES or self._beyond_drive == _DRIVE_PASSES:
            self.code = faults.MOTOR_TOO_FAST
        else:
            self.code = faults.NONE

    def _measure(self, pulses, dt_ms):
        place = self._pass
        self._pass = (place + 1) % _PASSES
        self._pulse_sum += pulses - self._pulses[place]
        self._time_sum_ms += dt_ms - self._times_ms[place]
        self._pulses[place] = pulses
        self._times_ms[place] = dt_ms
        rpm = self._pulse_sum * self._per_minute // (self._time_sum_ms or 1)
        self.rpm = rpm if rpm < _RPM_MOST else _RPM_MOST

    def _count(self, pulses, permille, dt_ms):
        if pulses:
            self._silent = 0
        elif self._silent < _SILENT_PASSES:
            self._silent += 1
        if permille:
            self._idle_ms = 0
            if self._driven_ms < _STARTS_MS:
                self._driven_ms += dt_ms
            self._turned = self._turned or self.rpm >= _TURNED_RPM
        else:
            if self._idle_ms < _RUNS_OUT_MS:
                self._idle_ms += dt_ms
            self._driven_ms = 0
            self._turned = False
        drive_rpm = permille * _DRIVE_RPM_TENTHS // 10 + _DRIVE_LEAST_RPM
        slowed_rpm = self._explained_rpm - _SLOWS_RPM
        self._explained_rpm = slowed_rpm if slowed_rpm > drive_rpm else drive_rpm

    def _stands_still(self):
        if self._turned:
            return self._silent >= _SILENT_PASSES
        return self._driven_ms >= _STARTS_MS and self.rpm < _STARTED_RPM
