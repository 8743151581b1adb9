"""What moves, heats and sounds: off before a check and after it, and off whenever the check does not go on.

Nothing is printed while something is on: printing to a computer that has gone may take half a second a line.
"""

from time import ticks_add, ticks_diff, ticks_ms

from machine import PWM, Pin, Timer

from firmware import board
from pad.limits import ALIVE_PERIOD_MS
from tools.doctor.on_board.phases import (
    DRIVE_LONGEST_MS,
    DRIVE_WITHOUT_TACH_PERMILLE,
    HEAT_LONGEST_MS,
    HEAT_SUM_MS,
    KICK_MS,
    KICK_PERMILLE,
    SOUND_LONGEST_MS,
)

LOOK_MS = 20
STALL_MS = 100  # a collection of garbage may take half of it


def all_off():
    """Heater, motor and buzzer low, whatever drove their pins until now. The rail opens when no more edges come."""
    Pin(board.HEATER, Pin.OUT, value=0)
    Pin(board.MOTOR_PWM, Pin.OUT, value=0)
    Pin(board.BUZZER, Pin.OUT, value=0)


def modulate(gpio, hz, duty_u16):
    """Give a pin to the PWM. MicroPython 1.24 does not connect a pin again that has had a channel before."""
    PWM(Pin(gpio), freq=hz, duty_u16=0).deinit()
    PWM(Pin(gpio), freq=hz, duty_u16=duty_u16)


class Outputs:
    """The pins that a check may switch on, each for a short time only; use it in a `with` statement.

    A timer, the dead man, turns everything off when the time that was asked for is over, and when the check stands
    still: what is on needs `go_on` again and again. ValueError for more than a check may ask for.
    """

    def __init__(self):
        all_off()
        self._off_ms = self._went_on_ms = ticks_ms()
        self._heated_ms = 0
        self._driven_ms = 0
        self._alive = Pin(board.ALIVE, Pin.OUT)  # at the level that it has: a change would close the rail
        self._edge_ms = ticks_add(ticks_ms(), -ALIVE_PERIOD_MS)
        self._timer = Timer(0)

    def __enter__(self):
        self._timer.init(mode=Timer.PERIODIC, period=LOOK_MS, callback=self._look)
        return self

    def __exit__(self, *error):
        # In this order: after a second Ctrl-C in here the timer turns off what is still on.
        all_off()
        self._timer.deinit()

    def _look(self, _timer):
        now_ms = ticks_ms()
        if ticks_diff(now_ms, self._off_ms) >= 0 or ticks_diff(now_ms, self._went_on_ms) >= STALL_MS:
            all_off()

    def go_on(self):
        """The check has not stalled."""
        self._went_on_ms = ticks_ms()

    def _allow(self, duration_ms):
        self.go_on()
        self._off_ms = ticks_add(ticks_ms(), duration_ms)

    def heat(self, duration_ms):
        """The heater on, for so many milliseconds at most."""
        self._heated_ms += duration_ms
        if duration_ms > HEAT_LONGEST_MS or self._heated_ms > HEAT_SUM_MS:
            raise ValueError("too much heat")
        self._allow(duration_ms)
        Pin(board.HEATER, Pin.OUT, value=1)

    def drive(self, duty_permille, duration_ms):
        """The motor on, for so many milliseconds at most: a kick, or the lowest speed."""
        self._driven_ms += duration_ms
        longest_ms = DRIVE_LONGEST_MS if duty_permille <= DRIVE_WITHOUT_TACH_PERMILLE else KICK_MS
        if duty_permille > KICK_PERMILLE or duration_ms > longest_ms or self._driven_ms > DRIVE_LONGEST_MS:
            raise ValueError("too much drive")
        self._allow(duration_ms)
        modulate(board.MOTOR_PWM, board.MOTOR_PWM_HZ, duty_permille * 65535 // 1000)

    def sound(self, hz, duration_ms):
        """The buzzer on, for so many milliseconds at most."""
        if duration_ms > SOUND_LONGEST_MS:
            raise ValueError("too long a tone")
        self._allow(duration_ms)
        modulate(board.BUZZER, hz, 32_768)

    def edge_if_due(self):
        """An ALIVE edge when the last one is as old as it may be."""
        if ticks_diff(ticks_ms(), self._edge_ms) >= ALIVE_PERIOD_MS:
            self._edge_ms = ticks_ms()
            self._alive.value(1 - self.alive_level())

    def alive_level(self):
        """Of the ALIVE line."""
        return self._alive.value()

    def edge_age_ms(self):
        """Since the last edge."""
        return ticks_diff(ticks_ms(), self._edge_ms)
