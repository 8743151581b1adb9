"""Samples the buttons each 20 ms and tells the session what they mean."""

from machine import Pin

from firmware import board
from firmware.pace import Pace
from pad import buttons
from pad.liveness import BUTTONS

PERIOD_MS = 20
PINS = (board.START, board.FASTER, board.SLOWER, board.HEAT, board.TIME)  # in the order of pad.buttons.NAMES


class Buttons:
    """One pad.buttons.Button for each contact that is fitted. `pairing` is None on a pad without a radio."""

    def __init__(self, session, pairing, outputs, liveness):
        self._session = session
        self._pairing = pairing
        self._outputs = outputs
        self._liveness = liveness
        # Lists of equal length: no tuples to unpack, nothing to allocate in a pass.
        self._indices = [buttons.NAMES.index(name) for name in board.BUTTONS]
        self._pins = [Pin(PINS[i], Pin.IN, Pin.PULL_UP) for i in self._indices]
        self._buttons = [buttons.Button() for _ in board.BUTTONS]

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        session = self._session
        was_running = session.may_run()
        for i in range(len(self._pins)):
            button = self._buttons[i]
            button.step(self._pins[i].value() == 0, dt_ms)
            session.take(self._indices[i], button, dt_ms)
            if self._pairing:
                self._pairing.take(self._indices[i], button.held_ms)
        if self._pairing:
            self._pairing.step(dt_ms)
        if was_running and not session.may_run():
            self._outputs.cut()  # a stop waits for no other task

    def stuck(self):
        """Index of a button that is closed although no finger can be on it, or -1."""
        for i in range(len(self._buttons)):
            if self._buttons[i].stuck:
                return self._indices[i]
        return -1

    async def run(self):
        """For ever, each 20 ms."""
        pace = Pace(PERIOD_MS)
        while True:
            self.step(pace.elapsed_ms())
            self._liveness.beat(BUTTONS)
            await pace.due()
