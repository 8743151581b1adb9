"""Linux only: agrees on behalf of this computer while it pairs.

BlueZ asks somebody even where neither side can show or type a number, and pairing fails when nobody is there to answer
(bleak issue 1434): most desktops answer only while their Bluetooth settings are open.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bleak.exc import BleakDBusError
from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus

SERVICE = "org.bluez"
AGENT = "org.bluez.Agent1"
PATH = "/footpad/agent"
AGREED = ("RequestConfirmation", "RequestAuthorization")


@asynccontextmanager
async def agreement(address: str) -> AsyncIterator[None]:
    """Be the one whom BlueZ asks, and agree to pairing with the pad of this address. BleakDBusError when that fails."""
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        bus.add_message_handler(lambda message: answer(message, address))
        await _manage(bus, "RegisterAgent", "os", PATH, "NoInputNoOutput")
        await _manage(bus, "RequestDefaultAgent", "o", PATH)
        yield
    finally:
        bus.disconnect()  # BlueZ notices, and asks whom it asked before


def answer(message: Message, address: str) -> Message | None:
    """The answer to one of BlueZ's questions; None for messages that are no question."""
    if message.message_type != MessageType.METHOD_CALL or message.interface != AGENT:
        return None
    if message.member in ("Cancel", "Release"):
        return Message.new_method_return(message)
    device = f"dev_{address.replace(':', '_').upper()}"
    if message.member in AGREED and message.body[0].rpartition("/")[2] == device:
        return Message.new_method_return(message)
    return Message.new_error(message, f"{SERVICE}.Error.Rejected", "padctl pairs with its pad only")


async def _manage(bus: MessageBus, member: str, signature: str, *body: str) -> None:
    call = Message(
        destination=SERVICE,
        path="/org/bluez",
        interface="org.bluez.AgentManager1",
        member=member,
        signature=signature,
        body=list(body),
    )
    reply = await bus.call(call)
    if reply is not None and reply.message_type == MessageType.ERROR:
        raise BleakDBusError(reply.error_name or "", reply.body)
