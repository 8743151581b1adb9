"""Motor duty from the wanted speed: ramp from step 1, feed-forward, and a slow trim from the tach if fitted."""

from pad.limits import RAMP_DOWN_RPM_S, RAMP_UP_RPM_S, SPEED_MAX_RPM, SPEED_STEP_1_RPM

_STEADY_STEP_MS = 150  # between trims where nothing else changes: it closes an error with 2 s
_LONGEST_STEP_MS = 200

# The reference motor: 450 rpm for each volt, of 12 V; it loses 330 rpm to friction under feet of common weight.
_FORWARD_PPM = 61_000
_FORWARD_PPM_RPM = 187
# A motor at rest needs more than it takes to run. One pass (50 ms) at this duty moves heavy feet with the supply 15 %
# low, and brings an empty pad with the supply 15 % high to 520 rpm, to 920 rpm if the pass is 50 ms late.
_KICK_PERMILLE = 400
_TURNS_RPM = 300  # turning already: needs no kick
# With a tach start where even the lightest load does not pass the speed of step 1, and let the trim raise it.
_TRIM_FIRST_PPM = -70_000
_TRIM_PPM_RPM_S = 93  # closes an error with about 2 s, slow beside the tach's window of 1 s
_TRIM_LARGEST_PPM = 75_000
_TRIM_LARGEST_PPM_RPM = 36
_ERROR_LARGEST_RPM = 300  # more is a blockage or a lost tach on its way: a surge must not follow it
_TACH_LAG_MS = 700  # half of the tach's window and the motor's own lag
# The ramp that is asked for is slower than the limits: with the supply 15 % high the motor runs ahead of it by 16 %,
# and the trim helps it on until it has seen that, in the first second by another 9 %.
_RAMP_PERCENT = 77


class MotorControl:
    """Speed control; `setpoint_rpm` is the speed that the ramp asks for now, 0 when the motor is off."""

    def __init__(self, has_tach):
        self._has_tach = has_tach
        self.reset()

    def reset(self):
        """Off: the next start begins at step 1 again."""
        self.setpoint_rpm = 0
        self._duty_permille = 0
        self._elapsed_ms = 0
        self._setpoint_milli_rpm = 0
        self._expected_milli_rpm = 0
        self._trim_ppm = _TRIM_FIRST_PPM if self._has_tach else 0
        self._turned = False

    def step(self, target_rpm, measured_rpm, dt_ms, ramp_up_rpm_s=RAMP_UP_RPM_S):
        """Duty in permille, 0 to 1000, for a target in rpm (0: off at once) and the tach's speed (-1: not known).

        Up no faster than ramp_up_rpm_s, down than RAMP_DOWN_RPM_S; a start is a kick of one pass, then step 1.
        """
        if target_rpm <= 0:
            if self.setpoint_rpm:
                self.reset()
            return 0
        if self.setpoint_rpm == 0:
            return self._start(target_rpm, measured_rpm)
        if dt_ms < 0:
            dt_ms = 0
        elif dt_ms > _LONGEST_STEP_MS:
            dt_ms = _LONGEST_STEP_MS
        self._elapsed_ms += dt_ms
        if target_rpm != self.setpoint_rpm:
            self._ramp(min(target_rpm, SPEED_MAX_RPM) * 1000, ramp_up_rpm_s, dt_ms)
            self._follow(measured_rpm)
        elif self._elapsed_ms >= _STEADY_STEP_MS:
            self._follow(measured_rpm)
        return self._duty_permille

    def _start(self, target_rpm, measured_rpm):
        self.setpoint_rpm = min(target_rpm, SPEED_STEP_1_RPM)
        self._setpoint_milli_rpm = self.setpoint_rpm * 1000
        self._set_duty()
        return self._duty_permille if measured_rpm >= _TURNS_RPM else _KICK_PERMILLE

    def _ramp(self, target_milli_rpm, ramp_up_rpm_s, dt_ms):
        change = target_milli_rpm - self._setpoint_milli_rpm
        if change > 0:
            change = min(change, min(ramp_up_rpm_s, RAMP_UP_RPM_S) * dt_ms * _RAMP_PERCENT // 100)
        elif change < 0:
            change = max(change, -RAMP_DOWN_RPM_S * dt_ms * _RAMP_PERCENT // 100)
        self._setpoint_milli_rpm += change
        self.setpoint_rpm = self._setpoint_milli_rpm // 1000

    def _follow(self, measured_rpm):
        """Duty for the setpoint, and for what the tach has shown since the last time."""
        dt_ms = min(self._elapsed_ms, _LONGEST_STEP_MS)
        self._elapsed_ms -= dt_ms
        late = self._setpoint_milli_rpm - self._expected_milli_rpm
        self._expected_milli_rpm += late * dt_ms // _TACH_LAG_MS  # 3.7e6 * 200
        if self._has_tach and measured_rpm >= 0:
            self._trim(measured_rpm, dt_ms)
        self._set_duty()

    def _trim(self, measured_rpm, dt_ms):
        """Integrate the error against what the tach should show by now."""
        self._turned = self._turned or measured_rpm >= _TURNS_RPM
        if self._turned and measured_rpm < self.setpoint_rpm // 4:
            # The tach is lost or the motor blocked: more duty would be wrong for both. When it turns again, the tach's
            # window fills as slowly as after a start.
            self._expected_milli_rpm = measured_rpm * 1000
            return
        error_rpm = self._expected_milli_rpm // 1000 - measured_rpm
        if error_rpm > _ERROR_LARGEST_RPM:
            error_rpm = _ERROR_LARGEST_RPM
        elif error_rpm < -_ERROR_LARGEST_RPM:
            error_rpm = -_ERROR_LARGEST_RPM
        trim_ppm = self._trim_ppm + error_rpm * _TRIM_PPM_RPM_S * dt_ms // 1000  # 300 * 93 * 200
        largest_ppm = _TRIM_LARGEST_PPM + _TRIM_LARGEST_PPM_RPM * self.setpoint_rpm
        if trim_ppm > largest_ppm:
            trim_ppm = largest_ppm
        elif trim_ppm < -largest_ppm:
            trim_ppm = -largest_ppm
        self._trim_ppm = trim_ppm

    def _set_duty(self):
        permille = (_FORWARD_PPM + _FORWARD_PPM_RPM * self.setpoint_rpm + self._trim_ppm) // 1000
        if permille < 0:
            permille = 0
        elif permille > 1000:
            permille = 1000
        self._duty_permille = permille
