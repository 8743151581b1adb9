"""Runs a check on the board and gives what it measured."""

import json
from typing import Any, Protocol

from tools.doctor.script import Scripts
from tools.serial_port import BoardError

Line = dict[str, Any]


class Board(Protocol):
    """A board in maintenance: its REPL is free, no application and no watchdog runs."""

    def execute(self, code: str) -> str:
        """Run MicroPython source there and return what it prints, when it has ended: within ten seconds.

        BoardError when the connection fails or when the source raises.
        """


def measure(board: Board, scripts: Scripts, check: str, function: str, *arguments: object) -> list[Line]:
    """The JSON objects that a function of a check prints. BoardError, also for a line that is something else."""
    printed = board.execute(scripts.call(check, function, *arguments))
    return [decoded(text) for text in printed.splitlines() if text.strip()]


def decoded(text: str) -> Line:
    """One line of a check."""
    try:
        line = json.loads(text)
    except ValueError:
        line = None
    if not isinstance(line, dict):
        raise BoardError(f"the board answered {text!r}, which is no measurement")
    return line
