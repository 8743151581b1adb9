"""One push button, sampled every 20 ms: what a trembling hand meant.

A contact that has been closed for 16 ms from its first closed sample on is a press: the two samples that a press of
60 ms always gives lie further apart, those that a bounce of 15 ms may give do not, however late a sample came. It ends
when the contact has been open for longer than a trembling hand leaves it. The very first closed sample is told as
well, because a stop must not wait.
"""

from pad.limits import STUCK_AT_BOOT_MS, STUCK_BUTTON_MS

START = 0
FASTER = 1
SLOWER = 2
HEAT = 3
TIME = 4
NAMES = ("START", "FASTER", "SLOWER", "HEAT", "TIME")

PRESS_MS = 16  # closed from sample to sample: above a bounce, below the period
# A hand that trembles at 4 to 8 Hz closes the contact again within this time; a second deliberate press takes longer.
RELEASE_MS = 150
LONGEST_HELD_MS = 600_000  # no need to count a jammed button without end


class Button:
    """Debounced state of one contact.

    After each `step` the attributes say: `touched` (first closed sample of a contact), `pressed` and `released`
    (debounced edges, true for one step), `held_ms` (from the press to the last closed sample, 0 when it is not
    pressed; at `released`, how long it was), `stuck` (closed for longer than a finger would), `idle` (another open
    sample would change nothing).
    """

    def __init__(self):
        self.touched = False
        self.pressed = False
        self.released = False
        self.held_ms = 0
        self.stuck = False
        self.idle = False
        self._down_ms = -1  # from the press on, -1 when it is not pressed
        self._was_closed = False
        self._same_ms = 0  # from the first sample of this level to the last one
        self._seen_open = False

    def step(self, closed, dt_ms):
        """Take one sample; `closed` is true when the contact is closed, `dt_ms` the time since the last sample."""
        self.touched = closed and not self._was_closed
        self.pressed = False
        self.released = False
        self._count(closed, dt_ms)
        if self._down_ms >= 0:
            self._step_down(closed, dt_ms)
        else:
            self._step_up(closed)
        self._judge_stuck(closed)
        self.idle = self._down_ms < 0 and not (closed or self.released or self.held_ms)

    def _count(self, closed, dt_ms):
        if closed == self._was_closed:
            self._same_ms = min(self._same_ms + dt_ms, LONGEST_HELD_MS)
        else:
            self._same_ms = 0
        self._was_closed = closed
        self._seen_open = self._seen_open or not closed

    def _step_down(self, closed, dt_ms):
        self._down_ms = min(self._down_ms + dt_ms, LONGEST_HELD_MS)
        if closed:
            self.held_ms = self._down_ms
        elif self._same_ms >= RELEASE_MS:
            self._down_ms = -1
            self.released = True

    def _step_up(self, closed):
        self.held_ms = 0
        if closed and self._same_ms >= PRESS_MS and self._seen_open:
            self._down_ms = 0
            self.pressed = True

    def _judge_stuck(self, closed):
        # A contact that has been closed ever since the start is no finger.
        limit_ms = STUCK_BUTTON_MS if self._seen_open else STUCK_AT_BOOT_MS
        self.stuck = closed and self._same_ms >= limit_ms
