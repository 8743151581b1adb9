"""The command line of `make flash`."""

import argparse
import signal
import sys
from pathlib import Path

from tools.command_line import BAD_INPUT, FAILED, FINE, INTERRUPTED, Parser, end_quietly, fail, number
from tools.flash.board import Board
from tools.flash.report import LIMIT_S, Report, wait_for_report
from tools.image.build import build
from tools.image.downloads import PAGES, WHERE_TO_GET_IT
from tools.image.micropython_image import MicroPythonImage, read_image
from tools.image.partitions import ImageError
from tools.image.program import FOLDER, report, save
from tools.serial_port import BoardError, found, open_port

BAUD = 460_800
BAUDS = (115_200, 2_000_000)
LOST = "Flashing erases the whole board: the diary, the paired phones, the settings, the history of faults."
REFUSED = "not flashed"
HALF_WRITTEN = "The board is half written and must not be used. Flash it again: the same command."
STATUSES = "Exit status: 0 the pad is ready; 1 failed; 2 wrong arguments, wrong file, or not wanted."


def main(arguments: list[str]) -> int:
    """Flash a board; returns the exit status."""
    signal.signal(signal.SIGTERM, end_quietly)
    options = parser().parse_args(arguments)
    missing = what_is_missing(options)
    if missing:
        return fail(missing, BAD_INPUT)
    try:
        return flash(options)
    except ImageError as error:
        return fail(f"{options.image}: {error}", BAD_INPUT)
    except BoardError as error:
        return fail(f"flash: {error}", FAILED)
    except KeyboardInterrupt:
        return fail("flash: interrupted", INTERRUPTED)
    except OSError as error:
        return fail(f"{error.filename or options.image}: {error.strerror}", FAILED)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = Parser(prog="flash", description=f"Makes a bare board a pad. {LOST}", epilog=STATUSES)
    top.add_argument("--port", help="the board's serial port; without it, the ports are listed")
    top.add_argument("--image", type=Path, help="the MicroPython image as downloaded")
    top.add_argument("--baud", type=baud_rate, default=BAUD, help=f"speed of the serial line, {BAUD} if not given")
    top.add_argument("--yes", action="store_true", help="do not ask")
    top.add_argument("--wait", type=wait_s, default=LIMIT_S, metavar="S", help="for the pad's report, at most")
    return top


def baud_rate(text: str) -> int:
    """A speed from the command line."""
    return int(number(text, *BAUDS))


def wait_s(text: str) -> float:
    """A time from the command line."""
    return number(text, 0.1, 3600.0)


def what_is_missing(options: argparse.Namespace) -> str:
    """What must be said and was not, and how to find it; empty when nothing is missing."""
    missing = []
    if options.image is None:
        missing.append(WHERE_TO_GET_IT.format("make flash PORT=..."))
    if options.port is None:
        missing.append(f"make flash: say which port, PORT=...\n{found()}")
    return "\n".join(missing)


def flash(options: argparse.Namespace) -> int:
    """All of it. ImageError or BoardError when something is in the way."""
    micropython = read_image(options.image)
    port = open_port(options.port)
    try:
        print(f"MicroPython {micropython.version} for {micropython.chip} and this FootPad, to {options.port}.")
        if not wanted(options.yes):
            return BAD_INPUT
        board = Board(port, options.baud)
        write(board, micropython, options)
        board.start()
        print("The board is written, compared and starts. It says:", flush=True)
        tell(wait_for_report(port, lambda line: print(f"  {line}", flush=True), options.wait))
        return FINE
    finally:
        port.close()


def wanted(yes: bool) -> bool:
    """Whether the person agrees. Nobody who could be asked is a no."""
    print(LOST, flush=True)
    if yes:
        return True
    if not sys.stdin.isatty():
        print(f"{REFUSED}: there is no terminal to ask on; YES=1 says that it is wanted", file=sys.stderr)
        return False
    try:
        agreed = input("Go on? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        agreed = False
    if not agreed:
        print(REFUSED, file=sys.stderr)
    return agreed


def write(board: Board, micropython: MicroPythonImage, options: argparse.Namespace) -> None:
    """Build the image for this very board, and write it."""
    if board.chip != micropython.chip:
        page = PAGES.get(board.chip)
        advice = f"take the image from {page}" if page else f"FootPad runs on {', '.join(PAGES)}"
        raise BoardError(f"the board has an {board.chip}, and {options.image} is for an {micropython.chip}: {advice}")
    image = build(micropython, board.flash_bytes)
    path, _ = save(image, FOLDER)
    print(report(micropython, image, path), flush=True)
    try:
        board.write(image.offset, image.content)
    except BoardError as error:
        raise BoardError(f"{error}\n{HALF_WRITTEN}") from error
    except (KeyboardInterrupt, SystemExit):
        print(f"\n{HALF_WRITTEN}", file=sys.stderr)
        raise


def tell(report: Report) -> None:
    """The end of it, in one line."""
    if report.advertising:
        print(f"The pad is ready, {report.ready_ms} ms after its start, and phones can see it.")
    else:
        print(f"The pad is ready, {report.ready_ms} ms after its start. Phones cannot see it: see above.")
