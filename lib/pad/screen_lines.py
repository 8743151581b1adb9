"""The four lines of the display, but for the digits that change each second. Loaded only to compose them.

A line of eight letters or fewer is drawn twice as wide as a longer one, so what matters most is short. No line is
longer than 16 letters. An empty first line is the place of the time left, a space at the end of the last one that of
the temperatures. What does not fit on four lines takes turns with it.
"""

from pad import words
from pad.session import CHECK, COOL_DOWN, DONE, FAULT, LOCKED, OFF, RUNNING, SAFE_MODE, SELF_TEST, STOPPED, WARM_UP
from pad.settings import PROFILE
from pad.words import load

LINES = 4
LONGEST = 16


def lines(status, has_heat, page):
    """What `status`, a pad.status.Status, asks for: four lines as bytes, and whether others take turns with them.

    `page` counts the turns.
    """
    language = load(status.session.settings.values)
    said = language.display.split("\n")
    state = status.state
    if state == RUNNING:
        told = _running(status, said, has_heat)
    elif state == FAULT:
        told = _fault(status, said, language)
    elif state == CHECK and status.session.first_use:
        told = _first_use(said, language)
    else:
        told = _resting(status, said, has_heat)
        if state in (OFF, CHECK, DONE):
            told += _additions(status, language)
        elif state == LOCKED and status.fault_code:  # it may say: pull the plug
            told += _fault(status, said, language)
    at = LINES * page % len(told)
    return [line.encode() for line in told[at : at + LINES]], len(told) > LINES


def _running(status, said, has_heat):
    if status.phase == SELF_TEST:
        return said[words.TESTING : words.TESTING + LINES]
    if not has_heat:
        return ["", "", _speed(status, said), said[words.STOPS]]
    level = status.heat_level if status.heat_left_s else words.NO_HEAT
    return ["", "", _speed(status, said), said[words.HEAT_LEVELS + level] + " "]


def _speed(status, said):
    """Where the programme's part is slower than what is chosen: both, for which a word has no room."""
    now = status.session.step_now()
    speed = said[words.SPEED] % now
    if now != status.speed_step:
        return speed + "/%d" % status.speed_step
    programme = status.session.running_programme
    beside = ""
    if status.phase == WARM_UP:
        beside = said[words.WARM_UP]
    elif status.phase == COOL_DOWN:
        beside = said[words.COOL_DOWN]
    elif programme:
        beside = said[words.WAVE + programme - 1]
    return (speed + " " + beside).strip()


def _fault(status, said, language):
    """What happened and the way out."""
    from pad import fault_texts

    code, values = status.fault_code, status.session.settings.values
    texts = pages(fault_texts.sentence(code, status.fault_reading, values), [], language, LINES - 1)
    texts += pages(fault_texts.way_out(code, values), [said[words.UNLOCKS]], language, LINES - 1)
    return _titled(said[words.FAULT] % code, texts)


def _first_use(said, language):
    texts = pages(language.sentences.split("\n")[words.FIRST_USE_PAGES], [], language, LINES - 1)
    answers = said[words.QUESTION + 1 : words.QUESTION + 3]
    return _titled(said[words.FIRST_TITLE], texts + [said[words.FIRST_QUESTION]] + answers)


def _resting(status, said, has_heat):
    """OFF shows its choices first: they are what a press has just changed."""
    state = status.state
    if state == OFF:
        return _off(status, said, has_heat)
    if state == STOPPED:
        return ["", ""] + said[words.STOPPED : words.STOPPED + 2]
    if state in (LOCKED, SAFE_MODE):
        at = words.LOCKED if state == LOCKED else words.SAFE_MODE
        return said[at : at + LINES]
    title = words.CHECK_TITLE if state == CHECK else words.DONE_TITLE
    if status.session.feet_differ:
        title = words.WARMER_TITLE
    return [said[title]] + said[words.QUESTION : words.QUESTION + 3]


def _off(status, said, has_heat):
    """Minutes are rounded up: one second left is not "0 MIN"."""
    if status.rest_s:
        return [said[words.MINUTES] % ((status.rest_s + 59) // 60), ""] + said[words.REST : words.REST + 2]
    minutes = said[words.MINUTES] % status.chosen_minutes
    begin = [minutes, "", said[words.START]]
    if status.pairing_open:
        return begin + [said[words.MAY_PAIR]]
    session = status.session
    chosen = [said[words.PROFILES + session.settings.values[PROFILE]], said[words.PROGRAMMES + session.programme]]
    heat = said[words.HEAT_LEFT] % ((status.heat_left_s + 59) // 60) if has_heat else ""
    return [minutes, ""] + chosen + begin + [heat]


def _additions(status, language):
    """What phones are told as well."""
    from pad import status_text

    told = []
    for text in status_text.additions(status, language.sentences.split("\n"), True):
        told += pages(text, [], language, LINES)
    return told


def _titled(title, texts):
    """The same title above three lines at a time."""
    told = []
    for at in range(0, len(texts), LINES - 1):
        told += [title] + texts[at : at + LINES - 1]
    return told


def pages(text, last, language, at_once):
    """`text` in capitals, broken between words into lines of at most 16 letters, and the lines `last`; whole pages."""
    for letter in language.letters.split():
        text = text.replace(letter[0], letter[1:])
    wrapped = [""]
    for word in text.upper().split():
        longer = (wrapped[-1] + " " + word).strip()
        if len(longer) <= LONGEST:
            wrapped[-1] = longer
        else:
            wrapped.append(word)
    wrapped += last
    return wrapped + [""] * (-len(wrapped) % at_once)
