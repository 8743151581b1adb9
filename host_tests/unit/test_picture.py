"""Large letters in the display's pages, drawn with a font of known columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.picture import LETTERS, PAGES, PIXELS_FOLLOW, STRIDE, Picture


class Font:
    """Draws the letter with code n as the eight columns n, n + 1, ... into `glyph`, if it is moved to the left edge."""

    def __init__(self):
        self.glyph = bytearray(8)

    def fill(self, colour):
        assert colour == 0
        self.glyph[:] = bytes(8)

    def text(self, letters, x, y, colour):
        assert (x % 8, y, colour) == (0, 0, 1)
        self.glyph[:] = columns(letters[-x // 8])


class Canvas:
    """A framebuf of bytes. What is outside is an error, though the real one would not mind."""

    def __init__(self, data):
        self.data = data

    def fill_rect(self, x, y, width, height, value):
        assert 0 <= x <= x + width <= STRIDE
        assert 0 <= y <= y + height <= PAGES
        for row in range(y, y + height):
            self.data[row * STRIDE + x : row * STRIDE + x + width] = bytes([value]) * width

    def hline(self, x, y, width, value):
        self.fill_rect(x, y, width, 1, value)


def columns(letter):
    return bytes((ord(letter) * 5 + column * 37) & 0xFF for column in range(8))


def make():
    font = Font()
    data = bytearray(b"\xa5" * (PAGES * STRIDE))
    return Picture(data, Canvas(data), font.glyph, font)


def write(picture, page, height, width, text):
    """Centred, as the screen does it."""
    picture.write_at(page, height, width)
    x = 64 - len(text) * 4 * width
    for letter in text:
        picture.write(ord(letter), x)
        x += picture.letter_columns


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
    picture = make()
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
        (6, 2, "SPEED 1 W", 1),
        (6, 2, "HOLD START 5 SEC", 1),
        (2, 2, "AZ", 2),
        (0, 4, "A", 4),
    ],
)
def test_letters_are_stretched_to_the_size_that_is_asked_for(page, height, text, width):
    picture = make()
    picture.changed = 0
    write(picture, page, height, width, text)
    assert dots(picture) == expected(page, height, width, text)
    assert picture.changed == ((1 << height) - 1) << page


@given(st.data(), st.sampled_from([(0, 4), (0, 2), (2, 2), (4, 2), (6, 2)]))
def test_only_the_last_text_is_left_and_nothing_beside_it(data, place):
    page, height = place
    length = data.draw(st.integers(1, 16))
    texts = data.draw(st.lists(st.text("ABC 0123456789:", min_size=length, max_size=length), min_size=1, max_size=5))
    width = min(height, 16 // length)
    picture = make()
    for text in texts:
        write(picture, page, height, width, text)
    assert dots(picture) == expected(page, height, width, texts[-1])
    assert [picture.data[each * STRIDE] for each in range(PAGES)] == [PIXELS_FOLLOW] * PAGES


def test_every_letter_that_can_be_written_is_drawn_as_itself():
    picture = make()
    for letter in LETTERS:
        write(picture, 0, 2, 1, letter)
        assert dots(picture) == expected(0, 2, 1, letter)


def test_clearing_leaves_other_pages_alone():
    picture = make()
    write(picture, 0, 2, 2, "ABC")
    write(picture, 2, 2, 2, "DEF")
    picture.changed = 0
    picture.clear(0, 2)
    assert dots(picture) == expected(2, 2, 2, "DEF")
    assert picture.changed == 0b11
