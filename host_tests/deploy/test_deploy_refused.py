"""What keeps `make deploy` from its work: one message, an exit status, and a board as it was."""

import fcntl
import os
import stat

import pytest

from host_tests.deploy.boards import BARE, OLD_VERSION, flash_of, image_of, new_files, old_files, runs, with_own
from host_tests.device.kept_file import mounted
from pad.version import VERSION
from tools.board_files import BLOCK_BYTES
from tools.deploy import commands, on_board, update
from tools.simulator.filesystem import BLOCK_COUNT


@pytest.fixture
def told(make_board, deploy):
    """What is told about a board that is left as it is."""

    def refuse(files, **settings):
        board = make_board(flash_image=image_of(files), **settings)
        status, shown = deploy(board.port)
        assert status == 1
        assert flash_of(board) == with_own(files)
        return shown.splitlines()[-1]

    return refuse


def test_another_chip(told):
    assert told(BARE, machine="Raspberry Pi Pico with RP2040") == (
        "deploy: this is Raspberry Pi Pico with RP2040; FootPad runs on ESP32, ESP32S3, ESP32C3"
    )


def test_a_micropython_that_is_too_old(told):
    assert told(BARE, version=(1, 23, 0)) == "deploy: MicroPython 1.23.0 is too old: FootPad needs 1.24 or newer"


@pytest.mark.parametrize("path", ["/main.py", "/boot.py"])
def test_another_program_is_replaced_only_if_that_is_wanted(make_board, deploy, told, path):
    theirs = {path: b"print('a clock')\n"}
    assert "runs another program" in told(theirs)
    board = make_board(flash_image=image_of(theirs))
    assert deploy(board.port, "--yes")[0] == 0
    assert runs(board) == VERSION


@pytest.mark.parametrize("path", ["/pad.py", "/pad/session.py"])
def test_what_would_be_loaded_instead_of_footpad(told, path):
    in_the_way = path.removesuffix("/session.py")
    assert told(new_files() | {path: b"VERSION = 1\n"}).startswith(f"deploy: remove {in_the_way} from the board")


# --- room -------------------------------------------------------------------------------------------------------------


def nearly_full(files, free_blocks):
    """These files, and one more that leaves so many blocks of a board's flash."""
    used = mounted(image_of(files)).used_block_count
    return files | {"/film.bin": b"\x55" * ((BLOCK_COUNT - used - free_blocks) * (BLOCK_BYTES - 8))}


def check_full(board, deploy):
    """The update is refused, and the old version runs as before, with no less room than before."""
    before = flash_of(board)
    heard = len(board.said)
    status, shown = deploy(board.port)
    assert status == 1
    assert "no room" in shown
    board.wait_for(lambda simulation: runs(board, heard) == OLD_VERSION)
    assert flash_of(board) == before


@pytest.mark.parametrize(("code", "free_blocks"), [("mpy", 2), ("py", 20)])
def test_a_full_file_system(running, deploy, code, free_blocks):
    check_full(running(nearly_full(old_files(code), free_blocks)), deploy)


def test_a_file_system_that_is_fuller_than_it_says(running, deploy, monkeypatch):
    monkeypatch.setattr(update, "SPARE_BLOCKS", -1000)
    check_full(running(nearly_full(old_files("py"), 10)), deploy)


# --- ports ------------------------------------------------------------------------------------------------------------


def test_a_port_that_is_not_there(deploy, tmp_path):
    status, shown = deploy(str(tmp_path / "ttyUSB0"))
    assert status == 1
    assert shown.startswith(f"deploy: there is no port {tmp_path}/ttyUSB0. Is the board plugged in")
    assert "of this computer" in shown or "no serial port now" in shown


def test_no_port_said(deploy):
    status, shown = deploy("")
    assert status == 2
    assert shown.startswith("make deploy: say which port, PORT=...\n")


def test_a_port_that_another_program_has(make_board, deploy):
    board = make_board()
    with open(board.port, "rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        status, shown = deploy(board.port)
    assert status == 1
    assert shown.startswith(f"deploy: another program uses {board.port}: close that first")


def test_what_is_no_port(deploy, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("?")
    status, shown = deploy(str(path))
    assert status == 1
    assert shown.startswith(f"deploy: {path}: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do everything is refused nothing")
def test_a_port_without_permission(make_board, deploy):
    board = make_board()
    os.chmod(os.path.realpath(board.port), stat.S_IWUSR)
    status, shown = deploy(board.port)
    assert status == 1
    assert "dialout" in shown


def test_nothing_answers(deploy):
    near, far = os.openpty()
    try:
        status, shown = deploy(os.ttyname(far))
    finally:
        os.close(near)
        os.close(far)
    assert status == 1
    assert shown.startswith("deploy: no MicroPython answers at ")


def test_a_version_that_cannot_be_compiled(running, deploy, monkeypatch):
    def fail(chip):
        raise SyntaxError("firmware/app.py: invalid syntax")

    monkeypatch.setattr(commands, "files_for", fail)
    board = running(old_files())
    heard = len(board.said)
    status, shown = deploy(board.port)
    assert (status, shown.splitlines()[-1]) == (
        1,
        "deploy: this version cannot be compiled: firmware/app.py: invalid syntax",
    )
    board.wait_for(lambda simulation: runs(board, heard) == OLD_VERSION)


def test_ctrl_c_at_the_keyboard_leaves_the_old_version_running(running, deploy, monkeypatch):
    def press(board, path, content):
        raise KeyboardInterrupt

    monkeypatch.setattr(on_board, "write", press)
    board = running(old_files())
    heard = len(board.said)
    status, shown = deploy(board.port)
    assert (status, shown.splitlines()[-1]) == (130, "deploy: interrupted")
    board.wait_for(lambda simulation: runs(board, heard) == OLD_VERSION)


# --- afterwards -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("main", "last_words"),
    [
        (b"raise ValueError('no pad today')\n", "no pad today"),
        (b"print('state of its own')\n", "does not say that it is"),
    ],
    ids=["fails", "says something else"],
)
def test_a_version_that_does_not_start(running, deploy, monkeypatch, main, last_words):
    monkeypatch.setattr(commands, "files_for", lambda chip: new_files() | {"/main.py": main})
    status, shown = deploy(running(old_files()).port)
    assert status == 1
    assert last_words in shown.splitlines()[-1]
