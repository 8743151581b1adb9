"""Boards before and after an update: what is in their flash, and which version that is."""

import functools
from typing import BinaryIO

from host_tests.device.kept_file import mounted
from pad.kept import Kept
from pad.settings import Settings
from tools.board_files import Files, board_files, littlefs_image, profiles
from tools.simulator import filesystem
from tools.simulator.bench import Bench
from tools.simulator.filesystem import BLOCK_COUNT
from tools.simulator.serial_board import SerialBoard
from tools.simulator.simulation import Simulation

OLD_VERSION = "0.0.9"
BEFORE_UPDATES = "from firmware import startup\n\nstartup.check()\n"  # a boot.py that knows nothing of updates
OLDER_TEXTS = {
    "lib/pad/version.py": f'"""The version."""\n\nVERSION = "{OLD_VERSION}"\n',
    "lib/pad/relic.py": '"""What a later version does without."""\n\nAGE = 1\n',
}
BARE = {"/boot.py": b"# This file is executed on every boot\n#import esp\n\n#esp.osdebug(None)\n"}  # by MicroPython
LONGEST_START_S = 20.0  # with an update that is put in place
FOLDERS = ("/firmware/", "/lib/pad/")
PROGRAMS = ("/boot.py", "/main.py")
# What belongs to the person, or to the pad's own memory: no update touches it.
OWN_FILES = {
    "/settings.bin": Settings().to_bytes(),
    "/bonds.bin": b"which phones are known",
    "/diary/2026.bin": bytes(range(256)) * 20,
    "/lib/mine.py": b"print('mine')\n",
    "/notes.txt": b"about this board",
}
MEMORY = {"/kept.bin": Kept(None).to_bytes()}


@functools.cache
def new_files(chip: str = "ESP32") -> Files:
    """What a board receives, by path there."""
    return files_in(filesystem.flash_image(board_files(board=profiles()[chip]), "mpy"))


@functools.cache
def old_files(code: str = "mpy") -> Files:
    """The same of an earlier version; with "py" as mip installs it, and from before boot.py knew updates."""
    texts = OLDER_TEXTS | ({"boot.py": BEFORE_UPDATES} if code == "py" else {})
    return files_in(filesystem.flash_image(board_files(texts), code))


def image_of(files: Files) -> bytes:
    """A board's flash with these files, and the person's own."""
    return littlefs_image({path[1:]: content for path, content in with_own(files).items()}, BLOCK_COUNT)


def with_own(files: Files) -> Files:
    """These files, and what belongs to the person and to the pad's memory."""
    return OWN_FILES | (MEMORY if "/firmware/startup.mpy" in files or "/firmware/startup.py" in files else {}) | files


def files_in(image: bytes) -> Files:
    """Every file of a flash image, by path."""
    littlefs = mounted(image)
    found = {}
    for folder, _, names in littlefs.walk("/"):
        for name in names:
            path = f"{folder.rstrip('/')}/{name}"
            with littlefs.open(path, "rb") as file:
                found[path] = file.read()
    return found


def of_footpad(files: Files) -> Files:
    """Those that belong to a version of FootPad, not what waits beside them."""
    return {
        path: content
        for path, content in files.items()
        if path in PROGRAMS or (path.startswith(FOLDERS) and not path.endswith(".new"))
    }


def without_memory(files: Files) -> Files:
    """All but what the pad itself writes when something has happened to it."""
    return {path: content for path, content in files.items() if path.removesuffix(".new") not in MEMORY}


def version_of(said: list[str]) -> str | None:
    """Which version a pad says that it is, by the last start."""
    versions = [line.split()[1] for line in said if line.startswith("FootPad ")]
    return versions[-1] if versions else None


def flash_of(board: SerialBoard) -> Files:
    """Every file on a board that runs."""
    return files_in(board.do(lambda simulation: simulation.flash()))


def runs(board: SerialBoard, since: int = 0) -> str | None:
    """Which version a board has said last that it is, in what it has sent after the first `since` bytes."""
    return version_of(board.said[since:].decode(errors="replace").splitlines())


def start(image: bytes, flash_log: BinaryIO | None = None) -> tuple[list[str], bytes]:
    """Switch a board on with this flash; returns what it says until its pad runs, and its flash then."""
    with Simulation(flash_image=image, bench=Bench(flash_log=flash_log)) as pad:
        pad.run_while(lambda: not any(line.startswith("state ") for line in pad.printed), LONGEST_START_S)
        return pad.printed, pad.flash()
