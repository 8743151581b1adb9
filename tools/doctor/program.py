"""The doctor's command line, and how it fails: one line on stderr, never a traceback."""

import argparse
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from tools import board_connection
from tools.board_files import profiles
from tools.command_line import BAD_INPUT, FAILED, INTERRUPTED, Parser, end_quietly, fail, silence_output
from tools.doctor.finding import Finding, verdict
from tools.doctor.measure import Board
from tools.doctor.person import AtTerminal, NobodyThere, Person
from tools.doctor.report import as_json, as_text
from tools.doctor.visit import Visit
from tools.serial_port import BoardError

DESCRIPTION = (
    "Looks a pad over: chip, files, memory, and every wire. It tells what was measured, what that means, and what to "
    "check. The pad is stopped for it, and starts anew afterwards."
)
STATUSES = (
    "Exit status: 0 all good; 1 the board cannot be asked; 2 wrong arguments; 3 something is untested or does not "
    "work, but nothing dangerous was found; 4 do not use heat; 5 do not use the pad."
)

Connect = Callable[[str], AbstractContextManager[Board]]


def main(arguments: list[str], connect: Connect | None = None, person: Person | None = None) -> int:
    """Look one board over; returns the exit status. `connect`: the way to a board, `person`: who is asked."""
    signal.signal(signal.SIGTERM, end_quietly)
    options = parser().parse_args(arguments)
    if not options.no_questions and person is None and not sys.stdin.isatty():
        return fail("doctor: nobody can answer here: use a terminal, or --no-questions", BAD_INPUT)
    asked = None if options.no_questions else person or AtTerminal()
    try:
        with (connect or in_maintenance)(options.port) as board:
            findings = Visit(board, options.chip, asked, hear(options)).run()
        tell(findings, options)
        return verdict(findings).status
    except BoardError as error:
        return fail(f"doctor: {error}", FAILED)
    except NobodyThere:
        return fail("doctor: nobody answers any more; the pad starts as usual", FAILED)
    except KeyboardInterrupt:
        return fail("doctor: interrupted; the pad starts as usual", INTERRUPTED)
    except BrokenPipeError:  # whoever read our output has gone
        silence_output()
        return FAILED


def parser() -> Parser:
    """The command line."""
    top = Parser(prog="doctor", description=DESCRIPTION, epilog=STATUSES)
    top.add_argument("port", metavar="PORT", help="the board's serial port, such as /dev/ttyUSB0")
    top.add_argument(
        "--chip", choices=tuple(profiles()), help="the board profile of firmware/board.py (that of the chip found)"
    )
    top.add_argument("--json", action="store_true", help="one JSON object at the end, for programs")
    top.add_argument("--no-questions", action="store_true", help="only what needs nobody: nothing moves or heats")
    return top


def hear(options: argparse.Namespace) -> Callable[[Finding], None]:
    """What to do with each finding as it comes."""
    return (lambda finding: None) if options.json else (lambda finding: print(as_text(finding), flush=True))


def tell(findings: list[Finding], options: argparse.Namespace) -> None:
    """The end of the visit."""
    print(as_json(findings) if options.json else f"\n{verdict(findings).sentence}", flush=True)


@contextlib.contextmanager
def in_maintenance(port: str) -> Iterator[Board]:
    """The board behind a serial port, for the doctor alone; the pad starts as usual when he has gone."""
    with board_connection.Board(port) as board, board.maintenance() as session_was_running:
        if session_was_running:
            print("doctor: a session was running, it has been stopped", file=sys.stderr)
        yield board
