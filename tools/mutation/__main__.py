"""Mutation testing of the logic that protects people.

python -m tools.mutation [FILE ...]     all files of targets.py, or those named: gate.py session.py

Ends with 1 when a mutant survived that host_tests/mutation/survivors.toml does not list with a reason, when a listed
one is gone, or when a file's score is below the least.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter

from tools.mutation import survivors
from tools.mutation.mutants import Change, mutants
from tools.mutation.targets import TARGETS, read, sources_and_tests
from tools.mutation.trial import SURVIVED, TIMED_OUT, unchanged, verdicts

LEAST_SCORE_PERCENT = 95.0
ROW = "{:<18}{:>8}{:>8}{:>11}{:>10}{:>9}{:>8}"
WORKERS = os.cpu_count() or 1


def _try_all(file: str) -> tuple[Counter[str], Counter[Change]]:
    """How often each verdict was given, and what survived."""
    given: Counter[str] = Counter()
    survived: Counter[Change] = Counter()
    for mutant, verdict in verdicts(mutants(file, read(file)), WORKERS):
        given[verdict] += 1
        if sys.stderr.isatty():
            print(f"\r{file} {given.total()} ", end="\r", file=sys.stderr, flush=True)
        if verdict == SURVIVED:
            survived[mutant.change] += 1
    return given, survived


def _score_percent(given: Counter[str]) -> float:
    return 100 * (1 - given[SURVIVED] / given.total())


def _row(name: str, given: Counter[str], seconds: float) -> str:
    killed = given.total() - given[SURVIVED]
    score = f"{_score_percent(given):.1f} %"
    return ROW.format(name, given.total(), killed, given[TIMED_OUT], given[SURVIVED], score, f"{seconds:.0f} s")


def _check_unchanged(files: list[str]) -> None:
    failing = [trial.change.file for trial, verdict in verdicts(map(unchanged, files), WORKERS) if verdict != SURVIVED]
    if failing:
        sys.exit(f"Without any change the tests fail for {', '.join(failing)}: mend that first.")


def main() -> None:
    """Read the command line, try all mutants, report."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description="Mutation testing of lib/pad.")
    parser.add_argument("files", nargs="*", metavar="FILE", help=", ".join(TARGETS))
    files = parser.parse_args().files or list(TARGETS)
    if unknown := set(files) - set(TARGETS):
        parser.error(f"not in tools/mutation/targets.py: {', '.join(sorted(unknown))}")
    _check_unchanged(files)
    sys.exit(1 if _report(files) else 0)


def _report(files: list[str]) -> list[str]:
    begun_s, tried = time.monotonic(), sources_and_tests()
    everything: Counter[str] = Counter()
    survived: Counter[Change] = Counter()
    complaints = []
    print(ROW.format("", "mutants", "killed", "timed out", "survived", "score", "time"))
    for file in files:
        file_begun_s = time.monotonic()
        given, survived_here = _try_all(file)
        print(_row(file, given, time.monotonic() - file_begun_s), flush=True)
        if _score_percent(given) < LEAST_SCORE_PERCENT:
            complaints.append(f"{file}: the score is below {LEAST_SCORE_PERCENT} %")
        everything += given
        survived += survived_here
    print(_row("all", everything, time.monotonic() - begun_s))
    complaints += survivors.complaints(survivors.load(), survived, set(files))
    if sources_and_tests() != tried:
        complaints.append("sources or tests were edited meanwhile: none of this counts")
    print(*complaints, sep="\n\n")
    return complaints


if __name__ == "__main__":
    main()
