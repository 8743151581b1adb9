"""Stand-ins for `machine`, `bluetooth` and `time` whose calls cost what calls into C cost.

They measure nothing and simulate nothing. What the firmware calls in each pass is a method of C: a level is the
position of a stream (`tell` reads it, `seek` writes it), a converter is an iterator over recorded values. Rare calls
are Python.
"""

import io
import sys
import time as vm_time
from array import array

START_MS = 1 << 42  # later than the VM's own clock: what its scheduler stamps with that one is due at once
clock = io.BytesIO()
clock.seek(START_MS)
counter = io.BytesIO()
levels = {}  # by pin
recorded = []  # what the converters read: one array for each, in the order in which they are made
callbacks = []
calls = {}  # how often each was called; only where `count` is set
count = False


def counted(name, function):
    """The same function; counting its calls where that is asked for."""
    if not count:
        return function

    def counting(*args):
        calls[name] = calls.get(name, 0) + 1
        return function(*args)

    return counting


def level(pin, value=None):
    """The stream that stands for a pin's level, 1 at first: a button that nobody presses."""
    if pin not in levels:
        levels[pin] = io.BytesIO()
        levels[pin].seek(1)
    if value is not None:
        levels[pin].seek(value)
    return levels[pin]


class Pin:
    IN = 1
    OUT = 3
    PULL_UP = 2
    IRQ_RISING = 1

    def __init__(self, id, mode=-1, pull=-1, *, value=None):
        self.stream = level(id, value)
        self._output = mode == Pin.OUT
        self.value = counted("pin read", self.stream.tell)
        if self._output:
            self.value = self._first_value

    def _first_value(self, *value):
        """Outputs are read once, at the start, if at all; from the first write on they are written."""
        if not value:
            return self.stream.tell()
        self.value = counted("pin write", self.stream.seek)
        return self.value(*value)


class PWM:
    def __init__(self, pin, *, freq, duty_u16):
        pin.stream.seek(duty_u16)
        self.duty_u16 = counted("PWM duty", pin.stream.seek)
        self.freq = counted("PWM frequency", {}.get)


class ADC:
    ATTN_11DB = 3

    def __init__(self, pin, *, atten):
        self.read_uv = counted("ADC", iter(recorded.pop(0)).__next__)


class Counter:
    def __init__(self, id, pin):
        self.value = counted("counter", counter.tell)


class Timer:
    PERIODIC = 1

    def __init__(self, id):
        self.id = id

    def init(self, *, mode, period, callback):
        callbacks.append(callback)


class WDT:
    def __init__(self, *, timeout):
        self.feed = counted("watchdog", clock.tell)


class RTC:
    def memory(self, data=None):
        self.memory = counted("RTC memory", len)
        return b""

    def datetime(self, *now):
        return (2000, 1, 1, 5, 0, 0, 0, 0)


class I2C:
    def __init__(self, id, *, scl, sda, freq, timeout):
        self.writeto = counted("I2C", {}.get)


def bitstream(pin, encoding, timing, data):
    calls["bitstream"] = calls.get("bitstream", 0) + 1 if count else 0


class UUID:
    def __init__(self, value):
        self.value = value


class BLE:
    """A radio that advertises and that no phone finds."""

    def irq(self, handler):
        self.handler = handler

    def config(self, *names, **values):
        return (0, bytes(6)) if names else None

    def active(self, on):
        return on

    def gap_advertise(self, interval_us, data, *, resp_data, connectable):
        pass

    def gatts_register_services(self, services):
        return tuple(tuple(range(1, 60)) for _ in services)

    def gatts_write(self, handle, value, tell=False):
        if count:
            calls["gatts_write"] = calls.get("gatts_write", 0) + 1


def install(readings):
    """Put them where imports find them. `readings`: what each converter gives, in the order of their making."""
    recorded.extend(array("i", values) for values in readings)
    here = sys.modules[__name__]
    here.ticks_ms = counted("clock", clock.tell)
    for name in ("machine", "bluetooth", "time"):
        sys.modules[name] = here


PWRON_RESET = 1


def reset_cause():
    return PWRON_RESET


ticks_ms = clock.tell
ticks_add = vm_time.ticks_add
ticks_diff = vm_time.ticks_diff
ticks_us = vm_time.ticks_us
