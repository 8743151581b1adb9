"""The status LED: told apart without colour, never dazzling, never flickering."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.integer_range import Small
from host_tests.panel_status import PanelStatus
from pad import led
from pad.session import CHECK, DONE, FAULT, LOCKED, OFF, RUNNING, SAFE_MODE, STATE_NAMES, STOPPED

SITUATIONS = {
    **{name: {"state": code} for code, name in enumerate(STATE_NAMES)},
    "warm": {"state": RUNNING, "heat_level": 1},
    "pairing": {"state": OFF, "pairing_open": True},
}


def shown(count=120, dt_ms=100, **changes):
    """The colours of so many passes."""
    lamp, status = led.Led(), PanelStatus(**changes)
    return [bytes(lamp.step(status, dt_ms)) for _ in range(count)]


def rhythm(colours):
    return "".join("1" if any(colour) else "0" for colour in colours)


@pytest.mark.parametrize(("one", "other"), list(combinations(SITUATIONS, 2)))
def test_every_situation_has_a_rhythm_of_its_own(one, other):
    first, second = rhythm(shown(**SITUATIONS[one])), rhythm(shown(**SITUATIONS[other]))
    # Whoever looks does not know where a pattern begins: no part of one is to be found in the other.
    assert second[:40] not in first
    assert first[:40] not in second


@pytest.mark.parametrize("situation", SITUATIONS)
def test_nothing_flashes_more_than_three_times_a_second(situation):
    seen = rhythm(shown(**SITUATIONS[situation]))
    for start in range(len(seen) - 10):
        assert seen[start : start + 10].count("01") <= 3


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_pattern_begins_with_light_and_has_one_colour(situation):
    colours = shown(**SITUATIONS[situation])
    assert any(colours[0])
    assert set(colours) <= {colours[0], led.UNLIT}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_colour_dazzles(situation):
    assert all(len(colour) == 3 and max(colour) <= 0x80 for colour in shown(**SITUATIONS[situation]))


def test_colours_that_red_green_blindness_would_mix_up_differ_in_blue_or_brightness():
    running, fault, warm = (shown(1, **SITUATIONS[name])[0] for name in ("RUNNING", "FAULT", "warm"))
    blue = 2
    assert running[blue] >= 0x10 > max(fault[blue], warm[blue])


@pytest.mark.parametrize("state", [CHECK, STOPPED, DONE, FAULT, LOCKED, SAFE_MODE])
def test_heat_and_pairing_change_nothing_outside_their_states(state):
    assert shown(state=state, heat_level=2, pairing_open=True) == shown(state=state)


def test_pairing_does_not_hide_that_the_pad_runs():
    assert shown(state=RUNNING, pairing_open=True) == shown(state=RUNNING)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_heat_shows_at_every_level(level):
    assert rhythm(shown(state=RUNNING, heat_level=level)) == ("1" * 18 + "00") * 6


def test_a_change_shows_at_once_and_from_its_beginning():
    lamp, status = led.Led(), PanelStatus(state=OFF)
    for _ in range(7):
        lamp.step(status, 100)
    status.change(state=FAULT)
    assert rhythm(lamp.step(status, 100) for _ in range(8)) == "11001100"


def test_passes_of_uneven_length_keep_the_rhythm():
    lamp, status = led.Led(), PanelStatus(state=FAULT)
    lamp.step(status, 100)
    elapsed_ms = 0
    for dt_ms in (93, 107, 140, 60, 100, 250, 50, 200):
        elapsed_ms += dt_ms
        assert any(lamp.step(status, dt_ms)) == (elapsed_ms % 400 < 200), elapsed_ms


@given(st.sampled_from(list(SITUATIONS)), st.lists(st.integers(0, 3_000), min_size=1, max_size=50))
def test_every_intermediate_fits_the_board(situation, passes):
    lamp, status = led.Led(), PanelStatus(**SITUATIONS[situation])
    for dt_ms in passes:
        assert len(lamp.step(status, Small(dt_ms))) == 3


# --- brightness -------------------------------------------------------------------------------------------------------

COMFORT = [name for name in SITUATIONS if name not in ("FAULT", "LOCKED", "SAFE_MODE")]


@pytest.mark.parametrize("situation", COMFORT)
@pytest.mark.parametrize(("brightness", "part"), [(3, 1), (2, 2), (1, 4)])
def test_light_can_be_half_or_a_quarter_and_never_goes_out(situation, brightness, part):
    full = shown(brightness=3, **SITUATIONS[situation])
    dimmed = shown(brightness=brightness, **SITUATIONS[situation])
    assert dimmed == [bytes(value // part for value in colour) for colour in full]
    assert rhythm(dimmed) == rhythm(full)
    assert [bool(value) for value in dimmed[0]] == [bool(value) for value in full[0]], "another colour"


@pytest.mark.parametrize("situation", ["FAULT", "LOCKED", "SAFE_MODE"])
def test_what_somebody_has_to_come_for_is_never_dimmed(situation):
    assert shown(brightness=1, **SITUATIONS[situation]) == shown(brightness=3, **SITUATIONS[situation])


def test_what_shows_that_the_panel_failed_is_the_colour_of_a_fault():
    assert shown(1, state=FAULT) == [led.ALARM]


@pytest.mark.parametrize("situation", COMFORT)
def test_a_new_brightness_shows_within_one_pattern_and_keeps_the_rhythm(situation):
    lamp, status = led.Led(), PanelStatus(**SITUATIONS[situation])
    before = [bytes(lamp.step(status, 100)) for _ in range(7)]
    status.change(brightness=1)
    after = [bytes(lamp.step(status, 100)) for _ in range(60)]
    assert rhythm(before + after) == rhythm(shown(67, **SITUATIONS[situation]))
    assert set(after[30:]) <= set(shown(brightness=1, **SITUATIONS[situation]))


@pytest.mark.parametrize(("one", "other"), [(FAULT, LOCKED), (CHECK, DONE), (LOCKED, SAFE_MODE)])
def test_a_new_pattern_is_another_object_so_that_it_is_sent(one, other):
    lamp, status = led.Led(), PanelStatus(state=one)
    first = lamp.step(status, 100)
    status.change(state=other)
    assert lamp.step(status, 100) is not first
