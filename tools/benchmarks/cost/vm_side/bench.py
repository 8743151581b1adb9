"""Runs on the plain MicroPython VM: the firmware as a board receives it, on the VM's own scheduler, the clock jumping.

    micropython bench.py STAND_INS IMAGE < settings as JSON

Between two calls of `mark` lies a section; who counts instructions is told by these calls, who does not by the times.
"""

import gc
import json
import sys
import time

import micropython

sys.path.insert(0, sys.argv[1])
import standins

settings = json.loads(sys.stdin.read())
standins.count = settings["what"] == "calls"
if settings["what"] != "bare":
    standins.install(settings["readings"])
TICK_MS = 10  # as the chip's
TICKS = 5  # in a period of 50 ms
PERIODS_A_SECOND = 20
GUARD = 2  # its number among the tasks
mark = micropython.mem_total  # nobody else calls it
now_us = time.ticks_us
stretches = bytearray(settings["stretches"])  # which task each one belongs to
found = {"stretches": 0, "tasks": 0, "times_us": [], "bytes": []}


class Disk:
    """A block device over a file, which is never written to: what is written stays in memory."""

    def __init__(self, path):
        self._file = open(path, "rb")  # noqa: SIM115  as long as the VM lives
        self._blocks = self._file.seek(0, 2) // 4096
        self._changed = {}

    def readblocks(self, block, buffer, offset=0):
        if block in self._changed:
            buffer[:] = self._changed[block][offset : offset + len(buffer)]
        else:
            self._file.seek(block * 4096 + offset)
            self._file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        self._changed[block][offset : offset + len(buffer)] = buffer

    def ioctl(self, operation, block):
        if operation == 6:
            self._changed[block] = bytearray(b"\xff" * 4096)
        return self._blocks if operation == 4 else 4096 if operation == 5 else 0


def mount(path):
    import os

    import vfs

    disk = Disk(path)
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(disk), "/")
    os.chdir("/")
    sys.path[:] = ["", ".frozen", "/lib"]


mount(sys.argv[2])
import asyncio  # only now: it takes its clock from `time`


# --- the world around the firmware ------------------------------------------------------------------------------------


class World:
    """Sense line and tachometer as a whole pad has them, and a finger. Until everything runs it looks at the rail."""

    def __init__(self, board):
        self.heater = standins.level(board["HEATER"])
        self.motor = standins.level(board["MOTOR_PWM"])
        self.sense = standins.level(board["HEATER_SENSE"], 0)
        self._alive = standins.level(board["ALIVE"])
        self._level = self._alive.tell()
        self._quiet_ms = 1000
        self._board = board

    def follow(self):
        self._quiet_ms += TICK_MS
        if self._alive.tell() != self._level:
            self._level = self._alive.tell()
            self._quiet_ms = 0
        self.sense.seek(1 if self._quiet_ms < 300 and not self.heater.tell() else 0)
        standins.counter.seek(1 if self.motor.tell() else 0, 1)

    async def wait(self, seconds):
        for _ in range(round(seconds * 100)):
            standins.clock.seek(TICK_MS, 1)
            self.follow()
            await asyncio.sleep_ms(0)

    async def press(self, button):
        standins.level(self._board[button], 0)
        await self.wait(0.2)
        standins.level(self._board[button], 1)
        await self.wait(0.5)


async def periods(world, count):
    """Nothing but time, rail closed, motor at 1000 rpm: what each turn costs does not depend on the firmware."""
    seek_clock, seek_counter, seek_sense = standins.clock.seek, standins.counter.seek, world.sense.seek
    heater_is_on = world.heater.tell
    for _ in range(count * TICKS):
        seek_clock(TICK_MS, 1)
        seek_counter(1, 1)
        seek_sense(1 - heater_is_on())
        await asyncio.sleep_ms(0)


# --- measuring --------------------------------------------------------------------------------------------------------


async def section(work):
    """One section between two marks; beside it what it took in time and heap."""
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    began_us = now_us()
    mark()
    await work
    mark()
    found["times_us"].append(time.ticks_diff(now_us(), began_us))
    found["bytes"].append(gc.mem_alloc() - before)
    gc.enable()


async def bare_switches(count):
    """A section of its own: awaited by another one, each switch would go through both."""
    began_us = now_us()
    mark()
    for _ in range(count):
        await asyncio.sleep_ms(0)
    mark()
    found["times_us"].append(time.ticks_diff(now_us(), began_us))


async def repeat(function, times):
    for _ in range(times):
        function()


def nothing():
    pass


recorded = []  # whose stretches are marked
create_task = asyncio.create_task


def create_marked_task(coroutine):
    """A task with marks around each of its stretches. The first ones are the periodic tasks, in order."""
    found["tasks"] += 1
    return create_task(marked(coroutine, found["tasks"]))


def marked(coroutine, number):
    try:
        while True:
            if number in recorded:
                stretches[found["stretches"]] = number
                found["stretches"] += 1
                mark()
                waits_for = coroutine.send(None)
                mark()
            else:
                waits_for = coroutine.send(None)
            yield waits_for
    except StopIteration:
        pass  # it is over


async def trivial():
    while True:
        await asyncio.sleep_ms(50)


async def started(board, marks):
    """A pad that massages with heat at a steady 37 C, its clock 5 ms off the rhythm of its tasks: none comes late."""
    from firmware import startup

    startup.check()
    from firmware import parts  # in the order of main.py

    del parts
    from firmware import app

    world = World(board)
    mains = []
    run, asyncio.run = asyncio.run, mains.append
    app.run()  # builds the pad, and hands its main task to this list
    asyncio.run = run
    if marks:
        asyncio.create_task = create_marked_task
    create_task(mains[0])
    for _ in range(3):
        await asyncio.sleep_ms(0)
    asyncio.create_task = create_task
    standins.clock.seek(TICK_MS // 2, 1)
    await world.wait(1)
    await world.press("START")
    await world.wait(4)
    await world.press("START")
    await world.wait(4)
    await world.press("HEAT")
    await world.press("HEAT")
    await world.wait(5)
    pad = app.pad
    if (pad.session.state, pad.guard.fault) != (2, 0) or not world.motor.tell():
        raise RuntimeError("the pad does not run: fault %d" % pad.guard.fault)
    return pad, world


async def main():
    what, count = settings["what"], settings["periods"]
    pad, world = await started(settings["board"], what == "stretches")
    if what == "stretches":
        await record_stretches(world, count)
    elif what == "calls":
        standins.calls.clear()
        await periods(world, count)
    else:
        await measure_all(pad, world, count)
    found["fault"] = pad.guard.fault


async def seconds(world, count):
    """A section for each second of so many periods."""
    for _ in range(count // PERIODS_A_SECOND):
        await section(periods(world, PERIODS_A_SECOND))


async def measure_all(pad, world, count):
    await seconds(world, count)
    await section(repeat(nothing, 1000))
    await section(repeat(time.ticks_ms, 1000))
    await section(repeat(standins.ticks_ms, 1000))
    await section(repeat(lambda: standins.callbacks[0](None), 1000))
    await section(repeat(gc.collect, 10))
    for task in pad.tasks.values():
        task.cancel()
    for _ in range(3):
        await asyncio.sleep_ms(0)
    await seconds(world, count)


async def record_stretches(world, count):
    """Two seconds of every task, then the guard alone, which has slower rhythms."""
    create_task(marked(trivial(), 0))
    await periods(world, 2)
    gc.disable()
    recorded.extend(range(10))
    await periods(world, 40)
    recorded[:] = [GUARD]
    await periods(world, count - 40)
    recorded.clear()


asyncio.run(bare_switches(settings["switches"]) if settings["what"] == "bare" else main())
found["order"] = list(stretches[: found["stretches"]])
found["calls"] = standins.calls
print(json.dumps(found))
