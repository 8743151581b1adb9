"""The files that a board receives, one by one: their size, what they take of the heap, how long they take to load."""

from __future__ import annotations

import ast
import tempfile
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from tools.benchmarks.cost.virtual_machine import VM_SIDE as STAND_INS
from tools.benchmarks.cost.virtual_machine import has_valgrind, run_script
from tools.benchmarks.memory.counting import on_board
from tools.board_code import board_sources, compiled_files, module_name
from tools.board_files import Files, project_files
from tools.simulator.simulation import Simulation

IMPORTS = Path(__file__).resolve().parent / "vm_side" / "imports.py"
TIMED_RUNS = 5
_TAKEN = """
import gc
gc.disable()
for name in {names}:
    gc.collect()
    before = gc.mem_alloc()
    __import__(name)
    gc.collect()
    print("taken", name, gc.mem_alloc() - before)

def boot(board):  # boot.py would run first; that it asks for this table keeps it in its file
    board.LOW_AT_START
"""


class Module(NamedTuple):
    """One file: bytes in flash, bytes of a board's heap once it is loaded; what its import takes, 0 if not counted."""

    name: str
    file_bytes: int
    heap_bytes: int
    import_us: int
    instructions: int


def modules() -> list[Module]:
    """All compiled files, each after those that it imports."""
    compiled = compiled_files(project_files())
    sizes = {module_name(path[:-3] + "py"): len(data) for path, data in compiled.items() if path.endswith(".mpy")}
    names = [name for name in import_order() if name in sizes]
    taken = taken_bytes(names)
    times_us, instructions = import_costs(compiled, names)
    return [
        Module(name, sizes[name], on_board(taken[name], sizes[name]), *costs)
        for name, *costs in zip(names, times_us, instructions, strict=True)
    ]


def import_order() -> list[str]:
    """The dotted names of all files, each after those that it imports. CycleError when there is no such order."""
    sources, _ = board_sources(project_files())
    needed = {
        name: sorted(imported(ast.parse(text)) & sources.keys() - {name}) for name, text in sorted(sources.items())
    }
    return list(TopologicalSorter(needed).static_order())


def imported(tree: ast.Module) -> set[str]:
    """The modules that a file imports when it is loaded, dotted; some names may be no modules."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def taken_bytes(names: list[str]) -> dict[str, int]:
    """What importing these, in this order, takes of the VM's heap. Nothing of it is given back."""
    with Simulation(code="mpy", radio=True, overlay={"boot.py": None, "main.py": _TAKEN.format(names=names)}) as pad:
        pad.run_for(5)
        lines = [line.split() for line in pad.printed if line.startswith("taken")]
    return {name: int(taken) for _, name, taken in lines}


def import_costs(compiled: Files, names: list[str]) -> tuple[list[int], list[int]]:
    """Microseconds, the least of some runs, and instructions of each import; zeros where nothing counts these."""
    with tempfile.TemporaryDirectory() as folder:
        for path, data in compiled.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        arguments = [str(STAND_INS), folder]
        runs = [run_script(IMPORTS, arguments, names, False).found["times_us"] for _ in range(TIMED_RUNS)]
        counted = run_script(IMPORTS, arguments, names, True).instructions[1::2] if has_valgrind() else [0] * len(names)
    return [min(times_us) for times_us in zip(*runs, strict=True)], counted[: len(names)]
