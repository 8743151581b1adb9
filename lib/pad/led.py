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
    b"\x50\x00\x18\x14\xff\xff\x0f"  # RUNNING: steady green, with some blue for colour-blind eyes
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
    """Blinks the pattern of the state; a new pattern begins with light. A new brightness shows when it begins again."""

    def __init__(self):
        self._which = -1
        self._into_ms = 0
        self._period_ms = 0
        self._slots = 0
        # Two take turns, so that whoever compares sees a new colour as a new object.
        self._lit = bytearray(3)
        self._next = bytearray(3)

    def step(self, status, dt_ms):
        """The next pass's colour as three bytes, green, red, blue, `dt_ms` after the last one. Allocates nothing.

        They stay as they are until the pattern has begun twice.
        """
        which = status.state
        if which == RUNNING and status.heat_level:
            which = WARM
        elif which == OFF and status.pairing_open:
            which = PAIRING
        self._into_ms += dt_ms
        if which != self._which:
            self._into_ms = self._period_ms = 0
        if self._into_ms >= self._period_ms:
            self.begin(which, status.session.settings.values[BRIGHTNESS])
        return self._lit if self._slots >> self._into_ms // 100 & 1 else UNLIT

    def begin(self, which, brightness):
        """Mix the colour of a pattern, from now on the present one. What somebody has to come for is never dimmed."""
        at = which * LENGTH
        dimmed = 0 if FAULT <= which <= SAFE_MODE else BRIGHTEST - brightness
        self._lit, self._next = self._next, self._lit
        for i in range(3):
            self._lit[i] = PATTERNS[at + i] >> dimmed
        self._slots = PATTERNS[at + 4] | PATTERNS[at + 5] << 8 | PATTERNS[at + 6] << 16
        self._which = which
        self._period_ms = PATTERNS[at + 3] * 100
        self._into_ms %= self._period_ms
