"""The command line of `make deploy`, `make monitor` and `make repl`: what fails is told in one line, with a status."""

import argparse
import signal
import sys

from tools.command_line import BAD_INPUT, FAILED, FINE, INTERRUPTED, Parser, end_quietly, fail, silence_output
from tools.deploy.commands import deploy, monitor, repl
from tools.serial_port import BoardError, found

NO_PORT = "make {}: say which port, PORT=...\n{}"


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status."""
    signal.signal(signal.SIGTERM, end_quietly)
    options = parser().parse_args(arguments)
    if not options.port:
        return fail(NO_PORT.format(options.name, found()), BAD_INPUT)
    try:
        options.command(options)
        sys.stdout.flush()
        return FINE
    except BoardError as error:
        return fail(f"{options.name}: {error}", FAILED)
    except KeyboardInterrupt:
        return fail(f"{options.name}: interrupted", INTERRUPTED)
    except BrokenPipeError:  # whoever read our output has gone
        silence_output()
        return FAILED


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = Parser(
        prog="deploy", description="A board that runs MicroPython: update its FootPad, listen, or look inside."
    )
    choices = top.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    for name, command, text in (
        ("deploy", deploy, "bring this version of FootPad to the board"),
        ("monitor", monitor, "show what the pad says, without disturbing it"),
        ("repl", repl, "MicroPython's prompt, with the pad standing still meanwhile"),
    ):
        added = choices.add_parser(name, help=text, description=text)
        added.set_defaults(command=command, name=name)
        added.add_argument("port", nargs="?", default="", help="serial port of the board")
        if command is deploy:
            added.add_argument("--yes", action="store_true", help="answer every question with yes")
    return top
