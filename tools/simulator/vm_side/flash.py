"""The board's flash: a block device over a file of the host. Erasing and programming block the whole VM."""

import struct

from vm_side import clock

BLOCK_BYTES = 4096
_PAGE_BYTES = 256
_COUNT_IOCTL = 4
_SIZE_IOCTL = 5
_ERASE_IOCTL = 6


class Flash:
    """What littlefs is mounted on. `erase_us` is for one block, `program_us` for one page of 256 bytes."""

    def __init__(self, descriptor, blocks, erase_us, program_us):
        self._file = open(descriptor, "r+b")
        self._blocks = blocks
        self._erase_us = erase_us
        self._program_us = program_us
        self._blank = b"\xff" * BLOCK_BYTES
        self._log = None

    def log_to(self, descriptor):
        """Tell this open file each change of the flash, in order: where, how many bytes, and the bytes."""
        self._log = open(descriptor, "wb")

    def readblocks(self, block_num, buf, offset=0):
        self._file.seek(block_num * BLOCK_BYTES + offset)
        self._file.readinto(buf)

    def writeblocks(self, block_num, buf, offset=0):
        self._change(self._program_us * len(buf) // _PAGE_BYTES, block_num * BLOCK_BYTES + offset, buf)

    def ioctl(self, op, arg):
        if op == _COUNT_IOCTL:
            return self._blocks
        if op == _SIZE_IOCTL:
            return BLOCK_BYTES
        if op == _ERASE_IOCTL:
            self._change(self._erase_us, arg * BLOCK_BYTES, self._blank)
        return 0

    def _change(self, time_us, at, content):
        # The time comes first: a chip that loses power meanwhile keeps what was there.
        clock.in_driver = True
        clock.spend(time_us)
        clock.in_driver = False
        self._file.seek(at)
        self._file.write(content)
        if self._log:
            self._log.write(struct.pack("<II", at, len(content)))
            self._log.write(content)
