"""Runs on MicroPython: what a pad writes in so many sessions, on a board's flash, and what that costs the flash.

micropython sessions_on_vm.py IMAGE SESSIONS    the figures, as one JSON object on standard output
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

UNPLUGGED_EVERY = 3  # sessions: littlefs then goes on at another place
LOOKED_AT_EVERY = 50
READ_BACK = 400
last_written = {}


def check_records(newest, count):
    """The last records are those that were written last."""
    record = bytearray(SIZE)
    assert diary.newest() == newest
    for number in range(max(1, newest - count + 1), newest + 1):
        assert diary.read(number, record), number
        assert record == last_written[number], number
    assert not diary.read(newest + 1, record)


def session(number):
    """Everything that is written around it, read back at once."""
    for path, content in writes_of(number):
        write(path, content)
        if path:
            assert read_file(path, 200) == content
        else:
            last_written[number] = content
            check_records(number, 1)
    last_written.pop(number - READ_BACK, None)
    for name in os.listdir("/"):
        assert not name.endswith(".new")


def used_blocks():
    """Of the whole flash."""
    _, _, blocks, free, *_ = os.statvfs("/")
    return blocks - free


def held():
    """Bytes of the heap, but for what this test remembers itself."""
    gc.collect()
    return gc.mem_alloc()


def main(image, sessions):
    """All sessions, one after another."""
    with open(image, "rb") as file:
        flash = RamFlash(bytearray(file.read()))
    mount(flash)
    looks = []
    for number in range(1, sessions + 1):
        session(number)
        if number % UNPLUGGED_EVERY == 0:
            mount(flash)
        if number % LOOKED_AT_EVERY == 0:
            check_records(number, READ_BACK if number % 500 == 0 else 50)
            looks.append((number, used_blocks(), held()))
    check_records(sessions, READ_BACK)
    assert diary.oldest() <= max(1, sessions - READ_BACK)
    print(json.dumps({"erases": flash.erases, "looks": looks, "segments": len(os.listdir("/diary"))}))


main(sys.argv[1], int(sys.argv[2]))
