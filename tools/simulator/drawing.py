"""Draws with characters: the pad's display, its LED and a temperature curve. Knows no terminal and no simulation."""

import colorsys
import math
from collections.abc import Sequence
from itertools import groupby
from typing import TypeAlias

DISPLAY_COLUMNS = 128
DISPLAY_PAGES = 8  # of eight rows each
BRAILLE = 0x2800
# A braille cell is 2 x 4 dots. These spread four pixels, the topmost in bit 0, over its left and its right column.
LEFT_DOTS = tuple((bits & 7) | (bits & 8) << 3 for bits in range(16))
RIGHT_DOTS = tuple((bits & 7) << 3 | (bits & 8) << 4 for bits in range(16))
HALF_BLOCKS = " ▀▄█"

RED, GREEN, BLUE, VIOLET = "red", "green", "blue", "violet"
HUES = (RED, "orange", "yellow", GREEN, GREEN, "turquoise", "turquoise", BLUE, BLUE, VIOLET, VIOLET, RED)
GAMMA = 2.2  # eyes see an LED at a tenth of its power as a third as bright

RUNS_MIN = (5, 15, 30, 60)  # lengths of the temperature curve
SEGMENT: TypeAlias = tuple[str, str]  # text and the name of its style


def braille_display(memory: bytes) -> list[str]:
    """The display's 1024 bytes (eight pages of 128 columns, lowest bit on top) as 16 lines of 64 characters."""
    lines = []
    for page in range(DISPLAY_PAGES):
        columns = memory[page * DISPLAY_COLUMNS : (page + 1) * DISPLAY_COLUMNS]
        lines.append(braille_line([column & 15 for column in columns]))
        lines.append(braille_line([column >> 4 for column in columns]))
    return lines


def braille_line(nibbles: Sequence[int]) -> str:
    """Columns of four pixels as characters, two columns each."""
    pairs = zip(nibbles[::2], nibbles[1::2], strict=True)
    return "".join(chr(BRAILLE | LEFT_DOTS[left] | RIGHT_DOTS[right]) for left, right in pairs)


def block_display(memory: bytes) -> list[str]:
    """The display's 1024 bytes as 32 lines of 128 half blocks, for large terminals."""
    lines = []
    for row in range(0, DISPLAY_PAGES * 8, 2):
        page, shift = divmod(row, 8)
        columns = memory[page * DISPLAY_COLUMNS : (page + 1) * DISPLAY_COLUMNS]
        lines.append("".join(HALF_BLOCKS[column >> shift & 3] for column in columns))
    return lines


def light(led: tuple[int, int, int]) -> str:
    """The colour that a person sees when the LED gets these levels of red, green and blue, as #rrggbb."""
    return "#" + "".join(f"{round(255 * (level / 255) ** (1 / GAMMA)):02x}" for level in led)


def colour_name(led: tuple[int, int, int]) -> str:
    """The same in a word, for people who cannot tell the colours apart."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(level / 255 for level in led))
    if value == 0:
        return "off"
    return "white" if saturation < 0.3 else HUES[round(hue * 12) % 12]


def curve(left: Sequence[float | None], right: Sequence[float | None], width: int, height: int) -> list[list[SEGMENT]]:
    """Two temperatures, one value a second, as lines of styled text: "left", "right", "limit", "axis".

    The newest value is at the right edge. None leaves a gap. At least 20 to 42 degrees are shown.
    """
    width = max(1, width - AXIS_WIDTH)
    low_c, high_c = span(left, right)
    cells = [[0] * width for _ in range(height)]
    styles = [["left"] * width for _ in range(height)]
    per_dot = run_length_s(len(left)) / (width * 2)
    for values, style in ((left, "left"), (right, "right")):
        for column, value in enumerate(thinned(values, per_dot, width * 2)):
            if value is not None:
                dot = dot_row(value, low_c, high_c, height)
                put_dot(cells, column, dot)
                styles[dot // 4][column // 2] = style
    limit_row = dot_row(LIMIT_C, low_c, high_c, height)
    return [
        axis(row, limit_row, low_c, high_c, height) + line(cells[row], styles[row], row == limit_row // 4)
        for row in range(height)
    ]


LIMIT_C = 41.0  # no part of the surface may be warmer, see pad/limits.py
AXIS_WIDTH = 5


def span(*curves: Sequence[float | None]) -> tuple[float, float]:
    """The temperatures at the lower and upper edge."""
    values = [value for values in curves for value in values if value is not None]
    return min([20.0, *(math.floor(value) for value in values)]), max([42.0, *(math.ceil(value) for value in values)])


def run_length_s(seconds: int) -> int:
    """How much time the curve shows when there are so many values."""
    return next((minutes for minutes in RUNS_MIN if seconds <= minutes * 60), RUNS_MIN[-1]) * 60


def thinned(values: Sequence[float | None], per_dot: float, dots: int) -> list[float | None]:
    """One value for each dot, the newest last; None where there is none yet."""
    places = [len(values) - 1 - math.floor((dots - 1 - dot) * per_dot) for dot in range(dots)]
    return [values[place] if place >= 0 else None for place in places]


def dot_row(value: float, low_c: float, high_c: float, height: int) -> int:
    """The row of dots, from the top, that stands for a temperature."""
    dots = height * 4
    return min(dots - 1, max(0, math.floor((high_c - value) / (high_c - low_c) * dots)))


def put_dot(cells: list[list[int]], column: int, row: int) -> None:
    """Set one dot."""
    table = RIGHT_DOTS if column & 1 else LEFT_DOTS
    cells[row // 4][column // 2] |= table[1 << (row & 3)]


def axis(row: int, limit_row: int, low_c: float, high_c: float, height: int) -> list[SEGMENT]:
    """The scale to the left of one line."""
    if row == limit_row // 4:
        return [(f"{LIMIT_C:3.0f}┄", "limit"), (" ", "axis")]
    if row in (height - 1, height // 2):
        middle_c = high_c - (row + 0.5) * (high_c - low_c) / height
        return [(f"{middle_c:3.0f}│ ", "axis")]
    return [("   │ ", "axis")]


def line(cells: list[int], styles: list[str], at_limit: bool) -> list[SEGMENT]:
    """One line of the curve; the limit runs through where no value is."""
    drawn = [
        (chr(BRAILLE | cell), style) if cell else ("┄", "limit") if at_limit else (" ", "axis")
        for cell, style in zip(cells, styles, strict=True)
    ]
    return [("".join(text for text, _ in run), style) for style, run in groupby(drawn, key=lambda pair: pair[1])]
