"""What a downloaded MicroPython is: for which chip, which version, whole or damaged, and where its parts lie."""

import re
import struct
from pathlib import Path
from typing import NamedTuple

from esptool.bin_image import LoadFirmwareImage
from esptool.targets import CHIP_DEFS
from esptool.util import FatalError

from tools.board_files import OLDEST_MICROPYTHON, profiles
from tools.image.partitions import (
    ENTRY_MAGIC,
    TABLE_AT,
    TABLE_BYTES,
    ImageError,
    Partition,
    application,
    read_table,
)

MAGIC = 0xE9
CHIP_ID_AT = 12
CHIP_ID = struct.Struct("<H")
LARGEST_BYTES = 32 << 20
# As `sys.version` and `sys.implementation._machine` say it; both are texts that end in a zero.
VERSION = re.compile(rb"MicroPython v(\d+)\.(\d+)([-.+\w]*) on \d{4}-\d\d-\d\d")
MACHINE = re.compile(rb"(\w[-\w .,()/+]* with ESP32[A-Z0-9]*)\0")
WITH_EXTERNAL_RAM = "SPIRAM"  # on an ESP32 it takes pins 16 and 17, which the reference board needs


class MicroPythonImage(NamedTuple):
    """A MicroPython that FootPad can run on. `chip` as in firmware/board.py; `offset`: where it goes in flash."""

    file_name: str
    content: bytes
    chip: str
    offset: int
    version: str
    machine: str
    partitions: list[Partition]


def read_image(path: Path) -> MicroPythonImage:
    """Read a file as it is offered for download. ImageError for anything else; OSError when it cannot be read."""
    if path.stat().st_size > LARGEST_BYTES:
        raise ImageError("it is far too large for MicroPython")
    content = path.read_bytes()
    chip = chip_of(content)
    offset = CHIP_DEFS[chip.lower()].BOOTLOADER_FLASH_OFFSET
    partitions = table_of(content, offset)
    check_whole(chip, content, "boot loader")
    program = content[application(partitions).offset - offset :]
    check_whole(chip, program, "application")
    version, machine = version_of(program), machine_of(program)
    if chip == "ESP32" and WITH_EXTERNAL_RAM in machine:
        raise ImageError("pins 16 and 17 are not free in this variant: take the file without SPIRAM in its name")
    return MicroPythonImage(path.name, content, chip, offset, version, machine, partitions)


def chip_of(content: bytes) -> str:
    """The chip that an image is for. ImageError when it is none, or for a chip without a board profile."""
    if len(content) < CHIP_ID_AT + CHIP_ID.size or content[0] != MAGIC:
        raise ImageError("it is no image for an ESP32: take the file that ends in .bin from micropython.org/download")
    (number,) = CHIP_ID.unpack_from(content, CHIP_ID_AT)
    names = [name.upper() for name, rom in CHIP_DEFS.items() if getattr(rom, "IMAGE_CHIP_ID", None) == number]
    chip = names[0] if names else f"chip number {number}"
    if chip not in profiles():
        raise ImageError(f"it is for {chip}; FootPad runs on {', '.join(profiles())}")
    return chip


def table_of(content: bytes, offset: int) -> list[Partition]:
    """The partitions. ImageError where there are none, as in images for updates."""
    table = content[TABLE_AT - offset :][:TABLE_BYTES]
    if not table.startswith(ENTRY_MAGIC):
        raise ImageError("it is cut off, or an application alone: take the file that ends in .bin, not in .app-bin")
    return read_table(table)


def check_whole(chip: str, content: bytes, what: str) -> None:
    """Compare checksum and hash that the build left in an image. ImageError when one differs."""
    try:
        image = LoadFirmwareImage(chip.lower(), content)
    except (FatalError, struct.error, RuntimeError, IndexError, TypeError) as error:
        raise ImageError(f"its {what} cannot be read, so it is damaged or cut off: download it again") from error
    intact = image.checksum == image.calculate_checksum()
    if not intact or (image.append_digest and image.stored_digest != image.calc_digest):
        raise ImageError(f"its {what} is damaged: download it again")


def version_of(program: bytes) -> str:
    """MicroPython's version, as "1.26.0". ImageError when it is another program, or too old."""
    found = VERSION.search(program)
    if found is None:
        raise ImageError("it is an image for this chip, but not MicroPython")
    version = f"{int(found[1])}.{int(found[2])}{(found[3] or b'').decode()}"
    if (int(found[1]), int(found[2])) < OLDEST_MICROPYTHON:
        oldest = ".".join(str(part) for part in OLDEST_MICROPYTHON)
        raise ImageError(f"it is MicroPython {version}: FootPad needs {oldest} or newer")
    return version


def machine_of(program: bytes) -> str:
    """The board that it was built for, as it says itself; empty when it does not."""
    found = MACHINE.search(program)
    return found[1].decode() if found else ""
