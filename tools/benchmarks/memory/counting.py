"""A board's heap, counted on the VM for computers: its words have 64 bits, a board's 32.

So everything takes twice the bytes, but the bytecode itself, which is loaded into the heap as it is.
"""

from __future__ import annotations

import re
from functools import cache

from tools.board_code import compiled_files
from tools.board_files import ROOT, project_files
from tools.simulator.simulation import Simulation

BOARD_HEAP = 88 * 1024  # of an ESP32 after one growth, less the radio's share
HELD_MOST = BOARD_HEAP * 3 // 4
BLOCK_BYTES = 16  # of a board's heap

# Pins and ADC channels are static in the port: they take nothing of a board's heap. The stand-ins' objects do.
_STATIC_IN_THE_PORT = """
import gc
from machine import ADC, Pin
gpios = (25, 26, 27, 17, 16, 34, 35, 32, 33, 36, 13, 18, 19, 23, 4, 21, 22)
kept = [None] * (len(gpios) + 3)
gc.collect()
before = gc.mem_alloc()
for place, gpio in enumerate(gpios):
    kept[place] = Pin(gpio, Pin.IN)
for place, gpio in enumerate((32, 33, 36)):
    kept[len(gpios) + place] = ADC(kept[7 + place], atten=ADC.ATTN_11DB)
gc.collect()
print("static", gc.mem_alloc() - before)
"""
SETTLED_S = 8  # after the start; what only the start has needed is forgotten by then
_SAY_MODULES = """
import sys
from machine import Timer

def tell(_):
    print("loaded", " ".join(sys.modules))

Timer(3).init(mode=Timer.ONE_SHOT, period=1000 * {settled_s}, callback=tell)
"""
_TELL = """
import gc
import micropython
from machine import Timer

def tell(_):
    gc.collect()
    micropython.mem_info()

Timer(3).init(mode=Timer.PERIODIC, period=1000 * {every_s}, callback=tell)
"""


@cache
def loaded_bytes(radio: bool) -> int:
    """Bytes of the .mpy files that a session has loaded, the display and everything else included."""
    main = _SAY_MODULES.format(settled_s=SETTLED_S) + (ROOT / "main.py").read_text()
    said = " ".join(_printed({"main.py": main}, SETTLED_S + 1, radio))
    compiled = compiled_files(project_files())
    names = {name.replace(".", "/") + ".mpy" for name in (*said.split(), "firmware.display")}
    return sum(len(data) for path, data in compiled.items() if path.removeprefix("lib/") in names)


@cache
def static_bytes() -> int:
    """Bytes of the VM's heap that the stand-ins for the pad's pins and ADC channels take."""
    printed = _printed({"boot.py": None, "main.py": _STATIC_IN_THE_PORT}, 1.0)
    (line,) = [line for line in printed if line.startswith("static")]
    return int(line.split()[1])


def _printed(overlay: dict[str, str | None], seconds: float, radio: bool = False) -> list[str]:
    with Simulation(code="mpy", radio=radio, overlay=overlay) as pad:
        pad.run_for(seconds)
        return pad.printed


def on_vm(board_bytes: int, radio: bool) -> int:
    """How large a heap of the VM has to be to hold what a board's holds in so many bytes."""
    return 2 * board_bytes - loaded_bytes(radio) + static_bytes()


def on_board(vm_bytes: int, loaded: int, static: int = 0) -> int:
    """What a board needs for this; `loaded` bytes of it are bytecode, `static` bytes are nothing there."""
    return (vm_bytes - static + loaded) // 2


def held(pad: Simulation, radio: bool) -> int:
    """Bytes of a board's heap that this pad, which runs from .mpy, holds after a collection."""
    return on_board(pad.heap_allocated(), loaded_bytes(radio), static_bytes())


def telling_main(every_s: int) -> dict[str, str | None]:
    """main.py of a pad that collects and tells of its heap so often."""
    return {"main.py": _TELL.format(every_s=every_s) + (ROOT / "main.py").read_text()}


def largest_free(pad: Simulation) -> int:
    """The largest free piece of the heap, bytes of a board, as a pad with `telling_main` told it last."""
    found = [match[1] for line in pad.printed if (match := re.search(r"max free sz: (\d+)", line))]
    return int(found[-1]) * BLOCK_BYTES
