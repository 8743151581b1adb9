"""The only place that builds objects. Loaded at the start, and forgotten when it has done its work."""

import gc
import sys

from firmware import board
from firmware.app import Pad
from firmware.buttons import Buttons
from firmware.guard import GuardTask
from firmware.heater import Heater
from firmware.motor import Motor
from firmware.outputs import Outputs
from firmware.panel import Panel
from firmware.sensors import Sensors
from firmware.session import SessionTask
from firmware.store import Store
from pad import liveness
from pad.duty_window import DutyWindow
from pad.gate import Gate
from pad.guard import Guard
from pad.heat_budget import HeatBudget
from pad.heat_control import HeatControl
from pad.motor_control import MotorControl
from pad.pairing import Pairing
from pad.readings import Readings
from pad.self_test import SelfTest
from pad.session import Session
from pad.status import Status
from pad.version import VERSION

MADE_LATER = ("Pad", "Pace", "Link", "Requests", "Keeper")  # what is still made when the other objects are there


def fit_this_chip():
    """False, and told, for a pad that was compiled for another chip: other pins would be driven."""
    chip = getattr(sys.implementation, "_machine", "").split(" ")[-1]
    if chip == board.CHIP or not chip.startswith("ESP32"):
        return True
    print("not started: this FootPad is for", board.CHIP, "and this is", chip)
    return False


def build(memory, reset_cause):
    """The parts, built and wired together, as a Pad. `memory` and `reset_cause` are what this start has found."""
    tell_start(reset_cause)
    alive = liveness.Liveness()
    readings = Readings()
    guard = Guard(board.HAS_HEAT, board.TACH_PULSES_PER_REVOLUTION if board.HAS_TACH else 0)
    session = Session(board.HAS_HEAT, HeatBudget())
    outputs = Outputs(Gate())
    motor_control = MotorControl(board.HAS_TACH)
    pairing = Pairing(session, board.BUTTONS)
    status = Status(session, readings, guard, motor_control, outputs, pairing, board.HAS_TACH)
    buttons = Buttons(session, pairing, outputs)
    test = SelfTest() if board.HAS_HEAT else None
    guard_task = GuardTask(guard, readings, alive, outputs, session, buttons, test)
    store = Store(memory, session, readings, guard, outputs, reset_cause)

    parts = (
        Sensors(readings),
        guard_task,
        Motor(motor_control, session, readings, outputs),
        Heater(HeatControl(), DutyWindow(), session, readings, outputs),
        SessionTask(session, guard, guard_task),
        buttons,
        Panel(status, alive),
        store,
    )
    forget_constructors("firmware.ble")  # already: the radio's start takes the most heap of all
    radio = start_radio(session, status, outputs, pairing, store, alive)
    forget_constructors("")
    return Pad(alive, session, guard, outputs, status, parts + ((radio,) if radio else ()))


def forget_constructors(but):
    """Give back the heap of constructors that have done their work: 3 KB. Those of one module are still needed."""
    for name, module in sys.modules.items():
        if is_ours(name) and name != but:
            for part in module.__dict__.values():
                if isinstance(part, type) and is_ours(getattr(part, "__module__", "")):
                    forget_constructor(part)


def forget_constructor(part):
    """Deleted, it would still be held by its place in the class."""
    if part.__name__ not in MADE_LATER and "__init__" in part.__dict__:
        part.__init__ = None


def is_ours(module_name):
    """Whether a module is the pad's own."""
    return module_name.split(".")[0] in ("firmware", "pad")


def start_radio(session, status, outputs, pairing, store, alive):
    """The Bluetooth service, advertising. None without a radio that answers: the pad is whole without."""
    if not board.HAS_RADIO:
        return None
    try:
        import bluetooth  # noqa: F401  asked only whether it is there
    except ImportError:
        print("Bluetooth: this MicroPython has none; the pad works without it")
        return None
    from firmware import gatt_setup
    from firmware.ble import Ble

    radio = Ble(session, status, outputs, pairing, store, alive)
    try:
        print("Bluetooth: the pad's name is", gatt_setup.start(radio))
    except OSError as error:
        print("Bluetooth: the radio does not answer; the pad works without it:", error)
        return None
    finally:
        forget_gatt()
    pairing.has_radio = True
    return radio


def forget_gatt():
    """What has registered the services is never needed again, but for advertising, which may be loaded anew."""
    del sys.modules["firmware.gatt_setup"], sys.modules["pad.gatt"], sys.modules["pad.advertising"]
    del sys.modules["firmware"].gatt_setup, sys.modules["pad"].gatt, sys.modules["pad"].advertising


def tell_start(reset_cause):
    """What the serial line says first."""
    print("FootPad", VERSION, "on", sys.version, "for", board.NAME)
    print("reset cause", reset_cause, "- free memory", gc.mem_free(), "bytes")
