"""Resets of every kind, what the pad finds in its RTC memory afterwards, and a pad that is to be struck down."""

import struct

from host_tests.device.person import BOOT_S, begin_warm, clear_fault, state, wait_for
from host_tests.device.traces import changes, off_after_s
from pad import memory_record
from pad.heat_budget import MINUTES

OUTPUTS = ("HEATER", "MOTOR_PWM")


def restart(pad, cause):
    """Reset the chip ("machine.reset", "watchdog", "soft reset") and let it start."""
    pad.reset(cause)
    pad.run_for(BOOT_S)


def warm_pad(pad):
    """A new session in full swing, after a power cut that makes everything whole again."""
    pad.power_cycle()
    pad.run_for(BOOT_S)
    if state(pad) == "FAULT":  # a power cut does not clear it
        clear_fault(pad)
    begin_warm(pad)
    pad.run_for(3)
    wait_for(pad, lambda: pad.heater_pin, 2)


def stays_off(pad, seconds):
    """Whether nothing runs, and nothing tries to, for so long."""
    since_s = pad.now_s
    pad.run_for(seconds)
    return all(off_after_s(pad, signal, since_s) == 0 for signal in (*OUTPUTS, "RAIL")) and not [
        at_s for at_s, _ in changes(pad, "ALIVE") if at_s > since_s
    ]


def put_rtc_memory(pad, data):
    """Replace what the RTC memory holds."""
    pad.board.chip.rtc_memory = bytes(data)


def massage_s(pad):
    """Seconds of massage that the RTC memory has counted."""
    data = pad.board.chip.rtc_memory
    return struct.unpack_from(memory_record.SESSION_LAYOUT, data, memory_record.SESSION_OFFSET)[1]


class RtcRecord:
    """A record as the firmware seals it, with a past of our choice."""

    def __init__(self):
        self.data = bytearray(memory_record.SIZE)
        memory_record.clear(self.data)
        self._session = [0, 0, 0, 15, 0]  # stop reason, massage s, rest s, chosen minutes, heat minute index

    def flags(self, flags):
        """memory_record.SESSION_ACTIVE, MAINTENANCE, CHECK_DUE, LOCKED."""
        self.data[memory_record.FLAGS_OFFSET] = flags

    def fault(self, code, reading=0):
        """The first fault, and what was read then."""
        struct.pack_into(memory_record.FAULT_LAYOUT, self.data, memory_record.FAULT_OFFSET, code, reading)

    def session(self, stop_reason, used_s, idle_s, chosen_min, heat_index):
        """All that the record says of the session."""
        self._session = [stop_reason, used_s, idle_s, chosen_min, heat_index]

    def massage(self, used_s, idle_s=0):
        """Massage so far, and rest since then."""
        self._session[1:3] = used_s, idle_s

    def heat(self, seconds_of_minute):
        """Seconds of heat by minutes ago."""
        for ago, seconds in seconds_of_minute.items():
            self.data[memory_record.HEAT_OFFSET + -ago % MINUTES] = seconds

    def sealed(self):
        """The record as bytes."""
        struct.pack_into(memory_record.SESSION_LAYOUT, self.data, memory_record.SESSION_OFFSET, *self._session)
        memory_record.seal(self.data)
        return bytes(self.data)

    def put(self, pad):
        """Seal it and put it in place."""
        put_rtc_memory(pad, self.sealed())
