"""One session in the diary: 40 bytes, little-endian, with a checksum. Not to be trusted until checked.

0 version   1 flags   2-5 number, from 1   6-9 start, s since 2000-01-01 00:00 (CLOCK) or of counted time with power
10 profile   11 programme   12 minutes chosen   13-14 massage s   15-16 heat s   17 highest speed step
18 mean speed step, tenths   19 highest heat level   20-21 and 22-23 highest left and right surface, 0.01 C
24-25 dose, thousandths of a CEM43 minute   26-27 left foot minus right, 0.01 C   28 why that was not taken
29 stop reason   30 fault   31 answer before   32 answer after   33 and 34 score before and after, 0 to 10
35 sessions in the last seven days, this one included   36-39 CRC-32 of all before it
"""

import struct

from pad.memory_record import checksum

VERSION = 1
CLOCK = 1  # the start is from a clock that was set
INTERRUPTED = 2  # written while the session was not over: then power was lost, or a reset came
FEET_DIFFER = 4  # on two different days
ANSWERED_LATE = 8  # the answer before is also the one after the last session, where nobody gave it
FIRST_USE = 16  # the questions of the first use were acknowledged here

FLAGS = 1
NUMBER = 2
START = 6
PROFILE = 10
PROGRAMME = 11
MINUTES = 12
MASSAGE = 13
HEAT = 15
SPEED_MOST = 17
SPEED_MEAN = 18
HEAT_MOST = 19
LEFT_MOST = 20
RIGHT_MOST = 22
DOSE = 24
DIFFERENCE = 26
WHY_NOT = 28
STOP_REASON = 29
FAULT = 30
BEFORE = 31
AFTER = 32
SCORE_BEFORE = 33
SCORE_AFTER = 34
WEEK_SESSIONS = 35
CRC = 36
SIZE = 40
HEAD_BYTES = MASSAGE  # its beginning, which is known when the session is asked for
# All of it in this order, but for the checksum.
LAYOUT = "<BBIIBBBHHBBBhhHhBBBBBBBB"

NOT_TAKEN = -0x8000  # instead of a temperature or a difference
NO_SCORE = 255
NOT_KNOWN = 255  # instead of the sessions of seven days

# Why the feet were not compared
TAKEN = 0
HEAT_FIRST = 1  # it was asked for
HEAT_LATELY = 2
HEAT_NOT_KNOWN = 3  # when there was heat last
TOO_SHORT = 4
NOT_SETTLED = 5
NO_CONTACT = 6
NO_SENSORS = 7

# Answers of a foot check
NONE = 0
WELL = 1
WRONG = 2
NOT_ANSWERED = 3


def is_valid(record):
    """Whether these bytes are a record of this version, whole."""
    return len(record) == SIZE and record[0] == VERSION and checksum(record, CRC) == bytes(record[CRC:])


def seal(record):
    """Write version and checksum in place, after the fields have changed."""
    record[0] = VERSION
    record[CRC:] = checksum(record, CRC)


def end_s(record):
    """When the session ended, at the earliest."""
    start_s, massage_s = struct.unpack_from("<I", record, START)[0], struct.unpack_from("<H", record, MASSAGE)[0]
    return start_s + massage_s
