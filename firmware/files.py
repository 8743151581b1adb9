"""Small files that survive a power cut: whole in their old form or in their new one."""

import os
from errno import ENOENT


def read(path, longest):
    """The content, or one byte more than the longest; None when there is no file, b"" when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(longest + 1)
    except OSError as error:
        return None if error.errno == ENOENT else b""


def replace(path, content):
    """Write beside, then rename. Erasing flash stops the whole VM: only while the rail is open. OSError if it fails."""
    beside = path + ".new"
    with open(beside, "wb") as file:
        file.write(content)
    os.rename(beside, path)
