"""`make deploy` on boards of every kind: what they hold and say afterwards, and what the person is told."""

import fcntl
import os
import stat

import pytest

from host_tests.device.kept_file import mounted
from host_tests.device.person import begin_warm
from host_tests.flash.boards import (
    OLD_VERSION,
    OWN_FILES,
    files_in,
    image_of,
    new_files,
    of_footpad,
    old_files,
    version_of,
    with_own,
    without_memory,
)
from pad.version import VERSION
from tools.board_files import BLOCK_BYTES
from tools.deploy import commands, program, start_report, update
from tools.deploy.update import files_for
from tools.simulator.filesystem import BLOCK_COUNT

READY = b"state OFF"
BARE = {"/boot.py": b"# This file is executed on every boot\n#import esp\n\n#esp.osdebug(None)\n"}
S3 = "Generic ESP32S3 module with ESP32S3"
C3 = "Generic ESP32C3 module with ESP32C3"


@pytest.fixture(autouse=True)
def files_are_compiled_once(monkeypatch):
    monkeypatch.setattr(commands, "files_for", new_files)


@pytest.fixture
def deploy(capfd):
    """Runs the command on a board; returns its exit status and all that it shows."""

    def run(port, *flags):
        status = program.main(["deploy", port, *flags])
        shown = capfd.readouterr()
        assert "\nTraceback" not in shown.out + shown.err  # those of a board are marked
        return status, shown.out + shown.err

    return run


def starts(board):
    """How often the board has started FootPad, and in which version last."""
    lines = board.said.decode(errors="replace").splitlines()
    return version_of(lines)


def flash_of(board):
    return files_in(board.do(lambda simulation: simulation.flash()))


def running(make_board, files, **settings):
    """A board with these files and the person's own, as soon as its pad runs."""
    board = make_board(flash_image=image_of(files), **settings)
    board.wait_for(lambda simulation: READY in board.said)
    return board


def test_the_files_are_those_of_a_flashed_board():
    assert new_files() == files_for("ESP32")


@pytest.mark.parametrize("code", ["mpy", "py"], ids=["compiled", "sources"])
def test_an_older_version_is_replaced_and_nothing_else(make_board, deploy, code):
    board = running(make_board, old_files(code))
    assert starts(board) == OLD_VERSION
    status, shown = deploy(board.port)
    assert (status, starts(board)) == (0, VERSION)
    assert of_footpad(flash_of(board)) == new_files()
    assert flash_of(board) == with_own(new_files())
    assert f"| FootPad {VERSION} on" in shown
    assert "firmware/display.mpy" not in shown or code == "py"


def test_only_what_differs_is_sent(make_board, deploy):
    files = new_files() | {"/firmware/display.mpy": b"damaged"}
    board = make_board(flash_image=image_of(files))
    status, shown = deploy(board.port)
    assert (status, of_footpad(flash_of(board))) == (0, new_files())
    assert "1 of 64 files differ" in shown.replace(f" {len(new_files())} ", " 64 ")
    assert "1/1  firmware/display.mpy" in shown


@pytest.mark.parametrize("files", [BARE, {}], ids=["as MicroPython leaves it", "empty"])
def test_a_board_with_nothing_but_micropython(make_board, deploy, files):
    board = make_board(flash_image=image_of(files))
    status, _ = deploy(board.port)
    assert (status, starts(board)) == (0, VERSION)
    assert without_memory(flash_of(board)) == OWN_FILES | new_files()


@pytest.mark.parametrize(("machine", "chip"), [(S3, "ESP32S3"), (C3, "ESP32C3")])
def test_each_chip_gets_its_own_pins(make_board, deploy, machine, chip):
    board = make_board(flash_image=image_of(BARE), machine=machine)
    deploy(board.port)  # the simulated chip has the pins of an ESP32: whether it starts does not matter here
    assert of_footpad(flash_of(board)) == new_files(chip) != new_files()


def test_the_same_version_again_changes_nothing_and_leaves_the_pad_running(make_board, deploy):
    board = running(make_board, new_files())
    before = flash_of(board)
    status, shown = deploy(board.port)
    assert (status, flash_of(board)) == (0, before)
    assert "Nothing has changed" in shown
    assert f"| FootPad {VERSION} on" in shown
    status, _ = deploy(board.port)
    assert board.do(lambda simulation: simulation.status.state) == 0


def test_a_chip_with_its_own_usb(make_board, deploy, monkeypatch):
    monkeypatch.setattr(start_report, "UNHEARD_S", 1.0)
    board = running(make_board, old_files(), own_usb=True)
    status, shown = deploy(board.port)
    assert (status, starts(board), flash_of(board)) == (0, VERSION, with_own(new_files()))
    assert "| FootPad" in shown or "It runs" in shown


def test_an_update_that_waits_or_was_begun_is_taken_over(make_board, deploy):
    staged = {f"{path}.new": content for path, content in list(new_files().items())[:9]}
    wrong = {"/firmware/nonsense.mpy.new": b"?", "/lib/pad/session.mpy.new": b"half", "/switch_over.py.new": b"?"}
    board = running(make_board, old_files() | staged | wrong)
    status, shown = deploy(board.port)
    assert (status, starts(board), flash_of(board)) == (0, VERSION, with_own(new_files()))
    assert "boot.py, " not in shown  # it was there already


def test_an_update_that_can_never_be_finished_is_replaced(make_board, deploy):
    stuck = {"/switch_over.py": b"raise OSError('a file is lost')\n", "/main.py.new": b"a file of that update\n"}
    board = make_board(flash_image=image_of(new_files() | stuck))
    board.wait_for(lambda simulation: b"a file is lost" in board.said)
    assert starts(board) is None
    status, _ = deploy(board.port)
    assert (status, starts(board)) == (0, VERSION)
    assert without_memory(flash_of(board)) == OWN_FILES | new_files()


# --- a person on the pad ----------------------------------------------------------------------------------------------


@pytest.fixture
def warm_pad(make_board):
    """A board in the middle of a session, with motor and heater on."""
    board = running(make_board, old_files(), parameters={"ambient_c": 10.0})
    board.do(begin_warm)
    return board


def outputs(simulation):
    return simulation.heater_pin, simulation.motor_duty


def test_a_session_is_stopped_at_once_and_the_update_waits_for_a_yes(warm_pad, deploy):
    began_s = warm_pad.do(lambda simulation: simulation.now_s)
    status, shown = deploy(warm_pad.port)
    assert status == 1
    assert "A session was running" in shown
    assert "YES=1" in shown
    assert warm_pad.do(outputs) == (False, 0)
    assert of_footpad(flash_of(warm_pad)) == old_files()
    changes = warm_pad.do(lambda simulation: [change for change in simulation.heater_changes if change[0] > began_s])
    assert changes[-1][1] is False
    warm_pad.wait_for(lambda simulation: simulation.status is not None and simulation.status.state == 0)


def test_a_session_is_stopped_and_the_pad_updated_if_that_is_wanted(warm_pad, deploy):
    status, shown = deploy(warm_pad.port, "--yes")
    assert (status, starts(warm_pad)) == (0, VERSION)
    assert "take your feet off" in shown
    assert warm_pad.do(outputs) == (False, 0)
    assert not warm_pad.do(lambda simulation: simulation.rail_closed)


def test_a_person_at_the_keyboard_is_asked(warm_pad, deploy, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    assert deploy(warm_pad.port)[0] == 1
    assert of_footpad(flash_of(warm_pad)) == old_files()


# --- what keeps it from being done ------------------------------------------------------------------------------------


def refused(make_board, deploy, files, **settings):
    """What is told when a board is left as it is."""
    board = make_board(flash_image=image_of(files), **settings)
    status, shown = deploy(board.port)
    assert status == 1
    assert flash_of(board) == with_own(files)
    return shown.splitlines()[-1]


def test_another_chip(make_board, deploy):
    told = refused(make_board, deploy, BARE, machine="Raspberry Pi Pico with RP2040")
    assert told == "deploy: this is Raspberry Pi Pico with RP2040; FootPad runs on ESP32, ESP32S3, ESP32C3"


def test_a_micropython_that_is_too_old(make_board, deploy):
    told = refused(make_board, deploy, BARE, version=(1, 23, 0))
    assert told == "deploy: MicroPython 1.23.0 is too old: FootPad needs 1.24.0"


def test_another_program_is_replaced_only_if_that_is_wanted(make_board, deploy):
    theirs = {"/main.py": b"print('a clock')\n"}
    assert "runs another program" in refused(make_board, deploy, theirs)
    board = make_board(flash_image=image_of({"/boot.py": b"import time\n"}))
    assert deploy(board.port)[0] == 1
    assert deploy(board.port, "--yes")[0] == 0
    assert starts(board) == VERSION


@pytest.mark.parametrize("path", ["/pad.py", "/pad/session.py"])
def test_what_would_be_loaded_instead_of_footpad(make_board, deploy, path):
    told = refused(make_board, deploy, new_files() | {path: b"VERSION = 1\n"})
    assert told.startswith(f"deploy: remove {path.replace('/session.py', '')} from the board")


@pytest.mark.parametrize(("code", "free_blocks"), [("mpy", 2), ("py", 20)])
def test_a_full_file_system(make_board, deploy, code, free_blocks):
    check_full(running(make_board, nearly_full(old_files(code), free_blocks)), deploy, code)


def test_a_disk_that_is_fuller_than_it_says(make_board, deploy, monkeypatch):
    monkeypatch.setattr(update, "SPARE_BLOCKS", -1000)
    check_full(running(make_board, nearly_full(old_files("py"), 12)), deploy, "py")


def nearly_full(files, free_blocks):
    """These files, and one more that leaves so many blocks of a board's flash."""
    used = mounted(image_of(files)).used_block_count
    return files | {"/film.bin": b"\x55" * ((BLOCK_COUNT - used - free_blocks) * (BLOCK_BYTES - 8))}


def check_full(board, deploy, code):
    """The update is refused, and the old version runs as before, with no less room than before."""
    before = flash_of(board)
    status, shown = deploy(board.port)
    assert status == 1
    assert "no room" in shown
    board.wait_for(lambda simulation: board.said.count(READY) == 2)
    assert starts(board) == OLD_VERSION
    assert flash_of(board) == before
    assert of_footpad(before) == old_files(code)


def test_a_port_that_is_not_there(deploy, tmp_path):
    status, shown = deploy(str(tmp_path / "ttyUSB0"))
    assert status == 1
    assert shown.startswith(f"deploy: there is no port {tmp_path}/ttyUSB0; ")
    assert "connected" in shown


def test_no_port_said(deploy):
    status, shown = deploy("")
    assert status == 2
    assert shown.startswith("say which port: make deploy PORT=...; ")


def test_a_port_that_another_program_has(make_board, deploy):
    board = make_board()
    with open(board.port, "rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        status, shown = deploy(board.port)
    assert (status, shown) == (
        1,
        f"deploy: {board.port} is in use by another program: close it (a serial monitor?)\n",
    )


def test_what_is_no_port(deploy, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("?")
    assert deploy(str(path)) == (1, f"deploy: {path} is no serial port\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do everything is refused nothing")
def test_a_port_without_permission(make_board, deploy):
    board = make_board()
    os.chmod(os.path.realpath(board.port), stat.S_IWUSR)
    status, shown = deploy(board.port)
    assert status == 1
    assert "no permission" in shown


def test_nothing_answers(deploy):
    near, far = os.openpty()
    try:
        status, shown = deploy(os.ttyname(far))
    finally:
        os.close(near)
        os.close(far)
    assert status == 1
    assert shown.startswith("deploy: no MicroPython answers at ")


def test_a_version_that_does_not_start(make_board, deploy, monkeypatch):
    broken = new_files() | {"/main.py": b"raise ValueError('no pad today')\n"}
    monkeypatch.setattr(commands, "files_for", lambda chip: broken)
    board = running(make_board, old_files())
    status, shown = deploy(board.port)
    assert status == 1
    assert "the pad did not start; it said:" in shown
    assert "no pad today" in shown.splitlines()[-1]
