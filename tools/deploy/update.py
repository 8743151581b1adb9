"""Brings this version of FootPad to a board: each file beside the old one at first, then the board puts all in place.

At each moment the board holds the old version, whole, or the new one: it starts with either. What decides is a single
rename. Settings, bonds and what else the pad keeps are not touched.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from tools.board_code import compiled_files
from tools.board_connection import Board
from tools.board_files import OLDEST_MICROPYTHON, Files, board_files, profiles
from tools.deploy import on_board
from tools.deploy.on_board import STAGED, UPDATE, About, Found
from tools.serial_port import BoardError

SPARE_BLOCKS = 8  # for folders, and so that a rename finds room
SWITCH_OVER = Path(__file__).with_name("switch_over.py")
IN_THE_WAY = ("/pad", "/pad.py", "/pad.mpy", "/switch_over")  # would be imported instead of what is FootPad's

Say = Callable[[str], None]


class Plan(NamedTuple):
    """`files` by path on the board, and which of them differ there."""

    files: Files
    changed: list[str]
    missing: list[str]  # which of these do not wait beside their place yet
    leftover: list[str]  # what an earlier try has left beside
    unwanted: list[str]  # what an earlier version or an earlier try has left

    @property
    def is_done(self) -> bool:
        """Whether the board already has exactly this version."""
        return not (self.changed or self.unwanted)

    def blocks(self, block_bytes: int) -> int:
        """How many blocks must be free."""
        return sum(-(-len(self.files[path]) // block_bytes) for path in self.missing) + SPARE_BLOCKS


def files_for(chip: str) -> Files:
    """What a board with this chip receives, by path there."""
    files = compiled_files(board_files(board=profiles()[chip]))
    return {f"/{path}": files[path] for path in sorted(files)}


def make_plan(files: Files, found: Found) -> Plan:
    """What is to be done."""
    digests = {path: hashlib.sha256(content).digest() for path, content in files.items()}
    changed = [path for path in files if found.get(path) != digests[path]]
    staged = {path for path in changed if found.get(path + STAGED) == digests[path]}
    ours = [path for path, digest in found.items() if digest]
    return Plan(
        files,
        changed,
        [path for path in changed if path not in staged],
        [path for path in ours if path.endswith(STAGED) and path.removesuffix(STAGED) not in staged],
        [path for path in ours if path not in files],
    )


def check(about: About, found: Found) -> None:
    """BoardError when this is no board for FootPad."""
    if about.version[:2] < OLDEST_MICROPYTHON:
        oldest = dotted(OLDEST_MICROPYTHON)
        raise BoardError(f"MicroPython {dotted(about.version)} is too old: FootPad needs {oldest} or newer")
    if about.chip not in profiles():
        raise BoardError(f"this is {about.machine}; FootPad runs on {', '.join(profiles())}")
    if about.chip == "ESP32" and "spiram" in about.machine.lower():
        raise BoardError(f"this is {about.machine}: its memory takes pins 16 and 17, which the pad needs")
    if about.frozen:
        raise BoardError("FootPad is a part of this board's MicroPython image; flash an image without it first")
    in_the_way = [path for path in IN_THE_WAY if path in found]
    if in_the_way:
        raise BoardError(
            f"remove {' and '.join(in_the_way)} from the board: FootPad would load that instead of its own"
        )


def dotted(version: tuple[int, ...]) -> str:
    """1.24.0"""
    return ".".join(map(str, version))


def switch_over_to(files: Iterable[str]) -> bytes:
    """What the board runs to have exactly these files."""
    return (SWITCH_OVER.read_text(encoding="utf-8") + f"\n\nswitch_over({tuple(files)!r})\n").encode()


def update(board: Board, plan: Plan, found: Found, say: Say) -> None:
    """Everything up to the moment from which the next start puts the new version in place. The board is in maintenance.

    BoardError when it cannot be done; the old version is whole then.
    """
    if UPDATE in found:
        on_board.replace(board, UPDATE, on_board.BLOCKED)
    for path in plan.leftover:
        on_board.remove(board, path)
    about = on_board.ask_about(board)
    if about.free_blocks < plan.blocks(about.block_bytes):
        raise on_board.DiskFull
    try:
        _send(board, plan, say)
        _decide(board, plan, found)
    except on_board.DiskFull:
        for path in (*plan.missing, UPDATE):
            on_board.remove(board, path + STAGED)  # the pad itself needs some room
        raise


def _send(board: Board, plan: Plan, say: Say) -> None:
    for folder in sorted({path.rpartition("/")[0] for path in plan.files} - {""}):
        on_board.make_folder(board, folder)
    for number, path in enumerate(plan.missing, 1):
        content = plan.files[path]
        say(f"  {number}/{len(plan.missing)}  {path[1:]}, {len(content)} bytes")
        on_board.write(board, path + STAGED, content)


def _decide(board: Board, plan: Plan, found: Found) -> None:
    """A single rename decides.

    That of the update itself; where boot.py knows no updates yet, that of boot.py, and the update is there before.
    """
    boot_is_old = "/boot.py" in plan.changed and not on_board.boot_knows_updates(board, found)
    on_board.replace(board, UPDATE, switch_over_to(plan.files))
    if boot_is_old:
        on_board.put_in_place(board, "/boot.py")
