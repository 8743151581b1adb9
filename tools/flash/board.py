"""A board in its boot loader: who it is, and its flash erased, written and compared. esptool does the work."""

from collections.abc import Callable
from typing import TypeVar

from esptool import cmds
from esptool.loader import ESPLoader
from esptool.logger import log
from esptool.util import FatalError, flash_size_bytes
from serial import SerialBase, SerialException

from tools.board_files import BLOCK_BYTES
from tools.serial_port import BoardError

ERASE_BYTES = 256 * 1024  # at a time: a second or two, so that progress shows
GAP_BLOCKS = 16  # blank flash between two parts that is shorter than this is written like the rest
BLANK = b"\xff"
NO_ANSWER = (
    "no ESP32 answers on this port. Is it the right one? If it is: hold the board's BOOT button, "
    "press EN (or RST) briefly, let BOOT go, and try again"
)
LOST = "the connection to the board was lost: check cable and plug"
# How esptool begins when the port is there and nothing comes any more.
NOTHING_COMES = ("No more data", "No serial data", "Serial data stream", "Packet content", "Invalid head of packet")
CONNECT_ATTEMPTS = 7
Result = TypeVar("Result")


class Board:
    """A board that has been asked into its boot loader. BoardError says whatever fails.

    `chip` as in firmware/board.py. `port` stays open: what the board says afterwards comes there.
    """

    def __init__(self, port: SerialBase, baud: int) -> None:
        self._esp = self._try(lambda: cmds.detect_chip(port, connect_attempts=CONNECT_ATTEMPTS), NO_ANSWER)
        self.chip = self._esp.CHIP_NAME.replace("-", "")
        self._try(lambda: self._prepare(baud))
        self.flash_bytes = self._try(self._find_flash)

    def _prepare(self, baud: int) -> None:
        """Its own small program is faster than the chip's, and can erase."""
        self._esp = cmds.run_stub(self._esp)
        if baud != ESPLoader.ESP_ROM_BAUD:
            self._esp.change_baud(baud)
        cmds.attach_flash(self._esp)

    def _find_flash(self) -> int:
        size = cmds.detect_flash_size(self._esp)
        if size is None:
            raise FatalError("the size of its flash cannot be told")
        return int(flash_size_bytes(size))

    def write(self, offset: int, content: bytes) -> None:
        """Erase what the content covers, write it, compare all of it.

        What starts is written last: a board that loses its cable on the way starts nothing at all.
        """
        self._try(lambda: self._erase(offset, len(content)))
        parts = [(offset + at, part) for at, part in reversed(written_parts(content))]
        self._try(lambda: cmds.write_flash(self._esp, parts))  # in the order given
        self._try(lambda: cmds.verify_flash(self._esp, [(offset, content)]))

    def _erase(self, offset: int, size: int) -> None:
        with log.progress(size, "Erasing", unit="B") as progress:
            for at in range(0, size, ERASE_BYTES):
                length = min(ERASE_BYTES, size - at)
                self._esp.erase_region(offset + at, length)
                progress.update(length)

    def start(self) -> None:
        """Let the board go, as its reset button does."""
        self._try(self._esp.hard_reset)

    def _try(self, action: Callable[[], Result], meaning: str = "") -> Result:
        try:
            return action()
        except FatalError as error:
            lost = LOST if str(error).startswith(NOTHING_COMES) else ""
            raise BoardError(meaning or lost or first_line(error)) from error
        except (SerialException, OSError) as error:
            raise BoardError(f"{LOST} ({first_line(error)})") from error


def first_line(error: Exception) -> str:
    """What esptool says, without the links that follow."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def written_parts(content: bytes) -> list[tuple[int, bytes]]:
    """What of an image is not blank, as (place, bytes): erased flash needs no writing."""
    used = [at for at in range(0, len(content), BLOCK_BYTES) if content[at : at + BLOCK_BYTES].strip(BLANK)]
    parts: list[list[int]] = []  # first block, end
    for at in used:
        if parts and at - parts[-1][1] < GAP_BLOCKS * BLOCK_BYTES:
            parts[-1][1] = at + BLOCK_BYTES
        else:
            parts.append([at, at + BLOCK_BYTES])
    return [(begin, content[begin:end]) for begin, end in parts]
