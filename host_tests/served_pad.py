"""The page's server with a pad behind it, in threads of the test."""

import asyncio
import contextlib
import threading

from tools.simulator.live import LivePad
from tools.simulator.web import server
from tools.simulator.web.pad_socket import Surroundings

ALONE = Surroundings()


class ServedPad:
    """`url` is the page's. `stop` ends server and pad; `cut` ends the server alone, without a goodbye from the pad."""

    def __init__(self, pad, surroundings=ALONE, port=0):
        self.pad = pad
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = self.run(server.open_server(pad, surroundings, port))
        self.url = server.address(self._runner)

    def run(self, coroutine):
        """Run it in the server's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)

    def cut(self):
        """End the server."""
        if self._thread.is_alive():
            self.run(self._runner.cleanup())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def stop(self):
        """End both."""
        self.cut()
        self.pad.stop()


@contextlib.contextmanager
def running(open_simulation, **more):
    """A LivePad that has been started. What has ended it too early is raised."""
    pad = LivePad(open_simulation, **more)
    pad.start()
    try:
        yield pad
    finally:
        pad.stop()
    pad.raise_failure()


@contextlib.contextmanager
def served(open_simulation, surroundings=ALONE, **more):
    """A LivePad that has been started, and its server."""
    pad = LivePad(open_simulation, **more)
    pad.start()
    place = ServedPad(pad, surroundings)
    try:
        yield place
    finally:
        place.stop()
