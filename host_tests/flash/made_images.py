"""MicroPython images as they are offered for download, made with esptool's own classes: no registry has a real new one.

Header, segments, checksum, hash, partition table and texts are as in a real image; the program in it is noise.
"""

import hashlib
import random
import struct
import sys
from pathlib import Path
from typing import NamedTuple

from esptool.bin_image import ImageSegment, LoadFirmwareImage
from esptool.targets import CHIP_DEFS

REAL = Path(sys.prefix, "image/thonnycontrib/thonny_etboard_firmware/etboard/firmware")  # as the Makefile installs it
TABLE_AT = 0x8000
APP_AT = 0x10000
NVS = ("nvs", 1, 2, 0x9000, 0x6000)
PHY = ("phy_init", 1, 1, 0xF000, 0x1000)
FACTORY = ("factory", 0, 0, APP_AT, 0x1F0000)
VFS = ("vfs", 1, 0x81, 0x200000, 0x200000)
TABLE = (NVS, PHY, FACTORY)  # since 1.26
OLD_TABLE = (*TABLE, VFS)
OTA_TABLE = (NVS, ("otadata", 1, 0, 0xD000, 0x2000), ("ota_0", 0, 0x10, APP_AT, 0x180000))
MACHINES = {
    "ESP32": "Generic ESP32 module with ESP32",
    "ESP32S2": "Generic ESP32S2 module with ESP32S2",
    "ESP32S3": "Generic ESP32S3 module with ESP32S3",
    "ESP32C3": "Generic ESP32C3 module with ESP32C3",
}


class Made(NamedTuple):
    """What an image is to be."""

    chip: str = "ESP32"
    version: str = "v1.26.0"
    table: tuple = TABLE
    machine: str = ""
    texts: str = "3.4.0; MicroPython {version} on 2025-08-09\0{machine}\0"
    program_bytes: int = 60_000

    @property
    def offset(self) -> int:
        """Where it belongs in flash."""
        return CHIP_DEFS[self.chip.lower()].BOOTLOADER_FLASH_OFFSET

    def content(self) -> bytes:
        """The bytes of the file."""
        texts = self.texts.format(version=self.version, machine=self.machine or MACHINES[self.chip])
        noise = random.Random(self.chip).randbytes(self.program_bytes)
        program = signed_image(self.chip, app_description() + texts.encode() + noise)
        boot_loader = signed_image(self.chip, random.Random(1).randbytes(20_000))
        table = partition_table(self.table)
        return placed(self.offset, {self.offset: boot_loader, TABLE_AT: table, APP_AT: program})

    def save(self, folder: Path) -> Path:
        """Write it under the name that it would have."""
        path = folder / f"{self.chip}_GENERIC-20250809-{self.version}.bin"
        path.write_bytes(self.content())
        return path


def signed_image(chip: str, data: bytes) -> bytes:
    """One image with its checksum and hash, `data` where a program keeps its texts."""
    rom = CHIP_DEFS[chip.lower()]
    image = rom.BOOTLOADER_IMAGE()
    image.entrypoint = rom.IROM_MAP_START
    image.chip_id = rom.IMAGE_CHIP_ID
    image.flash_size_freq = 0x20
    image.flash_mode = 2
    image.segments = [ImageSegment(rom.DROM_MAP_START + 0x20, data + bytes(-len(data) % 4), 0)]
    saved = image.save(None)
    assert LoadFirmwareImage(chip.lower(), saved).segments
    return saved


def app_description() -> bytes:
    """ESP-IDF's description of an application, as MicroPython leaves it: without a version."""
    return struct.pack("<II8s32s32s16s16s32s32s80s", 0xABCD5432, 0, b"", b"", b"", b"", b"", b"v5.4.2", b"", b"")


def partition_table(entries: tuple) -> bytes:
    """The entries with the checksum behind them."""
    rows = b"".join(
        struct.pack("<2sBBII16sI", b"\xaa\x50", kind, subtype, offset, size, name.encode(), 0)
        for name, kind, subtype, offset, size in entries
    )
    checksum = b"\xeb\xeb" + b"\xff" * 14 + hashlib.md5(rows).digest()
    return (rows + checksum).ljust(0xC00, b"\xff")


def placed(first: int, parts: dict[int, bytes]) -> bytes:
    """Parts at their addresses, blank flash between them, from `first` on."""
    content = bytearray()
    for address, part in sorted(parts.items()):
        content += b"\xff" * (address - first - len(content)) + part
    return bytes(content)
