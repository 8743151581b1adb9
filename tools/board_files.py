"""What goes onto a board: the firmware's sources by their paths there, for one board, and a file system of them."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from littlefs import LittleFS

Files = dict[str, bytes]  # content by path on the board

ROOT = Path(__file__).resolve().parents[1]
BOARD = "firmware/board.py"
BLOCK_BYTES = 4096
OLDEST_MICROPYTHON = (1, 24)
DISK_VERSION = 0x00020000  # what every MicroPython since 1.12 can mount


def project_files() -> Files:
    """The firmware's sources by their paths on the board."""
    paths = [ROOT / "boot.py", ROOT / "main.py", *ROOT.glob("firmware/**/*.py"), *ROOT.glob("lib/**/*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(paths) if path.exists()}


def board_files(overlay: Mapping[str, str | None] | None = None, board: Mapping[str, object] | None = None) -> Files:
    """The sources with files replaced or added (`overlay`; None removes one) and constants of board.py changed.

    ValueError for a constant that board.py does not have.
    """
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


def board_constants(files: Files) -> dict[str, Any]:
    """What board.py says: pins, and what is fitted."""
    namespace: dict[str, Any] = {}
    exec(compile(files[BOARD], BOARD, "exec"), namespace)  # it imports nothing of ours and only assigns
    return namespace


def profiles() -> dict[str, dict[str, object]]:
    """By chip, as board.py names it: what differs from its constants on that chip's board."""
    return dict(board_constants(project_files())["PROFILES"])


def for_one_board(files: Files) -> Files:
    """The same files without the profiles of other boards: what is compiled is meant for one board."""
    if BOARD not in files:
        return files
    tree = ast.parse(files[BOARD])
    kept = [node for node in tree.body if not _is_about_profiles(node)]
    return files | {BOARD: ast.unparse(ast.Module(kept, [])).encode()}


def _is_about_profiles(statement: ast.stmt) -> bool:
    named = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    return "PROFILES" in named or isinstance(statement, ast.Import)  # of sys, which says what the chip is


def littlefs_image(files: Files, block_count: int) -> bytes:
    """A littlefs file system of `block_count` blocks of 4096 bytes. LittleFSError when that is too little."""
    littlefs = LittleFS(block_size=BLOCK_BYTES, block_count=block_count, disk_version=DISK_VERSION)
    for path, content in sorted(files.items()):  # whatever their order: the same files, the same bytes
        if "/" in path:
            littlefs.makedirs(path.rpartition("/")[0], exist_ok=True)
        with littlefs.open(path, "wb") as file:
            file.write(content)
    littlefs.unmount()
    return bytes(littlefs.context.buffer)
