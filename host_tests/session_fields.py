"""The fields of a session's record in the diary, by name."""

import struct
from typing import NamedTuple

from pad.diary_record import LAYOUT


class Record(NamedTuple):
    """One session, in the order of its bytes."""

    version: int
    flags: int
    number: int
    start_s: int
    profile: int
    programme: int
    minutes: int
    massage_s: int
    heat_s: int
    speed_most: int
    speed_mean: int
    heat_most: int
    left_cc: int
    right_cc: int
    dose: int
    difference_cc: int
    why_not: int
    reason: int
    fault: int
    before: int
    after: int
    score_before: int
    score_after: int
    week_sessions: int


def decoded(record):
    """The fields of a record's bytes."""
    return Record(*struct.unpack_from(LAYOUT, record))
