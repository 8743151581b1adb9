"""The buttons: every change of level, with its time."""

import json
from time import sleep_ms, ticks_diff, ticks_ms

from machine import Pin

MOST_CHANGES = 120
QUIET_MS = 400


def level(gpio):
    """Level of a pin, as what is connected to it makes it."""
    print(json.dumps({"level": Pin(gpio, Pin.IN).value()}))


def watch(gpios, longest_ms, until_pressed):
    """Watch buttons for so long; where `until_pressed`, only until one has been pressed and let go.

    Prints the levels at the beginning and the changes: [ms, index of the button, level].
    """
    pins = [Pin(gpio, Pin.IN, Pin.PULL_UP) for gpio in gpios]
    sleep_ms(2)  # for the pull-ups
    levels = [pin.value() for pin in pins]
    at_first = levels[:]
    changes = []
    began_ms = changed_ms = ticks_ms()
    while ticks_diff(ticks_ms(), began_ms) < longest_ms:
        for i in range(len(pins)):
            if pins[i].value() != levels[i]:
                levels[i] = 1 - levels[i]
                changed_ms = ticks_ms()
                changes.append([ticks_diff(changed_ms, began_ms), i, levels[i]])
        quiet = levels == at_first and ticks_diff(ticks_ms(), changed_ms) >= QUIET_MS
        if len(changes) >= MOST_CHANGES or (until_pressed and changes and quiet):
            break
        sleep_ms(1)
    print(json.dumps({"levels": at_first, "changes": changes}))
