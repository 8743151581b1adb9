"""First of all the outputs: a reset leaves ESP32 pins and PWM as they were."""

from machine import Pin

from firmware import board

for pin in board.LOW_AT_START:
    Pin(pin, Pin.OUT, value=0)

from firmware import startup  # noqa: E402  outputs come first

startup.check()
