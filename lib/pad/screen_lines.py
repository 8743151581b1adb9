"""The four lines of the display, but for the digits that change each second. Loaded only to compose them.

A line of eight letters or fewer is drawn twice as wide as a longer one, so what matters most is short. No line is
longer than 16 letters. An empty first line is the place of the time left, a space at the end of the last one that of
the temperatures.
"""

from pad.session import CHECK, COOL_DOWN, DONE, FAULT, OFF, RUNNING, SELF_TEST, WARM_UP

LONGEST = 16
AT_ONCE = 3

# Each in one piece: the VM keeps short strings for good, as it does names.
ASK = "FEET OK?\nSTART = YES\nHOLD 3 SEC = NO"
# Lines that never change, in the order of the state codes
FIXED = (
    "",
    "CHECK YOUR FEET\n" + ASK,
    "TESTING\nPLEASE WAIT\n \nSTART = STOP",  # RUNNING, during the self-test
    "\n\nSTOPPED\nSTART = GO ON",
    "DONE. CHECK FEET\n" + ASK,
    "",
    "LOCKED\nHAVE SOMEBODY\nCHECK YOUR FEET\nHOLD START 5 SEC",
    "FAULT\nPAD RESTARTED\nTOO OFTEN\nPULL THE PLUG",
)
HEAT_LEVELS = "OFF LOW MED HIGHUSED"  # four letters each; the last one: there is none left to give


def lines(status, has_heat, page):
    """What `status`, a pad.status.Status, asks for, as bytes. `page` counts the turns of a fault's texts."""
    state = status.state
    if state == FAULT:
        text = _fault(status.fault_code, status.fault_reading, page)
    elif state == OFF:
        text = _off(status, has_heat)
    elif state == RUNNING and status.phase != SELF_TEST:
        text = _running(status) + (_heat(status) if has_heat else "\nSTART = STOP")
    elif status.session.feet_differ and state in (CHECK, DONE):
        text = "ONE FOOT WARMER\n" + ASK
    else:
        text = FIXED[state]
    return text.encode().split(b"\n")


def _running(status):
    text = "\n\nSPEED %d" % status.speed_step
    if status.phase == WARM_UP:
        return text + " WARM-UP"
    return text + " ENDING" if status.phase == COOL_DOWN else text


def _heat(status):
    at = 4 * status.heat_level if status.heat_left_s else 16
    return "\nHEAT %s " % HEAT_LEVELS[at : at + 4].strip()


def _off(status, has_heat):
    """Minutes are rounded up: one second left is not "0 MIN"."""
    if status.rest_s:
        return "%d MIN\n\nREST\nTHEN START" % ((status.rest_s + 59) // 60)
    text = "%d MIN\n\nSTART\n" % status.chosen_minutes
    if status.pairing_open:
        return text + "PHONE MAY PAIR"
    return text + "HEAT %d MIN LEFT" % ((status.heat_left_s + 59) // 60) if has_heat else text


def _fault(code, reading, page):
    """What happened and the way out take turns on three of the lines."""
    from pad import fault_texts

    text = pages(fault_texts.sentence(code, reading), []) + pages(fault_texts.way_out(code), ["HOLD START 5 SEC"])
    at = AT_ONCE * page % len(text)
    return "\n".join(["FAULT %d" % code] + text[at : at + AT_ONCE])


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
