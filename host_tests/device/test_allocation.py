"""A periodic pass allocates nothing: what it allocated would wake the garbage collector in the middle of control."""

import pytest

# The real tasks run until the pad works with heat; then their passes are made by hand, the heap locked.
MAIN = """
import asyncio
import gc
from time import sleep_ms

import micropython
from machine import WDT

from firmware import app

pad = app.prepare()


async def main():
    tasks = asyncio.create_task(pad.main())
    await asyncio.sleep(45)
    for task in pad.tasks.values():
        task.cancel()
    await asyncio.sleep_ms(0)
    print("working", pad.session.may_run(), pad.session.phase, pad.session.heat_level)
    measure(*pad.parts[:6], pad.parts[7])


watchdog = None


def measure(sensors, guard, motor, heater, session, buttons, store):
    global watchdog
    watchdog = WDT(timeout=3000)  # the same as the guard's
    passes(sensors, guard, motor, heater, session, buttons, store, 10)
    gc.collect()
    before = gc.mem_alloc()
    micropython.heap_lock()
    passes(sensors, guard, motor, heater, session, buttons, store, 10_000)
    micropython.heap_unlock()
    print("allocated", gc.mem_alloc() - before)
    print("recorded", store.recorder.massage_s - pad.session.elapsed_ms // 1000, store.recorder.heat_s > 400)
    print("still", pad.session.may_run(), pad.outputs.motor_permille > 0, pad.guard.fault)


def passes(sensors, guard, motor, heater, session, buttons, store, count):
    for i in range(count):
        sleep_ms(50)
        sensors.step(50)
        guard.step(50)
        motor.step(50)
        buttons.step(50)
        if i & 1:
            heater.step(100)
            session.step(100)
            store.step(100)
            pad.status.refresh()
        for task in range(8):
            pad.liveness.beat(task)
        watchdog.feed()


asyncio.run(main())
"""


@pytest.mark.parametrize("code", ["py", "mpy"])
def test_ten_thousand_periodic_passes_allocate_nothing(make_pad, code):
    pad = make_pad(code=code, overlay={"main.py": MAIN})
    pad.run_for(1)
    pad.press("START")
    pad.run_for(4)
    pad.press("START")
    pad.run_for(5)
    pad.press("FASTER")
    pad.press("HEAT")
    pad.run_for(50)
    pad.run_for(505)
    said = [event["text"] for event in pad.events if event["source"] == "pad"]
    assert "working True 2 1" in said, said
    assert "allocated 0" in said, said
    assert "recorded 0 True" in said, said
    assert "still True True 0" in said, said
