"""What the command lines of the tools share: exit statuses, and errors of one line."""

import argparse
import os
import sys
import warnings
from types import FrameType
from typing import NoReturn

from tools.simulator.checked_table import one_line

FINE = 0
FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """One line, and the status for bad input."""
        self.exit(BAD_INPUT, one_line(f"{self.prog}: {message}; --help tells more") + "\n")


def number(text: str, low: float, high: float) -> float:
    """A number from `low` to `high`; argparse tells the person otherwise."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"got {text!r}; it must be a number from {low:g} to {high:g}")
    return value


def end_quietly(number: int, frame: FrameType | None) -> NoReturn:
    """A request to end: leave through every `finally` on the way, and say nothing of what was about to be awaited."""
    warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
    sys.exit(128 + number)


def fail(text: str, status: int) -> int:
    """Tell the person at the keyboard, and return `status`."""
    print(text, file=sys.stderr)
    return status


def silence_output() -> None:
    """Whoever read our output has gone: what is still to be written goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
