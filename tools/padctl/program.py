"""padctl's command line, and how it fails: one line on stderr and a status of its own, never a traceback."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import partial

from pad import phone, settings_table
from tools.command_line import FAILED, FINE, INTERRUPTED, Parser, end_quietly, fail, number, silence_output
from tools.padctl import commands
from tools.padctl.transport import NoBluetooth, Radio, Trouble

DO_LESS = {
    "stop": (phone.STOP, "stop the pad"),
    "slower": (phone.SLOWER, "one step slower"),
    "cooler": (phone.COOLER, "one level cooler"),
    "heat-off": (phone.HEAT_OFF, "no heat for now"),
    "wrong": (phone.FEET_WRONG, "something is wrong with the feet: stop and lock the pad until a hand unlocks it"),
}
NUMBER_MOST = 0xFFFFFFFF
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
    for name, (opcode, text) in DO_LESS.items():
        add(name, commands.do_less, text).set_defaults(opcode=opcode, arguments=())
    add_settings(add("settings", commands.settings, "show the settings, or change some"))
    setting = add("clock", commands.clock, "show the pad's clock, or set it")
    setting.add_argument("--set", action="store_true", help="to the time of this computer")
    add_diary(add("diary", commands.diary, "show the sessions that are stored"))
    scoring = add("score", commands.score, "give the symptoms a score for the diary, 0 for none to 10")
    scoring.add_argument("when", choices=("before", "after"), help="the session")
    scoring.add_argument("score", type=partial(whole_number, 0, phone.SCORE_MOST), metavar="N", help="0 to 10")
    add("pair", commands.pair, "have the pad accept this computer")
    return top


def add_common(command: argparse.ArgumentParser, default: object) -> None:
    """What every command takes, before it or behind it."""
    command.add_argument("--pad", default=default, metavar="NAME", help="its name or address, if several are in reach")
    waiting = "look for pads, or connect, for S seconds at most"
    command.add_argument("--timeout", type=seconds, default=default, metavar="S", help=waiting)
    command.add_argument("--simulated", action="store_true", default=default, help="a pad in the simulator instead")


def add_json(command: argparse._ActionsContainer) -> None:
    """For programs."""
    command.add_argument("--json", action="store_true", help="one object a line")


def add_settings(command: argparse.ArgumentParser) -> None:
    """One option for each setting that a computer may change."""
    add_json(command)
    for name, unit, meaning, row in settings_table.ROWS:
        least, most, who = (row[at] for at in (settings_table.LEAST, settings_table.MOST, settings_table.WHO))
        if row[settings_table.KIND] != settings_table.LETTER and who != settings_table.HAND:
            kind = partial(whole_number, least, most)
            text = f"{meaning} ({least} to {most}{' ' if unit else ''}{unit})"
            command.add_argument(f"--{name.replace('_', '-')}", type=kind, metavar="N", help=text)
    command.add_argument("--language", type=language, metavar="XX", help="two letters, as in en, de")


def add_diary(command: argparse.ArgumentParser) -> None:
    """Which sessions, and how they are shown."""
    numbered = partial(whole_number, 1, NUMBER_MOST)
    command.add_argument("--since", type=numbered, default=1, metavar="N", help="from session number N on")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="comma-separated, with names and units in the first line")
    add_json(form)


def language(text: str) -> str:
    """Two small letters from the command line."""
    if not (len(text) == 2 and text.isascii() and text.isalpha() and text.islower()):
        raise argparse.ArgumentTypeError(f"got {text!r}; it must be two small letters, as in en")
    return text


def seconds(text: str) -> float:
    """A time from the command line."""
    return number(text, 0.1, 48 * 3600.0)


def whole_number(least: int, most: int, text: str) -> int:
    """A whole number from the command line."""
    value = number(text, least, most)
    if value != int(value):
        raise argparse.ArgumentTypeError(f"got {text!r}; it must be a whole number")
    return int(value)
