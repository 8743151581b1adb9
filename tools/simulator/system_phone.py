"""What a phone's operating system does for an app that uses Bluetooth, beyond what the app asks for.

It encrypts with a phone's bond as soon as it is connected, pairs once when the pad refuses something because the link
is not trusted, and keeps the table that it has found.
"""

import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bumble import att, core, hci

from tools.simulator.gatt_table import Service
from tools.simulator.handset import Handset, PhoneError

NEED_PAIRING = (5, 8, 15)  # ATT: insufficient authentication, authorization, encryption

_T = TypeVar("_T")


class SystemPhone:
    """An app's way to a handset; `which` is a characteristic's handle or UUID. Run them as those of the handset:

    task = handset.start(SystemPhone(handset).read("2A24"))
    """

    def __init__(self, handset: Handset) -> None:
        self.handset = handset

    async def connect(self) -> None:
        """Connect, and encrypt if the phone has a bond. NoAnswer when the pad cannot be connected to."""
        await self.handset.connect()
        if await self.handset.bonded():
            with contextlib.suppress(core.BaseBumbleError, hci.HCI_Error):  # the pad has forgotten the bond
                await self.handset.encrypt()

    async def disconnect(self) -> None:
        """End the connection, if there is one."""
        if self.handset.connected:
            await self.handset.disconnect()

    async def pair(self) -> None:
        """Pair, anew if need be."""
        await self.handset.pair()

    async def table(self) -> tuple[Service, ...]:
        """The pad's whole table, which is read once."""
        return self.handset.table or await self.handset.discover()

    async def read(self, which: int | str) -> bytes:
        """Read a value. AttError when the pad refuses it even to a phone that has tried to pair."""
        return await self._trusted(lambda: self.handset.read(which))

    async def write(self, which: int | str, data: bytes, response: bool = True) -> None:
        """Write a value; the same errors."""
        await self._trusted(lambda: self.handset.write(which, data, response))

    async def subscribe(self, which: int | str) -> None:
        """Ask for notifications or indications; the same errors."""
        await self._trusted(lambda: self.handset.subscribe(which))

    async def unsubscribe(self, which: int | str) -> None:
        """Ask for no more of them."""
        await self.handset.unsubscribe(which)

    async def _trusted(self, attempt: Callable[[], Awaitable[_T]]) -> _T:
        try:
            return await attempt()
        except att.ATT_Error as refusal:
            if refusal.error_code not in NEED_PAIRING:
                raise
            await self._pair(refusal)
        return await attempt()

    async def _pair(self, refusal: att.ATT_Error) -> None:
        try:
            await self.handset.pair()
        except (PhoneError, core.BaseBumbleError, hci.HCI_Error) as error:
            raise refusal from error
