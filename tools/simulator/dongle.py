"""A real Bluetooth controller in place of the virtual one, so that the simulated pad is on the air: RADIO=usb:0.

Time is real then: the live runner keeps the pad's clock on the wall's, and the dongle is looked after in between.
"""

import asyncio
from collections.abc import Callable
from random import Random
from typing import TypeVar

from bumble.transport import open_transport
from bumble.transport.common import Transport

from tools.simulator.air import FAR_US, cancel_all
from tools.simulator.nimble_host import OneAtATimeHost
from tools.simulator.vm import SimulatorError

LOOK_EVERY_US = 5_000
OPEN_LIMIT_S = 10.0
TURNS = 5  # of the loop, each time: what one packet sets off needs a few

_T = TypeVar("_T")


class Dongle:
    """A controller by the name of its transport as Bumble has it: usb:0, hci-socket:0, serial:/dev/ttyUSB0,1000000, ...

    SimulatorError when there is none.
    """

    generator: Random | None = None

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._now_us = 0
        self._transport = self._open(name)

    def _open(self, name: str) -> Transport:
        try:
            return self._loop.run_until_complete(asyncio.wait_for(open_transport(name), OPEN_LIMIT_S))
        except Exception as error:  # noqa: BLE001  each of Bumble's transports has errors of its own
            self._loop.close()
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise SimulatorError(
                f"no Bluetooth controller at {name!r}: {reason}; is it there, free and yours to use?"
            ) from None

    @property
    def next_us(self) -> int:
        """When it is to be looked after."""
        return FAR_US if self._loop.is_closed() else self._now_us + LOOK_EVERY_US

    def advance(self, to_us: int) -> None:
        """Look after it."""
        if to_us >= self.next_us:
            self._now_us = to_us
            self._turn()

    def _turn(self) -> None:
        for _ in range(TURNS):
            self._loop.call_soon(self._loop.stop)
            self._loop.run_forever()

    def run(self, call: Callable[[], _T]) -> _T:
        """Do something now, on the loop."""
        outcome: list[_T] = []
        self._loop.call_soon(lambda: outcome.append(call()))
        self._turn()
        return outcome[0]

    async def switch_on(self) -> OneAtATimeHost:
        """Bumble's way to talk to it; the reset that follows ends what was before."""
        return OneAtATimeHost(self._transport.source, self._transport.sink)

    def switch_off(self) -> None:
        """It has no switch: the next start resets it."""

    def close(self) -> None:
        """Give it back."""
        if not self._loop.is_closed():
            self.run(cancel_all)
            self._loop.run_until_complete(self._transport.close())
            self._loop.close()
