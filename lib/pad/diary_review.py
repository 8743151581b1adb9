"""What the diary says of the days before: how many sessions, how long without heat, whether the feet differ again.

Two times are compared only when both are from a clock that was set, or both were counted. Counted time passes while the
pad has power, so it is never more than what has really passed: enough to say "at least", not enough for a week.
"""

import struct

from pad.diary_record import CLOCK, DIFFERENCE, INTERRUPTED, MASSAGE, NOT_KNOWN, NOT_TAKEN
from pad.limits import FOOT_DIFFERENCE_CC, FOOT_HEAT_FREE_S, SESSION_TOTAL_MIN

DAY_S = 24 * 60 * 60
WEEK_S = 7 * DAY_S
LONGEST_S = SESSION_TOTAL_MIN * 60
MOST_COUNTED = NOT_KNOWN - 1
NEVER_S = (1 << 30) - 1


class Review:
    """Takes records, newest first. The present session's counts when it is taken as well. All answers, at any moment:

    `week_sessions`: those of the last seven days, NOT_KNOWN without a clock or when it is not sure of all of them.
    `last_heat_s`: at least so many seconds ago, NEVER_S, or -1 when nobody knows whether it was in FOOT_HEAT_FREE_S.
    `feet_differ`: the same foot was too warm on the two newest days on which they were compared.
    `complete`: older records change nothing.
    """

    def __init__(self, now_s, clock_set):
        self._now_s = now_s
        self._clock = CLOCK if clock_set else 0
        self._number = 0
        self._week_open = clock_set
        self._unsure = 0
        self.week_sessions = 0 if clock_set else NOT_KNOWN
        self._counted = 0
        self._heat_open = True
        self._since_s = 0  # all that is older than what was taken is older than this
        self.last_heat_s = -1
        self._feet_open = True
        self._compared = None  # difference, whether it is from a clock, start: the newest that was taken
        self.feet_differ = False
        self.complete = False

    def take(self, record):
        """The next older record. Numbers in between that are missing are sessions of which nothing is known."""
        _, flags, number, start_s = struct.unpack_from("<BBII", record)
        missed = self._number - number - 1
        self._number = number
        if missed > 0:
            self._unsure += missed
            self._had_heat_perhaps(self._since_s)
        clock = flags & CLOCK
        age_s = self._now_s - start_s if clock == self._clock else -1  # below zero: cannot be compared
        # A start that the feet forbade is no session, but says when those were whose records are missing.
        self._count(age_s, 1 if flags & INTERRUPTED or struct.unpack_from("<H", record, MASSAGE)[0] else 0)
        self._look_for_heat(record, flags, age_s)
        self._compare_feet(record, clock, start_s)
        self.complete = number == 1 or not (self._week_open or self._heat_open or self._feet_open)

    def _count(self, age_s, sessions):
        """What nobody knows the time of is of this week when something older is."""
        if not self._week_open:
            return
        if age_s < 0:
            self._unsure += sessions
        elif age_s < WEEK_S:
            self._counted += sessions + self._unsure
            self._unsure = 0
        elif sessions:
            self._week_open = False
        self.week_sessions = NOT_KNOWN if self._unsure else min(self._counted, MOST_COUNTED)

    def _look_for_heat(self, record, flags, age_s):
        if not self._heat_open:
            return
        massage_s, heat_s = struct.unpack_from("<HH", record, MASSAGE)
        if heat_s and age_s >= 0:
            self._had_heat(max(0, age_s - massage_s))
        elif heat_s or flags & INTERRUPTED:  # what came after it was written is lost
            self._had_heat_perhaps(max(self._since_s, age_s - LONGEST_S))
        elif self._number == 1:
            self._had_heat(NEVER_S)
        elif age_s >= FOOT_HEAT_FREE_S:
            self._had_heat(age_s)
        else:
            self._since_s = max(self._since_s, age_s)

    def _had_heat_perhaps(self, at_least_s):
        """What nobody knows matters only if it may have been lately."""
        if self._heat_open:
            self._had_heat(at_least_s if at_least_s >= FOOT_HEAT_FREE_S else -1)

    def _had_heat(self, at_least_s):
        self.last_heat_s = at_least_s
        self._heat_open = False

    def _compare_feet(self, record, clock, start_s):
        (difference_cc,) = struct.unpack_from("<h", record, DIFFERENCE)
        if difference_cc == NOT_TAKEN or not self._feet_open:
            return
        if self._compared is None:
            self._compared = difference_cc, clock, start_s
            self._feet_open = abs(difference_cc) > FOOT_DIFFERENCE_CC
            return
        newer_cc, newer_clock, newer_s = self._compared
        if clock == newer_clock and _is_on_a_day_before(start_s, newer_s, clock):
            least_cc, most_cc = min(difference_cc, newer_cc), max(difference_cc, newer_cc)
            self.feet_differ = least_cc > FOOT_DIFFERENCE_CC or most_cc < -FOOT_DIFFERENCE_CC
            self._feet_open = False


def _is_on_a_day_before(start_s, newer_s, clock):
    if clock:
        # A quarter of an hour around midnight is no second look.
        return start_s // DAY_S < newer_s // DAY_S and newer_s - start_s >= FOOT_HEAT_FREE_S
    return newer_s - start_s >= DAY_S  # whatever the hour was
