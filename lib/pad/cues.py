"""Cues: what the session has to say in this moment. The panel turns them into beeps, see beeps.py."""

NONE = 0
PRESS = 1  # a button did what it is for
REFUSED = 2  # a button was pressed and nothing may come of it
CHECK = 3  # look at your feet, and answer
START = 4
STOP = 5
TIME_UP = 6
FAULT = 7
LOCKED = 8
HEAT_ON = 9
HEAT_OFF = 10
ENDING_SOON = 11  # cool-down begins: who wants more asks now
READY = 12  # power-on
PROFILE_GENTLE = 13
PROFILE_STANDARD = 14
PROFILE_OWN = 15
