"""Runs on MicroPython: a flash chip in memory, and power that fails in the middle of one of its operations."""

import builtins

import vfs

BLOCK = 4096
_BLANK = b"\xff" * BLOCK
_SYNC, _COUNT, _SIZE, _ERASE = 3, 4, 5, 6  # of ioctl


class PowerCut(BaseException):
    """Nothing on the board goes on after it: nobody catches it but the test."""


class RamFlash:
    """The block device over `data`, which outlives it. Each erase, program and sync is an operation.

    `left` is how many of them go well before the power fails, None for all. The one that is cut is half done when
    `torn`, and otherwise not at all.
    """

    def __init__(self, data, left=None, torn=True):
        self._view = memoryview(data)
        self._left = left
        self._torn = torn
        self._unplugged = False
        self.operations = 0
        self.erases = [0] * (len(data) // BLOCK)

    def readblocks(self, number, buffer, offset=0):
        """As a block device does."""
        at = number * BLOCK + offset
        buffer[:] = self._view[at : at + len(buffer)]

    def writeblocks(self, number, buffer, offset=0):
        """As a block device does."""
        self._change(number * BLOCK + offset, buffer)

    def ioctl(self, operation, argument):
        """As a block device does."""
        if operation == _ERASE:
            self.erases[argument] += 1
            self._change(argument * BLOCK, _BLANK)
        elif operation == _SYNC:
            self._change(0, b"")
        return {_COUNT: len(self.erases), _SIZE: BLOCK}.get(operation, 0)

    def unplug(self):
        """What is written from now on is written nowhere."""
        self._unplugged = True

    def _change(self, at, content):
        if self._unplugged:
            return
        self.operations += 1
        if self._left is not None and self._left < self.operations:
            half = len(content) // 2 if self._torn and self._left == self.operations - 1 else 0
            self._view[at : at + half] = memoryview(content)[:half]
            raise PowerCut
        self._view[at : at + len(content)] = content


class Power:
    """Switches a chip off and on. What was open then is closed where it can write nothing any more.

    A file that nobody closed would otherwise be closed, and written, by whichever collection finds it.
    """

    def __init__(self):
        self.closed_in_vain = 0
        self._flash = None
        self._opened = []
        self._open = builtins.open
        builtins.open = self._open_and_remember

    def _open_and_remember(self, *how):
        file = self._open(*how)
        self._opened.append(file)
        return file

    def on(self, data, left=None, torn=True):
        """The file system of these bytes is at the root, after a power cut if it was on. The new block device."""
        if self._flash:
            self._flash.unplug()
        for file in self._opened:
            try:
                file.close()
            except OSError:
                self.closed_in_vain += 1
        self._opened.clear()
        self._flash = RamFlash(data, left, torn)
        mount(self._flash)
        return self._flash


def mount(flash):
    """Its file system is at the root, instead of what was there."""
    file_system = vfs.VfsLfs2(flash)  # as the ESP32's port does, with nothing said about its sizes
    vfs.umount("/")
    vfs.mount(file_system, "/")


def formatted(blocks):
    """The bytes of a chip with an empty file system."""
    data = bytearray(BLOCK * blocks)
    vfs.VfsLfs2.mkfs(RamFlash(data))
    return data
