"""The pad's Bluetooth stack: Bumble, made to behave as NimBLE does beneath MicroPython's port.

What is here and in the other nimble_... files was read in extmod/modbluetooth.c and extmod/nimble/modbluetooth_nimble.c
(MicroPython 1.24 and later) and in nimble/host/src of Espressif's fork (ble_sm.c, ble_store.c, ble_store_util.c, ...).
"""

import asyncio
import contextlib
from collections.abc import Awaitable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from bumble import att, core, crypto, hci, pairing, smp
from bumble.device import AdvertisingType, Connection, Device
from bumble.keys import PairingKeys

from tools.simulator.air import seed_security
from tools.simulator.nimble_bonds import OUR_SECRET, PEER_SECRET, Bonds, Secret
from tools.simulator.nimble_events import (
    CENTRAL_CONNECT,
    CENTRAL_DISCONNECT,
    CONNECTION_UPDATE,
    ENCRYPTION_UPDATE,
    GATTS_INDICATE_DONE,
    GATTS_READ_REQUEST,
    GATTS_WRITE,
    MTU_EXCHANGED,
    PASSKEY_ACTION,
    Event,
    Tell,
)
from tools.simulator.nimble_gatt import (
    READ,
    READ_AUTHENTICATED,
    READ_ENCRYPTED,
    WRITE,
    WRITE_AUTHENTICATED,
    WRITE_ENCRYPTED,
    WRITE_NO_RESPONSE,
    Access,
    Server,
    ServiceRow,
    Value,
    add_services,
    own_services,
)
from tools.simulator.nimble_host import OneAtATimeHost
from tools.simulator.vm_side import protocol

# Errors, as the numbers of the ESP32 port
E2BIG = 7
ENOMEM = 12
EBUSY = 16
ENODEV = 19
EINVAL = 22
ENOTCONN = -128  # 128 in a table of signed bytes
BAD_COMMAND = -18  # HCI's code, passed on

MOST_SERVICES = 8
MOST_CONNECTIONS = 3  # of the stock controller
MOST_WAITING = 12  # packets in NimBLE's pool (CONFIG_BT_NIMBLE_MSYS_1_BLOCK_COUNT)
LONGEST_ADVERTISEMENT = 31
PREFERRED_MTU = 256
LONGEST_MTU = 517
LONGEST_NAME = 31
PAIRING_LIMIT_S = 30.0
TIMED_OUT = 13  # BLE_HS_ETIMEOUT
NOT_CONNECTED = 7  # BLE_HS_ENOTCONN

NO_INPUT_NO_OUTPUT = 3
PASSKEY_INPUT = 2
PASSKEY_DISPLAY = 3
PASSKEY_COMPARE = 4

Address = hci.Address


@dataclass
class Settings:
    """What `config` sets; it lives as long as the chip runs."""

    bond: int = 0
    mitm: int = 0
    io: int = NO_INPUT_NO_OUTPUT
    le_secure: int = 1
    mtu: int = PREFERRED_MTU
    name: bytes = b"MPY ESP32"


@dataclass
class Peer:
    """A connection as the port sees it."""

    number: int
    connection: Connection
    identity: Address
    authenticated: bool = False
    bonded: bool = False
    passkey: "asyncio.Future[int] | None" = None
    indicating: list[int] = field(default_factory=list)

    @property
    def key(self) -> bytes:
        """Type and address, as keys of secrets begin with."""
        return bytes([self.identity.is_random]) + bytes(self.identity)

    @property
    def told(self) -> tuple[tuple[int, int], tuple[bytes]]:
        """Numbers and parts of the events about connections."""
        return (self.number, int(self.identity.is_random)), (bytes(self.identity)[::-1],)


class _Delegate(pairing.PairingDelegate):
    """Bumble's questions while it pairs."""

    def __init__(self, stack: "Stack", connection: Connection) -> None:
        super().__init__(pairing.PairingDelegate.IoCapability(stack.settings.io))
        self._stack = stack
        self._connection = connection

    async def accept(self) -> bool:
        """A phone asks to pair: NimBLE never refuses, but deletes the old bond first."""
        await self._stack.forget_bond(self._connection)
        return True

    async def generate_passkey(self) -> int:
        """The application chooses what it displays."""
        return await self._stack.ask_passkey(self._connection, PASSKEY_DISPLAY, 0)

    async def get_number(self) -> int:
        """The application's user types what the phone displays."""
        return await self._stack.ask_passkey(self._connection, PASSKEY_INPUT, 0)

    async def compare_numbers(self, number: int, digits: int) -> bool:
        """The application's user compares."""
        return bool(await self._stack.ask_passkey(self._connection, PASSKEY_COMPARE, number))


class _Security(smp.Manager):
    """Stores keys when both sides bond, lets a phone pair again, and gives up when nothing comes of it."""

    def __init__(self, stack: "Stack", device: Device) -> None:
        super().__init__(device, stack.pairing_config)
        self._stack = stack

    def on_smp_pdu(self, connection: Connection, pdu: bytes) -> None:
        """A second request is ignored while the first one is dealt with; Bumble's session would take it in the end."""
        session = self.sessions.get(connection.handle)
        if session is not None and pdu[0] == smp.CommandCode.PAIRING_REQUEST:
            if not session.completed:
                return
            session.on_disconnection(0)
        super().on_smp_pdu(connection, pdu)

    def on_session_start(self, session: smp.Session) -> None:
        """A phone has begun to pair."""
        super().on_session_start(session)
        asyncio.get_running_loop().call_later(PAIRING_LIMIT_S, self._give_up, session)

    def _give_up(self, session: smp.Session) -> None:
        if self.sessions.get(session.connection.handle) is session and not session.completed:
            session.on_disconnection(0)
            self._stack.encryption_changed(session.connection)

    async def on_pairing(self, session: smp.Session, identity_address: Address | None, keys: PairingKeys) -> None:
        """Pairing is complete."""
        await self._stack.paired(session, identity_address, keys)
        self.device.on_pairing(session.connection, identity_address, keys, session.sc)

    def on_pairing_failure(self, session: smp.Session, reason: smp.ErrorCode) -> None:
        """Pairing has failed."""
        super().on_pairing_failure(session, reason)
        self._stack.encryption_changed(session.connection)


class _Device(Device):
    """Asks the application for the keys of known phones."""

    stack: "Stack"

    async def get_long_term_key(self, connection_handle: int, rand: bytes, ediv: int) -> bytes | None:
        """A phone wants to encrypt."""
        connection = self.lookup_connection(connection_handle)
        if connection is None:
            return None
        session = self.smp_manager.sessions.get(connection_handle)
        if session is None or session.completed:
            return await self.stack.restore(connection)
        too_early = session.sc and not hasattr(session, "ltk")
        return None if too_early else session.get_long_term_key(rand, ediv)


class Stack:
    """The running stack. `host` talks to a controller; `tell` brings events to the firmware.

    `generator` makes keys; None: such that nobody can repeat.

    Every method returns 0 or an error number of the port, where it does not say otherwise.
    """

    def __init__(self, host: OneAtATimeHost, settings: Settings, tell: Tell, generator: Random | None) -> None:
        self.settings = settings
        self.running = False
        self.peers: dict[int, Peer] = {}
        self.values: dict[int, Value] = {}
        self._host = host
        self._tell_firmware = tell
        self._bonds = Bonds(self._tell)
        self._advertising = False
        self._advertisement = b""
        self._response = b""
        self._radio_lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._device = _Device(name="", host=host)
        self._device.stack = self
        self._device.keystore = None
        self._device.smp_manager = manager = _Security(self, self._device)
        self._generator = generator
        if generator is not None:
            seed_security(manager, generator)
        self._device.on(Device.EVENT_CONNECTION, self._connected)

    def _tell(self, event: Event) -> "asyncio.Future[int | bytes]":
        answer = self._tell_firmware(event)
        self._host.expect(answer)
        return answer

    # --- On and off ---------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Switch on; `running` tells when that is done."""
        await self._device.power_on()
        self._device.irk = await self._bonds.load(self._random_key()) or self._device.irk
        self._serve([])
        self.running = True

    def _random_key(self) -> bytes:
        return crypto.r() if self._generator is None else self._generator.randbytes(16)

    async def stop(self) -> None:
        """Switch off: connections are ended properly."""
        self.running = False
        await self._device.stop_advertising()
        for peer in tuple(self.peers.values()):
            await peer.connection.disconnect()
        await self._device.power_off()

    def spawn(self, work: Awaitable[None]) -> None:
        """Do something beside."""
        task = asyncio.ensure_future(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @staticmethod
    async def _guarded(work: Awaitable[None]) -> None:
        # The phone, or the dongle, may be gone in the middle of anything.
        with contextlib.suppress(core.BaseBumbleError, hci.HCI_Error, asyncio.CancelledError):
            await work

    @property
    def mac(self) -> bytes:
        """Type and address of the pad, most significant byte first."""
        return bytes([0]) + bytes(self._device.public_address)[::-1]

    # --- Advertising --------------------------------------------------------------------------------------------------

    def advertise(self, bits: int, interval: int, data: bytes, response: bytes) -> int:
        """Start, or start again with other data; `interval` in units of 0.625 ms."""
        if max(len(data), len(response)) > LONGEST_ADVERTISEMENT:
            self.stop_advertising()
            return BAD_COMMAND
        if bits & protocol.ADVERTISE_NEW_DATA:
            self._advertisement = data
        if bits & protocol.ADVERTISE_NEW_RESPONSE:
            self._response = response
        connectable = bool(bits & protocol.ADVERTISE_CONNECTABLE)
        if connectable and len(self.peers) >= MOST_CONNECTIONS:
            self.stop_advertising()
            return ENOMEM
        self._advertising = True
        self.spawn(self._advertise(connectable, interval * 0.625))
        return 0

    async def _advertise(self, connectable: bool, interval_ms: float) -> None:
        kind = AdvertisingType.UNDIRECTED_CONNECTABLE_SCANNABLE if connectable else AdvertisingType.UNDIRECTED_SCANNABLE
        async with self._radio_lock:
            await self._device.start_advertising(
                kind,
                own_address_type=hci.OwnAddressType.PUBLIC,
                advertising_data=self._advertisement,
                scan_response_data=self._response,
                advertising_interval_min=interval_ms,
                advertising_interval_max=interval_ms,
            )

    def stop_advertising(self) -> int:
        """Stop, if it advertises."""
        self._advertising = False
        self.spawn(self._stop_advertising())
        return 0

    async def _stop_advertising(self) -> None:
        async with self._radio_lock:
            await self._device.stop_advertising()

    # --- Connections --------------------------------------------------------------------------------------------------

    def _connected(self, connection: Connection) -> None:
        self._advertising = False
        number = next(number for number in range(len(self.peers) + 1) if number not in self.peers)
        peer = self.peers[number] = Peer(number, connection, self._bonds.identity(connection.peer_address))
        connection.on(connection.EVENT_DISCONNECTION, lambda reason: self._disconnected(peer))
        connection.on(
            connection.EVENT_CONNECTION_ATT_MTU_UPDATE, lambda: self._say(MTU_EXCHANGED, number, connection.att_mtu)
        )
        connection.on(connection.EVENT_CONNECTION_PARAMETERS_UPDATE, lambda: self._updated(peer))
        connection.on(connection.EVENT_CONNECTION_ENCRYPTION_CHANGE, lambda: self._encrypted(peer))
        numbers, parts = peer.told
        self._say(CENTRAL_CONNECT, *numbers, parts=parts)

    def _disconnected(self, peer: Peer) -> None:
        del self.peers[peer.number]
        if peer.passkey is not None:
            peer.passkey.cancel()
        for handle in peer.indicating:
            self._say(GATTS_INDICATE_DONE, peer.number, handle, NOT_CONNECTED)
        numbers, parts = peer.told
        self._say(CENTRAL_DISCONNECT, *numbers, parts=parts)

    def _updated(self, peer: Peer) -> None:
        at = peer.connection.parameters
        numbers = (at.connection_interval / 1.25, at.peripheral_latency, at.supervision_timeout / 10)
        self._say(CONNECTION_UPDATE, peer.number, *(round(number) for number in numbers), 0)

    def _say(self, code: int, *numbers: int, parts: tuple[bytes | None, ...] = ()) -> None:
        if self.running:
            self._tell(Event(code, numbers, parts))

    def _peer_of(self, connection: Connection | None) -> Peer:
        for peer in self.peers.values():
            if peer.connection is connection:
                return peer
        raise att.ATT_Error(att.ErrorCode.UNLIKELY_ERROR)

    def disconnect(self, number: int) -> int:
        """End a connection."""
        if number not in self.peers:
            return ENOTCONN
        self.spawn(self.peers[number].connection.disconnect())
        return 0

    # --- Security -----------------------------------------------------------------------------------------------------

    def pairing_config(self, connection: Connection) -> pairing.PairingConfig:
        """What `config` says at this moment."""
        at = self.settings
        delegate = _Delegate(self, connection)
        return pairing.PairingConfig(bool(at.le_secure), bool(at.mitm), bool(at.bond), delegate)

    def pair(self, number: int) -> int:
        """Ask the phone to pair, or to encrypt."""
        if number not in self.peers:
            return ENOTCONN
        self._device.request_pairing(self.peers[number].connection)
        return 0

    async def ask_passkey(self, connection: Connection, action: int, number: int) -> int:
        """Wait until the application says what was asked for."""
        peer = self._peer_of(connection)
        peer.passkey = asyncio.get_running_loop().create_future()
        self._say(PASSKEY_ACTION, peer.number, action, number)
        return await peer.passkey

    def passkey(self, number: int, action: int, passkey: int) -> int:
        """The application's answer."""
        peer = self.peers.get(number)
        if action not in (PASSKEY_INPUT, PASSKEY_DISPLAY, PASSKEY_COMPARE):
            return EINVAL
        if peer is None or peer.passkey is None or peer.passkey.done():
            return ENOTCONN if peer is None else EINVAL
        peer.passkey.set_result(passkey)
        return 0

    async def forget_bond(self, connection: Connection) -> None:
        """Before a known phone pairs anew, its bond is deleted."""
        await self._bonds.forget(self._peer_of(connection).key)

    async def paired(self, session: smp.Session, identity: Address | None, keys: PairingKeys) -> None:
        """Keys are there: if both sides bond, the application gets them, and in any case the event."""
        peer = self._peer_of(session.connection)
        key = keys.ltk or keys.ltk_central
        if key is not None:
            peer.authenticated = key.authenticated
            peer.bonded = session.bonding
            if session.bonding:
                peer.identity = identity or peer.identity
                theirs = keys.irk.value if keys.irk else bytes(16)
                secret = Secret(peer.key, key.value, theirs, key.authenticated, session.sc)
                await self._bonds.keep(secret, self._device.irk)
        self.encryption_changed(session.connection)

    async def restore(self, connection: Connection) -> bytes | None:
        """The key of a phone that is bonded, as the application has it."""
        peer = self._peer_of(connection)
        secret = await self._bonds.secret(OUR_SECRET, peer.key)
        if secret is None:
            return None
        peer.bonded = True
        peer.authenticated = secret.authenticated
        return secret.key

    def _encrypted(self, peer: Peer) -> None:
        session = self._device.smp_manager.sessions.get(peer.connection.handle)
        if session is None or session.completed:  # else the event comes when the keys have been exchanged
            self.encryption_changed(peer.connection)

    def encryption_changed(self, connection: Connection) -> None:
        """Tell how the link is protected now."""
        for peer in self.peers.values():
            if peer.connection is connection:
                encrypted = int(bool(connection.encryption))
                state = (encrypted, int(peer.authenticated), int(peer.bonded), 16) if encrypted else (0, 0, 0, 0)
                self._say(ENCRYPTION_UPDATE, peer.number, *state)

    # --- The GATT table -----------------------------------------------------------------------------------------------

    def register(self, services: list[ServiceRow]) -> int:
        """Offer these services and no others, beside the stack's own."""
        if self._advertising or self.peers:
            return EBUSY
        if len(services) > MOST_SERVICES:
            return E2BIG
        self._serve(services)
        return 0

    def _serve(self, services: list[ServiceRow]) -> None:
        server = self._device.gatt_server = Server(self._device)
        server.max_mtu = self.settings.mtu
        server.add_services(own_services(lambda: self.settings.name))
        values = add_services(server, services, Access(self._read, self._write))
        self.values = {value.handle: value for value in values}

    # --- A phone reads and writes -------------------------------------------------------------------------------------

    async def _read(self, value: Value, connection: Connection) -> bytes:
        await self._check(value, connection, READ, READ_ENCRYPTED, READ_AUTHENTICATED, att.ErrorCode.READ_NOT_PERMITTED)
        peer = self._peer_of(connection)
        error = await self._tell(Event(GATTS_READ_REQUEST, (peer.number, value.handle)))
        if isinstance(error, int) and error:
            raise att.ATT_Error(att.ErrorCode(error & 0xFF))
        return value.data

    async def _write(self, value: Value, connection: Connection, data: bytes) -> None:
        writable = WRITE | WRITE_NO_RESPONSE
        refusal = att.ErrorCode.WRITE_NOT_PERMITTED
        await self._check(value, connection, writable, WRITE_ENCRYPTED, WRITE_AUTHENTICATED, refusal)
        peer = self._peer_of(connection)
        # The stack's task waits for the handler: so the value changes no sooner than the firmware hears of it.
        await self._tell(Event(GATTS_WRITE, (peer.number, value.handle), (), partial(value.write_remote, data)))

    async def _check(
        self,
        value: Value,
        connection: Connection,
        permitted: int,
        encrypted: int,
        authenticated: int,
        refusal: int,
    ) -> None:
        """Raise ATT_Error where NimBLE refuses."""
        if not value.flags & permitted:
            raise att.ATT_Error(refusal)
        if value.is_descriptor:
            return
        peer = self._peer_of(connection)
        if value.flags & (encrypted | authenticated) and not connection.encryption:
            known = await self._bonds.secret(PEER_SECRET, peer.key)
            raise att.ATT_Error(
                att.ErrorCode.INSUFFICIENT_ENCRYPTION if known else att.ErrorCode.INSUFFICIENT_AUTHENTICATION
            )
        if value.flags & authenticated and not peer.authenticated:
            raise att.ATT_Error(att.ErrorCode.INSUFFICIENT_AUTHENTICATION)

    # --- The application reads, writes, notifies ----------------------------------------------------------------------

    def read(self, handle: int) -> "int | bytes":
        """The value, or an error number."""
        value = self.values.get(handle)
        return EINVAL if value is None else value.read()

    def write(self, handle: int, data: bytes, send_update: bool) -> int:
        """Set a value; `send_update` sends it to those who have subscribed."""
        value = self.values.get(handle)
        if value is None:
            return EINVAL
        value.write(data)
        if send_update:
            for peer in self.peers.values():
                self._update(peer, value)
        return 0

    def _update(self, peer: Peer, value: Value) -> None:
        subscribed = self._device.gatt_server.subscribers.get(peer.connection, {}).get(value.handle, b"\x00")[0]
        if subscribed & 1:
            self.notify(peer.number, value.handle, None)
        elif subscribed & 2:
            self.indicate(peer.number, value.handle, None)

    def notify(self, number: int, handle: int, data: bytes | None) -> int:
        """Send a value to a phone, whether it has subscribed or not."""
        error = self._cannot_send(number, handle, data)
        if error:
            return error
        peer = self.peers[number]
        payload = self.values[handle].data if data is None else data
        pdu = att.ATT_Handle_Value_Notification(handle, payload[: peer.connection.att_mtu - 3])
        self._device.gatt_server.send_gatt_pdu(peer.connection, bytes(pdu))
        return 0

    def _cannot_send(self, number: int, handle: int, data: bytes | None) -> int:
        if number not in self.peers:
            return ENOTCONN
        if data is None and handle not in self.values:
            return EINVAL
        queue = self._host.le_acl_packet_queue
        return ENOMEM if queue is not None and queue.pending >= MOST_WAITING else 0

    def indicate(self, number: int, handle: int, data: bytes | None) -> int:
        """Send a value and wait for the phone's confirmation; an event tells the outcome."""
        error = self._cannot_send(number, handle, data)
        if error:
            return error
        peer = self.peers[number]
        attribute = self._device.gatt_server.get_attribute(handle)
        if attribute is None:
            return EINVAL
        peer.indicating.append(handle)
        self.spawn(self._indicate(peer, attribute, self.values[handle].data if data is None else data))
        return 0

    async def _indicate(self, peer: Peer, attribute: att.Attribute, data: bytes) -> None:
        status = 0
        try:
            await self._device.gatt_server.indicate_subscriber(peer.connection, attribute, data, force=True)
        except (TimeoutError, asyncio.TimeoutError):
            status = TIMED_OUT
        if attribute.handle in peer.indicating:
            peer.indicating.remove(attribute.handle)
            self._say(GATTS_INDICATE_DONE, peer.number, attribute.handle, status)

    def set_buffer(self, handle: int, size: int, append: bool) -> int:
        """Room for a value; empties it."""
        value = self.values.get(handle)
        if value is None:
            return EINVAL
        value.capacity, value.data, value.append = size, b"", append
        return 0
