"""The partition table of a chip's flash, as ESP-IDF's documentation describes it, and where the file system belongs."""

import hashlib
import struct
from typing import NamedTuple

from tools.board_files import BLOCK_BYTES

TABLE_AT = 0x8000  # in flash, on every chip that is supported
TABLE_BYTES = 0xC00
ENTRY = struct.Struct("<2sBBII16sI")
ENTRY_MAGIC = b"\xaa\x50"
CHECKSUM_MAGIC = b"\xeb\xeb"
CHECKSUM_AT = 16  # within its entry
APP = 0
OTA_APPS = range(0x10, 0x20)
FILE_SYSTEM = "vfs"
OTHER_FILE_SYSTEM = "ffat"  # of boards with a UF2 boot loader: FAT in sectors of 512 bytes


class ImageError(ValueError):
    """What is wrong with a file, in words for the person who gave it."""


class Partition(NamedTuple):
    """One entry: `kind` 0 is an application, 1 is data; `offset` and `size` in bytes."""

    name: str
    kind: int
    subtype: int
    offset: int
    size: int

    @property
    def end(self) -> int:
        """The first byte behind it."""
        return self.offset + self.size


class Room(NamedTuple):
    """Where the file system lies in flash, in bytes."""

    offset: int
    size: int


def read_table(table: bytes) -> list[Partition]:
    """The entries of a table. ImageError when this is none, or a damaged one."""
    found: list[Partition] = []
    for at in range(0, len(table) - ENTRY.size + 1, ENTRY.size):
        magic, kind, subtype, offset, size, name, _ = ENTRY.unpack_from(table, at)
        if magic != ENTRY_MAGIC:
            check_end(table, at, magic)
            break
        found.append(Partition(name.rstrip(b"\0").decode(errors="replace"), kind, subtype, offset, size))
    return found


def check_end(table: bytes, at: int, magic: bytes) -> None:
    """Behind the last entry there may be a checksum of all of them."""
    stored = table[at + CHECKSUM_AT : at + ENTRY.size]
    if magic == CHECKSUM_MAGIC and stored != hashlib.md5(table[:at], usedforsecurity=False).digest():
        raise ImageError("its partition table is damaged: download it again")


def application(partitions: list[Partition]) -> Partition:
    """The application that starts. ImageError for a table with none, or with several that take turns."""
    applications = [entry for entry in partitions if entry.kind == APP]
    if any(entry.subtype in OTA_APPS for entry in applications):
        raise ImageError(
            "this is a variant with two places for updates over the air, which FootPad does not use: "
            "take the file without OTA in its name"
        )
    if not applications:
        raise ImageError("its partition table names no application")
    return applications[0]


def file_system(partitions: list[Partition], flash_bytes: int) -> Room:
    """Where this MicroPython looks for its files on a flash of that size. ImageError when there is no room.

    Up to 1.25 the table says it. Since 1.26 the port takes all that follows the last partition, when it starts.
    """
    by_name = {entry.name: entry for entry in partitions}
    if OTHER_FILE_SYSTEM in by_name and FILE_SYSTEM not in by_name:
        raise ImageError("it is for boards with a UF2 boot loader, whose file system FootPad does not build")
    if FILE_SYSTEM in by_name:
        entry = by_name[FILE_SYSTEM]
        room = Room(entry.offset, entry.size)
    else:
        last = max(entry.end for entry in partitions)
        room = Room(last, (flash_bytes - last) // BLOCK_BYTES * BLOCK_BYTES)
    if room.size <= 0 or room.offset + room.size > flash_bytes:
        raise ImageError(f"it needs a larger flash than {flash_bytes >> 20} MB")
    return room
