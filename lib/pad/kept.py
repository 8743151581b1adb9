"""What is kept in flash, through a power cut: what is owed to the feet, the fault that stands, the last faults.

As bytes for a file: version, flags of pad.memory_record, the fault that stands, then pairs of fault code and reset
cause, oldest first, then a checksum.
"""

from pad.memory_record import checksum

ENTRIES = 16
VERSION = 1


class Kept:
    """`owed` and at most ENTRIES faults. `changed` is true until whoever saves it says otherwise."""

    def __init__(self):
        self.owed = 0
        self.standing = 0
        self._pairs = bytearray()
        self.changed = False

    def add(self, fault, reset_cause):
        """Append a fault code and the cause of the reset before it."""
        self._pairs.append(fault)
        self._pairs.append(reset_cause)
        self._pairs = self._pairs[-2 * ENTRIES :]
        self.changed = True

    def owe(self, flags):
        """Replace what is owed: SESSION_ACTIVE, CHECK_DUE, LOCKED or 0."""
        if flags != self.owed:
            self.owed = flags
            self.changed = True

    def stand(self, fault):
        """Replace the fault that stands, 0 for none."""
        if fault != self.standing:
            self.standing = fault
            self.changed = True

    def codes(self):
        """The fault codes, oldest first."""
        return list(self._pairs)[::2]  # MicroPython slices only lists with a step

    def to_bytes(self):
        """The file's content."""
        body = bytes([VERSION, self.owed, self.standing]) + self._pairs
        return body + checksum(body, len(body))

    def restore(self, data):
        """Take a file's content. Raises ValueError when it is not what `to_bytes` made."""
        end = len(data) - 4
        if not 3 <= end <= 3 + 2 * ENTRIES or end % 2 == 0 or data[0] != VERSION:
            raise ValueError("wrong length or version")
        if checksum(data, end) != data[end:]:
            raise ValueError("wrong checksum")
        self.owed = data[1]
        self.standing = data[2]
        self._pairs = bytearray(data[3:end])
