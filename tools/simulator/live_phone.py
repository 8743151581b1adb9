"""A phone beside the pad of `make run`: it shows in the log what the pad tells it, and has one button, STOP."""

import contextlib
from collections.abc import Callable

from pad import gatt, phone
from tools import phone_names
from tools.padctl.transport import characteristic
from tools.simulator.phone import Phone, PhoneError
from tools.simulator.simulation import Simulation

FIRST_S = 2.0
RETRY_S = 5.0
PATIENCE_S = 5.0  # finding the whole table takes two
TEXT, COMMAND, RESULT = map(characteristic, (gatt.STATUS_TEXT, gatt.COMMAND, gatt.COMMAND_RESULT))


class LivePhone:
    """`step` it once a slice of time; `stop` is its button."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._phone = Phone(simulation, "phone")
        self._phone.patience_s = PATIENCE_S
        self._next_s = FIRST_S
        self._sentences: list[tuple[float, bytes]] = []
        self._results: list[tuple[float, bytes]] = []

    def step(self) -> None:
        """Connect when that is due, and show what has come."""
        if not self._phone.connected and self._simulation.now_s >= self._next_s:
            self._next_s = self._simulation.now_s + RETRY_S
            self._try(self._connect)
        while self._sentences:
            self._tell(self._sentences.pop(0)[1].decode())
        while self._results:
            opcode, result = self._results.pop(0)[1]
            self._tell(f"{phone_names.COMMANDS[opcode]}: {phone_names.RESULTS[result]}")

    def stop(self) -> None:
        """The person presses STOP: a phone that has not paired yet asks to, as any app's first command does."""
        if self._phone.connected:
            self._try(self._stop)

    def _connect(self) -> None:
        self._phone.connect(PATIENCE_S)
        with contextlib.suppress(PhoneError):  # not paired yet
            self._phone.encrypt()
        self._sentences = self._phone.subscribe(TEXT)
        self._results = self._phone.subscribe(RESULT)
        self._tell(f"connected. {self._phone.read(TEXT).decode()}")

    def _stop(self) -> None:
        if not self._phone.encrypted:
            self._phone.pair()
        self._phone.write(COMMAND, bytes([phone.STOP]))

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except PhoneError as error:
            self._tell(str(error))

    def _tell(self, text: str) -> None:
        self._simulation.note("phone", text)
