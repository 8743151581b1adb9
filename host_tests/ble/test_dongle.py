"""The pad on the air through a controller of its own: one that Bumble plays behind a socket, in real time."""

import asyncio
import socket
import threading
import time

from bumble import hci
from bumble.controller import Controller
from bumble.core import UUID
from bumble.device import Device, Peer
from bumble.host import Host
from bumble.link import LocalLink
from bumble.pairing import PairingConfig
from bumble.transport import open_transport
from bumble.transport.common import AsyncPipeSink

from host_tests.ble.radio_program import SERVER
from tools.simulator.simulation import Simulation

PATIENCE_S = 60.0  # of real time; usually three seconds
SLICE_S = 0.02
DONGLE = hci.Address("11:22:33:44:55:66", hci.AddressType.PUBLIC_DEVICE)
PHONE = hci.Address("F0:F1:F2:F3:F4:F6")


class Link(LocalLink):
    """Bumble's own knows the sender by its random address, and a dongle has a public one."""

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        sender = DONGLE if sender_controller.name == "dongle" else PHONE
        receiver = self.find_le_controller(destination_address)
        if receiver is not None:
            asyncio.get_running_loop().call_soon(receiver.on_link_acl_data, sender, transport, data)


async def phone_and_dongle(port: int, ready: threading.Event, seen: dict) -> None:
    """Play the dongle, and a phone that connects, pairs and reads."""
    link = Link()
    async with await open_transport(f"tcp-server:127.0.0.1:{port}") as transport:
        Controller("dongle", transport.source, transport.sink, link, DONGLE)
        controller = Controller("phone", link=link)
        phone = Device("phone", PHONE, host=Host(controller, AsyncPipeSink(controller)))
        phone.pairing_config_factory = lambda connection: PairingConfig(mitm=False)
        ready.set()
        await phone.power_on()
        connection = await phone.connect(DONGLE, timeout=PATIENCE_S)
        peer = Peer(connection)
        await connection.pair()
        seen["encrypted"] = connection.is_encrypted
        (name,) = await peer.read_characteristics_by_uuid(UUID("2A00"))
        seen["name"] = name
        await connection.disconnect()


def told(pad: Simulation) -> list[str]:
    """What the firmware has heard: 1 a connection, 28 that it is encrypted, 2 its end."""
    return [line.split()[0] for line in pad.printed if line.split()[0] in ("1", "28", "2")]


def run_in_real_time(pad: Simulation) -> None:
    """Until the phone has gone again."""
    end = time.monotonic() + PATIENCE_S
    while "2" not in told(pad) and time.monotonic() < end:
        pad.run_for(SLICE_S)
        time.sleep(SLICE_S)


def test_a_phone_connects_pairs_and_reads():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ready, seen = threading.Event(), {}
    thread = threading.Thread(target=lambda: asyncio.run(phone_and_dongle(port, ready, seen)), daemon=True)
    thread.start()
    assert ready.wait(PATIENCE_S)
    main = SERVER + "print('address', *[hex(byte) for byte in ble.config('mac')[1]])"
    with Simulation(overlay={"boot.py": None, "main.py": main}, radio=f"tcp-client:127.0.0.1:{port}") as pad:
        run_in_real_time(pad)
    thread.join(PATIENCE_S)
    assert seen == {"encrypted": True, "name": b"Tests"}
    assert "address 0x11 0x22 0x33 0x44 0x55 0x66" in pad.printed
    assert told(pad) == ["1", "28", "2"]
