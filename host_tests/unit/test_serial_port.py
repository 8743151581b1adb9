"""What is told about the serial ports of this computer."""

import errno

import pytest
import serial
from serial.tools.list_ports_common import ListPortInfo

from tools import serial_port
from tools.serial_port import BoardError, Unplugged


def ports(*names):
    found = [ListPortInfo(name) for name in names]
    for port in found:
        port.description = "CP2102N"
    return found


def test_the_ports_that_are_there_are_told(monkeypatch):
    monkeypatch.setattr(serial_port.list_ports, "comports", lambda: ports("/dev/ttyUSB1", "/dev/ttyUSB0"))
    assert [line.split() for line in serial_port.found().splitlines()[1:]] == [
        ["/dev/ttyUSB0", "CP2102N"],
        ["/dev/ttyUSB1", "CP2102N"],
    ]
    monkeypatch.setattr(serial_port.list_ports, "comports", ports)
    assert serial_port.found().startswith("This computer has no serial port now.")


@pytest.mark.parametrize(
    ("number", "text", "told"),
    [
        (errno.ENOENT, "", "there is no port COM7. Is the board plugged in"),
        (None, "could not open port 'COM7': FileNotFoundError(2, ...)", "there is no port COM7. "),
        (errno.EACCES, "", "you may not use COM7. On Linux: "),
        (errno.EBUSY, "", "another program uses COM7: "),
        (errno.EAGAIN, "", "another program uses COM7: "),
        (None, "could not open port 'COM7': PermissionError(13, ...)", "another program uses COM7: "),
        (errno.EIO, "it is broken", "COM7: [Errno 5] it is broken"),
    ],
)
def test_why_a_port_cannot_be_opened(monkeypatch, number, text, told):
    def refuse(*arguments, **settings):
        raise serial.SerialException(text) if number is None else serial.SerialException(number, text)

    monkeypatch.setattr(serial_port.serial, "serial_for_url", refuse)
    with pytest.raises(BoardError) as caught:
        serial_port.open_port("COM7")
    assert str(caught.value).startswith(told)
    assert isinstance(caught.value, Unplugged) == told.startswith("there is no")
