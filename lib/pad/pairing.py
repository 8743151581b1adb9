"""When may a phone pair? Only while a hand on the pad, which is off, has opened the window for it."""

from pad import buttons
from pad.limits import HOLD_FORGETS_MS, HOLD_PAIRS_MS, HOLD_START_PAIRS_MS, PAIRING_OPEN_MS
from pad.session import OFF


class Pairing:
    """The window: TIME held 3 s opens it, or START held 10 s where TIME is not fitted; TIME and HEAT held 5 s forget.

    Where HEAT is not fitted SLOWER stands in for it. `fitted` are the names of the buttons that are there. `open_ms` is
    what is left of the window, which never opens before `has_radio` is set; `forget_wanted` stays true until whoever
    keeps the bonds has forgotten them.
    """

    def __init__(self, session, fitted):
        has_time = "TIME" in fitted
        self._session = session
        self._opener = buttons.TIME if has_time else buttons.START
        self._opens_ms = HOLD_PAIRS_MS if has_time else HOLD_START_PAIRS_MS
        self._forgetter = buttons.HEAT if "HEAT" in fitted else buttons.SLOWER
        self._held_ms = [0] * (buttons.TIME + 1)  # of each button
        # Of the present hold of the opener:
        self._counts = True  # not if it began, or went on, while the pad was not off; nor once it has forgotten
        self._may_open = True  # once, and never when it wants to shut phones out
        self._undo_due = True
        self.has_radio = False
        self.open_ms = 0
        self.forget_wanted = False

    def is_open(self):
        """Whether a phone may pair now. A buttons' task that has died opens nothing: its fault ends OFF."""
        return self.open_ms > 0 and self._session.state == OFF

    def take(self, index, held_ms):
        """Take how long this button has been held."""
        self._held_ms[index] = held_ms

    def step(self, dt_ms):
        """Let `dt_ms` pass, after all buttons have been taken."""
        self.open_ms = max(0, self.open_ms - dt_ms) if self._session.state == OFF else 0
        held_ms = self._held_ms[self._opener]
        off = self._session.is_off_for(self._opener)
        if not held_ms:
            self._counts = self._may_open = self._undo_due = True
        self._counts = self._counts and off
        if held_ms and self._counts:
            self._act(held_ms, self._held_ms[self._forgetter])

    def _act(self, held_ms, other_held_ms):
        if other_held_ms:
            self._may_open = False
            self.open_ms = 0
            if min(held_ms, other_held_ms) >= HOLD_FORGETS_MS:
                self._counts = False
                self._undo()
                self.forget_wanted = True
                self._session.settings.forget()
                self._session.obey_settings()
        elif self._may_open and self.has_radio and held_ms >= self._opens_ms:
            self._may_open = False
            self._undo()
            self.open_ms = PAIRING_OPEN_MS

    def _undo(self):
        """The press was the beginning of this."""
        if self._undo_due:
            self._undo_due = False
            self._session.undo_press(self._opener)
