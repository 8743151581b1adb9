"""The last lines of defence have one caller each: the sources say so."""

import ast
from pathlib import Path

import pytest

from firmware import board

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "boot.py", ROOT / "main.py", *sorted(ROOT.glob("firmware/*.py")), *sorted(ROOT.glob("lib/pad/*.py"))]


def files_that(found):
    """The files with a node of their syntax tree for which `found` holds."""
    return {path.stem for path in SOURCES if any(map(found, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))}


def names(word):
    """Whether a node names this: as an attribute, a variable, an import or a text."""

    def found(node):
        if isinstance(node, ast.Constant):
            return node.value == word
        return word in (getattr(node, "attr", None), getattr(node, "id", None), getattr(node, "name", None))

    return found


@pytest.mark.parametrize("word", ["feed", "WDT", "grant", "alive_edge"])
def test_only_the_guard_grants_makes_edges_and_feeds_the_watchdog(word):
    users = files_that(names(word))
    assert users - {"outputs", "gate"} == {"guard"}  # these two define what the guard calls


@pytest.mark.parametrize("pin", ["HEATER", "MOTOR_PWM", "ALIVE"])
def test_only_the_outputs_have_the_pins_that_move_and_heat(pin):
    def taken_from_board(node):
        return isinstance(node, ast.Attribute) and ast.unparse(node) == f"board.{pin}"

    assert files_that(taken_from_board) == {"outputs"}


def test_boot_makes_outputs_safe_and_leaves_the_line_that_holds_the_rail_as_it_is():
    assert set(board.LOW_AT_START) >= {board.HEATER, board.MOTOR_PWM}
    assert board.ALIVE not in board.LOW_AT_START


def test_boot_makes_the_outputs_safe_before_it_does_anything_else():
    statements = ast.parse((ROOT / "boot.py").read_text(encoding="utf-8")).body
    kinds = [type(statement) for statement in statements[1:4]]
    assert kinds == [ast.ImportFrom, ast.ImportFrom, ast.For]
    assert [statement.module for statement in statements[1:3]] == ["machine", "firmware"]
    assert not (ROOT / "firmware" / "__init__.py").read_text(encoding="utf-8").count("import")
