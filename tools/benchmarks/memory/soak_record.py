"""What `make soak` found last, in build/soak.json: figures by the name of the run, with their date and machine."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from tools.benchmarks.figure import machine
from tools.board_files import ROOT

PATH = ROOT / "build" / "soak.json"


def note(run: str, figures: dict[str, float], path: Path = PATH) -> None:
    """Keep the figures of a run that has ended well, in place of its last ones. OSError."""
    today = datetime.datetime.now(tz=datetime.timezone.utc).date().isoformat()
    found = read(path) | {run: {"date": today, "machine": machine(), "figures": figures}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def read(path: Path = PATH) -> dict[str, dict[str, Any]]:
    """All runs by name; none when `make soak` has not been run here. ValueError when the file is no JSON."""
    if not path.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found
