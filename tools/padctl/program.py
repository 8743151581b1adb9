"""padctl's command line, and how it fails: one line on stderr and a status of its own, never a traceback."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import partial

from pad import phone
from pad.settings import LEAST, MOST
from tools import phone_names
from tools.command_line import FAILED, FINE, INTERRUPTED, Parser, end_quietly, fail, number, silence_output
from tools.padctl import commands
from tools.padctl.transport import NoBluetooth, Radio, Trouble

OPCODES = {name.replace(" ", "-"): code for code, name in enumerate(phone_names.COMMANDS) if name}
DO_LESS = {
    phone.STOP: "stop the pad",
    phone.SLOWER: "one step slower",
    phone.COOLER: "one level cooler",
    phone.HEAT_OFF: "no heat for now",
}
WHAT = ("speed step", "heat level", "minutes at once")  # of NAMES
DESCRIPTION = "See what a pad does, and have it do less. Starting, more speed, heat and time need a hand on the pad."
STATUSES = (
    "Exit status: 0 done; 1 refused or failed; 2 wrong arguments, or several pads; 3 no Bluetooth; 4 no pad; "
    "5 connection lost; 6 not paired."
)


def main(arguments: list[str], radio: Radio | None = None) -> int:
    """Run one command; returns the exit status. `radio`: instead of the one that the arguments ask for."""
    signal.signal(signal.SIGTERM, end_quietly)
    options = parser().parse_args(arguments)
    try:
        asyncio.run(commands.run(options, radio or open_radio(options)))
        sys.stdout.flush()
        return FINE
    except Trouble as trouble:
        return fail(f"padctl: {trouble}", trouble.status)
    except KeyboardInterrupt:
        return FINE if options.command is commands.watch else INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone
        silence_output()
        return FAILED
    except OSError as error:
        silence_output()
        return fail(f"padctl: {error.filename or 'output'}: {error.strerror}", FAILED)


def open_radio(options: argparse.Namespace) -> Radio:
    """The way to pads that was asked for; what it needs is loaded here."""
    try:
        if options.simulated:
            from tools.padctl.simulated_radio import DemonstrationRadio

            return DemonstrationRadio(paired=options.command is not commands.pair)
        from tools.padctl.bleak_radio import BleakRadio
    except ImportError as error:
        raise NoBluetooth(f"{error.name} is not installed; padctl needs: pip install -r requirements.txt") from error
    return BleakRadio()


# --- the command line -------------------------------------------------------------------------------------------------


def parser() -> Parser:
    """The command line."""
    top = Parser(prog="padctl", description=DESCRIPTION, epilog=STATUSES)
    add_common(top, None)
    choices = top.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def add(name: str, command: Callable[..., Awaitable[None]], text: str) -> Parser:
        added: Parser = choices.add_parser(name, help=text, description=text)
        added.set_defaults(command=command)
        add_common(added, argparse.SUPPRESS)
        return added

    add_json(add("scan", commands.scan, "list the pads in reach"))
    watching = add("watch", commands.watch, "show live what the pad does")
    add_json(watching)
    watching.add_argument("--for", type=seconds, dest="for_s", metavar="S", help="end after S seconds")
    add("info", commands.info, "show which pad this is")
    for name, opcode in OPCODES.items():
        add(name, commands.do_less, DO_LESS[opcode]).set_defaults(opcode=opcode)
    add_settings(add("settings", commands.settings, "show what the pad may do at most, or tighten it"))
    setting = add("clock", commands.clock, "show the pad's clock, or set it")
    setting.add_argument("--set", action="store_true", help="to the time of this computer")
    add("diary", commands.diary, "say how many sessions are stored")
    add("pair", commands.pair, "have the pad accept this computer")
    return top


def add_common(command: argparse.ArgumentParser, default: object) -> None:
    """What every command takes, before it or behind it."""
    command.add_argument("--pad", default=default, metavar="NAME", help="its name or address, if several are in reach")
    waiting = "look for pads, or connect, for S seconds at most"
    command.add_argument("--timeout", type=seconds, default=default, metavar="S", help=waiting)
    command.add_argument("--simulated", action="store_true", default=default, help="a pad in the simulator instead")


def add_json(command: argparse.ArgumentParser) -> None:
    """For programs."""
    command.add_argument("--json", action="store_true", help="one object a line")


def add_settings(command: argparse.ArgumentParser) -> None:
    """What can be tightened."""
    for name, least, most, what in zip(phone_names.SETTINGS, LEAST, MOST, WHAT, strict=True):
        kind = partial(whole_number, least, most)
        help_text = f"highest {what}, {least} to {most}"
        command.add_argument(f"--{name.replace('_', '-')}", type=kind, metavar="N", help=help_text)


def seconds(text: str) -> float:
    """A time from the command line."""
    return number(text, 0.1, 48 * 3600.0)


def whole_number(least: int, most: int, text: str) -> int:
    """A whole number from the command line."""
    value = number(text, least, most)
    if value != int(value):
        raise argparse.ArgumentTypeError(f"got {text!r}; it must be a whole number")
    return int(value)
