"""Every change of a board's flash, one after the other: the flash as a power cut after each of them would leave it."""

import struct
from collections.abc import Container, Iterator
from typing import NamedTuple

HEAD = struct.Struct("<II")


class Change(NamedTuple):
    """Bytes that were programmed, or a block of 0xFF that was erased."""

    at: int
    content: bytes


def changes_in(log: bytes) -> list[Change]:
    """What a simulation has written into its `flash_log`."""
    changes = []
    at = 0
    while at < len(log):
        where, size = HEAD.unpack_from(log, at)
        at += HEAD.size + size
        changes.append(Change(where, log[at - size : at]))
    return changes


def cuts(before: bytes, changes: list[Change], chosen: Container[int], torn: bool = False) -> Iterator[bytes]:
    """The flash after so many changes, for each number that is chosen, 0 for none of them.

    With `torn` half of the next one has been done, too.
    """
    flash = bytearray(before)
    for number, change in enumerate(changes):
        if number in chosen:
            done = change.content[: len(change.content) // 2] if torn else b""
            yield bytes(flash[: change.at] + done + flash[change.at + len(done) :])
        flash[change.at : change.at + len(change.content)] = change.content
    if len(changes) in chosen:
        yield bytes(flash)
