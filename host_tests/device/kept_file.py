"""The flash as a computer sees it: what the pad keeps there, and files of our choice."""

import struct

from littlefs import LittleFS
from littlefs.context import UserContext

from pad import kept
from tools.board_files import BLOCK_BYTES, project_files
from tools.simulator import filesystem
from tools.simulator.filesystem import BLOCK_COUNT

PATH = "kept.bin"
FOLDER = None  # in place of a content


def mounted(image):
    """The file system of a flash image; its `context.buffer` is the image as it becomes."""
    context = UserContext(BLOCK_BYTES * BLOCK_COUNT)
    context.buffer[:] = image
    return LittleFS(context=context, block_size=BLOCK_BYTES, block_count=BLOCK_COUNT)


def kept_in(image):
    """What is kept on a flash image; what a new pad keeps when there is no file."""
    try:
        with mounted(image).open(PATH, "rb") as file:
            return kept.Kept(file.read())
    except FileNotFoundError:
        return kept.Kept(None)


def history_of(image):
    """Fault codes in the history on a flash image, oldest first."""
    return [code for code, _, _ in entries_of(kept_in(image))]


def entries_of(what_is_kept):
    """(code, cause of the reset before, what was read) of the last faults, oldest first."""
    return list(struct.iter_unpack(kept.ENTRY, what_is_kept.entries))


def image_with(files, code="py"):
    """A board's flash with these files on top; a content of None makes a folder. `code` as a Simulation takes it."""
    littlefs = mounted(filesystem.flash_image(project_files(), code))
    for path, content in files.items():
        if content is FOLDER:
            littlefs.mkdir(path)
        else:
            with littlefs.open(path, "wb") as file:
                file.write(content)
    littlefs.unmount()
    return bytes(littlefs.context.buffer)
