"""What can be asked of a pad over a link, and what its answers mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from pad import clock, gatt, phone, record_access, settings, settings_table
from tools import diary_entry, phone_names
from tools.diary_entry import DiaryEntry
from tools.padctl.transport import PAIR_FIRST, Link, NotAllowed, Trouble, Value, characteristic
from tools.status_record import StatusRecord, decode

ANSWER_S = 3.0  # the pad answers within a tenth of a second
TRIES = 10
BETWEEN_TRIES_S = 0.2
CLOCK_ERROR_S = 5.0

INFORMATION = {
    "maker": gatt.MAKER,
    "model": gatt.MODEL,
    "firmware": gatt.FIRMWARE_REVISION,
    "hardware": gatt.HARDWARE_REVISION,
    "serial number": gatt.SERIAL,
}
LOOSER = (
    "a computer can only tighten what the pad may do; `padctl settings` shows it, and how a hand on the pad loosens it"
)
STATUS = characteristic(gatt.STATUS)

Found = TypeVar("Found")


async def read_status(link: Link) -> StatusRecord:
    """What the pad does now."""
    return decode_status(await link.read(STATUS))


def decode_status(record: bytes) -> StatusRecord:
    """A status record; Trouble when it is one that this program does not know."""
    try:
        return decode(record)
    except ValueError as error:
        raise Trouble(f"this pad speaks another language than padctl ({error}); update both") from error


async def read_text(link: Link, place: int) -> str:
    """A characteristic that holds a text."""
    return (await link.read(characteristic(place))).decode(errors="replace")


async def next_status(link: Link, timeout_s: float) -> StatusRecord | None:
    """The next status that comes, of a link that has subscribed to it; None when none has come in `timeout_s`."""
    value = await link.next_value(timeout_s)
    return value and decode_status(value.content)


async def command(link: Link, opcode: int, *arguments: int) -> int:
    """Have the pad do one of pad.phone's commands. Returns the result code, DONE or NOTHING_TO_DO."""
    answer = await _ask(link, gatt.COMMAND, gatt.COMMAND_RESULT, bytes((opcode, *arguments)))
    result = answer[1] if len(answer) == 2 and answer[0] == opcode else phone.UNKNOWN
    if result == phone.NOT_ALLOWED:
        raise NotAllowed(PAIR_FIRST)
    if result not in (phone.DONE, phone.NOTHING_TO_DO):
        name = phone_names.RESULTS[result] if result < len(phone_names.RESULTS) else str(result)
        raise Trouble(f"the pad has refused it: {name}")
    return result


async def _ask(
    link: Link, asked: int, answered: int, request: bytes, take: Callable[[Value], bool] = lambda value: False
) -> bytes:
    """Write to one characteristic and wait for what another one, or the same, indicates.

    `take` gets what else comes: when it wants that, there is time again for what follows.
    """
    uuid = characteristic(answered)
    await link.subscribe(uuid)
    await link.write(characteristic(asked), request)
    give_up_at_s = link.now_s() + ANSWER_S
    while (left_s := give_up_at_s - link.now_s()) > 0:
        value = await link.next_value(left_s)
        if value and value.uuid == uuid:
            return value.content
        if value and take(value):
            give_up_at_s = link.now_s() + ANSWER_S
    # A pad answers nothing about private things to those that it does not know.
    raise NotAllowed(f"the pad gave no answer; {PAIR_FIRST}")


# --- diary ------------------------------------------------------------------------------------------------------------


class Records:
    """Puts records together from the pieces in which they come. `whole` are those that are there."""

    def __init__(self) -> None:
        self.whole: list[DiaryEntry] = []
        self._record = b""
        self._pieces = 0

    def take(self, value: Value) -> bool:
        """Take a notification. False for one that is no piece; Trouble when one is missing or a record is damaged."""
        if value.uuid != characteristic(gatt.DIARY) or not value.content:
            return False
        number, content = value.content[0], value.content[1:]
        if number & ~record_access.LAST_PIECE != self._pieces:
            raise Trouble("a piece of the diary was lost on the way; try again")
        self._record += content
        self._pieces += 1
        if number & record_access.LAST_PIECE:
            self._end()
        return True

    def _end(self) -> None:
        try:
            self.whole.append(diary_entry.decode(self._record))
        except ValueError as error:
            raise Trouble(f"the diary is not readable ({error})") from error
        self._record, self._pieces = b"", 0


async def read_diary(link: Link, since: int) -> list[DiaryEntry]:
    """The sessions from number `since` on, the oldest first."""
    records = Records()
    await link.subscribe(characteristic(gatt.DIARY))
    operand = bytes((record_access.BY_NUMBER,)) + since.to_bytes(4, "little")
    request = bytes((record_access.REPORT, record_access.AT_LEAST)) + operand
    answer = await _ask(link, gatt.DIARY_ACCESS, gatt.DIARY_ACCESS, request, records.take)
    done = (record_access.response(request, code) for code in (record_access.SUCCESS, record_access.NO_RECORDS))
    if answer not in done:
        code = answer[-1] if len(answer) == 4 else 0
        raise Trouble(f"the pad has not sent its diary: {phone_names.RECORDS.get(code, answer.hex())}")
    return records.whole


# --- settings ---------------------------------------------------------------------------------------------------------

# By the names of pad.settings_table, but for the language, which is one setting for people.
LANGUAGE = "language"
Named = dict[str, int | str]


async def read_settings(link: Link) -> bytes:
    """The settings' values, in the order of pad.settings."""
    record = await link.read(characteristic(gatt.SETTINGS))
    values = record[1:]
    known = len(record) == settings.RECORD_BYTES and record[0] == settings.VERSION
    if not known or not all(settings_table.in_range(place, value) for place, value in enumerate(values)):
        raise Trouble(f"this pad has settings that padctl does not know ({record.hex()}); update both")
    return values


def named(values: bytes) -> Named:
    """The settings by their names."""
    found: Named = {}
    for place, row in enumerate(settings_table.ROWS):
        if place == settings.LANGUAGE:
            found[LANGUAGE] = values[place : place + 2].decode()
        elif place != settings.LANGUAGE + 1:
            found[row[settings_table.NAME]] = settings_table.number(place, values[place])
    return found


async def change_settings(link: Link, today: bytes, asked: Named) -> bytes:
    """Change those that are named, and wait until the pad says so. Returns all of them as they are then.

    Trouble when the pad would do more than today.
    """
    wanted = settings.Settings()
    wanted.values = today
    values = bytearray(today)
    for place, row in enumerate(settings_table.ROWS):
        if row[settings_table.NAME] in asked:
            values[place] = int(asked[row[settings_table.NAME]]) & 0xFF
    if LANGUAGE in asked:
        values[settings.LANGUAGE : settings.LANGUAGE + 2] = str(asked[LANGUAGE]).encode()
    if not settings_table.tighten(wanted, bytes((settings.VERSION,)) + values):
        raise Trouble(LOOSER)
    if wanted.values != today:
        await link.write(characteristic(gatt.SETTINGS), wanted.record())
        await _until(link, read_settings, lambda found: found == wanted.values, "the pad has not taken the settings")
    return wanted.values


# --- clock ------------------------------------------------------------------------------------------------------------


async def read_clock(link: Link) -> datetime | None:
    """Date and time of the pad; None when its clock has not been set."""
    found = clock.decode(await link.read(characteristic(gatt.CLOCK)))
    if found is None:
        return None
    year, month, day, _, hours, minutes, seconds, _ = found
    return datetime(year, month, day, hours, minutes, seconds)


async def set_clock(link: Link, now: datetime) -> datetime:
    """Set date and time of the pad, and wait until it says so. Returns what it says then."""
    parts = (now.year, now.month, now.day, now.weekday(), now.hour, now.minute, now.second, 0)
    await link.write(characteristic(gatt.CLOCK), clock.encode(parts))

    def is_set(found: datetime | None) -> bool:
        return found is not None and abs((found - now).total_seconds()) < CLOCK_ERROR_S

    found = await _until(link, read_clock, is_set, "the pad has not taken the time")
    assert found is not None
    return found


async def _until(
    link: Link, read: Callable[[Link], Awaitable[Found]], done: Callable[[Found], bool], complaint: str
) -> Found:
    """Read until it is as it should be: the pad acts on what was written within a tenth of a second."""
    for _ in range(TRIES):
        found = await read(link)
        if done(found):
            return found
        await link.sleep(BETWEEN_TRIES_S)
    raise Trouble(complaint)
