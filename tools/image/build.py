"""Builds what a flash is to hold: MicroPython, and a file system with the compiled pad. The same in, the same out."""

import hashlib
from typing import NamedTuple

from esptool.cmds import merge_bin
from esptool.logger import log

from pad.version import VERSION
from tools.board_code import compiled_files
from tools.board_files import BLOCK_BYTES, Files, board_constants, board_files, littlefs_image, profiles
from tools.image.micropython_image import MicroPythonImage
from tools.image.partitions import ImageError, Room, file_system

Manifest = dict[str, object]


class FlashImage(NamedTuple):
    """What goes into flash from `offset` on, and the files in it."""

    offset: int
    content: bytes
    files: Files
    manifest: Manifest


def build(micropython: MicroPythonImage, flash_bytes: int) -> FlashImage:
    """For a flash of that size. ImageError when it does not fit."""
    room = file_system(micropython.partitions, flash_bytes)
    if micropython.offset + len(micropython.content) > room.offset:
        raise ImageError("it reaches into the place of its own file system: download it again")
    sources = board_files(board=profiles()[micropython.chip])
    files = compiled_files(sources)
    stored = littlefs_image(files, room.size // BLOCK_BYTES)
    content = merged(micropython, room, stored)
    manifest = describe(micropython, board_constants(sources)["NAME"], flash_bytes, room, stored, files)
    manifest["sha256"] = digest(content)
    return FlashImage(micropython.offset, content, files, manifest)


def merged(micropython: MicroPythonImage, room: Room, stored: bytes) -> bytes:
    """Both parts in one, from MicroPython's offset on, with blank flash in between."""
    parts = [(micropython.offset, micropython.content), (room.offset, stored)]
    log.set_verbosity("silent")  # it recommends another file format
    try:
        content = merge_bin(parts, micropython.chip.lower(), target_offset=micropython.offset)
    finally:
        log.set_verbosity("auto")
    assert content is not None  # it is, without an output file
    return content


def describe(
    micropython: MicroPythonImage, board: str, flash_bytes: int, room: Room, stored: bytes, files: Files
) -> Manifest:
    """The manifest: versions, places and hashes, and nothing that another build would have differently."""
    return {
        "footpad": VERSION,
        "micropython": micropython.version,
        "micropython_file": micropython.file_name,
        "chip": micropython.chip,
        "board": board,
        "flash_bytes": flash_bytes,
        "write_at": micropython.offset,
        "parts": {
            "micropython": part(micropython.offset, micropython.content),
            "files": part(room.offset, stored),
        },
        "files": {path: {"bytes": len(data), "sha256": digest(data)} for path, data in sorted(files.items())},
    }


def part(offset: int, content: bytes) -> dict[str, object]:
    """One part of the image, in the manifest."""
    return {"offset": offset, "bytes": len(content), "sha256": digest(content)}


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
