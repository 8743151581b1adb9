"""The campaign's command line."""

from __future__ import annotations

import argparse
import dataclasses
import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tools.campaign import observability, pads
from tools.campaign.cases import MODES, RANDOM, Case, check_mode, make_case
from tools.campaign.judge import Verdict, judge
from tools.campaign.recording import Recording, record
from tools.campaign.summary import Summary
from tools.campaign.workers import cores, judge_all
from tools.command_line import BAD_INPUT, FAILED, FINE, INTERRUPTED, Parser, end_quietly, fail, silence_output
from tools.simulator.checked_table import one_line
from tools.simulator.report import as_json, figure
from tools.simulator.vm import SimulatorError

MOST_RUNS = 1_000_000
LARGEST_SEED = 1 << 32
TELL_EVERY_S = 10.0
FOLDER = Path(__file__).resolve().parents[2] / "build" / "campaign"


def main(arguments: list[str]) -> int:
    """Run the campaign, or one run of it, or print a table; returns the exit status."""
    signal.signal(signal.SIGTERM, end_quietly)
    options = parser().parse_args(arguments)
    try:
        if options.ranges or options.conditions:
            return print_lines(pads.describe() if options.ranges else observability.describe())
        if options.run:
            return run_one(make_case(options.run[0], options.run[1], options.faults))
        return campaign(options)
    except SimulatorError as error:
        return fail(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone
        silence_output()
        return FAILED
    except OSError as error:
        return fail(one_line(f"{error.filename or 'output'}: {error.strerror}"), BAD_INPUT)


def parser() -> Parser:
    """The command line."""
    top = Parser(prog="campaign", description="Random pads, users and faults, judged by the physics.")
    modes = "; ".join(f"{name}: {meaning}" for name, meaning in MODES.items())
    top.add_argument("--n", type=count, default=500, metavar="N", help="runs (500)")
    top.add_argument("--seed", type=seed, default=1, metavar="SEED", help="of all that is random (1)")
    top.add_argument("--faults", type=mode, default=RANDOM, metavar="WHICH", help=f"{modes}; or the name of a fault")
    top.add_argument("--workers", type=count, default=len(cores()), metavar="N", help="processes (one a core)")
    top.add_argument("--out", metavar="FILE", help="a JSON line each run; - for standard output (build/campaign/...)")
    top.add_argument("--run", type=run_name, metavar="SEED:INDEX", help="one run alone, with all that happened")
    top.add_argument("--ranges", action="store_true", help="print the ranges that pads are drawn from")
    top.add_argument("--conditions", action="store_true", help="print when each fault is observable, and its codes")
    return top


def count(text: str) -> int:
    """How many of something."""
    return whole(text, 1, MOST_RUNS)


def seed(text: str) -> int:
    """A seed."""
    return whole(text, 0, LARGEST_SEED)


def whole(text: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`; argparse tells the person otherwise."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and low <= int(text) <= high):
        raise argparse.ArgumentTypeError(f"got {text!r}; it must be a whole number from {low} to {high}")
    return int(text)


def mode(text: str) -> str:
    """Which faults."""
    try:
        return check_mode(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run_name(text: str) -> tuple[int, int]:
    """SEED:INDEX"""
    first, colon, second = text.partition(":")
    if not colon:
        raise argparse.ArgumentTypeError(f"got {text!r}; it must be SEED:INDEX, as in 1:37")
    return seed(first), whole(second, 0, MOST_RUNS)


def print_lines(lines: Iterator[str]) -> int:
    """A table."""
    for line in lines:
        print(line)
    return FINE


# --- One run ----------------------------------------------------------------------------------------------------------


def run_one(case: Case) -> int:
    """Run it and print all that is known of it."""
    recording = record(case)
    verdict = judge(recording)
    print(as_json({**as_row(verdict), **background(recording)}))
    return FAILED if verdict.missed else FINE


def as_row(verdict: Verdict) -> dict[str, object]:
    """A verdict for JSON."""
    row: dict[str, object] = {}
    for name in (entry.name for entry in dataclasses.fields(verdict)):
        value = getattr(verdict, name)
        row[name] = figure(value) if isinstance(value, float) else value
    row["missed"] = [miss._asdict() for miss in verdict.missed]
    return row


def background(recording: Recording) -> dict[str, object]:
    """What the verdict of a run does not tell: the pad, the user, and all that happened."""
    case = recording.case
    return {
        "pad": {name: figure(value) for name, value in case.pad.items()},
        "steps": [f"{step.at_s:9.3f} s  {step}" for step in case.plan.steps],
        "faults_seen": [seen._asdict() for seen in recording.faults_seen],
        "events": list(recording.events),
    }


# --- Many runs --------------------------------------------------------------------------------------------------------


def campaign(options: argparse.Namespace) -> int:
    """All runs; returns whether every requirement was kept. Ctrl-C ends it with the summary so far."""
    summary = Summary()
    progress = Progress(options.n)
    status = FINE
    with line_file(options) as lines:
        try:
            for verdict in judge_all(options.seed, options.n, options.faults, options.workers):
                print(json.dumps(as_row(verdict), allow_nan=False), file=lines, flush=True)
                summary.add(verdict)
                progress.tell(summary)
        except KeyboardInterrupt:
            status = INTERRUPTED
    print_lines(summary.lines(progress.wall_s()))
    return status or (FAILED if summary.failed() else FINE)


@contextmanager
def line_file(options: argparse.Namespace) -> Iterator[TextIO]:
    """Where the JSON lines go."""
    if options.out == "-":
        yield sys.stdout
        return
    name = f"n{options.n}-seed{options.seed}-{options.faults}".replace(":", "-")
    path = Path(options.out) if options.out else FOLDER / f"{name}.jsonl"
    if not options.out:
        FOLDER.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        print(f"a JSON line each run: {path}", file=sys.stderr)
        yield file


class Progress:
    """Tells the person who waits how far it is, now and then."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = self._told = time.monotonic()

    def wall_s(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    def tell(self, summary: Summary) -> None:
        """A line on stderr, unless the last one is fresh."""
        now = time.monotonic()
        if now - self._told < TELL_EVERY_S:
            return
        self._told = now
        done = len(summary.verdicts)
        a_minute = 60 * done / self.wall_s()
        left_min = (self._total - done) / a_minute
        print(
            f"{done} of {self._total} runs, {a_minute:.0f} a minute, {summary.failed_runs} missed something, "
            f"about {left_min:.0f} min left",
            file=sys.stderr,
        )
