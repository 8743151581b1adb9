"""The status as a sentence, for any app that can show text. Loaded only to say it."""

from pad.limits import SPEED_STEPS
from pad.session import CHECK, DONE, FAULT, LOCKED, OFF, RUNNING, SELF_TEST, STOPPED

HEAT_WORDS = ("no heat", "low heat", "medium heat", "high heat")
FEET = "Look at your feet"
FIXED = {
    CHECK: FEET + ". START: they are well. Hold START 3 s: something is wrong.",
    STOPPED: "Stopped. START goes on, without heat.",
    DONE: "Done. " + FEET + ". START: they are well. Hold START 3 s: something is wrong.",
    LOCKED: "Locked: something was wrong with the feet. Have somebody look. Hold START 5 s to unlock.",
}
SAFE_MODE_TEXT = "Safe mode: the pad restarted again and again. Pull the plug."
MOST_BYTES = 160


def sentence(status, private=False):
    """What the pad is doing and what to do next. ASCII, at most MOST_BYTES long.

    `private` says whether only trusted phones will read it.
    """
    state = status.state
    if state == OFF:
        return _off(status)
    if state == RUNNING:
        return _running(status)
    if state == FAULT:
        from pad import fault_texts

        code = status.fault_code
        said = (code, fault_texts.sentence(code, status.fault_reading), fault_texts.way_out(code))
        return "Fault %d: %s %s Then hold START 5 s." % said
    return FIXED.get(state, SAFE_MODE_TEXT)


def fault(code):
    """The Fault characteristic: its code, then its name."""
    if not code:
        return b"\0none"
    from pad import fault_texts

    return bytes((code,)) + fault_texts.name(code).encode()


def _off(status):
    if status.rest_s:
        return "Rest for the feet: %d min, then START." % _minutes(status.rest_s)
    if status.pairing_open:
        return "Ready. A phone may pair for a minute."
    due = " Feet have not been looked at since the last session." if status.foot_check_due else ""
    return "Ready. START begins %d minutes.%s" % (status.chosen_minutes, due)


def _running(status):
    if status.phase == SELF_TEST:
        return "Testing itself."
    speed = "Running: speed %d of %d" % (status.speed_step, SPEED_STEPS)
    return "%s, %s, %d min left." % (speed, HEAT_WORDS[status.heat_level], _minutes(status.remaining_s))


def _minutes(seconds):
    return (seconds + 59) // 60
