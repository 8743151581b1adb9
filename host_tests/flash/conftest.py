"""A board with a serial port for tests; it is closed when its test ends."""

from collections.abc import Callable, Iterator

import pytest

from tools.simulator.serial_board import SerialBoard


@pytest.fixture
def make_board() -> Iterator[Callable[..., SerialBoard]]:
    """Builds boards; the settings are those of SerialBoard and Simulation."""
    opened: list[SerialBoard] = []

    def make(**settings) -> SerialBoard:
        opened.append(SerialBoard(**settings))
        return opened[-1]

    yield make
    for board in opened:
        board.close()
