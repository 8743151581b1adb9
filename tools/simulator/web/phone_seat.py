"""A simulated phone, and the page that has it at the moment."""

import asyncio
import sys

from aiohttp import WSCloseCode, WSMsgType, web

from tools.simulator.handset import PhoneError
from tools.simulator.live import LivePad
from tools.simulator.remote_phone import Operation, RemotePhone
from tools.simulator.system_phone import SystemPhone
from tools.simulator.web.phone_operations import Malformed, Message, explained, forget, operation, parse

WAITING = 10_000  # values that a page has not taken yet: more than a whole diary


class Seat:
    """One phone; a tab that is loaded again takes it from its predecessor."""

    def __init__(self, pad: LivePad, name: str) -> None:
        self._phone = RemotePhone(pad, name)
        self._lock = asyncio.Lock()
        self._socket: web.WebSocketResponse | None = None
        self._pages = 0

    @property
    def taken(self) -> bool:
        """Whether a page has it, or waits for it."""
        return self._pages > 0

    def forget(self) -> None:
        """Make it the phone of somebody else."""
        self._phone.do(forget)

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Be this page's phone until it goes."""
        self._pages += 1
        try:
            if self._socket is not None:
                await self._socket.close(message=b"another page has this phone now")
            async with self._lock:
                self._socket = socket
                await Visit(self._phone, socket).run()
                self._socket = None
        finally:
            self._pages -= 1


class Visit:
    """A page that uses a phone."""

    def __init__(self, phone: RemotePhone, socket: web.WebSocketResponse) -> None:
        self._phone = phone
        self._socket = socket
        self._loop = asyncio.get_running_loop()
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue(WAITING)

    async def run(self) -> None:
        """Do what the page asks for, one thing after the other, until it goes."""
        self._phone.on_value = lambda handle, value: self._from_pad(
            {"event": "value", "handle": handle, "value": value.hex()}
        )
        self._phone.on_disconnect = lambda: self._from_pad({"event": "disconnected"})
        writer = asyncio.ensure_future(self._write())
        try:
            await self._listen()
        finally:
            writer.cancel()
            self._phone.deaf()
            self._phone.do(SystemPhone.disconnect)

    async def _listen(self) -> None:
        async for message in self._socket:
            try:
                await self._answer(message.data if message.type == WSMsgType.TEXT else "")
            except Malformed as error:
                print(f"simulator: a page has sent nonsense to /phone-link: {error}", file=sys.stderr)
                await self._socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"not understood")

    async def _answer(self, text: str) -> None:
        request = parse(text)
        self._push({"id": request["id"], **await self._perform(operation(request))})

    async def _perform(self, wanted: Operation[object]) -> Message:
        try:
            return {"value": await asyncio.wrap_future(self._phone.do(wanted))}
        except PhoneError as error:
            return {"error": explained(error)}

    def _from_pad(self, message: Message) -> None:
        """In the pad's thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._push, message)

    def _push(self, message: Message) -> None:
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:  # a page that takes nothing any more
            asyncio.ensure_future(self._socket.close())

    async def _write(self) -> None:
        while True:
            await self._socket.send_json(await self._outgoing.get())
