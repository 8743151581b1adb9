"""What stands on the display of a simulated pad, read letter by letter."""

import functools

from host_tests.display_reader import read
from tools.simulator.simulation import Simulation

FONT_MAIN = """
import framebuf
glyph = bytearray(8)
buffer = framebuf.FrameBuffer(glyph, 8, 8, framebuf.MONO_VLSB)
for code in range(32, 127):
    buffer.fill(0)
    buffer.text(chr(code), 0, 0, 1)
    print(code, glyph.hex())
"""


@functools.cache
def font():
    """The letters of MicroPython's framebuf, by their columns."""
    with Simulation(overlay={"boot.py": None, "main.py": FONT_MAIN}) as pad:
        pad.run_for(1)
        pairs = [line.split() for line in pad.printed]
    return {bytes.fromhex(columns): chr(int(code)) for code, columns in pairs}


def shown(pad):
    """The lines on the display."""
    return [text for text, _, _ in read(pad.display, font())]
