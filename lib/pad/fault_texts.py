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
    faults.HEATER_CIRCUIT: ("heater_circuit", "Heater, its cut-out or the relay is open.", "Have the pad checked."),
    faults.RAIL_WELDED: ("rail_welded", "The safety relay does not open.", "Unplug the pad. Have it repaired."),
    faults.WATCHDOG_RESET: (
        "watchdog_reset",
        "The pad hung and restarted itself.",
        "Look at your feet before going on.",
    ),
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
