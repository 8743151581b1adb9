"""Samples the buttons each 20 ms and tells the session what they mean."""

from machine import Pin

from firmware import board
from pad import buttons

PINS = (board.START, board.FASTER, board.SLOWER, board.HEAT, board.TIME)  # in the order of pad.buttons.NAMES


class Buttons:
    """One pad.buttons.Button for each contact that is fitted; `pairing` is a pad.pairing.Pairing.

    `stuck` is the index of a button that is closed although no finger can be on it, or -1.
    """

    def __init__(self, session, pairing, outputs):
        self.stuck = -1
        self._session = session
        self._pairing = pairing
        self._outputs = outputs
        # Lists of equal length: no tuples to unpack, nothing to allocate in a pass.
        self._indices = [buttons.NAMES.index(name) for name in board.BUTTONS]
        self._levels = [Pin(PINS[i], Pin.IN, Pin.PULL_UP).value for i in self._indices]  # 0: closed
        self._buttons = [buttons.Button() for _ in board.BUTTONS]
        self._idle = False

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        self._session.after_step_ms += dt_ms
        closed = 0
        contact = 1
        for level in self._levels:
            if not level():
                closed |= contact
            contact <<= 1
        if closed or not self._idle:
            self._take(closed, dt_ms)
        elif self._pairing.open_ms:
            self._pairing.step(dt_ms)

    def _take(self, closed, dt_ms):
        """Take samples of which one at least may change something; a bit of `closed` for each contact."""
        session = self._session
        pairing = self._pairing
        was_running = session.may_run()
        self._idle = True
        self.stuck = -1
        for i in range(len(self._levels)):
            index = self._indices[i]
            button = self._buttons[i]
            button.step(closed >> i & 1 == 1, dt_ms)
            session.take(index, button)
            pairing.take(index, button.held_ms)
            if button.stuck and self.stuck < 0:
                self.stuck = index
            self._idle = self._idle and button.idle
        pairing.step(dt_ms)
        if was_running and not session.may_run():
            self._outputs.cut()  # a stop waits for no other task
