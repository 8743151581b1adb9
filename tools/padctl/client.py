"""What can be asked of a pad over a link, and what its answers mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from pad import clock, gatt, phone, settings
from tools import phone_names
from tools.padctl.transport import PAIR_FIRST, Link, NotAllowed, Trouble, characteristic
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
    "a computer can only tighten the settings; `padctl settings` shows them, and how a hand on the pad loosens them"
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


async def command(link: Link, opcode: int) -> int:
    """Have the pad do one of pad.phone's commands. Returns the result code, DONE or NOTHING_TO_DO."""
    answer = await _ask(link, gatt.COMMAND, gatt.COMMAND_RESULT, bytes((opcode,)))
    result = answer[1] if len(answer) == 2 and answer[0] == opcode else phone.UNKNOWN
    if result == phone.NOT_ALLOWED:
        raise NotAllowed(PAIR_FIRST)
    if result not in (phone.DONE, phone.NOTHING_TO_DO):
        name = phone_names.RESULTS[result] if result < len(phone_names.RESULTS) else str(result)
        raise Trouble(f"the pad has refused it: {name}")
    return result


async def count_sessions(link: Link) -> int:
    """How many sessions the diary holds."""
    answer = await _ask(link, gatt.DIARY_ACCESS, gatt.DIARY_ACCESS, phone.COUNT_ALL)
    if len(answer) != 4 or answer[0] != phone.NUMBER_OF_RECORDS:
        raise Trouble(f"the pad has not counted its diary: {answer.hex()}")
    return int.from_bytes(answer[2:], "little")


async def _ask(link: Link, asked: int, answered: int, request: bytes) -> bytes:
    """Write to one characteristic and wait for what another one, or the same, indicates."""
    uuid = characteristic(answered)
    await link.subscribe(uuid)
    await link.write(characteristic(asked), request)
    give_up_at_s = link.now_s() + ANSWER_S
    while (left_s := give_up_at_s - link.now_s()) > 0:
        value = await link.next_value(left_s)
        if value and value.uuid == uuid:
            return value.content
    # A pad answers nothing about private things to those that it does not know.
    raise NotAllowed(f"the pad gave no answer; {PAIR_FIRST}")


# --- settings ---------------------------------------------------------------------------------------------------------


async def read_settings(link: Link) -> bytes:
    """What the pad may do at most, in the order of tools.phone_names.SETTINGS."""
    record = await link.read(characteristic(gatt.SETTINGS))
    found = settings.Settings()
    if not found.tighten(record):
        raise Trouble(f"this pad has settings that padctl does not know ({record.hex()}); update both")
    return found.values


async def tighten(link: Link, today: bytes, asked: Sequence[int | None]) -> bytes:
    """Have the pad do less, and wait until it says so. `asked` is in the same order, None for what is to stay.

    Returns what it may do then. Trouble when it would be more than today.
    """
    wanted = settings.Settings()
    wanted.values = today
    values = bytes(now if value is None else value for value, now in zip(asked, today, strict=True))
    if not wanted.tighten(bytes((settings.VERSION,)) + values):
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
