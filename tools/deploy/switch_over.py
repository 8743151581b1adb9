"""Puts a new version of FootPad in place. A part of an update: boot.py runs it as long as it is there.

It goes when all is done, as its last act. A power cut at any moment does no harm: the next start goes on. An exception
keeps main.py from being started, so nothing starts that is neither the old version nor the new one.
"""

import os
import sys
from errno import ENOENT

FOLDERS = ("/firmware", "/lib/pad")  # nobody else keeps files there
FOLDER = 0x4000


def switch_over(paths):
    """Have exactly these files in FootPad's folders, each from beside its place unless it is there already."""
    print("update: putting the new version in place")
    for path in paths:
        # Within one folder littlefs renames at one stroke; between two, a power cut can hide a third file.
        if _exists(path + ".new"):
            os.rename(path + ".new", path)
        elif not _exists(path):
            raise OSError(path + " is lost: run `make deploy` again")
    for folder in FOLDERS:
        _sweep(folder, paths)
    os.remove("/switch_over.py")
    # What of the old version is loaded already.
    for name in ("firmware.board", "firmware", "switch_over"):
        sys.modules.pop(name, None)
    print("update: done")


def _exists(path):
    try:
        os.stat(path)
    except OSError as error:
        if error.errno != ENOENT:
            raise
        return False
    return True


def _sweep(folder, kept):
    """Remove what is not kept: of two files, .py and .mpy, the wrong one would be loaded."""
    for entry in list(os.ilistdir(folder)):
        path = folder + "/" + entry[0]
        if entry[1] == FOLDER:
            _sweep(path, kept)
            if not os.listdir(path):
                os.rmdir(path)
        elif path not in kept:
            os.remove(path)
