"""Turns the wished temperature into on and off, each 100 ms."""


class Heater:
    """Steps a pad.heat_control.HeatControl and a pad.duty_window.DutyWindow."""

    def __init__(self, control, window, session, readings, outputs):
        self._control = control
        self._window = window
        self._session = session
        self._readings = readings
        self._outputs = outputs

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        session = self._session
        target_cc = session.heat_target_cc()
        duty = self._control.step(target_cc, self._readings.surface_cc(), dt_ms)
        self._outputs.heater_duty_permille = duty
        on = self._window.step(duty, dt_ms)
        if target_cc or not session.self_testing():  # during the self-test the pin is the guard's
            self._outputs.set_heater(on)
