"""The wire between a computer's serial port and the board's REPL: two pseudo-terminals and what passes between them.

The outer one is what a tool opens, by the path `port`. The inner one is the terminal of the MicroPython process; it is
new for each life of the chip, while the port stays where it is.
"""

import contextlib
import os
import re
import select
import tempfile
import termios
import time
import tty
from collections.abc import Callable
from pathlib import Path

from tools.simulator.vm_side import protocol

# What the chip's ROM, or MicroPython, says first after each kind of reset.
FROM_FLASH = b",boot:0x13 (SPI_FAST_FLASH_BOOT)\n"
WORDS = {
    protocol.PWRON_RESET: b"ets Jul 29 2019 12:21:46\n\nrst:0x1 (POWERON_RESET)" + FROM_FLASH,
    protocol.HARD_RESET: b"ets Jul 29 2019 12:21:46\n\nrst:0xc (SW_CPU_RESET)" + FROM_FLASH,
    protocol.WDT_RESET: b"ets Jul 29 2019 12:21:46\n\nrst:0xc (SW_CPU_RESET)" + FROM_FLASH,
    protocol.SOFT_RESET: b"MPY: soft reboot\n",
}
CTRL_C = 0x03
KEPT_BYTES = 260  # what the port keeps of what is typed while a program runs
PART_BYTES = 4096
SOON_S = 0.002  # the REPL may read again by then


class SerialLine:
    """A serial cable that can be pulled and plugged in. `on_output` is told what the board says, as bytes.

    With `own_usb` the port is the chip's own, and goes and comes back with each reset.
    `interrupted` becomes true when Ctrl-C comes while a program runs; at the prompt it is a byte as any other.
    """

    def __init__(self, own_usb: bool = False) -> None:
        self._own_usb = own_usb
        self._folder = tempfile.TemporaryDirectory(prefix="board-")
        self.port = str(Path(self._folder.name, "serial"))
        self.on_output: Callable[[bytes], None] = lambda data: None
        self.interrupted = False
        self.left_bytes: int | None = None  # what the computer may still send before the cable is pulled
        self._typed = b""
        self._ended_in_return = False
        self._outer: tuple[int, int] | None = None
        self._inner: tuple[int, int] | None = None
        self.plug_in()

    def close(self) -> None:
        """Pull the cable for good."""
        self.unplug()
        self.end_terminal()
        self._folder.cleanup()

    # --- The cable ----------------------------------------------------------------------------------------------------

    def plug_in(self) -> None:
        """The port appears; nothing when it is there."""
        if self._outer is None:
            self._outer = _pair()
            os.symlink(os.ttyname(self._outer[1]), self.port)

    def unplug(self) -> None:
        """The port disappears, for whoever has it open as well."""
        if self._outer is not None:
            os.unlink(self.port)
            _close(self._outer)
            self._outer = None
        self._typed = b""

    # --- The board's end ----------------------------------------------------------------------------------------------

    def new_terminal(self) -> int:
        """The open terminal for a new life of the chip."""
        self.end_terminal()
        self._inner = _pair()
        return self._inner[1]

    def end_terminal(self) -> None:
        """The chip lives no more."""
        if self._inner is not None:
            _close(self._inner)
        self._inner = None
        self._typed = b""
        self.interrupted = False

    def chip_resets(self, cause: int) -> None:
        """What is seen of it at the port: the chip's first words, or that the port was not there for a moment."""
        if self._own_usb and self._outer is not None:
            self.unplug()
            self.plug_in()
        else:
            self.say(WORDS[cause])

    def say(self, data: bytes) -> None:
        """The board sends; what nobody reads is lost."""
        half_ended = b"\r" if self._ended_in_return else b""
        data = re.sub(rb"(?<!\r)\n", b"\r\n", half_ended + data)[len(half_ended) :]
        self._ended_in_return = data.endswith(b"\r")
        self.on_output(data)
        if self._outer is not None:
            with contextlib.suppress(BlockingIOError):
                os.write(self._outer[0], data)

    def relay(self, vm: int, seconds: float) -> bool:
        """Pass on what comes until the VM's socket `vm` has something to say: True; False after so many seconds."""
        until = time.monotonic() + seconds
        while True:
            left_s = max(0.0, until - time.monotonic())
            ends = [end[0] for end in (self._inner, self._outer) if end]
            ready = select.select([vm, *ends], [], [], min(left_s, SOON_S) if self._typed else left_s)[0]
            self._pass_on(ready)
            if vm in ready or not left_s:
                return vm in ready

    def _pass_on(self, ready: list[int]) -> None:
        if self._inner and self._inner[0] in ready:
            self.say(_read_all(self._inner[0]))
        if self._outer and self._outer[0] in ready:
            self._take(_read_all(self._outer[0]))
        if self._inner and not self._program_runs():
            self.interrupted = False  # there is nothing to interrupt any more
            os.write(self._inner[0], self._typed)
            self._typed = b""

    def _take(self, data: bytes) -> None:
        if self.left_bytes is not None:
            data = data[: self.left_bytes]
            self.left_bytes -= len(data)
        if self._program_runs() and CTRL_C in data:
            self.interrupted = True
            data = data[data.rindex(CTRL_C) + 1 :]
        room = PART_BYTES if not self._program_runs() else KEPT_BYTES - len(self._typed)
        self._typed += data[:room]
        if self.left_bytes == 0:
            self.left_bytes = None
            self.unplug()

    def _program_runs(self) -> bool:
        # The REPL turns the terminal's own signals off as long as it reads.
        return self._inner is None or bool(termios.tcgetattr(self._inner[0])[tty.LFLAG] & termios.ISIG)


def _pair() -> tuple[int, int]:
    """Both ends of a pseudo-terminal that changes nothing of what passes; signals are on, which says: no REPL."""
    near, far = os.openpty()
    tty.setraw(far)
    attributes = termios.tcgetattr(far)
    attributes[tty.LFLAG] |= termios.ISIG
    termios.tcsetattr(far, termios.TCSANOW, attributes)
    os.set_blocking(near, False)
    return near, far


def _read_all(end: int) -> bytes:
    data = b""
    with contextlib.suppress(BlockingIOError):
        while part := os.read(end, PART_BYTES):
            data += part
    return data


def _close(pair: tuple[int, int]) -> None:
    for end in pair:
        os.close(end)
