"""Resets of every kind, and what the pad finds in its RTC memory afterwards."""

from host_tests.device.person import BOOT_S
from pad import memory_record
from pad.heat_budget import MINUTES
from pad.status import put_u16
from tools.simulator.lockstep import CAUSES


def restart(pad, cause):
    """Reset the chip ("machine.reset", "watchdog", "soft reset") and let it start."""
    reset(pad, cause)
    pad.run_for(BOOT_S)


def reset(pad, cause):
    """Reset the chip at this moment."""
    code = next(code for code, name in CAUSES.items() if name == cause)
    pad._lockstep.reset(code)


def put_rtc_memory(pad, data):
    """Replace what the RTC memory holds."""
    pad.board.chip.rtc_memory = bytes(data)


class RtcRecord:
    """A record as the firmware seals it, with a past of our choice."""

    def __init__(self):
        self.data = bytearray(memory_record.SIZE)
        memory_record.clear(self.data)
        self.data[11] = 15

    def flags(self, flags):
        """memory_record.SESSION_ACTIVE or MAINTENANCE."""
        self.data[1] = flags

    def fault(self, code):
        """The first fault."""
        self.data[3] = code

    def massage(self, used_s, idle_s=0):
        """Massage so far, and rest since then."""
        put_u16(self.data, 7, used_s)
        put_u16(self.data, 9, idle_s)

    def heat(self, seconds_of_minute):
        """Seconds of heat by minutes ago."""
        for ago, seconds in seconds_of_minute.items():
            self.data[memory_record.HEAT_OFFSET + (self.data[12] - ago) % MINUTES] = seconds

    def put(self, pad):
        """Seal it and put it in place."""
        memory_record.seal(self.data)
        put_rtc_memory(pad, self.data)
