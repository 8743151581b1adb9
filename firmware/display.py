"""The SSD1306 display on the I2C bus: 128 by 64 pixels, sent one page at a time so that the guard never waits for it.

Optional hardware: a display that does not answer is no error, and one that stops answering is given up.
"""

from framebuf import MONO_VLSB, FrameBuffer
from machine import I2C, Pin
from pad.letters import COLUMNS, PAGES

BUS_TIMEOUT_US = 5_000
ERRORS_ALLOWED = 3  # running

# First bytes of a message: commands follow, or pixels.
COMMANDS = 0x00
PIXELS = 0x40

STRIDE = 1 + COLUMNS  # every page carries its own first byte, so that it can be sent as it is
LETTER_BYTES = 8

START = bytes(
    (
        COMMANDS,
        *(0xAE,),  # dark until there is something to show
        *(0xD5, 0x80),  # clock
        *(0xA8, 0x3F),  # 64 rows
        *(0xD3, 0x00, 0x40),  # no offset, first row on top
        *(0x8D, 0x14),  # charge pump on: makes the OLED's voltage from 3.3 V
        *(0x20, 0x02),  # a page is addressed by its number
        *(0xA1, 0xC8),  # connector above the picture
        *(0xDA, 0x12),  # rows wired alternately
        *(0x81, 0xFF),  # full contrast
        *(0xD9, 0xF1, 0xDB, 0x40),  # precharge and deselect level for full contrast
        *(0xA4, 0xA6),  # show memory, lit pixels on dark ground
    )
)
DARK = bytes((COMMANDS, 0xAE))
LIT = bytes((COMMANDS, 0xAF))


def open_bus(scl, sda, hz):
    """The bus on these pins, with a timeout short enough for the guard."""
    return I2C(0, scl=Pin(scl), sda=Pin(sda), freq=hz, timeout=BUS_TIMEOUT_US)


class Display:
    """Holds the picture in `pages` (column x of page p at p * STRIDE + x) and sends what was marked as changed.

    `lost` becomes True when the display has been given up.
    """

    def __init__(self, i2c, address):
        self._i2c = i2c
        self._address = address
        self._picture = memoryview(bytearray(PAGES * STRIDE))
        self._messages = [self._picture[page * STRIDE : (page + 1) * STRIDE] for page in range(PAGES)]
        for message in self._messages:
            message[0] = PIXELS
        self.pages = self._picture[1:]
        self.glyph = bytearray(LETTER_BYTES)
        self.font = FrameBuffer(self.glyph, LETTER_BYTES, LETTER_BYTES, MONO_VLSB)
        self._to_page = bytearray((COMMANDS, 0xB0, 0x00, 0x10))  # the page's number, column 0
        self._changed = 0
        self._started = False
        self._lit = False
        self._errors = 0
        self.lost = False

    def is_there(self):
        """Whether a display answers; starts it."""
        try:
            self._start()
        except OSError:
            return False
        return True

    def changed(self, pages):
        """Mark pages for sending: bit p for page p."""
        self._changed |= pages

    def send(self, lit):
        """Send one page or one command, whatever is due. `lit`: whether the display should shine. False: nothing to do."""
        try:
            busy = self._send_next(lit)
            self._errors = 0
        except OSError:
            busy = False
            self._count_error()
        return busy

    def _send_next(self, lit):
        if not self._started:
            self._start()
        elif self._changed:
            self._send_page()
        elif lit != self._lit:
            self._i2c.writeto(self._address, LIT if lit else DARK)
            self._lit = lit
        else:
            return False
        return True

    def _start(self):
        self._i2c.writeto(self._address, START)
        self._started = True
        self._lit = False
        self._changed = (1 << PAGES) - 1

    def _send_page(self):
        page = 0
        while not self._changed >> page & 1:
            page += 1
        self._to_page[1] = 0xB0 + page
        self._i2c.writeto(self._address, self._to_page)
        self._i2c.writeto(self._address, self._messages[page])
        self._changed &= ~(1 << page)

    def _count_error(self):
        self._started = False  # a loose plug may have cut its power: begin at the beginning
        self._errors += 1
        if self._errors >= ERRORS_ALLOWED:
            self.lost = True
            print("display: does not answer any more, given up")
