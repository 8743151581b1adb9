"""What the tests of flashing share."""

from host_tests.flash.protocol_board import Board
from pad.version import VERSION
from tools.flash import program

NAME = "Bluetooth: the pad's name is FootPad-79B1"
READY = "ready, advertising, 2345 ms after the chip's start"
WELL = ("rst:0x1 (POWERON_RESET)", f"FootPad {VERSION} on 3.4.0; MicroPython v1.26.0 for a board", NAME, READY)


def run(board, image, *arguments) -> int:
    """Flash a board, or whatever is behind a port's name; returns the exit status."""
    port = board.url if isinstance(board, Board) else board
    return program.main(["--port", port, "--image", str(image), "--wait", "30", *arguments])


def built(chip, folder) -> bytes:
    """The image that was built for it."""
    return (folder / "image" / f"footpad-{chip}.bin").read_bytes()
