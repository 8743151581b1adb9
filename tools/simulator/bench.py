"""What somebody at a workbench adds to a simulated board: a serial line, and looks at what nobody else sees."""

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from tools.simulator.serial_line import SerialLine


class Bench(NamedTuple):
    """Nothing of it, unless it is said.

    `serial`: the line to the REPL (serial_board.py). `implementation`: version of MicroPython and name of the board, as
    `sys.implementation` has them. `flash_log`: an open file that gets each change of the flash: where and how many
    bytes, as two numbers of 32 bits, and the bytes.
    """

    serial: "SerialLine | None" = None
    implementation: tuple[tuple[int, int, int], str] | None = None
    flash_log: BinaryIO | None = None


BARE = Bench()
