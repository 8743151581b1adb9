"""docs/safety.md against the program: its tests, fault codes, faults and numbers are real, and none is left out."""

import ast
import importlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from host_tests.safety_case import PAGE, USUAL_MARKS, named_tests
from pad import buttons, fault_texts, faults, limits, liveness
from tools.simulator.faults import ALL_FAULTS

ROOT = PAGE.parents[1]
TESTS = ROOT / "host_tests"
TEXT = PAGE.read_text(encoding="utf-8")

# --- The page, taken apart --------------------------------------------------------------------------------------------


def rows_below(heading, text=TEXT):
    """The cells of all rows of the tables beneath a heading, without those that name the columns."""
    begin = text.index(f"\n{heading}")
    end = re.search(r"\n##+ ", text[begin + 1 :])
    section = text[begin : begin + 1 + end.start()] if end else text[begin:]
    tables = re.findall(r"\|[-|]+\|\n((?:\|.*\|\n)+)", section)
    return [[cell.strip() for cell in line.strip("|").split("|")] for table in tables for line in table.splitlines()]


HAZARDS = re.findall(r"\n(### H\d+ .*)", TEXT)
TEST_ROWS = rows_below("## 9.")
CODE_ROWS = rows_below("## 4.")

# --- Tests ------------------------------------------------------------------------------------------------------------


def functions_of(file):
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", sorted(named_tests(TEXT)))
def test_every_test_that_is_named_exists(name):
    file, _, function = name.partition("[")[0].partition("::")
    assert function in functions_of(file)


def test_every_row_names_tests_and_nothing_else_is_written_like_one():
    assert all(named_tests(cell) for _, cell in TEST_ROWS)
    assert len(named_tests(TEXT)) == len(re.findall(r"\.py::", TEXT)) >= len(TEST_ROWS)


def test_the_numbers_of_tests_are_those_that_are_listed_in_order_and_each_is_used():
    numbers = [number for number, _ in TEST_ROWS]
    used = re.findall(r"\bT\d+\b", TEXT[: TEXT.index("\n## 9.")])
    assert numbers == [f"T{number + 1}" for number in range(len(numbers))]
    assert set(used) == set(numbers)


@pytest.mark.parametrize("hazard", HAZARDS)
def test_every_cause_of_every_hazard_has_a_test(hazard):
    rows = rows_below(hazard)
    assert rows
    for row in rows:
        assert re.fullmatch(r"T\d+( T\d+)*", row[-1]), row[0]


def test_no_hazard_is_left_out():
    assert [heading.split()[1] for heading in HAZARDS] == [f"H{number}" for number in range(1, 10)]


# --- Faults -----------------------------------------------------------------------------------------------------------


def codes_in(cell):
    """The codes of a row and the name that it gives: `30 to 37 `task_stalled_...``."""
    first, last, name = re.fullmatch(r"(\d+)(?: to (\d+))? `(\w+)(?:\.\.\.)?`", cell).groups()
    return range(int(first), int(last or first) + 1), name


ALL_CODES = {value for name, value in vars(faults).items() if name.isupper() and name not in ("NONE", "TASK", "BUTTON")}
ALL_CODES |= {faults.TASK + index for index in range(len(liveness.NAMES))}
ALL_CODES |= {faults.BUTTON + index for index in range(len(buttons.NAMES))}


def test_every_fault_code_is_in_the_table_once():
    listed = [code for row in CODE_ROWS for code in codes_in(row[0])[0]]
    assert listed == sorted(ALL_CODES)


@pytest.mark.parametrize("row", CODE_ROWS, ids=lambda row: row[0])
def test_names_sentences_and_ways_out_are_those_that_the_pad_shows(row):
    def without_numbers(sentence):
        return re.sub(r"\d+", "0", sentence)

    codes, name = codes_in(row[0])
    assert all(fault_texts.name(code).startswith(name) for code in codes)
    assert len(codes) > 1 or fault_texts.name(codes[0]) == name
    assert without_numbers(row[3]) == without_numbers(fault_texts.sentence(codes[0], 0))
    assert row[4] == fault_texts.way_out(codes[0])
    assert all(row)


def test_every_fault_that_can_be_injected_is_a_cause_of_a_hazard():
    causes = "".join(row[0] for hazard in HAZARDS for row in rows_below(hazard))
    named = {name.replace("*", side) for name in re.findall(r"`([a-z_*]+)`", causes) for side in ("left", "right")}
    assert named == {name.partition(":")[0] for name in ALL_FAULTS}


@pytest.mark.parametrize("hazard", HAZARDS)
def test_codes_of_a_hazard_exist(hazard):
    for row in rows_below(hazard):
        if len(row) == 5:
            assert {int(code) for code in re.findall(r"\d+", row[2])} <= ALL_CODES


# --- Numbers ----------------------------------------------------------------------------------------------------------

# 40.4 °C (`SURFACE_TRIP_CC`), 35, 37 and 39 °C (`HEAT_LEVELS_CC`), 6 °C (`side_watch._APART_CC`)
QUOTE = re.compile(
    r"(?<![\w.-])((?:\d+(?:\.\d+)?(?:, | and )?)+) (CEM43 min|[^\d\s(`|]+)\s+\(`((?:\w+\.)?_?[A-Z][A-Z0-9_]+)`\)"
)
CONSTANT = re.compile(r"`((?:\w+\.)?_?[A-Z][A-Z0-9_]+)`")
# How the ending of a name and a unit in the text belong together: what one of the unit is in the constant's own unit.
UNITS = (
    ("_UMIN", {"CEM43 min": 1_000_000}),
    ("_CEM43_MIN", {"CEM43 min": 1}),
    ("_CC", {"°C": 100}),
    ("_C", {"°C": 1}),
    ("_MS", {"ms": 1, "s": 1_000}),
    ("_RPM_S", {"rpm/s": 1}),
    ("_S", {"s": 1, "min": 60, "h": 3_600}),
    ("_MIN", {"min": 1}),
    ("_RPM", {"rpm": 1}),
    ("_UV", {"mV": 1_000}),
    ("_PERMILLE", {"%": 10}),
    ("_READINGS", {"readings": 1}),
    ("_PASSES", {"readings": 1}),  # one each pass
    ("_RESETS", {"resets": 1}),
    ("_STEPS", {"steps": 1}),
    ("_TRIALS", {"trials": 1}),
    ("_TENS", {"s": 0.1}),  # tens of seconds
    ("_MOST", {"phones": 1, "steps": 1}),
    ("_A_WEEK", {"sessions": 1}),
)
QUOTES = QUOTE.findall(TEXT)


def constant(name):
    module, _, name = name.rpartition(".")
    if not module:
        return getattr(limits, name)
    return getattr(importlib.import_module("tools.campaign.judge" if module == "judge" else f"pad.{module}"), name)


def in_its_own_unit(number, unit, name):
    factors = next(factors for ending, factors in UNITS if name.endswith(ending))
    return float(number) * factors[unit]


@pytest.mark.parametrize(("numbers", "unit", "name"), sorted(set(QUOTES)))
def test_every_number_with_a_name_is_that_of_the_program(numbers, unit, name):
    said = [in_its_own_unit(number, unit, name) for number in re.findall(r"[\d.]+", numbers)]
    value = constant(name)
    values = [part for part in value if part] if isinstance(value, tuple) else [value]
    assert said == pytest.approx(values)


def test_every_constant_stands_behind_its_number():
    assert len(QUOTES) == len(CONSTANT.findall(TEXT.replace("`UNMEASURED`", "")))


def test_every_limit_that_protects_a_person_is_told():
    told = {name for _, _, name in QUOTES}
    assert {name for name in vars(limits) if name.isupper()} <= told


def test_the_codes_table_says_the_limits_with_their_names():
    """A bare number there would not be held against anything; readings and seconds of a task are counted by tests."""
    for row in CODE_ROWS:
        for number, unit in re.findall(r"(\d[\d.]*) (°C|mV|rpm|min)\b(?! \(`)", row[1]):
            pytest.fail(f"{row[0]}: {number} {unit} without a name")


# --- What is still to be done -----------------------------------------------------------------------------------------


def test_every_figure_has_been_measured():
    assert TEXT.count("UNMEASURED") == 0


# --- That the named tests ran -----------------------------------------------------------------------------------------


def test_make_test_is_a_run_that_is_held_to_the_page():
    recipe = re.search(r"\ntest:.*\n\t@(.*)\n", (ROOT / "Makefile").read_text(encoding="utf-8"))[1]
    words = shlex.split(recipe)
    assert words[words.index("-m", words.index("pytest") + 1) + 1] in USUAL_MARKS
    assert words[-1] == "host_tests"
    assert not {"-k", "--lf", "--deselect", "--ignore"} & set(words)


AS_MAKE_TEST = ("-m", USUAL_MARKS[-1], "host_tests")
SMALL_TESTS = """
import pytest

def test_sound():
    pass

@pytest.mark.parametrize("case", ["one", "two"])
def test_cases(case):
    if case == "two":
        pytest.skip("today")

@pytest.mark.soak
def test_long():
    pass

@pytest.mark.xfail
def test_that_may_fail():
    assert False
"""


def small_run(folder: Path, named, *arguments):
    """A run of a small suite with this repository's conftest.py, and a page that names these tests."""
    (folder / "docs").mkdir()
    (folder / "docs" / "safety.md").write_text("".join(f"`unit/test_small.py::{name}`\n" for name in named))
    (folder / "host_tests" / "unit").mkdir(parents=True)
    (folder / "host_tests" / "unit" / "test_small.py").write_text(SMALL_TESTS)
    for file in ("pyproject.toml", "host_tests/conftest.py", "host_tests/safety_case.py"):
        shutil.copy(ROOT / file, folder / file)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *(arguments or AS_MAKE_TEST)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        (["test_sound", "test_cases[one]"], None),
        (["test_sound", "test_cases"], "test_cases, which was passed and skipped"),
        (["test_cases[two]"], "test_cases[two], which was skipped"),
        (["test_cases[three]"], "test_cases[three], which was not run"),
        (["test_gone"], "test_gone, which was not run"),
        (["test_long"], "test_long, which was not run"),
        (["test_that_may_fail"], "test_that_may_fail, which was skipped"),
    ],
)
def test_a_whole_run_fails_where_a_named_test_did_not_pass(tmp_path, named, complaint):
    done = small_run(tmp_path, named)
    assert done.returncode == (1 if complaint else 0), done.stdout
    assert ("docs/safety.md names" in done.stdout) == (complaint is not None)
    assert complaint is None or complaint in done.stdout


def test_with_several_processes_it_is_told_as_well(tmp_path):
    done = small_run(tmp_path, ["test_sound", "test_gone"], "-n", "2", *AS_MAKE_TEST)
    assert done.returncode == 1
    assert done.stdout.count("docs/safety.md names") == 1
    assert "test_gone, which was not run" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["host_tests/unit"], ["-k", "sound", "host_tests"], ["-m", "soak", "host_tests"]], ids=" ".join
)
def test_who_asks_for_some_tests_is_not_told_of_others(tmp_path, arguments):
    assert small_run(tmp_path, ["test_gone"], *arguments).returncode == 0
