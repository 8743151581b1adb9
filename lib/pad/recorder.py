"""What a session does, second by second: what its record in the diary will say of it.

Kept in RTC memory meanwhile, since nothing is written to flash while the rail is closed.
"""

from struct import pack_into, unpack_from

from pad.diary_record import (
    FIRST_USE,
    FLAGS,
    HEAD_BYTES,
    HEAT_NOT_KNOWN,
    NO_SCORE,
    NONE,
    NOT_ANSWERED,
    NOT_TAKEN,
    TOO_SHORT,
    WELL,
    WRONG,
)
from pad.diary_record import PROFILE as HEAD_CHOICES
from pad.heat_limits import dose_umin
from pad.memory_record import RECORD_DUE
from pad.session import CHECK, CHECK_REFUSED, DONE, LOCKED, OFF, RUNNING, STOPPED
from pad.settings import PROFILE
from pad.thermistor import INVALID

# What the keeper of the diary is to do once the rail is open, in this order
BEGIN = 1  # a record that has no number yet
WRITE = RECORD_DUE  # noted in RTC memory as long as it is due
REVIEW = 4  # what there was lately; in CHECK, prepare the next record

TIMES = "<HHHB"
SURFACES = "<BhhI"
ANSWERS = "<hBBB"
END = "<BBBB"
HEAD = "%ds" % HEAD_BYTES
SURFACES_AT = 7
ANSWERS_AT = 16
END_AT = 21
HEAD_AT = 25
KEPT_BYTES = 38


class Recorder:
    """Gathers what a session does. `due` says what firmware/diary_keeper.py has to do.

    `head` is how the session's record begins, `next_head` that of the session which may be started now; zeros until the
    diary has given it a number. `comparison` is a pad.foot_difference.FootDifference before a session and in its first
    minutes, or None. `cut_short`: a reset has ended the session; `known`: what it had done until then is here.
    """

    def __init__(self):
        self.next_head = bytes(HEAD_BYTES)
        self.due = REVIEW
        self.comparison = None
        self.known = False
        self.locked = False  # as of the last `follow`, and so
        self.starts = 0
        self.clear()

    def clear(self):
        """A new session."""
        self.head = self.next_head
        self.massage_s = self.heat_s = self.speed_sum = self.speed_most = self.heat_most = self.dose_umin = 0
        self.left_cc = self.right_cc = INVALID
        self.difference_cc = NOT_TAKEN
        self.why = self.comparison.why if self.comparison else TOO_SHORT
        self.reason = self.fault = self.after = 0
        self.before = WELL
        self.score_before = self.score_after = NO_SCORE
        self.cut_short = False

    def begin(self, session):
        """A new session, as it has been chosen by now: no score of the last one is meant for it."""
        self.clear()
        choices = (session.settings.values[PROFILE], session.programme, session.chosen_min)
        self.head = self.head[:HEAD_CHOICES] + bytes(choices)
        if session.first_use:  # still
            self.head = self.head[:FLAGS] + bytes((self.head[FLAGS] & ~FIRST_USE,)) + self.head[FLAGS + 1 :]
        session.score_after = NO_SCORE

    def follow(self, old, session, fault):
        """The session has come from the state `old`; `fault` is the one that stands."""
        state = session.state
        if session.starts != self.starts:  # however short it has run
            self.starts = session.starts
            self.begin(session)
            if not self.comparison:  # the diary could not be read
                self.why = HEAT_NOT_KNOWN
            old = RUNNING
        if state != RUNNING and old in (RUNNING, STOPPED, DONE):
            if old == RUNNING:
                self.stopped(session, fault)
            self.answered(LOCKED if session.is_locked() else state, session.foot_check_due)
        elif session.is_locked() and not self.locked and old >= OFF:  # not what this start has found
            self.wrong(old, session)
        if state == CHECK:
            self.next_head = bytes(HEAD_BYTES)  # the last session's record must not be written over
            self.due |= REVIEW
        self.locked = session.is_locked()
        if state != CHECK and state != RUNNING:
            self.comparison = None

    def wrong(self, old, session):
        """Something is wrong with the feet, and no session is to be over for that."""
        if old != CHECK:
            self.next_head = bytes(HEAD_BYTES)  # no question has asked for one
        self.begin(session)
        self.before = WRONG
        self.reason = CHECK_REFUSED
        self.take_score(session)
        session.elapsed_ms = 0  # there has been no session: a score after it would be written here
        self.write()

    def stopped(self, session, fault):
        """The session has come to an end, or at least a pause."""
        self.reason = session.stop_reason
        self.fault = fault
        self.massage_s = session.elapsed_ms // 1000
        self.take_score(session)

    def take_score(self, session):
        """The one before is for this session and for no other."""
        if session.score_before != NO_SCORE:
            self.score_before = session.score_before
            session.score_before = NO_SCORE

    def answered(self, state, check_due):
        """What is known after a session of the feet; in STOPPED nobody has been asked yet."""
        if state == LOCKED:
            self.after = WRONG
        elif not check_due:  # whatever has come since: a question may be open again
            self.after = WELL
        else:
            self.after = NOT_ANSWERED if state != STOPPED else NONE
        self.write()

    def write(self):
        """The record is to be written, or written over; without a number the diary has to give it one first."""
        self.due |= WRITE if any(self.head[:HEAD_CHOICES]) else BEGIN | WRITE

    def second(self, session, left_cc, right_cc):
        """A second of a running session has gone by, with these readings."""
        self.massage_s = session.elapsed_ms // 1000
        self.speed_sum += session.step_now()
        self.speed_most = max(self.speed_most, session.step_now())
        if session.heat_level:
            self.heat_s += 1
            self.heat_most = max(self.heat_most, session.heat_level)
        self.left_cc = max(self.left_cc, left_cc)
        self.right_cc = max(self.right_cc, right_cc)
        self.dose_umin += dose_umin(max(left_cc, right_cc))
        comparison = self.comparison
        if comparison:
            comparison.second(left_cc, right_cc, session.heat_level > 0)
            self.difference_cc = comparison.difference_cc
            self.why = comparison.why
            if comparison.over:
                self.comparison = None

    def note(self, data, offset):
        """Copy what a reset must not lose into these bytes."""
        # By fours and by its bare name: with more on the stack, each call would take a block of heap.
        pack_into(TIMES, data, offset, self.massage_s, self.heat_s, self.speed_sum, self.speed_most)
        offset += SURFACES_AT
        pack_into(SURFACES, data, offset, self.heat_most, self.left_cc, self.right_cc, self.dose_umin)
        offset += ANSWERS_AT - SURFACES_AT
        pack_into(ANSWERS, data, offset, self.difference_cc, self.why, self.before, self.after)
        offset += END_AT - ANSWERS_AT
        pack_into(END, data, offset, self.reason, self.fault, self.score_before, self.score_after)
        pack_into(HEAD, data, offset + HEAD_AT - END_AT, self.head)

    def restore_interrupted(self, head, reason):
        """A reset or a power cut has ended the session; its record begins so, unless `restore_noted` knows better."""
        if not self.known:
            self.head = head
            self.before = NONE
        self.cut_short = True
        self.reason = reason
        self.after = NOT_ANSWERED
        self.write()

    def restore_noted(self, data, offset):
        """What the last session did is known in spite of the reset."""
        self.known = True
        self.massage_s, self.heat_s, self.speed_sum, self.speed_most = unpack_from(TIMES, data, offset)
        found = unpack_from(SURFACES, data, offset + SURFACES_AT)
        self.heat_most, self.left_cc, self.right_cc, self.dose_umin = found
        self.difference_cc, self.why, self.before, self.after = unpack_from(ANSWERS, data, offset + ANSWERS_AT)
        found = unpack_from(END, data, offset + END_AT)
        self.reason, self.fault, self.score_before, self.score_after = found
        (self.head,) = unpack_from(HEAD, data, offset + HEAD_AT)
