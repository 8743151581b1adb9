"""What a phone's Bluetooth does, as coroutines on the loop of the air: phone.py and remote_phone.py let them run.

    task = handset.start(handset.connect())
    ...                                       # simulated time goes on
    outcome(task)

Everything here is called on that loop, or through `start`.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple, TypeVar

from bumble import att, core, crypto, hci, pairing, smp
from bumble.device import Connection, ConnectionParametersPreferences, Device
from bumble.host import Host
from bumble.keys import MemoryKeyStore, PairingKeys
from bumble.transport.common import AsyncPipeSink

from tools.simulator.air import Address, Advertiser, Air, AirController, seed_security
from tools.simulator.gatt_table import CCCD, Characteristic, Service, characteristic_of, read_table
from tools.simulator.radio import VirtualCarrier
from tools.simulator.seen import Heard, Seen, latest
from tools.simulator.simulation import Simulation

INTERVAL_MS = 30.0  # what phones commonly settle on
SUPERVISION_S = 4.0
MTU = 247
PATIENCE_S = 30.0  # of simulated time; ATT itself gives up after that
CONNECT_S = 5.0

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


def outcome(task: "asyncio.Task[_T]") -> _T:
    """The result of what a handset has done; raises PhoneError and its kinds."""
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


class Identity(NamedTuple):
    """Who the phone says it is when it pairs: its own address and the key that resolves its changing ones."""

    address: str
    public: bool
    irk: bytes


class Habits(NamedTuple):
    """How a phone connects. `private`: it changes its address with each connection, as phones do.

    `interval_ms`: of connection events. `mtu`: what it asks for, 23 for nothing.
    """

    private: bool = True
    interval_ms: float = INTERVAL_MS
    supervision_s: float = SUPERVISION_S
    mtu: int = MTU


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


def own_identity(generator: random.Random) -> Identity:
    """A phone's own, from a maker's numbers."""
    address = bytearray(generator.randbytes(6))
    address[5] &= 0x3F  # least significant byte first: a maker's number
    mine = str(Address(bytes(address), hci.AddressType.PUBLIC_DEVICE)).removesuffix("/P")
    return Identity(mine, True, generator.randbytes(16))


class Handset:
    """A phone of a Simulation that has a radio. `identity`: somebody else's, to claim it.

    `on_value(handle, value)` gets what the pad sends unasked, `on_disconnect()` the end of a connection.
    `security_requests` counts how often the pad has asked to encrypt.
    """

    def __init__(
        self, simulation: Simulation, name: str, identity: Identity | None = None, habits: Habits | None = None
    ) -> None:
        if simulation.radio is None or not isinstance(simulation.radio.carrier, VirtualCarrier):
            raise ValueError("this simulation has no virtual radio: Simulation(radio=True)")
        self.on_value: Callable[[int, bytes], None] = lambda handle, value: None
        self.on_disconnect: Callable[[], None] = lambda: None
        self.security_requests = 0
        self.table: tuple[Service, ...] = ()
        self._simulation = simulation
        self._carrier = simulation.radio.carrier
        self._air: Air = self._carrier.air
        self._random = random.Random(name)
        self.identity = identity or own_identity(self._random)
        self._habits = habits or Habits()
        self._link: Connection | None = None
        self._loss: asyncio.TimerHandle | None = None
        self._device = self.now(partial(self._switch_on, name))

    def now(self, call: Callable[[], _T]) -> _T:
        """Do something at once, from outside of the loop."""
        return self._air.loop.run_now(call)

    def start(self, work: Coroutine[Any, Any, _T], patience_s: float = PATIENCE_S) -> "asyncio.Task[_T]":
        """Begin something, from outside of the loop; it goes on as simulated time does, for `patience_s` at most."""
        loop = self._air.loop
        return self.now(lambda: loop.create_task(asyncio.wait_for(work, patience_s)))

    def _switch_on(self, name: str) -> Device:
        identity = Address(self.identity.address, hci.AddressType(0 if self.identity.public else 1))
        nothing = Address("00:00:00:00:00:00", hci.AddressType.PUBLIC_DEVICE)
        self._controller = AirController(name, self._air, identity if self.identity.public else nothing)
        self._controller.interval_us = round(self._habits.interval_ms * 1000)
        self._controller.supervision_s = self._habits.supervision_s
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

    async def power_on(self) -> None:
        """Switch Bluetooth on: once, before anything else."""
        await self._device.power_on()

    # --- Advertisements -----------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def listening(self, active: bool = True) -> Iterator[list[Heard]]:
        """Whatever is heard meanwhile. `active` asks for the scan response."""
        heard: list[Heard] = []

        def listen(advertiser: Advertiser) -> None:
            response = bytes(advertiser.scan_response_data) if active else b""
            heard.append(Heard(self._simulation.now_s, advertiser, bytes(advertiser.advertising_data), response))

        self._air.listeners.append(listen)
        try:
            yield heard
        finally:
            self._air.listeners.remove(listen)

    async def scan(self, seconds: float) -> Seen | None:
        """Listen; what the pad has said last, None when it was silent."""
        with self.listening() as heard:
            await asyncio.sleep(seconds)
        return latest(heard)

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
    def connection(self) -> Connection:
        """The connection. PhoneError when there is none."""
        if self._link is None:
            raise PhoneError("there is no connection")
        return self._link

    async def connect(self, patience_s: float = CONNECT_S) -> None:
        """Connect to the pad. NoAnswer when it does not advertise so that one can connect."""
        if self._link is not None:
            raise PhoneError("there is a connection already")
        self.come_back()
        own_type = await self._choose_address()
        self._link = link = await self._device.connect_le(
            self._carrier.address, {hci.Phy.LE_1M: self._preferences()}, own_type, patience_s
        )
        link.on(link.EVENT_DISCONNECTION, self._disconnected)
        link.on(link.EVENT_SECURITY_REQUEST, self._asked)
        client = link.gatt_client
        # In place of Bumble's own, which knows only what was subscribed to through it.
        setattr(client, "on_att_handle_value_notification", self._take)  # noqa: B010
        setattr(client, "on_att_handle_value_indication", self._take_and_confirm)  # noqa: B010
        if self._habits.mtu > att.ATT_DEFAULT_MTU:
            await client.request_mtu(self._habits.mtu)

    def _preferences(self) -> ConnectionParametersPreferences:
        interval_ms = self._controller.interval_us / 1000
        return ConnectionParametersPreferences(
            connection_interval_min=interval_ms,
            connection_interval_max=interval_ms,
            supervision_timeout=round(self._controller.supervision_s * 1000),
        )

    async def _choose_address(self) -> hci.OwnAddressType:
        if not self._habits.private:
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
        self.on_disconnect()

    def _asked(self, requirements: int) -> None:
        self.security_requests += 1

    async def disconnect(self) -> None:
        """Say goodbye."""
        await self.connection.disconnect()

    def vanish(self) -> None:
        """Go out of range without a word. Both sides notice when the supervision timeout is over."""
        self._controller.in_range = False
        self._loss = self._air.loop.call_later(self._controller.supervision_s, self._air.lose, self._controller)

    def come_back(self) -> None:
        """Be in range again; a connection that is not lost yet goes on."""
        self._controller.in_range = True
        if self._loss is not None:
            self._loss.cancel()
            self._loss = None
        self._air.resume(self._controller)

    def read_nothing(self, blocked: bool) -> None:
        """Take no more packets from the pad, or take them again; the connection stays."""
        self._controller.reading = not blocked
        self._air.resume(self._controller)

    async def set_interval(self, interval_ms: float) -> None:
        """Change the time between connection events."""
        connection = self.connection
        self._controller.interval_us = round(interval_ms * 1000)
        supervision_ms = self._controller.supervision_s * 1000
        await connection.update_parameters(interval_ms, interval_ms, 0, supervision_ms)

    # --- Security -----------------------------------------------------------------------------------------------------

    async def pair(self, bond: bool = True, passkey: int | None = None) -> None:
        """Pair, anew if need be; `passkey` is typed by the person. PhoneError when the pad refuses or it fails."""
        self._pairing = pairing.PairingConfig(True, passkey is not None, bond, _Delegate(passkey))
        before = self._device.smp_manager.sessions.get(self.connection.handle)
        if before is not None:
            before.on_disconnection(0)  # Bumble's session would listen on
        await self.connection.pair()

    async def encrypt(self) -> None:
        """Encrypt with the key of the bond. PhoneError when one side has none."""
        await self.connection.encrypt()

    async def bonded(self) -> bool:
        """Whether the phone has a key of the pad."""
        assert self._device.keystore is not None
        return bool(await self._device.keystore.get_all())

    def forget(self) -> None:
        """Forget the bond; the pad does not hear of it."""
        self._device.keystore = MemoryKeyStore()

    # --- GATT ---------------------------------------------------------------------------------------------------------

    async def discover(self) -> tuple[Service, ...]:
        """Read the whole GATT table."""
        self.table = await read_table(self.connection.gatt_client)
        return self.table

    async def find(self, which: int | str) -> Characteristic:
        """A characteristic by its handle or UUID. Discovers the table when it is not known."""
        found = characteristic_of(self.table or await self.discover(), which)
        if found is None:
            raise PhoneError(f"the pad has no characteristic {which}")
        return found

    async def handle(self, which: int | str) -> int:
        """The handle of a characteristic, or of anything else when it is given."""
        return which if isinstance(which, int) else (await self.find(which)).handle

    async def read(self, which: int | str) -> bytes:
        """Read a value, in parts if it is long. AttError when the pad refuses."""
        return await self.connection.gatt_client.read_value(await self.handle(which))

    async def write(self, which: int | str, data: bytes, response: bool = True) -> None:
        """Write a value, in parts if it is long. AttError when the pad refuses; without `response` nobody says so."""
        await self.connection.gatt_client.write_value(await self.handle(which), data, with_response=response)

    async def write_all(self, writes: Iterable[tuple[int, bytes]], response: bool = True) -> list[int]:
        """Write many values, given by handle, one after the other; returns an ATT error code for each, 0 for none."""
        codes = []
        for handle, data in writes:
            try:
                await self.write(handle, data, response)
                codes.append(0)
            except att.ATT_Error as error:
                codes.append(int(error.error_code))
        return codes

    async def subscribe(self, which: int | str) -> None:
        """Ask for notifications, or else indications."""
        characteristic = await self.find(which)
        await self._configure(characteristic, 1 if "notify" in characteristic.properties else 2)

    async def unsubscribe(self, which: int | str) -> None:
        """Ask for no more notifications or indications."""
        await self._configure(await self.find(which), 0)

    async def _configure(self, characteristic: Characteristic, bits: int) -> None:
        for descriptor in characteristic.descriptors:
            if descriptor.uuid == CCCD:
                return await self.write(descriptor.handle, bytes([bits, 0]))
        raise PhoneError(f"nobody can subscribe to {characteristic.uuid}")

    def _take(self, pdu: att.ATT_Handle_Value_Notification | att.ATT_Handle_Value_Indication) -> None:
        self.on_value(pdu.attribute_handle, bytes(pdu.attribute_value))

    def _take_and_confirm(self, pdu: att.ATT_Handle_Value_Indication) -> None:
        self._take(pdu)
        self.connection.gatt_client.send_confirmation(att.ATT_Handle_Value_Confirmation())
