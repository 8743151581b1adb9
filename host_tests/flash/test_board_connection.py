"""A tool and a board at its REPL: what it takes to have the board to oneself, and what is told when that fails."""

import time

import pytest

from tools.board_connection import Board, Refused

STATE = b"state OFF"


def started(board):
    board.wait_for(lambda simulation: STATE in board.said)
    return board


@pytest.fixture
def board(make_board):
    return started(make_board())


def test_maintenance_ends_application_and_watchdog(board):
    with Board(board.port) as connection:
        with connection.maintenance() as session_was_running:
            assert session_was_running is False
            time.sleep(3.3)  # the watchdog bites after 3 s
            assert connection.evaluate("__import__('sys').modules.get('firmware.app')") is None
        assert any(line.startswith("FootPad ") for line in connection.lines(1.5))
    assert board.do(lambda simulation: [reset["cause"] for reset in simulation.resets]) == ["machine.reset"] * 2


def test_what_raises_on_the_board_is_told_with_its_last_line(board):
    with Board(board.port) as connection:
        connection.begin_maintenance()
        with pytest.raises(Refused, match=r"^ZeroDivisionError: divide by zero$"):
            connection.execute("1 / 0")
        assert connection.execute("print('still there')") == "still there\r\n"
