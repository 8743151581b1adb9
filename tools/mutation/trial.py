"""Trials: tests against one mutant each, every one in a process of its own.

A process is forked from this one, in which pytest is imported and no module of the pad is. The mutant's source takes
the place of the module while it is imported, so no file is ever changed.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

import hypothesis.stateful  # noqa: F401  here once, or each process would import it again
import pytest

from tools.mutation.mutants import Change, Mutant
from tools.mutation.targets import ROOT, SOURCES, TARGETS, TESTS, read

KILLED = "killed"
TIMED_OUT = "timed out"
SURVIVED = "survived"

# Processor time, not the clock's: a busy computer does not kill a mutant. A test may take this, and several times what
# it takes without a change.
TEST_LONGEST_S = 2
TIMES_LONGER = 5
FIRST_LONGEST_S = 10  # what a test takes is not known yet
MEMORY_MOST = 1 << 30  # bytes: a mutant that collects without end must not end the computer
SCRATCH = ROOT / "build" / "mutation"

# 2: not even imported; 3: no memory was left, not even for pytest
_VERDICTS = {0: SURVIVED, 1: KILLED, 2: KILLED, 3: KILLED, -signal.SIGPROF: TIMED_OUT}


class _Trial(MetaPathFinder, Loader):
    """Imports one module from a text, and is a plugin of pytest that lets the tests end soon."""

    def __init__(self, mutant: Mutant) -> None:
        self._source = mutant.source
        self._path = SOURCES / mutant.change.file
        self._durations_s = _durations_s(mutant.change.file)
        self.imported = False

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname == f"pad.{self._path.stem}" else None

    def exec_module(self, module: ModuleType) -> None:
        self.imported = True
        exec(compile(self._source, self._path, "exec"), vars(module))

    def pytest_sessionstart(self) -> None:
        """After pytest's own importer is there and the tests' settings are loaded, before any test is imported."""
        sys.meta_path.insert(0, self)
        # Any example that fails is enough, it need not be the smallest; and a busy computer must not fail a test.
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile(
            "mutation", hypothesis.settings(), phases=phases, suppress_health_check=list(hypothesis.HealthCheck)
        )
        hypothesis.settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Quick tests first."""
        items.sort(key=lambda item: self._durations_s.get(item.nodeid, 0.0))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Before each test. At the time limit the signal ends the process."""
        _limit_time(self._durations_s.get(nodeid, FIRST_LONGEST_S))


class _Clock:
    """A plugin of pytest that writes down how long each test took."""

    def __init__(self, file: str) -> None:
        self._path = _durations_path(file)
        self._durations_s: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """After each part of a test."""
        self._durations_s[report.nodeid] = self._durations_s.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self) -> None:
        """After the last test."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self._durations_s))


def _limit_time(usual_s: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, TEST_LONGEST_S + TIMES_LONGER * usual_s)


def _durations_path(file: str) -> Path:
    return SCRATCH / f"{file}.durations.json"


def _durations_s(file: str) -> dict[str, float]:
    path = _durations_path(file)
    return json.loads(path.read_text()) if path.exists() else {}


def unchanged(file: str) -> Mutant:
    """A file as it is. Its trial finds out how long each test takes."""
    return Mutant(Change(file, "", "", ""), read(file))


def _run_tests(mutant: Mutant) -> int:
    file = mutant.change.file
    trial = _Trial(mutant)
    plugins: list[object] = [trial] if mutant.change.function else [trial, _Clock(file)]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MOST, MEMORY_MOST))
    _limit_time(FIRST_LONGEST_S)  # to import the module and its tests
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    tests = [str(TESTS / name) for name in TARGETS[file]]
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests], plugins=plugins)
    return code if trial.imported else os.EX_SOFTWARE


def _begin(mutant: Mutant) -> int:
    process = os.fork()
    if process == 0:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.dup2(nowhere, sys.stderr.fileno())
        try:
            os._exit(_run_tests(mutant))
        finally:
            os._exit(os.EX_SOFTWARE)  # only if the line above raised
    return process


def verdicts(mutants: Iterable[Mutant], at_once: int) -> Iterator[tuple[Mutant, str]]:
    """What the tests say to each mutant, as the trials end. Raises RuntimeError when the tests cannot be run."""
    running: dict[int, Mutant] = {}
    for mutant in mutants:
        if len(running) == at_once:
            yield _ended(running)
        running[_begin(mutant)] = mutant
    while running:
        yield _ended(running)


def _ended(running: dict[int, Mutant]) -> tuple[Mutant, str]:
    process, status = os.wait()
    mutant, code = running.pop(process), os.waitstatus_to_exitcode(status)
    if code not in _VERDICTS:
        raise RuntimeError(f"the tests of {mutant.change.file} could not be run: pytest ended with {code}")
    return mutant, _VERDICTS[code]
