"""The simulated board at its serial port does what a real one does there: the REPL is MicroPython's own."""

import time

import pytest

from tools.board_connection import Board

COUNTING = """
import time
for number in range(1_000_000):
    time.sleep_ms(10)
"""


@pytest.fixture
def make_main(make_board):
    """A board that runs this text and nothing else."""

    def make(main, **settings):
        return make_board(overlay={"boot.py": None, "main.py": main}, **settings)

    return make


def wait_for(board, text):
    board.wait_for(lambda simulation: text in board.said)


def test_ctrl_c_ends_a_program_and_leaves_the_pins_as_they_are(make_main):
    board = make_main("from machine import Pin\nPin(26, Pin.OUT, value=1)\nprint('on')" + COUNTING)
    wait_for(board, b"on\r\n")
    with Board(board.port) as connection:
        connection.interrupt()
    assert b"KeyboardInterrupt" in board.said
    assert board.do(lambda simulation: simulation.heater_pin)


def test_a_watchdog_bites_at_the_prompt_within_its_time(make_main):
    board = make_main("import machine\nmachine.WDT(timeout=3000)\nprint('armed')" + COUNTING)
    wait_for(board, b"armed")
    with Board(board.port) as connection:
        connection.interrupt()
        began = time.monotonic()
        board.wait_for(lambda simulation: simulation.resets)
        assert 2 < time.monotonic() - began < 4
    assert board.do(lambda simulation: simulation.resets[0]["cause"]) == "watchdog"


def test_time_passes_at_the_prompt_and_in_what_is_run_there(make_main):
    board = make_main("")
    wait_for(board, b">>>")
    with Board(board.port) as connection:
        connection.interrupt()
        first = connection.evaluate("__import__('time').ticks_ms()")
        time.sleep(0.5)
        second = connection.evaluate("__import__('time').ticks_ms()")
        assert 400 < second - first < 2500
        took = "import time\nbegan = time.ticks_ms()\ntime.sleep_ms(20_000)\nprint(time.ticks_ms() - began)"
        assert 20_000 <= int(connection.execute(took)) < 21_000


def test_what_the_tool_switches_on_has_its_effect_in_the_pad(make_board):
    board = make_board()
    wait_for(board, b"state OFF")
    with Board(board.port) as connection:
        connection.begin_maintenance()
        connection.execute("from machine import PWM, Pin\nmotor = PWM(Pin(25), freq=20_000, duty_u16=30_000)")
        assert board.do(lambda simulation: simulation.motor_duty) == pytest.approx(30_000 / 65_535)
        board.do(lambda simulation: simulation.hold("START"))
        time.sleep(0.1)
        assert connection.evaluate("Pin(13, Pin.IN, Pin.PULL_UP).value()") == 0
        board.do(lambda simulation: simulation.release("START"))
        time.sleep(0.1)
        assert connection.evaluate("Pin(13, Pin.IN, Pin.PULL_UP).value()") == 1


def test_ctrl_d_is_a_soft_reset(make_main):
    board = make_main("import machine\nprint('cause', machine.reset_cause())")
    wait_for(board, b"cause 1\r\n")
    with Board(board.port) as connection:
        connection.interrupt()
        connection.transport.exit_raw_repl()
        time.sleep(0.2)
        connection.transport.serial.write(b"\x04")
        wait_for(board, b"cause 5\r\n")


def test_a_board_says_which_one_it_is(make_main):
    board = make_main("", machine="A board with ESP32C3", version=(1, 25, 1))
    wait_for(board, b">>>")
    with Board(board.port) as connection:
        connection.interrupt()
        connection.execute("import sys")
        assert connection.evaluate("tuple(sys.implementation)[:3]") == (
            "micropython",
            (1, 25, 1, ""),
            "A board with ESP32C3",
        )
