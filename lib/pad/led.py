"""What the status LED shows.

Every state has a rhythm of its own, so that nobody needs to see colours. The lights are far apart in brightness and in
their share of blue as well, which colour-blind eyes do see. Nothing flashes more than three times in any second, which can
bring on a seizure (WCAG 2.3.1).
"""

from pad.session import OFF, RUNNING

SLOT_MS = 100
DARK = 0

# Colours are 0xRRGGBB, about a quarter of full power: a bare WS2812 at full power dazzles.
DIM_WHITE = 0x080808
WHITE = 0x404040
GREEN = 0x005018
ORANGE = 0x602000
YELLOW = 0x504000
RED = 0x800000
VIOLET = 0x500050
BLUE = 0x000080

# (colour, slots of 100 ms, and which of these are lit, the first one rightmost), in the order of the state codes
PATTERNS = (
    (DIM_WHITE, 30, 0b1),  # OFF: a faint wink, it has power
    (WHITE, 12, 0b111111),  # CHECK: slow and even, your turn
    (GREEN, 1, 0b1),  # RUNNING: steady
    (YELLOW, 10, 0b11),  # STOPPED: short light, long wait
    (WHITE, 16, 0b11110001111),  # DONE: as CHECK, in pairs
    (RED, 4, 0b11),  # FAULT: quick, without a pause
    (VIOLET, 20, 0b1100110011),  # LOCKED: threes
    (VIOLET, 14, 0b11000111111),  # SAFE_MODE: long, short
)
RUNNING_WARM = (ORANGE, 20, 0x3FFFF)  # steady with a gap every two seconds: the heat that these feet may not feel
PAIRING = (BLUE, 12, 0b110011)  # twos: a phone may pair


class Led:
    """Blinks the pattern of the state; a new pattern begins with light."""

    def __init__(self):
        self._pattern = PATTERNS[OFF]
        self._into_ms = 0

    def step(self, status, dt_ms):
        """The colour for the next pass as 0xRRGGBB, `dt_ms` after the last one. Allocates nothing."""
        pattern = _choose(status)
        if pattern is not self._pattern:
            self._pattern = pattern
            self._into_ms = 0
        else:
            self._into_ms = (self._into_ms + dt_ms) % (pattern[1] * SLOT_MS)
        lit = pattern[2] >> (self._into_ms // SLOT_MS) & 1
        return pattern[0] if lit else DARK


def _choose(status):
    if status.state == OFF and status.pairing_open:
        return PAIRING
    if status.state == RUNNING and status.heat_level:
        return RUNNING_WARM
    return PATTERNS[status.state]
