"""Is one foot warmer than the other? Compared before heat comes on, with both feet on the pad and both sensors settled.

An observation for a carer, nothing else: it says nothing about a foot that is not flagged. The surface under a foot
shows a fifth of what the feet themselves differ by (docs/decisions.md). Loaded for the first minutes of a
session.
"""

from pad.diary_record import HEAT_FIRST, NO_CONTACT, NO_SENSORS, NOT_SETTLED, NOT_TAKEN, TAKEN, TOO_SHORT
from pad.limits import FOOT_CONTACT_S
from pad.thermistor import INVALID

WINDOW_S = 30
SETTLED_CC = 50  # from one end of a window to the other
MOVED_CC = 50  # a foot that comes on changes the surface by degrees: what has not moved has none on it
WARM_CC = 3_000  # or is warmer than any room
TOO_FAR_CC = 800  # no pair of feet: one of them is not there


class FootDifference:
    """Stepped once a second from the start of a session. `why` is TAKEN once `difference_cc` has been taken.

    `why_not` is TAKEN, or why it cannot be taken in this session. `left_cc` and `right_cc` are what the surfaces were
    before the feet came, `offset_cc` is what the left sensor reads more than the right one when both are equally warm.
    """

    def __init__(self, why_not, left_cc, right_cc, offset_cc):
        self.difference_cc = NOT_TAKEN
        self.why = why_not or TOO_SHORT
        self.over = why_not != TAKEN
        self._before_left_cc = left_cc
        self._before_right_cc = right_cc
        self._before_cc = min(left_cc, right_cc)
        self._offset_cc = offset_cc
        self._seconds = 0
        self._left_cc = self._right_cc = self._sum_cc = 0

    def second(self, left_cc, right_cc, heating):
        """One more second with these readings, 0.01 C, and the heat asked for or not."""
        if self.over:
            return
        if heating:
            self._end(HEAT_FIRST)
        elif min(left_cc, right_cc, self._before_cc) == INVALID:  # lower than any temperature
            self._end(NO_SENSORS)
        else:
            self._add(left_cc, right_cc)

    def _add(self, left_cc, right_cc):
        if self._seconds % WINDOW_S == 0:
            self._left_cc, self._right_cc, self._sum_cc = left_cc, right_cc, 0
        self._seconds += 1
        self._sum_cc += left_cc - right_cc
        if self._seconds >= FOOT_CONTACT_S and self._seconds % WINDOW_S == 0:
            self._judge(left_cc, right_cc)

    def _judge(self, left_cc, right_cc):
        if max(abs(left_cc - self._left_cc), abs(right_cc - self._right_cc)) >= SETTLED_CC:
            self.why = NOT_SETTLED  # the next window may be
            return
        difference_cc = (self._sum_cc + WINDOW_S // 2) // WINDOW_S - self._offset_cc
        on_both = has_foot(left_cc, self._before_left_cc) and has_foot(right_cc, self._before_right_cc)
        if on_both and abs(difference_cc) <= TOO_FAR_CC:
            self.difference_cc = difference_cc
            self._end(TAKEN)
        else:
            self._end(NO_CONTACT)

    def _end(self, why):
        self.why = why
        self.over = True


def has_foot(cc, before_cc):
    """Whether a foot can be told on a surface of this temperature, which had that one before the session."""
    return abs(cc - before_cc) >= MOVED_CC or cc >= WARM_CC
