"""The status as a sentence, for any app that can show text. Loaded only to say it."""

from pad import words
from pad.diary_record import NOT_KNOWN, NOT_TAKEN
from pad.limits import FOOT_DIFFERENCE_CC, SESSIONS_A_WEEK, SPEED_STEPS
from pad.session import CHECK, DONE, FAULT, LOCKED, OFF, RUNNING, SELF_TEST, STOPPED
from pad.settings import FAHRENHEIT, PROFILE
from pad.words import load

MOST_BYTES = 160


def sentence(status, private=False):
    """What the pad is doing and what to do next: UTF-8, at most MOST_BYTES long.

    `private` says whether only trusted phones will read it: nothing else tells how the feet compare, nor what the diary
    counts.
    """
    said = load(status.session.settings.values).sentences.split("\n")
    text = _main(status, said)
    for more in additions(status, said, private):
        longer = text + " " + more
        if len(longer.encode()) <= MOST_BYTES:
            text = longer
    return text


def fault(code):
    """The Fault characteristic: its code, then its name."""
    if not code:
        return b"\0none"
    from pad import fault_texts

    return bytes((code,)) + fault_texts.name(code).encode()


def additions(status, said, private):
    """What else there is to say, sentence by sentence, the most important first. `said` are those of the language."""
    session = status.session
    compared = _compared(session, said) if private else ""
    if status.state == DONE:
        found = [compared]
    elif status.state == CHECK:
        advise = private and not session.first_use and SESSIONS_A_WEEK <= session.week_sessions < NOT_KNOWN
        found = [said[words.WEEK] % (session.week_sessions + 1) if advise else ""]
    elif status.state == OFF and not status.pairing_open:
        found = [said[words.FEET_DUE] if status.foot_check_due else "", compared if session.feet_differ else ""]
        found.append(said[words.SETTINGS_LOST] if session.settings.lost else "")
        found.append(said[words.CLEAN] if session.clean_due else "")
    elif status.state == LOCKED and status.fault_code:
        found = list(reversed(_fault_texts(status)))  # the way out may be to pull the plug
    else:
        found = []
    return [text for text in found if text]


def _compared(session, said):
    """What is to be passed on about the feet's temperatures, or why they have not been compared. May be empty."""
    difference_cc = session.foot_difference_cc
    if not session.feet_differ:
        why = session.foot_why
        return said[words.NOT_COMPARED] % said[words.NOT_COMPARED + why] if why else ""
    if difference_cc == NOT_TAKEN or abs(difference_cc) <= FOOT_DIFFERENCE_CC:
        return said[words.ONE_WARMER]  # of days before the last session
    from pad import fault_texts

    by = fault_texts.degrees(abs(difference_cc), 0, said[words.POINT], session.settings.values[FAHRENHEIT])
    return said[words.LEFT_WARMER if difference_cc > 0 else words.RIGHT_WARMER] % by


def _main(status, said):
    state = status.state
    if state == OFF:
        return _off(status, said)
    if state == RUNNING:
        return _running(status, said)
    if state == FAULT:
        return _fault(status, said)
    if state == CHECK:
        return said[words.FIRST_USE if status.session.first_use else words.LOOK]
    fixed = {STOPPED: words.STOPPED_TEXT, DONE: words.DONE_TEXT, LOCKED: words.LOCKED_TEXT}
    return said[fixed.get(state, words.SAFE_MODE_TEXT)]


def _off(status, said):
    if status.rest_s:
        return said[words.RESTING] % _minutes(status.rest_s)
    if status.pairing_open:
        return said[words.PAIRING]
    session = status.session
    profile = said[words.PROFILE_NAMES + session.settings.values[PROFILE]]
    return said[words.READY] % (status.chosen_minutes, profile, said[words.PROGRAMME_NAMES + session.programme])


def _running(status, said):
    if status.phase == SELF_TEST:
        return said[words.SELF_TEST]
    session = status.session
    now, programme = session.step_now(), session.running_programme
    chosen = said[words.CHOSEN] % status.speed_step if now != status.speed_step else ""
    named = ", " + said[words.PROGRAMME_NAMES + programme] if programme else ""
    heat = said[words.HEAT_NAMES + status.heat_level]
    return said[words.RUNS] % (now, SPEED_STEPS, chosen + named, heat, _minutes(status.remaining_s))


def _fault(status, said):
    return said[words.FAULT_TEXT] % ((status.fault_code,) + _fault_texts(status))


def _fault_texts(status):
    """What happened, and the way out."""
    from pad import fault_texts

    code, values = status.fault_code, status.session.settings.values
    return fault_texts.sentence(code, status.fault_reading, values), fault_texts.way_out(code, values)


def _minutes(seconds):
    return (seconds + 59) // 60
