"""What is said about each fault: a short name, what happened, the way out. Imported only when a fault is shown.

In what happened, # stands for what was read: #C hundredths of a degree, #dose thousandths of a CEM43 minute, else the
number itself with its unit.
"""

from pad import buttons, faults, liveness

_TEXTS = {
    faults.NTC_LEFT_OPEN: (
        "ntc_left_open",
        "Left temperature sensor is not connected (#mV).",
        "Check its plug and wire.",
    ),
    faults.NTC_LEFT_SHORT: (
        "ntc_left_short",
        "Left temperature sensor is short-circuited (#mV).",
        "Check its plug and wire.",
    ),
    faults.NTC_RIGHT_OPEN: (
        "ntc_right_open",
        "Right temperature sensor is not connected (#mV).",
        "Check its plug and wire.",
    ),
    faults.NTC_RIGHT_SHORT: (
        "ntc_right_short",
        "Right temperature sensor is short-circuited (#mV).",
        "Check its plug and wire.",
    ),
    faults.REFERENCE_BAD: (
        "reference_bad",
        "Temperature measurement is not right (reference #mV).",
        "Have the pad's electronics checked.",
    ),
    faults.READINGS_STALE: (
        "readings_stale",
        "No new temperature readings arrive.",
        "Unplug the pad, plug it in again.",
    ),
    faults.OVER_TEMPERATURE: ("over_temperature", "The surface was too hot: #C.", "Let it cool. Look at your feet."),
    faults.SENSORS_DISAGREE: (
        "sensors_disagree",
        "Left and right temperature stay #C apart.",
        "Put both feet on. Have the sensors checked.",
    ),
    faults.NO_RISE: (
        "no_rise",
        "The temperature sensors do not follow the heat (#C).",
        "Let the pad cool. Have the sensors checked.",
    ),
    faults.HEATER_STAYS_OFF: (
        "heater_stays_off",
        "The heater does not switch on (sense line high).",
        "Have the pad checked.",
    ),
    faults.HEATER_CIRCUIT: (
        "heater_circuit",
        "Heater, cut-out or relay is open, or the heater switch is shorted (sense line low).",
        "Have the pad checked.",
    ),
    faults.NTC_LEFT_STUCK: ("ntc_left_stuck", "Left temperature sensor stays at #C.", "Check where it sits."),
    faults.NTC_LEFT_JUMP: ("ntc_left_jump", "Left temperature jumps (#C).", "Check its plug and wire."),
    faults.NTC_RIGHT_STUCK: ("ntc_right_stuck", "Right temperature sensor stays at #C.", "Check where it sits."),
    faults.NTC_RIGHT_JUMP: ("ntc_right_jump", "Right temperature jumps (#C).", "Check its plug and wire."),
    faults.OVER_TARGET: ("over_target", "The surface stayed too warm: #C.", "Let it cool. Look at your feet."),
    faults.WARMS_BY_ITSELF: ("warms_by_itself", "The surface warms with the heater off: #C.", "Unplug the pad."),
    faults.MOTOR_STILL: (
        "motor_still",
        "The motor is driven with #% and does not turn.",
        "Take your feet off, try again.",
    ),
    faults.MOTOR_TOO_FAST: ("motor_too_fast", "The motor turns too fast: #rpm.", "Unplug the pad. Have it checked."),
    faults.MOTOR_TURNS_BY_ITSELF: ("motor_turns_by_itself", "The motor turns by itself: #rpm.", "Unplug the pad."),
    faults.HEAT_TIME: ("heat_time", "The heat was on for #min in an hour.", "Let the feet rest for an hour."),
    faults.HEAT_DOSE: ("heat_dose", "The feet had enough heat (dose #dose).", "Let the feet rest for an hour."),
    faults.RAIL_WELDED: (
        "rail_welded",
        "The safety relay does not open (sense line high).",
        "Unplug the pad. Have it repaired.",
    ),
    faults.WATCHDOG_RESET: (
        "watchdog_reset",
        "The pad hung and restarted itself.",
        "Look at your feet before going on.",
    ),
    faults.POWER_LOST: ("power_lost", "The power failed in a session.", "Look at your feet."),
    faults.STORAGE_CORRUPT: ("storage_corrupt", "What the pad remembered cannot be read.", "Look at your feet."),
    faults.CRASH_LOOP: ("crash_loop", "The pad restarted again and again.", "Unplug it. Have it checked."),
}


def name(code):
    """A word for programs and logs."""
    if code in _TEXTS:
        return _TEXTS[code][0]
    if faults.BUTTON <= code < faults.BUTTON + len(buttons.NAMES):
        return "button_stuck_" + buttons.NAMES[code - faults.BUTTON]
    if faults.TASK <= code < faults.TASK + len(liveness.NAMES):
        return "task_stalled_" + liveness.NAMES[code - faults.TASK]
    return "unknown"


def sentence(code, reading):
    """What happened and what was read, in words for the user; `reading` as pad.guard.Guard keeps it."""
    if code in _TEXTS:
        return _say(_TEXTS[code][1], reading)
    if faults.BUTTON <= code < faults.BUTTON + len(buttons.NAMES):
        return "Button " + buttons.NAMES[code - faults.BUTTON] + " seems to be stuck."
    if faults.TASK <= code < faults.TASK + len(liveness.NAMES):
        return "A part of the program stopped: " + liveness.NAMES[code - faults.TASK] + "."
    return "Something is wrong inside the pad."


def _say(text, reading):
    sign = "-" if reading < 0 else ""
    text = text.replace("#C", "%s%d.%d C" % (sign, (abs(reading) + 5) // 100, (abs(reading) + 5) // 10 % 10))
    text = text.replace("#dose", "%d.%03d" % (reading // 1000, reading % 1000))
    return text.replace("#", "%d " % reading)


def way_out(code):
    """What must be true before the fault can be cleared, and what the user does."""
    if code in _TEXTS:
        return _TEXTS[code][2]
    if faults.BUTTON <= code < faults.BUTTON + len(buttons.NAMES):
        return "Free the button."
    return "Unplug the pad, plug it in again."
