"""Who agrees to pairing on Linux: asked as BlueZ asks, over a D-Bus of the test's own."""

import asyncio
import os
import shutil
import subprocess
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("BlueZ is on Linux only", allow_module_level=True)

from bleak.exc import BleakDBusError
from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus

from tools.padctl.bluez_agent import AGENT, agreement, answer

ADDRESS = "24:6F:28:00:1a:2B"
PAD = "/org/bluez/hci0/dev_24_6F_28_00_1A_2B"
OTHER = "/org/bluez/hci0/dev_24_6F_28_00_1A_2C"
AGREED = MessageType.METHOD_RETURN
REFUSED = MessageType.ERROR


def question(member, signature="", *body, interface=AGENT, **fields):
    return Message(
        path="/footpad/agent", interface=interface, member=member, signature=signature, body=list(body), **fields
    )


QUESTIONS = [
    (("RequestConfirmation", "ou", PAD, 123456), AGREED),
    (("RequestAuthorization", "o", PAD), AGREED),
    (("Cancel",), AGREED),
    (("Release",), AGREED),
    (("RequestConfirmation", "ou", OTHER, 123456), REFUSED),
    (("RequestAuthorization", "o", OTHER), REFUSED),
    (("RequestAuthorization", "o", PAD + "/service0001"), REFUSED),
    (("RequestPinCode", "o", PAD), REFUSED),
    (("AuthorizeService", "os", PAD, "180a"), REFUSED),
]


@pytest.mark.parametrize(("asked", "result"), QUESTIONS)
def test_it_agrees_to_pairing_with_the_pad_and_to_nothing_else(asked, result):
    assert answer(question(*asked, serial=1, sender=":1.1"), ADDRESS).message_type == result


def test_what_is_no_question_is_not_answered():
    assert answer(question("Ping", interface="org.freedesktop.DBus.Peer"), ADDRESS) is None
    assert answer(question("Cancel", message_type=MessageType.SIGNAL), ADDRESS) is None


# --- over a bus -------------------------------------------------------------------------------------------------------

CONFIGURATION = """<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"""


@pytest.fixture
def system_bus(tmp_path, monkeypatch):
    """A D-Bus where nobody is yet."""
    if not shutil.which("dbus-daemon"):
        pytest.skip("there is no dbus-daemon")
    socket = tmp_path / "bus"
    (tmp_path / "bus.conf").write_text(CONFIGURATION.format(socket=socket))
    command = ["dbus-daemon", f"--config-file={tmp_path / 'bus.conf'}", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"}) as daemon:
        assert daemon.stdout.readline()
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={socket}")
        yield
        daemon.terminate()


class BlueZ:
    """The part of BlueZ that keeps agents."""

    def __init__(self, refuses=""):
        self.calls = []
        self.agent = None
        self._refuses = refuses

    async def start(self):
        self.bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        self.bus.add_message_handler(self._take)
        await self.bus.request_name("org.bluez")

    def _take(self, message):
        if message.interface != "org.bluez.AgentManager1":
            return None
        self.calls.append((message.member, *message.body))
        self.agent = message.sender
        if message.member == self._refuses:
            return Message.new_error(message, "org.bluez.Error.AlreadyExists", "there is one")
        return Message.new_method_return(message)

    async def ask(self, *asked):
        return (await self.bus.call(question(*asked, destination=self.agent))).message_type


def test_bluez_asks_it_while_it_pairs_and_not_any_more_afterwards(system_bus):
    async def act():
        bluez = BlueZ()
        await bluez.start()
        async with agreement(ADDRESS):
            results = [await bluez.ask(*asked) for asked, _ in QUESTIONS]
        return bluez.calls, results, await bluez.ask(*QUESTIONS[0][0])

    calls, results, afterwards = asyncio.run(act())
    assert calls == [("RegisterAgent", "/footpad/agent", "NoInputNoOutput"), ("RequestDefaultAgent", "/footpad/agent")]
    assert results == [result for _, result in QUESTIONS]
    assert afterwards == REFUSED


@pytest.mark.parametrize("call", ["RegisterAgent", "RequestDefaultAgent"])
def test_a_refusal_of_bluez_is_told(system_bus, call):
    async def act():
        bluez = BlueZ(refuses=call)
        await bluez.start()
        async with agreement(ADDRESS):
            pass

    with pytest.raises(BleakDBusError, match="AlreadyExists"):
        asyncio.run(act())
