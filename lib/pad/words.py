"""Which line of a language says what. A language is one file, words_XX.py, XX two letters as in words_en.py.

Each has four blocks of text, one entry a line: a short string of its own would stay in the VM's heap for good, as names
do. `letters` has what the display writes for a letter that it does not have. `display` has lines of the display, of at
most 16 capitals; where one stands alone, a line of eight or less is drawn twice as wide. `sentences` has what phones
show, and what the display shows in pages; `faults` has, after each fault's code, what happened and the way out.
"""

from pad.settings import LANGUAGE

# Lines of `display`. A question and its two answers, and what fills four lines, stand together.
CHECK_TITLE = 0
DONE_TITLE = 1
WARMER_TITLE = 2
QUESTION = 3  # three lines
TESTING = 6  # four lines; the last one also by itself
STOPS = 9
STOPPED = 10  # two lines
LOCKED = 12  # four lines; the last one also by itself
UNLOCKS = 15
SAFE_MODE = 16  # four lines
FAULT = 20
MINUTES = 21
START = 22
REST = 23  # two lines
MAY_PAIR = 25
HEAT_LEFT = 26
HEAT_LEVELS = 27  # five, of at most 8 letters each
NO_HEAT = 4  # of these: no level, there is none left to give
SPEED = 32
WARM_UP = 33
COOL_DOWN = 34
WAVE = 35  # programmes beside the speed, at most 7 letters
PROFILES = 37
PROGRAMMES = 40
FIRST_TITLE = 43
FIRST_QUESTION = 44
DISPLAY_LINES = 45

# Lines of `sentences`
POINT = 0  # of decimal fractions
READY = 1
FEET_DUE = 2
CLEAN = 3
SETTINGS_LOST = 4
RESTING = 5
PAIRING = 6
LOOK = 7
FIRST_USE = 8
FIRST_USE_PAGES = 9  # the same for the display, which has room for more
WEEK = 10
SELF_TEST = 11
RUNS = 12
STOPPED_TEXT = 13
DONE_TEXT = 14
LOCKED_TEXT = 15
SAFE_MODE_TEXT = 16
FAULT_TEXT = 17
HEAT_NAMES = 18  # four
PROFILE_NAMES = 22  # three
PROGRAMME_NAMES = 25  # three
LEFT_WARMER = 28  # by how much
RIGHT_WARMER = 29
ONE_WARMER = 30
NOT_COMPARED = 31  # with one of the seven reasons that follow it, in the order of pad.diary_record
CHOSEN = 39  # where the speed is another one
SENTENCES = 40


def load(values):
    """The language that the values of pad.settings name. English where there is no such file, or it is not whole.

    What stands in its lines is not looked at: host_tests/unit/test_words.py does, for every language that is shipped.
    """
    try:
        found = __import__("pad.words_" + str(values[LANGUAGE : LANGUAGE + 2], "utf-8"), None, None, ("",))
        # With a line more or less, others would be said in its place: of a lock, that all is well.
        counts = [block.count("\n") for block in (found.display, found.sentences, found.faults, found.letters)]
        whole = counts[:2] == [DISPLAY_LINES - 1, SENTENCES - 1]
    except Exception:  # noqa: BLE001  whatever is wrong with the file: English is said
        whole = False
    return found if whole else __import__("pad.words_en", None, None, ("",))
