"""What the status LED shows.

Every state has a rhythm of its own, so that nobody needs to see colours. Nothing flashes more than three times in any
second: that can bring on a seizure (WCAG 2.3.1).
"""

from pad.session import FAULT, OFF, RUNNING, SAFE_MODE
from pad.settings import BRIGHTNESS

# Colour as green, red, blue, the order that a WS2812 wants, at half of full power or less, since a bare one dazzles;
# how many slots of 100 ms; which of these are lit, the first one in the lowest bit of the first of three bytes. In the
# order of the state codes. In one piece: objects of their own would take six times the heap.
LENGTH = 7
PATTERNS = (
    b"\x08\x08\x08\x1e\x01\x00\x00"  # OFF: a faint white wink, it has power
    b"\x40\x40\x40\x0c\x3f\x00\x00"  # CHECK: white, slow and even, your turn
    b"\x50\x00\x18\x01\x01\x00\x00"  # RUNNING: steady green, with some blue for colour-blind eyes
    b"\x40\x50\x00\x0a\x03\x00\x00"  # STOPPED: yellow, short light, long wait
    b"\x40\x40\x40\x10\x8f\x07\x00"  # DONE: white as CHECK, in pairs
    b"\x00\x80\x00\x04\x03\x00\x00"  # FAULT: red, quick, without a pause
    b"\x00\x50\x50\x14\x33\x03\x00"  # LOCKED: violet, threes
    b"\x00\x50\x50\x0e\x3f\x0e\x00"  # SAFE_MODE: violet, long, short
    b"\x20\x60\x00\x14\xff\xff\x03"  # RUNNING with heat, which these feet may not feel: orange, steady with gaps
    b"\x00\x00\x80\x0c\x33\x00\x00"  # OFF while a phone may pair: blue, twos
)
WARM = 8
PAIRING = 9
UNLIT = b"\x00\x00\x00"
ALARM = b"\x00\x80\x00"  # that of FAULT
BRIGHTEST = 3


class Led:
    """Blinks the pattern of the state; a new pattern begins with light."""

    def __init__(self):
        self._pattern = -1  # where it begins, and how bright it is
        self._into_ms = 0
        # Two take turns, so that whoever compares sees a new colour as a new object.
        self._lit = bytearray(3)
        self._other = bytearray(3)

    def step(self, status, dt_ms):
        """The next pass's colour as three bytes, green, red, blue, `dt_ms` after the last one. Allocates nothing.

        What is given stays as it is until two patterns later.
        """
        which = status.state
        if which == RUNNING and status.heat_level:
            which = WARM
        elif which == OFF and status.pairing_open:
            which = PAIRING
        pattern = which << 2 | status.session.settings.values[BRIGHTNESS]
        if pattern != self._pattern:
            self.begin(which, pattern)
        else:
            self._into_ms += dt_ms
        return self._now((pattern >> 2) * LENGTH)

    def begin(self, which, pattern):
        """Mix the colour of a new pattern. What somebody has to come for is never dimmed."""
        dimmed = 0 if FAULT <= which <= SAFE_MODE else BRIGHTEST - (pattern & 3)
        self._pattern = pattern
        self._into_ms = 0
        self._lit, self._other = self._other, self._lit
        for i in range(3):
            self._lit[i] = PATTERNS[which * LENGTH + i] >> dimmed

    def _now(self, at):
        self._into_ms %= PATTERNS[at + 3] * 100
        slot = self._into_ms // 100
        return self._lit if PATTERNS[at + 4 + (slot >> 3)] >> (slot & 7) & 1 else UNLIT
