"""What the board tells of itself and its files, and the single steps that change these."""

import ast
import hashlib
import re
from typing import NamedTuple

from tools.board_connection import Board, Refused
from tools.serial_port import BoardError

STAGED = ".new"  # after the name of a file that waits beside its place
UPDATE = "/switch_over.py"  # from when it is there, the next start puts the new version in place
CHUNK_BYTES = 1024
NO_SPACE = re.compile(r"OSError: (\[Errno )?28\b")

ABOUT = """
import os, sys
disk = os.statvfs("/")
places = sys.path[:]
sys.path[:] = [".frozen"]
sys.modules.pop("pad", None)
try:
    import pad
    frozen = True
except ImportError:
    frozen = False
sys.path[:] = places
print(repr((sys.implementation.version[:3], sys.implementation._machine, disk[0], disk[2], disk[3], frozen)))
"""
# Only what can be FootPad's is read; of the rest the names are told, so that nothing in the way is overlooked.
LOOK = """
import hashlib, os
def digest(path):
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(512):
            sha.update(part)
    return sha.digest()
def tell(folder):
    for entry in list(os.ilistdir(folder)):
        path = folder + "/" + entry[0]
        if entry[1] == 0x4000:
            print(repr((path, None)))
            tell(path)
        else:
            print(repr((path, digest(path))))
def exists(path):
    try:
        return bool(os.stat(path))
    except OSError:
        return False
for name in os.listdir("/"):
    ours = name in ("boot.py", "main.py", "boot.py.new", "main.py.new", "switch_over.py", "switch_over.py.new")
    print(repr(("/" + name, digest("/" + name) if ours else None)))
for folder in ("/firmware", "/lib/pad"):
    if exists(folder):
        tell(folder)
"""
BOOT_KNOWS_UPDATES = """
with open("/boot.py", "rb") as file:
    print(b"import switch_over" in file.read())
"""
# MicroPython itself leaves a boot.py with nothing but comments.
BOOT_DOES_SOMETHING = """
with open("/boot.py", "rb") as file:
    print(any(line.strip() and not line.startswith(b"#") for line in file))
"""
# In the place of an update that was never finished: nothing starts then, and least of all a mixture with the files of
# the next update.
BLOCKED = b'raise OSError("an update was interrupted: run `make deploy` again")\n'


class About(NamedTuple):
    """`machine` names board and chip; `frozen`: the firmware is part of the MicroPython image."""

    version: tuple[int, int, int]
    machine: str
    block_bytes: int
    all_blocks: int
    told_free_blocks: int
    frozen: bool

    @property
    def free_blocks(self) -> int:
        """littlefs counts some blocks twice: with little room left it tells a number below zero, as a huge one."""
        return self.told_free_blocks if self.told_free_blocks <= self.all_blocks else 0

    @property
    def chip(self) -> str:
        """As firmware/board.py names it."""
        return self.machine.rpartition(" ")[2]


class DiskFull(BoardError):
    """The file system has no room for the new version beside the old one."""

    def __init__(self) -> None:
        super().__init__(
            "the board's file system has no room for the new version beside the old one: remove what is not FootPad's"
        )


Found = dict[str, bytes | None]


def ask_about(board: Board) -> About:
    """What kind of board this is."""
    return About(*ast.literal_eval(board.execute(ABOUT).strip()))


def look(board: Board) -> Found:
    """What is on the board, by path: SHA-256 of FootPad's files, None for folders and for what is not FootPad's."""
    return dict(ast.literal_eval(line) for line in board.execute(LOOK).splitlines() if line)


def boot_knows_updates(board: Board, found: Found) -> bool:
    """Whether the boot.py on the board runs an update that waits."""
    return "/boot.py" in found and board.execute(BOOT_KNOWS_UPDATES).strip() == "True"


def has_another_program(board: Board, found: Found) -> bool:
    """Whether the board runs something, and not FootPad."""
    if "/firmware/app.mpy" in found or "/firmware/app.py" in found:
        return False
    return "/main.py" in found or ("/boot.py" in found and board.execute(BOOT_DOES_SOMETHING).strip() == "True")


def write(board: Board, path: str, content: bytes) -> None:
    """Write a file and read it back. DiskFull, or BoardError when it does not read the same."""
    parts = [content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES)]
    steps = [f"file.write({part!r})" for part in parts]
    # The fewer steps, the sooner it is done: most files need but one.
    first, last = f"file = open({path!r}, 'wb')\n", f"\nfile.close()\nprint(repr(digest({path!r})))"
    for step in steps[:-1]:
        _change(board, first + step)
        first = ""
    read_back = _change(board, first + "".join(steps[-1:]) + last)
    if ast.literal_eval(read_back.splitlines()[-1]) != hashlib.sha256(content).digest():
        raise BoardError(f"{path} does not read back as it was written: is the flash worn out?")


def make_folder(board: Board, path: str) -> None:
    """Make a folder, and those that it lies in, unless they are there."""
    parts = path.strip("/").split("/")
    for count in range(1, len(parts) + 1):
        folder = "/" + "/".join(parts[:count])
        _change(board, f"exists({folder!r}) or os.mkdir({folder!r})")


def remove(board: Board, path: str) -> None:
    """Remove a file, if it is there."""
    _change(board, f"exists({path!r}) and os.remove({path!r})")


def replace(board: Board, path: str, content: bytes) -> None:
    """Write beside, then rename: at every moment the old file is there, or the new one."""
    write(board, path + STAGED, content)
    put_in_place(board, path)


def put_in_place(board: Board, path: str) -> None:
    """Rename a file that waits beside its place; one that is there is replaced."""
    _change(board, f"os.rename({path + STAGED!r}, {path!r})")


def _change(board: Board, code: str) -> str:
    try:
        return board.execute(code)
    except Refused as error:
        if NO_SPACE.match(str(error)):
            raise DiskFull from error
        raise
