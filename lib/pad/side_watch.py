"""Left against right, once a second: a sensor that has come off, sticks or drifts is not like the other."""

from pad import faults

_UNEVEN_CC = 150
# One foot, and a sensor that drifts while the pad warms up: the empty half warms faster, and the drift hides it. Such
# a pad began uneven. Feet that are alike stay well below the first of these, and come back below the second.
_UNLIKE_CC = 120
_ALIKE_CC = 60
_ALIKE_TENS = 12
_UNEVEN_MOST_CC = 3_620  # what the hotter reading may be then: 4 C more and an overshoot would still be no burn
_SHRINKS_CC = 30
_TENS = 6  # a minute
# What a foot cannot do: a gap so wide, for so many tens of seconds. A cold foot beside an empty half makes one of up to
# 10.6 C, above 9 C for 80 s (15 C onto 39 C with the best contact), and that soon shrinks. The wider the gap, the less
# is asked besides: first nothing, then that it does not shrink, then that there is heat as well.
_GAPS_CC = (1_200, 900, 600, 350)
_FOR_TENS = (3, 9, 9, 30)
_MUST_STAY = 1
_MUST_HEAT = 2


class GapWatch:
    """How far apart they are. `uneven`: they have moved apart, one of them may drift; `apart`: latch it.

    A foot that is put on cold makes a gap that shrinks; one that stays while heat is given is no foot.
    """

    def __init__(self):
        self.uneven = False
        self.apart = False
        self._known = False
        self._unlike = False
        self._alike_tens = 0
        self._most = 0  # quarters of a hundredth: they forget 0.15 C a minute
        self._least = 0
        self._seconds = 0
        self._gaps_cc = [0] * _TENS
        self._on_ms = [0] * _TENS
        self._ten = 0
        self._wide_tens = bytearray(len(_GAPS_CC))

    def step(self, left_cc, right_cc, on_ms, runs):
        """Take both readings, how long the heater was on in this second, and whether the pad runs at all."""
        gap = (left_cc - right_cc) * 4
        if not self._known:
            self._known = True
            self._most = self._least = gap
        self._most = max(gap, self._most - 1)
        self._least = min(gap, self._least + 1)
        self._on_ms[self._ten] += on_ms
        self._seconds += 1
        if self._seconds >= 10:
            self._seconds = 0
            self._judge(abs(left_cc - right_cc), runs)
        self.uneven = self._unlike or self._most - self._least >= _UNEVEN_CC * 4

    def limits(self, hot_cc):
        """Whether this is as hot as it may be while left and right are uneven."""
        return self.uneven and hot_cc > _UNEVEN_MOST_CC

    def _judge(self, gap_cc, runs):
        """Each ten seconds, against the gap of a minute ago."""
        heated = sum(self._on_ms) > 2_000
        self._compare(gap_cc, heated)
        self._ten = (self._ten + 1) % _TENS
        stays = gap_cc > self._gaps_cc[self._ten] - _SHRINKS_CC
        self._gaps_cc[self._ten] = gap_cc
        self._on_ms[self._ten] = 0
        self.apart = self.apart and gap_cc >= _GAPS_CC[-1]
        for rule in range(len(_GAPS_CC)):
            wide = runs and gap_cc >= _GAPS_CC[rule] and (stays or rule < _MUST_STAY) and (heated or rule < _MUST_HEAT)
            self._wide_tens[rule] = min(self._wide_tens[rule] + 1, _FOR_TENS[rule]) if wide else 0
            self.apart = self.apart or self._wide_tens[rule] == _FOR_TENS[rule]

    def _compare(self, gap_cc, heated):
        """A pad that was uneven once while it was heated is even again only when its sides are alike for long."""
        self._alike_tens = self._alike_tens + 1 if gap_cc <= _ALIKE_CC else 0
        if heated and gap_cc >= _UNLIKE_CC:
            self._unlike = True
        elif self._alike_tens >= _ALIKE_TENS:
            self._alike_tens = 0
            self._unlike = False


_LEFT = 0
_RIGHT = 1
_FLAT_CC = 15  # less than the noise of a second's mean over such a time
_FLAT_S = 45
_FLAT_LONGEST_S = 240  # then look anew
_FLAT_SHORTEST_S = 10  # of less than full heat, and the look begins anew
_MOVES_CC = 250
_FULL_MS = 700  # of each second


class StuckWatch:
    """Whether one side stands still while the other follows the heat. `code` is the fault that is present, latch it."""

    def __init__(self):
        self.code = faults.NONE
        self._least_cc = [0, 0]
        self._most_cc = [0, 0]
        self._seconds = 0
        self._on_ms = 0

    def step(self, left_cc, right_cc, on_ms):
        """Take both readings and how long the heater was on in this second."""
        if self._seconds == 0:
            self._least_cc[_LEFT] = self._most_cc[_LEFT] = left_cc
            self._least_cc[_RIGHT] = self._most_cc[_RIGHT] = right_cc
            self._on_ms = 0
        self._note(_LEFT, left_cc)
        self._note(_RIGHT, right_cc)
        self._seconds += 1
        self._on_ms += on_ms
        left_cc, right_cc = self._span_cc(_LEFT), self._span_cc(_RIGHT)
        heated = self._seconds >= _FLAT_S and self._on_ms >= self._seconds * _FULL_MS
        if heated and left_cc <= _FLAT_CC and right_cc >= _MOVES_CC:
            self.code = faults.NTC_LEFT_STUCK
        elif heated and right_cc <= _FLAT_CC and left_cc >= _MOVES_CC:
            self.code = faults.NTC_RIGHT_STUCK
        elif min(left_cc, right_cc) > _FLAT_CC or self._seconds >= _FLAT_LONGEST_S or self._weakly_heated():
            self._seconds = 0
            self.code = faults.NONE

    def _weakly_heated(self):
        if self.code != faults.NONE:
            return False
        return self._seconds >= _FLAT_SHORTEST_S and self._on_ms < self._seconds * _FULL_MS

    def _note(self, side, cc):
        self._least_cc[side] = min(self._least_cc[side], cc)
        self._most_cc[side] = max(self._most_cc[side], cc)

    def _span_cc(self, side):
        return self._most_cc[side] - self._least_cc[side]
