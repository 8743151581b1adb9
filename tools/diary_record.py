"""A session's record in the diary, decoded. What its bytes mean: lib/pad/diary_record.py, docs/ble.md."""

import struct
from datetime import datetime, timedelta

from pad import diary_record, fault_texts
from pad.session import REASON_NAMES

EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  the pad knows no time zones: its clock shows what the phone's does
PROFILES = ("gentle", "standard", "own")
PROGRAMMES = ("steady", "wave", "warm and settle")
# Why the feet were not compared, and answers to a foot check, by their codes in pad.diary_record
WHY_NOT = (
    "taken",
    "heat was asked for first",
    "heat in the last 12 hours",
    "not known when there was heat last",
    "too short",
    "not settled",
    "no contact seen",
    "no sensors",
)
BEFORE = ("none", "well", "something is wrong")
AFTER = ("not asked", "well", "something is wrong", "not answered")
FLAGS = {
    "interrupted": diary_record.INTERRUPTED,
    "feet_differ": diary_record.FEET_DIFFER,
    "answered_late": diary_record.ANSWERED_LATE,
    "first_use": diary_record.FIRST_USE,
}


def name(names: tuple[str, ...], code: int) -> str:
    """The word for a code; the code itself where it is newer than this program."""
    return names[code] if code < len(names) else str(code)


def fields(record: bytes) -> dict[str, object]:
    """By name, in words and in units that a person reads; None for what is not known or was not taken.

    `start` is by the clock that a phone had set; without one there is `counted_s`, time with power before the start.
    ValueError when these are no whole record.
    """
    if not diary_record.is_valid(record):
        raise ValueError(f"no diary record of version {diary_record.VERSION}: {record.hex()}")
    _, flags, number, start_s, profile, programme, minutes, *rest = struct.unpack_from(diary_record.LAYOUT, record)
    has_clock = flags & diary_record.CLOCK
    return {
        "number": number,
        "start": str(EPOCH + timedelta(seconds=start_s)) if has_clock else None,
        "counted_s": None if has_clock else start_s,
        "profile": name(PROFILES, profile),
        "programme": name(PROGRAMMES, programme),
        "minutes": minutes,
        **_what_was_done(rest[:8]),
        **_what_came_of_it(rest[8:]),
        **{flag: bool(flags & bit) for flag, bit in FLAGS.items()},
    }


def _what_was_done(values: list[int]) -> dict[str, object]:
    massage_s, heat_s, speed_most, speed_mean, heat_most, left_cc, right_cc, dose = values
    return {
        "massage_s": massage_s,
        "heat_s": heat_s,
        "speed_most": speed_most,
        "speed_mean": speed_mean / 10,
        "heat_most": heat_most,
        "left_most_c": degrees(left_cc),
        "right_most_c": degrees(right_cc),
        "dose_cem43_min": dose / 1000,
    }


def _what_came_of_it(values: list[int]) -> dict[str, object]:
    difference_cc, why, reason, fault, before, after, score_before, score_after, week = values
    return {
        "foot_difference_c": degrees(difference_cc),
        "foot_comparison": name(WHY_NOT, why),
        "stop_reason": name(REASON_NAMES, reason),
        "fault": fault_texts.name(fault) if fault else None,
        "answer_before": name(BEFORE, before),
        "answer_after": name(AFTER, after),
        "score_before": known(score_before),
        "score_after": known(score_after),
        "week_sessions": known(week),
    }


def degrees(hundredths: int) -> float | None:
    """Degrees Celsius; None for what was not taken."""
    return None if hundredths == diary_record.NOT_TAKEN else hundredths / 100


def known(value: int) -> int | None:
    """A score or a count; None for one that nobody knows."""
    return None if value == diary_record.NO_SCORE else value
