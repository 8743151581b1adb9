"""One push button, sampled every 20 ms: what a trembling hand meant.

Two closed samples running are a press (a press of 60 ms always gives two, a bounce of 15 ms at most one); the button
is released after three open samples. The very first closed sample is told as well, because a stop must not wait.
"""

from pad.limits import STUCK_AT_BOOT_MS, STUCK_BUTTON_MS

START = 0
FASTER = 1
SLOWER = 2
HEAT = 3
TIME = 4
NAMES = ("START", "FASTER", "SLOWER", "HEAT", "TIME")

PRESS_SAMPLES = 2
RELEASE_SAMPLES = 3
# A hand that trembles at 4 to 8 Hz closes the contact again within this time; a second deliberate press takes longer.
REPEAT_GUARD_MS = 150


class Button:
    """Debounced state of one contact.

    After each `step` the attributes say: `touched` (first closed sample of a contact), `pressed` and `released`
    (debounced edges, true for one step), `held_ms` (how long it is pressed, 0 when it is not; at `released`, how long
    it was).
    """

    def __init__(self):
        self.touched = False
        self.pressed = False
        self.released = False
        self.held_ms = 0
        self.stuck = False
        self._down = False
        self._same_samples = 0
        self._was_closed = False
        self._closed_ms = 0
        self._open_ms = REPEAT_GUARD_MS
        self._seen_open = False

    def step(self, closed, dt_ms):
        """Take one sample; `closed` is true when the contact is closed, `dt_ms` the time since the last sample."""
        self._count(closed, dt_ms)
        self.touched = closed and not self._was_closed
        self.pressed = False
        self.released = False
        self._was_closed = closed
        if self._down:
            self._step_down(closed, dt_ms)
        else:
            self._step_up(closed, dt_ms)
        self._judge_stuck()

    def _count(self, closed, dt_ms):
        if closed == self._was_closed:
            self._same_samples += self._same_samples < 100
        else:
            self._same_samples = 1
        self._closed_ms = self._closed_ms + dt_ms if closed else 0
        self._seen_open = self._seen_open or not closed

    def _step_down(self, closed, dt_ms):
        if not closed and self._same_samples >= RELEASE_SAMPLES:
            self._down = False
            self.released = True
            self._open_ms = 0
        else:
            self.held_ms += dt_ms

    def _step_up(self, closed, dt_ms):
        self.held_ms = 0
        if self._open_ms < REPEAT_GUARD_MS:
            self._open_ms += dt_ms
        elif closed and self._same_samples >= PRESS_SAMPLES and self._seen_open:
            self._down = True
            self.pressed = True

    def _judge_stuck(self):
        # A contact that has been closed ever since the start is no finger.
        limit_ms = STUCK_BUTTON_MS if self._seen_open else STUCK_AT_BOOT_MS
        if self._closed_ms >= limit_ms:
            self._closed_ms = limit_ms
            self.stuck = True
        else:
            self.stuck = False
