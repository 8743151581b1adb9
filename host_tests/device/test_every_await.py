"""Whatever a task waits for, it may raise, hang or never come back there: outputs off in time, and the pad says why.

The places are counted in the sources, so that an `await` that somebody adds is tried, or these tests fail.
"""

import ast
import re
from pathlib import Path

import pytest

from host_tests.device.person import BOOT_S, begin_warm, state
from host_tests.device.resetting import OUTPUTS, stays_off, warm_pad
from host_tests.device.test_panel_hardware import shown
from host_tests.device.traces import off_after_s
from pad.liveness import NAMES

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
# More turns than the panel takes in one pass: its wait for the next pass, then one for each of its display's turns.
PANEL_TURNS = 6
CONTROL = ("sensors", "guard", "motor", "heater", "session", "buttons")
OTHERS = ("panel", "store", "ble")
CONTROL_OFF_S = 0.5
OTHERS_OFF_S = 5.0
WATCHDOG_S = 3.05
COLD_ROOM = {"ambient_c": 10.0, "monostable_ms": 400.0}
RAIL_OPENS_S = 0.5  # after the last edge
CASES = [(task, 1) for task in (*CONTROL, "store", "ble")] + [("panel", turn + 1) for turn in range(PANEL_TURNS)]


def awaits_in(name):
    """The lines of a file of the firmware in which it awaits."""
    tree = ast.parse((FIRMWARE / f"{name}.py").read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.AsyncFor, ast.AsyncWith))]
    return {node.lineno for node in ast.walk(tree) if isinstance(node, ast.Await)}


def file_of(task):
    """Where this task awaits: in its own file, or with the others that only keep their pace."""
    return task if awaits_in(task) else "pace"


def lines_of_traceback(printed, name):
    """The lines of a file that tracebacks among these lines passed through."""
    found = [re.search(rf'"/?firmware/{name}\.py", line (\d+)', line) for line in printed]
    return {int(match[1]) for match in found if match}


def off_in_time(pad, broken_s, limit_s):
    """Motor and heater off within the limit, the rail half a second later, and so they stay."""
    pad.run_for(limit_s + 1)
    for signal in OUTPUTS:
        assert off_after_s(pad, signal, broken_s) <= limit_s, signal
    assert off_after_s(pad, "RAIL", broken_s) <= limit_s + RAIL_OPENS_S


def says(pad, code):
    """Status, LED and display tell of this fault."""
    colours = set()
    for _ in range(12):
        pad.run_for(0.1)
        colours.add(pad.led)
    assert (state(pad), pad.status.fault_code) == ("FAULT", code)
    assert colours == {(128, 0, 0), (0, 0, 0)}
    assert shown_in_full(pad)[0] == f"FAULT {code}"


def shown_in_full(pad):
    """What the display shows when it is not just being drawn: it takes turns with two pages."""
    try:
        return shown(pad)
    except ValueError:
        pad.run_for(1)
        return shown(pad)


def limit_of(task):
    return OTHERS_OFF_S if task in OTHERS else CONTROL_OFF_S


def test_the_tasks_are_the_only_ones_that_wait():
    waiting = {path.stem for path in FIRMWARE.glob("*.py") if awaits_in(path.stem)}
    assert waiting == {"guard", "panel", "ble", "pace", "app"}
    assert set(NAMES) == {*CONTROL, *OTHERS}


@pytest.mark.parametrize("fault", ["task_raised:panel@", "task_raised:panel@x", "task_raised:@1", "vm_frozen@1"])
def test_a_turn_that_cannot_be_is_refused(make_pad, fault):
    with pytest.raises(ValueError, match="unknown fault"):
        make_pad().inject(fault)


@pytest.mark.parametrize("how", ["raised", "killed"])
def test_at_every_await_a_task_that_ends_ends_the_session_and_the_pad_says_why(make_pad, how):
    pad = make_pad(COLD_ROOM, radio=True)
    raised_at = {name: set() for name in NAMES}
    for task, turn in CASES:
        warm_pad(pad)
        told_before = len(pad.printed)
        broken_s = pad.now_s
        pad.inject(f"task_{how}:{task}@{turn}")
        off_in_time(pad, broken_s, limit_of(task))
        raised_at[task] |= lines_of_traceback(pad.printed[told_before:], file_of(task))
        assert any("RuntimeError" in line for line in pad.printed[told_before:]) == (how == "raised")
        if task == "guard":
            pad.run_for(WATCHDOG_S + BOOT_S)
            says(pad, 50)
        elif task != "panel":
            says(pad, 30 + NAMES.index(task))
        else:
            assert (state(pad), pad.status.fault_code) == ("FAULT", 36)
            if how == "raised":  # its last act
                assert (pad.led, pad.buzzer_hz, pad.display) == ((128, 0, 0), 0, None)
        assert stays_off(pad, 1), task
    if how == "raised":
        assert raised_at == {name: awaits_in(file_of(name)) for name in NAMES}


def test_at_every_await_a_task_that_loops_for_ever_is_cut_and_the_pad_restarts_and_says_why(make_pad):
    pad = make_pad(COLD_ROOM, radio=True)
    for task, turn in CASES:
        warm_pad(pad)
        broken_s = pad.now_s
        pad.inject(f"task_blocked:{task}@{turn}")
        off_in_time(pad, broken_s, limit_of(task))
        pad.run_for(WATCHDOG_S + BOOT_S)
        assert pad.resets[-1]["cause"] == "watchdog"
        says(pad, 50)
        assert stays_off(pad, 1), task


FAILING_STEP = """
import asyncio
from firmware import app

async def fail(index):
    await asyncio.sleep(12)

    def failing_step(dt_ms):
        raise OSError(5)

    app.pad.parts[index].step = failing_step

asyncio.create_task(fail({index}))
app.run()
"""
FAILING_ADC = """
import asyncio
import machine
from firmware import app

async def fail():
    await asyncio.sleep(12)

    def failing_read(adc):
        raise OSError(-1)

    machine.ADC.read_uv = failing_read

asyncio.create_task(fail())
app.run()
"""
FAILING_MAIN = """
import asyncio
from firmware import app

sleep = asyncio.sleep

async def failing_sleep(seconds):
    await sleep(12)
    raise RuntimeError("broken")

asyncio.sleep = failing_sleep
app.run()
"""
FAILS_AT_S = 12


def pad_that_fails(make_pad, main):
    """A pad that something has raised in during a session, and when it did."""
    pad = make_pad(COLD_ROOM, overlay={"main.py": main}, radio=True)
    pad.run_for(BOOT_S)
    begin_warm(pad)
    pad.run_until(FAILS_AT_S)
    assert pad.motor_duty > 0
    pad.run_for(0.6)  # it counts from the first line of main.py
    return pad, pad.printed_at_s("Traceback (most recent call last):")


@pytest.mark.parametrize("task", NAMES)
def test_an_exception_in_a_pass_is_as_one_at_an_await(make_pad, task):
    pad, failed_s = pad_that_fails(make_pad, FAILING_STEP.format(index=NAMES.index(task)))
    off_in_time(pad, failed_s, limit_of(task))
    assert any("OSError" in line for line in pad.printed)
    if task == "guard":
        pad.run_for(WATCHDOG_S + BOOT_S)
        says(pad, 50)
    else:
        assert (state(pad), pad.status.fault_code) == ("FAULT", 30 + NAMES.index(task))


def test_an_error_of_the_adc_ends_the_session_and_the_pad_says_why(make_pad):
    pad, failed_s = pad_that_fails(make_pad, FAILING_ADC)
    off_in_time(pad, failed_s, CONTROL_OFF_S)
    says(pad, 30)


def test_an_exception_out_of_main_leaves_everything_off_and_the_watchdog_brings_the_pad_back(make_pad):
    """The port prints it and waits at its prompt; nothing feeds the watchdog there."""
    pad, failed_s = pad_that_fails(make_pad, FAILING_MAIN)
    pad.run_for(1)
    assert lines_of_traceback(pad.printed, "app") >= awaits_in("app")
    for signal in OUTPUTS:
        assert off_after_s(pad, signal, failed_s) == 0
    assert not pad.rail_closed
    pad.run_for(WATCHDOG_S + BOOT_S)
    assert pad.resets[0]["cause"] == "watchdog"
    says(pad, 50)
