"""What the pad says in words. Rarely, and from texts that are large: what is loaded for it gives back its heap."""

import sys

from firmware import board

LOADED = ("pad.screen_lines", "pad.status_text", "pad.fault_texts")
LANGUAGE = "pad.words_"  # and two letters


def display_lines(status, page):
    """The display's lines, as pad.screen_lines has them."""
    from pad import screen_lines

    try:
        return screen_lines.lines(status, board.HAS_HEAT, page)
    finally:
        forget()


def sentences(status):
    """What phones are told: the sentence for everybody, the one for those that are trusted, and the fault."""
    from pad import status_text

    try:
        everybody, trusted = status_text.sentence(status, False), status_text.sentence(status, True)
        return everybody.encode(), trusted.encode(), status_text.fault(status.fault_code)
    finally:
        forget()


def about_fault(code, reading):
    """A line about a fault for logs, in English: its code, its name, what happened."""
    from pad import fault_texts

    try:
        return "fault %d %s: %s" % (code, fault_texts.name(code), fault_texts.sentence(code, reading))
    finally:
        forget()


def forget():
    """Forget what was loaded to compose words. What is deleted gives back its heap at the next collection."""
    for name in list(sys.modules):
        if name in LOADED or name.startswith(LANGUAGE):
            del sys.modules[name]
            delattr(sys.modules["pad"], name.split(".")[1])
