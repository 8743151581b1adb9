"""Serves the page of `make run` to browsers on this computer, and nobody else."""

import asyncio
import os
import signal
import sys
import webbrowser
from collections.abc import Callable

from aiohttp import web

from tools.command_line import FINE
from tools.simulator.live import LivePad
from tools.simulator.simulation import SimulatorError, has_radio
from tools.simulator.web import files, loopback
from tools.simulator.web.pad_socket import PadSocket, Surroundings
from tools.simulator.web.phone_socket import PhoneSocket

LOOK_S = 0.1
SHUTDOWN_S = 1.0
QUIET = (signal.SIGINT, signal.SIGHUP)  # the usual ways to end it


def serve(pad: LivePad, radio: bool | str, port: int = 0, tell: Callable[[str], None] = print) -> int:
    """Serve a pad that has been started, until it is over or a signal comes. Returns the exit status.

    `radio`: as in Simulation. Port 0 is a free one. `tell` gets the address. SimulatorError when the port is taken.
    """
    return asyncio.run(until_the_end(pad, radio, port, tell))


async def until_the_end(pad: LivePad, radio: bool | str, port: int, tell: Callable[[str], None]) -> int:
    """The same, in a loop."""
    signals = expected_signals()
    runner = await open_server(pad, surroundings(radio), port)
    try:
        tell(address(runner))
        while signals.empty() and not pad.over:
            await asyncio.sleep(LOOK_S)
    finally:
        await runner.cleanup()
    number = FINE if signals.empty() else signals.get_nowait()
    return FINE if number in (FINE, *QUIET) else 128 + number


def expected_signals() -> "asyncio.Queue[int]":
    """Gets the number of every signal that asks for the end."""
    signals: asyncio.Queue[int] = asyncio.Queue()
    for number in (*QUIET, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, signals.put_nowait, number)
    return signals


async def open_server(pad: LivePad, beside: Surroundings, port: int = 0) -> web.AppRunner:
    """Listen on 127.0.0.1. `cleanup()` of what is returned ends it. SimulatorError when the port is taken."""
    runner = web.AppRunner(application(pad, beside), access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, loopback.ADDRESS, port).start()
    except OSError as error:
        await runner.cleanup()
        raise SimulatorError(
            f"port {port} cannot be used ({os.strerror(error.errno or 0)}); --port N names another"
        ) from error
    return runner


def address(runner: web.AppRunner) -> str:
    """Where the page is."""
    return f"http://{loopback.ADDRESS}:{runner.addresses[0][1]}/"


def application(pad: LivePad, beside: Surroundings) -> web.Application:
    """All that is served."""
    app = web.Application(middlewares=[loopback.guard()])
    app.on_response_prepare.append(loopback.add_headers)
    socket = PadSocket(pad, beside)

    async def say_goodbye(app: web.Application) -> None:
        await socket.close()

    app.on_shutdown.append(say_goodbye)
    app.router.add_get("/pad", socket.handle)
    if not beside.no_phone:
        app.router.add_get("/phone-link", PhoneSocket(pad).handle)
    app.router.add_get("/simulated_bluetooth.js", files.simulated_bluetooth)
    app.router.add_get("/app/{name:.*}", files.folder(files.APP))
    app.router.add_get("/phone/{name:.*}", files.app_on_the_simulated_radio(files.APP))
    app.router.add_get("/{name:.*}", files.folder(files.PAGE))
    return app


def surroundings(radio: bool | str) -> Surroundings:
    """What there is beside a pad with this radio."""
    if isinstance(radio, str):
        return Surroundings(f"This pad is on the air through {radio}: take a real phone.", real_time=True)
    if not has_radio():
        return Surroundings("The simulated phone needs Python 3.11 or newer; this is an older one.")
    return Surroundings()


def show(url: str, open_browser: bool) -> None:
    """Tell the person where the page is, and open it where there is a browser to open it in."""
    print(f"The pad is at {url} (Ctrl-C ends it)", flush=True)
    if open_browser and (sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()):
        webbrowser.open(url)
