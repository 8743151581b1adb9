"""Periodic calls into the stand-ins allocate nothing, so that a firmware pass can be shown to allocate nothing."""

import pytest

SETUP = """
import asyncio, machine, micropython, time
led = machine.Pin(16, machine.Pin.OUT, value=0)
heater = machine.Pin(26, machine.Pin.OUT, value=0)
button = machine.Pin(13, machine.Pin.IN, machine.Pin.PULL_UP)
sense = machine.Pin(35, machine.Pin.IN)
motor = machine.PWM(machine.Pin(25), freq=20000, duty_u16=0)
adc = machine.ADC(machine.Pin(32), atten=machine.ADC.ATTN_11DB)
counter = machine.Counter(0, machine.Pin(34))
watchdog = machine.WDT(timeout=100_000)
bus = machine.I2C(0, scl=machine.Pin(22), sda=machine.Pin(21), freq=400000, timeout=5000)
rtc = machine.RTC()
page = bytearray(129)
page[0] = 0x40
colour = bytearray(3)
WS2812 = (400, 850, 800, 450)
"""
CALLS = {
    "Pin.value": "heater.value(1); heater.value(0); button.value(); sense.value()",
    "PWM.duty_u16": "motor.duty_u16(n); motor.freq(1000 + n)",
    "ADC.read_uv": "adc.read_uv(); adc.read_uv()",
    "Counter.value": "counter.value()",
    "WDT.feed": "watchdog.feed()",
    "ticks": "time.ticks_diff(time.ticks_ms(), time.ticks_add(time.ticks_us(), 5))",
    "I2C.writeto": "bus.writeto(0x3c, page)",
    "bitstream": "machine.bitstream(led, 0, WS2812, colour)",
    "RTC.memory": "rtc.memory(page)",
    "sleep": "time.sleep_ms(1); time.sleep_us(10)",
}
LOCKED = """
def work(count):
    for n in range(count):
        {call}
work(3)
micropython.heap_lock()
try:
    work(2000)
finally:
    micropython.heap_unlock()
print("nothing")
"""


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_periodic_call_allocates_nothing(run_main, call):
    pad = run_main(SETUP + LOCKED.format(call=call), 12.0)
    assert pad.printed == ["nothing"]


def test_the_lock_notices_a_call_that_allocates(run_main):
    pad = run_main(SETUP + LOCKED.format(call="bytes(n)"))
    assert pad.printed[-1].startswith("MemoryError")


TASKS = """
async def beat(period_ms):
    while True:
        adc.read_uv()
        watchdog.feed()
        await asyncio.sleep_ms(period_ms)

def tick(timer):
    heater.value(0)

async def main():
    for period_ms in (20, 50, 50, 100):
        asyncio.create_task(beat(period_ms))
    machine.Timer(0).init(period=50, callback=tick)
    await asyncio.sleep_ms(1000)
    micropython.heap_lock()
    await asyncio.sleep_ms(60_000)
    micropython.heap_unlock()
    print("nothing")
asyncio.run(main())
"""


def test_a_minute_of_tasks_and_timers_allocates_nothing(run_main):
    assert run_main(SETUP + TASKS, 65.0).printed == ["nothing"]


def test_a_heap_of_the_boards_size_is_the_firmwares_alone(run_main):
    main = "import gc\ngc.collect()\nprint(gc.mem_free() + gc.mem_alloc())\nprint(gc.mem_alloc())"
    pad = run_main(main, heap_bytes=112 * 1024)
    total, allocated = (int(line) for line in pad.printed)
    own = pad.heap_allocated()
    assert 105 * 1024 < total - (allocated - own) < 113 * 1024
    assert own < 8 * 1024


def test_a_heap_that_is_full_is_full(run_main):
    pad = run_main("x = bytearray(100 * 1024)\ny = bytearray(20 * 1024)", heap_bytes=112 * 1024)
    assert pad.printed[-1].startswith("MemoryError")


def test_the_heap_is_measured_without_passing_time(run_main):
    pad = run_main("keep = bytearray(50_000)")
    before = pad.now_s
    assert 50_000 < pad.heap_allocated() < 54_000
    assert pad.now_s == before
    pad.run_for(1)
