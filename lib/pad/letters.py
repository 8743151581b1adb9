"""Large letters on a small display: an 8 by 8 font stretched into the pages of an SSD1306.

A page is a strip of eight pixel rows, one byte a column, the topmost pixel in the lowest bit. Letters two pages high are 14 pixels
tall, four pages 28: 2.4 and 4.8 mm on the usual display of 22 by 11 mm.
"""

COLUMNS = 128
PAGES = 8
LETTER = 8  # columns, and rows, of a letter in the font
LONGEST = COLUMNS // LETTER

# Four rows of the font doubled, two rows times four: a page of pixels either way.
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

    def clear(self, page, height):
        """Make `height` pages from `page` on dark."""
        for at in range(page * self._stride, (page + height) * self._stride, self._stride):
            for column in range(at, at + COLUMNS):
                self._pages[column] = 0

    def write(self, page, height, text, before):
        """Replace the text `before` by `text` (of 16 letters at most) from `page` on, centred, 2 or 4 pages high.

        Letters are as wide as their number allows, at most as wide as they are high.
        """
        if len(text) != len(before):
            self.clear(page, height)
            before = None
        width = min(height, LONGEST // max(1, len(text)))
        at = page * self._stride + (COLUMNS - len(text) * LETTER * width) // 2
        for index in range(len(text)):
            if not before or text[index] != before[index]:
                self._letter(at, text[index], height, width)
            at += LETTER * width

    def _letter(self, at, letter, height, width):
        self._font.fill(0)
        self._font.text(letter, 0, 0, 1)
        for bits in self._glyph:
            self._column(at, bits, height, width)
            at += width

    def _column(self, at, bits, height, width):
        table = DOUBLED if height == 2 else QUADRUPLED
        while height:
            for column in range(at, at + width):
                self._pages[column] = table[bits & len(table) - 1]
            bits >>= 4 if len(table) == 16 else 2
            at += self._stride
            height -= 1
