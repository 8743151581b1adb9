"""The only place that starts tasks. What it runs is built in firmware/parts.py."""

import asyncio
import gc
import sys

from firmware import startup
from pad import liveness

COLLECT_EVERY_S = 60  # a collection takes 2 to 10 ms: rather often and small than once when memory runs out
COLLECT_AFTER_BYTES = 16_384

pad = None


class Pad:
    """The parts of a running pad that others look at, by name.

    `parts` are the objects with a `run`, in the order of pad.liveness.NAMES; `tasks` maps these names to asyncio tasks.
    """

    def __init__(self, alive, session, guard, outputs, status, parts):
        self.liveness = alive
        self.session = session
        self.guard = guard
        self.outputs = outputs
        self.status = status
        self.parts = parts
        self.tasks = {}

    async def main(self):
        """Start every task, then collect garbage now and then, for ever."""
        for index, part in enumerate(self.parts):
            self.liveness.watch(index)
            self.tasks[liveness.NAMES[index]] = asyncio.create_task(part.run())
        while True:
            gc.collect()
            await asyncio.sleep(COLLECT_EVERY_S)


def prepare():
    """Build the pad, with what the start has found out, and keep it as `pad`, where a debugger finds it."""
    global pad
    from firmware import parts

    pad = built = parts.build(startup.memory, startup.cause)
    # Never needed again: the module gives back its heap.
    del sys.modules["firmware.parts"]
    del sys.modules["firmware"].parts
    return built


def run():
    """Build the pad and run it. Returns only by an exception, and then with motor and heater off."""
    built = prepare()
    gc.collect()
    gc.threshold(COLLECT_AFTER_BYTES)
    try:
        asyncio.run(built.main())
    finally:
        built.outputs.cut()
