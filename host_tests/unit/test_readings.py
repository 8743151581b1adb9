"""Readings: raw for the guard, filtered for the controllers, and invalid never looks like cold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.unit.untouched import assert_holds_nothing
from pad.readings import FILTER_MS, Readings, Surface
from pad.thermistor import INVALID, OK, OPEN, REFERENCE_BAD, SHORT, temperature_cc

REFERENCE_UV = 992_000
OPEN_UV = 3_200_000
SHORT_UV = 0
UV_25_C = 1_650_000
UV_WARM = 1_200_000
UV_COLD = 1_900_000


def settled(surface, uv, passes=400):
    for _ in range(passes):
        surface.take(uv, REFERENCE_UV, 50)
    return surface.cc


def test_before_the_first_reading_nothing_is_valid():
    readings = Readings()
    assert readings.surface_cc() == INVALID
    assert readings.left.condition == REFERENCE_BAD
    assert (readings.rpm, readings.sense, readings.sequence) == (-1, 0, 0)
    assert (readings.reference_uv, readings.pulses) == (0, 0)
    assert (readings.left.uv, readings.left.raw_cc, readings.left.cc) == (0, INVALID, INVALID)
    assert_holds_nothing(readings.left, but=("condition", "raw_cc", "cc"))


def test_the_first_reading_is_taken_as_it_is():
    surface = Surface()
    surface.take(UV_25_C, REFERENCE_UV, 50)
    assert surface.condition == OK
    assert surface.uv == UV_25_C
    assert surface.cc == surface.raw_cc == temperature_cc(UV_25_C, REFERENCE_UV)


@pytest.mark.parametrize(
    ("ntc_uv", "reference_uv", "condition"),
    [(OPEN_UV, REFERENCE_UV, OPEN), (SHORT_UV, REFERENCE_UV, SHORT), (UV_25_C, 0, REFERENCE_BAD)],
)
def test_a_reading_that_failed_is_invalid_and_never_cold(ntc_uv, reference_uv, condition):
    surface = Surface()
    settled(surface, UV_WARM)
    surface.take(ntc_uv, reference_uv, 50)
    assert surface.condition == condition
    assert surface.uv == ntc_uv  # what it read is told
    assert surface.raw_cc == surface.cc == INVALID


def test_after_a_failed_reading_the_filter_begins_anew():
    surface = Surface()
    settled(surface, UV_WARM)
    surface.take(OPEN_UV, REFERENCE_UV, 50)
    surface.take(UV_COLD, REFERENCE_UV, 50)
    assert surface.cc == surface.raw_cc == temperature_cc(UV_COLD, REFERENCE_UV)


@pytest.mark.parametrize(("before_uv", "after_uv"), [(UV_COLD, UV_WARM), (UV_WARM, UV_COLD)])
def test_the_filter_arrives_and_does_not_pass_its_input(before_uv, after_uv):
    surface = Surface()
    begin = settled(surface, before_uv)
    goal = temperature_cc(after_uv, REFERENCE_UV)
    seen = []
    for _ in range(400):
        surface.take(after_uv, REFERENCE_UV, 50)
        seen.append(surface.cc)
    assert abs(seen[-1] - goal) <= 1
    assert all(min(begin, goal) - 1 <= cc <= max(begin, goal) for cc in seen)
    halfway = seen[FILTER_MS // 50 - 1]
    assert 0.58 <= (halfway - begin) / (goal - begin) <= 0.68  # one time constant: 63 %


def test_raw_is_not_filtered():
    surface = Surface()
    settled(surface, UV_COLD)
    surface.take(UV_WARM, REFERENCE_UV, 50)
    assert surface.raw_cc == temperature_cc(UV_WARM, REFERENCE_UV)
    assert surface.cc < surface.raw_cc


@pytest.mark.parametrize(("dt_ms", "counts_ms"), [(50, 50), (999, 999), (1000, 1000), (1001, 1000), (3000, 1000)])
def test_the_filter_keeps_sixteenths_and_has_a_time_constant_of_half_a_second(dt_ms, counts_ms):
    surface = Surface()
    surface.take(400_000, REFERENCE_UV, 50)
    filtered = surface.raw_cc * 16
    for _ in range(100):  # until a sixteenth more or less would show
        surface.take(2_600_000, REFERENCE_UV, dt_ms)
        filtered += (surface.raw_cc * 16 - filtered) * counts_ms // (500 + counts_ms)
        assert surface.cc == filtered // 16
        assert type(surface.cc) is type(surface._filtered) is int  # a float would be a heap object on the board


@pytest.mark.parametrize("dt_ms", [1000, 1001, 3000])
def test_a_gap_counts_as_a_second_at_most(dt_ms):
    surface = Surface()
    cold = settled(surface, UV_COLD)
    surface.take(UV_WARM, REFERENCE_UV, dt_ms)
    expected = cold + (temperature_cc(UV_WARM, REFERENCE_UV) - cold) * 1000 // (FILTER_MS + 1000)
    assert abs(surface.cc - expected) <= 2


def test_a_gap_just_below_a_second_counts_in_full():
    surface, other = Surface(), Surface()
    settled(surface, UV_COLD)
    settled(other, UV_COLD)
    surface.take(UV_WARM, REFERENCE_UV, 900)
    other.take(UV_WARM, REFERENCE_UV, 1000)
    assert surface.cc < other.cc


def test_no_time_changes_nothing():
    surface = Surface()
    cold = settled(surface, UV_COLD)
    surface.take(UV_WARM, REFERENCE_UV, 0)
    assert surface.cc == cold


@given(st.lists(st.integers(1_000_000, 2_200_000), min_size=1, max_size=60))
def test_the_filtered_value_stays_between_what_was_read(readings_uv):
    surface = Surface()
    raw = []
    for uv in readings_uv:
        surface.take(uv, REFERENCE_UV, 50)
        raw.append(surface.raw_cc)
        assert min(raw) - 1 <= surface.cc <= max(raw)


def test_control_follows_the_hotter_surface():
    readings = Readings()
    readings.take(UV_WARM, UV_COLD, REFERENCE_UV, 50)
    assert readings.surface_cc() == readings.left.cc > readings.right.cc
    readings = Readings()
    readings.take(UV_COLD, UV_WARM, REFERENCE_UV, 50)
    assert readings.surface_cc() == readings.right.cc > readings.left.cc


@pytest.mark.parametrize(("left_uv", "right_uv"), [(OPEN_UV, UV_25_C), (UV_25_C, OPEN_UV), (SHORT_UV, SHORT_UV)])
def test_one_sensor_alone_is_not_trusted(left_uv, right_uv):
    readings = Readings()
    readings.take(left_uv, right_uv, REFERENCE_UV, 50)
    assert readings.surface_cc() == INVALID


def test_both_sides_are_filtered_over_the_same_time():
    readings = Readings()
    readings.take(UV_COLD, UV_COLD, REFERENCE_UV, 50)
    readings.take(UV_WARM, UV_WARM, REFERENCE_UV, 50)
    surface = Surface()
    surface.take(UV_COLD, REFERENCE_UV, 50)
    surface.take(UV_WARM, REFERENCE_UV, 50)
    assert readings.left.cc == readings.right.cc == surface.cc


def test_a_bad_reference_makes_both_invalid():
    readings = Readings()
    readings.take(UV_25_C, UV_25_C, 1_650_000, 50)
    assert readings.reference_uv == 1_650_000
    assert readings.left.condition == readings.right.condition == REFERENCE_BAD


def test_each_pass_has_a_new_number_also_where_it_wraps():
    readings = Readings()
    before = readings.sequence
    for _ in range(0x4000 + 10):
        readings.complete(1, 1234)
        assert readings.sequence == (before + 1 if before < 0x3FFF else 0)
        before = readings.sequence
    assert (readings.sense, readings.rpm, readings.pulses) == (1, 1234, 0)
    readings.complete(0, 1234, 7)
    assert readings.pulses == 7
