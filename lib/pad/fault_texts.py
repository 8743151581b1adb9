"""What is said about each fault: a short name, what happened, the way out. Imported only when a fault is shown."""

from pad import buttons, faults, liveness

_TEXTS = {
    faults.NTC_LEFT_OPEN: ("ntc_left_open", "Left temperature sensor is not connected.", "Check its plug and wire."),
    faults.NTC_LEFT_SHORT: (
        "ntc_left_short",
        "Left temperature sensor is short-circuited.",
        "Check its plug and wire.",
    ),
    faults.NTC_RIGHT_OPEN: ("ntc_right_open", "Right temperature sensor is not connected.", "Check its plug and wire."),
    faults.NTC_RIGHT_SHORT: (
        "ntc_right_short",
        "Right temperature sensor is short-circuited.",
        "Check its plug and wire.",
    ),
    faults.REFERENCE_BAD: (
        "reference_bad",
        "Temperature measurement is not right.",
        "Have the pad's electronics checked.",
    ),
    faults.READINGS_STALE: (
        "readings_stale",
        "No new temperature readings arrive.",
        "Unplug the pad, plug it in again.",
    ),
    faults.OVER_TEMPERATURE: ("over_temperature", "The surface was too hot.", "Let it cool. Look at your feet."),
    faults.SENSORS_DISAGREE: (
        "sensors_disagree",
        "Left and right temperature stay far apart.",
        "Put both feet on. Have the sensors checked.",
    ),
    faults.NO_RISE: (
        "no_rise",
        "The temperature sensors do not follow the heat.",
        "Let the pad cool. Have the sensors checked.",
    ),
    faults.HEATER_STAYS_OFF: ("heater_stays_off", "The heater does not switch on.", "Have the pad checked."),
    faults.HEATER_CIRCUIT: (
        "heater_circuit",
        "Heater, cut-out or relay is open, or the heater switch is shorted.",
        "Have the pad checked.",
    ),
    faults.NTC_LEFT_STUCK: ("ntc_left_stuck", "Left temperature sensor does not follow.", "Check where it sits."),
    faults.NTC_LEFT_JUMP: ("ntc_left_jump", "Left temperature jumps.", "Check its plug and wire."),
    faults.NTC_RIGHT_STUCK: ("ntc_right_stuck", "Right temperature sensor does not follow.", "Check where it sits."),
    faults.NTC_RIGHT_JUMP: ("ntc_right_jump", "Right temperature jumps.", "Check its plug and wire."),
    faults.OVER_TARGET: ("over_target", "The surface stayed too warm.", "Let it cool. Look at your feet."),
    faults.WARMS_BY_ITSELF: ("warms_by_itself", "The surface warms with the heater off.", "Unplug the pad."),
    faults.MOTOR_STILL: ("motor_still", "The motor does not turn.", "Take your feet off, try again."),
    faults.MOTOR_TOO_FAST: ("motor_too_fast", "The motor turns too fast.", "Unplug the pad. Have it checked."),
    faults.MOTOR_TURNS_BY_ITSELF: ("motor_turns_by_itself", "The motor turns by itself.", "Unplug the pad."),
    faults.HEAT_TIME: ("heat_time", "The heat was on for too long.", "Let the feet rest for an hour."),
    faults.HEAT_DOSE: ("heat_dose", "The feet had enough heat.", "Let the feet rest for an hour."),
    faults.RAIL_WELDED: ("rail_welded", "The safety relay does not open.", "Unplug the pad. Have it repaired."),
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


def sentence(code):
    """What happened, in words for the user."""
    if code in _TEXTS:
        return _TEXTS[code][1]
    if faults.BUTTON <= code < faults.BUTTON + len(buttons.NAMES):
        return "Button " + buttons.NAMES[code - faults.BUTTON] + " seems to be stuck."
    if faults.TASK <= code < faults.TASK + len(liveness.NAMES):
        return "A part of the program stopped: " + liveness.NAMES[code - faults.TASK] + "."
    return "Something is wrong inside the pad."


def way_out(code):
    """What must be true before the fault can be cleared, and what the user does."""
    if code in _TEXTS:
        return _TEXTS[code][2]
    if faults.BUTTON <= code < faults.BUTTON + len(buttons.NAMES):
        return "Free the button."
    return "Unplug the pad, plug it in again."
