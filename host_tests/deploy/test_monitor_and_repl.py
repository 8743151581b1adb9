"""`make monitor` and `make repl` as a person runs them: in a terminal, ended by a key."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.deploy import program

ROOT = Path(__file__).resolve().parents[2]
LEAVE = b"\x1d"  # Ctrl-]


class Terminal:
    """A command in a terminal of its own; `shown` is all that it has shown."""

    def __init__(self, *arguments):
        self._near, far = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.deploy", *arguments], cwd=ROOT, stdin=far, stdout=far, stderr=far
        )
        os.close(far)
        self.shown = ""

    def wait_for(self, text, seconds=15):
        """Until it shows this, after what was waited for before."""
        until = time.monotonic() + seconds
        seen = len(self.shown)
        while text not in self.shown[seen:]:
            left_s = until - time.monotonic()
            assert left_s > 0, f"{text!r} has not come; shown: {self.shown[-1500:]}"
            if select.select([self._near], [], [], left_s)[0]:
                self.shown += os.read(self._near, 4096).decode(errors="replace")

    def type(self, keys):
        """Press keys."""
        os.write(self._near, keys)

    def end(self):
        """Ctrl-C; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(10)

    def close(self):
        """Leave nothing behind."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self._near)


@pytest.fixture
def terminal():
    """Runs commands in terminals."""
    opened = []

    def run(*arguments):
        opened.append(Terminal(*arguments))
        return opened[-1]

    yield run
    for one in opened:
        one.close()


@pytest.fixture
def board(running):
    """A pad that runs."""
    return running()


def test_a_monitor_shows_what_the_pad_says_and_does_not_disturb_it(board, terminal):
    monitor = terminal("monitor", board.port)
    monitor.wait_for("Listening to")
    board.do(lambda simulation: simulation.press("START"))
    monitor.wait_for("state CHECK")
    board.unplug()
    monitor.wait_for("has gone; waiting")
    board.do(lambda simulation: simulation.power_cycle())
    board.plug_in()
    monitor.wait_for("there it is again")
    board.do(lambda simulation: simulation.power_cycle())
    monitor.wait_for("FootPad ")
    assert monitor.end() == 130
    assert b"KeyboardInterrupt" not in board.said
    assert ">>>" not in monitor.shown


def test_a_prompt_on_a_pad_that_stands_still_and_starts_again_afterwards(board, terminal):
    repl = terminal("repl", board.port)
    repl.wait_for(">>>")
    time.sleep(3.3)  # the watchdog bites after 3 s
    repl.type(b"6 * 7\r")
    repl.wait_for("42")
    repl.type(b"import time\rwhile True: time.sleep_ms(100)\r\r")
    repl.wait_for("...")
    repl.type(b"\x03")
    repl.wait_for("KeyboardInterrupt")
    repl.type(LEAVE)
    repl.wait_for("The pad starts again")
    repl.wait_for("state OFF")
    assert repl.process.wait(10) == 0
    assert board.do(lambda simulation: [reset["cause"] for reset in simulation.resets]) == ["machine.reset"] * 2
    assert board.do(lambda simulation: simulation.status.state) == 0


def test_a_pad_that_was_started_from_the_prompt_is_stopped_for_its_own_start(board, terminal):
    repl = terminal("repl", board.port)
    repl.wait_for(">>>")
    repl.type(b"\x04")  # a soft reset: the flag was for one start only
    repl.wait_for("state OFF")
    repl.type(LEAVE)
    repl.wait_for("state OFF")
    assert repl.process.wait(10) == 0


def test_the_cable_is_pulled_at_the_prompt(board, terminal):
    repl = terminal("repl", board.port)
    repl.wait_for(">>>")
    board.unplug()
    repl.wait_for("has gone (was the cable pulled?)")
    assert repl.process.wait(15) == 1


def test_a_prompt_needs_a_terminal(board, capfd, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert program.main(["repl", board.port]) == 1
    assert capfd.readouterr().err == "repl: the prompt needs a terminal\n"
    assert b"KeyboardInterrupt" not in board.said


@pytest.mark.parametrize("command", ["monitor", "repl", "deploy"])
def test_a_port_is_needed(command, capfd):
    assert program.main([command]) == 2
    assert capfd.readouterr().err.startswith(f"make {command}: say which port, PORT=...\n")
