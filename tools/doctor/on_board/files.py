"""Every file on the board with its hash."""

import json
import os
from binascii import hexlify
from hashlib import sha256

FOLDER = 0x4000
CHUNK_BYTES = 512
MOST_BYTES = 3_000


def tell(folder=""):
    """One line for each file in a folder of the board and the folders in it."""
    for entry in os.ilistdir(folder or "/"):
        path = folder + "/" + entry[0]
        if entry[1] == FOLDER:
            tell(path)
        else:
            print(json.dumps({"path": path[1:], "sha256": hash_of(path)}))


def hash_of(path):
    """SHA-256 of a file, in hexadecimal digits; nothing when it cannot be read."""
    digest = sha256()
    try:
        with open(path, "rb") as file:
            while True:
                chunk = file.read(CHUNK_BYTES)
                if not chunk:
                    return hexlify(digest.digest()).decode()
                digest.update(chunk)
    except OSError:
        return ""


def read(paths):
    """One line for each of these files that is there: its first bytes, as hexadecimal digits."""
    for path in paths:
        try:
            with open(path, "rb") as file:
                print(json.dumps({"path": path, "content": hexlify(file.read(MOST_BYTES)).decode()}))
        except OSError:
            print(json.dumps({"path": path, "content": ""}))
