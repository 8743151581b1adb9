"""Diary entries as a table, as CSV with a header that names the units, and as JSON."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from pad import diary_record, fault_texts
from pad.session import REASON_NAMES
from tools import phone_names
from tools.diary_entry import DiaryEntry
from tools.padctl.table import name
from tools.simulator.view import HEAT_NAMES, clock, degrees

Cell = str | int | float | bool | None


class Column(NamedTuple):
    """A value of an entry: its name, its unit, and how it is found."""

    name: str
    unit: str
    of: Callable[[DiaryEntry], Cell]


def flag(bit: int) -> Callable[[DiaryEntry], Cell]:
    """One of an entry's flags."""
    return lambda entry: entry.has(bit)


def score(value: int) -> int | None:
    """A score of the symptoms; None when the phone gave none."""
    return None if value == diary_record.NO_SCORE else value


COLUMNS = (
    Column("number", "", lambda entry: entry.number),
    Column("start", "pad's clock", lambda entry: entry.began.isoformat(" ") if entry.began else None),
    Column("counted_start", "s with power", lambda entry: None if entry.began else entry.start),
    Column("profile", "", lambda entry: name(phone_names.PROFILES, entry.profile)),
    Column("programme", "", lambda entry: name(phone_names.PROGRAMMES, entry.programme)),
    Column("minutes", "min", lambda entry: entry.minutes),
    Column("massage", "s", lambda entry: entry.massage_s),
    Column("heat", "s", lambda entry: entry.heat_s),
    Column("speed_most", "step", lambda entry: entry.speed_most),
    Column("speed_mean", "step", lambda entry: entry.speed_mean / 10),
    Column("heat_most", "", lambda entry: name(HEAT_NAMES, entry.heat_most)),
    Column("left_most", "C", lambda entry: degrees(entry.left_most_cc)),
    Column("right_most", "C", lambda entry: degrees(entry.right_most_cc)),
    Column("dose", "CEM43 min", lambda entry: entry.dose / 1000),
    Column("left_minus_right", "C", lambda entry: degrees(entry.difference_cc)),
    Column("why_not_compared", "", lambda entry: name(phone_names.WHY_NOT_COMPARED, entry.why_not_compared)),
    Column("feet_differ", "", flag(diary_record.FEET_DIFFER)),
    Column("stop_reason", "", lambda entry: name(REASON_NAMES, entry.stop_reason)),
    Column("fault", "", lambda entry: fault_texts.name(entry.fault_code) if entry.fault_code else ""),
    Column("interrupted", "", flag(diary_record.INTERRUPTED)),
    Column("feet_before", "", lambda entry: name(phone_names.ANSWERS, entry.feet_before)),
    Column("also_for_session_before", "", flag(diary_record.ANSWERED_LATE)),
    Column("feet_after", "", lambda entry: name(phone_names.ANSWERS, entry.feet_after)),
    Column("score_before", "0 to 10", lambda entry: score(entry.score_before)),
    Column("score_after", "0 to 10", lambda entry: score(entry.score_after)),
    Column("week_sessions", "", lambda entry: _week_sessions(entry)),
    Column("first_use", "", flag(diary_record.FIRST_USE)),
)


def _week_sessions(entry: DiaryEntry) -> int | None:
    return None if entry.week_sessions == diary_record.NOT_KNOWN else entry.week_sessions


def write_csv(entries: Iterable[DiaryEntry]) -> None:
    """Comma-separated, a header first; what is not known is empty, flags are 0 or 1."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([f"{column.name} ({column.unit})" if column.unit else column.name for column in COLUMNS])
    for entry in entries:
        cells = [column.of(entry) for column in COLUMNS]
        writer.writerow([int(cell) if isinstance(cell, bool) else cell for cell in cells])


def as_fields(entry: DiaryEntry) -> dict[str, Cell]:
    """One entry by the names of the columns; None for what is not known."""
    return {column.name: column.of(entry) for column in COLUMNS}


def write_json(entries: Iterable[DiaryEntry]) -> None:
    """One object a line; what is not known is null."""
    for entry in entries:
        print(json.dumps(as_fields(entry)))


# --- for people -------------------------------------------------------------------------------------------------------

HEADING = (
    f"{'':>5}  {'began':<16}  {'profile':<9} {'time':>7} {'speed':>5}  {'heat':<6} {'left':>5} {'right':>5} "
    f"{'l - r':>5}  {'score':<7}  feet, and why it ended"
)


def write_table(entries: Iterable[DiaryEntry]) -> None:
    """One entry a line, always in the same columns; notes behind them."""
    rows = [row(entry) for entry in entries]
    if rows:
        print("\n".join([HEADING, *rows]))
    print(f"{len(rows)} sessions")


def row(entry: DiaryEntry) -> str:
    """One entry in one line."""
    began = f"{entry.began:%Y-%m-%d %H:%M}" if entry.began else f"+{clock(entry.start)}"
    temperatures = [short(entry.left_most_cc), short(entry.right_most_cc), short(entry.difference_cc)]
    scores = [
        str(value) if (value := score(told)) is not None else "-" for told in (entry.score_before, entry.score_after)
    ]
    return (
        f"{entry.number:5d}  {began:<16}  {name(phone_names.PROFILES, entry.profile):<9} {clock(entry.massage_s):>7} "
        f"{entry.speed_most:>5}  {name(HEAT_NAMES, entry.heat_most):<6} {temperatures[0]} {temperatures[1]} "
        f"{temperatures[2]}  {' to '.join(scores):<7}  {notes(entry)}"
    ).rstrip()


def short(hundredths: int) -> str:
    """A temperature in five columns."""
    value = degrees(hundredths)
    return "   --" if value is None else f"{value:5.1f}"


def notes(entry: DiaryEntry) -> str:
    """What else there is to say."""
    before, after = (name(phone_names.ANSWERS, code) for code in (entry.feet_before, entry.feet_after))
    found = [f"before: {before}" if before else "", f"after: {after}" if after else ""]
    found.append("one foot is warmer again" if entry.has(diary_record.FEET_DIFFER) else "")
    found.append("interrupted" if entry.has(diary_record.INTERRUPTED) else name(REASON_NAMES, entry.stop_reason))
    found.append(fault_texts.name(entry.fault_code) if entry.fault_code else "")
    return ", ".join(text for text in found if text)
