"""Runs vm_side/bench.py on the plain MicroPython VM, with valgrind counting its instructions or without."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tools.board_code import compiled_files
from tools.board_files import board_constants, board_files, littlefs_image
from tools.simulator.plant import Plant
from tools.simulator.vm import SimulatorError, find_micropython

VM_SIDE = Path(__file__).resolve().parent / "vm_side"
BLOCKS = 64
HEAP_BYTES = 1_000_000
READINGS = 1_600  # 80 s
SURFACE_C = 36.9
MARK = "mp_micropython_mem_total"
MOST_STRETCHES = 10_000


class Run(NamedTuple):
    """What the VM said, the instructions before each mark and after the one before it, and calls of the allocator."""

    found: dict[str, Any]
    instructions: list[int]
    allocations: list[int]


def has_valgrind() -> bool:
    """Whether instructions can be counted here."""
    return shutil.which("valgrind") is not None


@cache
def _readings() -> list[list[int]]:
    """What three converters give on a pad at a steady temperature, with their noise."""
    plant = Plant({"start_c": SURFACE_C, "ambient_c": SURFACE_C, "feet": 0})
    return [[plant.adc_uv(signal) for _ in range(READINGS)] for signal in ("NTC_LEFT", "NTC_RIGHT", "ADC_REF")]


def run(
    what: str, periods: int, switches: int = 1000, overlay: Mapping[str, str | None] | None = None, count: bool = False
) -> Run:
    """Let the firmware do `what` (see bench.py) for so many periods of 50 ms. `count`: under valgrind.

    SimulatorError when the VM fails.
    """
    files = board_files(overlay)
    pins = {name: value for name, value in board_constants(files).items() if isinstance(value, int)}
    settings: dict[str, object] = {"what": what, "periods": periods, "switches": switches, "stretches": MOST_STRETCHES}
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder, "image")
        image.write_bytes(littlefs_image(compiled_files(files), BLOCKS))
        settings |= {"board": pins, "readings": _readings()}
        return run_script(VM_SIDE / "bench.py", [str(VM_SIDE), str(image)], settings, count)


def run_script(script: Path, arguments: list[str], given: object, count: bool) -> Run:
    """Run a script on the plain VM; it reads `given` as JSON, and prints what it has found as JSON in its last line.

    SimulatorError when the VM fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [find_micropython(), "-X", f"heapsize={HEAP_BYTES}", str(script), *arguments]
        result = subprocess.run(
            [*(_counting(folder) if count else []), *command],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        lines = result.stdout.splitlines()
        if result.returncode or not lines or not lines[-1].startswith("{"):
            raise SimulatorError(f"the bench on the VM failed: {(result.stdout + result.stderr)[-2000:]}")
        return Run(json.loads(lines[-1]), *_read_parts(folder))


def _counting(folder: str) -> list[str]:
    """Counts of all that has happened are written, and begun anew, at each mark."""
    out = f"--callgrind-out-file={folder}/counts"
    return ["valgrind", "--quiet", "--tool=callgrind", "--dump-line=no", out, f"--dump-before={MARK}"]


def _read_parts(folder: str) -> tuple[list[int], list[int]]:
    """Instructions, and calls of the allocator, in each part. Names of functions are said once, numbers afterwards."""
    instructions, allocations, allocator = [], [], ""
    for number in range(1, len(list(Path(folder).glob("counts.*"))) + 1):
        part = Path(folder, f"counts.{number}").read_text()
        named = re.search(r"^c?fn=\((\d+)\) gc_alloc$", part, re.MULTILINE)
        allocator = named.group(1) if named else allocator
        calls = re.findall(rf"^cfn=\({allocator}\).*\ncalls=(\d+)", part, re.MULTILINE)
        instructions.append(int(re.findall(r"^totals: (\d+)", part, re.MULTILINE)[0]))
        allocations.append(sum(int(count) for count in calls))
    return instructions, allocations
