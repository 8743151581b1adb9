"""What the pad says in words. Rarely, and from texts that are large: what is loaded for it gives back its heap."""

import sys

from firmware import board
from firmware.moments import forget_since

NO_WORDS = (b"", b"", b"", b"")


def display_lines(status, page):
    """The display's lines, as pad.screen_lines has them."""
    before = tuple(sys.modules)
    try:
        from pad import screen_lines

        return screen_lines.lines(status, board.HAS_HEAT, page)
    except MemoryError:  # no reason to end a session: the time stands alone until the next page
        return NO_WORDS, True
    finally:
        forget_since(before)


def sentences(status):
    """What phones are told: the sentence for everybody, the one for those that are trusted, and the fault."""
    before = tuple(sys.modules)
    try:
        from pad import status_text

        everybody, trusted = status_text.sentence(status, False), status_text.sentence(status, True)
        return everybody.encode(), trusted.encode(), status_text.fault(status.fault_code)
    finally:
        forget_since(before)
