"""The last faults, oldest first, as bytes for a file: pairs of fault code and reset cause, then a checksum."""

from pad.memory_record import checksum

ENTRIES = 16
VERSION = 1


class FaultHistory:
    """At most ENTRIES faults. `changed` is true until whoever saves it says otherwise."""

    def __init__(self):
        self._pairs = bytearray()
        self.changed = False

    def add(self, fault, reset_cause):
        """Append a fault code and the cause of the reset before it."""
        self._pairs.append(fault)
        self._pairs.append(reset_cause)
        self._pairs = self._pairs[-2 * ENTRIES :]
        self.changed = True

    def codes(self):
        """The fault codes, oldest first."""
        return list(self._pairs)[::2]  # MicroPython slices only lists with a step

    def to_bytes(self):
        """The file's content."""
        body = bytes([VERSION]) + self._pairs
        return body + checksum(body, len(body))

    def restore(self, data):
        """Take a file's content. Raises ValueError when it is not what `to_bytes` made."""
        end = len(data) - 4
        if not 1 <= end <= 1 + 2 * ENTRIES or end % 2 == 0 or data[0] != VERSION:
            raise ValueError("wrong length or version")
        if checksum(data, end) != data[end:]:
            raise ValueError("wrong checksum")
        self._pairs = bytearray(data[1:end])
