"""The table of all settings: what each is, its range, its default, its unit, and who may change it how.

Firmware, phones, padctl and documents use this one. On the pad it is loaded when settings are read from flash or come
from a phone, and then forgotten.
"""

from pad import settings
from pad.limits import FOOT_OFFSET_MOST_CC, HEAT_LEVELS_CC, SESSION_LONGEST_MIN, SESSION_STEP_MIN, SPEED_STEPS
from pad.memory_record import checksum

# Who may change it. A limit: a phone lowers, a hand on the pad lifts. Comfort: a phone as it likes. Hand: nobody else.
LIMIT = 0
CHOICE = 1  # a profile: a phone may choose one that allows no more in anything
COMFORT = 2
HAND = 3

# Of how many bytes and which
NUMBER = 0
SIGNED = 1
LETTER = 2

_HEAT = len(HEAT_LEVELS_CC) - 1
_SHORT = SESSION_STEP_MIN
_LONG = SESSION_LONGEST_MIN
# Name, unit, meaning; then kind, least, most, default, what is safe when it cannot be read, who. In the order of the
# places of pad.settings. What is safe is what does less.
ROWS = (
    ("speed_most", "step", "highest speed, in every profile", (NUMBER, 1, SPEED_STEPS, SPEED_STEPS, 1, LIMIT)),
    ("heat_most", "level", "highest heat level, in every profile; 0 none", (NUMBER, 0, _HEAT, _HEAT, 0, LIMIT)),
    ("minutes_most", "min", "most minutes at once, in whole fives", (NUMBER, _SHORT, _LONG, _LONG, _SHORT, LIMIT)),
    ("profile", "", "0 gentle, 1 standard, 2 own", (NUMBER, 0, 2, 1, 0, CHOICE)),
    ("own_speed", "step", "highest speed of the own profile", (NUMBER, 1, SPEED_STEPS, SPEED_STEPS, 1, LIMIT)),
    ("own_heat", "level", "highest heat level of the own profile", (NUMBER, 0, _HEAT, _HEAT, 0, LIMIT)),
    ("own_minutes", "min", "minutes of the own profile, in whole fives", (NUMBER, _SHORT, _LONG, 15, _SHORT, LIMIT)),
    ("own_programme", "", "0 steady, 1 wave, 2 warm and settle", (NUMBER, 0, 2, 0, 0, COMFORT)),
    ("fahrenheit", "", "0 degrees Celsius, 1 Fahrenheit", (NUMBER, 0, 1, 0, 0, COMFORT)),
    ("volume", "", "of the beeper: 0 alarms only, 1 soft to 3 loud", (NUMBER, 0, 3, 3, 3, COMFORT)),
    ("brightness", "", "of the light: 1 dim to 3 bright", (NUMBER, 1, 3, 3, 3, COMFORT)),
    ("cleaning", "sessions", "after so many a reminder to clean the pad; 0 never", (NUMBER, 0, 50, 10, 10, COMFORT)),
    ("language_1", "", "first letter of the language, as in en, de", (LETTER, 97, 122, 101, 101, COMFORT)),
    ("language_2", "", "its second letter", (LETTER, 97, 122, 110, 110, COMFORT)),
    (
        "foot_offset",
        "0.01 C",
        "left sensor minus right one with both equally warm; only for comparing feet",
        (SIGNED, -FOOT_OFFSET_MOST_CC, FOOT_OFFSET_MOST_CC, 0, 0, COMFORT),
    ),
    ("acknowledged", "", "1 when the questions of the first use have been answered", (NUMBER, 0, 1, 0, 0, HAND)),
)
NAME, UNIT, MEANING = range(3)
KIND, LEAST, MOST, DEFAULT, SAFE, WHO = range(6)
MINUTES = (settings.MINUTES_MOST, settings.OWN_MINUTES)


def number(place, value):
    """What the byte in this place means."""
    return value - 256 if ROWS[place][-1][KIND] == SIGNED and value > 127 else value


def in_range(place, value):
    """Whether the byte in this place is one of its range."""
    return ROWS[place][-1][LEAST] <= number(place, value) <= ROWS[place][-1][MOST]


def restore(found, content):
    """Give pad.settings.Settings the file's content, None when there is none. False when something could not be read.

    A value out of its range is replaced by its safe one, all of them when the file is not whole.
    """
    if content is None:
        return True
    values = _values_in(content) or b""
    safe = bytes(
        values[i] if len(values) == settings.COUNT and in_range(i, values[i]) else ROWS[i][-1][SAFE] & 0xFF
        for i in range(settings.COUNT)
    )
    found.lost = safe != values
    found.values = _whole_steps(safe)
    return not found.lost


def _values_in(content):
    """The values of a whole file, of this version or of the first, which knew the first three. None of another."""
    body = content[:-4]
    if len(content) < 5 or checksum(content, len(body)) != content[-4:]:
        return None
    if body[0] == settings.VERSION:
        return body[1:]
    return body[1:] + settings.DEFAULTS[3:] if body[0] == 1 and len(body) == 4 else None


def tighten(found, record):
    """Take a record that a phone wrote. False, and nothing is taken, when one value in it may not be taken."""
    if len(record) != settings.RECORD_BYTES or record[0] != settings.VERSION:
        return False
    values = record[1:]
    for i in range(settings.COUNT):
        if not (in_range(i, values[i]) and _may_take(found, i, values[i])):
            return False
    values = _whole_steps(values)
    for which in (settings.SPEED_MOST, settings.HEAT_MOST, settings.MINUTES_MOST):
        if settings.most(values, which) > settings.most(found.values, which):
            return False  # by another profile
    found.take(values)
    return True


def _may_take(found, place, value):
    who, old = ROWS[place][-1][WHO], found.values[place]
    return value <= old if who == LIMIT else value == old or who != HAND


def _whole_steps(values):
    values = bytearray(values)
    for place in MINUTES:
        values[place] -= values[place] % SESSION_STEP_MIN
    return bytes(values)
