"""A tool and a board at its REPL: what it takes to have the board to oneself, and what is told when that fails."""

import time

import pytest

from pad import memory_record
from tools.board_connection import Board, Refused
from tools.serial_port import Unplugged


def causes(board):
    """Every reset since power-on."""
    return board.do(lambda simulation: [reset["cause"] for reset in simulation.resets])


def state_after(board):
    """The code of the state, as soon as the pad runs again."""
    board.wait_for(lambda simulation: simulation.status is not None)
    return board.do(lambda simulation: simulation.status.state)


@pytest.fixture
def board(running):
    """A pad that runs."""
    return running()


def test_maintenance_ends_application_and_watchdog(board):
    with Board(board.port) as connection:
        with connection.maintenance() as session_was_running:
            assert session_was_running is False
            time.sleep(3.3)  # the watchdog bites after 3 s
            assert connection.evaluate("__import__('sys').modules.get('firmware.app')") is None
        assert any(line.startswith("FootPad ") for line in connection.lines(1.5))
    assert causes(board) == ["machine.reset"] * 2


def test_maintenance_as_often_as_one_likes_is_no_crash_loop(board):
    for _ in range(5):
        with Board(board.port) as connection, connection.maintenance():
            pass
        assert state_after(board) == 0
    resets = board.do(lambda simulation: simulation.board.chip.rtc_memory[memory_record.RESETS_OFFSET])
    assert (resets, len(causes(board))) == (0, 10)


def test_a_pad_starts_again_whatever_happens_in_maintenance(board):
    with Board(board.port) as connection, pytest.raises(Refused), connection.maintenance():
        connection.execute("raise ValueError")
    assert causes(board) == ["machine.reset"] * 2
    assert state_after(board) == 0


def test_a_board_that_has_just_been_switched_on_is_left_to_start(running):
    board = running(speed=1)
    with Board(board.port) as connection:
        board.do(lambda simulation: simulation.power_cycle())
        with connection.maintenance():
            pass
    board.wait_for(lambda simulation: len(simulation.resets) == 3 and simulation.status is not None)
    assert causes(board) == ["power-on", "machine.reset", "machine.reset"]
    assert state_after(board) == 0


def test_a_board_without_footpad_is_only_interrupted(make_board):
    board = make_board(overlay={"boot.py": None, "main.py": "import time\nwhile True:\n    time.sleep_ms(9)\n"})
    with Board(board.port) as connection:
        assert connection.begin_maintenance() is False
        assert connection.execute("print(1)") == "1\r\n"
    assert causes(board) == []


@pytest.mark.parametrize("memory", [b"", b"somebody else's", b"\x02\x01" + bytes(74)], ids=["none", "other", "damaged"])
def test_memory_that_is_not_the_pad_s_is_left_alone(make_board, memory):
    board = make_board(overlay={"boot.py": None, "main.py": "print('hello')"})
    board.wait_for(lambda simulation: b">>>" in board.said)
    board.do(lambda simulation: setattr(simulation.board.chip, "rtc_memory", memory))
    with Board(board.port) as connection:
        connection.begin_maintenance()
    assert board.do(lambda simulation: simulation.board.chip.rtc_memory) == memory


def test_what_raises_on_the_board_is_told_with_its_last_line(board):
    with Board(board.port) as connection:
        connection.begin_maintenance()
        with pytest.raises(Refused, match=r"^ZeroDivisionError: divide by zero$"):
            connection.execute("1 / 0")
        assert connection.execute("print('still there')") == "still there\r\n"


def test_a_port_that_disappears_at_each_reset_is_opened_again(running):
    # As the USB of an ESP32-S3 does.
    board = running(own_usb=True)
    with Board(board.port) as connection:
        with connection.maintenance():
            assert connection.was_gone
            assert connection.evaluate("6 * 7") == 42
        list(connection.lines(1.0))  # whether anybody hears the pad's first words is chance
        assert connection.was_gone
        assert not connection.is_at_prompt()
    assert causes(board) == ["machine.reset"] * 2


def test_a_port_that_stays_away_is_told(board, monkeypatch):
    monkeypatch.setattr("tools.board_connection.COMES_BACK_S", 0.3)
    with Board(board.port) as connection:
        connection.begin_maintenance()
        board.unplug()
        with pytest.raises(Unplugged, match="has gone"):
            connection.evaluate("1")
        with pytest.raises(Unplugged, match="has gone"):
            list(connection.lines(1))


@pytest.mark.soak
def test_a_watchdog_that_is_faster_than_the_tool(board, monkeypatch):
    ask = Board._set_maintenance
    asked = []

    def ask_late(connection):
        asked.append(1)
        if len(asked) == 1:
            time.sleep(3.3)
        return ask(connection)

    monkeypatch.setattr(Board, "_set_maintenance", ask_late)
    with Board(board.port) as connection:
        connection.begin_maintenance()
        assert connection.execute("print(1)") == "1\r\n"
    assert causes(board) == ["watchdog", "machine.reset"]
