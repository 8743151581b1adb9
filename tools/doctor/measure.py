"""Runs a check on the board and gives what it measured."""

import json
from collections.abc import Iterator
from typing import Any, Protocol

from tools.doctor.script import Scripts

LONGEST_S = 20.0  # of every check, with the time that its text takes to the board

Line = dict[str, Any]


class BoardError(Exception):
    """The board cannot be asked: cable, port, or something on it that answers otherwise; a sentence for the person."""


class Board(Protocol):
    """A board in maintenance: its REPL is free, no application and no watchdog runs."""

    def lines(self, source: str, longest_s: float) -> Iterator[str]:
        """Run MicroPython source and give the lines that it prints, as they come, until it has ended.

        BoardError when the connection fails, when it takes longer than `longest_s`, or when the source raises.
        """


def measure(board: Board, scripts: Scripts, check: str, function: str, *arguments: object) -> list[Line]:
    """The JSON objects that a function of a check prints. BoardError, also for a line that is something else."""
    return [decoded(text) for text in board.lines(scripts.call(check, function, *arguments), LONGEST_S) if text.strip()]


def decoded(text: str) -> Line:
    """One line of a check."""
    try:
        line = json.loads(text)
    except ValueError:
        line = None
    if not isinstance(line, dict):
        raise BoardError(f"the board answered {text!r}, which is no measurement")
    return line
