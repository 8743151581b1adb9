"""Composes the diary record of a session from what a recorder has gathered. Loaded to write it, and then forgotten."""

import struct

from pad import diary_record
from pad.diary_record import NONE, NOT_ANSWERED, WELL, WRONG
from pad.session import BY_FAULT
from pad.settings import PROFILE

HEAD = "<BBIIBBB"
MOST_16 = 0xFFFF


def head(number, start_s, clock_set, session):
    """How the record of a session begins that is asked for now."""
    flags = diary_record.CLOCK if clock_set else 0
    if session.first_use:
        flags |= diary_record.FIRST_USE
    profile = session.settings.values[PROFILE]
    head = (diary_record.VERSION, flags, number, start_s, profile, session.programme, session.chosen_min)
    return struct.pack(HEAD, *head)


def late_head(head, begun):
    """The same with a number that comes after the session: what was chosen is known since it has begun.

    Not so whether the questions of the first use were acknowledged in it: nothing is claimed then.
    """
    late = bytearray(head[: diary_record.PROFILE] + begun[diary_record.PROFILE :])
    late[diary_record.FLAGS] &= ~diary_record.FIRST_USE
    return bytes(late)


def number_in(head):
    """The number of the record that begins so, 0 when there is none."""
    return struct.unpack(HEAD, head)[2]


def compose(record, recorder):
    """Fill in all of `record`, a bytearray of diary_record.SIZE, but what the days before say. Not sealed."""
    struct.pack_into(
        diary_record.LAYOUT,
        record,
        0,
        *struct.unpack(HEAD, recorder.head),
        *_amounts(recorder),
        *(recorder.left_cc, recorder.right_cc, min((recorder.dose_umin + 500) // 1000, MOST_16)),
        *(recorder.difference_cc, recorder.why),
        *(recorder.reason, recorder.fault if recorder.reason == BY_FAULT else 0, recorder.before, recorder.after),
        *(recorder.score_before, recorder.score_after, diary_record.NOT_KNOWN),
    )
    if recorder.before != WELL:
        record[diary_record.FLAGS] &= ~diary_record.FIRST_USE  # they were asked, and not acknowledged
    if is_open(recorder):
        record[diary_record.FLAGS] |= diary_record.INTERRUPTED


def _amounts(recorder):
    """Massage s, heat s, highest and mean speed step, highest heat level."""
    mean = recorder.speed_sum * 10 // max(1, recorder.massage_s)
    times = (min(recorder.massage_s, MOST_16), min(recorder.heat_s, MOST_16))
    return times + (recorder.speed_most, min(mean, 10 * recorder.speed_most), recorder.heat_most)


def complete(record, week_sessions, feet_differ, before):
    """Add what the days before say, and seal it. `before` is the record before, None when it is not to be had."""
    record[diary_record.WEEK_SESSIONS] = week_sessions
    if feet_differ:
        record[diary_record.FLAGS] |= diary_record.FEET_DIFFER
    if before and record[diary_record.BEFORE] != NONE and is_unanswered(before):
        record[diary_record.FLAGS] |= diary_record.ANSWERED_LATE
    diary_record.seal(record)


def is_open(recorder):
    """Whether the session was cut short, or could still go on."""
    return recorder.cut_short or (recorder.before == WELL and recorder.after == NONE)


def is_unanswered(record):
    """Whether nobody has said how the feet are after this session, nor that something is wrong."""
    return record[diary_record.BEFORE] != WRONG and record[diary_record.AFTER] in (NONE, NOT_ANSWERED)
