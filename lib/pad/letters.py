"""Large letters on a small display: an 8 by 8 font stretched into the pages of an SSD1306.

A page is a strip of eight pixel rows, one byte a column, the topmost pixel in the lowest bit. Text two pages high is 14 pixels
tall, the time left, four pages high, 28: on the usual 22 mm wide display 2.4 and 4.8 mm.
"""

COLUMNS = 128
PAGES = 8
LETTER = 8  # columns, and rows, of a letter in the font

# Font rows stretched to a whole page: four rows doubled, or two rows times four.
DOUBLED = b"\x00\x03\x0c\x0f\x30\x33\x3c\x3f\xc0\xc3\xcc\xcf\xf0\xf3\xfc\xff"
QUADRUPLED = b"\x00\x0f\xf0\xff"


class Letters:
    """Writes text into `pages`, where column x of page p is at p * stride + x.

    `font` is a framebuf.FrameBuffer of 8 by 8 pixels (MONO_VLSB) over the eight bytes `glyph`; it lends its letters.
    """

    def __init__(self, pages, stride, font, glyph):
        self._pages = pages
        self._stride = stride
        self._font = font
        self._glyph = glyph
        self._height = 2
        self._width = 1
        self._table = DOUBLED

    def clear(self, page, height):
        """Make `height` pages from `page` on dark."""
        for each in range(page, page + height):
            for at in range(each * self._stride, each * self._stride + COLUMNS):
                self._pages[at] = 0

    def write(self, page, height, text, before):
        """Replace the text `before` by `text` from `page` on, centred, 2 or 4 pages high.

        Letters are as wide as the text allows, at most as wide as they are high. Beyond 16 letters a text is cut.
        """
        self._height = height
        self._table = DOUBLED if height == 2 else QUADRUPLED
        self._width = width_of(text, height)
        left = page * self._stride + (COLUMNS - len(text) * LETTER * self._width) // 2
        if len(text) != len(before):
            self.clear(page, height)
            before = ""
        for index in range(len(text)):
            if before == "" or text[index] != before[index]:
                self._letter(left + index * LETTER * self._width, text[index])

    def _letter(self, at, letter):
        self._font.fill(0)
        self._font.text(letter, 0, 0, 1)
        for column in range(LETTER):
            self._column(at + column * self._width, self._glyph[column])

    def _column(self, at, bits):
        rows = LETTER // self._height
        for _ in range(self._height):
            stretched = self._table[bits & (1 << rows) - 1]
            for column in range(at, at + self._width):
                self._pages[column] = stretched
            bits >>= rows
            at += self._stride


def width_of(text, height):
    """How many times wider than in the font the letters of `text` are, at least 1."""
    return max(1, min(height, COLUMNS // LETTER // max(1, len(text))))
