"""What the buzzer plays.

Tunes differ in number and length of their tones as well as in pitch, for ears that tell only one of these. Old ears
lose the high tones first, and a piezo is weak on the low ones: everything lies between 1 and 2.1 kHz.
"""

from pad import cues
from pad.session import FAULT
from pad.settings import VOLUME

PITCHES_HZ = (0, 1_050, 1_500, 2_100)  # silence, low, middle, high

# One digit is the pitch of 100 ms; each tune begins with a space. The order is that of the codes in cues.py. All in one
# piece: objects of their own would take four times the heap.
TUNES = (
    b" "
    b" 2"  # PRESS
    b" 101"  # REFUSED
    b" 333011111"  # CHECK: a doorbell
    b" 110220333"  # START: up
    b" 111111111"  # STOP: one long
    b" 333333000333333000333333"  # TIME_UP: three long
    b" 33033033033033"  # FAULT: five short
    b" 11111111033033"  # LOCKED: long, short, short
    b" 20333"  # HEAT_ON: up
    b" 33302"  # HEAT_OFF: down
    b" 222200002222"  # ENDING_SOON: two
    b" 2222"  # READY
    b" 33"  # PROFILE_GENTLE: one short
    b" 11033"  # PROFILE_STANDARD: two
    b" 11011033"  # PROFILE_OWN: three
    b" "
)

# What is repeated while a state lasts, in the order of the state codes: DONE asks for the look at the feet, SAFE_MODE,
# the last one, sounds like LOCKED. The first interval is a minute, of a fault ten seconds. Intervals double: an alarm
# that nobody comes to grows rarer, but does not end.
REMINDERS = bytes((cues.NONE, cues.NONE, cues.NONE, cues.NONE, cues.CHECK, cues.FAULT, cues.LOCKED, cues.LOCKED))
LONGEST_INTERVAL_MS = 3_600_000

# Part of each period that the buzzer is driven, of 65536, for each volume. A pulse's fundamental has the amplitude of
# sin(pi * part): half is loudest, and each volume below is 10 dB less, which is heard as half as loud. Silent is 0.
DUTIES = (0, 2_090, 6_712, 32_768)
LOUD = 3


class Beeper:
    """Plays each cue once, a newer one instead of an older one, and repeats what somebody has to come for.

    `duty` is what the present tune is driven with, see DUTIES.
    """

    def __init__(self):
        self.duty = 0
        self._at = self._end = 0  # the tune's place in TUNES; it ends at 0 when there is none
        self._into_ms = 0
        self._cue_count = 0
        self._state = 0
        self._interval_ms = 0
        self._wait_ms = 0

    def step(self, status, dt_ms):
        """Pitch in Hz for the next pass, 0 for silence, `dt_ms` after the last one. Allocates nothing."""
        if self._end:
            self._into_ms += dt_ms
        self._remind(status.state, dt_ms)
        if status.cue_count != self._cue_count:
            self._cue_count = status.cue_count
            cue = status.cue
            # An alarm is what must be heard by who did not ask for it: it has stopped, is over, is not right. All else
            # answers a hand that is there.
            alarm = cues.STOP <= cue <= cues.LOCKED
            self.play(cue, LOUD if alarm else status.session.settings.values[VOLUME])
        if not self._end:
            return 0
        # To the nearest slot: a pass that comes some milliseconds early must not make a tone twice as long.
        slot = self._at + (self._into_ms + 50) // 100
        if slot < self._end:
            return PITCHES_HZ[TUNES[slot] & 3]
        self._end = 0
        return 0

    def play(self, cue, volume):
        """Begin the tune of this cue."""
        at = 0
        for _ in range(cue):
            at = TUNES.find(b" ", at + 1)
        self._at = at + 1
        self._end = TUNES.find(b" ", at + 1) if volume else 0
        self._into_ms = 0
        self.duty = DUTIES[volume]

    def _remind(self, state, dt_ms):
        if state != self._state:
            self._state = state
            first_ms = 10_000 if state == FAULT else 60_000
            self._wait_ms = self._interval_ms = first_ms if REMINDERS[state] else 0
        elif self._interval_ms:
            self._wait_ms -= dt_ms
            if self._wait_ms <= 0:
                self._interval_ms = min(2 * self._interval_ms, LONGEST_INTERVAL_MS)
                self._wait_ms = self._interval_ms
                self.play(REMINDERS[state], LOUD)
