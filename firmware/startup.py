"""What kind of start is this? Asked by boot.py, answered to main.py."""

import machine

from firmware.memory import Memory
from pad.memory_record import AFTER_MAINTENANCE, FLAGS_OFFSET, MAINTENANCE, RESETS_OFFSET, count_reset

maintenance = False  # a tool wants the board to itself: outputs off, no application
cause = 0
memory = None


def check():
    """Count the resets that nobody wanted, before anything can go wrong again; obey the maintenance flag.

    Power-on never counts: pulling the plug three times is no crash. What follows from the count: pad.settling.
    """
    global maintenance, cause, memory
    cause = machine.reset_cause()
    memory = Memory()
    maintenance = memory.take_flag(MAINTENANCE)
    wanted = memory.take_flag(AFTER_MAINTENANCE)
    if maintenance:
        memory.record[FLAGS_OFFSET] |= AFTER_MAINTENANCE
    elif not wanted and cause != machine.PWRON_RESET:
        count_reset(memory.record, memory.record[RESETS_OFFSET], cause)
    memory.save()
