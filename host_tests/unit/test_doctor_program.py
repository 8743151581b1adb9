"""The doctor's command line: what it prints, what it returns, and how it fails."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.doctor import program, report
from tools.doctor.finding import Finding, Outcome, good, untested
from tools.doctor.measure import decoded
from tools.doctor.person import AtTerminal, NobodyThere
from tools.serial_port import BoardError

ROOT = Path(__file__).parents[2]
GOOD = good("Board", "ESP32")
BAD = Finding("Heater", Outcome.NO_HEAT, "0 V", "It is cold.", ["the plug", "the wire"])
ONE = Finding("Files", Outcome.NO_USE, "1 missing", "", ["make deploy"])


class FakeVisit:
    """In the place of a visit; `findings` or an exception decide what comes of it."""

    outcome = [GOOD]
    chip = None
    person = None

    def __init__(self, board, chip, person, tell):
        FakeVisit.chip, FakeVisit.person = chip, person
        self._tell = tell

    def run(self):
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        for finding in self.outcome:
            self._tell(finding)
        return self.outcome


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs the program with a visit that ends in some way; returns status, standard output and standard error."""
    monkeypatch.setattr(program, "Visit", FakeVisit)

    def call(outcome, *arguments, person="somebody"):
        FakeVisit.outcome = outcome
        status = program.main(["PORT", *arguments], lambda port: contextlib.nullcontext(port), person)
        return status, *capsys.readouterr()

    return call


@pytest.mark.parametrize(
    ("findings", "status", "verdict"),
    [
        ([GOOD], 0, "ALL GOOD"),
        ([GOOD, untested("Motor", "nobody was asked")], 3, "NOT ALL GOOD"),
        ([GOOD, BAD], 4, "DO NOT USE HEAT"),
        ([BAD, ONE], 5, "DO NOT USE THIS PAD"),
    ],
)
def test_the_status_is_the_verdict(run, findings, status, verdict):
    given, out, err = run(findings)
    assert given == status
    assert out.splitlines()[-1].startswith(verdict)
    assert err == ""


def test_findings_are_read_by_people(run):
    _, out, _ = run([GOOD, BAD, ONE])
    assert out.splitlines()[:-2] == [
        "good  Board: ESP32",
        "BAD   Heater: 0 V",
        "      It is cold.",
        "      Check, the likeliest first:",
        "      1. the plug",
        "      2. the wire",
        "BAD   Files: 1 missing",
        "      Check: make deploy",
    ]


def test_findings_are_read_by_programs(run):
    status, out, _ = run([GOOD, BAD, untested("Motor", "no")], "--json")
    content = json.loads(out)
    assert (status, content["verdict"], content["untested"]) == (4, "do not use heat", ["Motor"])
    assert content["findings"][1] == {
        "part": "Heater",
        "outcome": "no_heat",
        "measured": "0 V",
        "meaning": "It is cold.",
        "check": ["the plug", "the wire"],
    }


def test_questions_can_be_left_out_and_a_chip_be_chosen(run):
    run([GOOD], "--no-questions", "--chip", "ESP32S3")
    assert (FakeVisit.person, FakeVisit.chip) == (None, "ESP32S3")
    run([GOOD])
    assert (FakeVisit.person, FakeVisit.chip) == ("somebody", None)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (BoardError("the cable was pulled"), 1, "doctor: the cable was pulled\n"),
        (NobodyThere(), 1, "doctor: nobody answers any more; the pad starts as usual\n"),
        (KeyboardInterrupt(), 130, "doctor: interrupted; the pad starts as usual\n"),
    ],
)
def test_what_fails_is_one_line(run, error, status, said):
    assert run(error) == (status, "", said)


def doctor(*arguments):
    command = [sys.executable, "-m", "tools.doctor", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((), "doctor: the following arguments are required: PORT"), (("PORT",), "doctor: nobody can answer here")],
)
def test_wrong_arguments_are_one_line(arguments, said):
    done = doctor(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_help_tells_the_statuses():
    done = doctor("--help")
    assert done.returncode == 0
    assert "4 do not use heat" in " ".join(done.stdout.split())


@pytest.mark.parametrize("text", ["Traceback (most recent call last):", "[1, 2]", '"text"', "{"])
def test_an_answer_that_is_no_measurement_is_an_error(text):
    with pytest.raises(BoardError, match="is no measurement"):
        decoded(text)


def test_every_outcome_has_a_mark_and_every_mark_fits():
    assert set(report.MARKS) == set(Outcome)
    assert max(map(len, report.MARKS.values())) <= 5


class Typed:
    """Standard input with these lines."""

    def __init__(self, *lines):
        self._lines = list(lines)

    def readline(self):
        return self._lines.pop(0) if self._lines else ""


def test_a_question_is_asked_until_it_is_answered(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", Typed("perhaps\n", "\n", " Yes \n", "n\n"))
    assert AtTerminal().yes("topic", "Is it so?") is True
    assert AtTerminal().yes("topic", "Really?") is False
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("Is it so? [y/n]") == 3


def test_who_has_gone_answers_nothing(monkeypatch):
    monkeypatch.setattr("sys.stdin", Typed())
    with pytest.raises(NobodyThere):
        AtTerminal().yes("topic", "Is it so?")
    with pytest.raises(NobodyThere):
        AtTerminal().ready("topic", "Do it.")
