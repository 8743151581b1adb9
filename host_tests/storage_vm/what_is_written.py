"""Runs on MicroPython: what a pad writes into its flash around a session, by the firmware's own functions."""

import struct

from firmware import diary
from firmware.memory import replace_file
from pad.diary_record import INTERRUPTED, LAYOUT, NO_SCORE, NOT_KNOWN, NUMBER, SIZE, VERSION, seal
from pad.kept import ENTRIES, Kept
from pad.memory_record import CHECK_DUE, SESSION_ACTIVE, checksum

KEPT = "/kept.bin"
SETTINGS = "/settings.bin"
SETTINGS_BYTES = 17
SETTINGS_EVERY = 7  # sessions


def record_of(number, stage):
    """A sealed record; no two are alike. Stage 0 is the mark before the start, later ones say more."""
    record = bytearray(SIZE)
    flags = INTERRUPTED if stage == 0 else 0
    told = (1, 1, 15, number % 901, 0, number % 12, 10, 0, 3000 + stage, 2900, 0, -0x8000, 2, 1, 0, 1, stage)
    struct.pack_into(LAYOUT, record, 0, VERSION, flags, number, number * 50_000, *told, NO_SCORE, NO_SCORE, NOT_KNOWN)
    seal(record)
    return record


def writes_of(number):
    """All writes of one session in their order, as (path, content); the path of a record of the diary is None."""
    kept = Kept(None)
    for fault in range(ENTRIES):
        kept.add(fault, number % 9_000, 1)
    writes = []

    def owe(flags):
        kept.owe(flags)
        writes.append((KEPT, kept.to_bytes()))

    owe(SESSION_ACTIVE | CHECK_DUE)
    writes.append((None, record_of(number, 0)))
    owe(CHECK_DUE)
    writes.append((None, record_of(number, 1)))
    if number % 2:  # the feet were looked at in time
        writes.append((None, record_of(number, 2)))
        owe(0)
    if number % SETTINGS_EVERY == 1:
        body = bytes(number + i & 0xFF for i in range(SETTINGS_BYTES))
        writes.append((SETTINGS, body + checksum(body, SETTINGS_BYTES)))
    return writes


def path_of(number):
    """The file that this record is in."""
    return f"/diary/{(number - 1) // 32:04x}"


def write(path, content):
    """As the pad does."""
    if path:
        replace_file(path, content)
    else:
        diary.write(content)


def write_to(files, path, content):
    """What the same does to the content of all files by their paths, if all goes well."""
    if path:
        files[path] = bytes(content)
        return
    number = struct.unpack_from("<I", content, NUMBER)[0]
    name, place = path_of(number), (number - 1) % 32
    records = files.get(name, b"")
    files[name] = records[: place * SIZE] + bytes(content) + records[(place + 1) * SIZE :]
    if number > 14 * 32:
        files.pop(path_of(number - 14 * 32), None)
