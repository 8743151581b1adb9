"""What is said about each fault: a short name, what happened, the way out. Loaded only when a fault is shown.

What happened and the way out are in the file of a language, see pad.words. Marks stand for what was read: #T is a
temperature and #D a difference of two, in hundredths of a degree, #dose thousandths of a CEM43 minute, #N which part it
is, and # alone the number itself before its unit.
"""

from pad import buttons, faults, liveness
from pad.settings import DEFAULTS, FAHRENHEIT
from pad.words import POINT, load

# For programs and logs, in any language.
_NAMES = """
0 unknown
1 ntc_left_open
2 ntc_left_short
3 ntc_left_stuck
4 ntc_left_jump
5 ntc_right_open
6 ntc_right_short
7 ntc_right_stuck
8 ntc_right_jump
9 sensors_disagree
10 reference_bad
11 readings_stale
12 over_temperature
13 over_target
14 warms_by_itself
15 no_rise
16 heater_stays_off
17 heater_circuit
18 rail_welded
21 motor_still
22 motor_too_fast
23 motor_turns_by_itself
25 heat_time
26 heat_dose
30 task_stalled_#N
40 button_stuck_#N
50 watchdog_reset
51 power_lost
52 crash_loop
53 storage_corrupt
"""


def name(code):
    """A word for programs and logs."""
    return _find(_NAMES, code)


def sentence(code, reading, values=DEFAULTS):
    """What happened and what was read, in words for the user; `reading` as pad.guard.Guard keeps it.

    Language and unit are those of `values`, as pad.settings has them.
    """
    words = load(values)
    text = _find(words.faults, code).split(" | ")[0]
    return _say(text, reading, words.sentences.split("\n", 1)[POINT], values[FAHRENHEIT])


def way_out(code, values=DEFAULTS):
    """What must be true before the fault can be cleared, and what the user does."""
    return _find(load(values).faults, code).split(" | ")[1]


def degrees(cc, zero, point, fahrenheit):
    """Hundredths of a degree C as a text with a tenth and the unit. `zero` is what 0 C is in F: for a difference 0."""
    value, tenth = (9 * cc + 500 * zero, 50) if fahrenheit else (cc, 10)
    tenths = (abs(value) + tenth // 2) // tenth
    return "%s%d%s%d %s" % ("-" if value < 0 else "", tenths // 10, point, tenths % 10, "F" if fahrenheit else "C")


def _find(block, code):
    """The line of this code without it. Each line begins with its code; tasks and buttons share one each."""
    which = ""
    if faults.BUTTON <= code < faults.BUTTON + len(buttons.NAMES):
        which, code = buttons.NAMES[code - faults.BUTTON], faults.BUTTON
    elif faults.TASK <= code < faults.TASK + len(liveness.NAMES):
        which, code = liveness.NAMES[code - faults.TASK], faults.TASK
    found = block[max(0, block.find("\n%d " % code)) :].split("\n", 2)[1]
    return found[found.find(" ") + 1 :].replace("#N", which)


def _say(text, reading, point, fahrenheit):
    text = text.replace("#T", degrees(reading, 32, point, fahrenheit))
    text = text.replace("#D", degrees(reading, 0, point, fahrenheit))
    text = text.replace("#dose", "%d%s%03d" % (reading // 1000, point, reading % 1000))
    return text.replace("#", "%d " % reading)
