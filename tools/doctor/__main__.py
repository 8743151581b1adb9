"""The doctor: `python -m tools.doctor PORT`; --help tells the rest."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "lib")]  # `pad`, as on the board

from tools.doctor.program import main  # noqa: E402  the path comes first

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
