"""Measures what the control laws reach on the model of the pad, many pads at once, without the VM."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "lib")]  # `pad`, as on the board
