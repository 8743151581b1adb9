"""What kind of start is this? Asked by boot.py, answered to main.py."""

import machine

from firmware.memory import Memory
from pad.limits import CRASH_LOOP_RESETS
from pad.memory_record import MAINTENANCE

APPLICATION = 0
SAFE_MODE = 1
MAINTAIN = 2

mode = APPLICATION
cause = 0
memory = None


def check():
    """Count the resets that nobody wanted, find a crash loop, obey the maintenance flag.

    Power-on never counts: pulling the plug three times is no crash.
    """
    global mode, cause, memory
    cause = machine.reset_cause()
    memory = Memory()
    if memory.take_flag(MAINTENANCE):
        mode = MAINTAIN
    elif cause != machine.PWRON_RESET:
        memory.record[2] = min(memory.record[2] + 1, 255)
        if memory.record[2] >= CRASH_LOOP_RESETS:
            mode = SAFE_MODE
    memory.save()
