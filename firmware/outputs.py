"""The pins that move and heat, behind the gate. Nobody else drives them."""

from time import ticks_diff, ticks_ms

from machine import PWM, Pin, Timer

from firmware import board
from pad.limits import PERMIT_MS

TIMER_MS = 50
LONGEST_AGE_MS = 10_000  # no need to count without end


class Outputs:
    """Motor, heater and the ALIVE line. What is wanted passes only through the gate, with a Permit that is fresh.

    `heater_on` and `motor_permille` are what the pins do; `heater_duty_permille` is what the heater task is asking for.
    """

    def __init__(self, gate):
        self._gate = gate
        self._heater = Pin(board.HEATER, Pin.OUT, value=0)
        self._alive = Pin(board.ALIVE, Pin.OUT)  # at the level that it has: a change would close the rail
        # Without duty_u16 a new PWM would start at half power.
        self._motor = PWM(Pin(board.MOTOR_PWM, Pin.OUT, value=0), freq=board.MOTOR_PWM_HZ, duty_u16=0)
        self._alive_level = self._alive.value()
        self._granted_ms = ticks_ms()
        self.heater_on = False
        self.motor_permille = 0
        self.heater_duty_permille = 0
        self.rail_wanted = False
        self.edge_age_ms = 0  # since the last ALIVE edge, which the monostable outlasts: the rail is still closed
        self.lapsed = False  # something was cut because grants stopped; true until the guard has taken note
        # Independent of the event loop: turns everything off when the guard's grants stop.
        self._timer = Timer(0)
        self._timer.init(mode=Timer.PERIODIC, period=TIMER_MS, callback=self._check_permit)

    def grant(self, motor, heat):
        """The guard's Permit for the next 150 ms; what it no longer allows goes off at once."""
        self._granted_ms = ticks_ms()
        self._gate.grant(motor, heat)
        if not motor:
            self._motor_off()
        if not heat:
            self._heater_off()

    def set_motor(self, permille):
        """Ask for a motor duty, 0 to 1000."""
        wanted = permille
        permille = self._gate.motor_duty(wanted, self._permit_age_ms())
        if permille == 0:
            # What still runs and may not has outlived its Permit: the timer has not come by yet. Never set back: it may
            # come at any moment, even between a look at `lapsed` and what is made of it.
            if wanted > 0 and self.motor_permille > 0:
                self.lapsed = True
            self._motor_off()
        elif permille != self.motor_permille:
            self.motor_permille = permille
            self._motor.duty_u16(permille * 65535 // 1000)

    def set_heater(self, on):
        """Ask for the heater to be on or off."""
        if self._gate.heater_on(on, self._permit_age_ms()):
            self.heater_on = True
            self._heater.value(1)
        else:
            if on and self.heater_on:
                self.lapsed = True
            self._heater_off()

    def alive_edge(self):
        """One edge for the monostable that holds the rail. Called by the guard only."""
        self._alive_level = 1 - self._alive_level
        self._alive.value(self._alive_level)
        self.edge_age_ms = 0

    def no_edge(self, dt_ms):
        """A pass of the guard without an edge, `dt_ms` after the last one."""
        self.edge_age_ms = min(self.edge_age_ms + dt_ms, LONGEST_AGE_MS)

    def cut(self):
        """Motor and heater off now; nothing runs again before the next grant."""
        self._gate.revoke()
        self._heater_off()
        self._motor_off()

    def _permit_age_ms(self):
        return ticks_diff(ticks_ms(), self._granted_ms)

    def _check_permit(self, _timer):
        if not 0 <= self._permit_age_ms() <= PERMIT_MS:
            self.lapsed = self.lapsed or self.heater_on or self.motor_permille > 0
            self.cut()

    # Off is written every time, whatever was written before: the timer may have come between a decision and its pin.

    def _motor_off(self):
        self.motor_permille = 0
        self._motor.duty_u16(0)

    def _heater_off(self):
        self.heater_on = False
        self._heater.value(0)
