"""The only place that builds objects and starts tasks."""

import asyncio
import gc
import sys
from time import ticks_ms

from firmware import board, startup
from pad import liveness
from pad.version import VERSION

COLLECT_EVERY_S = 60  # a collection takes 2 to 10 ms: rather often and small than once when memory runs out
COLLECT_AFTER_BYTES = 16_384

pad = None


def tell_ready(parts):
    """What it says once everything runs. Whoever has flashed a board waits for this: tools/flash/report.py."""
    radios = parts[liveness.BLE :]
    seen = "advertising" if radios and not radios[0].unsent else "not advertising"
    print("ready,", seen + ",", ticks_ms(), "ms after the chip's start")


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
        global tell_ready
        for index, part in enumerate(self.parts):
            self.liveness.watch(index)
            self.tasks[liveness.NAMES[index]] = asyncio.create_task(part.run())
        await asyncio.sleep_ms(0)  # each has had its first turn
        tell_ready(self.parts)
        del tell_ready
        while True:
            gc.collect()
            await asyncio.sleep(COLLECT_EVERY_S)


def build(memory, reset_cause):
    """Build the parts; returns a Pad. Imports are here, and `run` forgets this function, to give back its heap."""
    from firmware.buttons import Buttons
    from firmware.guard import GuardTask
    from firmware.heater import Heater
    from firmware.motor import Motor
    from firmware.outputs import Outputs
    from firmware.sensors import Sensors
    from firmware.session import SessionTask
    from firmware.store import Store
    from pad.duty_window import DutyWindow
    from pad.gate import Gate
    from pad.guard import Guard
    from pad.heat_budget import HeatBudget
    from pad.heat_control import HeatControl
    from pad.motor_control import MotorControl
    from pad.readings import Readings
    from pad.self_test import SelfTest
    from pad.session import Session
    from pad.status import Status

    alive = liveness.Liveness()
    readings = Readings()
    guard = Guard(board.HAS_HEAT, board.TACH_PULSES_PER_REVOLUTION if board.HAS_TACH else 0)
    session = Session(board.HAS_HEAT, HeatBudget())
    outputs = Outputs(Gate())
    motor_control = MotorControl(board.HAS_TACH)
    pairing = find_radio(session)
    status = Status(session, readings, guard, motor_control, outputs, pairing, board.HAS_TACH)
    buttons = Buttons(session, pairing, outputs, alive)
    test = SelfTest() if board.HAS_HEAT else None
    guard_task = GuardTask(guard, readings, alive, outputs, session, buttons, test)
    store = Store(memory, session, guard, outputs, alive, reset_cause)
    from firmware.panel import Panel  # after the store has settled, and forgotten how: both would not fit

    parts = (
        Sensors(readings, alive),
        guard_task,
        Motor(motor_control, session, readings, outputs, alive),
        Heater(HeatControl(), DutyWindow(), session, readings, outputs, alive),
        SessionTask(session, guard, guard_task, alive),
        buttons,
        Panel(status, alive),
        store,
    )
    radio = start_radio(session, status, outputs, pairing, store, alive)
    return Pad(alive, session, guard, outputs, status, parts + ((radio,) if radio else ()))


def find_radio(session):
    """What opens the window for phones, None where there is no radio: the pad is whole without it."""
    try:
        import bluetooth  # noqa: F401  asked only whether it is there
    except ImportError:
        print("Bluetooth: this MicroPython has none; the pad works without it")
        return None
    from pad.pairing import Pairing

    return Pairing(session, board.BUTTONS)


def start_radio(session, status, outputs, pairing, store, alive):
    """The Bluetooth service, advertising. None where there is no radio or it does not answer."""
    if pairing is None:
        return None
    from firmware.ble import Ble

    radio = Ble(session, status, outputs, pairing, store, alive)
    try:
        print("Bluetooth: the pad's name is", radio.start())
    except OSError as error:
        print("Bluetooth: the radio does not answer; the pad works without it:", error)
        return None
    pairing.has_radio = True
    return radio


def tell_start():
    """What the serial line says first."""
    print("FootPad", VERSION, "on", sys.version, "for", board.NAME)
    print("reset cause", startup.cause, "- free memory", gc.mem_free(), "bytes")


def fits_this_chip():
    """False, and told, for a pad that was compiled for another chip: other pins would be driven."""
    chip = getattr(sys.implementation, "_machine", "").split(" ")[-1]
    if chip == board.CHIP or not chip.startswith("ESP32"):
        return True
    print("not started: this FootPad is for", board.CHIP, "and this is", chip)
    return False


def prepare():
    """Build the pad, with what the start has found out, and keep it as `pad`, where a debugger finds it."""
    global pad
    tell_start()
    pad = built = build(startup.memory, startup.cause)
    return built


def run():
    """Build the pad and run it: for ever, or until an exception, and then with motor and heater off.

    Returns at once on another chip than the one that the pad was compiled for.
    """
    global build, find_radio, fits_this_chip, prepare, start_radio, tell_start
    if not fits_this_chip():
        return
    built = prepare()
    del build, find_radio, fits_this_chip, prepare, start_radio, tell_start
    gc.collect()
    gc.threshold(COLLECT_AFTER_BYTES)
    try:
        asyncio.run(built.main())
    finally:
        built.outputs.cut()
