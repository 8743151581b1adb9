"""Boards with a serial port, and the command that brings FootPad to them; a board is closed when its test ends."""

from collections.abc import Callable, Iterator

import pytest

from host_tests.deploy.boards import image_of, new_files
from tools import board_connection
from tools.deploy import commands, program, start_report
from tools.simulator.serial_board import SerialBoard

READY = b"state OFF"


@pytest.fixture(autouse=True)
def _compiled_once(monkeypatch):
    """The same files are compiled once for all tests."""
    monkeypatch.setattr(commands, "files_for", new_files)


@pytest.fixture
def make_board() -> Iterator[Callable[..., SerialBoard]]:
    """Builds boards; the settings are those of SerialBoard and Simulation."""
    opened: list[SerialBoard] = []

    def make(**settings) -> SerialBoard:
        opened.append(SerialBoard(**settings))
        return opened[-1]

    yield make
    for board in opened:
        board.close()


@pytest.fixture
def running(make_board):
    """Builds boards with some version's files and the person's own, and waits until the pad runs."""

    def make(files=None, **settings):
        board = make_board(flash_image=None if files is None else image_of(files), **settings)
        board.wait_for(lambda simulation: READY in board.said)
        return board

    return make


@pytest.fixture
def deploy(capfd, monkeypatch):
    """Runs the command on a port; returns its exit status and all that it shows. It does not wait for long."""
    monkeypatch.setattr(board_connection, "COMES_BACK_S", 0.3)
    monkeypatch.setattr(start_report, "SETTLES_S", 0.1)

    def run(port, *flags):
        status = program.main(["deploy", port, *flags])
        shown = capfd.readouterr()
        assert "\nTraceback" not in shown.out + shown.err  # those of a board are marked
        return status, shown.out + shown.err

    return run
