"""The only place that starts tasks. What it runs is built in firmware/parts.py."""

import asyncio
import gc
import sys
from time import ticks_ms

from firmware import startup
from firmware.pace import keep_pace
from pad import liveness

COLLECT_EVERY_S = 60  # a collection takes 2 to 10 ms: rather often and small than once when memory runs out
COLLECT_AFTER_BYTES = 16_384
# Of each part, in the order of pad.liveness.NAMES; 0 for one that keeps its own pace, in its `run`.
PERIODS_MS = (50, 0, 50, 100, 100, 20, 0, 100, 0)

pad = None


def tell_ready(parts):
    """What it says once everything runs. Whoever has flashed a board waits for this: tools/flash/report.py."""
    radios = parts[liveness.BLE :]
    seen = "advertising" if radios and not radios[0].unsent else "not advertising"
    print("ready,", seen + ",", ticks_ms(), "ms after the chip's start")


class Pad:
    """The parts of a running pad that others look at, by name.

    `parts` are the objects with a `step` or a `run`, in the order of pad.liveness.NAMES; `tasks` maps these names to
    asyncio tasks.
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
        global tell_ready
        for index, part in enumerate(self.parts):
            self.liveness.watch(index)
            period_ms = PERIODS_MS[index]
            running = keep_pace(part, period_ms, self.liveness, index) if period_ms else part.run()
            self.tasks[liveness.NAMES[index]] = asyncio.create_task(running)
        told = False
        while True:
            gc.collect()
            await asyncio.sleep(COLLECT_EVERY_S if told else 0)  # at first, until each has had its first turn
            if not told:
                told = True
                tell_ready(self.parts)
                del tell_ready


def prepare():
    """Build the pad, with what the start has found out, and keep it as `pad`, where a debugger finds it.

    None on another chip than the one that the pad was compiled for.
    """
    global pad
    from firmware import parts

    pad = built = parts.build(startup.memory, startup.cause) if parts.fit_this_chip() else None
    # Never needed again: the module gives back its heap.
    del sys.modules["firmware.parts"]
    del sys.modules["firmware"].parts
    return built


def run():
    """Build the pad and run it: for ever, or until an exception, and then with motor and heater off.

    Returns at once on another chip than the one that the pad was compiled for.
    """
    built = prepare()
    if built is None:
        return
    gc.collect()
    gc.threshold(COLLECT_AFTER_BYTES)
    try:
        asyncio.run(built.main())
    finally:
        built.outputs.cut()
        built.parts[liveness.PANEL].show_failure()  # it would go on showing a session
