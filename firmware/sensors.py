"""Reads thermistors, reference, tachometer and sense line, each 50 ms."""

from machine import ADC, Pin

from firmware import board
from pad.tach import Tach


class PulseCounter:
    """Rising edges of the tachometer: in the chip's own counter where MicroPython has it (1.26), else by interrupts."""

    def __init__(self, pin):
        self._interrupts = 0
        self._last = 0
        try:
            from machine import Counter
        except ImportError:
            self._counter = None
            pin.irq(self._on_edge, Pin.IRQ_RISING)
        else:
            self._counter = Counter(0, pin)

    def _on_edge(self, _pin):
        self._interrupts = (self._interrupts + 1) & 0xFFFFFF

    def pulses(self):
        """Edges since the last call."""
        total = self._counter.value() & 0xFFFFFF if self._counter else self._interrupts
        pulses = (total - self._last) & 0xFFFFFF
        self._last = total
        return pulses


class Sensors:
    """Fills a pad.readings.Readings."""

    def __init__(self, readings):
        self._readings = readings
        self._counter = None
        self._tach = Tach(board.TACH_PULSES_PER_REVOLUTION)
        if board.HAS_TACH:
            self._counter = PulseCounter(Pin(board.MOTOR_TACH, Pin.IN))
        if board.HAS_HEAT:
            self._left = ADC(Pin(board.NTC_LEFT), atten=ADC.ATTN_11DB)
            self._right = ADC(Pin(board.NTC_RIGHT), atten=ADC.ATTN_11DB)
            self._reference = ADC(Pin(board.ADC_REF), atten=ADC.ATTN_11DB)
            self._sense = Pin(board.HEATER_SENSE, Pin.IN)

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        sense = 0
        if board.HAS_HEAT:
            self._readings.take(self._left.read_uv(), self._right.read_uv(), self._reference.read_uv(), dt_ms)
            sense = self._sense.value()
        pulses = self._counter.pulses() if self._counter else 0
        rpm = self._tach.step(pulses, dt_ms) if self._counter else -1
        self._readings.complete(sense, rpm, pulses)
