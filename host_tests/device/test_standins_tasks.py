"""What can be done to the tasks of a running application, and how asyncio behaves on the virtual clock."""

import pytest

APP = """
import asyncio, machine

class Status:
    def __init__(self):
        self.record = bytearray(20)
        self.phase = self.chosen_minutes = self.rest_s = self.heat_left_s = self.cue = self.cue_count = 0

    def refresh(self):
        self.record[1] = 2
        self.record[18] += 1

class Pad:
    def __init__(self):
        self.status = Status()
        self.tasks = {}

    async def motor(self):
        try:
            while True:
                print("motor")
                await asyncio.sleep_ms(100)
        finally:
            print("finally")

    async def heater(self):
        while True:
            await asyncio.sleep_ms(100)
            print("heater")

    async def main(self):
        self.tasks["motor"] = asyncio.create_task(self.motor())
        self.tasks["heater"] = asyncio.create_task(self.heater())
        machine.Timer(0).init(period=500, callback=lambda timer: print("timer"))
        await asyncio.sleep(1000)

pad = Pad()
"""
MAIN = "from firmware import app\nimport asyncio, machine\nif machine.reset_cause() == 1: asyncio.run(app.pad.main())\n"


@pytest.fixture
def app(run_main):
    """A small application with the tasks `motor` and `heater` and a soft timer, one second after its start."""
    return run_main(MAIN, 1.25, files={"firmware/app.py": APP})


def heard(pad, seconds=1.0) -> set[str]:
    before = len(pad.events)
    pad.run_for(seconds)
    return {event["text"] for event in pad.events[before:] if event["source"] == "pad"}


def test_the_status_is_asked_for_by_the_host(app):
    assert app.status.state == 2
    first = app.status.sequence
    app.run_for(1)
    assert app.status.sequence == pytest.approx(first + 10, abs=1)


def test_a_killed_task_does_nothing_any_more_not_even_finally_until_it_is_healed(app):
    app.inject("task_killed:motor")
    assert heard(app) == {"heater", "timer"}
    app.clear("task_killed:motor")
    assert heard(app) == {"motor", "heater", "timer"}
    app.inject("task_killed:motor")
    assert heard(app) == {"heater", "timer"}


def test_a_blocked_task_keeps_the_others_from_running_but_not_the_timers(app):
    app.inject("task_blocked:motor")
    assert heard(app) == {"timer"}
    app.clear("task_blocked:motor")
    assert heard(app) == {"motor", "heater", "timer"}


def test_what_is_raised_in_a_task_comes_out_of_its_await(app):
    app.inject("task_raised:motor")
    lines = heard(app)
    assert "finally" in lines
    assert any(line.startswith("RuntimeError") for line in lines)
    assert heard(app) == {"heater", "timer"}


def test_a_frozen_vm_does_nothing_at_all_until_it_thaws(app):
    app.inject("vm_frozen", until_s=3.0)
    assert heard(app, 1.7) == set()
    assert heard(app) == {"motor", "heater", "timer"}


def test_the_watchdog_bites_a_frozen_vm(run_main):
    main = "import machine, time\nif machine.reset_cause() == 1:\n    machine.WDT(timeout=3000)\n    time.sleep(1000)\n"
    pad = run_main(main, 1.0)
    pad.inject("vm_frozen")
    pad.run_for(5)
    assert [event["at_s"] for event in pad.resets] == [pytest.approx(3.3, abs=0.001)]


def test_a_fault_that_comes_before_the_application_strikes_when_it_is_there(run_main):
    pad = run_main(MAIN, 0.0, files={"firmware/app.py": APP})
    pad.inject("task_killed:motor")
    pad.run_for(2)
    assert heard(pad) == {"heater", "timer"}


def test_a_task_that_does_not_exist_is_said(app):
    with pytest.raises(Exception, match="no task 'store'"):
        app.inject("task_killed:store")


def test_an_unknown_fault_is_refused(app):
    with pytest.raises(ValueError, match="unknown fault 'gremlin'"):
        app.inject("gremlin")


ASYNCIO = """
import asyncio, time

async def child(n):
    await asyncio.sleep_ms(100 * n)
    if n == 3:
        raise ValueError("three")
    return n

async def slow():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("cancelled", time.ticks_ms() // 1000)
        raise

async def wait_for_event(event):
    await event.wait()
    print("event")

async def main():
    print(await child(2), await asyncio.create_task(child(1)))
    print(await asyncio.gather(child(1), child(3), return_exceptions=True))
    task = asyncio.create_task(slow())
    await asyncio.sleep_ms(1000)
    task.cancel()
    await asyncio.sleep_ms(0)
    print("done", task.done())
    try:
        await asyncio.wait_for(child(9), 0.5)
    except asyncio.TimeoutError:
        print("timeout")
    event = asyncio.Event()
    asyncio.create_task(wait_for_event(event))
    await asyncio.sleep_ms(10)
    event.set()
    flag = asyncio.ThreadSafeFlag()
    import machine
    machine.Timer(0).init(mode=machine.Timer.ONE_SHOT, period=200, callback=lambda timer: flag.set())
    await flag.wait()
    print("flag")
    async with asyncio.Lock():
        print("lock")
asyncio.run(main())
"""


def test_asyncio_works_on_the_virtual_clock(run_main):
    assert run_main(ASYNCIO, 10.0).printed == [
        "2 1",
        "[1, ValueError('three',)]",
        "cancelled 1",
        "done True",
        "timeout",
        "event",
        "flag",
        "lock",
    ]
