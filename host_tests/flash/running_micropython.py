"""A real MicroPython behind a serial port, its file system littlefs in a file: as a board that somebody flashed with
MicroPython alone. mpremote talks to it as to any board.
"""

import contextlib
import os
import pty
import subprocess
import tty
from collections.abc import Iterator
from pathlib import Path

from tools.board_files import BLOCK_BYTES, littlefs_image
from tools.simulator.filesystem import BLOCK_COUNT
from tools.simulator.vm import find_micropython

MOUNT = """
import os, vfs
class Flash:
    def __init__(self, path):
        self.file = open(path, "r+b")
    def readblocks(self, number, buffer, offset=0):
        self.file.seek(number * 4096 + offset)
        self.file.readinto(buffer)
    def writeblocks(self, number, buffer, offset=0):
        self.file.seek(number * 4096 + offset)
        self.file.write(buffer)
        self.file.flush()
    def ioctl(self, what, value):
        return {4: %d, 5: 4096}.get(what, 0)
flash = Flash("%s")
vfs.umount("/")
vfs.mount(vfs.VfsLfs2(flash), "/")
os.chdir("/")
"""


@contextlib.contextmanager
def micropython_on_a_port(folder: Path) -> Iterator[tuple[str, Path]]:
    """The port's name, and the file that is its flash: empty at first."""
    flash, script = folder / "flash.littlefs", folder / "mount.py"
    flash.write_bytes(littlefs_image({}, BLOCK_COUNT))
    script.write_text(MOUNT % (BLOCK_COUNT, flash))
    behind, port = pty.openpty()
    tty.setraw(port)
    command = [find_micropython(), "-X", "heapsize=4M", "-i", str(script)]
    process = subprocess.Popen(command, stdin=behind, stdout=behind, stderr=behind, start_new_session=True)
    try:
        yield os.ttyname(port), flash
    finally:
        process.kill()
        process.wait()
        os.close(behind)
        os.close(port)
    assert flash.stat().st_size == BLOCK_COUNT * BLOCK_BYTES
