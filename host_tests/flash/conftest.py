"""Boards on serial cables, for pyserial's `board://`; no flashing test leaves files in the project's own folders."""

import pytest
import serial

from host_tests.flash.protocol_board import Board, boards
from tools.board_code import compiled_files
from tools.flash import program
from tools.image import build

serial.protocol_handler_packages.append("host_tests.flash")


compiled = {}


@pytest.fixture(autouse=True)
def _compile_once(monkeypatch):
    """The same sources are compiled once for all tests."""

    def once(files):
        key = tuple(sorted(files.items()))
        if key not in compiled:
            compiled[key] = compiled_files(files)
        return compiled[key]

    monkeypatch.setattr(build, "compiled_files", once)


@pytest.fixture
def plug_in():
    """Boards with a chip in its boot loader; the arguments are those of Board."""
    yield Board
    for board in boards.values():
        board.unplug()
    boards.clear()


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(program, "FOLDER", tmp_path / "image")
