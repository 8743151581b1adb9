"""What the pad remembers across a reset, as bytes with a checksum. The bytes are not to be trusted until checked.

Tools (tools/board_connection.py) know but this, so it stays: flags at 1, a CRC-32 of all before it at the end.

0 version   1 flags   2 resets without a clean minute   3 first fault   4-5 what was read when it latched
6 last stop reason   7-8 massage used s   9-10 idle s   11 chosen minutes   12 heat minute index
13 cause of the last reset that nobody wanted   14.. heat seconds of each minute
75.. what the session has done (pad.recorder)   then CRC
"""

import struct
from binascii import crc32

from pad.heat_budget import MINUTES

VERSION = 3
SESSION_ACTIVE = 1  # a session was running when this was written
MAINTENANCE = 2  # a tool wants the board to itself at the next start
CHECK_DUE = 4  # nobody has said yet how the feet are
LOCKED = 8  # somebody has said that something is wrong
AFTER_MAINTENANCE = 16  # so somebody wants the next reset
RECORD_DUE = 32  # the last session is not in the diary yet as it is known here

FLAGS_OFFSET = 1
RESETS_OFFSET = 2
FAULT_OFFSET = 3
FAULT_LAYOUT = "<Bh"
SESSION_OFFSET = 6
SESSION_LAYOUT = "<BHHBB"
CAUSE_OFFSET = 13
HEAT_OFFSET = 14
HEAT_LAYOUT = "%ds" % MINUTES
RECORDER_OFFSET = HEAT_OFFSET + MINUTES
RECORDER_BYTES = 38
CRC_OFFSET = RECORDER_OFFSET + RECORDER_BYTES
CRC_LAYOUT = "<I"
SIZE = CRC_OFFSET + 4


def checksum(data, length):
    """CRC-32 of the first `length` bytes, as 4 bytes. In C on the board: 76 bytes in Python would take 10 ms."""
    return crc32(memoryview(data)[:length]).to_bytes(4, "little")


def is_valid(data):
    """Whether these bytes are a record that this version wrote, whole."""
    if len(data) != SIZE or data[0] != VERSION:
        return False
    return checksum(data, CRC_OFFSET) == bytes(data[CRC_OFFSET:])


def clear(data):
    """Make an empty record in place."""
    for i in range(SIZE):
        data[i] = 0
    data[0] = VERSION


def seal(data, body=None):
    """Write the checksum in place, after the fields have changed.

    `body` is a view of all before the checksum, for those who seal often, since making one takes heap. The checksum
    itself takes 32 bytes of a board's, where a small integer has 31 bits.
    """
    struct.pack_into(CRC_LAYOUT, data, CRC_OFFSET, crc32(body or memoryview(data)[:CRC_OFFSET]))


def owed(session):
    """The flags for what would still be owed if the power failed now."""
    flags = SESSION_ACTIVE if session.may_run() else 0
    if session.foot_check_due or session.awaits_feet():
        flags |= CHECK_DUE
    if session.is_locked():
        flags |= LOCKED
    return flags


def count_reset(data, resets_before, cause):
    """Note a reset that nobody wanted, after so many; `cause` as machine.reset_cause() gives it."""
    data[RESETS_OFFSET] = min(resets_before + 1, 255)
    data[CAUSE_OFFSET] = cause


def note(data, session, guard, recorder):
    """Copy what must be remembered into the record."""
    data[FLAGS_OFFSET] = data[FLAGS_OFFSET] & MAINTENANCE | owed(session) | recorder.due & RECORD_DUE
    allowance, budget = session.allowance, session.heat_budget
    used_s, idle_s = allowance.used_ms // 1000, allowance.idle_ms // 1000
    # Each by itself, neither from a tuple nor into a slice: both would be made on the heap.
    struct.pack_into(FAULT_LAYOUT, data, FAULT_OFFSET, guard.fault, guard.fault_reading)
    struct.pack_into(
        SESSION_LAYOUT, data, SESSION_OFFSET, session.stop_reason, used_s, idle_s, session.chosen_min, budget.index
    )
    struct.pack_into(HEAT_LAYOUT, data, HEAT_OFFSET, budget.minutes)
    recorder.note(data, RECORDER_OFFSET)
