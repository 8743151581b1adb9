"""The hardware's page: schematic, wiring, computed values and the Wokwi project, made from firmware/board.py."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "lib")]  # `pad`, as on the board
