"""The outputs and their soft timer, which comes between any two bytecodes: what outlived its Permit is always told."""

import sys
import time
from importlib import import_module
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from pad.gate import Gate
from pad.limits import PERMIT_MS

FULL = 1_000
ENOUGH_BYTECODES = 1_000


class Interrupt:
    """Calls `handler` once, before the bytecode with this number. `came` says whether there were so many."""

    def __init__(self, bytecode, handler):
        self._left = bytecode
        self._handler = handler
        self.came = False

    def __enter__(self):
        self._before = sys.gettrace()
        sys.settrace(self._trace)

    def __exit__(self, *_):
        sys.settrace(self._before)

    def _trace(self, frame, event, _):
        frame.f_trace_opcodes = frame.f_code.co_filename.endswith(("outputs.py", "gate.py"))
        if event == "opcode" and not self.came:
            self._left -= 1
            self.came = self._left < 0
            if self.came:
                self._handler(None)
        return self._trace


@pytest.fixture
def clock(monkeypatch):
    """The chip's milliseconds, as a dictionary with `now_ms`."""
    clock = {"now_ms": 0}
    silicon = SimpleNamespace(Pin=MagicMock(), PWM=MagicMock(), Timer=MagicMock())
    monkeypatch.setitem(sys.modules, "machine", silicon)
    monkeypatch.setattr(time, "ticks_ms", lambda: clock["now_ms"], raising=False)
    monkeypatch.setattr(time, "ticks_diff", lambda later, earlier: later - earlier, raising=False)
    monkeypatch.delitem(sys.modules, "firmware.outputs", raising=False)
    yield clock
    sys.modules.pop("firmware.outputs", None)


def running(clock):
    """Outputs that run with a Permit which lapses now, and what their timer calls."""
    outputs = import_module("firmware.outputs").Outputs(Gate())
    outputs.grant(True, True)
    outputs.set_motor(FULL)
    outputs.set_heater(True)
    assert (outputs.motor_permille, outputs.heater_on, outputs.lapsed) == (FULL, True, False)
    clock["now_ms"] += PERMIT_MS + 1
    return outputs, outputs._timer.init.call_args.kwargs["callback"]


def ask_for_motor(outputs):
    outputs.set_motor(FULL)
    assert outputs.motor_permille == 0


def ask_for_heat(outputs):
    outputs.set_heater(True)
    assert not outputs.heater_on


@pytest.mark.parametrize("ask", [ask_for_motor, ask_for_heat])
def test_what_outlived_its_permit_is_told_wherever_the_timer_comes_between(clock, ask):
    for bytecode in range(ENOUGH_BYTECODES):
        outputs, timer = running(clock)
        interrupt = Interrupt(bytecode, timer)
        with interrupt:
            ask(outputs)
        assert outputs.lapsed, bytecode
        if not interrupt.came:
            break
    assert 10 < bytecode < ENOUGH_BYTECODES - 1


def test_what_is_asked_for_no_more_has_not_outlived_its_permit(clock):
    outputs, _ = running(clock)
    outputs.set_motor(0)
    outputs.set_heater(False)
    assert (outputs.motor_permille, outputs.heater_on, outputs.lapsed) == (0, False, False)


def test_what_was_cut_before_is_not_told_by_who_asks_for_it_again(clock):
    outputs, _ = running(clock)
    outputs.cut()
    ask_for_motor(outputs)
    ask_for_heat(outputs)
    assert not outputs.lapsed
