"""The WebSocket between a page and the pad: news 20 times a second, orders back."""

import asyncio
import contextlib
import itertools
import json
import sys
import time
from typing import NamedTuple

from aiohttp import WSCloseCode, WSMsgType, web

from firmware.board import BUTTONS
from pad.limits import SPEED_MAX_RPM, SURFACE_LIMIT_CC
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.live import LivePad
from tools.simulator.web.news import Json, News
from tools.simulator.web.orders import Orders

EVERY_S = 1 / 20
HEARTBEAT_S = 5.0  # a tab that has not answered for one and a half of these has gone
LONGEST_ORDER_BYTES = 1024


class Surroundings(NamedTuple):
    """What there is beside the pad: why the page has no phone ("" when it has one); whether the speed is fixed."""

    no_phone: str = ""
    real_time: bool = False


class PadSocket:
    """Any number of tabs. None disturbs another: each is told the newest view when it can take one."""

    def __init__(self, pad: LivePad, surroundings: Surroundings) -> None:
        self._pad = pad
        self._surroundings = surroundings
        self._numbers = itertools.count(1)
        self._open: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One tab, until it closes. Its fingers leave the buttons then."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LONGEST_ORDER_BYTES, compress=False)
        await socket.prepare(request)
        orders = Orders(self._pad, f"tab {next(self._numbers)}", self._surroundings.real_time)
        self._open.add(socket)
        telling = asyncio.create_task(self.tell(socket))
        try:
            await listen(socket, orders)
        finally:
            orders.release()
            self._open.discard(socket)
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling
        return socket

    async def close(self) -> None:
        """Say goodbye to every tab."""
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the simulator ends")

    async def tell(self, socket: web.WebSocketResponse) -> None:
        """The news, until the pad is over or the tab has gone."""
        news = News(self._pad)
        with contextlib.suppress(ConnectionResetError):  # the tab has gone; `listen` ends by itself
            await send(socket, {"hello": self._hello()} | news.since())
            due_at = time.monotonic()
            while not self._pad.over:
                due_at = max(due_at + EVERY_S, time.monotonic())
                await asyncio.sleep(due_at - time.monotonic())
                await send(socket, news.since())
            await send(socket, {"over": True})

    def _hello(self) -> Json:
        return {
            "buttons": BUTTONS,
            "faults": list(ALL_FAULTS.items()),
            "limitC": SURFACE_LIMIT_CC / 100,
            "fastestRpm": SPEED_MAX_RPM,
            "noPhone": self._surroundings.no_phone,
            "realTime": self._surroundings.real_time,
        }


async def send(socket: web.WebSocketResponse, news: Json) -> None:
    """Returns when the tab has taken it, or nearly: a slow one is not sent what would be old when it comes."""
    if news:
        await socket.send_str(json.dumps(news, separators=(",", ":"), ensure_ascii=False))


async def listen(socket: web.WebSocketResponse, orders: Orders) -> None:
    """Obey until the tab closes, or says something that no page of ours says."""
    async for message in socket:
        try:
            if message.type is not WSMsgType.TEXT:
                await refuse(socket, WSCloseCode.UNSUPPORTED_DATA, "no text")
                return
            orders.obey(message.data)
        except ValueError as error:
            await refuse(socket, WSCloseCode.POLICY_VIOLATION, str(error))
            return


async def refuse(socket: web.WebSocketResponse, code: WSCloseCode, why: str) -> None:
    """One line for whoever started the simulator; the tab is closed."""
    print(f"a page's order was refused: {why}", file=sys.stderr, flush=True)
    await socket.close(code=code, message=why.encode()[:100])
