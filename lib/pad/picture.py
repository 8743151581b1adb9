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


class Picture:
    """Column x of page p is at `data[p * STRIDE + 1 + x]`. Bit p of `changed` says that page p is to be sent.

    `font` is a framebuf.FrameBuffer of 8 by 8 pixels (MONO_VLSB) over the eight bytes `glyph`; it lends its letters.
    """

    def __init__(self, font, glyph):
        self._font = font
        self._glyph = glyph
        self.data = bytearray(PAGES * STRIDE)
        self.changed = 0
        self.clear(0, PAGES)

    def clear(self, page, height):
        """Make `height` pages from `page` on dark."""
        self.changed |= (1 << height) - 1 << page
        for at in range(page * STRIDE, (page + height) * STRIDE, STRIDE):
            self.data[at] = PIXELS_FOLLOW
            for column in range(at + 1, at + STRIDE):
                self.data[column] = 0

    def write(self, page, height, text, before):
        """Replace the text `before` by `text`, 16 letters at most, from `page` on, centred, 2 or 4 pages high.

        Letters are as wide as their number allows, at most as wide as they are high.
        """
        length = len(text)
        same = length == len(before)
        if same:
            self.changed |= (1 << height) - 1 << page
        else:
            self.clear(page, height)
        width = min(height, 16 // max(1, length))
        at = page * STRIDE + 65 - length * 4 * width
        for index in range(length):
            if not same or text[index] != before[index]:
                self._letter(at, text[index], height, width)
            at += 8 * width

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
                self.data[column] = table[bits & len(table) - 1]
            bits >>= 4 if table is DOUBLED else 2
            at += STRIDE
            height -= 1
