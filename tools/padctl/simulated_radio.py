"""A pad in the simulator, with a phone of the simulator in the place of this computer: two whole Bluetooth stacks."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator

from tools.padctl import advertised
from tools.padctl.transport import (
    LOST,
    NEED_PAIRING,
    PAIR_FIRST,
    SIG_UUID,
    LinkLost,
    Nearby,
    NotAllowed,
    Trouble,
    Value,
)
from tools.simulator.phone import AttError, Phone, PhoneError
from tools.simulator.simulation import Simulation, SimulatorError

BOOT_S = 2.0
HOLD_S = 3.5
LOOK_AT_FEET_S = 4.0
SELF_TEST_S = 3.0
HAND_COMES_S = 3.0


@contextlib.contextmanager
def explained(phone: Phone) -> Iterator[None]:
    """Let errors of the phone out as Trouble."""
    try:
        yield
    except AttError as error:
        refused = Trouble(f"the pad has refused it: {error}")
        raise NotAllowed(PAIR_FIRST) if error.code in NEED_PAIRING else refused from error
    except PhoneError as error:
        raise Trouble(str(error)) if phone.connected else LinkLost(f"{LOST}: {error}") from error


class SimulatedRadio:
    """A phone near a simulated pad. With `paced` a simulated second takes one of the computer's."""

    def __init__(self, simulation: Simulation, phone: Phone, paced: bool = False) -> None:
        self._simulation = simulation
        self._phone = phone
        self._paced = paced

    async def scan(self, seconds: float, wanted: str | None) -> list[Nearby]:
        """Listen for `seconds`."""
        seen = self._phone.scan(seconds)
        if seen is None:
            return []
        return [Nearby(seen.name, seen.address, None, seen.service_data.get(advertised.UUID.upper()))]

    async def connect(self, pad: Nearby, timeout_s: float) -> SimulatedLink:
        """Connect to the pad; a phone that has paired encrypts at once, as computers do."""
        with explained(self._phone):
            self._phone.connect(timeout_s)
        with contextlib.suppress(PhoneError):  # one of them knows no bond: the link stays as it is
            self._phone.encrypt()
        return SimulatedLink(self._simulation, self._phone, self._paced)

    async def close(self) -> None:
        """The pad goes on: whoever has made it ends it."""


class DemonstrationRadio(SimulatedRadio):
    """A pad of its own, for people who have none. With `paired` it knows this computer and runs with heat.

    Otherwise a hand opens the pairing window soon after the connection. Trouble when the simulator cannot run.
    """

    def __init__(self, paired: bool) -> None:
        try:
            simulation = Simulation(radio=True)
            simulation.run_for(BOOT_S)
        except SimulatorError as error:
            raise Trouble(str(error)) from error
        super().__init__(simulation, Phone(simulation, "laptop"), paced=True)
        self._paired = paired

    async def connect(self, pad: Nearby, timeout_s: float) -> SimulatedLink:
        """Connect to the pad, when its hand has done what it is there for."""
        hand = self._simulation
        if self._paired:
            self._pair_and_start()
        else:
            hand.press("TIME", HOLD_S, at_s=hand.now_s + HAND_COMES_S)
        return await super().connect(pad, timeout_s)

    def _pair_and_start(self) -> None:
        hand = self._simulation
        hand.press("TIME", HOLD_S)
        hand.run_for(HOLD_S + 0.5)
        with explained(self._phone):
            self._phone.connect()
            self._phone.pair()
            self._phone.disconnect()
        for button, wait_s in (("START", LOOK_AT_FEET_S), ("START", SELF_TEST_S), ("HEAT", 1.0), ("FASTER", 5.0)):
            hand.press(button)
            hand.run_for(wait_s)

    async def close(self) -> None:
        """End the pad."""
        self._simulation.close()


class SimulatedLink:
    """The connection of the phone."""

    def __init__(self, simulation: Simulation, phone: Phone, paced: bool) -> None:
        self._simulation = simulation
        self._phone = phone
        self._ahead_s = simulation.now_s - time.monotonic() if paced else None
        self._uuids: dict[int, str] = {}
        self._taken = len(phone.received)

    async def read(self, uuid: str) -> bytes:
        """The value of a characteristic."""
        with explained(self._phone):
            return self._phone.read(_short(uuid))

    async def write(self, uuid: str, content: bytes) -> None:
        """Write a characteristic, with response."""
        with explained(self._phone):
            self._phone.write(_short(uuid), content)

    async def subscribe(self, uuid: str) -> None:
        """Have the notifications or indications of a characteristic come to `next_value`."""
        with explained(self._phone):
            self._uuids[self._phone.handle(_short(uuid))] = uuid
            self._phone.subscribe(_short(uuid))

    async def next_value(self, timeout_s: float) -> Value | None:
        """The next of them; None when none has come in `timeout_s`."""
        until_s = self.now_s() + timeout_s
        received = self._phone.received
        while True:
            self._simulation.run_while(lambda: self._phone.connected and len(received) == self._taken, until_s)
            await self._keep_pace()
            if len(received) > self._taken:
                _, handle, content = received[self._taken]
                self._taken += 1
                if handle in self._uuids:
                    return Value(self._uuids[handle], content)
            elif not self._phone.connected:
                raise LinkLost(LOST)
            else:
                return None

    async def pair(self) -> None:
        """Pair and bond."""
        with explained(self._phone):
            self._phone.pair()

    async def unpair(self) -> None:
        """Forget the bond."""
        self._phone.forget()

    async def disconnect(self) -> None:
        """End it, if it is still there."""
        if self._phone.connected:
            self._phone.disconnect()

    def now_s(self) -> float:
        """The simulation's clock."""
        return self._simulation.now_s

    async def sleep(self, seconds: float) -> None:
        """Let simulated time pass."""
        self._simulation.run_for(seconds)
        await self._keep_pace()

    async def _keep_pace(self) -> None:
        if self._ahead_s is not None:
            await asyncio.sleep(max(0.0, self.now_s() - self._ahead_s - time.monotonic()))


def _short(uuid: str) -> str:
    """UUIDs of the SIG have four digits here."""
    return uuid[4:8] if uuid.endswith(SIG_UUID[8:]) else uuid
