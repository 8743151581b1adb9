"""The SSD1306 display on the I2C bus: 128 by 64 pixels, sent one page at a time so that the guard never waits for it.

Optional hardware: a display that does not answer is no error.
"""

from framebuf import GS8, MONO_VLSB, FrameBuffer
from machine import I2C, Pin

from firmware import board
from pad.picture import PAGES, STRIDE, Picture

BUS_TIMEOUT_US = 5_000

# A message of commands begins with 0.
DARK = b"\x00\xae"
LIT = b"\x00\xaf"
START = (
    b"\x00\xae"  # dark until there is something to show
    b"\xd5\x80"  # clock
    b"\xa8\x3f\xd3\x00\x40"  # 64 rows, no offset, first row on top
    b"\x8d\x14"  # charge pump on: makes the OLED's voltage from 3.3 V
    b"\x20\x02"  # pages are addressed by their number
    b"\xa1\xc8"  # connector above the picture
    b"\xda\x12"  # rows wired alternately
    b"\x81\xff\xd9\xf1\xdb\x40"  # full contrast, with the precharge and the deselect level that it takes
    b"\xa4\xa6"  # show the memory, lit pixels on dark ground
)


class Display:
    """Sends `picture` (a pad.picture.Picture), what has changed of it. `errors` counts failures running."""

    def __init__(self):
        data = bytearray(PAGES * STRIDE)
        glyph = bytearray(8)
        font = FrameBuffer(glyph, 8, 8, MONO_VLSB)
        self.picture = Picture(data, FrameBuffer(data, STRIDE, PAGES, GS8), glyph, font)
        view = memoryview(data)
        self._pages = [view[at : at + STRIDE] for at in range(0, PAGES * STRIDE, STRIDE)]
        self._i2c = I2C(0, scl=Pin(board.I2C_SCL), sda=Pin(board.I2C_SDA), freq=board.I2C_HZ, timeout=BUS_TIMEOUT_US)
        self._to_page = bytearray(b"\x00\xb0\x00\x10")  # the page's number, column 0
        self._lit = None
        self.errors = 0

    def send(self, lit):
        """Send the page or command that is due, `lit` saying whether to shine. False: nothing was due, or it failed."""
        try:
            busy = self._send(lit)
            self.errors = 0
        except OSError:
            busy = False
            self.errors += 1
            self._lit = None  # a loose plug may have cut its power: begin at the beginning
        return busy

    def _send(self, lit):
        if self._lit is None:
            self._write(START)
            self._lit = False
            self.picture.changed = 0xFF
        elif self.picture.changed:
            self._send_page()
        elif lit != self._lit:
            self._write(LIT if lit else DARK)
            self._lit = lit
        else:
            return False
        return True

    def _send_page(self):
        page = 0
        while not self.picture.changed >> page & 1:
            page += 1
        self._to_page[1] = 0xB0 + page
        self._write(self._to_page)
        self._write(self._pages[page])
        self.picture.changed &= ~(1 << page)

    def _write(self, message):
        self._i2c.writeto(board.DISPLAY_ADDRESS, message)
