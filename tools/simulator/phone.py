"""A phone near the simulated pad, with the calls that an app makes. Simulated time goes on while they wait.

    with Simulation(radio=True) as pad:
        phone = Phone(pad)
        seen = phone.scan()
        phone.connect()
        phone.pair()
        print(phone.read("2A00"))
        beats = phone.subscribe("2A6E")
        pad.run_for(5)
        print(beats)

A stranger is another Phone; `identity` makes it claim to be somebody else.
"""

import asyncio
import random
from collections.abc import Coroutine, Iterable
from functools import partial
from typing import Any, NamedTuple, TypeVar

from bumble import att, core, crypto, hci, pairing, smp
from bumble.device import Connection, ConnectionParametersPreferences, Device
from bumble.host import Host
from bumble.keys import MemoryKeyStore, PairingKeys
from bumble.transport.common import AsyncPipeSink

from tools.simulator.air import Address, Advertiser, Air, AirController, seed_security
from tools.simulator.radio import VirtualCarrier
from tools.simulator.simulation import Simulation

INTERVAL_MS = 30.0  # what phones commonly settle on
SUPERVISION_S = 4.0
MTU = 247
PATIENCE_S = 30.0  # of simulated time; ATT itself gives up after that
FOREVER_S = 1e6

_T = TypeVar("_T")


class PhoneError(Exception):
    """What the phone wanted has failed; the text says why."""


class AttError(PhoneError):
    """The pad has answered a request with an error: `code`, as the Bluetooth specification numbers them."""

    def __init__(self, code: int) -> None:
        super().__init__(f"ATT error 0x{code:02X}")
        self.code = code


class NoAnswer(PhoneError):
    """Nothing came back in time."""


class Seen(NamedTuple):
    """One pad that advertises. `data` and `response` are the packets themselves; UUIDs are text, upper case."""

    address: str
    name: str
    services: tuple[str, ...]
    appearance: int | None
    manufacturer: dict[int, bytes]
    service_data: dict[str, bytes]
    connectable: bool
    data: bytes
    response: bytes
    at_s: tuple[float, ...]


class Descriptor(NamedTuple):
    """A descriptor of the GATT table."""

    uuid: str
    handle: int


class Characteristic(NamedTuple):
    """A characteristic of the GATT table; `properties` in lower case: read, write, write_without_response, ..."""

    uuid: str
    handle: int
    properties: frozenset[str]
    descriptors: tuple[Descriptor, ...]


class Service(NamedTuple):
    """A service of the GATT table."""

    uuid: str
    handle: int
    characteristics: tuple[Characteristic, ...]


class Identity(NamedTuple):
    """Who the phone says it is when it pairs: its own address and the key that resolves its changing ones."""

    address: str
    public: bool
    irk: bytes


class _Keys(smp.Manager):
    """Keeps keys only when both sides bond, under the address that the pad has on the air."""

    async def on_pairing(self, session: smp.Session, identity_address: Address | None, keys: PairingKeys) -> None:
        """Pairing is complete."""
        connection = session.connection
        if session.bonding and self.device.keystore is not None:
            await self.device.keystore.update(str(connection.peer_address), keys)
        self.device.on_pairing(connection, connection.peer_address, keys, session.sc)


class _Delegate(pairing.PairingDelegate):
    """The person who holds the phone while it pairs."""

    def __init__(self, passkey: int | None) -> None:
        keyboard = passkey is not None
        super().__init__(self.KEYBOARD_INPUT_ONLY if keyboard else self.NO_OUTPUT_NO_INPUT)
        self._passkey = passkey

    async def get_number(self) -> int | None:
        """What the person types."""
        return self._passkey


class Phone:
    """A phone of a Simulation that has a radio.

    `identity`: somebody else's, to claim it. `private`: it changes its address with each connection, as phones do.
    `interval_ms`: of connection events. `mtu`: what it asks for, 23 for nothing. Calls that wait let simulated time
    pass, and raise NoAnswer after `patience_s` of it. `received` is all that the pad has sent unasked: (time in s,
    handle, value). `security_requests` counts how often the pad has asked to encrypt.
    """

    def __init__(
        self,
        simulation: Simulation,
        name: str = "phone",
        *,
        identity: Identity | None = None,
        private: bool = True,
        interval_ms: float = INTERVAL_MS,
        supervision_s: float = SUPERVISION_S,
        mtu: int = MTU,
    ) -> None:
        if simulation.radio is None or not isinstance(simulation.radio.carrier, VirtualCarrier):
            raise ValueError("this simulation has no virtual radio: Simulation(radio=True)")
        self.patience_s = PATIENCE_S
        self.received: list[tuple[float, int, bytes]] = []
        self.security_requests = 0
        self._simulation = simulation
        self._carrier = simulation.radio.carrier
        self._air: Air = self._carrier.air
        self._random = random.Random(name)
        self.identity = identity or self._own_identity()
        self._private = private
        self._mtu = mtu
        self._link: Connection | None = None
        self._table: tuple[Service, ...] = ()
        self._collections: dict[int, list[tuple[float, bytes]]] = {}
        self._loss: asyncio.TimerHandle | None = None
        self._device = self._air.loop.run_now(partial(self._switch_on, name, interval_ms, supervision_s))
        self._wait(self._device.power_on())

    def _own_identity(self) -> Identity:
        address = bytearray(self._random.randbytes(6))
        address[5] &= 0x3F  # least significant byte first: a maker's number
        return Identity(
            str(Address(bytes(address), hci.AddressType.PUBLIC_DEVICE)).removesuffix("/P"),
            True,
            self._random.randbytes(16),
        )

    def _switch_on(self, name: str, interval_ms: float, supervision_s: float) -> Device:
        identity = Address(self.identity.address, hci.AddressType(0 if self.identity.public else 1))
        nothing = Address("00:00:00:00:00:00", hci.AddressType.PUBLIC_DEVICE)
        self._controller = AirController(name, self._air, identity if self.identity.public else nothing)
        self._controller.interval_us = round(interval_ms * 1000)
        self._controller.supervision_s = supervision_s
        device = Device(
            name,
            None if self.identity.public else identity,
            None,
            Host(self._controller, AsyncPipeSink(self._controller)),
        )
        device.irk = self.identity.irk
        device.keystore = MemoryKeyStore()
        device.smp_manager = manager = _Keys(device, lambda connection: self._pairing)
        seed_security(manager, self._random)
        return device

    # --- Waiting ------------------------------------------------------------------------------------------------------

    def _wait(self, work: Coroutine[Any, Any, _T], patience_s: float | None = None) -> _T:
        """Let simulated time pass until the work is done; returns its result."""
        simulation = self._simulation
        loop = self._air.loop
        task: asyncio.Task[_T] = loop.run_now(partial(loop.create_task, work))
        limit_s = self.patience_s if patience_s is None else patience_s
        simulation.run_while(lambda: not task.done(), simulation.now_s + limit_s)
        if not task.done():
            loop.run_now(task.cancel)
            raise NoAnswer(f"nothing came of it in {limit_s:g} s")
        try:
            return task.result()
        except att.ATT_Error as error:
            raise AttError(int(error.error_code)) from None
        except asyncio.CancelledError:
            raise PhoneError("the connection has ended") from None
        except (TimeoutError, asyncio.TimeoutError, core.TimeoutError):
            raise NoAnswer("nothing came back in time") from None
        except (core.BaseBumbleError, hci.HCI_Error) as error:
            raise PhoneError(str(error) or type(error).__name__) from None

    # --- Advertisements -----------------------------------------------------------------------------------------------

    def scan(self, seconds: float = 2.0, active: bool = True) -> Seen | None:
        """Listen; returns what the pad has said last, None when it was silent. `active` asks for the scan response."""
        heard: list[tuple[float, Advertiser, bytes, bytes]] = []

        def listen(advertiser: Advertiser) -> None:
            response = bytes(advertiser.scan_response_data) if active else b""
            heard.append((self._simulation.now_s, advertiser, bytes(advertiser.advertising_data), response))

        self._air.listeners.append(listen)
        self._simulation.run_for(seconds)
        self._air.listeners.remove(listen)
        if not heard:
            return None
        _, advertiser, data, response = heard[-1]
        return describe(advertiser, data, response, tuple(at_s for at_s, *_ in heard))

    # --- Connection ---------------------------------------------------------------------------------------------------

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as the phone knows."""
        return self._link is not None

    @property
    def encrypted(self) -> bool:
        """Whether the connection is encrypted."""
        return self._link is not None and bool(self._link.encryption)

    @property
    def mtu(self) -> int:
        """The largest packet of the connection."""
        return self._connection.att_mtu

    @property
    def _connection(self) -> Connection:
        if self._link is None:
            raise PhoneError("there is no connection")
        return self._link

    def connect(self, patience_s: float = 5.0) -> None:
        """Connect to the pad. NoAnswer when it does not advertise so that one can connect."""
        if self._link is not None:
            raise PhoneError("there is a connection already")
        self.come_back()
        self._wait(self._connect(patience_s), patience_s + 1)

    async def _connect(self, patience_s: float) -> None:
        own_type = await self._choose_address()
        interval_ms = self._controller.interval_us / 1000
        preferences = ConnectionParametersPreferences(
            connection_interval_min=interval_ms,
            connection_interval_max=interval_ms,
            supervision_timeout=round(self._controller.supervision_s * 1000),
        )
        self._link = link = await self._device.connect_le(
            self._carrier.address, {hci.Phy.LE_1M: preferences}, own_type, patience_s
        )
        link.on(link.EVENT_DISCONNECTION, self._disconnected)
        link.on(link.EVENT_SECURITY_REQUEST, self._asked)
        client = link.gatt_client
        # In place of Bumble's own, which knows only what was subscribed to through it.
        setattr(client, "on_att_handle_value_notification", self._take)  # noqa: B010
        setattr(client, "on_att_handle_value_indication", self._take_and_confirm)  # noqa: B010
        if self._mtu > att.ATT_DEFAULT_MTU:
            await client.request_mtu(self._mtu)

    async def _choose_address(self) -> hci.OwnAddressType:
        if not self._private:
            return hci.OwnAddressType.PUBLIC if self.identity.public else hci.OwnAddressType.RANDOM
        changing = bytearray(self._random.randbytes(3))
        changing[2] = changing[2] & 0x3F | 0x40  # a resolvable address
        address = Address(
            crypto.ah(self.identity.irk, bytes(changing)) + bytes(changing), hci.AddressType.RANDOM_DEVICE
        )
        self._device.random_address = address
        await self._device.send_sync_command(hci.HCI_LE_Set_Random_Address_Command(random_address=address))
        return hci.OwnAddressType.RANDOM

    def _disconnected(self, reason: int) -> None:
        self._link = None

    def _asked(self, requirements: int) -> None:
        self.security_requests += 1

    def disconnect(self) -> None:
        """Say goodbye."""
        self._wait(self._connection.disconnect())

    def vanish(self) -> None:
        """Go out of range without a word. Both sides notice when the supervision timeout is over."""
        self._controller.in_range = False
        loop = self._air.loop
        later = partial(loop.call_later, self._controller.supervision_s, self._air.lose, self._controller)
        self._loss = loop.run_now(later)

    def come_back(self) -> None:
        """Be in range again; a connection that is not lost yet goes on."""
        self._controller.in_range = True
        if self._loss is not None:
            self._loss.cancel()
            self._loss = None
        self._air.loop.run_now(partial(self._air.resume, self._controller))

    def read_nothing(self, blocked: bool = True) -> None:
        """Take no more packets from the pad, or take them again; the connection stays."""
        self._controller.reading = not blocked
        self._air.loop.run_now(partial(self._air.resume, self._controller))

    def set_interval(self, interval_ms: float) -> None:
        """Change the time between connection events."""
        connection = self._connection
        self._controller.interval_us = round(interval_ms * 1000)
        supervision_ms = self._controller.supervision_s * 1000
        self._wait(connection.update_parameters(interval_ms, interval_ms, 0, supervision_ms))

    # --- Security -----------------------------------------------------------------------------------------------------

    def pair(self, bond: bool = True, passkey: int | None = None) -> None:
        """Pair, anew if need be; `passkey` is typed by the person. PhoneError when the pad refuses or it fails."""
        self._pairing = pairing.PairingConfig(True, passkey is not None, bond, _Delegate(passkey))
        before = self._device.smp_manager.sessions.get(self._connection.handle)
        if before is not None:
            before.on_disconnection(0)  # Bumble's session would listen on
        self._wait(self._connection.pair())

    def encrypt(self) -> None:
        """Encrypt with the key of the bond. PhoneError when one side has none."""
        self._wait(self._connection.encrypt())

    def forget(self) -> None:
        """Forget the bond; the pad does not hear of it."""
        self._device.keystore = MemoryKeyStore()

    # --- GATT ---------------------------------------------------------------------------------------------------------

    def discover(self) -> tuple[Service, ...]:
        """Read the whole GATT table."""
        self._table = self._wait(self._discover())
        return self._table

    async def _discover(self) -> tuple[Service, ...]:
        services = []
        for service in await self._connection.gatt_client.discover_services():
            rows = []
            for row in await service.discover_characteristics():
                descriptors = [Descriptor(text(one.type), one.handle) for one in await row.discover_descriptors()]
                names = frozenset(str(row.properties).lower().split("|"))
                rows.append(Characteristic(text(row.uuid), row.handle, names, tuple(descriptors)))
            services.append(Service(text(service.uuid), service.handle, tuple(rows)))
        return tuple(services)

    def handle(self, which: int | str) -> int:
        """The handle of a characteristic; `which` may be its UUID as text. Discovers the table when it is not known."""
        return which if isinstance(which, int) else self._characteristic(which).handle

    def _characteristic(self, which: int | str) -> Characteristic:
        for service in self._table or self.discover():
            for characteristic in service.characteristics:
                if which in (characteristic.handle, characteristic.uuid) or same_uuid(which, characteristic.uuid):
                    return characteristic
        raise PhoneError(f"the pad has no characteristic {which}")

    def read(self, which: int | str) -> bytes:
        """Read a value, in parts if it is long. AttError when the pad refuses."""
        return self._wait(self._connection.gatt_client.read_value(self.handle(which)))

    def write(self, which: int | str, data: bytes) -> None:
        """Write a value and wait for the response, in parts if it is long. AttError when the pad refuses."""
        self._wait(self._connection.gatt_client.write_value(self.handle(which), data, with_response=True))

    def write_without_response(self, which: int | str, data: bytes) -> None:
        """Send a value; takes no time, and nobody says whether it has arrived."""
        self._wait(self._connection.gatt_client.write_value(self.handle(which), data))

    def write_all(self, writes: Iterable[tuple[int, bytes]], response: bool = True) -> list[int]:
        """Write many values, given by handle, one after the other; returns an ATT error code for each, 0 for none."""
        return self._wait(self._write_all(tuple(writes), response), FOREVER_S)

    async def _write_all(self, writes: tuple[tuple[int, bytes], ...], response: bool) -> list[int]:
        client = self._connection.gatt_client
        codes = []
        for handle, data in writes:
            try:
                await client.write_value(handle, data, with_response=response)
                codes.append(0)
            except att.ATT_Error as error:
                codes.append(int(error.error_code))
        return codes

    def subscribe(self, which: int | str) -> list[tuple[float, bytes]]:
        """Ask for notifications, or else indications; they are added to the list: (time in s, value)."""
        characteristic = self._characteristic(which)
        bits = 1 if "notify" in characteristic.properties else 2
        collection = self._collections.setdefault(characteristic.handle, [])
        self._configure(characteristic, bits)
        return collection

    def unsubscribe(self, which: int | str) -> None:
        """Ask for no more notifications or indications."""
        self._configure(self._characteristic(which), 0)

    def _configure(self, characteristic: Characteristic, bits: int) -> None:
        for descriptor in characteristic.descriptors:
            if descriptor.uuid == CCCD:
                self.write(descriptor.handle, bytes([bits, 0]))
                return
        raise PhoneError(f"nobody can subscribe to {characteristic.uuid}")

    def _take(self, pdu: att.ATT_Handle_Value_Notification | att.ATT_Handle_Value_Indication) -> None:
        at_s = self._simulation.now_s
        value = bytes(pdu.attribute_value)
        self.received.append((at_s, pdu.attribute_handle, value))
        if pdu.attribute_handle in self._collections:
            self._collections[pdu.attribute_handle].append((at_s, value))

    def _take_and_confirm(self, pdu: att.ATT_Handle_Value_Indication) -> None:
        self._take(pdu)
        self._connection.gatt_client.send_confirmation(att.ATT_Handle_Value_Confirmation())


CCCD = "2902"


def text(uuid: core.UUID) -> str:
    """A UUID as text: four digits, or 32 with dashes, upper case."""
    return uuid.to_hex_str("-").upper()


def same_uuid(which: int | str, known: str) -> bool:
    """Whether a text stands for this UUID, whatever its case."""
    return isinstance(which, str) and which.upper() == known


def describe(advertiser: Advertiser, data: bytes, response: bytes, at_s: tuple[float, ...]) -> Seen:
    """What the packets say."""
    fields = core.AdvertisingData.from_bytes(data)
    fields.append(response)
    parts = fields.ad_structures
    kind = core.AdvertisingData.Type
    names = [value for code, value in parts if code in (kind.COMPLETE_LOCAL_NAME, kind.SHORTENED_LOCAL_NAME)]
    appearance = [int.from_bytes(value, "little") for code, value in parts if code == kind.APPEARANCE]
    return Seen(
        address=str(advertiser.address).removesuffix("/P"),
        name=names[0].decode() if names else "",
        services=tuple(uuid for code, value in parts for uuid in listed(code, value)),
        appearance=appearance[0] if appearance else None,
        manufacturer={
            int.from_bytes(value[:2], "little"): value[2:]
            for code, value in parts
            if code == kind.MANUFACTURER_SPECIFIC_DATA
        },
        service_data={
            text(core.UUID.from_bytes(value[:size])): value[size:]
            for code, value in parts
            if (size := SERVICE_DATA.get(code))
        },
        connectable=advertiser.connectable,
        data=data,
        response=response,
        at_s=at_s,
    )


def listed(code: int, value: bytes) -> list[str]:
    """The UUIDs of a list of services."""
    size = SERVICE_LISTS.get(code)
    return [text(core.UUID.from_bytes(value[at : at + size])) for at in range(0, len(value), size)] if size else []


# Size of a UUID in these fields
SERVICE_LISTS = {2: 2, 3: 2, 6: 16, 7: 16}
SERVICE_DATA = {0x16: 2, 0x21: 16}
