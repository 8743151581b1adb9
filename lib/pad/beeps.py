"""What the buzzer plays.

Tunes differ in number and length of their tones as well as in pitch, for ears that tell only one of these. Old ears
lose the high tones first, and a piezo is weak on the low ones: everything lies between 1 and 2.1 kHz.
"""

from pad import cues

PITCHES_HZ = (0, 1_050, 1_500, 2_100)  # silence, low, middle, high

# One digit is the pitch of 100 ms. The order is that of the codes in cues.py.
TUNES = (
    b"",
    b"2",  # PRESS
    b"101",  # REFUSED
    b"333011111",  # CHECK: a doorbell
    b"110220333",  # START: up
    b"111111111",  # STOP: one long
    b"333333000333333000333333",  # TIME_UP: three long
    b"33033033033033",  # FAULT: five short
    b"11111111033033",  # LOCKED: long, short, short
    b"20333",  # HEAT_ON: up
    b"33302",  # HEAT_OFF: down
    b"222200002222",  # ENDING_SOON: two
    b"2222",  # READY
)

# What is repeated while a state lasts, in the order of the state codes, and the first interval in seconds. Intervals
# double: an alarm that nobody comes to grows rarer, but does not end.
REMINDERS = (
    (cues.NONE, 0),
    (cues.NONE, 0),
    (cues.NONE, 0),
    (cues.NONE, 0),
    (cues.CHECK, 60),  # DONE asks for the look at the feet
    (cues.FAULT, 10),
    (cues.LOCKED, 60),
    (cues.LOCKED, 60),  # SAFE_MODE
)
LONGEST_INTERVAL_MS = 3_600_000


class Beeper:
    """Plays each cue once, a newer one instead of an older one, and repeats what somebody has to come for."""

    def __init__(self):
        self._tune = b""
        self._into_ms = 0
        self._cue_count = 0
        self._state = 0
        self._interval_ms = 0
        self._wait_ms = 0

    def step(self, status, dt_ms):
        """Pitch in Hz for the next pass, 0 for silence, `dt_ms` after the last one. Allocates nothing."""
        self._into_ms = min(self._into_ms + dt_ms, LONGEST_INTERVAL_MS)
        self._remind(status.state, dt_ms)
        if status.cue_count != self._cue_count:
            self._cue_count = status.cue_count
            self._play(status.cue)
        # To the nearest slot: a pass that comes some milliseconds early must not make a tone twice as long.
        slot = (self._into_ms + 50) // 100
        return PITCHES_HZ[self._tune[slot] & 3] if slot < len(self._tune) else 0

    def _play(self, cue):
        self._tune = TUNES[cue]
        self._into_ms = 0

    def _remind(self, state, dt_ms):
        if state != self._state:
            self._state = state
            self._wait_ms = self._interval_ms = REMINDERS[state][1] * 1000
        elif self._interval_ms:
            self._wait_ms -= dt_ms
            if self._wait_ms <= 0:
                self._interval_ms = min(2 * self._interval_ms, LONGEST_INTERVAL_MS)
                self._wait_ms = self._interval_ms
                self._play(REMINDERS[state][0])
