"""Talks to the MicroPython of a board over its serial port, while the board belongs to the tool alone.

    with Board("/dev/ttyUSB0") as board:
        with board.maintenance() as session_was_running:  # outputs off, no application, no watchdog
            print(board.evaluate("1 + 1"))
        for line in board.lines(10):  # the pad starts again
            print(line)

Whatever goes wrong is raised as a BoardError, which is a sentence for the person at the keyboard.
"""

import contextlib
import re
import struct
import time
from collections.abc import Iterator
from typing import Any

import serial
from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport

from pad.memory_record import FLAGS_OFFSET, MAINTENANCE, SESSION_ACTIVE
from tools.serial_port import BoardError, Unplugged, open_port

PROMPT = b">>> "
# Interrupts a program, leaves the raw REPL: whatever was there, the friendly prompt comes.
WAKE_UP = b"\r\x03\x02"
INTERRUPTS = 6
INTERRUPT_S = 0.7
ATTEMPTS = 3
OPENED_S = 0.3
QUIET_S = 1.0  # a start is over; a running pad says something when its state changes
LONGEST_START_S = 10.0
START_S = 60.0  # an update that is put in place meanwhile erases flash
ASK_S = 0.5
LOOK_S = 0.01
APPLICATION = re.compile(rb"FootPad \S+ on ")
COMES_BACK_S = 10.0  # a USB port of the chip itself disappears with each reset
SILENT = "no MicroPython answers at {}: is it the right port? `make flash` puts MicroPython on a board"
KEEPS_STARTING = "the board at {} starts again and again: FootPad does not leave it to this tool"

# Nothing of FootPad is imported: in its compiled form the names are others. What must never change is where the flags
# are in the record of the RTC memory, and that its CRC comes last.
SET_MAINTENANCE = f"""
import machine
from binascii import crc32
record = bytearray(machine.RTC().memory())
end = len(record) - 4
found = end > {FLAGS_OFFSET} and crc32(record[:end]).to_bytes(4, "little") == bytes(record[end:])
if found:
    running = bool(record[{FLAGS_OFFSET}] & {SESSION_ACTIVE})
    record[{FLAGS_OFFSET}] |= {MAINTENANCE}
    record[end:] = crc32(record[:end]).to_bytes(4, "little")
    machine.RTC().memory(record)
print(running if found else None)
"""
RESET = "import machine, time\ntime.sleep_ms(100)\nmachine.reset()"


class Silent(BoardError):
    """The board is connected and does not answer."""


class Refused(BoardError):
    """What the board was asked to do raised an exception there; the text is its last line."""


class Transport(SerialTransport):
    """mpremote's way to talk to MicroPython, over a port that is open: mpremote does not tell why one cannot be."""

    def __init__(self, port: serial.SerialBase) -> None:
        self.serial = port
        self.device_name = port.port
        self.in_raw_repl = False
        self.use_raw_paste = True
        self.mounted = False
        self.is_pty = False


class Board:
    """A board behind a serial port. BoardError when the port cannot be opened; nothing is sent yet."""

    def __init__(self, port: str) -> None:
        self.port = port
        self._transport = Transport(open_port(port))
        self.was_gone = False  # the port, since the last reset: what the board said meanwhile is lost
        self._unread = b""  # since the last reset

    @property
    def transport(self) -> Transport:
        """mpremote's end of the line, for what it can do besides."""
        return self._transport

    def __enter__(self) -> "Board":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the port. The board is left as it is."""
        with contextlib.suppress(OSError):  # it may have gone
            self._transport.close()

    # --- Maintenance --------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def maintenance(self) -> Iterator[bool]:
        """`begin_maintenance`, and in the end the board starts as usual, whatever has happened."""
        begun = False
        try:
            session_was_running = self.begin_maintenance()
            begun = True
            yield session_was_running
        except BaseException as error:
            if not isinstance(error, Unplugged) and (begun or not isinstance(error, BoardError)):
                with contextlib.suppress(BoardError):  # what came first is what is told
                    self._start_again()
            raise
        else:
            self._start_again()

    def _start_again(self) -> None:
        self.interrupt()  # whatever it is doing
        self.reset()

    def begin_maintenance(self) -> bool:
        """Stop whatever runs, outputs first, and have the board to oneself. Returns whether a session was running.

        A watchdog cannot be stopped: so a pad starts again with the maintenance flag, and leaves it out. A board
        without FootPad has neither; there the program that ran is only interrupted.
        """
        self._let_start()
        for _ in range(ATTEMPTS):
            self.interrupt()
            with contextlib.suppress(Silent):  # the watchdog was faster
                running = self._set_maintenance()
                if running is None or self._restarted():
                    self.interrupt()
                    return bool(running)
        raise BoardError(KEEPS_STARTING.format(self.port))

    def _let_start(self) -> None:
        """Opening the port resets some boards. A start that is cut short would be one without memory."""
        until = time.monotonic() + LONGEST_START_S
        wait_s = OPENED_S
        while time.monotonic() < until and next(self._received(wait_s), None):
            wait_s = QUIET_S

    def interrupt(self) -> None:
        """Ctrl-C until the REPL answers: FootPad turns its outputs off. Silent when nothing answers."""
        for _ in range(INTERRUPTS):
            self._send(WAKE_UP)
            if self._comes(PROMPT, INTERRUPT_S):
                break
        else:
            raise Silent(SILENT.format(self.port))
        with self._in_plain_words():
            self._transport.enter_raw_repl(soft_reset=False)

    def _set_maintenance(self) -> bool | None:
        """Whether a session was running; None when there is no record, and so no watchdog."""
        answer = self.execute(SET_MAINTENANCE).strip()
        return None if answer == "None" else answer == "True"

    def _restarted(self) -> bool:
        """Reset, and wait for the prompt; returns whether it came, and not the application."""
        self.reset()
        until = time.monotonic() + START_S
        said = b""
        while time.monotonic() < until:
            for data in self._received(ASK_S):
                said += data
                if said.endswith(PROMPT):
                    return True
            if APPLICATION.search(said):
                return False
            self._send(b"\r")  # after a port has come back, the first prompt is lost
        return False

    def reset(self) -> None:
        """Reset the chip. What it says then comes from `lines`."""
        self.was_gone = False
        self._unread = b""
        with self._in_plain_words():
            try:
                self._transport.exec_raw_no_follow(RESET)
            except OSError:
                self._reopen()  # the chip's own USB goes with it
            self._transport.in_raw_repl = False

    # --- What the board is asked to do --------------------------------------------------------------------------------

    def execute(self, code: str) -> str:
        """Run Python there; returns what it prints. Refused when it raises."""
        with self._in_plain_words():
            printed: bytes = self._transport.exec(code)
        return printed.decode(errors="replace")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression there, made of plain numbers, strings, tuples and the like."""
        with self._in_plain_words():
            return self._transport.eval(expression)

    @contextlib.contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except TransportExecError as error:
            raise Refused(error.error_output.strip().rpartition("\n")[2]) from error
        except (TransportError, struct.error) as error:
            raise Silent(f"the board at {self.port} does not answer any more") from error
        except OSError as error:
            raise self._gone() from error

    # --- What the board says ------------------------------------------------------------------------------------------

    def lines(self, seconds: float) -> Iterator[str]:
        """The lines that the board says within so many seconds, as they come; what is not asked for is kept."""
        yield from self._whole_lines()
        for data in self._received(seconds):
            self._unread += data
            yield from self._whole_lines()

    def _whole_lines(self) -> Iterator[str]:
        while b"\n" in self._unread:
            line, _, self._unread = self._unread.partition(b"\n")
            yield line.decode(errors="replace").rstrip("\r")

    def is_at_prompt(self) -> bool:
        """Whether the REPL answers to an empty line. A program that runs does not mind one."""
        self._send(b"\r")
        return self._comes(PROMPT, INTERRUPT_S)

    def _comes(self, text: bytes, seconds: float) -> bool:
        said = b""
        for data in self._received(seconds):
            said += data
            if text in said:
                return True
        return False

    def _received(self, seconds: float) -> Iterator[bytes]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                data = self._transport.serial.read(self._transport.serial.in_waiting)
            except OSError:
                self._reopen()
                continue
            if data:
                yield data
            else:
                time.sleep(LOOK_S)

    def _send(self, data: bytes) -> None:
        try:
            self._transport.serial.write(data)
        except OSError:
            self._reopen()

    def _reopen(self) -> None:
        """The port has gone: a cable that was pulled, or the chip's own USB at a reset. Unplugged if it stays away."""
        self.close()
        self.was_gone = True
        until = time.monotonic() + COMES_BACK_S
        while time.monotonic() < until:
            time.sleep(0.1)
            with contextlib.suppress(BoardError):
                self._transport = Transport(open_port(self.port))
                return
        raise self._gone()

    def _gone(self) -> Unplugged:
        return Unplugged(f"{self.port} has gone (was the cable pulled?)")
