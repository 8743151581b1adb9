"""What a pad says when it starts, and whether that is what it should say."""

from collections.abc import Callable

from pad.version import VERSION
from tools.board_connection import Board
from tools.serial_port import BoardError

START_S = 90.0  # putting a new version in place erases flash
SETTLES_S = 2.0
STARTED = ("ready", "state ")
AT_THE_REPL = 'Type "help()"'


def await_start(board: Board, say: Callable[[str], None]) -> None:
    """Show what the pad says until it runs. BoardError when it does not, or in another version than ours."""
    said = []
    for line in board.lines(START_S):
        said.append(line)
        say(f"  | {line}")
        if line.startswith(AT_THE_REPL):
            raise BoardError(f"the pad did not start; it said: {' / '.join(said[-6:-1])}")
        if line.startswith(STARTED):
            break
    if not any(f"FootPad {VERSION} on " in line for line in said):
        raise BoardError(f"FootPad {VERSION} has not reported within {START_S:.0f} s; see above what the board said")
    for line in board.lines(SETTLES_S):
        say(f"  | {line}")
