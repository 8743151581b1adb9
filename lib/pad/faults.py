"""Fault codes and names. A code never changes its meaning: phones and diaries keep them. Texts: fault_texts.py."""

NONE = 0
NTC_LEFT_OPEN = 1
NTC_LEFT_SHORT = 2
NTC_RIGHT_OPEN = 5
NTC_RIGHT_SHORT = 6
REFERENCE_BAD = 10
READINGS_STALE = 11
OVER_TEMPERATURE = 12
HEATER_CIRCUIT = 17
RAIL_WELDED = 18
TASK = 30  # plus the index of liveness.py
BUTTON = 40  # plus the index of buttons.py
WATCHDOG_RESET = 50
CRASH_LOOP = 52
