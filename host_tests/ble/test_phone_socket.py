"""The WebSocket /phone-link: a phone for each page, and nothing for those who send nonsense."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiohttp import ClientSession, WSCloseCode, WSMsgType, web

from host_tests.ble.footpad import SETTINGS, STATUS
from host_tests.served_pad import running
from tools.simulator.handset import PhoneError
from tools.simulator.live import LivePad
from tools.simulator.remote_phone import RemotePhone
from tools.simulator.simulation import Simulation
from tools.simulator.web import phone_socket
from tools.simulator.web.phone_operations import full

TRY_AGAIN_LATER = 1013
NONSENSE = [
    "",
    "[]",
    "nonsense",
    '{"op": "scan"}',
    '{"id": true, "op": "scan"}',
    '{"id": 1}',
    '{"id": 1, "op": "fly"}',
    '{"id": 1, "op": ["scan"]}',
    '{"id": 1, "op": "read"}',
    '{"id": 1, "op": "read", "handle": "3"}',
    '{"id": 1, "op": "read", "handle": 65536}',
    '{"id": 1, "op": "read", "handle": 0}',
    '{"id": 1, "op": "write", "handle": 3, "value": "0", "response": true}',
    '{"id": 1, "op": "write", "handle": 3, "value": "00"}',
    '{"id": 1, "op": "write", "handle": 3, "value": "%s", "response": true}' % ("00" * 513),
    "x" * (2 * phone_socket.LONGEST_MESSAGE),
]


class Pages:
    """Pages of a pad: each has a socket."""

    def __init__(self, client: ClientSession, address: str) -> None:
        self.client = client
        self.address = address

    async def open(self, phone_id: str) -> "SocketPage":
        return SocketPage(await self.client.ws_connect(f"{self.address}/phone-link?phone={phone_id}"))


class SocketPage:
    """One page's end of the socket."""

    def __init__(self, socket) -> None:
        self.socket = socket
        self.pushed: list[dict] = []

    async def ask(self, op: str, **details) -> dict:
        await self.socket.send_json({"id": 1, "op": op, **details})
        while True:
            answer = await self.socket.receive_json(timeout=10)
            if "id" in answer:
                return answer
            self.pushed.append(answer)

    async def close_code(self) -> int:
        message = await self.socket.receive(timeout=10)
        assert message.type == WSMsgType.CLOSE
        return message.data

    async def first_word(self) -> "dict | int":
        """The answer to a question; the code where the page is sent away instead."""
        await self.socket.send_json({"id": 1, "op": "scan"})
        message = await self.socket.receive(timeout=10)
        return message.data if message.type == WSMsgType.CLOSE else message.json()

    async def end(self) -> "int | None":
        """Read on until it is closed; the code."""
        async for _ in self.socket:
            pass
        return self.socket.close_code

    async def values(self, count: int) -> list[int]:
        """The handles of so many notifications, which may have come already."""
        while len(handles := [one["handle"] for one in self.pushed if one["event"] == "value"]) < count:
            self.pushed.append(await self.socket.receive_json(timeout=10))
        return handles

    async def handle(self, uuid: str) -> int:
        services = (await self.ask("discover"))["value"]
        return next(row["handle"] for one in services for row in one["characteristics"] if row["uuid"] == full(uuid))


@pytest.fixture(scope="module")
def live_pad():
    with running(lambda: Simulation(radio=True), speed=5.0) as pad:
        yield pad


@contextlib.asynccontextmanager
async def pages_of(pad: LivePad):
    """Pages in front of a pad, and the server between them."""
    app = web.Application()
    app.router.add_get("/phone-link", phone_socket.PhoneSocket(pad).handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with ClientSession() as client:
            yield Pages(client, f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()


def in_a_loop(work):
    """Run it in a thread of its own: Playwright's loop may run in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


async def nonsense_is_sent(pad: LivePad, text: str) -> None:
    async with pages_of(pad) as pages:
        page = await pages.open("00000001")
        await page.socket.send_str(text)
        assert await page.close_code() in (1008, 1009)
        again = await pages.open("00000001")
        assert (await again.ask("scan"))["value"]["name"].startswith("FootPad-")


@pytest.mark.parametrize("text", NONSENSE, ids=lambda text: text[:40])
def test_nonsense_closes_the_socket_and_leaves_the_pad_alone(live_pad, capsys, text):
    in_a_loop(nonsense_is_sent(live_pad, text))
    assert len(capsys.readouterr().err.splitlines()) == 1


async def a_phone_is_named(pad: LivePad, phone_id: str) -> int:
    async with pages_of(pad) as pages:
        return await (await pages.open(phone_id)).close_code()


@pytest.mark.parametrize("phone_id", ["", "short", "x" * 20, "0" * 37, "../../../../etc"])
def test_a_phone_has_a_proper_number(live_pad, phone_id):
    assert in_a_loop(a_phone_is_named(live_pad, phone_id)) == 1008


async def nine_tabs_are_opened(pad: LivePad) -> None:
    async with pages_of(pad) as pages:
        opened = [await pages.open(f"0000000{number}") for number in range(phone_socket.PHONES)]
        assert await (await pages.open("00000009")).close_code() == TRY_AGAIN_LATER
        await opened[3].socket.close()
        while (word := await (await pages.open("00000009")).first_word()) == TRY_AGAIN_LATER:
            pass
        assert word["value"]


def test_there_are_eight_phones_at_a_time(live_pad):
    in_a_loop(asyncio.wait_for(nine_tabs_are_opened(live_pad), 30))


async def a_tab_is_loaded_again(pad: LivePad) -> None:
    async with pages_of(pad) as pages:
        first = await pages.open("0000000a")
        await first.ask("connect")
        ending = asyncio.ensure_future(first.end())  # a browser answers the goodbye at once
        second = await pages.open("0000000a")
        assert "value" in await second.ask("connect")
        assert await asyncio.wait_for(ending, 10) == WSCloseCode.OK


def test_a_tab_that_is_loaded_again_takes_its_phone_along(live_pad):
    in_a_loop(a_tab_is_loaded_again(live_pad))


async def a_page_reads(pad: LivePad) -> None:
    async with pages_of(pad) as pages:
        page = await pages.open("0000000b")
        assert (await page.ask("read", handle=3))["error"]["name"] == "NetworkError"
        await page.ask("connect")
        assert (await page.ask("read", handle=await page.handle(SETTINGS)))["error"]["name"] == "SecurityError"
        status = await page.handle(STATUS)
        assert len(bytes.fromhex((await page.ask("read", handle=status))["value"])) == 20
        await page.ask("subscribe", handle=status)
        assert (await page.values(2))[:2] == [status, status]
        await page.ask("disconnect")
        assert {"event": "disconnected"} in page.pushed


def test_a_page_reads_is_notified_and_is_told_of_the_end(live_pad):
    in_a_loop(a_page_reads(live_pad))


def test_a_pad_that_has_ended_fails_what_is_asked_of_a_phone():
    pad = LivePad(lambda: Simulation(radio=True))
    pad.start()
    phone = RemotePhone(pad, "phone")
    under_way = phone.do(lambda system: system.handset.scan(5.0))
    pad.stop()
    for future in (under_way, phone.do(lambda system: system.connect())):
        with pytest.raises(PhoneError):
            future.result(5)


def test_time_goes_on_while_a_phone_connects(live_pad):
    phone = RemotePhone(live_pad, "phone")
    seen_s = []
    future = phone.do(lambda system: system.connect())
    future.add_done_callback(lambda _: seen_s.append(live_pad.view.now_s))
    before_s = live_pad.view.now_s
    future.result(5)
    table = phone.do(lambda system: system.table())
    while not table.done():
        seen_s.append(live_pad.view.now_s)
    assert len({at_s for at_s in seen_s if at_s > before_s}) >= 3
    phone.do(lambda system: system.disconnect()).result(5)
