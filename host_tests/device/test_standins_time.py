"""Virtual time: what passes it, what it costs, and who may run meanwhile."""

import pytest

WRAP_MS = 1 << 30
SPIN_3_S = "start = time.ticks_ms()\nwhile time.ticks_diff(time.ticks_ms(), start) < 3000: pass\n"
MARK = """
import gc, machine, time
led = machine.Pin(26, machine.Pin.OUT, value=0)
def mark(n):
    print(n, time.ticks_us())
"""


def took_us(run_main, work: str, setup: str = "", parameters=None) -> int:
    """What a piece of firmware takes, less the two calls that measure it."""
    pad = run_main(
        f"{MARK}{setup}\na = time.ticks_us()\n{work}\nb = time.ticks_us()\nprint(b - a - 10)\n", 5.0, parameters
    )
    return int(pad.printed[-1])


# --- Ticks ------------------------------------------------------------------------------------------------------------


def test_ticks_wrap_at_30_bits_and_diff_does_not_mind(run_main):
    main = (
        "import time\na = time.ticks_ms()\ntime.sleep_ms(1000)\nb = time.ticks_ms()\nprint(a, b, time.ticks_diff(b, a))"
    )
    pad = run_main(main, ticks_start_ms=WRAP_MS - 800)
    assert pad.printed == [f"{WRAP_MS - 500} 500 1000"]


def test_tasks_keep_their_rhythm_across_the_wrap(run_main):
    main = """
import asyncio, time
async def beat():
    for _ in range(8):
        await asyncio.sleep_ms(250)
        print("beat")
asyncio.run(beat())
"""
    pad = run_main(main, 4.0, ticks_start_ms=WRAP_MS - 1000)
    beats = [event["at_s"] for event in pad.events]
    assert len(beats) == 8
    assert [later - earlier for earlier, later in zip(beats, beats[1:], strict=False)] == pytest.approx(
        [0.25] * 7, abs=0.011
    )


@pytest.mark.parametrize("expression", ["time.ticks_diff(5, (1 << 30) - 5)", "time.ticks_add((1 << 30) - 5, 10)"])
def test_ticks_arithmetic(run_main, expression):
    assert run_main(f"import time\nprint({expression})").printed == [{"d": "10", "a": "5"}[expression[11]]]


def test_idle_tasks_wake_on_the_ticks_of_the_operating_system(run_main):
    task = "async def t():\n    await asyncio.sleep_ms(13)\n    print(time.ticks_ms() % 10)\n"
    assert run_main(f"import asyncio, time\n{task}asyncio.run(t())").printed == ["0"]


def test_a_turn_of_a_task_takes_its_time(run_main):
    task = "async def t():\n    for _ in range(1000): await asyncio.sleep_ms(0)\n    print(time.ticks_ms())\n"
    pad = run_main(f"import asyncio, time\n{task}asyncio.run(t())", parameters={"switch_us": 300})
    assert int(pad.printed[0]) - 300 == pytest.approx(300 + 20, abs=15)


# --- Watchdog ---------------------------------------------------------------------------------------------------------

LIVES = {
    "idle in asyncio": "import asyncio\nasync def t(): await asyncio.sleep(100)\nasyncio.run(t())",
    "in the REPL": "",
    "asleep": "time.sleep(100)",
    "spinning": "while True: time.ticks_ms()",
    "blocked in C": "time.sleep_us(100_000_000)",
}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_the_watchdog_bites_whatever_the_firmware_does(run_main, life):
    main = f"import machine, time\nif machine.reset_cause() == 1:\n    machine.WDT(timeout=3000)\n    exec({life!r})\n"
    pad = run_main(main, 10.0)
    assert [event["cause"] for event in pad.resets] == ["watchdog"]
    assert pad.resets[0]["at_s"] == pytest.approx(3.3, abs=0.001)


def test_the_watchdog_bites_a_loop_that_touches_nothing(run_main, monkeypatch):
    monkeypatch.setattr("tools.simulator.vm.SILENCE_LIMIT_S", 2)
    main = "import machine\nif machine.reset_cause() == 1:\n    machine.WDT(timeout=3000)\n    while True: pass\n"
    pad = run_main(main, 3.2)
    assert pad.resets == []
    pad.run_for(2)
    assert pad.resets[0]["at_s"] == pytest.approx(3.3, abs=0.001)


def test_a_watchdog_that_is_fed_does_not_bite(run_main):
    pad = run_main(
        "import machine, time\nw = machine.WDT(timeout=1000)\nwhile True:\n    time.sleep_ms(900)\n    w.feed()", 20.0
    )
    assert pad.resets == []


def test_a_second_watchdog_only_changes_the_time(run_main):
    main = (
        "import machine\nif machine.reset_cause() == 1:\n    machine.WDT(timeout=1000)\n    machine.WDT(timeout=5000)\n"
    )
    assert run_main(main, 8.0).resets[0]["at_s"] == pytest.approx(5.3, abs=0.001)


def test_the_watchdog_lives_through_a_soft_reset(run_main):
    main = "import machine\nif machine.reset_cause() == 1:\n    machine.WDT(timeout=2000)\n    machine.soft_reset()\n"
    pad = run_main(main, 5.0)
    assert [event["cause"] for event in pad.resets] == ["soft reset", "watchdog"]
    assert pad.resets[1]["at_s"] == pytest.approx(2.3, abs=0.001)


# --- Soft timers ------------------------------------------------------------------------------------------------------

TIMER = (
    MARK + "t = machine.Timer(0)\nt.init(mode=machine.Timer.PERIODIC, period=100, callback=lambda t: mark('tick'))\n"
)


IDLE_3_S = "import asyncio\nasync def t(): await asyncio.sleep(3)\nasyncio.run(t())"


@pytest.mark.parametrize("life", [SPIN_3_S, "time.sleep_ms(3000)", IDLE_3_S], ids=["spin", "sleep", "idle"])
def test_a_soft_timer_runs_while_python_spins_or_waits(run_main, life):
    pad = run_main(TIMER + life, 3.25)
    assert len(pad.printed) == 29


def test_a_soft_timer_waits_for_a_blocking_call_and_then_its_queue_is_short(run_main):
    pad = run_main(TIMER + "time.sleep_us(2_000_000)\nmark('end')", 2.35)
    ticks = [int(line.split()[1]) for line in pad.printed if line.startswith("tick")]
    assert len(ticks) == 8
    assert ticks[0] >= 2_300_000


def test_what_a_timer_raises_is_printed_and_it_goes_on(run_main):
    main = "import machine\ndef f(t): raise ValueError('tick')\nmachine.Timer(0).init(period=500, callback=f)\n"
    pad = run_main(main, 2.9)
    assert pad.printed.count("ValueError: tick") == 5


def test_a_one_shot_timer_fires_once_and_a_timer_that_is_ended_never(run_main):
    main = (
        "from machine import Timer\nTimer(1).init(mode=Timer.ONE_SHOT, period=50, callback=lambda t: print('once'))\n"
    )
    main += "t = Timer(2)\nt.init(period=50, callback=lambda t: print('never'))\nt.deinit()\n"
    assert run_main(main, 3.0).printed == ["once"]


# --- Costs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("erase_ms", [45, 400])
def test_erasing_and_programming_flash_take_their_time(run_main, erase_ms):
    write = "f = open('/x', 'wb')\nf.write(bytes(4096 * 4))\nf.close()"
    us = took_us(run_main, write, parameters={"erase_ms": erase_ms, "program_ms": 3})
    pages = 4 * 4096 // 256
    assert us >= 4 * erase_ms * 1000 + pages * 3000
    assert us <= 7 * erase_ms * 1000 + (pages + 8) * 3000


def test_a_blocking_erase_holds_up_every_task(run_main):
    main = """
import asyncio, time
async def beat():
    last = time.ticks_ms()
    longest = 0
    for _ in range(100):
        await asyncio.sleep_ms(20)
        now = time.ticks_ms()
        longest = max(longest, now - last)
        last = now
    print(longest)
async def store():
    await asyncio.sleep_ms(500)
    with open("/x", "w") as file: file.write("x" * 5000)
async def main():
    asyncio.create_task(store())
    await beat()
asyncio.run(main())
"""
    assert int(run_main(main, 4.0, {"erase_ms": 400}).printed[0]) >= 400


def test_a_collection_takes_its_time(run_main):
    assert took_us(run_main, "gc.collect()", parameters={"gc_ms": 7}) == 7000


I2C = """
i = machine.I2C(0, scl=machine.Pin(22), sda=machine.Pin(21), freq=400000, timeout=5000)
b = bytearray(129)
b[0] = 0x40
"""


def test_the_bus_takes_its_bytes(run_main):
    assert took_us(run_main, "i.writeto(0x3c, b)", I2C) == pytest.approx(130 * 9 / 0.4, abs=100)
    assert took_us(run_main, "i.writeto(0x3c, b)", I2C.replace("400000", "100000")) == pytest.approx(
        130 * 9 / 0.1, abs=100
    )


@pytest.mark.parametrize(("state", "error", "us"), [("absent", 19, 100), ("stuck", 116, 5000)])
def test_a_display_that_is_gone_and_a_bus_that_hangs(run_main, state, error, us):
    setup = I2C + "\ntime.sleep_ms(500)"
    work = "try: i.writeto(0x3c, b)\nexcept OSError as e: print('error', e.errno)"
    pad = run_main(f"{MARK}{setup}\na = time.ticks_us()\n{work}\nprint(time.ticks_us() - a)", 0.5)
    pad.set_display(state)
    pad.run_for(1)
    assert pad.printed[0] == f"error {error}"
    assert int(pad.printed[1]) == pytest.approx(us, abs=100)


def test_another_address_does_not_answer(run_main):
    assert run_main(MARK + I2C + "\ni.writeto(0x3d, b)").printed[-1].startswith("OSError: [Errno 19]")


def test_bits_and_conversions_take_their_time(run_main):
    adc = "adc = machine.ADC(32, atten=machine.ADC.ATTN_11DB)"
    bits = "machine.bitstream(led, 0, (400, 850, 800, 450), bytearray(3))"
    assert took_us(run_main, bits) == 30
    assert took_us(run_main, "for _ in range(10): adc.read_uv()", adc) == 1000


def test_the_vm_is_asked_for_nothing_while_nothing_happens(run_main):
    """Half an hour of idling costs a moment: the host has a say five times a second, no more."""
    pad = run_main("", 1800.0)
    assert pad.wall_s < 5.0
