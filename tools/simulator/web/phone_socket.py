"""The WebSocket of a simulated phone. It is not there yet: whoever asks is told so."""

from aiohttp import WSCloseCode, web

from tools.simulator.live import LivePad


class PhoneSocket:
    """`handle` one phone."""

    def __init__(self, pad: LivePad) -> None:
        self._pad = pad

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Close at once."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"there is no phone")
        return socket
