"""A cable that is pulled at any moment of an update: what is told, what the pad starts with, and that one can go on."""

import re

import pytest

from host_tests.flash.boards import (
    OLD_VERSION,
    OWN_FILES,
    files_in,
    image_of,
    new_files,
    of_footpad,
    old_files,
    version_of,
    without_memory,
)
from pad.version import VERSION
from tools import board_connection
from tools.board_connection import Board
from tools.deploy import commands, program


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    monkeypatch.setattr(commands, "files_for", new_files)
    monkeypatch.setattr(board_connection, "COMES_BACK_S", 0.3)


@pytest.fixture
def board(make_board):
    """The older version, as sources: nearly every file is another one."""
    board = make_board(flash_image=image_of(old_files("py")))
    board.wait_for(lambda simulation: b"state OFF" in board.said)
    return board


def pull_before(monkeypatch, board, step):
    """Pull the cable before so many things have been asked of the board."""
    asked = []
    execute = Board.execute

    def count(connection, code):
        asked.append(code)
        if len(asked) == step:
            board.unplug()
        return execute(connection, code)

    monkeypatch.setattr(Board, "execute", count)
    return asked


def deploy(board, capfd):
    status = program.main(["deploy", board.port])
    return status, capfd.readouterr().err


def check_told(status, told):
    """One line that says what has happened, that nothing is lost, and what to do."""
    assert status == 1
    assert re.fullmatch(r"deploy: .* has gone \(was the cable pulled\?\)\. Nothing is lost: .*\n", told)


def version_at_power_on(board):
    """What the board starts when its power comes back; its files must be of that version."""
    heard = len(board.said)
    board.do(lambda simulation: simulation.power_cycle())
    board.wait_for(lambda simulation: b"state " in board.said[heard:])
    version = version_of(board.said[heard:].decode(errors="replace").splitlines())
    files = files_in(board.do(lambda simulation: simulation.flash()))
    assert of_footpad(files) == {OLD_VERSION: old_files("py"), VERSION: new_files()}[version]
    assert OWN_FILES.items() <= files.items()
    return version


def check_second_try(board, capfd):
    """The cable is put back, and the update is done."""
    board.plug_in()
    assert deploy(board, capfd) == (0, "")
    assert without_memory(files_in(board.do(lambda simulation: simulation.flash()))) == OWN_FILES | new_files()


@pytest.mark.parametrize("with_power_cut", [True, False], ids=["power as well", "the cable alone"])
@pytest.mark.parametrize("step", [1, 20, 45])
def test_the_cable_is_pulled_before_a_step(board, monkeypatch, capfd, step, with_power_cut):
    with monkeypatch.context() as patched:
        pull_before(patched, board, step)
        check_told(*deploy(board, capfd))
    if with_power_cut:
        assert version_at_power_on(board) == OLD_VERSION
    check_second_try(board, capfd)


@pytest.mark.parametrize("sent_bytes", [2, 1500, 100_000])
def test_the_cable_is_pulled_in_the_middle_of_a_byte_stream(board, capfd, sent_bytes):
    board.do(lambda simulation: setattr(board.line, "left_bytes", sent_bytes))
    check_told(*deploy(board, capfd))
    check_second_try(board, capfd)
    assert version_at_power_on(board) == VERSION


@pytest.mark.soak
def test_the_cable_is_pulled_before_each_step(make_board, monkeypatch, capfd):
    image = image_of(old_files("py"))
    versions = []
    step = 0
    while not versions or versions[-1] is not None:
        step += 1
        board = make_board(flash_image=image)
        board.wait_for(lambda simulation, board=board: b"state OFF" in board.said)
        with monkeypatch.context() as patched:
            asked = pull_before(patched, board, step)
            status, told = deploy(board, capfd)
        if len(asked) < step:
            assert status == 0
            versions.append(None)  # there are no more steps
        else:
            check_told(status, told)
            versions.append(version_at_power_on(board))
            if step % 10 == 0:
                check_second_try(board, capfd)
        board.close()
    turned = versions.index(VERSION)
    assert versions == [OLD_VERSION] * turned + [VERSION] * (len(versions) - turned - 1) + [None]
    print(f"cable pulled before each of {len(versions) - 1} steps")
