"""The pad's memory across resets: the RTC's RAM, which keeps its bytes through everything but a power cut."""

import machine

from pad import memory_record
from pad.memory_record import FLAGS_OFFSET


class Memory:
    """Reads and writes the record of pad.memory_record. Whatever does not check is taken for no memory at all."""

    def __init__(self):
        self._rtc = machine.RTC()
        self.record = bytearray(memory_record.SIZE)
        stored = self._rtc.memory()
        self.found = memory_record.is_valid(stored)
        if self.found:
            self.record[:] = stored
        else:
            memory_record.clear(self.record)

    def save(self):
        """Write the record, sealed."""
        memory_record.seal(self.record)
        self._rtc.memory(self.record)

    def take_flag(self, flag):
        """Whether the flag was set; it is cleared."""
        was_set = self.record[FLAGS_OFFSET] & flag != 0
        self.record[FLAGS_OFFSET] &= ~flag
        return was_set
