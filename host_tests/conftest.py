"""Lets tests import the pad's pure logic as `pad` (as on the board) and the repository's packages by their paths."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

for folder in (ROOT / "lib", ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
