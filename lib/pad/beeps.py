"""What the buzzer plays.

Tunes differ in number, length and pitch, so that one of the three is enough to tell them apart. Old ears lose the high
tones first, and a piezo is weak on the low ones: everything lies between 1 and 2.1 kHz.
"""

from pad import cues
from pad.session import DONE, FAULT, LOCKED, SAFE_MODE

LOW = 1_050
MIDDLE = 1_500
HIGH = 2_100
PAUSE = 0

# Each tune is pitch in Hz, length in ms, pitch, length, ... The order is that of the codes in cues.py.
TUNES = (
    (),
    (MIDDLE, 100),  # PRESS
    (LOW, 100, PAUSE, 100, LOW, 100),  # REFUSED
    (HIGH, 300, PAUSE, 100, LOW, 600),  # CHECK: a doorbell
    (LOW, 200, PAUSE, 100, MIDDLE, 200, PAUSE, 100, HIGH, 400),  # START: up
    (LOW, 900),  # STOP: one long
    (HIGH, 600, PAUSE, 300, HIGH, 600, PAUSE, 300, HIGH, 600),  # TIME_UP: three long
    (HIGH, 200, PAUSE, 100, HIGH, 200, PAUSE, 100, HIGH, 200, PAUSE, 100, HIGH, 200, PAUSE, 100, HIGH, 200),  # FAULT: five
    (LOW, 900, PAUSE, 200, HIGH, 200, PAUSE, 200, HIGH, 200),  # LOCKED
    (MIDDLE, 100, PAUSE, 100, HIGH, 300),  # HEAT_ON: up
    (MIDDLE, 300, PAUSE, 100, LOW, 100),  # HEAT_OFF: down
    (MIDDLE, 400, PAUSE, 300, MIDDLE, 400),  # ENDING_SOON
    (MIDDLE, 400),  # READY
)

# What is repeated while a state lasts: (state, cue, every s, so many times, and every s from then on or 0 for never).
# An alarm that nobody comes to grows rarer, and one that somebody has answered with a button does so at once.
REMINDERS = (
    (DONE, cues.CHECK, 60, 4, 0),
    (FAULT, cues.FAULT, 10, 12, 60),
    (LOCKED, cues.LOCKED, 60, 5, 0),
    (SAFE_MODE, cues.LOCKED, 60, 5, 0),
)


class Beeper:
    """Plays each cue once, the newest one first, and repeats what somebody has to come for."""

    def __init__(self):
        self._tune = TUNES[cues.NONE]
        self._note = 0
        self._left_ms = 0
        self._cue_count = 0
        self._reminder = None
        self._reminded = 0
        self._wait_ms = 0

    def step(self, status, dt_ms):
        """Pitch in Hz for the next pass, 0 for silence, `dt_ms` after the last one. Allocates nothing."""
        self._go_on(dt_ms)
        self._remind(status, dt_ms)
        if status.cue_count != self._cue_count:
            self._cue_count = status.cue_count
            self._hear(status.cue)
        return self._tune[self._note] if self._note < len(self._tune) else PAUSE

    def _go_on(self, dt_ms):
        self._left_ms -= dt_ms
        # To the nearest pass: a note that ends some milliseconds after this pass must not last until the next one.
        while self._note < len(self._tune) and self._left_ms < dt_ms // 2:
            self._note += 2
            if self._note < len(self._tune):
                self._left_ms += self._tune[self._note + 1]

    def _play(self, cue):
        self._tune = TUNES[cue]
        self._note = 0
        self._left_ms = self._tune[1] if self._tune else 0

    def _hear(self, cue):
        self._play(cue)
        if self._reminder and cue != self._reminder[1]:
            self._reminded = self._reminder[3]
            self._wait_ms = 0

    def _remind(self, status, dt_ms):
        reminder = _reminder(status.state)
        if reminder is not self._reminder:
            self._reminder = reminder
            self._reminded = 0
            self._wait_ms = 0
        elif reminder and self._wait(dt_ms):
            self._wait_ms = 0
            self._reminded = min(self._reminded + 1, reminder[3])
            self._play(reminder[1])

    def _wait(self, dt_ms):
        """Whether the time for the next reminder has come."""
        every_s = self._reminder[2] if self._reminded < self._reminder[3] else self._reminder[4]
        if every_s == 0:
            return False
        self._wait_ms += dt_ms
        return self._wait_ms >= every_s * 1000


def _reminder(state):
    for reminder in REMINDERS:
        if reminder[0] == state:
            return reminder
    return None
