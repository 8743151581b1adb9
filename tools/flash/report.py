"""What the pad says of itself after a start: firmware/app.py prints it, this waits for it."""

import re
import time
from collections.abc import Callable

from serial import SerialBase, SerialException

from pad.version import VERSION
from tools.serial_port import CONSOLE_BAUD, BoardError

LIMIT_S = 30.0
READ_S = 0.2
QUIET_S = 1.0  # what follows a bad line, until nothing more comes
READY = re.compile(r"ready, (advertising|not advertising), (\d+) ms")
FIRST = re.compile(r"FootPad (\S+) on ")
# What the pad, MicroPython or the chip says when it will not get ready; and what then helps.
NEVER_READY = {
    "not started: ": "the image is for another chip",
    "maintenance: ": "a tool has asked for the board: press its reset button, the pad starts then",
    "Traceback (most recent call last)": "the pad has failed; tools/read_traceback.py gives these lines their names",
    "filesystem appears to be corrupted": "MicroPython does not find its files: is the flash as large as esptool said?",
    "invalid header: ": "the chip finds nothing to start: flash it again",
    "No bootable app partitions": "the chip finds nothing to start: flash it again",
}


class Report:
    """What a pad has said. `advertising` is whether phones can see it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.ready_ms = 0
        self.advertising = False


def wait_for_report(port: SerialBase, show: Callable[[str], None], limit_s: float = LIMIT_S) -> Report:
    """Read until the pad says that it is ready. BoardError when it does not, or says another version."""
    report = Report()
    lines = Lines(port, time.monotonic() + limit_s)
    while (line := lines.next()) is not None:
        report.lines.append(line)
        show(line)
        found = READY.match(line)
        if found:
            report.advertising, report.ready_ms = found[1] == "advertising", int(found[2])
            check_version(report.lines)
            return report
        for sign, meaning in NEVER_READY.items():
            if sign in line:
                lines.end_soon(show)
                raise BoardError(f"the pad does not start: {meaning}")
    raise BoardError(silence(report.lines, limit_s))


def silence(lines: list[str], limit_s: float) -> str:
    """What to do when the pad has not said that it is ready."""
    said = f"its last line was: {lines[-1]}" if lines else "it said nothing at all"
    return (
        f"the board is written, but the pad has not said within {limit_s:.0f} s that it is ready; {said}\n"
        "Press its EN (or RST) button and watch: make monitor"
    )


def check_version(lines: list[str]) -> None:
    """BoardError when it is not this version that runs."""
    versions = [found[1] for line in lines if (found := FIRST.match(line))]
    if versions and versions[-1] != VERSION:
        raise BoardError(f"FootPad {versions[-1]} runs on the board, not {VERSION}")


class Lines:
    """Lines from a port until a time. A port that goes away and comes back, as those on USB do, is opened again."""

    def __init__(self, port: SerialBase, until: float) -> None:
        self._port = port
        self._port.timeout = READ_S
        self._until = until
        self._buffer = b""

    def next(self) -> str | None:
        """The next line, None when the time is over."""
        while b"\n" not in self._buffer:
            if time.monotonic() > self._until:
                return None
            self._buffer += self._read()
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode(errors="replace").rstrip("\r")

    def end_soon(self, show: Callable[[str], None]) -> None:
        """Show what is still being said."""
        self._until = time.monotonic() + QUIET_S
        while (line := self.next()) is not None:
            show(line)

    def _read(self) -> bytes:
        try:
            if not self._port.is_open:
                self._port.open()
            if self._port.baudrate != CONSOLE_BAUD:
                self._port.baudrate = CONSOLE_BAUD
            return bytes(self._port.read(max(1, self._port.in_waiting)))
        except (SerialException, OSError):
            self._port.close()
            time.sleep(READ_S)
            return b""
