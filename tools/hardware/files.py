"""The files that are made: pictures in docs/hardware/, the tables of docs/hardware.md, and the Wokwi project."""

from pathlib import Path

from tools.document_tables import with_tables
from tools.hardware import wokwi
from tools.hardware.boards import BOARDS, profile, profiles
from tools.hardware.schematic import SHEETS
from tools.hardware.tables import TABLES
from tools.hardware.wiring import picture

ROOT = Path(__file__).resolve().parents[2]
PAGE = "docs/hardware.md"


def made_files() -> dict[str, str]:
    """All files that are made: path below the repository's root, and content."""
    constants = profile()
    files = {f"docs/hardware/schematic-{name}.svg": sheet(constants).svg() for name, sheet in SHEETS.items()}
    files |= {f"docs/hardware/wiring-{name}.svg": picture(BOARDS[name], profile(name)) for name in profiles()}
    files["diagram.json"] = wokwi.diagram(constants)
    files["wokwi.toml"] = wokwi.settings()
    files[PAGE] = with_tables((ROOT / PAGE).read_text(encoding="utf-8"), TABLES)
    return files


def write_all() -> None:
    """Write them."""
    for path, content in made_files().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(content, encoding="utf-8")
        print(path)
