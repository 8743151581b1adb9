"""What a pad says when it starts, and whether that is what it should say."""

from collections.abc import Callable

from pad.version import VERSION
from tools.board_connection import Board
from tools.serial_port import BoardError

START_S = 90.0  # putting a new version in place erases flash
UNHEARD_S = 15.0
SETTLES_S = 2.0
READY = "ready"
STARTED = (READY, "state ")
AT_THE_REPL = 'Type "help()"'
UNHEARD = "The port was not there when the pad started. It runs: MicroPython's prompt does not answer."

Say = Callable[[str], None]


def await_start(board: Board, say: Say) -> None:
    """Show what the pad says until it runs. BoardError when it does not, or in another version than ours."""
    said: list[str] = []
    if _listen(board, say, said, UNHEARD_S) or (said and _listen(board, say, said, START_S - UNHEARD_S)):
        _check_version(board, said)
        _listen(board, say, said, 0 if said[-1].startswith(READY) else SETTLES_S, (READY,))
    elif board.was_gone and not said and not board.is_at_prompt():
        say(UNHEARD)
    else:
        raise BoardError(f"FootPad {VERSION} has not reported; the board said: {' / '.join(said) or 'nothing'}")


def _listen(board: Board, say: Say, said: list[str], seconds: float, ends: tuple[str, ...] = STARTED) -> bool:
    """Whether the pad says one of these within this time. BoardError when it stands at the prompt instead."""
    for line in board.lines(seconds):
        said.append(line)
        say(f"  | {line}")
        if line.startswith(AT_THE_REPL):
            raise BoardError(f"the pad did not start; it said: {' / '.join(said[-6:-1])}")
        if line.startswith(ends):
            return True
    return False


def _check_version(board: Board, said: list[str]) -> None:
    names = [line for line in said if line.startswith("FootPad ")]
    if not all(f"FootPad {VERSION} on " in line for line in names) or not (names or board.was_gone):
        raise BoardError(f"the pad runs, but does not say that it is FootPad {VERSION}")
