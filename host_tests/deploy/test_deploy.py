"""`make deploy` on boards of every kind: what they hold and say afterwards, and what the person is told."""

import pytest

from host_tests.deploy.boards import (
    BARE,
    OLD_VERSION,
    OWN_FILES,
    flash_of,
    image_of,
    new_files,
    of_footpad,
    old_files,
    runs,
    with_own,
    without_memory,
)
from host_tests.device.person import begin_warm
from pad.version import VERSION
from tools.board_files import profiles
from tools.deploy import start_report
from tools.deploy.update import files_for

S3 = "Generic ESP32S3 module with ESP32S3"
C3 = "Generic ESP32C3 module with ESP32C3"
OFF = 0


def test_the_files_are_those_of_a_flashed_board():
    assert new_files() == files_for("ESP32")


@pytest.mark.parametrize("code", ["mpy", "py"], ids=["compiled", "sources"])
def test_another_version_is_replaced_and_nothing_else(running, deploy, code):
    board = running(old_files(code))
    assert runs(board) == OLD_VERSION
    status, shown = deploy(board.port)
    assert (status, runs(board)) == (0, VERSION)
    assert flash_of(board) == with_own(new_files())
    assert f"| FootPad {VERSION} on" in shown
    assert "| ready, " in shown


def test_only_what_differs_is_sent(make_board, deploy):
    files = new_files() | {"/firmware/app.mpy": b"damaged"}
    board = make_board(flash_image=image_of(files))
    status, shown = deploy(board.port)
    assert (status, of_footpad(flash_of(board))) == (0, new_files())
    assert f"1 of {len(new_files())} files differ" in shown
    assert "1/1  firmware/app.mpy" in shown


@pytest.mark.parametrize("files", [BARE, {}], ids=["as MicroPython leaves it", "empty"])
def test_a_board_with_nothing_but_micropython(make_board, deploy, files):
    board = make_board(flash_image=image_of(files))
    status, _ = deploy(board.port)
    assert (status, runs(board)) == (0, VERSION)
    assert without_memory(flash_of(board)) == OWN_FILES | new_files()


@pytest.mark.parametrize(("machine", "chip"), [(S3, "ESP32S3"), (C3, "ESP32C3")])
def test_each_chip_gets_its_own_pins(make_board, deploy, machine, chip):
    board = make_board(flash_image=image_of(BARE), machine=machine, board=profiles()[chip])
    deploy(board.port)
    assert of_footpad(flash_of(board)) == new_files(chip) != new_files()


def test_the_same_version_again_changes_nothing_and_leaves_the_pad_running(running, deploy):
    board = running(new_files())
    before = flash_of(board)
    status, shown = deploy(board.port)
    assert (status, flash_of(board)) == (0, before)
    assert "Nothing has changed" in shown
    assert f"| FootPad {VERSION} on" in shown
    assert "| ready, " in shown
    assert board.do(lambda simulation: simulation.status.state) == OFF


def test_a_chip_with_its_own_usb(running, deploy, monkeypatch):
    monkeypatch.setattr(start_report, "UNHEARD_S", 1.0)
    board = running(old_files(), own_usb=True)
    status, shown = deploy(board.port)
    assert (status, runs(board), flash_of(board)) == (0, VERSION, with_own(new_files()))
    assert "| FootPad" in shown or "| state OFF" in shown or "It runs" in shown


def test_an_update_that_was_begun_is_taken_over(running, deploy):
    staged = {f"{path}.new": content for path, content in list(new_files().items())[:9]}
    wrong = {"/firmware/nonsense.mpy.new": b"?", "/lib/pad/faults.mpy.new": b"half", "/switch_over.py.new": b"?"}
    board = running(old_files() | staged | wrong)
    status, shown = deploy(board.port)
    assert (status, runs(board), flash_of(board)) == (0, VERSION, with_own(new_files()))
    assert "boot.py, " not in shown  # it was there already


def test_an_update_that_can_never_be_finished_is_replaced(make_board, deploy):
    stuck = {"/switch_over.py": b"raise OSError('a file is lost')\n", "/main.py.new": b"a file of that update\n"}
    board = make_board(flash_image=image_of(new_files() | stuck))
    board.wait_for(lambda simulation: b"a file is lost" in board.said)
    assert runs(board) is None
    status, _ = deploy(board.port)
    assert (status, runs(board)) == (0, VERSION)
    assert without_memory(flash_of(board)) == OWN_FILES | new_files()


# --- a person on the pad ----------------------------------------------------------------------------------------------


@pytest.fixture
def warm_pad(running):
    """A board in the middle of a session, with motor and heater on."""
    board = running(old_files(), parameters={"ambient_c": 10.0})
    board.do(begin_warm)
    return board


def outputs(simulation):
    return simulation.heater_pin, simulation.motor_duty


def test_a_session_is_stopped_at_once_and_the_update_waits_for_a_yes(warm_pad, deploy):
    status, shown = deploy(warm_pad.port)
    assert status == 1
    assert "A session was running" in shown
    assert "YES=1" in shown
    assert warm_pad.do(outputs) == (False, 0)
    warm_pad.wait_for(lambda simulation: simulation.status is not None and simulation.status.state == OFF)
    assert of_footpad(flash_of(warm_pad)) == old_files()
    # Off within the 150 ms that an interrupted program may take, and never on again.
    on_s, off_s = warm_pad.do(lambda simulation: [at_s for at_s, _ in simulation.heater_changes[-2:]])
    first_reset_s = warm_pad.do(lambda simulation: simulation.resets[0]["at_s"])
    assert on_s < off_s < first_reset_s


def test_a_session_is_stopped_and_the_pad_updated_if_that_is_wanted(warm_pad, deploy):
    status, shown = deploy(warm_pad.port, "--yes")
    assert (status, runs(warm_pad)) == (0, VERSION)
    assert "take your feet off" in shown
    assert warm_pad.do(outputs) == (False, 0)
    assert not warm_pad.do(lambda simulation: simulation.rail_closed)


@pytest.mark.parametrize(("answer", "version"), [("n", OLD_VERSION), ("", OLD_VERSION), ("y", VERSION)])
def test_a_person_at_the_keyboard_is_asked(warm_pad, deploy, monkeypatch, answer, version):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert deploy(warm_pad.port)[0] == (0 if version == VERSION else 1)
    assert of_footpad(flash_of(warm_pad)) == (new_files() if version == VERSION else old_files())
