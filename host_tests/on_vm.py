"""Programs for the MicroPython VM that are part of the tests, run by themselves: without the simulator."""

import os
import subprocess
from pathlib import Path

from tools.simulator.vm import find_micropython

ROOT = Path(__file__).parents[1]


def last_line(program: str, *arguments: str, timeout_s: float, given: str = "", heap: str = "4M") -> str:
    """What a program under host_tests says last; it finds modules beside it, in host_tests, and the firmware's."""
    path = ROOT / "host_tests" / program
    folders = (path.parent, ROOT / "host_tests", ROOT / "lib", ROOT)
    done = subprocess.run(
        [find_micropython(), "-X", f"heapsize={heap}", str(path), *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        env={**os.environ, "MICROPYPATH": ":".join(map(str, folders)) + ":.frozen"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]
