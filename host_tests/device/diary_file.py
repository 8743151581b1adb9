"""The diary as a computer finds it in the pad's flash."""

import struct
from typing import NamedTuple

from host_tests.device.kept_file import mounted
from pad.diary_record import LAYOUT, SIZE, is_valid

FOLDER = "diary"


class Record(NamedTuple):
    """One session, in the order of its bytes."""

    version: int
    flags: int
    number: int
    start_s: int
    profile: int
    programme: int
    minutes: int
    massage_s: int
    heat_s: int
    speed_most: int
    speed_mean: int
    heat_most: int
    left_cc: int
    right_cc: int
    dose: int
    difference_cc: int
    why_not: int
    reason: int
    fault: int
    before: int
    after: int
    score_before: int
    score_after: int
    week_sessions: int


def decoded(record):
    """The fields of one record, which must be whole."""
    assert is_valid(record), bytes(record).hex()
    return Record(*struct.unpack_from(LAYOUT, record))


def diary_in(image):
    """All records on a flash image, oldest first. Each must be whole, and in its place."""
    littlefs = mounted(image)
    records = []
    for name in sorted(littlefs.listdir(FOLDER)) if FOLDER in littlefs.listdir("/") else []:
        with littlefs.open(f"{FOLDER}/{name}", "rb") as file:
            content = file.read()
        assert len(content) % SIZE == 0
        for place in range(0, len(content), SIZE):
            records.append(decoded(content[place : place + SIZE]))
            assert records[-1].number == int(name, 16) * 32 + place // SIZE + 1
    return records
