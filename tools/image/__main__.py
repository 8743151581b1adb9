"""Builds what a board's flash is to hold: `python -m tools.image MICROPYTHON.bin [--flash 4MB] [--chip ESP32]`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "lib")]  # `pad`, as on the board

from tools.image.program import main  # noqa: E402  the path comes first

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
