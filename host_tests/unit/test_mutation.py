"""The tool behind `make mutate`: it makes the mutants it should, and its list of survivors says why for each."""

import subprocess
import sys
from collections import Counter

import pytest

from tools.mutation import survivors
from tools.mutation.mutants import Change, mutants
from tools.mutation.targets import ROOT, SOURCES, TARGETS, TESTS, read

SOURCE = """
LIMIT = 40  # degrees


class Check:
    def judge(self, value):
        if self.ready:
            self.tell()
        return value >= LIMIT
"""


def changes(source=SOURCE):
    return [mutant.change for mutant in mutants("some.py", source)]


# --- what is mutated --------------------------------------------------------------------------------------------------


def test_every_target_and_its_tests_exist():
    for file, tests in TARGETS.items():
        assert (SOURCES / file).is_file()
        assert all((TESTS / test).is_file() for test in tests)


def test_nothing_that_protects_people_is_left_out():
    named = {"limits.py", "gate.py", "thermistor.py", "session.py", "liveness.py", "self_test.py", "heat_budget.py"}
    from_phones = {"pairing.py", "bonds.py", "bond_keeper.py", "phone.py", "settings.py"}
    found = {path.name for pattern in ("guard*.py", "*_check.py") for path in SOURCES.glob(pattern)}
    assert named | from_phones | found <= set(TARGETS)


# --- mutants ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "was", "becomes"),
    [
        ("(module)", "LIMIT = 40", "LIMIT = 41"),
        ("(module)", "LIMIT = 40", "LIMIT = 39"),
        ("(module)", "LIMIT = 40", "LIMIT = None"),
        ("Check.judge", "if self.ready:", "if (not self.ready):"),
        ("Check.judge", "self.tell()", "pass"),
        ("Check.judge", "return value >= LIMIT", "return value > LIMIT"),
    ],
)
def test_constants_conditions_calls_and_comparisons_are_changed(function, was, becomes):
    assert Change("some.py", function, was, becomes) in changes()


def test_that_is_all_and_nothing_twice():
    assert len(changes()) == len(set(changes())) == 6


def test_each_mutant_is_the_file_with_this_one_change():
    for mutant in mutants("some.py", SOURCE):
        begin, end = SOURCE.split(mutant.change.was)
        assert mutant.source.startswith(begin)
        assert mutant.source.endswith(end)
        assert mutant.source != SOURCE


def test_a_mutant_is_the_same_when_its_line_moves_or_its_comment_changes():
    moved = SOURCE.replace("  # degrees", "  # hundredths").replace("class", "OTHER = LIMIT\n\n\nclass")
    assert set(changes()) <= set(changes(moved))


def test_one_less_than_nothing_is_minus_one():
    assert [change.becomes for change in changes("A = 0\n")] == ["A = None", "A = 1", "A = -1"]


def test_the_middle_of_an_and_may_be_denied():
    becomes = [change.becomes for change in changes("def f(a, b):\n    return a and b\n")]
    assert set(becomes) == {"return a or b", "return (not a) and b", "return a and (not b)"}


# --- the list of survivors --------------------------------------------------------------------------------------------


def test_every_survivor_has_a_reason_and_belongs_to_a_file_that_is_mutated():
    assert {change.file for change in survivors.load()} <= set(TARGETS)


@pytest.mark.parametrize("change", list(survivors.load()), ids=lambda change: f"{change.function}: {change.becomes}")
def test_every_survivor_is_a_change_of_what_is_there(change):
    lines = " ".join(line.strip().split("  #")[0] for line in read(change.file).splitlines())
    assert change.was in lines
    assert change.was != change.becomes


ENTRY = '[[survivor]]\nfile = "gate.py"\nfunction = "f"\nwas = "a"\nbecomes = "b"\n'


@pytest.mark.parametrize(
    "text",
    [
        ENTRY,
        ENTRY + 'reason = ""',
        ENTRY + 'reason = "equivalent"',
        ENTRY + "reason = 3",
        ENTRY + 'reason = "it does the same"\nline = "4"',
        ENTRY.replace('was = "a"\n', "") + 'reason = "it does the same"',
    ],
)
def test_an_entry_that_says_too_little_or_too_much_is_refused(tmp_path, text):
    path = tmp_path / "survivors.toml"
    path.write_text(text)
    with pytest.raises(survivors.ListError):
        survivors.load(path)


def test_what_is_shown_can_be_put_into_the_list(tmp_path):
    change = Change("gate.py", "Gate.grant", 'a = "x"', "a = None")
    path = tmp_path / "survivors.toml"
    path.write_text(survivors.shown(change).replace('reason = ""', 'reason = "it does the same"'))
    assert survivors.load(path) == {change: 1}


LISTED = Change("gate.py", "f", "a", "b")
NEW = Change("gate.py", "f", "a", "c")


@pytest.mark.parametrize(
    ("survived", "complaints"),
    [
        ([LISTED], []),
        ([LISTED, NEW], ["survived, and is not in the list"]),
        ([], ["in the list, and did not survive"]),
        ([LISTED, LISTED], ["survived, and is not in the list"]),  # two places, and the list speaks of one
    ],
)
def test_what_survives_must_be_what_is_listed(survived, complaints):
    found = survivors.complaints(Counter([LISTED]), Counter(survived), {"gate.py"})
    assert [complaint.split(":")[0] for complaint in found] == complaints


def test_files_that_were_not_tried_are_not_missed():
    assert survivors.complaints(Counter([LISTED]), Counter(), {"limits.py"}) == []


# --- all of it --------------------------------------------------------------------------------------------------------


def test_the_gate_is_mutated_and_each_mutant_killed():
    done = subprocess.run(
        [sys.executable, "-m", "tools.mutation", "gate.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("gate.py")).split()
    assert int(row[1]) == int(row[2]) > 20
    assert "100.0 %" in done.stdout


def test_an_unknown_file_is_refused():
    done = subprocess.run(
        [sys.executable, "-m", "tools.mutation", "gates.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "gates.py" in done.stderr
