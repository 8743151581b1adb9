"""The picture on the display, with large letters: an 8 by 8 font stretched into the pages of an SSD1306.

A page is a strip of eight pixel rows, one byte a column, the topmost pixel in the lowest bit. Letters two pages high
are 14 pixels tall, four pages 28: 2.4 and 4.8 mm on the usual display of 22 by 11 mm.
"""

COLUMNS = 128
PAGES = 8
# Each page begins with the byte that tells the display that pixels follow, so that it can be sent as it is.
PIXELS_FOLLOW = 0x40
STRIDE = 1 + COLUMNS

# Four rows of the font doubled, two rows times four: a page of pixels either way.
DOUBLED = b"\x00\x03\x0c\x0f\x30\x33\x3c\x3f\xc0\xc3\xcc\xcf\xf0\xf3\xfc\xff"
QUADRUPLED = b"\x00\x0f\xf0\xff"

# What can be written. The font gets all of it at once, moved so far that it draws one letter only: a text of that
# letter would have to be made.
LETTERS = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Picture:
    """Column x of page p is at `data[p * STRIDE + 1 + x]`. Bit p of `changed` says that page p is to be sent.

    `canvas` is a framebuf.FrameBuffer (GS8) over `data`: what it takes for a pixel is a column of a page. `font` is one
    of 8 by 8 pixels (MONO_VLSB) over the eight bytes `glyph`; it lends its letters.

    Its functions are as short as they are, with few variables, because a larger one takes a block of heap each time.
    """

    def __init__(self, data, canvas, glyph, font):
        self.data = data
        self._canvas = canvas
        self._glyph = glyph
        self._font = font
        self.changed = 0
        self.clear(0, PAGES)
        canvas.fill_rect(0, 0, 1, PAGES, PIXELS_FOLLOW)
        self.write_at(0, 2, 1)

    def clear(self, page, height):
        """Make `height` pages from `page` on dark."""
        self.changed |= (1 << height) - 1 << page
        self._canvas.fill_rect(1, page, COLUMNS, height, 0)

    def write_at(self, page, height, width):
        """Letters go from this page on, 2 or 4 pages high, `width` times as wide as in the font."""
        self._page = page
        self.height = height
        self._width = width
        self._table = DOUBLED if height == 2 else QUADRUPLED
        self.letter_columns = 8 * width

    def write(self, letter, x):
        """Replace the letter that begins in column x by the one with this code."""
        self.changed |= (1 << self.height) - 1 << self._page
        self._font.fill(0)
        self._font.text(LETTERS, (32 - letter) * 8, 0, 1)
        x += 1
        self._canvas.fill_rect(x, self._page, self.letter_columns, self.height, 0)
        column = 0
        while column < 8:
            self.stretch(x, self._glyph[column])
            x += self._width
            column += 1

    def stretch(self, x, bits):
        """Write one column of a letter: eight pixels, the topmost in the lowest bit."""
        page = self._page
        while bits:
            value = self._table[bits & len(self._table) - 1]
            if value:
                self._canvas.hline(x, page, self._width, value)
            bits >>= 8 // self.height
            page += 1
