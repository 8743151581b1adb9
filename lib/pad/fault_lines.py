"""What the display says about a fault. Imported, like the long texts, only when there is one."""

from pad import fault_texts

LONGEST = 16
AT_ONCE = 3


def lines(code, reading, page):
    """The display's four lines, as bytes. What happened and the way out take turns on three of them, by `page`."""
    text = pages(fault_texts.sentence(code, reading), []) + pages(fault_texts.way_out(code), ["HOLD START 5 SEC"])
    at = AT_ONCE * page % len(text)
    return [line.encode() for line in ["FAULT %d" % code] + text[at : at + AT_ONCE]]


def pages(text, last):
    """`text` in capitals, broken between words into lines of at most 16 letters, and the lines `last`; three a page."""
    wrapped = [""]
    for word in text.upper().split():
        longer = (wrapped[-1] + " " + word).strip()
        if len(longer) <= LONGEST:
            wrapped[-1] = longer
        else:
            wrapped.append(word)
    wrapped += last
    return wrapped + [""] * (-len(wrapped) % AT_ONCE)
