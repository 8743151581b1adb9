"""A file system image, read by MicroPython itself: its unix port mounts it as a board's port does."""

import json
import subprocess

from tools.simulator.vm import find_micropython

READ_ALL = """
import binascii, hashlib, json, os, sys, vfs
class Flash:
    def __init__(self, path):
        self.file = open(path, "r+b")
        self.blocks = self.file.seek(0, 2) // 4096
    def readblocks(self, number, buffer, offset=0):
        self.file.seek(number * 4096 + offset)
        self.file.readinto(buffer)
    def writeblocks(self, number, buffer, offset=0):
        raise OSError(30)
    def ioctl(self, what, value):
        return {4: self.blocks, 5: 4096}.get(what, 0)
def read(folder, found):
    for name, kind, *_ in os.ilistdir(folder):
        path = folder + "/" + name
        if kind == 0x4000:
            read(path, found)
        else:
            with open(path, "rb") as file:
                found[path[7:]] = binascii.hexlify(hashlib.sha256(file.read()).digest()).decode()
    return found
vfs.mount(vfs.VfsLfs2(Flash(sys.argv[1])), "/board")
print(json.dumps(read("/board", {})))
"""


def mounted_files(image: bytes, folder) -> dict[str, str]:
    """SHA-256 of each file by its path, as MicroPython finds them. CalledProcessError when it cannot mount that."""
    path, script = folder / "files.littlefs", folder / "read_all.py"
    path.write_bytes(image)
    script.write_text(READ_ALL)
    command = [find_micropython(), str(script), str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout)
