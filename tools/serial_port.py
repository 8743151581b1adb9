"""The serial ports of this computer, and what to do about one that cannot be opened."""

import errno
import sys

import serial
from serial.tools import list_ports

CONSOLE_BAUD = 115_200  # of the chips' boot loaders and of MicroPython
READ_S = 1.0  # a read that brings nothing for so long comes back
WRITE_S = 5.0


class BoardError(Exception):
    """What keeps a tool from a board, or from going on with it, and what to do about it: for the person."""


class Unplugged(BoardError):
    """The port is not there, or not any more."""


def open_port(name: str) -> serial.SerialBase:
    """The port, for this program alone. Nothing is sent, and the board goes on. BoardError when it cannot be had."""
    try:
        port = serial.serial_for_url(
            name, CONSOLE_BAUD, timeout=READ_S, write_timeout=WRITE_S, exclusive=True, do_not_open=True
        )
        if sys.platform == "win32":
            port.rts = port.dtr = False  # or opening it would reset the board
        port.open()
    except (OSError, ValueError) as error:
        raise _why(name, error) from error
    return port


def _why(name: str, error: Exception) -> BoardError:
    """Why a port cannot be opened. On Windows the number of the error is only in its text."""
    number, text = _number(error), str(error)
    if number in (errno.ENOENT, errno.ENXIO, errno.ENODEV) or "FileNotFoundError" in text:
        return Unplugged(
            f"there is no port {name}. Is the board plugged in, with a cable that carries data?\n{found()}"
        )
    if number in (errno.EAGAIN, errno.EBUSY) or "PermissionError" in text:
        return BoardError(f"another program uses {name}: close that first (a serial monitor, an editor's terminal)")
    if number == errno.EACCES:
        return BoardError(
            f'you may not use {name}. On Linux: sudo usermod -aG dialout "$USER", then log out and in again'
        )
    return BoardError(f"{name}: {text}")


def _number(error: Exception) -> int | None:
    """Where pyserial leaves the error's number out, what made it raise has it."""
    cause = error.__context__
    return getattr(error, "errno", None) or (cause.args[0] if cause and cause.args else None)


def found() -> str:
    """The ports that there are, and how to choose one."""
    ports = sorted(list_ports.comports())
    if not ports:
        return "This computer has no serial port now. Plug the board in; some boards need a driver (CP210x, CH340)."
    lines = [f"  {port.device:20} {port.description}" for port in ports]
    return "\n".join(("Ports of this computer; the board's is the one that goes when it is unplugged:", *lines))
