"""What the commands do. Whatever keeps them from it is raised as a BoardError."""

import argparse
import codecs
import contextlib
import sys
import time
from types import SimpleNamespace
from typing import NoReturn

from mpremote.console import Console
from mpremote.repl import do_repl_main_loop
from serial import SerialBase

from tools.board_connection import Board, Silent
from tools.board_files import Files
from tools.deploy import on_board
from tools.deploy.start_report import await_start
from tools.deploy.update import check, dotted, files_for, make_plan, update
from tools.serial_port import BoardError, Unplugged, open_port

STOPPED = "A session was running; motor and heat are off now. Whoever is on the pad: please take your feet off."
ANOTHER_PROGRAM = "The board runs another program. Replace it (boot.py and main.py)?"
NOTHING_LOST = (
    "Nothing is lost: run `make deploy` again. If the pad stands still, pull its plug and put it back: "
    "it starts with the version that is complete, old or new"
)
LOOK_AGAIN_S = 0.3


def say(text: str) -> None:
    """Show a line at once."""
    print(text, flush=True)


def deploy(options: argparse.Namespace) -> None:
    """Bring this version to the board, and see it start."""
    with Board(options.port) as board:
        try:
            with board.maintenance() as session_was_running:
                _update(board, options, session_was_running)
            await_start(board, say)
        except (Unplugged, Silent) as error:
            raise BoardError(f"{error}. {NOTHING_LOST}") from error
    say("Done: this version of FootPad runs.")


def _update(board: Board, options: argparse.Namespace, session_was_running: bool) -> None:
    about = on_board.ask_about(board)
    found = on_board.look(board)
    say(f"{options.port}: {about.machine}, MicroPython {dotted(about.version)}")
    check(about, found)
    if session_was_running:
        say(STOPPED)
        agree("Update the pad now?", options)
    if on_board.has_another_program(board, found):
        agree(ANOTHER_PROGRAM, options)
    plan = make_plan(_compiled(about.chip), found)
    if plan.is_done:
        say(f"Nothing has changed: all {len(plan.files)} files are there.")
        return
    say(f"{len(plan.changed)} of {len(plan.files)} files differ; until they are there, the pad stands still.")
    update(board, plan, found, say)
    say("All are there and verified. The pad puts them in place:")


def _compiled(chip: str) -> Files:
    try:
        return files_for(chip)
    except (SyntaxError, ValueError) as error:
        raise BoardError(f"this version cannot be compiled: {error}") from error


def agree(question: str, options: argparse.Namespace) -> None:
    """Ask, unless everything is agreed to. BoardError when the answer is no."""
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise BoardError(f"{question} Nobody is here to answer: YES=1 agrees. Nothing was changed")
    try:
        agreed = input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        agreed = False
    if not agreed:
        raise BoardError("nothing was changed")


def monitor(options: argparse.Namespace) -> None:
    """Show what the pad says, for ever, also when the cable is pulled and put back. Nothing is sent to it."""
    port = open_port(options.port)
    say(f"Listening to {options.port}; Ctrl-C ends that, and does not disturb the pad.")
    while True:
        try:
            _show_all(port)
        except OSError:
            say(f"\n-- {options.port} has gone; waiting for it ...")
            port = _reopened(options.port)
            say("-- there it is again")


def _show_all(port: SerialBase) -> NoReturn:
    """Until the port goes: OSError."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while True:
        data = port.read(port.in_waiting or 1)
        print(decoder.decode(data).replace("\r\n", "\n"), end="", flush=True)


def _reopened(name: str) -> SerialBase:
    while True:
        with contextlib.suppress(BoardError):
            return open_port(name)
        time.sleep(LOOK_AGAIN_S)


def repl(options: argparse.Namespace) -> None:
    """MicroPython's prompt for a person; afterwards the pad starts again."""
    if not sys.stdin.isatty():
        raise BoardError("the prompt needs a terminal")
    with Board(options.port) as board:
        with board.maintenance() as session_was_running:
            if session_was_running:
                say(STOPPED)
            say("The pad stands still, outputs off. Ctrl-] leaves the prompt, and the pad starts again.")
            _talk(board)
            say("\nThe pad starts again:")
        await_start(board, say)


def _talk(board: Board) -> None:
    board.transport.exit_raw_repl()
    console = Console()
    console.enter()
    try:
        gone = do_repl_main_loop(
            SimpleNamespace(transport=board.transport),
            console,
            console.write,
            escape_non_printable=False,
            code_to_inject=None,
            file_to_inject=None,
        )
    finally:
        console.exit()
    if gone:
        raise Unplugged(f"{board.port} has gone (was the cable pulled?)")
