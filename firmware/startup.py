"""What kind of start is this? Asked by boot.py, answered to main.py."""

import machine

from firmware.memory import Memory
from pad.limits import CRASH_LOOP_RESETS
from pad.memory_record import MAINTENANCE

maintenance = False  # a tool wants the board to itself: outputs off, no application
crash_loop = False
cause = 0
memory = None


def check():
    """Count the resets that nobody wanted, find a crash loop, obey the maintenance flag.

    Power-on never counts: pulling the plug three times is no crash.
    """
    global maintenance, crash_loop, cause, memory
    cause = machine.reset_cause()
    memory = Memory()
    maintenance = memory.take_flag(MAINTENANCE)
    if not maintenance and cause != machine.PWRON_RESET:
        memory.record[2] = min(memory.record[2] + 1, 255)
        crash_loop = memory.record[2] >= CRASH_LOOP_RESETS
    memory.save()
