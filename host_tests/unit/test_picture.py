"""Large letters in the display's pages, drawn with a font of known columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.picture import PAGES, PIXELS_FOLLOW, STRIDE, Picture


class Font:
    """Draws the letter with code n as the eight columns n, n + 1, ... into `glyph`."""

    def __init__(self):
        self.glyph = bytearray(8)
        self.letters = 0

    def fill(self, colour):
        assert colour == 0
        self.glyph[:] = bytes(8)

    def text(self, letter, x, y, colour):
        assert (x, y, colour, len(letter)) == (0, 0, 1, 1)
        self.letters += 1
        self.glyph[:] = columns(letter)


def columns(letter):
    return bytes((ord(letter) * 5 + column * 37) & 0xFF for column in range(8))


def make():
    font = Font()
    picture = Picture(font, font.glyph)
    picture.changed = 0
    return picture, font


def dots(picture):
    """Rows of 0 and 1, eight for every page."""
    return [
        [picture.data[page * STRIDE + 1 + column] >> row & 1 for column in range(128)]
        for page in range(PAGES)
        for row in range(8)
    ]


def expected(page, height, width, text):
    rows = [[0] * 128 for _ in range(64)]
    left = 64 - len(text) * 4 * width
    for index, letter in enumerate(text):
        for column, bits in enumerate(columns(letter)):
            for y in range(8 * height):
                for x in range(width):
                    rows[page * 8 + y][left + (index * 8 + column) * width + x] = bits >> y // height & 1
    return rows


def test_a_new_picture_is_dark_and_is_to_be_sent():
    font = Font()
    picture = Picture(font, font.glyph)
    assert picture.changed == 0xFF
    assert not any(map(any, dots(picture)))
    assert [picture.data[page * STRIDE] for page in range(PAGES)] == [PIXELS_FOLLOW] * PAGES


@pytest.mark.parametrize(
    ("page", "height", "text", "width"),
    [
        (0, 4, "9:59", 4),
        (0, 4, "15:00", 3),
        (0, 4, "15 MIN", 2),
        (4, 2, "START", 2),
        (4, 2, "SPEED 11", 2),
        (6, 2, "SPEED 1 W", 1),
        (6, 2, "HOLD START 5 SEC", 1),
        (2, 2, "A", 2),
        (0, 4, "A", 4),
    ],
)
def test_letters_are_as_wide_as_the_text_allows(page, height, text, width):
    picture, _ = make()
    picture.write(page, height, text, "")
    assert dots(picture) == expected(page, height, width, text)
    assert picture.changed == ((1 << height) - 1) << page


@given(st.data(), st.sampled_from([(0, 4), (0, 2), (2, 2), (4, 2), (6, 2)]))
def test_only_the_last_text_is_left_and_nothing_beside_it(data, place):
    page, height = place
    texts = data.draw(st.lists(st.text("ABC 0123456789:", max_size=16), min_size=1, max_size=5))
    picture, _ = make()
    before = ""
    for text in texts:
        picture.write(page, height, text, before)
        before = text
    width = min(height, 16 // max(1, len(before)))
    assert dots(picture) == expected(page, height, width, before)
    assert [picture.data[each * STRIDE] for each in range(PAGES)] == [PIXELS_FOLLOW] * PAGES


def test_a_second_that_passes_draws_one_letter():
    picture, font = make()
    picture.write(0, 4, "14:59", "")
    assert font.letters == 5
    picture.write(0, 4, "14:58", "14:59")
    assert font.letters == 6
    assert picture.changed == 0x0F


def test_clearing_leaves_other_pages_alone():
    picture, _ = make()
    picture.write(0, 2, "ABC", "")
    picture.write(2, 2, "DEF", "")
    picture.changed = 0
    picture.clear(0, 2)
    assert dots(picture) == expected(2, 2, 2, "DEF")
    assert picture.changed == 0b11
