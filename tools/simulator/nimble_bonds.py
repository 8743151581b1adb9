"""Bonds as NimBLE has them: it keeps none itself, but asks the application for secrets, and gives it new ones."""

import struct
from typing import NamedTuple

from bumble import crypto, hci

from tools.simulator.nimble_events import GET_SECRET, SET_SECRET, Event, Tell

OUR_SECRET = 1
PEER_SECRET = 2
IRK_SECRET = 10
IRK_KEY = b"irk"
ANY_ADDRESS = bytes(7)
KEY_BYTES = 16

Address = hci.Address

SECRET_LAYOUT = struct.Struct("<7s B H Q 16s ? 16s ? 16s ? ? ? 9x")


class Secret(NamedTuple):
    """What the application keeps for the stack, as long as NimBLE's `struct ble_store_value_sec`."""

    address: bytes  # with its type in front
    key: bytes
    irk: bytes
    authenticated: bool
    secure: bool

    def pack(self) -> bytes:
        """As bytes."""
        rest = (bytes(16), False, self.authenticated, self.secure)
        return SECRET_LAYOUT.pack(self.address, 16, 0, 0, self.key, True, self.irk, bool(any(self.irk)), *rest)

    @classmethod
    def unpack(cls, data: "int | bytes") -> "Secret | None":
        """From what the application gave; None where it has none, or another one's."""
        if not isinstance(data, bytes) or len(data) != SECRET_LAYOUT.size:
            return None
        address, _, _, _, key, _, irk, _, _, _, authenticated, secure = SECRET_LAYOUT.unpack(data)
        return cls(address, key, irk, authenticated, secure)


class Bonds:
    """What the stack asks and tells; addresses and keys have the least significant byte first."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._identities: dict[Address, bytes] = {}  # of bonded phones, with the keys that resolve their addresses

    async def load(self, fresh_irk: bytes) -> bytes | None:
        """Learn the phones' identities; returns the pad's own key, None if the application keeps no secrets."""
        irk = await self._tell(Event(GET_SECRET, (IRK_SECRET, 0), (IRK_KEY,)))
        if not isinstance(irk, bytes) or len(irk) != KEY_BYTES:
            irk = fresh_irk
            if not await self._tell(Event(SET_SECRET, (IRK_SECRET,), (IRK_KEY, irk))):
                return None
        index = 0
        while secret := Secret.unpack(await self._tell(Event(GET_SECRET, (PEER_SECRET, index), (None,)))):
            self._remember(secret)
            index += 1
        return irk

    def _remember(self, secret: Secret) -> None:
        if any(secret.irk):
            address = Address(secret.address[1:], hci.AddressType(secret.address[0]))
            self._identities[address] = secret.irk

    def identity(self, address: Address) -> Address:
        """Whose address this is, if it is a changing one of a bonded phone; else the address itself."""
        if address.is_resolvable:
            parts = bytes(address)
            for identity, irk in self._identities.items():
                if crypto.ah(irk, parts[3:]) == parts[:3]:
                    return identity
        return address

    async def secret(self, kind: int, key: bytes) -> Secret | None:
        """What the application has for a phone."""
        return Secret.unpack(await self._tell(Event(GET_SECRET, (kind, 0), (key,))))

    async def forget(self, key: bytes) -> None:
        """Delete a phone's bond, over and over as NimBLE does until the application has none."""
        while await self.secret(PEER_SECRET, key):
            for kind in (OUR_SECRET, PEER_SECRET):
                while await self._tell(Event(SET_SECRET, (kind,), (key, None))):
                    pass

    async def keep(self, secret: Secret, our_irk: bytes) -> None:
        """Give the application a new bond: twice, with the pad's identity and with the phone's."""
        await self._store(OUR_SECRET, secret._replace(irk=our_irk))
        if await self._store(PEER_SECRET, secret):
            self._remember(secret)

    async def _store(self, kind: int, secret: Secret) -> bool:
        if await self._tell(Event(SET_SECRET, (kind,), (secret.address, secret.pack()))):
            return True
        # NimBLE takes a refusal for a full store, and looks for the oldest bond with a key that nobody has.
        await self._tell(Event(GET_SECRET, (OUR_SECRET, 0), (ANY_ADDRESS,)))
        return False
