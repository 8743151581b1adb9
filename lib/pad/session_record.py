"""Composes the diary record of a session from what a recorder has gathered. Loaded to write it, and then forgotten."""

import struct

from pad import diary_record
from pad.recorder import HEAD_BYTES
from pad.session import BY_FAULT, STOPPED

HEAD = "<BBIIBBB"
TIMES = "<HHBBB"
SURFACES = "<hhHhB"
REST = "<BBBBBBB"
TIMES_AT = 13
SURFACES_AT = 20
REST_AT = 29
MOST_16 = 0xFFFF


def head(number, start_s, clock_set, session):
    """How the record begins, HEAD_BYTES of it."""
    flags = diary_record.CLOCK if clock_set else 0
    if session.first_use:
        flags |= diary_record.FIRST_USE
    profile = session.settings.values[PROFILE]
    return struct.pack(
        HEAD, diary_record.VERSION, flags, number, start_s, profile, session.programme, session.chosen_min
    )


def compose(record, recorder, session, fault, interrupted, week_sessions, feet_differ):
    """Fill in all of `record`, a bytearray of diary_record.SIZE, and seal it."""
    record[:HEAD_BYTES] = recorder.head
    record[1] |= _flags(recorder, interrupted, feet_differ)
    mean = recorder.speed_sum * 10 // max(1, recorder.massage_s)
    struct.pack_into(
        *(TIMES, record, TIMES_AT, min(recorder.massage_s, MOST_16), min(recorder.heat_s, MOST_16)),
        *(recorder.speed_most, min(mean, 110), recorder.heat_most),
    )
    dose = min((recorder.dose_umin + 500) // 1000, MOST_16)
    struct.pack_into(
        *(SURFACES, record, SURFACES_AT, recorder.left_cc, recorder.right_cc, dose),
        *(recorder.difference_cc, recorder.why),
    )
    reason = session.stop_reason
    struct.pack_into(
        *(REST, record, REST_AT, reason, fault if reason == BY_FAULT else 0, recorder.before, recorder.after),
        *(recorder.score_before, session.score_after, week_sessions),
    )
    diary_record.seal(record)


def _flags(recorder, interrupted, feet_differ):
    flags = diary_record.INTERRUPTED if interrupted else 0
    if recorder.late:
        flags |= diary_record.ANSWERED_LATE
    return flags | (diary_record.FEET_DIFFER if feet_differ else 0)
