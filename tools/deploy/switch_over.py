"""Puts a new version of FootPad in place. A part of an update: boot.py runs it as long as it is there.

It goes when all is done, as its last act. A power cut at any moment does no harm: the next start goes on. An exception
keeps main.py from being started, so nothing starts that is neither the old version nor the new one.
"""

import os
import sys
from errno import ENOENT

NEW = "/new"
OURS = ("/firmware", "/lib/pad", NEW)  # nobody else keeps files there
FOLDER = 0x4000


def switch_over(paths):
    """Have exactly these files in FootPad's folders, each from /new unless it is there already."""
    print("update: putting the new version in place")
    for path in paths:
        _put_in_place(path)
    for folder in OURS:
        if _exists(folder):
            _sweep(folder, paths)
    os.remove("/switch_over.py")
    # What of the old version is loaded already.
    for name in ("firmware.board", "firmware", "switch_over"):
        sys.modules.pop(name, None)
    print("update: done")


def _put_in_place(path):
    if _exists(NEW + path):
        os.rename(NEW + path, path)
    elif not _exists(path):
        raise OSError(path + " is lost: run `make deploy` again")


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
        elif path not in kept:
            os.remove(path)
    if not os.listdir(folder):
        os.rmdir(folder)
