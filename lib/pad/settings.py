"""What the pad may do at most, for whoever needs less than the limits allow. A phone tightens; a hand forgets.

The record: VERSION, highest speed step, highest heat level, most minutes chosen at once. The file: the same, and a
checksum.
"""

from pad.limits import HEAT_LEVELS_CC, SESSION_LONGEST_MIN, SESSION_STEP_MIN, SPEED_STEPS
from pad.memory_record import checksum

VERSION = 1
SPEED_MOST = 0
HEAT_MOST = 1
MINUTES_MOST = 2
LEAST = bytes((1, 0, SESSION_STEP_MIN))
MOST = bytes((SPEED_STEPS, len(HEAT_LEVELS_CC) - 1, SESSION_LONGEST_MIN))
RECORD_BYTES = 4
LONGEST = RECORD_BYTES + 4


class Settings:
    """`values`: highest speed step, highest heat level, most minutes. `changed` asks for `to_bytes` to be saved."""

    def __init__(self):
        self.values = MOST
        self.changed = False

    def record(self):
        """What a phone reads."""
        return bytes((VERSION,)) + self.values

    def to_bytes(self):
        """The file's content."""
        record = self.record()
        return record + checksum(record, RECORD_BYTES)

    def tighten(self, record):
        """Take a record that a phone wrote. False, and nothing is taken, unless no value in it is above today's."""
        values = _values(record, self.values)
        if values is None:
            return False
        self.changed = values != self.values or self.changed
        self.values = values
        return True

    def restore(self, content):
        """Take the file's content, None when there is none. What cannot be read allows the least; False then."""
        if content is None:
            return True
        whole = len(content) == LONGEST and checksum(content, RECORD_BYTES) == content[RECORD_BYTES:]
        values = _values(content[:RECORD_BYTES], MOST) if whole else None
        self.values = values or LEAST
        return values is not None

    def forget(self):
        """Everything that the limits allow, by hand."""
        self.values = MOST
        self.changed = True


def _values(record, most):
    """The values in a record, minutes in whole steps; None when one is out of range."""
    if len(record) != RECORD_BYTES or record[0] != VERSION:
        return None
    for i in range(len(most)):
        if not LEAST[i] <= record[1 + i] <= most[i]:
            return None
    minutes = record[1 + MINUTES_MOST]
    return bytes((record[1], record[2], minutes - minutes % SESSION_STEP_MIN))
