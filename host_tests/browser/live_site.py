"""The small page in front of a pad that runs in real time, with the navigator.bluetooth of the simulator."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from aiohttp import web

from host_tests.browser.small_page_driver import FOLDER
from tools.simulator.live import LivePad
from tools.simulator.web import phone_socket

SCRIPT = phone_socket.__file__.replace("phone_socket.py", "simulated_bluetooth.js")
FIRST = '<script src="/simulated_bluetooth.js"></script>'
HEADERS = {"Content-Security-Policy": "default-src 'self'"}  # as the page of `make run` has it


async def _index(request: web.Request) -> web.Response:
    text = (FOLDER / "index.html").read_text(encoding="utf-8")
    return web.Response(text=text.replace("<script", FIRST + "<script", 1), content_type="text/html", headers=HEADERS)


async def _script(request: web.Request) -> web.FileResponse:
    return web.FileResponse(SCRIPT)


async def _serve(pad: LivePad, addresses: "list[str]", ready: threading.Event, over: asyncio.Event) -> None:
    app = web.Application()
    app.router.add_get("/phone-link", phone_socket.PhoneSocket(pad).handle)
    app.router.add_get("/", _index)
    app.router.add_get("/simulated_bluetooth.js", _script)
    app.router.add_static("/", FOLDER)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    addresses.append(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    ready.set()
    await over.wait()
    await runner.cleanup()


@contextlib.contextmanager
def live_site(pad: LivePad) -> Iterator[str]:
    """The address of the page, while the server runs in a thread."""
    addresses: list[str] = []
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(pad, addresses, ready, over),), daemon=True)
    thread.start()
    assert ready.wait(10)
    yield addresses[0]
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()
