"""What is typed at the simulated board's REPL, and Ctrl-C there."""

from tools.simulator.vm_side.protocol import TYPED_ENDED


def typed(pad, source, seconds=1.0):
    """What is printed by it within so many seconds."""
    before = len(pad.printed)
    pad.type_in(source)
    pad.run_for(seconds)
    return pad.printed[before:]


def test_what_is_typed_runs_when_main_has_ended_and_keeps_its_names(run_main):
    pad = run_main("import time\ntime.sleep_ms(1500)\nx = 1\n", 1.0)
    assert typed(pad, "x += 1\nprint(x)", 0.5) == []
    pad.run_for(1)
    assert pad.printed == ["2", TYPED_ENDED]
    assert typed(pad, "print(x + 1)") == ["3", TYPED_ENDED]


def test_what_is_typed_takes_its_time(run_main):
    pad = run_main("", 1.0)
    pad.type_in("import time\ntime.sleep_ms(400)\nprint('late')")
    pad.run_for(1)
    assert pad.printed_at_s("late") == 1.4


def test_an_exception_is_printed_and_the_prompt_comes_back(run_main):
    pad = run_main("", 1.0)
    assert typed(pad, "1 / 0")[-2:] == ["ZeroDivisionError: divide by zero", TYPED_ENDED]
    assert typed(pad, "print('on')") == ["on", TYPED_ENDED]


def test_ctrl_c_ends_what_is_typed_and_what_runs_as_main_at_once(run_main):
    pad = run_main("import time\ntry:\n    time.sleep(100)\nfinally:\n    print('finally')\n", 1.0)
    pad.interrupt()
    pad.run_for(0.001)
    assert pad.printed[0] == "finally"
    assert pad.printed[-1].startswith("KeyboardInterrupt")
    pad.type_in("time.sleep(100)")
    pad.run_for(0.5)
    pad.interrupt()
    pad.run_for(0.001)
    assert pad.printed[-1] == TYPED_ENDED


def test_ctrl_c_at_the_prompt_does_no_harm(run_main):
    pad = run_main("", 1.0)
    pad.interrupt()
    assert typed(pad, "print('on')")[-2:] == ["on", TYPED_ENDED]


def test_ctrl_c_does_not_come_out_of_a_timers_callback(run_main):
    pad = run_main("", 1.0)
    source = """
import machine, time
def call(timer):
    for _ in range(1000):
        time.ticks_ms()
    print("called")
machine.Timer(0).init(mode=machine.Timer.ONE_SHOT, period=10, callback=call)
time.sleep(100)
"""
    pad.type_in(source)
    pad.run_for(0.012)
    pad.interrupt()
    pad.run_for(0.1)
    assert pad.printed[0] == "called"
    assert pad.printed[-1] == TYPED_ENDED


def test_sys_exit_is_a_soft_reset(run_main):
    pad = run_main("print('main')", 1.0)
    pad.type_in("import sys\nsys.exit()")
    pad.run_for(1)
    assert [event["cause"] for event in pad.resets] == ["soft reset"]
    assert pad.printed == ["main", "main"]
