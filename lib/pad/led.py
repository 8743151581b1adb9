"""What the status LED shows.

Every state has a rhythm of its own, so that nobody needs to see colours. Nothing flashes more than three times in any
second: that can bring on a seizure (WCAG 2.3.1).
"""

from pad.session import OFF, RUNNING

# (0xRRGGBB, how many slots of 100 ms, which of these are lit, the first one rightmost), in the order of the state codes.
# Colours stay at half of full power or less: a bare WS2812 dazzles.
PATTERNS = (
    (0x080808, 30, 0b1),  # OFF: a faint white wink, it has power
    (0x404040, 12, 0b111111),  # CHECK: white, slow and even, your turn
    (0x005018, 1, 0b1),  # RUNNING: steady green, with some blue for colour-blind eyes
    (0x504000, 10, 0b11),  # STOPPED: yellow, short light, long wait
    (0x404040, 16, 0b11110001111),  # DONE: white as CHECK, in pairs
    (0x800000, 4, 0b11),  # FAULT: red, quick, without a pause
    (0x500050, 20, 0b1100110011),  # LOCKED: violet, threes
    (0x500050, 14, 0b11000111111),  # SAFE_MODE: violet, long, short
    (0x602000, 20, 0x3FFFF),  # RUNNING with heat, which these feet may not feel: orange, steady with gaps
    (0x000080, 12, 0b110011),  # OFF while a phone may pair: blue, twos
)
WARM = 8
PAIRING = 9


class Led:
    """Blinks the pattern of the state; a new pattern begins with light."""

    def __init__(self):
        self._pattern = None
        self._into_ms = 0

    def step(self, status, dt_ms):
        """The colour for the next pass as 0xRRGGBB, 0 for dark, `dt_ms` after the last one. Allocates nothing."""
        which = status.state
        if which == RUNNING and status.heat_level:
            which = WARM
        elif which == OFF and status.pairing_open:
            which = PAIRING
        pattern = PATTERNS[which]
        self._into_ms = (self._into_ms + dt_ms) % (pattern[1] * 100) if pattern is self._pattern else 0
        self._pattern = pattern
        return pattern[0] if pattern[2] >> self._into_ms // 100 & 1 else 0
