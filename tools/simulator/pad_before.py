"""[pad] of a scenario: what the pad has kept from the days before, its settings and its diary."""

from datetime import datetime

from pad import clock, diary_record
from pad.limits import SESSION_DEFAULT_MIN, SESSION_TOTAL_MIN
from pad.settings_table import KIND, LEAST, LETTER, MOST, NAME, ROWS
from tools.diary_entry import EPOCH
from tools.simulator.checked_table import Table, shown
from tools.simulator.kept_files import SETTINGS, Earlier, diary_files, settings_file

CLOCK_FORMAT = "%Y-%m-%d %H:%M"
SETTING_ROWS = {row[NAME]: row[-1] for row in ROWS}
DIARY_KEYS = ("start", "massage_s", "heat_s", "foot_difference_c")
LARGEST_DIFFERENCE_C = 8.0


def check_pad(table: Table) -> dict[str, bytes]:
    """The files of this pad, path to content; those that it does not mention are not there. Raises ScenarioError."""
    table.refuse_others([*SETTING_ROWS, "diary"], "setting", f"known are {', '.join(SETTING_ROWS)}; and diary")
    chosen = {name: setting(table, name) for name in table.values if name != "diary"}
    files = {SETTINGS: settings_file(chosen)} if chosen else {}
    return files | diary_files([earlier(row) for row in table.rows("diary")])


def setting(table: Table, name: str) -> int:
    """One value, in the range that the pad's own table has for it."""
    row = SETTING_ROWS[name]
    if row[KIND] != LETTER:
        return table.whole(name, row[LEAST], row[MOST], 0)
    value = table.values[name]
    if not (isinstance(value, str) and len(value) == 1 and row[LEAST] <= ord(value) <= row[MOST]):
        table.complain(name, f'got {shown(value)}; it must be one letter, such as "e"')
    return ord(value)


def earlier(table: Table) -> Earlier:
    """One [[pad.diary]]: a session that is over."""
    table.refuse_others(DIARY_KEYS)
    start = date_and_time(table, "start")
    massage_s = table.whole("massage_s", 0, SESSION_TOTAL_MIN * 60, SESSION_DEFAULT_MIN * 60)
    heat_s = table.whole("heat_s", 0, massage_s, 0)
    difference_cc = diary_record.NOT_TAKEN
    if "foot_difference_c" in table.values:
        limit_c = LARGEST_DIFFERENCE_C
        difference_cc = round(100 * table.number("foot_difference_c", least=-limit_c, most=limit_c))
    return Earlier(round((start - EPOCH).total_seconds()), massage_s, heat_s, difference_cc)


def date_and_time(table: Table, key: str) -> datetime:
    """What a phone's clock shows: "2026-11-22 09:00"."""
    value = table.values.get(key)
    try:
        found = datetime.strptime(value, CLOCK_FORMAT) if isinstance(value, str) else None  # noqa: DTZ007  as EPOCH
    except ValueError:
        found = None
    if found is None or not clock.FIRST_YEAR <= found.year <= clock.LAST_YEAR:
        wrong = f"got {shown(value)}" if key in table.values else "is missing"
        years = f"{clock.FIRST_YEAR} to {clock.LAST_YEAR}"
        table.complain(key, f'{wrong}; it must be date and time as in "2026-11-22 09:00", in the years {years}')
    return found
