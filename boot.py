"""Outputs first: a reset leaves ESP32 pins and PWM as they were. Then an update is finished that has been begun."""

import os

from machine import Pin

try:
    from firmware import board

    for pin in board.LOW_AT_START:
        Pin(pin, Pin.OUT, value=0)
    del board  # an update may bring another one
except Exception as error:  # noqa: BLE001  nothing is here yet, or broken: the update that waits below may mend it
    print("outputs not set:", error)

# A new version brings this with it, and it goes when all files are in their places. If it fails, main.py is not run.
if "switch_over.py" in os.listdir("/"):
    import switch_over

    del switch_over

from firmware import startup  # noqa: E402  only now all files are of one version

startup.check()
