"""A cable that is pulled at any moment of an update: what is told, what the pad starts with, and that one can go on."""

import re

import pytest

from host_tests.deploy import boards
from host_tests.deploy.boards import OLD_VERSION, OWN_FILES, flash_of, new_files, old_files, runs
from pad.version import VERSION
from tools.board_connection import Board

LOST = re.compile(r"deploy: .* has gone \(was the cable pulled\?\)\. Nothing is lost: .*")


@pytest.fixture
def board(running):
    """An older version, as sources: nearly every file is another one."""
    return running(old_files("py"))


def pull_before(monkeypatch, board, is_it_now):
    """Pull the cable before something is asked of the board: `is_it_now` gets how many things were asked, and what."""
    asked = []
    execute = Board.execute

    def pull_then_ask(connection, code):
        asked.append(code)
        if is_it_now(len(asked), code):
            board.unplug()
        return execute(connection, code)

    monkeypatch.setattr(Board, "execute", pull_then_ask)
    return asked


def check_told(told):
    """One line that says what has happened, that nothing is lost, and what to do."""
    status, shown = told
    assert status == 1
    assert LOST.fullmatch(shown.splitlines()[-1])


def version_at_power_on(board):
    """What the board starts when its power comes back; its files must be of that version."""
    heard = len(board.said)
    board.do(lambda simulation: simulation.power_cycle())
    board.wait_for(lambda simulation: b"state " in board.said[heard:])
    version = runs(board, heard)
    files = flash_of(board)
    assert boards.of_footpad(files) == {OLD_VERSION: old_files("py"), VERSION: new_files()}[version]
    assert OWN_FILES.items() <= files.items()
    return version


def check_second_try(board, deploy):
    """The cable is put back, and the update is done."""
    board.plug_in()
    assert deploy(board.port)[0] == 0
    assert boards.without_memory(flash_of(board)) == OWN_FILES | new_files()


@pytest.mark.parametrize("with_power_cut", [True, False], ids=["power as well", "the cable alone"])
@pytest.mark.parametrize(
    "step", ["machine.RTC", "ilistdir", "/firmware/app.mpy.new", "os.rename('/switch_over.py.new'"]
)
def test_the_cable_is_pulled_before_a_step(board, deploy, monkeypatch, step, with_power_cut):
    with monkeypatch.context() as patched:
        pull_before(patched, board, lambda count, code: step in code)
        check_told(deploy(board.port))
    if with_power_cut:
        assert version_at_power_on(board) == OLD_VERSION
    check_second_try(board, deploy)


@pytest.mark.parametrize("sent_bytes", [2, 1500, 50_000])
def test_the_cable_is_pulled_in_the_middle_of_what_is_sent(board, deploy, sent_bytes):
    board.do(lambda simulation: setattr(board.line, "left_bytes", sent_bytes))
    check_told(deploy(board.port))
    check_second_try(board, deploy)
    assert version_at_power_on(board) == VERSION


def version_after_step(make_board, deploy, monkeypatch, step):
    """The version that starts when the cable and the power fail before this step; None when there is no such step."""
    board = make_board(flash_image=boards.image_of(old_files("py")))
    board.wait_for(lambda simulation: b"state OFF" in board.said)
    with monkeypatch.context() as patched:
        asked = pull_before(patched, board, lambda count, code: count == step)
        told = deploy(board.port)
    if len(asked) < step:
        assert told[0] == 0
        return None
    check_told(told)
    version = version_at_power_on(board)
    if step % 10 == 0:
        check_second_try(board, deploy)
    board.close()
    return version


@pytest.mark.soak
def test_the_cable_is_pulled_before_each_step(make_board, deploy, monkeypatch):
    versions = []
    while version := version_after_step(make_board, deploy, monkeypatch, len(versions) + 1):
        versions.append(version)
    turned = versions.index(VERSION) if VERSION in versions else len(versions)
    assert versions == [OLD_VERSION] * turned + [VERSION] * (len(versions) - turned)
    assert turned > len(new_files())
    print(f"cable pulled before each of {len(versions)} steps")
