"""Breaks and mends the pad: faults of the hardware, of the buttons, and of the firmware that runs."""

from collections.abc import Callable

from tools.simulator.board import Board
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.lockstep import Lockstep
from tools.simulator.parameters import PLANT_FAULTS
from tools.simulator.vm import SimulatorError
from tools.simulator.vm_side import protocol

RETRY_US = 20_000
TASK_COMMANDS = {
    "task_killed": protocol.KILL_TASK,
    "task_blocked": protocol.BLOCK_TASK,
    "task_raised": protocol.RAISE_IN_TASK,
}


def check_fault(fault: str) -> None:
    """ValueError when there is no such fault. `task_...:NAME@N` strikes at the Nth await of the task from now on."""
    known, at, turn = fault.partition("@")
    if known not in ALL_FAULTS or (at and not (known.partition(":")[0] in TASK_COMMANDS and turn.isdecimal())):
        raise ValueError(f"unknown fault {fault!r}; known are {', '.join(ALL_FAULTS)}")


class Breakage:
    """Applies the faults of faults.py. `at` is called with a time in microseconds and what is to be done then."""

    def __init__(self, board: Board, lockstep: Lockstep, at: Callable[[int, Callable[[], None]], None]) -> None:
        self._board = board
        self._lockstep = lockstep
        self._at = at

    def change(self, fault: str, broken: bool) -> None:
        """Break it, or mend it."""
        kind, _, name = fault.partition(":")
        if fault in PLANT_FAULTS:
            plant = self._board.plant
            (plant.inject if broken else plant.clear)(fault)
            self._board.note_rail()
        elif kind == "button_stuck":
            self._board.contacts.stick(name, broken)
        elif kind == "brownout":
            if broken:
                self._lockstep.reset(protocol.PWRON_RESET)
        elif kind == "vm_frozen":
            self._command(protocol.FREEZE if broken else protocol.THAW, "")
        else:
            self._command(TASK_COMMANDS[kind] if broken else protocol.HEAL_TASK, name)

    def _command(self, code: int, name: str) -> None:
        result = self._lockstep.command(code, name)
        if result == protocol.NO_APPLICATION:
            # The chip is starting: it strikes as soon as there is something to strike.
            self._at(self._board.now_us + RETRY_US, lambda: self._command(code, name))
        elif result == protocol.NO_SUCH_TASK:
            raise SimulatorError(f"the firmware runs no task {name!r}")
