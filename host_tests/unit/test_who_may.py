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
    _, of_the_system, of_the_chip, first, *_ = ast.parse((ROOT / "boot.py").read_text(encoding="utf-8")).body
    assert [ast.unparse(of_the_system), ast.unparse(of_the_chip)] == ["import os", "from machine import Pin"]
    assert [ast.unparse(statement) for statement in first.body[:2]] == [
        "from firmware import board",
        "for pin in board.LOW_AT_START:\n    Pin(pin, Pin.OUT, value=0)",
    ]
    assert not (ROOT / "firmware" / "__init__.py").read_text(encoding="utf-8").count("import")


# --- phones -----------------------------------------------------------------------------------------------------------


def asked_of(path, part):
    """What a file uses of a part of the pad: of `session` in a function, of an attribute of that name in a class."""
    used = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in (
            part,
            f"self.{part}",
            f"self._{part}",
            f"ble.{part}",
            f"self._ble.{part}",
        ):
            used.add(node.attr)
    return used


def set_to(path, attribute):
    """The values that a file gives to an attribute, as text."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    return {
        ast.unparse(node.value)
        for node in nodes
        if isinstance(node, ast.Assign) and any(getattr(target, "attr", "") == attribute for target in node.targets)
    }


def test_only_the_hold_of_a_button_opens_the_window_for_phones():
    assert files_that(names("PAIRING_OPEN_MS")) == {"limits", "pairing"}
    setters = {path for path in SOURCES if set_to(path, "open_ms")}
    assert {path.stem for path in setters} <= {"pairing", "ble"}
    assert set_to("firmware/ble.py", "open_ms") <= {"0"}
    assert files_that(names("Pairing")) == {"parts", "pairing"}


def test_what_a_phone_asks_for_reaches_the_session_only_as_less():
    assert asked_of("lib/pad/phone.py", "session") == {
        *("state", "speed_step", "heat_level", "elapsed_ms"),
        *("stop", "turn_down", "say_wrong", "score_before", "score_after"),
    }
    assert asked_of("firmware/ble.py", "session") == {"settings", "state", "stop"}
    assert asked_of("firmware/ble_requests.py", "session") == {"settings", "obey_settings"}
    assert asked_of("firmware/ble.py", "outputs") == {"cut"}
    assert asked_of("firmware/ble_requests.py", "outputs") == set()


def test_the_radio_has_nothing_to_do_with_the_guard():
    for path in ("lib/pad/phone.py", "firmware/ble.py", "firmware/ble_requests.py"):
        words = {getattr(node, "attr", None) for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))}
        assert not words & {"clear", "clear_wanted", "clear_answered", "guard", "_guard", "grant"}


@pytest.mark.parametrize(
    ("word", "users"), [("tighten", {"settings_table", "ble_requests"}), ("obey", {"phone", "ble_requests"})]
)
def test_only_the_service_lets_a_phone_change_anything(word, users):
    assert files_that(names(word)) == users
