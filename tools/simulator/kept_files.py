"""What the pad keeps in flash: the files that a scenario's pad begins with, and what they say at the end."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from littlefs import LittleFS
from littlefs.context import UserContext

from firmware.diary import FOLDER, IN_SEGMENT
from pad import diary_record, settings
from pad.limits import SESSION_DEFAULT_MIN
from pad.session import TIME_UP
from pad.settings_table import DEFAULT, KIND, LETTER, NAME, ROWS, number, restore
from tools.board_files import BLOCK_BYTES
from tools.diary_entry import decode, encode
from tools.padctl.diary import Cell, as_fields

SETTINGS = "settings.bin"
DIARY = FOLDER.strip("/")


class Earlier(NamedTuple):
    """A session of the days before: its start in seconds since 2000, what was massaged and warmed, the comparison."""

    start_s: int
    massage_s: int
    heat_s: int
    difference_cc: int


def settings_file(chosen: Mapping[str, int]) -> bytes:
    """The file with these values, by their names in pad.settings_table, and the defaults of the others."""
    values = bytes(chosen.get(row[NAME], row[-1][DEFAULT]) & 0xFF for row in ROWS)
    kept = settings.Settings()
    kept.values = values
    return kept.to_bytes()


def diary_files(sessions: Iterable[Earlier]) -> dict[str, bytes]:
    """The files of a diary with these sessions, the oldest first, path to content."""
    files: dict[str, bytes] = {}
    for before, session in enumerate(sessions):
        path = f"{DIARY}/{before // IN_SEGMENT:04x}"
        files[path] = files.get(path, b"") + record_of(before + 1, session)
    return files


def record_of(number: int, session: Earlier) -> bytes:
    """The record of a session to its end, at speed step 1, after which the feet were well."""
    taken = session.difference_cc != diary_record.NOT_TAKEN
    values = (
        *(diary_record.VERSION, diary_record.CLOCK, number, session.start_s, settings.STANDARD, 0, SESSION_DEFAULT_MIN),
        *(session.massage_s, session.heat_s, 1, 10, session.heat_s > 0, *(diary_record.NOT_TAKEN,) * 2, 0),
        *(session.difference_cc, diary_record.TAKEN if taken else diary_record.TOO_SHORT, TIME_UP, 0),
        *(diary_record.WELL, diary_record.WELL, *(diary_record.NO_SCORE,) * 2, diary_record.NOT_KNOWN),
    )
    return encode(values)


def files_in(image: bytes) -> dict[str, bytes]:
    """The files of settings and diary in a flash image, path to content."""
    context = UserContext(len(image))
    context.buffer[:] = image
    littlefs = LittleFS(context=context, block_size=BLOCK_BYTES, block_count=len(image) // BLOCK_BYTES)
    names = littlefs.listdir("/")
    paths = [f"{DIARY}/{name}" for name in sorted(littlefs.listdir(DIARY))] if DIARY in names else []
    paths += [SETTINGS] if SETTINGS in names else []
    return {path: littlefs.open(path, "rb").read() for path in paths}


def diary_in(files: Mapping[str, bytes]) -> list[dict[str, Cell]]:
    """The sessions as `padctl diary --json` has them, the oldest first. ValueError when a record is not whole."""
    records = b"".join(content for path, content in files.items() if path.startswith(f"{DIARY}/"))
    size = diary_record.SIZE
    return [as_fields(decode(records[at : at + size])) for at in range(0, len(records), size)]


def settings_in(files: Mapping[str, bytes]) -> dict[str, int | str]:
    """The settings by name, as a pad that starts now would obey them."""
    found = settings.Settings()
    restore(found, files.get(SETTINGS))
    return {row[NAME]: meaning(place, found.values[place]) for place, row in enumerate(ROWS)}


def meaning(place: int, value: int) -> int | str:
    """What the byte in this place means: a number, or a letter."""
    return chr(value) if ROWS[place][-1][KIND] == LETTER else number(place, value)
