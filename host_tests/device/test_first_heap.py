"""From .mpy, in 60 KiB without a radio and 76 with one: an ESP32 has 56 at first and adds pieces, 134 KB in all."""

import pytest

from tools.board_code import compiled_files
from tools.board_files import project_files
from tools.simulator.simulation import has_radio

# Pins and ADC channels are static in the port: they take nothing of a board's heap. The stand-ins' objects do.
STATIC_IN_THE_PORT = """
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
SAY_MODULES = """
import sys
from firmware import startup
import gc
gc.threshold(4096)
from firmware import app
app.prepare()
print("loaded", " ".join(sys.modules))
"""


def bytes_loaded(make_pad, radio: bool) -> int:
    """Bytes of the .mpy files that a session has loaded, the display and everything else included."""
    pad = make_pad(code="mpy", radio=radio, overlay={"main.py": SAY_MODULES})
    pad.run_for(3)
    said = " ".join(event["text"] for event in pad.events if str(event["text"]).startswith("loaded"))
    compiled = compiled_files(project_files())
    names = {name.replace(".", "/") + ".mpy" for name in (*said.split(), "firmware.display")}
    return sum(len(data) for path, data in compiled.items() if path.removeprefix("lib/") in names)


def bytes_of_static_objects(run_main) -> int:
    """Bytes of heap that the stand-ins for the pad's pins and ADC channels take."""
    (line,) = [line for line in run_main(STATIC_IN_THE_PORT, 1).printed if line.startswith("static")]
    return int(line.split()[1])


@pytest.mark.parametrize(("radio", "heap_kib"), [(False, 60), (True, 76)], ids=["no radio", "radio"])
def test_a_session_of_thirty_minutes_fits_into_little_heap(make_pad, run_main, radio, heap_kib):
    if radio and not has_radio():
        pytest.skip("no radio without Bumble")
    # A 64-bit VM needs twice the bytes for everything but the bytecode itself.
    loaded = bytes_loaded(make_pad, radio)
    assert 20_000 < loaded < 34 * 1024
    heap_bytes = 2 * heap_kib * 1024 - loaded + bytes_of_static_objects(run_main)
    pad = make_pad(code="mpy", radio=radio, heap_bytes=heap_bytes)
    pad.run_for(1)
    for _ in range(3):
        pad.press("TIME")
        pad.run_for(0.5)
    pad.press("START")
    pad.run_for(4)
    pad.press("START")
    pad.run_for(5)
    pad.press("HEAT")
    for _ in range(5):
        pad.press("FASTER")
        pad.run_for(0.5)
    pad.run_for(30 * 60 - 60)
    assert pad.motor_duty > 0
    pad.run_for(70)
    assert pad.status.state == 4, pad.events[-5:]
    assert pad.status.stop_reason == 1
    assert pad.motor_duty == 0
    assert not pad.resets
    in_use = pad.heap_allocated()
    print(f"first heap: {loaded} bytes of .mpy, {(in_use + loaded) // 2} in use, counted in words of 32 bits")
