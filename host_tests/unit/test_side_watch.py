"""Left against right: what a foot does is no fault, what no foot can do is one."""

import pytest

from host_tests.unit.heat_chain import COMMON, HEAVY_AND_WEAK, LIGHT_AND_STRONG, HeatChain
from host_tests.unit.untouched import assert_holds_nothing
from pad import faults, side_watch
from pad.side_watch import (
    _ALIKE_CC,
    _ALIKE_TENS,
    _FLAT_CC,
    _FLAT_LONGEST_S,
    _FLAT_S,
    _FLAT_SHORTEST_S,
    _FOR_TENS,
    _FULL_MS,
    _GAPS_CC,
    _MOVES_CC,
    _SHRINKS_CC,
    _UNEVEN_CC,
    _UNEVEN_MOST_CC,
    _UNLIKE_CC,
    GapWatch,
    StuckWatch,
)

COOL_CC = 2_000
MINUTE_S = 60
ENOUGH_MS = 201  # in each second: more than two seconds of heat already in the first ten
PADS = pytest.mark.parametrize("pad", [COMMON, LIGHT_AND_STRONG, HEAVY_AND_WEAK], ids=["common", "light", "heavy"])


def test_the_numbers():
    """Whoever tunes one of them changes it here, too."""
    assert (_UNEVEN_CC, _UNEVEN_MOST_CC, _SHRINKS_CC, side_watch._TENS) == (150, 3_620, 30, 6)
    assert (_UNLIKE_CC, _ALIKE_CC, _ALIKE_TENS, _FLAT_SHORTEST_S) == (120, 60, 12, 10)
    assert (_GAPS_CC, _FOR_TENS) == ((1_200, 900, 600, 350), (3, 9, 9, 30))
    assert (side_watch._MUST_STAY, side_watch._MUST_HEAT) == (1, 2)
    assert (_FLAT_CC, _FLAT_S, _FLAT_LONGEST_S, _MOVES_CC, _FULL_MS) == (15, 45, 240, 250, 700)


def test_nothing_is_wrong_to_begin_with():
    assert (GapWatch().uneven, GapWatch().apart) == (False, False)
    assert StuckWatch().code == faults.NONE
    for watch in (GapWatch(), StuckWatch()):
        assert_holds_nothing(watch)


# --- uneven -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [1, -1])
def test_sides_that_have_moved_apart_are_uneven_until_that_is_forgotten(sign):
    watch = GapWatch()
    watch.step(COOL_CC, COOL_CC, 0, True)
    watch.step(COOL_CC + sign * _UNEVEN_CC, COOL_CC, 0, True)
    assert not watch.uneven  # a quarter of a hundredth is forgotten already
    watch.step(COOL_CC + sign * (_UNEVEN_CC + 1), COOL_CC, 0, True)
    for _ in range(3):
        assert watch.uneven
        watch.step(COOL_CC + sign * (_UNEVEN_CC + 1), COOL_CC, 0, True)
    assert not watch.uneven


@pytest.mark.parametrize("sign", [1, -1])
def test_they_forget_15_hundredths_a_minute(sign):
    watch = GapWatch()
    watch.step(COOL_CC, COOL_CC, 0, True)
    for _ in range(10 * MINUTE_S):
        watch.step(COOL_CC + sign * _UNEVEN_CC, COOL_CC, 0, True)
        assert not watch.uneven
    # The first 1.5 C are forgotten by now, and with another 1.5 C in the same direction nothing is uneven yet.
    watch.step(COOL_CC + sign * 2 * _UNEVEN_CC, COOL_CC, 0, True)
    assert not watch.uneven
    watch.step(COOL_CC + sign * (2 * _UNEVEN_CC + 1), COOL_CC, 0, True)
    assert watch.uneven


def test_a_gap_that_was_there_to_begin_with_is_not_uneven_before_there_is_heat():
    watch = GapWatch()
    for _ in range(MINUTE_S):
        watch.step(COOL_CC + 2 * _UNEVEN_CC, COOL_CC, 0, True)
        assert not watch.uneven


def steady(watch, gap_cc, seconds, on_ms=ENOUGH_MS):
    """So many seconds with a gap of this width; whether the sides are uneven then."""
    for _ in range(seconds):
        watch.step(COOL_CC + max(gap_cc, 0), COOL_CC + max(-gap_cc, 0), on_ms, True)
    return watch.uneven


@pytest.mark.parametrize("sign", [1, -1])
def test_sides_that_are_unlike_while_they_are_heated_are_uneven(sign):
    assert not steady(GapWatch(), sign * (_UNLIKE_CC - 1), 2 * MINUTE_S)
    assert not steady(GapWatch(), sign * _UNLIKE_CC, 9)
    assert steady(GapWatch(), sign * _UNLIKE_CC, 10)


@pytest.mark.parametrize("sign", [1, -1])
def test_once_unlike_they_stay_uneven_until_they_are_alike_for_two_minutes(sign):
    """A drift may hide what the other side does: a gap that has shrunk by itself proves nothing."""
    watch = GapWatch()
    assert steady(watch, _UNLIKE_CC, 10)
    assert steady(watch, sign * (_ALIKE_CC + 1), 60 * MINUTE_S)
    assert steady(watch, sign * _ALIKE_CC, (_ALIKE_TENS - 1) * 10, on_ms=0)
    assert steady(watch, sign * (_ALIKE_CC + 1), 10)
    assert steady(watch, sign * _ALIKE_CC, _ALIKE_TENS * 10 - 1)
    assert not steady(watch, sign * _ALIKE_CC, 1)
    assert steady(watch, sign * _UNLIKE_CC, 10)  # and so on


def test_sides_that_warm_up_together_are_even():
    watch = GapWatch()
    for second in range(5 * MINUTE_S):
        watch.step(COOL_CC + 5 * second, COOL_CC + 5 * second + 100, 1_000, True)
        assert not watch.uneven


def test_uneven_sides_may_be_so_warm_and_no_warmer():
    watch = GapWatch()
    assert not watch.limits(_UNEVEN_MOST_CC + 1)
    watch.step(COOL_CC, COOL_CC, 0, True)
    watch.step(COOL_CC + _UNEVEN_CC + 1, COOL_CC, 0, True)
    assert not watch.limits(_UNEVEN_MOST_CC)
    assert watch.limits(_UNEVEN_MOST_CC + 1)


# --- apart ------------------------------------------------------------------------------------------------------------


def tens_until_apart(gaps_cc, on_ms=ENOUGH_MS, runs=True, longest=100):
    """After how many tens of seconds it is latched, None for never. `gaps_cc` gives one gap for each of them."""
    watch = GapWatch()
    for ten in range(longest):
        gap_cc = gaps_cc(ten)
        for second in range(10):
            assert not watch.apart
            on = on_ms(ten * 10 + second) if callable(on_ms) else on_ms
            watch.step(COOL_CC + max(gap_cc, 0), COOL_CC + max(-gap_cc, 0), on, runs)
        if watch.apart:
            return ten + 1
    return None


@pytest.mark.parametrize(
    ("gap_cc", "with_heat", "without"),
    [
        (_GAPS_CC[0], _FOR_TENS[0], _FOR_TENS[0]),
        (_GAPS_CC[0] - 1, _FOR_TENS[1], _FOR_TENS[1]),
        (_GAPS_CC[1], _FOR_TENS[1], _FOR_TENS[1]),
        (_GAPS_CC[1] - 1, _FOR_TENS[2], None),
        (_GAPS_CC[2], _FOR_TENS[2], None),
        (_GAPS_CC[2] - 1, _FOR_TENS[3], None),
        (_GAPS_CC[3], _FOR_TENS[3], None),
        (_GAPS_CC[3] - 1, None, None),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_gap_that_stays_is_latched_the_sooner_the_wider_it_is(sign, gap_cc, with_heat, without):
    assert tens_until_apart(lambda _: sign * gap_cc) == with_heat
    assert tens_until_apart(lambda _: sign * gap_cc, on_ms=0) == without


def test_nothing_is_latched_while_the_pad_does_not_run():
    assert tens_until_apart(lambda _: 2_000, runs=False) is None


@pytest.mark.parametrize(("more_ms", "tens"), [(0, None), (1, _FOR_TENS[2])])
def test_two_seconds_of_heat_in_a_minute_are_none_yet(more_ms, tens):
    def on_ms(second):
        return (1_000, 1_000, more_ms)[second % MINUTE_S] if second % MINUTE_S < 3 else 0

    assert tens_until_apart(lambda _: _GAPS_CC[2], on_ms) == tens


def test_the_minute_before_the_first_had_no_heat():
    def on_ms(second):
        return 1_000 if second % MINUTE_S < 2 else int(second % MINUTE_S == 55)

    # Two seconds of heat at once, and the little more that it takes in the sixth ten.
    assert tens_until_apart(lambda _: _GAPS_CC[2], on_ms) == 5 + _FOR_TENS[2]


def test_heat_of_more_than_a_minute_ago_does_not_count():
    watch = GapWatch()
    for second in range(600):
        watch.step(COOL_CC + _GAPS_CC[2], COOL_CC, 1_000 if second < 29 else 0, True)
        assert not watch.apart  # six tens with heat, and nine are asked for


@pytest.mark.parametrize("shrinks_cc", [_SHRINKS_CC - 1, _SHRINKS_CC])
@pytest.mark.parametrize("rule", [1, 2, 3])
def test_a_gap_that_shrinks_is_a_foot_that_gets_warm(rule, shrinks_cc):
    def gap_cc(ten):
        minutes, tens = divmod(ten, 6)
        return _GAPS_CC[rule] + 160 - minutes * shrinks_cc - tens * shrinks_cc // 6

    stays = shrinks_cc < _SHRINKS_CC
    assert tens_until_apart(gap_cc, longest=_FOR_TENS[rule]) == (_FOR_TENS[rule] if stays else None)


def test_12_degrees_are_no_foot_even_if_they_shrink():
    assert tens_until_apart(lambda ten: _GAPS_CC[0] + 200 - 100 * ten) == _FOR_TENS[0]


@pytest.mark.parametrize("rule", range(len(_GAPS_CC)))
def test_only_tens_that_follow_each_other_count(rule):
    def gap_cc(ten):
        return 0 if ten % _FOR_TENS[rule] == _FOR_TENS[rule] - 1 else _GAPS_CC[rule]

    # Without heat for the second rule, or the third would see the same gap.
    assert tens_until_apart(gap_cc, on_ms=0 if rule < 2 else ENOUGH_MS) is None


@pytest.mark.parametrize("runs", [True, False])
def test_it_stays_until_the_gap_is_gone(runs):
    watch = GapWatch()
    for _ in range(30):
        watch.step(COOL_CC + _GAPS_CC[0], COOL_CC, 0, True)
    assert watch.apart
    for _ in range(300):
        watch.step(COOL_CC + _GAPS_CC[-1], COOL_CC, 0, runs)
        assert watch.apart
    for _ in range(9):
        watch.step(COOL_CC + _GAPS_CC[-1] - 1, COOL_CC, 0, runs)
    assert watch.apart
    watch.step(COOL_CC + _GAPS_CC[-1] - 1, COOL_CC, 0, runs)
    assert not watch.apart


def test_it_can_be_latched_again():
    watch = GapWatch()
    for gap_cc in (_GAPS_CC[0], 0, _GAPS_CC[0]):
        for _ in range(30):
            watch.step(COOL_CC + gap_cc, COOL_CC, 0, True)
        assert watch.apart == (gap_cc > 0)


# --- stuck ------------------------------------------------------------------------------------------------------------


class Sides:
    """A watch on two sides of which one stands almost still, within `flat_cc`, and the other moves."""

    def __init__(self, stuck_is_left=True, flat_cc=_FLAT_CC):
        self.watch = StuckWatch()
        self._stuck_is_left, self._flat_cc = stuck_is_left, flat_cc
        self.seconds = 0

    def step(self, moved_cc, on_ms=_FULL_MS):
        """The code after a second in which the moving side is so far from where it began."""
        still_cc = COOL_CC + self._flat_cc * (self.seconds % 2)
        sides = (still_cc, COOL_CC + moved_cc)
        self.watch.step(*(sides if self._stuck_is_left else sides[::-1]), on_ms)
        self.seconds += 1
        return self.watch.code

    def run(self, seconds, moved_cc=_MOVES_CC, on_ms=_FULL_MS):
        """The code after so many seconds on the way to `moved_cc`."""
        for second in range(seconds):
            self.step(moved_cc * (second + 1) // seconds if self.seconds else 0, on_ms)
        return self.watch.code


SIDES = pytest.mark.parametrize(
    ("stuck_is_left", "code"), [(True, faults.NTC_LEFT_STUCK), (False, faults.NTC_RIGHT_STUCK)]
)


@SIDES
def test_one_that_stands_still_for_45_s_of_full_heat_while_the_other_moves_is_stuck(stuck_is_left, code):
    sides = Sides(stuck_is_left)
    assert sides.run(_FLAT_S - 1) == faults.NONE
    assert sides.step(_MOVES_CC) == code
    assert sides.step(_MOVES_CC) == code


@SIDES
@pytest.mark.parametrize("falls", [True, False])
def test_it_moves_2_and_a_half_degrees_up_or_down(stuck_is_left, code, falls):
    sign = -1 if falls else 1
    sides = Sides(stuck_is_left)
    assert sides.run(_FLAT_S + 20, sign * (_MOVES_CC - 1)) == faults.NONE
    assert sides.step(sign * _MOVES_CC) == code


@SIDES
def test_one_that_moves_a_little_is_not_stuck(stuck_is_left, code):
    assert Sides(stuck_is_left, _FLAT_CC).run(_FLAT_S) == code
    assert Sides(stuck_is_left, _FLAT_CC + 1).run(_FLAT_LONGEST_S - 1) == faults.NONE


@SIDES
def test_less_than_full_heat_proves_nothing(stuck_is_left, code):
    assert Sides(stuck_is_left).run(_FLAT_S + 20, on_ms=_FULL_MS - 1) == faults.NONE
    sides = Sides(stuck_is_left)
    sides.run(_FLAT_S - 1)
    assert sides.step(_MOVES_CC, _FULL_MS - 1) == faults.NONE
    sides = Sides(stuck_is_left)
    sides.run(_FLAT_S - 5, on_ms=0)
    assert sides.run(20, on_ms=1_000) == faults.NONE


@SIDES
def test_the_look_begins_with_the_heat_however_long_there_was_none(stuck_is_left, code):
    for unheated_s in range(4 * MINUTE_S, 4 * MINUTE_S + 2 * _FLAT_SHORTEST_S):
        sides = Sides(stuck_is_left)
        sides.run(unheated_s, 0, on_ms=0)
        assert sides.run(_FLAT_S + _FLAT_SHORTEST_S, 2 * _MOVES_CC, on_ms=1_000) == code


@SIDES
@pytest.mark.parametrize(("weak_s", "on_ms"), [(_FLAT_SHORTEST_S, 0), (4 * _FLAT_SHORTEST_S, 300)])
def test_ten_seconds_of_less_than_full_heat_are_not_looked_at(stuck_is_left, code, weak_s, on_ms):
    sides = Sides(stuck_is_left)
    sides.run(weak_s, 0, on_ms)
    assert sides.run(_FLAT_S - 1, 2 * _MOVES_CC, on_ms=1_000) == faults.NONE
    assert sides.step(2 * _MOVES_CC, 1_000) == code


@SIDES
def test_less_than_full_heat_for_less_than_ten_seconds_does_not_end_the_look(stuck_is_left, code):
    sides = Sides(stuck_is_left)
    sides.run(_FLAT_SHORTEST_S - 1, on_ms=_FULL_MS - 1)
    assert sides.run(_FLAT_S - _FLAT_SHORTEST_S + 1, on_ms=1_000) == code


def test_two_that_stand_still_are_not_told_here():
    assert Sides(flat_cc=0).run(2 * _FLAT_LONGEST_S, 0, 1_000) == faults.NONE


def test_two_that_move_begin_anew():
    sides = Sides(flat_cc=_FLAT_CC + 1)
    sides.run(30)
    sides._flat_cc = 0
    assert sides.run(_FLAT_S - 1) == faults.NONE


def test_after_four_minutes_it_looks_anew():
    sides = Sides(flat_cc=0)
    sides.run(_FLAT_LONGEST_S, _MOVES_CC - 1, 1_000)
    # 1 C more would be enough by what is forgotten now, and so would the heat of these four minutes.
    for _ in range(2 * _FLAT_S):
        assert sides.step(_MOVES_CC + 100, _FULL_MS - 1) == faults.NONE
    assert Sides(flat_cc=0).run(_FLAT_LONGEST_S, 0) == faults.NONE
    sides = Sides(flat_cc=0)
    sides.run(_FLAT_LONGEST_S, 0)
    assert sides.step(0) == faults.NONE  # from here on
    assert sides.run(_FLAT_S - 2) == faults.NONE
    assert sides.step(_MOVES_CC) == faults.NTC_LEFT_STUCK
    sides = Sides(flat_cc=0)
    sides.run(_FLAT_LONGEST_S - 1, _MOVES_CC - 1, 1_000)
    assert sides.step(_MOVES_CC, 1_000) == faults.NTC_LEFT_STUCK


@SIDES
def test_it_stays_until_both_move_or_four_minutes_are_over(stuck_is_left, code):
    sides = Sides(stuck_is_left)
    sides.run(_FLAT_S)
    while sides.seconds < _FLAT_LONGEST_S - 1:
        assert sides.step(_MOVES_CC, 0) == code
    assert sides.step(_MOVES_CC, 0) == faults.NONE
    sides = Sides(stuck_is_left)
    sides.run(_FLAT_S)
    sides._flat_cc = _FLAT_CC + 1
    sides.step(_MOVES_CC, 0)
    assert sides.step(_MOVES_CC, 0) == faults.NONE


# --- on the physics ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_sensor_off_the_pad_is_told_by_the_gap(side):
    chain = HeatChain({"ambient_c": 18.0})
    chain.run(300)
    chain.plant.inject(f"ntc_{side}_off_pad")
    chain.run(400)
    assert chain.gap.apart
    assert chain.plant.max_surface_c < 40.0


@pytest.mark.parametrize("side", ["left", "right"])
@PADS
def test_a_sensor_that_is_stuck_while_the_pad_warms_up_is_told(pad, side):
    chain = HeatChain({**pad, "ambient_c": 18.0})
    chain.run(10)
    chain.plant.inject(f"ntc_{side}_stuck")
    chain.run(600)
    assert chain.gap.apart or chain.stuck.code == getattr(faults, f"NTC_{side.upper()}_STUCK")
    assert chain.plant.max_surface_c < 41.0


@PADS
def test_a_whole_pad_that_warms_up_is_no_fault(pad):
    chain = HeatChain({**pad, "ambient_c": 16.0})
    chain.run(600)
    assert not chain.gap.apart
    assert chain.stuck.code == faults.NONE


def test_a_drift_on_the_hotter_side_of_one_cold_foot_stays_below_the_limit():
    chain = HeatChain({"feet": 3.0, "feet_skin_c": 20.0, "ambient_c": 26.0, "blanket": 1.0})
    chain.run(300)
    chain.plant.inject("ntc_left_drift")
    chain.run(500)
    assert chain.plant.max_surface_c < 41.0
