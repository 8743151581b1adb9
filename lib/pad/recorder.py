"""What a session does, second by second: what its record in the diary will say of it.

Kept in RTC memory meanwhile, since nothing is written to flash while the rail is closed.
"""

import struct

from pad.heat_limits import dose_umin
from pad.session import CHECK, DONE, LOCKED, NOT_TAKEN, OFF, RUNNING, STOPPED, UNKNOWN
from pad.thermistor import INVALID

# What the keeper of the diary is to do once the rail is open
OPEN = 1  # look what there was lately, and begin a new record
WRITE = 2

WELL = 1
WRONG = 2
NOT_ANSWERED = 3

HEAD_BYTES = 13  # of a diary record: version, flags, number, start, profile, programme, minutes
TIMES = "<HHHB"
SURFACES = "<BhhI"
REST = "<hBB"
SURFACES_AT = 7
REST_AT = 16
KEPT_BYTES = 20


class Recorder:
    """Gathers what a session does. `due` says what the keeper of the diary has to do, firmware/diary_keeper.py.

    `head` is how the record begins. `comparison` is a pad.foot_difference.FootDifference in the first minutes, or None.
    """

    def __init__(self):
        self.head = bytes(HEAD_BYTES)
        self.due = OPEN
        self.comparison = None
        self.before_left_cc = self.before_right_cc = INVALID
        self.why_not = 0  # the feet are not compared in the next session
        self.late = False  # the answer before this session is the one that was owed to the last one
        self.known = False  # what a reset came upon in a session is known
        self.clear()

    def clear(self):
        """A new session."""
        self.massage_s = self.heat_s = self.speed_sum = self.speed_most = self.heat_most = self.dose_umin = 0
        self.left_cc = self.right_cc = INVALID
        self.difference_cc = NOT_TAKEN
        self.why = self.why_not
        self.before = WELL
        self.after = 0
        self.score_before = UNKNOWN

    def follow(self, old, session):
        """The session has come from the state `old`."""
        state = session.state
        if state == RUNNING:
            if old == CHECK:
                self.clear()
        elif state == CHECK:
            self.late = session.foot_check_due
            self.due |= OPEN
        elif old == RUNNING:
            self._stopped(session)
        elif state == LOCKED and old in (OFF, CHECK):
            self.clear()
            self.before = WRONG
            self.due |= OPEN | WRITE if old == OFF else WRITE
        elif old in (STOPPED, DONE):
            self._answered(state, session)

    def _stopped(self, session):
        self.due |= WRITE
        self.comparison = None
        if session.score_before != UNKNOWN:
            self.score_before = session.score_before
            session.score_before = UNKNOWN
        self._answered(session.state, session)

    def _answered(self, state, session):
        if state == LOCKED:
            self.after = WRONG
        elif state == OFF and not session.foot_check_due:
            self.after = WELL
        else:
            self.after = NOT_ANSWERED if state != STOPPED else 0
        self.due |= WRITE

    def second(self, session, left_cc, right_cc):
        """A second of a running session has gone by, with these readings."""
        self.massage_s = session.elapsed_ms // 1000
        self.speed_sum += session.step_now()
        self.speed_most = max(self.speed_most, session.speed_step)
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
        # By fours: with more, each call would take a block of heap.
        struct.pack_into(TIMES, data, offset, self.massage_s, self.heat_s, self.speed_sum, self.speed_most)
        offset += SURFACES_AT
        struct.pack_into(SURFACES, data, offset, self.heat_most, self.left_cc, self.right_cc, self.dose_umin)
        offset += REST_AT - SURFACES_AT
        struct.pack_into(REST, data, offset, self.difference_cc, self.why, self.before)

    def restore(self, data, offset):
        """Go on from what was noted."""
        self.known = True
        self.massage_s, self.heat_s, self.speed_sum, self.speed_most = struct.unpack_from(TIMES, data, offset)
        found = struct.unpack_from(SURFACES, data, offset + SURFACES_AT)
        self.heat_most, self.left_cc, self.right_cc, self.dose_umin = found
        self.difference_cc, self.why, self.before = struct.unpack_from(REST, data, offset + REST_AT)
