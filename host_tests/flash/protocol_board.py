"""A board on the other end of a serial cable, as pyserial opens it: `board://NAME`.

Its boot loader, in which it begins, is esp32-mock-bootloader's. What starts after a reset is up to the test, and so is
when the cable breaks. As on a board, RTS holds the chip in reset; DTR, when RTS lets go, asks for the boot loader.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable

from esp32_mock_bootloader import server
from serial import SerialException
from serial.urlhandler import protocol_socket

boards: dict[str, "Board"] = {}


class Board:
    """`starts` gives the lines that the chip says when it starts, from its flash. `breaks_after`: bytes received."""

    def __init__(
        self, chip: str, starts: Callable[[bytes], Iterable[str]] = lambda flash: (), breaks_after: int | None = None
    ) -> None:
        self.chip = chip.lower()
        self.flash = server.FlashImage()
        self.received = 0
        self.written = 0
        self.starts = starts
        self.breaks_after = breaks_after
        self.in_reset = False
        self._end: socket.socket | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        boards[self.name] = self

    @property
    def name(self) -> str:
        """What stands behind board://."""
        return f"{self.chip}{id(self)}"

    @property
    def url(self) -> str:
        """The port's name."""
        return f"board://{self.name}"

    def plug_in(self) -> socket.socket:
        """The computer's end of the cable. It opens with the chip in its boot loader."""
        self._end, other = socket.socketpair()
        self._begin(self._serve_boot_loader)
        return other

    def lines(self, in_reset: bool, ask_boot_loader: bool) -> None:
        """The modem lines have changed."""
        started = self.in_reset and not in_reset
        self.in_reset = in_reset
        if started and self._end is not None:
            self._begin(self._serve_boot_loader if ask_boot_loader else self._run)

    def _begin(self, what: Callable[[], None]) -> None:
        self.unplug()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=what, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """End what the board does."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)

    def _serve_boot_loader(self) -> None:
        # Otherwise it leaves three seconds after the first part that was written.
        server.handle_client(Cable(self), self._stop, self.chip, exit_on_disconnect=True, flash=self.flash)

    def _run(self) -> None:
        assert self._end is not None
        for line in self.starts(bytes(self.flash.data)):
            with contextlib.suppress(OSError):
                self._end.sendall(line.encode() + b"\r\n")

    def take(self, data: bytes) -> bytes:
        """What arrives at the board. The cable breaks when that is too much."""
        self.received += len(data)
        if self.breaks_after is not None and self.received > self.breaks_after:
            assert self._end is not None
            self._end.close()
            return b""
        return data


class Cable(server.BootloaderConnection):
    """The board's end, for the boot loader; it outlives it."""

    def __init__(self, board: Board) -> None:
        assert board._end is not None
        super().__init__(sock=board._end)
        self._board = board

    def recv(self, size: int) -> bytes:
        """What the computer sends."""
        return self._board.take(super().recv(size))

    def close(self) -> None:
        """Only the board's other programs use it now."""


class Serial(protocol_socket.Serial):
    """The computer's end."""

    def open(self) -> None:
        """Plug the board in. SerialException when there is none."""
        board = boards.get(str(self.portstr).removeprefix("board://"))
        if board is None:
            raise SerialException(2, "No such file or directory")
        self.logger = None
        self._board = board
        self._socket = board.plug_in()
        self._socket.setblocking(False)
        self._rts_state = self._dtr_state = False
        self.is_open = True

    def _update_rts_state(self) -> None:
        self._board.lines(bool(self._rts_state), bool(self._dtr_state))

    _update_dtr_state = _update_rts_state
