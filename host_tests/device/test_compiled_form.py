"""What a board receives does what the sources do: the same life of a pad, pin by pin, in both forms."""

from dataclasses import replace

from host_tests.device.person import BOOT_S, clear_fault, click, confirm_feet, go_on, hold, open_check, state, stop
from tools.board_code import board_sources
from tools.board_files import board_files
from tools.read_traceback import read_traceback

FAULTS = ("ntc_left_open", "ntc_right_short", "adc_ref_bad", "task_killed:panel", "vm_frozen")


def start(pad) -> None:
    """What begins a session with heat; what happens is another question."""
    open_check(pad)
    confirm_feet(pad)
    pad.run_for(3)
    click(pad, "HEAT")


def live(pad) -> None:
    """A session with everything in it, faults, resets, and a lock at last."""
    pad.run_for(BOOT_S)
    click(pad, "TIME", 2)
    start(pad)
    click(pad, "FASTER", 4)
    pad.run_for(70)
    stop(pad)
    go_on(pad)
    for fault in FAULTS:
        pad.inject(fault)
        pad.run_for(7)
        pad.clear(fault)
        clear_fault(pad)
        start(pad)
    pad.power_cycle()
    pad.run_for(BOOT_S)
    open_check(pad)
    hold(pad, "START", 3.5)
    pad.run_for(5)


def told(pad) -> list:
    """What a pad has done on its pins and said, without what depends on its memory."""
    said = [(event["at_s"], event["text"]) for event in pad.events if "free memory" not in str(event["text"])]
    # Compiled firmware keeps no name by which the probe would find what was chosen.
    return [*pad.trace, *said, *pad.faults_seen, replace(pad.status, profile=0, programme=0)]


def test_both_forms_live_the_same_life(make_pad):
    sources, compiled = make_pad(code="py"), make_pad(code="mpy")
    live(sources)
    live(compiled)
    assert len(sources.faults_seen) >= 4
    assert [reset["cause"] for reset in sources.resets] == ["watchdog", "power-on"]
    assert state(sources) == "LOCKED"
    assert told(compiled) == told(sources)


def test_a_boards_traceback_can_be_read(make_pad):
    main = "from firmware import app\napp.prepare().session.take(0, None)\n"
    overlay = {"main.py": main}
    pad = make_pad(code="mpy", overlay=overlay)
    pad.run_for(1)
    text = read_traceback("\n".join(pad.printed), board_sources(board_files(overlay))[1])
    *_, frame, error = text.splitlines()
    assert frame == '  File "firmware.app", line 1, in take'
    assert "pressed" in error.removeprefix("AttributeError: 'NoneType' object has no attribute ").strip("'").split(
        " or "
    )


FORGOTTEN = """
from firmware import app
pad = app.prepare()
left = [part for part in pad.parts if type(part).__dict__.get("__init__")]
print("constructors left:", len(left), "of", len(pad.parts))
"""


def test_who_has_built_the_pad_is_forgotten(make_pad):
    """What is still made later (Pace, Link) every other test makes."""
    for code in ("py", "mpy"):
        pad = make_pad(code=code, overlay={"main.py": FORGOTTEN})
        pad.run_for(1)
        assert "constructors left: 0 of 8" in pad.printed
