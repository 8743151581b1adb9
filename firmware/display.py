"""The SSD1306 display on the I2C bus: 128 by 64 pixels, sent one page at a time so that the guard never waits for it.

Optional hardware: a display that does not answer is no error, and one that stops answering is given up.
"""

from framebuf import MONO_VLSB, FrameBuffer
from machine import I2C, Pin

from pad.letters import COLUMNS, LETTER, PAGES

BUS_TIMEOUT_US = 5_000

# The first byte of a message says whether commands (0) or pixels follow. Each page of the picture carries its own, so
# that it can be sent as it is.
PIXELS = 0x40
STRIDE = 1 + COLUMNS
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
    """Holds the picture in `pages` (column x of page p at p * STRIDE + x) and sends the pages whose bit is set in `changed`.

    `font` draws into the eight bytes `glyph`. `errors` counts failures running.
    """

    def __init__(self, scl, sda, hz, address):
        self._i2c = I2C(0, scl=Pin(scl), sda=Pin(sda), freq=hz, timeout=BUS_TIMEOUT_US)
        self._address = address
        picture = memoryview(bytearray(PAGES * STRIDE))
        self._messages = [picture[at : at + STRIDE] for at in range(0, PAGES * STRIDE, STRIDE)]
        for message in self._messages:
            message[0] = PIXELS
        self.pages = picture[1:]
        self.glyph = bytearray(LETTER)
        self.font = FrameBuffer(self.glyph, LETTER, LETTER, MONO_VLSB)
        self._to_page = bytearray(b"\x00\xb0\x00\x10")  # the page's number, column 0
        self.changed = 0
        self._lit = None
        self.errors = 0

    def send(self, lit):
        """Send the next page or command that is due, `lit` saying whether to shine. False: there was nothing to do."""
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
            self._i2c.writeto(self._address, START)
            self._lit = False
            self.changed = 0xFF
        elif self.changed:
            self._send_page()
        elif lit != self._lit:
            self._i2c.writeto(self._address, LIT if lit else DARK)
            self._lit = lit
        else:
            return False
        return True

    def _send_page(self):
        page = 0
        while not self.changed >> page & 1:
            page += 1
        self._to_page[1] = 0xB0 + page
        self._i2c.writeto(self._address, self._to_page)
        self._i2c.writeto(self._address, self._messages[page])
        self.changed &= ~(1 << page)
