"""Real pads, through the Bluetooth of a laptop: Linux, macOS and Windows by means of bleak."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from typing import TYPE_CHECKING

import bleak

from pad import gatt
from tools.padctl import advertised
from tools.padctl.bleak_errors import BLUETOOTH_ERRORS, explained
from tools.padctl.transport import LOST, SIG_UUID, LinkLost, Nearby, Value, full_uuid, is_called

if sys.platform == "linux":
    from tools.padctl.bluez_agent import agreement
else:

    def agreement(address: str) -> contextlib.AbstractAsyncContextManager[None]:
        """Other systems ask the person themselves."""
        return contextlib.nullcontext()


if TYPE_CHECKING:
    from bleak.backends.characteristic import BleakGATTCharacteristic
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

SERVICE = full_uuid(gatt.FOOTPAD)
BTHOME = SIG_UUID % int(advertised.UUID, 16)
NAME_BEGINS = "FootPad-"


class BleakRadio:
    """The Bluetooth adapter of this computer."""

    def __init__(self) -> None:
        self._devices: dict[str, BLEDevice] = {}

    async def scan(self, seconds: float, wanted: str | None) -> list[Nearby]:
        """Listen for `seconds`, or until the wanted pad is heard."""
        found: dict[str, Nearby] = {}
        heard = asyncio.Event()

        def hear(device: BLEDevice, told: AdvertisementData) -> None:
            pad = _as_pad(device, told)
            if pad:
                found[pad.address] = pad
                self._devices[pad.address] = device
                if wanted and is_called(pad, wanted):
                    heard.set()

        with explained():
            async with bleak.BleakScanner(hear):
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(heard.wait(), seconds)
        return sorted(found.values(), key=lambda pad: pad.name)

    async def connect(self, pad: Nearby, timeout_s: float) -> BleakLink:
        """Connect to a pad that a scan has found."""
        link = BleakLink(self._devices[pad.address])
        await link.connect(timeout_s)
        return link

    async def close(self) -> None:
        """Nothing is held."""


def _as_pad(device: BLEDevice, told: AdvertisementData) -> Nearby | None:
    name = told.local_name or device.name or ""
    if SERVICE not in told.service_uuids and not name.startswith(NAME_BEGINS):
        return None
    return Nearby(name, device.address, told.rssi, told.service_data.get(BTHOME))


class BleakLink:
    """A connection; `connect` makes it."""

    def __init__(self, device: BLEDevice) -> None:
        self._client = bleak.BleakClient(device, disconnected_callback=self._lose)
        self._values: asyncio.Queue[Value | None] = asyncio.Queue()  # None: the link has gone

    def _lose(self, client: bleak.BleakClient) -> None:
        self._values.put_nowait(None)

    async def connect(self, timeout_s: float) -> None:
        """Connect, and find out what the pad has."""
        with explained():
            await asyncio.wait_for(self._client.connect(), timeout_s)

    async def read(self, uuid: str) -> bytes:
        """The value of a characteristic."""
        with explained():
            return bytes(await self._client.read_gatt_char(uuid))

    async def write(self, uuid: str, content: bytes) -> None:
        """Write a characteristic, with response."""
        with explained():
            await self._client.write_gatt_char(uuid, content, response=True)

    async def subscribe(self, uuid: str) -> None:
        """Have the notifications or indications of a characteristic come to `next_value`."""

        def take(characteristic: BleakGATTCharacteristic, content: bytearray) -> None:
            self._values.put_nowait(Value(uuid, bytes(content)))

        with explained():
            await self._client.start_notify(uuid, take)

    async def next_value(self, timeout_s: float) -> Value | None:
        """The next of them; None when none has come in `timeout_s`."""
        try:
            value = await asyncio.wait_for(self._values.get(), timeout_s)
        except asyncio.TimeoutError:
            return None
        if value is None:
            raise LinkLost(LOST)
        return value

    async def pair(self) -> None:
        """Pair and bond. macOS has no call for it: it pairs by itself when something private is read."""
        with explained(), contextlib.suppress(NotImplementedError):
            async with agreement(self._client.address):
                await self._client.pair()

    async def unpair(self) -> None:
        """Have this computer forget the pad, where the system lets a program do that."""
        with explained(), contextlib.suppress(NotImplementedError):
            await self._client.unpair()

    async def disconnect(self) -> None:
        """End it; nothing can be done if the system will not."""
        with contextlib.suppress(*BLUETOOTH_ERRORS):
            await self._client.disconnect()

    def now_s(self) -> float:
        """The computer's clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)
