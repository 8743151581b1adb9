"""The only place that builds objects and starts tasks."""

import asyncio
import gc
import sys

import machine

from firmware import board, startup
from firmware.buttons import Buttons
from firmware.guard import GuardTask
from firmware.heater import Heater
from firmware.motor import Motor
from firmware.outputs import Outputs
from firmware.panel import Panel
from firmware.sensors import Sensors
from firmware.session import SessionTask
from firmware.store import Store
from pad import faults, liveness
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
from pad.version import VERSION

COLLECT_EVERY_S = 60  # a collection takes 2 to 10 ms: rather often and small than once when memory runs out

pad = None


class Pad:
    """All parts of a running pad, by name. `tasks` maps the names of pad.liveness to asyncio tasks."""

    def __init__(self, memory, reset_cause):
        self.liveness = liveness.Liveness()
        self.readings = Readings()
        self.guard = Guard(board.HAS_HEAT)
        self.session = Session(board.HAS_HEAT, HeatBudget())
        memory.restore(self.session, self.guard)
        self.outputs = Outputs(Gate())
        self.motor_control = MotorControl(board.HAS_TACH)
        self.status = Status(self.session, self.readings, self.guard, self.motor_control, self.outputs, board.HAS_TACH)
        self.tasks = {}
        self.parts = self._build_tasks(memory, reset_cause)

    def _build_tasks(self, memory, reset_cause):
        """The objects with a `run`, in the order of pad.liveness.NAMES."""
        session, readings, outputs, alive = self.session, self.readings, self.outputs, self.liveness
        buttons = Buttons(session, outputs, alive)
        test = SelfTest() if board.HAS_HEAT else None
        guard_task = GuardTask(self.guard, readings, alive, outputs, session, buttons, test)
        return (
            Sensors(readings, alive),
            guard_task,
            Motor(self.motor_control, session, readings, outputs, alive),
            Heater(HeatControl(), DutyWindow(), session, readings, outputs, alive),
            SessionTask(session, self.guard, guard_task, alive),
            buttons,
            Panel(self.status, alive),
            Store(memory, session, self.guard, outputs, alive, reset_cause),
        )

    async def main(self):
        """Start every task, then collect garbage now and then, for ever."""
        for index, part in enumerate(self.parts):
            self.liveness.watch(index)
            self.tasks[liveness.NAMES[index]] = asyncio.create_task(part.run())
        while True:
            gc.collect()
            await asyncio.sleep(COLLECT_EVERY_S)


def start_radio():
    """The place of the Bluetooth service. The pad is whole without it."""
    try:
        import bluetooth  # noqa: F401  asked only whether it is there
    except ImportError:
        print("Bluetooth: this MicroPython has none; the pad works without it")
    else:
        print("Bluetooth: present; this version of FootPad does not use it yet")


def tell_start():
    """What the serial line says first."""
    print("FootPad", VERSION, "on", sys.version, "for", board.NAME)
    print("reset cause", startup.cause, "- free memory", gc.mem_free(), "bytes")


def run():
    """Build the pad and run it. Returns only by an exception, and then with motor and heater off."""
    global pad
    tell_start()
    pad = Pad(startup.memory, startup.cause)
    if startup.crash_loop:
        pad.guard.latch(faults.CRASH_LOOP)
        pad.session.enter_safe_mode()
    elif startup.cause == machine.WDT_RESET:
        pad.guard.latch(faults.WATCHDOG_RESET)
    start_radio()
    try:
        asyncio.run(pad.main())
    finally:
        pad.outputs.cut()
