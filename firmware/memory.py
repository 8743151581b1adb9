"""The pad's memory: the RTC's RAM, which outlives all but a power cut, and small files in flash, which outlive that."""

import os
from errno import ENOENT

import machine

from pad import memory_record
from pad.memory_record import CRC_OFFSET, FLAGS_OFFSET


def read_file(path, longest):
    """The content, or one byte more than the longest; None when there is no file, b"" when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(longest + 1)
    except OSError as error:
        return None if error.errno == ENOENT else b""


def replace_file(path, content):
    """Write beside, then rename: a power cut leaves the old file or the new one. OSError if it fails.

    Erasing flash stops the whole VM: only while the rail is open.
    """
    beside = path + ".new"
    with open(beside, "wb") as file:
        file.write(content)
    os.rename(beside, path)


class Memory:
    """Reads and writes the record of pad.memory_record. Whatever does not check is taken for no memory at all."""

    def __init__(self):
        self._rtc = machine.RTC()
        self.record = bytearray(memory_record.SIZE)
        self._body = memoryview(self.record)[:CRC_OFFSET]
        stored = self._rtc.memory()
        self.found = memory_record.is_valid(stored)
        if self.found:
            self.record[:] = stored
        else:
            memory_record.clear(self.record)

    def save(self):
        """Write the record, sealed."""
        memory_record.seal(self.record, self._body)
        self._rtc.memory(self.record)

    def take_flag(self, flag):
        """Whether the flag was set; it is cleared."""
        was_set = self.record[FLAGS_OFFSET] & flag != 0
        self.record[FLAGS_OFFSET] &= ~flag
        return was_set
