"""Opens a board's serial port, or says why it cannot be opened, in words for the person who plugged it in."""

import errno

import serial
from mpremote.transport import TransportError  # type: ignore[import-untyped]
from mpremote.transport_serial import SerialTransport  # type: ignore[import-untyped]
from serial.tools import list_ports

READ_S = 1.0  # a read that brings nothing for so long comes back
WRITE_S = 5.0

NO_PERMISSION = "no permission to open {}; on Linux: sudo usermod -a -G dialout $USER, then log in again"
BUSY = "{} is in use by another program: close it (a serial monitor?)"
REASONS = {
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.EBUSY: BUSY,
    errno.EAGAIN: BUSY,
    errno.ENOTTY: "{} is no serial port",
    errno.EINVAL: "{} is no serial port",
}


class BoardError(Exception):
    """What keeps a tool from a board, or from going on with it: one sentence for the person at the keyboard."""


class Unplugged(BoardError):
    """The port is not there, or not any more."""


def open_port(port: str) -> SerialTransport:
    """The port, with mpremote's way to talk to MicroPython. Nothing is sent, the board goes on. BoardError if not."""
    try:
        transport = SerialTransport(port, timeout=READ_S)
    except (TransportError, OSError, ValueError):
        raise _reason(port) from None
    transport.serial.write_timeout = WRITE_S
    return transport


def _reason(port: str) -> BoardError:
    """mpremote does not tell why: try again and look."""
    try:
        serial.serial_for_url(port, exclusive=True).close()
    except (OSError, ValueError) as error:
        number = _number(error)
        if number in (errno.ENOENT, errno.ENXIO, errno.ENODEV):
            return Unplugged(f"there is no port {port}; {connected_ports()}")
        return BoardError(REASONS.get(number, "{} cannot be opened: " + str(error)).format(port))
    return BoardError(f"{port} could not be opened at first, but now it can: try again")


def _number(error: Exception) -> int:
    """Where pyserial leaves the error number out, what made it raise has it."""
    arguments = getattr(error.__context__, "args", None) or (0,)
    return getattr(error, "errno", None) or (arguments[0] if isinstance(arguments[0], int) else 0)


def connected_ports() -> str:
    """What could be meant: the serial ports of USB devices, in words."""
    ports = [f"{port.device} ({port.description})" for port in list_ports.comports() if port.vid is not None]
    if not ports:
        return "no USB serial port is connected (some cables only charge)"
    return f"connected: {', '.join(ports)}"
