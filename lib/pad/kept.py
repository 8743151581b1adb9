"""What is kept in flash, through a power cut: what is owed to the feet, the fault that stands, the last faults.

The file: a HEAD of version, flags of pad.memory_record, the fault that stands, resets without a clean minute, cause of
the last of these, what was read when the fault latched, how many faults there have been, and how the diary's record
begins of the session that was asked for last; then an ENTRY for each of the last faults, oldest first: its code, cause
of the reset before it, what was read; then a checksum.
"""

import struct

from pad import faults
from pad.diary_record import HEAD_BYTES as BEGUN_BYTES
from pad.memory_record import CHECK_DUE, checksum

VERSION = 3
HEAD = "<BBBBBhH%ds" % BEGUN_BYTES
HEAD_BYTES = 22
ENTRY = "<BBh"
ENTRY_BYTES = 4
ENTRIES = 16
LONGEST = HEAD_BYTES + ENTRIES * ENTRY_BYTES + 4
MOST_COUNTED = 0xFFFF


class Kept:
    """What the file says, and what is to be written into it: `changed` is true until whoever saves it says otherwise.

    `content` is that of the file, None when there is none: then this pad has never asked for a start.
    """

    def __init__(self, content):
        self.is_new = content is None
        self.owed = 0
        self.standing = faults.NONE
        self.reading = 0
        self.resets = 0
        self.cause = 0
        self.count = 0
        self.begun = bytes(BEGUN_BYTES)
        self.entries = b""
        self.changed = False
        self.damaged = content is not None and not self._take(content)
        if self.damaged:
            self.owed = CHECK_DUE  # nobody knows what was owed

    def _take(self, data):
        """Take a file's content; False when it is not what `to_bytes` made."""
        end = len(data) - 4
        if not HEAD_BYTES <= end <= LONGEST - 4 or (end - HEAD_BYTES) % ENTRY_BYTES or data[0] != VERSION:
            return False
        if checksum(data, end) != data[end:]:
            return False
        head = struct.unpack_from(HEAD, data)
        _, self.owed, self.standing, self.resets, self.cause, self.reading, self.count, self.begun = head
        self.entries = data[HEAD_BYTES:end]
        return True

    def to_bytes(self):
        """The file's content."""
        head = (VERSION, self.owed, self.standing, self.resets, self.cause, self.reading, self.count, self.begun)
        body = struct.pack(HEAD, *head) + self.entries
        return body + checksum(body, len(body))

    def add(self, fault, reading, reset_cause):
        """Append a fault code, what was read then, and the cause of the reset before it."""
        entries = self.entries + struct.pack(ENTRY, fault, reset_cause, reading)
        self.entries = entries[-ENTRIES * ENTRY_BYTES :]
        self.count = min(self.count + 1, MOST_COUNTED)
        self.changed = True

    def stand(self, fault, reading, reset_cause):
        """Replace the fault that stands, NONE for none; a new one is added to the last faults."""
        if fault == self.standing:
            return
        self.standing = fault
        self.reading = reading
        self.changed = True
        if fault != faults.NONE:
            self.add(fault, reading, reset_cause)

    def owe(self, flags):
        """Replace what is owed: SESSION_ACTIVE, CHECK_DUE, LOCKED or 0."""
        if flags != self.owed:
            self.owed = flags
            self.changed = True

    def begin(self, begun):
        """Replace how the record of the session begins that may be started now."""
        if begun != self.begun:
            self.begun = begun
            self.changed = True

    def count_resets(self, resets, cause):
        """Replace the number of resets without a clean minute; their last cause stays known when there are none."""
        if resets != self.resets:
            self.resets = resets
            self.changed = True
            if resets:
                self.cause = cause
