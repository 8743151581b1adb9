"""What the status LED shows.

Every state has a rhythm of its own, so that nobody needs to see colours. Nothing flashes more than three times in any
second: that can bring on a seizure (WCAG 2.3.1).
"""

from pad.session import OFF, RUNNING

# Colour as green, red, blue, the order that a WS2812 wants, at half of full power or less, since a bare one dazzles;
# how many slots of 100 ms; which of these are lit, the first one rightmost. In the order of the state codes.
PATTERNS = (
    (b"\x08\x08\x08", 30, 0b1),  # OFF: a faint white wink, it has power
    (b"\x40\x40\x40", 12, 0b111111),  # CHECK: white, slow and even, your turn
    (b"\x50\x00\x18", 1, 0b1),  # RUNNING: steady green, with some blue for colour-blind eyes
    (b"\x40\x50\x00", 10, 0b11),  # STOPPED: yellow, short light, long wait
    (b"\x40\x40\x40", 16, 0b11110001111),  # DONE: white as CHECK, in pairs
    (b"\x00\x80\x00", 4, 0b11),  # FAULT: red, quick, without a pause
    (b"\x00\x50\x50", 20, 0b1100110011),  # LOCKED: violet, threes
    (b"\x00\x50\x50", 14, 0b11000111111),  # SAFE_MODE: violet, long, short
    (b"\x20\x60\x00", 20, 0x3FFFF),  # RUNNING with heat, which these feet may not feel: orange, steady with gaps
    (b"\x00\x00\x80", 12, 0b110011),  # OFF while a phone may pair: blue, twos
)
WARM = 8
PAIRING = 9
UNLIT = b"\x00\x00\x00"


class Led:
    """Blinks the pattern of the state; a new pattern begins with light."""

    def __init__(self):
        self._pattern = None
        self._into_ms = 0

    def step(self, status, dt_ms):
        """The next pass's colour as three bytes, green, red, blue, `dt_ms` after the last one. Allocates nothing."""
        which = status.state
        if which == RUNNING and status.heat_level:
            which = WARM
        elif which == OFF and status.pairing_open:
            which = PAIRING
        pattern = PATTERNS[which]
        self._into_ms = (self._into_ms + dt_ms) % (pattern[1] * 100) if pattern is self._pattern else 0
        self._pattern = pattern
        return pattern[0] if pattern[2] >> self._into_ms // 100 & 1 else UNLIT
