"""Runs on MicroPython: the real panel, on a board made of machine.py. One JSON object on standard output.

micropython panel_on_vm.py WHAT < argument as JSON
"""

import json
import sys

import machine
import micropython
from machine import I2C, PWM
from panel_status import PanelStatus, lines_of


class Beats:
    """Liveness that counts."""

    count = 0

    def beat(self, task):
        self.count += 1


def make(status):
    from firmware.panel import Panel

    return Panel(status, Beats())


def settle(panel):
    """Let the display catch up. The number of turns that it took."""
    turns = 0
    while panel.turn():
        turns += 1
        assert turns < 50
    return turns


def font():
    """Every letter that can be drawn, with its eight columns."""
    import framebuf

    columns = bytearray(8)
    buffer = framebuf.FrameBuffer(columns, 8, 8, framebuf.MONO_VLSB)
    letters = {}
    for code in range(32, 127):
        buffer.fill(0)
        buffer.text(chr(code), 0, 0, 1)
        letters[chr(code)] = list(columns)
    return letters


def draw(scenes):
    """Show one scene after another, as {attribute: value}; what the display's memory holds after each."""
    status = PanelStatus()
    panel = make(status)
    pictures = []
    for scene in scenes:
        passes = scene.pop("passes", 1)
        status.change(**scene)
        for _ in range(passes):
            panel.step(100)
        turns = settle(panel)
        bus = I2C.made[0]
        pictures.append({"memory": list(bus.memory), "lit": bus.lit, "turns": turns, "lines": lines_of(panel._screen)})
    return {"pictures": pictures, "font": font(), "longest": bus.longest, "timeout_us": bus.timeout_us}


def absent(_):
    """A board without any of it answering."""
    I2C.failures = -1
    status = PanelStatus()
    panel = make(status)
    for _ in range(50):
        panel.step(100)
        assert not panel.turn()
    return {"writes": I2C.made[0].writes, "screen": "pad.screen" in sys.modules}


def failing(pattern):
    """Let single writes fail, one after another: True fails. Whether the display is still used, and what it shows."""
    status = PanelStatus()
    panel = make(status)
    panel.step(100)
    settle(panel)
    bus = I2C.made[0]
    for at in range(1024):
        bus.memory[at] = 0xAA  # the plug was out: it has forgotten everything
    status.change(chosen_minutes=20)
    panel.step(100)
    for fails in pattern:
        while panel._display and panel._screen.draw():
            pass
        I2C.failures = 1 if fails else 0
        panel.turn()
    I2C.failures = 0
    settle(panel)
    return {"used": panel._display is not None, "starts": bus.starts, "memory": list(bus.memory), "lit": bus.lit}


def bare(_):
    """A board profile with nothing fitted."""
    from firmware import board

    board.HAS_LED = board.HAS_BUZZER = board.HAS_DISPLAY = False
    panel = make(PanelStatus())
    for _ in range(50):
        panel.step(100)
        assert not panel.turn()
    return {"i2c": len(I2C.made), "pwm": len(PWM.made), "led": machine.bitstream_calls}


def allocation(passes):
    """Step in every state with a locked heap: a pass that allocates raises MemoryError."""
    status = PanelStatus()
    panel = make(status)
    count = 0
    for state in range(8):
        for warm in (0, 2):
            # OFF turns pages unless a phone may pair, LOCKED where there is a fault.
            status.change(state=state, heat_level=warm, fault_code=12 * (state == 5), pairing_open=state == 0)
            status.tell(state + 1)
            panel.step(100)
            settle(panel)
            # A fault's text turns its page every four seconds, unless a button is pressed.
            count += locked(panel, passes // 16, lambda: status.tell(1) if status.state == 5 else None)
    return {"passes": count}


def seconds(count):
    """A session with heat, in which every pass is a second and both temperatures change: with a locked heap."""
    status = PanelStatus(state=2, heat_level=2, remaining_s=count)
    panel = make(status)
    panel.step(100)
    settle(panel)
    micropython.heap_lock()
    try:
        for _ in range(count):
            status.remaining_s -= 1
            status.left_cc = 3_000 + status.remaining_s * 37 % 900
            status.right_cc = status.left_cc if status.remaining_s & 3 else -32768
            status.sequence += 1
            panel.step(100)
            while panel.turn():
                pass
    finally:
        micropython.heap_unlock()
    return {"lines": lines_of(panel._screen), "memory": list(I2C.made[0].memory), "font": font()}


def led_and_beeps(passes):
    """The same without a display, while states, heat and cues change all the time."""
    from firmware import board

    board.HAS_DISPLAY = False
    status = PanelStatus()
    panel = make(status)
    changes = 0
    settings = []
    for choice in range(4):
        status.change(volume=choice, brightness=1 + choice % 3)
        settings.append(status.session.values)

    def change():
        nonlocal changes
        changes += 1
        status.state = changes % 8
        status.heat_level = changes % 3
        status.cue = changes % 16
        status.session.values = settings[changes & 3]
        status.cue_count += changes & 1

    return {"passes": locked(panel, passes, change)}


def locked(panel, passes, change):
    micropython.heap_lock()
    try:
        for _ in range(passes):
            change()
            panel.step(97)
            panel.turn()
    finally:
        micropython.heap_unlock()
    return passes


def sound(cue, **settings):
    """What LED and buzzer do in the two seconds after a cue in CHECK."""
    status = PanelStatus(state=1, **settings)
    panel = make(status)
    buzzer = PWM.made[0]
    status.tell(cue)
    heard = []
    for _ in range(20):
        panel.step(100)
        heard.append([buzzer.hz if buzzer.duty else 0, buzzer.duty, list(machine.led)])
    return {"first_duty": buzzer.first_duty, "pin": buzzer.pin.id, "heard": heard, "calls": machine.bitstream_calls}


def softly(cue):
    """The same with soft tones and half the light."""
    return sound(cue, volume=1, brightness=2)


def loud_after_soft(_):
    """Duties of a soft tone, and of an alarm of the same pitch that follows it at once."""
    status = PanelStatus(state=1, volume=1)
    panel = make(status)
    duties = []
    for cue in (3, 6):  # CHECK, TIME_UP
        status.tell(cue)
        panel.step(100)
        duties.append([PWM.made[0].hz, PWM.made[0].duty])
    return {"heard": duties}


def steady(passes):
    """How often the LED is written while it does not change."""
    panel = make(PanelStatus(state=2))
    for _ in range(passes):
        panel.step(100)
    return {"calls": machine.bitstream_calls, "led": list(machine.led)}


def task(seconds):
    """The task itself, on the real clock."""
    import asyncio

    status = PanelStatus(state=2)
    panel = make(status)

    async def main():
        running = asyncio.create_task(panel.run())
        await asyncio.sleep(seconds)
        running.cancel()

    asyncio.run(main())
    bus = I2C.made[0]
    return {"beats": panel._liveness.count, "lit": bus.lit, "memory": list(bus.memory), "font": font()}


what = globals()[sys.argv[1]]
print(json.dumps(what(json.load(sys.stdin))))
