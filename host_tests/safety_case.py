"""Reads docs/safety.md, and holds a run of all tests to its promise: the tests that it names have run and passed."""

import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "safety.md"
FOLDER = "host_tests"
HAS_RADIO = sys.version_info >= (3, 11)  # what the simulated radio is made of needs it
USUAL_MARKS = ("", "not soak and not flood")
_TEST = re.compile(r"`((?:unit|device|ble|deploy)/test_\w+\.py::test_\w+(?:\[[\w.-]+\])?)`")


def named_tests(text):
    """The tests that the page names, as `unit/test_x.py::test_y`, some with one case in brackets."""
    return set(_TEST.findall(text))


def is_whole_run(config):
    """Whether all tests were asked for, as `make test` does; not one file, not a choice by name."""
    asked_for = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    chosen = config.option.keyword or config.getoption("lf", False) or config.option.collectonly
    return asked_for == [config.rootpath / FOLDER] and not chosen and config.option.markexpr in USUAL_MARKS


class WholeRun:
    """A plugin of pytest: a run that would pass fails when a named test was not in it, or a case of it was skipped."""

    def __init__(self, named):
        self._named = named
        self._outcomes = defaultdict(set)
        self._complaints = []

    def pytest_runtest_logreport(self, report):
        """Note how it went: a test that is skipped says so in its set-up, the others in their call."""
        if report.skipped or report.when == "call":
            case = report.nodeid.removeprefix(f"{FOLDER}/")
            self._outcomes[case].add(report.outcome)
            self._outcomes[case.partition("[")[0]].add(report.outcome)

    def pytest_sessionfinish(self, session, exitstatus):
        """With several processes, this is the one that has seen all reports."""
        if exitstatus == pytest.ExitCode.OK:
            named = [name for name in sorted(self._named) if HAS_RADIO or not name.startswith("ble/")]
            self._complaints = [name for name in named if self._outcomes.get(name) != {"passed"}]
        if self._complaints:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        """Say what is missing."""
        for name in self._complaints:
            how = " and ".join(sorted(self._outcomes.get(name, ["not run"])))
            terminalreporter.write_line(f"docs/safety.md names {name}, which was {how}", red=True)
