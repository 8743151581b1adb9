"""Turns the wished speed into a duty, each 50 ms."""


class Motor:
    """Steps a pad.motor_control.MotorControl; what reaches the motor is the gate's business."""

    def __init__(self, control, session, readings, outputs):
        self._control = control
        self._session = session
        self._readings = readings
        self._outputs = outputs

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        session = self._session
        duty = self._control.step(session.target_rpm(), self._readings.rpm, dt_ms, session.ramp_up_rpm_s())
        self._outputs.set_motor(duty)
