"""The serial ports of this computer, and what to do about one that cannot be opened."""

import errno
import sys

import serial
from serial.tools import list_ports

CONSOLE_BAUD = 115_200  # of the chips' boot loaders and of MicroPython
READ_S = 0.2


class FlashError(Exception):
    """What keeps a board from becoming a pad, and what to do about it, for the person at the keyboard."""


def open_port(name: str) -> serial.SerialBase:
    """The port, for this program alone. FlashError when it cannot be had."""
    try:
        port = serial.serial_for_url(name, CONSOLE_BAUD, timeout=READ_S, exclusive=True, do_not_open=True)
        if sys.platform == "win32":
            port.rts = port.dtr = False  # or opening it would reset the board
        port.open()
    except (serial.SerialException, ValueError) as error:
        raise FlashError(f"{name}: {reason(error)}") from error
    return port


def reason(error: Exception) -> str:
    """Why a port cannot be opened. On Windows the number of the error is only in its text."""
    number, text = getattr(error, "errno", None), str(error)
    if number == errno.ENOENT or "FileNotFoundError" in text:
        return f"there is no such port. Is the board plugged in, with a cable that carries data?\n{found()}"
    if number in (errno.EAGAIN, errno.EBUSY) or "PermissionError" in text:
        return "another program uses it: close that first (a serial monitor, an editor's terminal, make monitor)"
    if number == errno.EACCES:
        return 'you may not use it. On Linux: sudo usermod -aG dialout "$USER", then log out and in again'
    return text


def found() -> str:
    """The ports that there are, and how to choose one."""
    ports = sorted(list_ports.comports())
    if not ports:
        return "This computer has no serial port now. Plug the board in; some boards need a driver (CP210x, CH340)."
    lines = [f"  {port.device:20} {port.description}" for port in ports]
    return "\n".join(("Ports of this computer; the board's is the one that goes when it is unplugged:", *lines))
