"""Does the pad answer to its heater? Sensors that have come off read the air, and would ask for ever more heat.

A cold foot makes a reading fall as well, so a fall alone is no fault. In doubt the heater is given no more than what
keeps the surface below its limit if the sensors were off; then it rests. A surface that cools steadily, or answers to a
short trial of heat, is trusted again; one that does neither is not measured. Stepped once a second, in sixteenths of a
hundredth of a degree. Thresholds: random pads of the simulator, none false in 240 runs with cold feet and draughts.
"""

from pad.limits import SURFACE_TRIP_CC

_SIXTEENTHS = 16
_AIR_MOST_CC = 3_300  # no room is warmer: a reading above it that no longer falls fast is not one of the air
_BEAD_SLOWEST_S = 40  # a bead in air follows it with 25 s
_FALL_S = 5
_FALL_LEAST_CC = 10
_ROSE_CC = 50
_ROSE_S = 45  # the air of a room takes longer
_CEILING_CC = SURFACE_TRIP_CC + 20
_MOST_CC = 700
_ALL_CC = 1_500  # trials included
_DULL_CC = 400  # so much heat at high duty must raise a reading by _ROSE_CC
_TRIAL_CC = 120
_TRIAL_LONGEST_S = 60
_RESERVE_CC = 60  # a pad that has rested rises more for the same heat
_ANSWER_CC = 15
_STILL_CC = 6
_REST_S = 20
_ANSWERS_S = 50
_STEADY_CC = 15  # in a rest, and at least four fifths of the rest before: a bead in air falls ever more slowly
_SURE_CC = 40  # no air of a room moves a bead so fast
_SURE_MOST_CC = 120  # a bead that came off during the rest falls faster
_BEFORE_NONE_CC = 10_000  # no rest before this one
_TURNS_S = 20  # from heat again to the end of a fall
_TRIALS = 4
_TRIALS_HEATED = 2  # are enough after as much heat without an answer as cold feet take
_HEATED_MS = 200_000
_WITHHELD_S = 600  # Somebody waits for heat: tell them. Whole pads: up to 390 s, but 600 s and more without a trial
_COOLS_S = 4  # for each hundredth of a degree: a pad under a blanket cools at least so fast
_HIGH_DUTY_MS = 700  # of each second
_DUTY_AGAIN = _HIGH_DUTY_MS * _SIXTEENTHS * 3 // 4  # after a rest heat counts soon

# How fast full power raises the surface, per second, until this pad has shown its own: the strongest heater on the
# lightest pad makes 0.25 C from cold, and 0.2 C where it matters, with what is lost to the air.
_RISE_FASTEST = 20 * _SIXTEENTHS
_RISE_SLOWEST = 5 * _SIXTEENTHS // 2
_LEARN_S = 12

_GIVEN_LARGEST = 1 << 20  # far beyond any limit: no need to count without end

FOLLOWS = 0
RESTS = 1
TRIAL = 2
ANSWERS = 3
_WITHHELD = (RESTS, ANSWERS)  # made once: a pass allocates nothing


class HeatWatch:
    """Steps once a second. `withhold`: no heat for now; `unanswered`: the sensors do not follow the heat (latch it)."""

    def __init__(self):
        self.stage = FOLLOWS
        self.withhold = False
        self.unanswered = False
        self._hot = None  # the hotter reading, smoothed, in sixteenths
        self._peak_cc = 0
        self._cools_s = 0
        self._low_cc = 0
        self._low_s = 0
        self._given = 0
        self._heated_ms = 0
        self._withheld_s = 0
        self._rise = _RISE_FASTEST
        self._learnt = False
        self._last_rise = 0
        self._steady = False
        self._learn_cc = 0
        self._learn_s = 0
        self._learn_on_ms = 0
        self._fall_cc = 0
        self._fall_s = 0
        self._falls = False
        self._turns_s = 0
        self._duty = 0
        self._mark_cc = 0
        self._marked_s = 0
        self._before_cc = 0
        self._trial_from = 0
        self._failed = 0

    def step(self, hot_cc, on_ms, near=True):
        """Take the hotter reading, and how long the heater was on in this second, 0 to 1000.

        Little heat near the target is what a whole pad needs; little heat far from it is a pad that was stopped.
        """
        hot_cc = self._smooth(hot_cc)
        self._learn(hot_cc, on_ms)
        self._duty += (on_ms * _SIXTEENTHS - self._duty) // 16
        if on_ms == 0 and self._peak_cc > hot_cc:
            self._cools_s += 1
            if self._cools_s >= _COOLS_S:
                self._cools_s = 0
                self._peak_cc -= 1
        self._peak_cc = max(self._peak_cc, hot_cc)
        self._low_s = min(self._low_s + 1, _ROSE_S) if hot_cc > self._low_cc else 0
        rose = hot_cc >= self._low_cc + _ROSE_CC
        if self._falls_no_longer(hot_cc) or (rose and self._is_by_heat(hot_cc)):
            self._trust(hot_cc)
        elif rose:
            self._go_on(hot_cc)
        elif self.stage == FOLLOWS and not self._falls and self._duty < _HIGH_DUTY_MS * _SIXTEENTHS:
            self._low_cc = hot_cc
            self._heated_ms = 0
            self._given = max(0, self._given - _SIXTEENTHS // _COOLS_S)
            if near:
                self._peak_cc = hot_cc
                self._given = 0
        else:
            self._low_cc = min(self._low_cc, hot_cc)
            self._given = min(self._given + self._rise * on_ms // 1000, _GIVEN_LARGEST)
            self._heated_ms = min(self._heated_ms + on_ms, _HEATED_MS)
            self._doubt(hot_cc)

    def _is_by_heat(self, hot_cc):
        """Whether a rise is more than the air can do; in the first rest the film still gives heat."""
        heated = not self.withhold or self._before_cc == _BEFORE_NONE_CC
        return hot_cc > _AIR_MOST_CC + 50 or (heated and self._low_s < _ROSE_S)

    def _smooth(self, hot_cc):
        if self._hot is None:
            self._hot = hot_cc * _SIXTEENTHS
            self._peak_cc = self._low_cc = self._fall_cc = hot_cc
        self._hot += (hot_cc * _SIXTEENTHS - self._hot) // 4
        return self._hot // _SIXTEENTHS

    def _learn(self, hot_cc, on_ms):
        """How fast this pad rises at full power, two fifths added, since feet warm up. Windows of twelve seconds."""
        self._learn_s += 1
        self._learn_on_ms += on_ms
        if self._learn_s == 1 or (on_ms < 500 and self._learn_on_ms < self._learn_s * 850):
            self._learn_s = 1 if on_ms >= 500 else 0
            self._learn_on_ms = 0
            self._learn_cc = hot_cc
        elif self._learn_s >= _LEARN_S:
            rise = (hot_cc - self._learn_cc) * _SIXTEENTHS * 1400 // self._learn_on_ms
            self._learn_s = self._learn_on_ms = 0
            self._adopt(rise if hot_cc > self._learn_cc + 20 else 0)

    def _adopt(self, rise):
        """A rise counts when the next two windows go on with it.

        A sensor that comes off makes a last one too small; then it nears the air, perhaps warmer air, ever more slowly.
        """
        before = self._last_rise
        was_steady = self._steady
        self._last_rise = rise
        self._steady = before > 0 and rise * 5 >= before * 4
        if was_steady and self._steady:
            rise = max(before, rise)
            rise = max(self._rise * 7 // 8, rise) if self._learnt else rise
            self._rise = max(_RISE_SLOWEST, min(rise, _RISE_FASTEST))
            self._learnt = True

    def _falls_no_longer(self, hot_cc):
        """Each five seconds: whether a fall as fast as a bead's in air has become slower, well above any air."""
        self._fall_s += 1
        if self._fall_s < _FALL_S:
            return False
        fall_cc = self._fall_cc - hot_cc
        self._fall_cc = hot_cc
        self._fall_s = 0
        if self._turns_s > 0:
            self._turns_s -= _FALL_S
            return False
        if fall_cc >= _FALL_LEAST_CC and fall_cc * (_BEAD_SLOWEST_S // _FALL_S) > hot_cc - _AIR_MOST_CC:
            self._falls = True
            return False
        return self._falls and hot_cc > _AIR_MOST_CC + 50 and self.stage == FOLLOWS

    def _trust(self, hot_cc):
        self.stage = FOLLOWS
        self.withhold = False
        self._falls = False
        self._peak_cc = self._low_cc = hot_cc
        self._given = self._heated_ms = self._withheld_s = 0
        self._failed = 0

    def _go_on(self, hot_cc):
        """An answer that the air may have given as well: heat again, but nothing that was given is forgotten."""
        self._peak_cc = max(hot_cc, min(self._peak_cc + self._given // _SIXTEENTHS, _CEILING_CC))
        self._low_cc = hot_cc
        self._given = 0
        self._falls = False
        self._turns_s = _TURNS_S
        self._duty = max(self._duty, _DUTY_AGAIN)
        self._enter(FOLLOWS, hot_cc)

    def _enter(self, stage, hot_cc):
        self.stage = stage
        self.withhold = stage in _WITHHELD
        self._mark_cc = hot_cc
        self._marked_s = 0

    def forgive(self):
        """A person has looked at the sensors: they are tried anew. What they have to show stays the same."""
        self.unanswered = False
        self._withheld_s = 0

    def _doubt(self, hot_cc):
        self._marked_s += 1
        if self.withhold:
            self._withheld_s = min(self._withheld_s + 1, 2 * _WITHHELD_S)
            self.unanswered = self.unanswered or self._withheld_s >= _WITHHELD_S * (1 if self._failed else 2)
        if self.stage == FOLLOWS:
            self._doubt_first(hot_cc)
        elif self.stage == RESTS:
            if self._marked_s >= _REST_S:
                self._judge_rest(hot_cc)
        elif self.stage == TRIAL:
            self._try(hot_cc)
        elif hot_cc >= self._low_cc + _ANSWER_CC:
            self._go_on(hot_cc)
        elif self._marked_s >= _ANSWERS_S:
            self._failed += 1
            trials = _TRIALS_HEATED if self._heated_ms >= _HEATED_MS else _TRIALS
            self.unanswered = self.unanswered or self._failed >= trials
            self._before_cc = _BEFORE_NONE_CC
            self._enter(RESTS, hot_cc)

    def _try(self, hot_cc):
        given = self._given - self._trial_from
        if given >= self._trial() or self._room() <= 0:
            self._enter(ANSWERS, hot_cc)
        elif self._marked_s >= _TRIAL_LONGEST_S and given < self._trial() // 2:  # so little heat proves nothing
            self._begin_trial(hot_cc)

    def _trial(self):
        """Heat of the next trial: a heavy pad with cold feet on it hardly answers to the first one."""
        return _TRIAL_CC * _SIXTEENTHS * (2 if self._failed else 1)

    def _begin_trial(self, hot_cc):
        self._trial_from = self._given
        self._low_cc = hot_cc
        self._enter(TRIAL, hot_cc)

    def _room(self):
        """Heat that may still be given before the surface could be at its limit, if the sensors were off."""
        return min(_CEILING_CC - self._peak_cc, _ALL_CC) * _SIXTEENTHS - self._given

    def _doubt_first(self, hot_cc):
        if self._falls:
            spent = self._room() < _TRIAL_CC * _SIXTEENTHS or self._given > (_MOST_CC - _TRIAL_CC) * _SIXTEENTHS
        else:
            most_cc = min(_DULL_CC, max(_CEILING_CC - self._peak_cc, _TRIAL_CC))
            spent = self._given >= most_cc * _SIXTEENTHS
        if spent:
            self._before_cc = _BEFORE_NONE_CC
            self._enter(RESTS, hot_cc)

    def _judge_rest(self, hot_cc):
        fall_cc = self._mark_cc - hot_cc
        steady = fall_cc >= _STEADY_CC and fall_cc * 5 >= self._before_cc * 4
        self._before_cc = fall_cc
        if self._is_surface(hot_cc, fall_cc) or (steady and _SURE_CC <= fall_cc <= _SURE_MOST_CC):
            self._trust(hot_cc)
        elif steady:
            self._go_on(hot_cc)
        else:
            self._enter(RESTS, hot_cc)
            if -_STILL_CC <= fall_cc <= _STILL_CC and self._room() >= self._trial() + _RESERVE_CC * _SIXTEENTHS:
                self._begin_trial(hot_cc)

    def _is_surface(self, hot_cc, fall_cc):
        """It cools in a rest, and more slowly than a bead in the warmest air would: such a bead has fallen by half."""
        return fall_cc >= _STEADY_CC and hot_cc > _AIR_MOST_CC + 50 and fall_cc * 2 < hot_cc - _AIR_MOST_CC
