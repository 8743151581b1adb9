"""What the terminal draws with characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.simulator.drawing import block_display, braille_display, colour_name, curve, light, run_length_s

TEMPERATURES = st.lists(st.none() | st.floats(-40, 150), max_size=400)
# Dot numbers of braille by column and row.
DOTS = {(0, 0): 1, (0, 1): 2, (0, 2): 4, (1, 0): 8, (1, 1): 16, (1, 2): 32, (0, 3): 64, (1, 3): 128}


def one_pixel(column, row):
    """A display's memory with a single pixel on."""
    memory = bytearray(1024)
    memory[row // 8 * 128 + column] = 1 << row % 8
    return bytes(memory)


@given(st.integers(0, 127), st.integers(0, 63))
def test_each_pixel_becomes_the_dot_at_its_place(column, row):
    lines = braille_display(one_pixel(column, row))
    assert lines[row // 4][column // 2] == chr(0x2800 + DOTS[column % 2, row % 4])
    assert sum(char != "\u2800" for line in lines for char in line) == 1
    assert [len(line) for line in lines] == [64] * 16


@given(st.integers(0, 127), st.integers(0, 63))
def test_each_pixel_becomes_the_half_block_at_its_place(column, row):
    lines = block_display(one_pixel(column, row))
    assert lines[row // 2][column] == "▀▄"[row % 2]
    assert sum(char != " " for line in lines for char in line) == 1
    assert [len(line) for line in lines] == [128] * 32


@pytest.mark.parametrize(
    ("led", "name"),
    [((0, 0, 0), "off"), ((40, 0, 0), "red"), ((0, 40, 0), "green"), ((0, 0, 9), "blue"), ((20, 20, 20), "white")],
)
def test_the_lamp_has_a_word_and_a_light(led, name):
    assert colour_name(led) == name
    assert light((255, 0, 0)) == "#ff0000"
    assert light((0, 3, 0)) > "#002000"  # a dim LED is seen all the same


@given(TEMPERATURES, st.integers(1, 120), st.integers(1, 30))
def test_a_curve_fills_exactly_its_place_whatever_the_values(values, width, height):
    rows = curve(values, values[::-1], width, height)
    assert len(rows) == height
    assert {sum(len(text) for text, _ in row) for row in rows} == {max(width, 6)}
    assert {style for row in rows for _, style in row} <= {"left", "right", "limit", "axis"}


def drawn(rows, style):
    """The lines, from the top, that have something of this style."""
    return [number for number, row in enumerate(rows) if any(kind == style and "┄" not in text for text, kind in row)]


def test_warmer_is_drawn_higher_and_the_newest_is_at_the_right():
    rows = curve([36.0] * 100, [24.0] * 100, 45, 11)
    (left,), (right,) = drawn(rows, "left"), drawn(rows, "right")
    assert left < right
    assert rows[left][-1][1] == "left"


def test_nothing_is_drawn_of_a_sensor_that_reads_nothing():
    rows = curve([None] * 100, [24.0] * 100, 45, 11)
    assert drawn(rows, "left") == []
    assert len(drawn(rows, "right")) == 1


@pytest.mark.parametrize(("seconds", "shown_s"), [(0, 300), (300, 300), (301, 900), (901, 1800), (3600, 3600)])
def test_the_curve_shows_more_time_as_the_session_grows(seconds, shown_s):
    assert run_length_s(seconds) == shown_s
