"""The WebSocket /phone-link: a page uses the Bluetooth of a simulated phone. Its other end is simulated_bluetooth.js.

    pad = LivePad(lambda: Simulation(radio=True))
    pad.start()
    application.router.add_get("/phone-link", PhoneSocket(pad).handle)

Whose page may come here is for the server to check, as for its other sockets, and whether there is a radio.

A page says `{"id": 7, "op": "read", "handle": 31}` and is told `{"id": 7, "value": "0102"}` or `{"id": 7, "error":
{"name": "NetworkError", "message": "..."}}`, with the names that Chromium's DOMExceptions have. Unasked it is told
`{"event": "value", "handle": 31, "value": "0102"}` and `{"event": "disconnected"}`. Operations and what they take:

    scan                        value: {"name", "address", "services"} or null
    connect, disconnect, pair, forget
    discover                    value: [{"uuid", "characteristics": [{"uuid", "handle", "properties"}]}]
    read, subscribe, unsubscribe        handle
    write                       handle, value, response
"""

import re
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, web

from tools.simulator.live import LivePad

if TYPE_CHECKING:
    from tools.simulator.web.phone_seat import Seat

PHONES = 8
LONGEST_MESSAGE = 4096
PHONE_ID = re.compile(r"[0-9a-f-]{8,36}")


class PhoneSocket:
    """The phones of a pad's pages, one for each tab: `/phone-link?phone=ID`. A phone keeps its bond when its page goes.

    There are eight at most; then a new tab gets the phone whose page has been gone for longest, without its bond.
    """

    def __init__(self, pad: LivePad) -> None:
        self._pad = pad
        self._seats: dict[str, Seat] = {}

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one page until it goes."""
        socket = web.WebSocketResponse(max_msg_size=LONGEST_MESSAGE)
        await socket.prepare(request)
        phone_id = request.query.get("phone", "")
        if not PHONE_ID.fullmatch(phone_id):
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"no such phone")
        elif (seat := self._seat(phone_id)) is None:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"all phones are in use")
        else:
            await seat.serve(socket)
        return socket

    def _seat(self, phone_id: str) -> "Seat | None":
        seat = self._seats.pop(phone_id, None) or self._free_seat()
        if seat is not None:
            self._seats[phone_id] = seat  # the one that is used last comes last
        return seat

    def _free_seat(self) -> "Seat | None":
        from tools.simulator.web.phone_seat import Seat  # and with it a whole Bluetooth stack

        if len(self._seats) < PHONES:
            return Seat(self._pad, f"web phone {len(self._seats) + 1}")
        for phone_id, seat in self._seats.items():
            if not seat.taken:
                seat.forget()
                return self._seats.pop(phone_id)
        return None
