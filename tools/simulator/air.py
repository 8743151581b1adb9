"""The air between the pad and phones: Bumble's virtual controllers, with the time that real links take.

Bumble's own `LocalLink` carries everything at once. Here a packet waits for the next connection event of its link, a
few fit into each, and a phone can stop taking them or go out of range.
"""

import asyncio
import logging
import selectors
from collections import deque
from collections.abc import Callable
from functools import partial
from math import ceil
from random import Random
from typing import Any, TypeVar

from bumble import hci, ll, smp
from bumble.controller import Connection, Controller, LegacyAdvertiser
from bumble.crypto import EccKey
from bumble.link import LocalLink

FAR_US = 1 << 60
PACKETS_PER_EVENT = 6  # what phones take in one direction
PACKET_BYTES = 251  # with the data length extension, as on every phone since 2015
ADVERTISING_UNIT_S = 0.000625
INTERVAL_UNIT_US = 1250

logging.getLogger("bumble").setLevel(logging.CRITICAL)  # a phone that floods the pad would flood the terminal as well

Address = hci.Address
_T = TypeVar("_T")


class _Selector(selectors.SelectSelector):
    """In place of waiting: tells the loop how long it would wait."""

    idle: Callable[[float | None], None] = staticmethod(lambda timeout: None)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Nothing ever comes from outside."""
        self.idle(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock is moved from outside. `next_us` is when it has something to do next."""

    def __init__(self) -> None:
        self.next_us = FAR_US
        self._now_s = 0.0
        self._target_us = 0
        selector = _Selector()
        selector.idle = self._idle
        super().__init__(selector)

    def time(self) -> float:
        """Virtual seconds."""
        return self._now_s

    def advance(self, to_us: int) -> None:
        """Let time go on, and do what is due meanwhile."""
        self._target_us = to_us
        if to_us < self.next_us:
            self._now_s = to_us / 1e6
        else:
            self.run_ready()

    def run_ready(self) -> None:
        """Do what has been asked for since. Works inside another loop's callback, too."""
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            self.run_forever()
        finally:
            asyncio._set_running_loop(outer)

    def run_now(self, call: Callable[[], _T]) -> _T:
        """Call something as the loop calls things, and do what follows from it at once; returns what it returns."""
        outcome: asyncio.Future[_T] = self.create_future()
        self.call_soon(_settle, outcome, call)
        self.run_ready()
        return outcome.result()

    def end(self) -> None:
        """Nothing more happens."""
        if not self.is_closed():
            self.run_now(cancel_all)
            self.close()

    def _idle(self, timeout: float | None) -> None:
        if timeout == 0:
            return
        next_s = None if timeout is None else self._now_s + timeout
        target_s = self._target_us / 1e6
        if next_s is not None and next_s <= target_s:
            self._now_s = next_s
            return
        self._now_s = target_s
        self.next_us = FAR_US if next_s is None else max(ceil(next_s * 1e6 - 0.001), self._target_us + 1)
        self.stop()


def cancel_all() -> None:
    """End whatever the running loop still does."""
    for task in asyncio.all_tasks():
        task.cancel()


def _settle(outcome: "asyncio.Future[_T]", call: Callable[[], _T]) -> None:
    try:
        outcome.set_result(call())
    except Exception as error:  # noqa: BLE001  whoever asked gets it
        outcome.set_exception(error)


class _SeededSession(smp.Session):
    """One pairing whose random numbers anybody can repeat."""

    def __init__(self, generator: Random, *args: Any, **settings: Any) -> None:
        self._generator = generator
        super().__init__(*args, **settings)

    @property
    def r(self) -> bytes:
        """The random number that goes out next; Bumble assigns a fresh one each time."""
        return self._r

    @r.setter
    def r(self, value: bytes) -> None:
        self._r = self._generator.randbytes(len(value)) if any(value) else value


def seed_security(manager: smp.Manager, generator: Random) -> None:
    """Take keys and random numbers from a generator, so that the same seed gives the same bonds."""
    manager._ecc_key = EccKey.from_private_key_bytes(generator.randbytes(32))
    manager.session_proxy = partial(_SeededSession, generator)  # type: ignore[assignment]


class Advertiser(LegacyAdvertiser):
    """Advertises at the interval that was asked for, with its scan response, connectable or not."""

    @property
    def connectable(self) -> bool:
        """Whether phones may connect."""
        return self.advertising_type == hci.HCI_LE_Set_Advertising_Parameters_Command.AdvertisingType.ADV_IND

    def _on_timer_fired(self) -> None:
        assert isinstance(self.controller, AirController)
        self.controller.link.advertise(self)
        if self.enabled:
            interval_s = self.advertising_interval_min * ADVERTISING_UNIT_S
            self.timer_handle = asyncio.get_running_loop().call_later(interval_s, self._on_timer_fired)


class AirController(Controller):
    """A virtual controller. Those of phones say how their links are: `interval_us`, `supervision_s`.

    `reading`: it takes what is sent to it. `in_range`: it hears and is heard.
    """

    le_features = Controller.le_features & ~hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
    le_acl_data_packet_length = PACKET_BYTES
    suggested_max_tx_octets = PACKET_BYTES
    link: "Air"

    def __init__(self, name: str, air: "Air", public_address: Address) -> None:
        super().__init__(name, link=air, public_address=public_address)
        self.le_legacy_advertiser = Advertiser(self)
        self.interval_us = 0
        self.supervision_s = 0.0
        self.reading = True
        self.in_range = True

    def on_hci_acl_data_packet(self, packet: hci.HCI_AclDataPacket) -> None:
        """The host sends: the packet is completed when the other side has taken it."""
        connection = self.find_le_connection_by_handle(packet.connection_handle)
        if connection is not None:
            self.link.send(connection, partial(self._pass_on, connection, packet))

    def _pass_on(self, connection: Connection, packet: hci.HCI_AclDataPacket) -> None:
        self.send_hci_packet(
            hci.HCI_Number_Of_Completed_Packets_Event(connection_handles=[connection.handle], num_completed_packets=[1])
        )
        peer = self.link.peer_of(connection)
        if peer is not None:
            peer.controller.send_hci_packet(
                hci.HCI_AclDataPacket(peer.handle, packet.pb_flag or 2, 0, packet.data_total_length, packet.data)
            )

    def on_hci_le_create_connection_cancel_command(
        self, _command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Bumble would leave the attempt pending, and take the next advertisement."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is not None:
            self.send_hci_packet(
                hci.HCI_LE_Connection_Complete_Event(
                    status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                    connection_handle=0,
                    role=hci.Role.CENTRAL,
                    peer_address_type=pending.peer_address.address_type,
                    peer_address=pending.peer_address,
                    connection_interval=0,
                    peripheral_latency=0,
                    supervision_timeout=0,
                    central_clock_accuracy=0,
                )
            )
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def on_le_disconnected(self, connection: Connection, reason: int) -> None:
        """The connection is over on this side."""
        super().on_le_disconnected(connection, reason)
        self.link.forget(connection)


def radio_of(connection: Connection) -> AirController:
    """The controller of one end of a connection."""
    assert isinstance(connection.controller, AirController)
    return connection.controller


class _Way:
    """One direction of a connection: what is sent waits here for the next connection events."""

    def __init__(self, sender: AirController, receiver: AirController) -> None:
        self.sender = sender
        self.receiver = receiver
        self.waiting: deque[Callable[[], None]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def put(self, packet: Callable[[], None]) -> None:
        """Send something."""
        self.waiting.append(packet)
        self.plan()

    def plan(self) -> None:
        """Wait for the next connection event, if there is anything to send."""
        if self.waiting and self._timer is None and self._open:
            loop = asyncio.get_running_loop()
            interval_us = self.sender.interval_us or self.receiver.interval_us
            events = round(loop.time() * 1e6) // interval_us + 1
            self._timer = loop.call_at(events * interval_us / 1e6, self._on_event)

    @property
    def _open(self) -> bool:
        return self.sender.in_range and self.receiver.in_range and self.receiver.reading

    def _on_event(self) -> None:
        self._timer = None
        if self._open:
            for _ in range(min(PACKETS_PER_EVENT, len(self.waiting))):
                self.waiting.popleft()()
            self.plan()

    def close(self) -> None:
        """Nothing more comes."""
        self.waiting.clear()
        if self._timer is not None:
            self._timer.cancel()


class Air(LocalLink):
    """Carries packets between controllers, in the time of a VirtualLoop."""

    def __init__(self) -> None:
        super().__init__()
        self.radios: list[AirController] = []  # Bumble's set of them would have no certain order
        self.loop = VirtualLoop()
        self.listeners: list[Callable[[Advertiser], None]] = []
        self._ways: dict[tuple[Address, Address], _Way] = {}

    def add_controller(self, controller: Controller) -> None:
        """A radio is switched on."""
        assert isinstance(controller, AirController)
        self.radios.append(controller)

    def remove_controller(self, controller: Controller) -> None:
        """A radio is gone."""
        assert isinstance(controller, AirController)
        self.radios.remove(controller)

    # --- Advertising --------------------------------------------------------------------------------------------------

    def advertise(self, advertiser: Advertiser) -> None:
        """One advertisement is on the air."""
        for listener in tuple(self.listeners):
            listener(advertiser)
        if advertiser.connectable:
            packet = ll.AdvInd(advertiser_address=advertiser.address, data=advertiser.advertising_data)
            for controller in tuple(self.radios):
                if advertiser.enabled and controller.pending_le_connection and controller.in_range:
                    controller.on_ll_advertising_pdu(packet)

    def send_advertising_pdu(self, sender_controller: Controller, packet: ll.AdvertisingPdu) -> None:
        """A request to connect; advertisements go through `advertise`. It is heard at once."""
        for controller in tuple(self.radios):
            if controller is not sender_controller:
                controller.on_ll_advertising_pdu(packet)

    # --- Connections --------------------------------------------------------------------------------------------------

    def peer_of(self, connection: Connection) -> Connection | None:
        """The other end of a connection; None when it is gone."""
        for controller in self.radios:
            peer = controller.le_connections.get(connection.self_address)
            if peer is not None and peer.self_address == connection.peer_address:
                return peer
        return None

    def send(self, connection: Connection, packet: Callable[[], None]) -> None:
        """Call `packet` at the connection event that carries it."""
        key = (connection.self_address, connection.peer_address)
        if key not in self._ways:
            peer = self.peer_of(connection)
            if peer is None:
                return
            self._ways[key] = _Way(radio_of(connection), radio_of(peer))
        self._ways[key].put(packet)

    def send_ll_control_pdu(self, sender_address: Address, receiver_address: Address, packet: ll.ControlPdu) -> None:
        """Link control goes in line with the data."""
        for controller in self.radios:
            connection = controller.le_connections.get(receiver_address)
            if connection is not None and connection.self_address == sender_address:
                self.send(connection, partial(self._control, sender_address, receiver_address, packet))

    def _control(self, sender_address: Address, receiver_address: Address, packet: ll.ControlPdu) -> None:
        for controller in tuple(self.radios):
            connection = controller.le_connections.get(sender_address)
            if connection is not None and connection.self_address == receiver_address:
                controller.on_ll_control_pdu(sender_address, packet)

    def forget(self, connection: Connection) -> None:
        """This end has closed: nobody takes what is on its way here."""
        way = self._ways.pop((connection.peer_address, connection.self_address), None)
        if way is not None:
            way.close()

    def resume(self, controller: AirController) -> None:
        """It reads again, or is back in range."""
        for way in self._ways.values():
            if controller in (way.sender, way.receiver):
                way.plan()

    def lose(self, controller: AirController) -> None:
        """Both sides notice that the other one has been silent for too long."""
        for connection in tuple(controller.le_connections.values()):
            peer = self.peer_of(connection)
            for end in (connection, peer):
                if end is not None:
                    end.controller.on_le_disconnected(end, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)

    def switch_off(self, controller: AirController) -> None:
        """It stops in the middle of everything; the other sides notice after their supervision timeout."""
        controller.le_legacy_advertiser.stop()
        controller.host = None
        peers = [self.peer_of(connection) for connection in controller.le_connections.values()]
        limits_s = [radio_of(peer).supervision_s for peer in peers if peer is not None]
        if limits_s:
            controller.in_range = False
            longest_s = max(limits_s)
            self.loop.call_later(longest_s, self._gone, controller)
        else:
            self.remove_controller(controller)

    def _gone(self, controller: AirController) -> None:
        self.lose(controller)
        self.remove_controller(controller)
