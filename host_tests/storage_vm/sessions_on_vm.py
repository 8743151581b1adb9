"""Runs on MicroPython: what a pad writes in so many sessions, on a board's flash, and what that costs the flash.

micropython sessions_on_vm.py IMAGE SESSIONS UNPLUGGED_EVERY    the figures, as one JSON object on standard output
"""

import gc
import json
import os
import sys

from ram_flash import RamFlash, mount
from what_is_written import write, writes_of

from firmware import diary
from firmware.memory import read_file
from pad.diary_record import SIZE

LOOKED_AT_EVERY = 50
READ_BACK = 400
last_written = [b""] * READ_BACK
record = bytearray(SIZE)


def check_records(newest, count):
    """The last records are those that were written last."""
    assert diary.newest() == newest
    for number in range(max(1, newest - count + 1), newest + 1):
        assert diary.read(number, record), number
        assert record == last_written[number % READ_BACK], number
    assert not diary.read(newest + 1, record)


def session(number):
    """Everything that is written around it, read back at once."""
    for path, content in writes_of(number):
        write(path, content)
        if path:
            assert read_file(path, len(content)) == content
        else:
            last_written[number % READ_BACK] = content
            check_records(number, 1)
    for name in os.listdir("/"):
        assert not name.endswith(".new")


def used_blocks():
    """Of the whole flash."""
    _, _, blocks, free, *_ = os.statvfs("/")
    return blocks - free


def held():
    """Bytes of the heap."""
    gc.collect()
    return gc.mem_alloc()


def main(image, sessions, unplugged_every):
    """All sessions, one after another. Each time that it is plugged in, littlefs goes on at another place."""
    with open(image, "rb") as file:
        flash = RamFlash(bytearray(file.read()))
    mount(flash)
    blocks, heap = [0] * (sessions // LOOKED_AT_EVERY), [0] * (sessions // LOOKED_AT_EVERY)
    for number in range(1, sessions + 1):
        session(number)
        if unplugged_every and number % unplugged_every == 0:
            mount(flash)
        if number % LOOKED_AT_EVERY == 0:
            check_records(number, READ_BACK if number % 500 == 0 else 50)
            look = number // LOOKED_AT_EVERY - 1
            blocks[look], heap[look] = used_blocks(), held()
    check_records(sessions, READ_BACK)
    assert diary.oldest() <= max(1, sessions - READ_BACK)
    print(json.dumps({"erases": flash.erases, "blocks": blocks, "heap": heap}))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
