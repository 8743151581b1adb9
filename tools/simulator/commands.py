"""What the simulator's commands do, and how they fail: one line on stderr, never a traceback."""

import argparse
import functools
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tools.command_line import BAD_INPUT, FAILED, FINE, INTERRUPTED, Parser, end_quietly, fail, number, silence_output
from tools.simulator import parameters, report
from tools.simulator.checked_table import ScenarioError, Table
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.live import LivePad
from tools.simulator.plain import status_line
from tools.simulator.scenario import Scenario, check_plant, load
from tools.simulator.simulation import Simulation, SimulatorError, has_radio
from tools.simulator.view import View

if TYPE_CHECKING:
    from tools.simulator.live_phone import LivePhone

WITHOUT_TERMINAL_S = 60.0
FASTEST = 1000.0


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status."""
    signal.signal(signal.SIGTERM, end_quietly)
    options = parser().parse_args(arguments)
    try:
        return options.command(options)
    except ScenarioError as error:
        return fail(str(error), BAD_INPUT)
    except SimulatorError as error:
        return fail(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone
        silence_output()
        return FAILED
    except OSError as error:
        silence_output()
        return fail(f"{error.filename or 'output'}: {error.strerror}", FAILED)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = Parser(prog="simulator", description="Runs the pad's firmware on this computer.")
    commands = top.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    add_sim(commands.add_parser("sim", help="run a scenario in virtual time and print what came of it as JSON"))
    commands.add_parser("faults", help="list what can be broken").set_defaults(command=list_faults)
    commands.add_parser("parameters", help="list the model's parameters").set_defaults(command=list_parameters)
    add_run(commands.add_parser("run", help="run the pad live, in a browser or in the terminal"))
    add_picture(commands.add_parser("picture", help="draw the terminal panel into an SVG file"))
    add_panels(commands.add_parser("panels", help="draw the pad's own panel in the moments of docs/using.md"))
    return top


def add_sim(command: argparse.ArgumentParser) -> None:
    """sim FILE"""
    command.add_argument("file", metavar="FILE.toml", help="the scenario; tools/simulator/scenarios holds some")
    command.set_defaults(command=sim)


def add_run(command: argparse.ArgumentParser) -> None:
    """run"""
    command.add_argument("--speed", type=speed, default=1.0, metavar="N", help="simulated seconds per second (1)")
    command.add_argument("--for", type=seconds, dest="for_s", metavar="S", help="end after S simulated seconds")
    command.add_argument(
        "--plant", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="parameters of the model"
    )
    command.add_argument("--radio", metavar="NAME", help="a Bluetooth controller that puts the pad on the air: usb:0")
    command.add_argument("--scenario", metavar="FILE.toml", help="watch a scenario; your buttons work beside it")
    command.add_argument("--terminal", action="store_true", help="no page: a panel in the terminal; elsewhere, lines")
    command.add_argument("--port", type=port, default=0, metavar="N", help="of the page on 127.0.0.1 (a free one)")
    command.add_argument("--no-browser", action="store_true", help="open no browser")
    command.set_defaults(command=run)


def add_picture(command: argparse.ArgumentParser) -> None:
    """picture OUT.svg"""
    command.add_argument("file", metavar="OUT.svg")
    command.set_defaults(command=picture)


def add_panels(command: argparse.ArgumentParser) -> None:
    """panels FOLDER"""
    command.add_argument("file", metavar="FOLDER", help="for SVG files")
    command.set_defaults(command=panels)


def speed(text: str) -> float:
    """A speed from the command line."""
    return number(text, 0.01, FASTEST)


def seconds(text: str) -> float:
    """A time from the command line."""
    return number(text, 0.1, 48 * 3600.0)


def port(text: str) -> int:
    """A port from the command line; 0 is any that is free."""
    return int(number(text, 0, 65535))


def sim(options: argparse.Namespace) -> int:
    """Run a scenario and print its report."""
    scenario = load(options.file)
    with Simulation(dict(scenario.plant), seed=scenario.seed, radio=has_radio(), kept=scenario.kept) as simulation:
        content = report.run(scenario, simulation)
    print(report.as_json(content))
    return FINE


def list_faults(options: argparse.Namespace) -> int:
    """One fault a line."""
    width = max(map(len, ALL_FAULTS))
    for name, meaning in ALL_FAULTS.items():
        print(f"{name:<{width}}  {meaning}")
    return FINE


def list_parameters(options: argparse.Namespace) -> int:
    """One parameter a line: name, default, range, unit, meaning."""
    for row in parameters.PARAMETERS.values():
        print(f"{row.name:<24} {row.default:>8g}  {row.low:g} to {row.high:g} {row.unit}: {row.meaning}")
    return FINE


def run(options: argparse.Namespace) -> int:
    """Run the pad live."""
    scenario = load(options.scenario) if options.scenario else Scenario("", 0.0, 1, {}, ())
    plant = {**scenario.plant, **plant_options(options.plant)}
    if options.radio and options.speed != 1:
        return fail("--radio: real phones live in real time, so --speed cannot be changed", BAD_INPUT)
    radio = options.radio or has_radio()
    way = show_panel if options.terminal and in_terminal() else show_lines if options.terminal else show_page
    pad = LivePad(
        lambda: Simulation(plant, scenario.seed, radio=radio, kept=scenario.kept),
        *(options.speed, end_s(options, way is show_lines), scenario.steps),
        each_second=print_line if way is show_lines else None,
        open_phone=beside if radio is True and way is show_panel else None,  # connecting takes a second at once
    )
    return live(pad, lambda: way(pad, options))


def live(pad: LivePad, show: Callable[[], int]) -> int:
    """Start the pad and show it until it is over or the person ends it."""
    try:
        pad.start()
        status = show()
    except KeyboardInterrupt:  # the usual way to end it
        return FINE
    finally:
        pad.stop()
    pad.raise_failure()
    return status


def in_terminal() -> bool:
    """Whether a person sits in front of this process."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def end_s(options: argparse.Namespace, in_lines: bool) -> float | None:
    """When the pad ends by itself: lines nobody may be reading do not go on for ever."""
    return options.for_s or (WITHOUT_TERMINAL_S if in_lines else None)


def beside(simulation: Simulation) -> "LivePhone":
    """A phone beside the pad."""
    from tools.simulator.live_phone import LivePhone  # and with it a whole Bluetooth stack

    return LivePhone(simulation)


def plant_options(options: list[str]) -> dict[str, float]:
    """Model parameters from the command line, checked as those of a scenario are."""
    pairs = [option.partition("=")[::2] for option in options]
    return check_plant(Table({name: as_value(text) for name, text in pairs}, "--plant"))


def as_value(text: str) -> float | str:
    """A number where there is one; the check of the parameters tells the person otherwise."""
    try:
        return float(text)
    except ValueError:
        return text


def show_page(pad: LivePad, options: argparse.Namespace) -> int:
    """The page, until the person ends it."""
    from tools.simulator.web import server  # aiohttp takes a while to load

    tell = functools.partial(server.show, open_browser=not options.no_browser)
    return server.serve(pad, options.radio or has_radio(), options.port, tell)


def show_panel(pad: LivePad, options: argparse.Namespace) -> int:
    """The panel, until the person quits."""
    from tools.simulator.terminal import PadApp  # Textual takes half a second to load

    PadApp(pad).run()
    return FINE


def show_lines(pad: LivePad, options: argparse.Namespace) -> int:
    """A line for each second; the pad prints them itself."""
    pad.wait()
    return FINE


def print_line(view: View) -> None:
    """The pad at this moment, at once even into a pipe."""
    print(status_line(view), flush=True)


def picture(options: argparse.Namespace) -> int:
    """Draw the terminal panel."""
    from tools.simulator.picture import draw

    return draw_into(options.file, draw)


def panels(options: argparse.Namespace) -> int:
    """Draw the pad's own panel."""
    from tools.simulator.panel_picture import draw_all

    return draw_into(options.file, draw_all)


def draw_into(path: str, draw: Callable[[str], None]) -> int:
    """Draw, or say in one line why it cannot be written."""
    try:
        draw(path)
    except OSError as error:
        return fail(f"{path}: cannot be written ({error.strerror})", BAD_INPUT)
    return FINE
