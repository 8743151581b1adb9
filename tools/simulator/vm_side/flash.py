"""The board's flash: a block device over a file of the host. Erasing and programming block the whole VM."""

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

    def readblocks(self, block_num, buf, offset=0):
        self._file.seek(block_num * BLOCK_BYTES + offset)
        self._file.readinto(buf)

    def writeblocks(self, block_num, buf, offset=0):
        # The time comes first: a chip that loses power meanwhile keeps what was there.
        clock.spend(self._program_us * len(buf) // _PAGE_BYTES)
        self._file.seek(block_num * BLOCK_BYTES + offset)
        self._file.write(buf)

    def ioctl(self, op, arg):
        if op == _COUNT_IOCTL:
            return self._blocks
        if op == _SIZE_IOCTL:
            return BLOCK_BYTES
        if op == _ERASE_IOCTL:
            self._erase(arg)
        return 0

    def _erase(self, block_num):
        clock.spend(self._erase_us)
        self._file.seek(block_num * BLOCK_BYTES)
        self._file.write(self._blank)
