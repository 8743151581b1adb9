"""The watch over the answer of the pad to its heater: second by second, and on the physics, with no false alarm."""

import pytest

from host_tests.integer_range import Small
from host_tests.small_module import watch_constants
from host_tests.unit.heat_chain import COMMON, HEAVY_AND_WEAK, LIGHT_AND_STRONG, HeatChain
from host_tests.unit.untouched import assert_holds_nothing
from pad import heat_watch
from pad.heat_watch import (
    _ALL_CC,
    _ANSWER_CC,
    _ANSWERS_S,
    _BEFORE_NONE_CC,
    _CEILING_CC,
    _COOLS_S,
    _DULL_CC,
    _HEATED_MS,
    _MOST_CC,
    _RESERVE_CC,
    _REST_S,
    _ROSE_CC,
    _ROSE_S,
    _SIXTEENTHS,
    _STEADY_CC,
    _STILL_CC,
    _SURE_CC,
    _SURE_MOST_CC,
    _TRIAL_CC,
    _TRIAL_LONGEST_S,
    _TRIALS,
    _TRIALS_HEATED,
    _TURNS_S,
    _WITHHELD_S,
    ANSWERS,
    FOLLOWS,
    RESTS,
    TRIAL,
    HeatWatch,
)
from pad.limits import SURFACE_TRIP_CC

# --- second by second -------------------------------------------------------------------------------------------------

COOL_CC = 3_000
FULL_MS = 1_000
FULL_RISE = heat_watch._RISE_FASTEST  # of a second at full power, before the pad has shown its own


class Bench:
    """A watch that is given smooth readings: what the filter makes of them is tested by itself."""

    def __init__(self, cc=COOL_CC, **state):
        self.watch = HeatWatch()
        self.cc = cc
        self.step(0)
        for name, value in state.items():
            assert hasattr(self.watch, name)
            setattr(self.watch, name, value)

    def step(self, on_ms=0, by_cc=0, seconds=1, near=True):
        """The stage after so many seconds, in each of which the reading moves; `near` its target, or far from it."""
        for _ in range(seconds):
            self.cc += by_cc
            if self.watch._hot is not None:
                self.watch._hot = self.cc * _SIXTEENTHS
            self.watch.step(self.cc, on_ms, near)
        return self.watch.stage


def high_duty(cc=COOL_CC):
    """A pad that has had full power for long, and counts it from now on."""
    return Bench(cc, _duty=FULL_MS * _SIXTEENTHS)


def resting(cc=COOL_CC, before_cc=_BEFORE_NONE_CC, given=0):
    """A pad that begins to rest, after another rest with this fall."""
    bench = Bench(cc, _given=given, _before_cc=before_cc)
    bench.watch._enter(RESTS, cc)
    return bench


def rest(bench, fall_cc):
    """The stage after one rest in which the reading falls by so much, in its last second."""
    assert bench.step(0, 0, _REST_S - 1) == RESTS
    return bench.step(0, -fall_cc)


def on_trial(cc=COOL_CC, failed=0):
    bench = Bench(cc, _failed=failed)
    bench.watch._begin_trial(cc)
    return bench


def waiting(cc=COOL_CC, failed=0):
    """A pad that rests after a trial, for the answer."""
    bench = Bench(cc, _failed=failed)
    bench.watch._enter(ANSWERS, cc)
    return bench


def test_the_numbers():
    """Whoever tunes one of them changes it here, too."""
    assert (_SIXTEENTHS, heat_watch._AIR_MOST_CC, heat_watch._BEAD_SLOWEST_S) == (16, 3_300, 40)
    assert (heat_watch._FALL_S, heat_watch._FALL_LEAST_CC, _ROSE_CC) == (5, 10, 50)
    assert (_CEILING_CC, _MOST_CC, _DULL_CC) == (SURFACE_TRIP_CC + 20, 700, 400)
    assert (_TRIAL_CC, _TRIAL_LONGEST_S, _ANSWER_CC, _STILL_CC, _REST_S) == (120, 60, 15, 6, 20)
    assert (_STEADY_CC, _SURE_CC, _SURE_MOST_CC, _BEFORE_NONE_CC) == (15, 40, 120, 10_000)
    assert (_ANSWERS_S, _TURNS_S, heat_watch._DUTY_AGAIN) == (50, 20, 700 * 16 * 3 // 4)
    assert (_TRIALS, _TRIALS_HEATED, _HEATED_MS, _WITHHELD_S) == (4, 2, 200_000, 600)
    assert (_ALL_CC, _ROSE_S) == (1_500, 45)
    assert (heat_watch._HIGH_DUTY_MS, _COOLS_S, _RESERVE_CC) == (700, 4, 60)
    assert (FULL_RISE, heat_watch._RISE_SLOWEST, heat_watch._LEARN_S) == (20 * 16, 40, 12)
    assert type(heat_watch._RISE_SLOWEST) is int  # a float would be a heap object on the board
    assert heat_watch._GIVEN_LARGEST == 1 << 20
    assert (FOLLOWS, RESTS, TRIAL, ANSWERS) == (0, 1, 2, 3)


def test_to_begin_with_the_pad_is_trusted():
    watch = HeatWatch()
    assert (watch.stage, watch.withhold, watch.unanswered) == (FOLLOWS, False, False)
    assert watch._rise == FULL_RISE  # the lightest pad: errs towards less heat


def test_it_begins_with_nothing():
    assert_holds_nothing(HeatWatch(), but=("_hot", "_rise"))


def test_readings_are_smoothed_over_four_seconds():
    watch = HeatWatch()
    assert [watch._smooth(cc) for cc in (3_000, 3_400, 3_400, 3_400, 3_000)] == [3_000, 3_100, 3_175, 3_231, 3_173]
    assert (watch._peak_cc, watch._low_cc, watch._fall_cc) == (3_000, 3_000, 3_000)


# --- no rise at high duty ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on_ms", "given"), [(699, False), (700, False), (701, True)])
def test_heat_counts_above_seven_tenths_of_full_power(on_ms, given):
    bench = Bench()
    bench.step(on_ms, 0, 500)
    assert (bench.watch._given > 0 or bench.watch.stage != FOLLOWS) == given


def test_seven_tenths_are_high_duty_when_there_was_more_before():
    bench = Bench(_duty=heat_watch._HIGH_DUTY_MS * _SIXTEENTHS)
    bench.step(heat_watch._HIGH_DUTY_MS)
    assert bench.watch._given > 0


def test_full_power_is_high_duty_after_19_seconds():
    bench = Bench()
    bench.step(FULL_MS, 0, 18)
    assert bench.watch._given == 0
    bench.step(FULL_MS)
    assert bench.watch._given == FULL_RISE


def test_at_low_duty_nothing_counts_and_the_lowest_reading_follows():
    bench = high_duty()
    bench.step(FULL_MS, 0, 5)
    bench.watch._duty = 0
    bench.step(FULL_MS, 2)
    assert (bench.watch._given, bench.watch._low_cc) == (0, COOL_CC + 2)


@pytest.mark.parametrize(
    ("cc", "worth_cc"),
    [
        (COOL_CC, _DULL_CC),
        (_CEILING_CC - _DULL_CC, _DULL_CC),
        (_CEILING_CC - _DULL_CC + 20, _DULL_CC - 20),
        (_CEILING_CC - _TRIAL_CC - 20, _TRIAL_CC + 20),
        (_CEILING_CC - _TRIAL_CC + 20, _TRIAL_CC),
    ],
)
def test_so_much_heat_without_a_rise_makes_doubt(cc, worth_cc):
    bench = high_duty(cc)
    seconds = worth_cc * _SIXTEENTHS // FULL_RISE
    assert bench.step(FULL_MS, 0, seconds - 1) == FOLLOWS
    assert not bench.watch.withhold
    assert bench.step(FULL_MS) == RESTS
    assert bench.watch.withhold


def test_half_the_heat_counts_half():
    bench = high_duty()
    bench.step(FULL_MS - 1)
    assert bench.watch._given == FULL_RISE * (FULL_MS - 1) // FULL_MS
    bench.step(FULL_MS // 2)
    assert bench.watch._given == FULL_RISE * (FULL_MS - 1) // FULL_MS + FULL_RISE // 2


def test_half_a_degree_up_is_an_answer_and_a_little_less_is_none():
    bench = high_duty()
    bench.step(FULL_MS, 0, 10)
    bench.step(FULL_MS, _ROSE_CC - 1)
    assert bench.watch._given == 11 * FULL_RISE
    bench.step(FULL_MS, 1)
    assert (bench.watch._given, bench.watch._low_cc, bench.watch._peak_cc) == (0, bench.cc, bench.cc)


def test_it_is_half_a_degree_above_the_lowest_reading_since():
    bench = high_duty()
    bench.step(FULL_MS, -1, 5)
    bench.step(FULL_MS, _ROSE_CC - 1)
    assert bench.watch._given > 0
    bench.step(FULL_MS, 1)
    assert bench.watch._given == 0


@pytest.mark.parametrize(("stage", "forgets"), [(FOLLOWS, True), (RESTS, False), (TRIAL, True), (ANSWERS, False)])
def test_half_a_degree_up_is_an_answer_at_any_time_and_proves_something_only_when_there_was_heat(stage, forgets):
    bench = Bench(_failed=1, _falls=True, _low_cc=COOL_CC - _ROSE_CC + 2)
    bench.watch._enter(stage, bench.cc)
    if stage != ANSWERS:
        assert bench.step(0, 1) == stage
    assert bench.step(0, 1) == FOLLOWS
    assert (bench.watch.withhold, bench.watch._falls, bench.watch._low_cc) == (False, False, bench.cc)
    assert bench.watch._failed == (0 if forgets else 1)


@pytest.mark.parametrize(("seconds", "forgets"), [(_ROSE_S - 1, True), (_ROSE_S, False)])
def test_a_rise_that_takes_as_long_as_that_of_a_room_proves_nothing(seconds, forgets):
    bench = Bench(_failed=1, _falls=True)
    bench.step(0, -1)  # the lowest reading
    bench.step(0, 1, 1)
    bench.step(0, 0, seconds - 2)
    assert bench.watch._failed == 1
    bench.step(0, _ROSE_CC)
    assert (bench.watch.stage, bench.watch._falls) == (FOLLOWS, False)
    assert bench.watch._failed == (0 if forgets else 1)


@pytest.mark.parametrize(("cc", "forgets"), [(3_350, False), (3_351, True)])
def test_a_rise_to_well_above_any_air_proves_something_even_without_heat(cc, forgets):
    bench = Bench(cc - 1, _failed=1, _low_cc=cc - _ROSE_CC)
    bench.watch._enter(RESTS, bench.cc)
    assert bench.step(0, 1) == FOLLOWS
    assert bench.watch._failed == (0 if forgets else 1)


def test_the_time_of_a_rise_counts_from_the_lowest_reading():
    bench = Bench(_failed=1, _falls=True)
    bench.step(0, 1, 5)
    bench.step(0, -5)
    assert bench.watch._low_s == 0
    bench.step(0, 1, 3)
    assert bench.watch._low_s == 3
    bench.step(0, 0, 2 * _ROSE_S)
    assert bench.watch._low_s == _ROSE_S


def test_going_on_forgets_nothing_that_was_given():
    bench = Bench(_given=160, _falls=True, _failed=1, _heated_ms=5)
    bench.watch._enter(RESTS, bench.cc)
    bench.watch._go_on(COOL_CC - 20)
    assert (bench.watch.stage, bench.watch.withhold, bench.watch._falls) == (FOLLOWS, False, False)
    assert (bench.watch._given, bench.watch._peak_cc, bench.watch._low_cc) == (0, COOL_CC + 10, COOL_CC - 20)
    assert (bench.watch._failed, bench.watch._heated_ms, bench.watch._mark_cc) == (1, 5, COOL_CC - 20)
    bench.watch._given = 1_600
    bench.watch._go_on(COOL_CC + 200)
    assert bench.watch._peak_cc == COOL_CC + 200  # it is not below the reading
    bench.watch._given = 16 * _CEILING_CC
    bench.watch._go_on(COOL_CC)
    assert bench.watch._peak_cc == _CEILING_CC  # and not above the limit
    bench.watch._go_on(_CEILING_CC + 5)
    assert bench.watch._peak_cc == _CEILING_CC + 5


def test_little_heat_far_from_the_target_forgets_no_more_than_a_pad_cools():
    bench = Bench(_given=10)
    for given in (6, 2, 0, 0):
        bench.watch._hot = bench.cc * _SIXTEENTHS
        bench.watch.step(bench.cc, 0, False)
        assert bench.watch._given == given
    bench.watch._given = bench.watch._heated_ms = 10
    bench.watch.step(bench.cc, 0, False)
    assert (bench.watch._given, bench.watch._heated_ms) == (6, 0)
    bench.watch.step(bench.cc, 0)  # near it, unless told otherwise
    assert bench.watch._given == 0


def test_what_was_given_does_not_grow_without_end():
    bench = Bench(_falls=True, _given=heat_watch._GIVEN_LARGEST - 1)
    bench.step(FULL_MS)
    assert bench.watch._given == heat_watch._GIVEN_LARGEST


def test_the_peak_falls_by_a_hundredth_in_four_seconds_without_heat_and_no_further_than_the_reading():
    bench = Bench()
    bench.step(0, -2, near=False)
    bench.step(0, 0, _COOLS_S - 2, near=False)
    bench.step(1, 0, 10, near=False)  # heat: these seconds do not count
    assert bench.watch._peak_cc == COOL_CC
    bench.step(0, near=False)
    assert bench.watch._peak_cc == COOL_CC - 1
    bench.step(0, 0, _COOLS_S - 1, near=False)
    assert bench.watch._peak_cc == COOL_CC - 1
    bench.step(0, near=False)
    assert bench.watch._peak_cc == COOL_CC - 2
    bench.step(0, 0, 3 * _COOLS_S, near=False)
    assert bench.watch._peak_cc == COOL_CC - 2
    bench.step(FULL_MS, 7, near=False)
    assert bench.watch._peak_cc == COOL_CC + 5
    bench.step(0, -9, near=True)  # no air is so warm as a target: what is read there is the surface
    assert bench.watch._peak_cc == COOL_CC - 4


def test_heat_before_a_stop_counts_after_it_and_is_lost_as_slowly_as_it_cools():
    bench = Bench()
    bench.watch._given = 2 * _SIXTEENTHS
    bench.step(0, 0, _COOLS_S, near=False)
    assert bench.watch._given == _SIXTEENTHS
    bench.step(0, 0, 2 * _COOLS_S, near=False)
    assert bench.watch._given == 0
    bench.watch._given = 2 * _SIXTEENTHS
    bench.step(0, near=True)
    assert bench.watch._given == 0


def test_a_slow_rise_in_a_room_is_believed_without_forgetting_what_was_given():
    for seconds, peak_cc in ((_ROSE_S - 2, COOL_CC + _ROSE_CC), (_ROSE_S + 5, COOL_CC + _ROSE_CC + 300)):
        bench = Bench()
        bench.watch._falls = True
        bench.watch._given = 300 * _SIXTEENTHS
        bench.step(0, 1, near=False)
        bench.watch._low_cc = COOL_CC
        bench.step(0, 0, seconds - 1, near=False)
        bench.step(0, _ROSE_CC - 1, near=False)
        assert (bench.watch._given, bench.watch._falls) == (0, False)
        assert abs(bench.watch._peak_cc - peak_cc) <= 2


# --- a fall as fast as in air -----------------------------------------------------------------------------------------


def fallen(cc, fall_cc):
    """A watch that has seen the reading fall by so much, to `cc`, in its first five seconds."""
    bench = Bench(cc + fall_cc)
    bench.step(0, 0, 3)
    assert not bench.watch._falls
    bench.step(0, -fall_cc)
    return bench


@pytest.mark.parametrize(
    ("cc", "fall_cc", "falls"),
    [
        (2_000, 9, False),
        (2_000, 10, True),
        (3_300, 10, True),
        (3_700, 50, False),  # a bead in air of 33 C would fall faster
        (3_700, 51, True),
        (3_708, 51, False),
        (3_707, 51, True),
    ],
)
def test_a_fall_is_told_from_a_bead_in_air_by_its_speed(cc, fall_cc, falls):
    assert fallen(cc, fall_cc).watch._falls is falls


def test_falls_are_measured_over_five_seconds():
    bench = Bench()
    for _ in range(10):
        bench.step(0, 0, 4)
        bench.step(0, -9)
        assert not bench.watch._falls
    bench.step(0, -2, 5)
    assert bench.watch._falls


@pytest.mark.parametrize(("cc", "trusted"), [(3_350, False), (3_351, True)])
def test_a_fall_that_ends_well_above_any_air_was_none_of_a_bead(cc, trusted):
    bench = fallen(cc, 60)
    bench.step(FULL_MS, 0, 4)
    assert bench.watch._given == 4 * FULL_RISE
    bench.step(FULL_MS)
    assert bench.watch._falls is not trusted
    assert (bench.watch._given == 0) is trusted


def test_a_fall_that_ends_while_it_rests_has_to_be_answered_for():
    bench = fallen(3_500, 60)
    bench.watch._enter(RESTS, bench.cc)
    assert bench.step(0, 0, 10) == RESTS
    assert bench.watch._falls


def test_while_it_falls_heat_counts_at_any_duty():
    bench = fallen(2_000, 20)
    bench.step(100, -2, 3)
    assert bench.watch._given == 3 * (FULL_RISE // 10)


@pytest.mark.parametrize(("room", "stage"), [(_TRIAL_CC * _SIXTEENTHS, FOLLOWS), (_TRIAL_CC * _SIXTEENTHS - 1, RESTS)])
def test_while_it_falls_it_rests_when_only_one_trial_is_left_below_the_limit(room, stage):
    bench = fallen(3_500, 60)
    bench.watch._given = (_CEILING_CC - bench.watch._peak_cc) * _SIXTEENTHS - room
    assert bench.step(1, -30) == stage


@pytest.mark.parametrize(("more", "stage"), [(0, FOLLOWS), (1, RESTS)])
def test_while_it_falls_it_rests_after_so_much_heat_however_cold_it_is(more, stage):
    bench = fallen(1_500, 20)
    bench.watch._given = (_MOST_CC - _TRIAL_CC) * _SIXTEENTHS + more
    assert bench.step(1, -2) == stage


# --- rest, trial, answer ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before_cc", "fall_cc", "stage", "forgets"),
    [
        (37, 30, FOLLOWS, False),  # four fifths of the rest before: it cools steadily
        (38, 30, RESTS, None),  # ever more slowly: a bead that approaches the air
        (18, _STEADY_CC, FOLLOWS, False),
        (17, _STEADY_CC - 1, RESTS, None),  # too little to tell
        (_SURE_CC, _SURE_CC - 1, FOLLOWS, False),
        (_SURE_CC, _SURE_CC, FOLLOWS, True),  # faster than the air of a room
        (_SURE_MOST_CC, _SURE_MOST_CC, FOLLOWS, True),
        (_SURE_MOST_CC, _SURE_MOST_CC + 1, FOLLOWS, False),  # as fast as a bead that has just come off
        (0, _STILL_CC, TRIAL, None),  # hardly at all
        (_BEFORE_NONE_CC, _STILL_CC, TRIAL, None),
        (_BEFORE_NONE_CC, 1_000, RESTS, None),  # the first rest has none before it
        (_BEFORE_NONE_CC, _STILL_CC + 1, RESTS, None),
        (_BEFORE_NONE_CC, -_STILL_CC, TRIAL, None),
        (_BEFORE_NONE_CC, -_STILL_CC - 1, RESTS, None),
    ],
)
def test_a_rest_is_judged_by_its_fall(before_cc, fall_cc, stage, forgets):
    bench = resting(before_cc=before_cc, given=160)
    bench.watch._failed = 1
    assert rest(bench, fall_cc) == stage
    assert bench.watch.withhold == (stage == RESTS)
    assert bench.watch._failed == (0 if forgets else 1)
    if stage == RESTS:
        assert bench.watch._before_cc == fall_cc
        assert bench.watch._mark_cc == bench.cc


@pytest.mark.parametrize(
    ("cc", "fall_cc", "stage"),
    [
        (3_351, _STEADY_CC, FOLLOWS),
        (3_350, _STEADY_CC, RESTS),  # some air is as warm
        (3_351, _STEADY_CC - 1, RESTS),  # it has to cool: what stands still may follow nothing
        (3_400, 49, FOLLOWS),
        (3_400, 50, RESTS),  # a bead in air would fall like that
    ],
)
def test_a_reading_above_any_air_that_cools_too_slowly_for_a_bead_is_of_the_surface(cc, fall_cc, stage):
    bench = resting(cc + fall_cc)
    bench.watch._failed = 1
    assert rest(bench, fall_cc) == stage
    assert bench.watch._failed == (0 if stage == FOLLOWS else 1)


def test_the_first_rest_has_none_before_it():
    bench = high_duty()
    bench.step(FULL_MS, 0, _DULL_CC * _SIXTEENTHS // FULL_RISE)
    assert bench.watch._before_cc == _BEFORE_NONE_CC
    assert rest(bench, 35) == RESTS
    assert rest(bench, 30) == FOLLOWS


@pytest.mark.parametrize(("before_cc", "forgets"), [(_BEFORE_NONE_CC, True), (0, False)])
def test_a_rise_in_the_first_rest_is_one_by_the_heat_before_it(before_cc, forgets):
    bench = resting(before_cc=before_cc)
    bench.watch._failed = 1
    assert bench.step(0, _ROSE_CC) == FOLLOWS
    assert bench.watch._failed == (0 if forgets else 1)


def test_after_going_on_a_fall_has_time_to_end_and_heat_soon_counts():
    bench = resting(before_cc=30)
    rest(bench, 30)
    assert (bench.watch._duty, bench.watch._turns_s) == (heat_watch._DUTY_AGAIN, _TURNS_S)
    bench.step(0, -5, _TURNS_S)
    assert (bench.watch._falls, bench.watch._turns_s) == (False, 0)
    bench.step(0, -5, 5)
    assert bench.watch._falls
    bench = Bench(_duty=2 * heat_watch._DUTY_AGAIN)
    bench.watch._go_on(COOL_CC)
    assert bench.watch._duty == 2 * heat_watch._DUTY_AGAIN


@pytest.mark.parametrize(("more", "stage"), [(0, TRIAL), (1, RESTS)])
@pytest.mark.parametrize("failed", [0, 1, _TRIALS])
@pytest.mark.parametrize("cc", [2_000, 3_000])
def test_a_trial_must_have_room_below_the_limit_and_takes_twice_as_much_after_the_first(cc, failed, more, stage):
    bench = resting(cc)
    bench.step(0, 0, _REST_S - 1)
    trial = _TRIAL_CC * _SIXTEENTHS * (2 if failed else 1)
    bench.watch._failed = failed
    bench.watch._given = (min(_CEILING_CC - cc, _ALL_CC) - _RESERVE_CC) * _SIXTEENTHS - trial + more
    assert bench.step() == stage


@pytest.mark.parametrize("failed", range(_TRIALS))
def test_a_trial_is_so_much_heat_and_then_the_answer_is_waited_for(failed):
    bench = on_trial(failed=failed)
    assert not bench.watch.withhold
    assert bench.step(FULL_MS, 0, (2 if failed else 1) * _TRIAL_CC * _SIXTEENTHS // FULL_RISE - 1) == TRIAL
    assert bench.step(FULL_MS) == ANSWERS
    assert bench.watch.withhold


@pytest.mark.parametrize(("on_ms", "anew"), [(49, True), (50, False)])
def test_a_trial_with_less_than_half_its_heat_in_a_minute_begins_anew(on_ms, anew):
    bench = on_trial()
    bench.step(on_ms, 0, _TRIAL_LONGEST_S - 1)
    assert (bench.watch._trial_from, bench.watch._marked_s) == (0, _TRIAL_LONGEST_S - 1)
    assert bench.step(on_ms) == TRIAL
    assert (bench.watch._trial_from == bench.watch._given > 0) is anew
    assert bench.watch._marked_s == (0 if anew else _TRIAL_LONGEST_S)


@pytest.mark.parametrize(("room", "stage"), [(1, TRIAL), (0, ANSWERS)])
def test_a_trial_ends_where_the_surface_could_be_at_its_limit(room, stage):
    bench = on_trial()
    bench.watch._given = bench.watch._trial_from = (_CEILING_CC - COOL_CC) * _SIXTEENTHS - room
    assert bench.step(1) == stage


def test_a_trial_begins_at_the_reading_and_with_the_heat_of_its_moment():
    bench = Bench(_given=1_000, _low_cc=COOL_CC - 40)
    bench.watch._begin_trial(COOL_CC)
    assert (bench.watch._low_cc, bench.watch._trial_from, bench.watch._marked_s) == (COOL_CC, 1_000, 0)


def test_a_little_rise_after_a_trial_is_an_answer():
    bench = waiting()
    assert bench.step(0, _ANSWER_CC - 1) == ANSWERS
    assert bench.step(0, 1) == FOLLOWS
    assert not bench.watch.withhold
    bench = on_trial()
    assert bench.step(1, _ANSWER_CC) == TRIAL  # while it is given, half a degree is asked for


def test_an_answer_counts_from_the_lowest_reading_since():
    bench = waiting()
    bench.step(0, -5)
    assert bench.step(0, _ANSWER_CC - 1) == ANSWERS
    assert bench.step(0, 1) == FOLLOWS


def test_no_answer_in_50_seconds_is_a_rest_like_the_first():
    bench = waiting(failed=1)
    assert bench.step(0, 0, _ANSWERS_S - 1) == ANSWERS
    assert bench.step() == RESTS
    assert (bench.watch._failed, bench.watch._before_cc) == (2, _BEFORE_NONE_CC)
    assert rest(bench, 30) == RESTS
    assert rest(bench, 30) == FOLLOWS
    assert bench.watch._failed == 2


@pytest.mark.parametrize(("heated_ms", "trials"), [(_HEATED_MS - 1, _TRIALS), (_HEATED_MS, _TRIALS_HEATED)])
def test_so_many_trials_without_an_answer_are_a_fault(heated_ms, trials):
    for failed in range(trials):
        bench = waiting(failed=failed)
        bench.watch._heated_ms = heated_ms
        assert not bench.watch.unanswered
        bench.step(0, 0, _ANSWERS_S)
        assert bench.watch.unanswered is (failed == trials - 1)


@pytest.mark.parametrize(("failed", "waits_s"), [(0, 2 * _WITHHELD_S), (1, _WITHHELD_S)])
def test_heat_withheld_for_so_long_is_told_whatever_it_waits_for(failed, waits_s):
    bench = resting(given=2 * (_CEILING_CC - COOL_CC) * _SIXTEENTHS)  # no room for any trial
    bench.watch._failed = failed
    bench.step(0, 0, waits_s - 1)
    assert bench.watch.withhold
    assert not bench.watch.unanswered
    bench.step()
    assert bench.watch.unanswered


@pytest.mark.parametrize("begin", [on_trial, Bench])
def test_heat_that_is_not_withheld_is_no_waiting(begin):
    bench = begin()
    bench.watch._falls = True
    bench.step(1, 0, 20)
    assert bench.watch._withheld_s == 0
    bench = resting()
    bench.step(0, 0, 20)
    assert bench.watch._withheld_s == 20
    bench.watch._trust(bench.cc)
    assert bench.watch._withheld_s == 0


def test_forgiving_gives_as_much_time_again_and_asks_for_the_same():
    bench = waiting(failed=_TRIALS)
    bench.watch.unanswered = True
    bench.watch._withheld_s = _WITHHELD_S
    bench.watch.forgive()
    assert bench.watch.unanswered is False
    assert (bench.watch.withhold, bench.watch._failed, bench.watch._withheld_s) == (True, _TRIALS, 0)
    bench.step(0, 0, _ANSWERS_S - 1)
    assert not bench.watch.unanswered
    bench.step()
    assert bench.watch.unanswered


def test_heat_without_an_answer_is_added_up_until_it_is_enough():
    bench = Bench(_falls=True)
    bench.step(700)
    assert bench.watch._heated_ms == 700
    bench.watch._heated_ms = _HEATED_MS - 700
    bench.step(701)
    assert bench.watch._heated_ms == _HEATED_MS
    bench.watch._trust(bench.cc)
    assert bench.watch._heated_ms == 0
    bench.watch._heated_ms = 1
    bench.step()
    assert bench.watch._heated_ms == 0  # at low duty nothing counts


def test_sensors_that_do_not_follow_are_told_after_all_trials():
    bench = high_duty(2_000)  # so cold that there is room for all of them
    seen = [bench.watch.stage]
    for _ in range(2_000):
        stage = bench.step(0 if bench.watch.withhold else FULL_MS)
        if stage != seen[-1]:
            seen.append(stage)
        if bench.watch.unanswered:
            break
    assert seen == [FOLLOWS, *[RESTS, TRIAL, ANSWERS] * _TRIALS, RESTS]


# --- how fast this pad rises ------------------------------------------------------------------------------------------

WINDOW_S = heat_watch._LEARN_S
ADDED_PERMILLE = 1_400  # what was seen and two fifths more: feet warm up, and then it rises faster


def seen(rise_cc):
    """The rise in a second, sixteenths, when the reading has risen by so much in a window: its first second is none."""
    return rise_cc * _SIXTEENTHS * ADDED_PERMILLE // ((WINDOW_S - 1) * 1_000)


FASTEST_CC = next(cc for cc in range(500) if seen(cc) >= FULL_RISE)


def window(bench, rise_cc, on_ms=FULL_MS):
    """The rise in a second after a window in which the reading rises by so much in all, at its end."""
    bench.step(on_ms)
    bench.step(on_ms, 0, WINDOW_S - 2)
    bench.step(on_ms, rise_cc)
    return bench.watch._rise


def learn(bench, rise_cc, on_ms=FULL_MS):
    """The same after three such windows."""
    window(bench, rise_cc, on_ms)
    window(bench, rise_cc, on_ms)
    return window(bench, rise_cc, on_ms)


@pytest.mark.parametrize(
    ("rise_cc", "rise"),
    [
        (20, FULL_RISE),  # proves nothing
        (21, seen(21)),
        (27, 54),  # 54.98
        (110, seen(110)),
        (FASTEST_CC - 1, seen(FASTEST_CC - 1)),
        (FASTEST_CC, FULL_RISE),
    ],
)
def test_three_windows_of_twelve_seconds_of_full_power_show_how_fast_a_pad_rises(rise_cc, rise):
    bench = Bench()
    assert window(bench, rise_cc) == FULL_RISE
    assert window(bench, rise_cc) == FULL_RISE
    assert window(bench, rise_cc) == rise


@pytest.mark.parametrize("rises_cc", [(110, 110, 90), (90, 90, 110), (110, 110, 110)])
def test_the_faster_of_the_last_two_windows_counts(rises_cc):
    bench = Bench()
    for rise_cc in rises_cc:
        window(bench, rise_cc)
    assert bench.watch._rise == seen(110)


def test_a_window_without_a_rise_between_them_begins_anew():
    bench = Bench()
    for rise_cc in (110, 110, 20, 110, 110):
        assert window(bench, rise_cc) == FULL_RISE
    assert window(bench, 110) == seen(110)


def test_what_rises_ever_more_slowly_nears_the_air_and_shows_nothing():
    for rises_cc in ((64, 198, 131, 81, 51), (110, 110, 87, 87, 69), (62, 77, 20)):
        bench = Bench()
        for rise_cc in rises_cc:
            assert window(bench, rise_cc) == FULL_RISE


def test_what_was_learnt_becomes_slower_by_an_eighth_at_most():
    bench = Bench()
    assert learn(bench, 110) == seen(110)
    assert learn(bench, 22) == seen(110) * 7 // 8
    assert window(bench, 110) == seen(110)
    assert window(bench, 20) == seen(110)
    assert learn(bench, 500) == FULL_RISE


def test_less_heat_raises_more_slowly():
    assert learn(Bench(), 55, FULL_MS // 2) == seen(110)


def test_a_window_begins_with_half_power_at_least():
    bench = Bench()
    bench.step(499, 100)
    assert learn(bench, 110) == seen(110)
    bench = Bench()
    for _ in range(3):
        bench.step(500)
        bench.step(FULL_MS, 0, WINDOW_S - 2)
        bench.step(FULL_MS, 110)
    assert bench.watch._rise == seen(110)


@pytest.mark.parametrize(
    ("second", "on_ms", "goes_on"), [(10, 499, False), (10, 500, True), (11, 350, True), (11, 349, False)]
)
def test_a_pause_ends_a_window_unless_there_was_enough_heat(second, on_ms, goes_on):
    bench = Bench()
    bench.step(FULL_MS, 0, second - 1)
    bench.step(on_ms)
    assert (bench.watch._learn_s == second) is goes_on
    assert (bench.watch._learn_s == 0) is not goes_on
    if not goes_on:
        assert learn(bench, 110) == seen(110)  # the next one begins with nothing


def test_what_was_learnt_is_what_heat_counts():
    bench = high_duty()
    bench.watch._rise = 50
    bench.step(FULL_MS, 0, 3)
    assert bench.watch._given == 150


# --- whole numbers ---------------------------------------------------------------------------------------------------


def test_only_whole_numbers_are_calculated_and_kept_whatever_happens(monkeypatch):
    """A float would be a heap object on the board, and None would end the pass that calculates with it."""
    watch = watch_constants(monkeypatch, heat_watch).HeatWatch()
    cc, stages = 2_000, set()
    for on_ms, by_cc, seconds in (
        (FULL_MS, 9, 4 * WINDOW_S + 1),  # it learns, and learns again
        (0, -3, 60),  # falls like a bead in air
        (FULL_MS, 0, 155),  # no answer: a rest, a trial
        (0, 1, 20),  # an answer
        (FULL_MS, 0, 75),  # none again: another rest, and another trial
        (1, 0, _TRIAL_LONGEST_S + 30),  # with hardly any heat: it begins anew
        (FULL_MS, 0, 400),  # no answer to this one and three more
    ):
        for _ in range(seconds):
            cc += by_cc
            watch.step(Small(cc), Small(0 if watch.withhold else on_ms))
            assert all(isinstance(value, int) for value in vars(watch).values())
            stages.add(int(watch.stage))
    assert stages == {FOLLOWS, RESTS, TRIAL, ANSWERS}
    assert (watch._learnt, watch.unanswered) == (True, True)


# --- on the physics ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pad", [COMMON, LIGHT_AND_STRONG, HEAVY_AND_WEAK], ids=["common", "light", "heavy"])
@pytest.mark.parametrize("ambient_c", [12.0, 22.0, 31.0])
@pytest.mark.parametrize("broken_s", [2, 60, 420])
def test_sensors_that_both_come_off_never_make_the_surface_hot_and_are_told(pad, ambient_c, broken_s):
    chain = HeatChain({**pad, "ambient_c": ambient_c})
    chain.run(broken_s)
    chain.plant.inject("ntc_both_off_pad")
    chain.run(900)
    assert chain.watch.unanswered or not chain.watch._failed  # a pad that had no room for a trial waits twice as long
    chain.run(400)
    assert chain.plant.max_surface_c < 41.0
    assert chain.watch.unanswered


@pytest.mark.parametrize("ambient_c", [27.0, 31.0])
@pytest.mark.parametrize("colder_c", [1.5, 3.0])
@pytest.mark.parametrize("broken_s", [5, 12, 20])
def test_sensors_that_come_off_a_pad_colder_than_its_room_do_not_make_it_look_slow(ambient_c, colder_c, broken_s):
    chain = HeatChain({**LIGHT_AND_STRONG, "ambient_c": ambient_c, "start_c": ambient_c - colder_c})
    chain.run(broken_s)
    chain.plant.inject("ntc_both_off_pad")
    chain.run(420)
    assert chain.plant.max_surface_c < 41.0


def test_without_the_watch_the_same_pad_becomes_hot():
    chain = HeatChain({**LIGHT_AND_STRONG, "ambient_c": 22.0}, obey=False)
    chain.run(420)
    chain.plant.inject("ntc_both_off_pad")
    chain.run(90)
    assert chain.plant.max_surface_c > 41.5


@pytest.mark.parametrize("pad", [COMMON, LIGHT_AND_STRONG, HEAVY_AND_WEAK], ids=["common", "light", "heavy"])
@pytest.mark.parametrize("skin_c", [12.0, 20.0])
def test_cold_feet_are_no_fault(pad, skin_c):
    chain = HeatChain({**pad, "ambient_c": 16.0})
    chain.run(420)
    chain.plant.set_feet(False, False)
    chain.plant.set_feet(True, True, skin_c)
    chain.run(400)
    assert not chain.watch.unanswered
    assert not chain.gap.apart


def test_feet_of_20_degrees_on_the_common_pad_at_37_cost_no_heat():
    chain = HeatChain(COMMON, 3_700)
    chain.run(420)
    chain.plant.set_feet(False, False)
    chain.plant.set_feet(True, True, 20.0)
    chain.run(200)
    assert chain.withheld_s == 0
