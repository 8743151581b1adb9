"""A diary record that a phone reads, decoded and made. What its bytes mean: lib/pad/diary_record.py, docs/ble.md."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from pad import diary_record

EPOCH = datetime(2000, 1, 1)


class DiaryEntry(NamedTuple):
    """The fields in the order of the record. Codes: docs/ble.md; temperatures and differences in 0.01 C."""

    version: int
    flags: int
    number: int
    start: int
    profile: int
    programme: int
    minutes: int
    massage_s: int
    heat_s: int
    speed_most: int
    speed_mean: int
    heat_most: int
    left_most_cc: int
    right_most_cc: int
    dose: int
    difference_cc: int
    why_not_compared: int
    stop_reason: int
    fault_code: int
    feet_before: int
    feet_after: int
    score_before: int
    score_after: int
    week_sessions: int

    def has(self, flag: int) -> bool:
        """Whether one of the flags of pad.diary_record is set."""
        return bool(self.flags & flag)

    @property
    def began(self) -> datetime | None:
        """When it began by the pad's clock; None when that had not been set."""
        return EPOCH + timedelta(seconds=self.start) if self.has(diary_record.CLOCK) else None


def decode(record: bytes) -> DiaryEntry:
    """From the 40 bytes. ValueError when these are no whole record of a version that is known here."""
    if not diary_record.is_valid(record):
        raise ValueError(f"no diary record of version {diary_record.VERSION}: {record.hex()}")
    return DiaryEntry(*struct.unpack_from(diary_record.LAYOUT, record))


def encode(values: Iterable[int]) -> bytes:
    """The 40 bytes of these fields, in the order of DiaryEntry; the version is the one that is known here."""
    record = bytearray(diary_record.SIZE)
    struct.pack_into(diary_record.LAYOUT, record, 0, *values)
    diary_record.seal(record)
    return bytes(record)
