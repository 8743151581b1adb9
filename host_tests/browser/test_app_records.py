"""The phone app's decoder against the program's own: every field of random records, every byte changed once."""

import csv
import io
import random
import struct
from contextlib import redirect_stdout
from datetime import datetime

import pytest

from host_tests.browser.phone_app import FOLDER, call
from host_tests.browser.static_site import serving
from pad import clock, diary_record, record_access, settings, settings_table, status
from tools import diary_entry, status_record
from tools.padctl.client import named
from tools.padctl.diary import write_csv

RANDOM = random.Random(8)
FLAGS = {"clock": 1, "interrupted": 2, "feet_differ": 4, "answered_late": 8, "first_use": 16}
TAKE_ALL = "const p = new m.Pieces(); for (const one of a) p.take(Uint8Array.from(one));"
EACH = "return a.map((hex) => { try { return %s } catch (error) { return error.constructor.name } });"


@pytest.fixture
def app(page):
    with serving(FOLDER) as address:
        page.goto(address)
        yield page


def with_each_byte_changed(record: bytes) -> list[bytes]:
    found = [record]
    for place in range(len(record)):
        changed = bytearray(record)
        changed[place] ^= RANDOM.randrange(1, 256)
        found.append(bytes(changed))
    return [*found, record[:-1], record + b"\0", b""]


def records(size: int, make) -> list[bytes]:
    return [one for _ in range(40) for one in with_each_byte_changed(make(RANDOM.randbytes(size)))]


def decoded(app, function: str, bytes_of: list[bytes]):
    code = EACH % f"m.{function}(m.fromHex(hex))"
    return call(app, "decode.js", code, [record.hex() for record in bytes_of])


def test_status(app):
    made = records(status_record.RECORD.size, lambda content: bytes((status.VERSION,)) + content[1:])
    for record, found in zip(made, decoded(app, "decodeStatus", made), strict=True):
        try:
            right = status_record.decode(record)
        except ValueError:
            assert found == "WrongRecord"
            continue
        assert found == vars(right) | {name: getattr(right, name) for name in status_record.FLAGS}


def sealed(content: bytes) -> bytes:
    record = bytearray(content)
    diary_record.seal(record)
    return bytes(record)


def test_diary(app):
    made = records(diary_record.SIZE, sealed) + [sealed(RANDOM.randbytes(diary_record.SIZE)) for _ in range(300)]
    wrong = 0
    for record, found in zip(made, decoded(app, "decodeDiary", made), strict=True):
        try:
            right = diary_entry.decode(record)
        except ValueError:
            assert found == "WrongRecord"
            wrong += 1
            continue
        assert found == right._asdict() | {name: right.has(bit) for name, bit in FLAGS.items()}
    assert wrong == 40 * (diary_record.SIZE + 3)  # a byte more, less, or another one


def test_the_table_is_the_one_of_padctl(app):
    made = [some_session() for _ in range(300)]
    out = io.StringIO()
    with redirect_stdout(out):
        write_csv(diary_entry.decode(record) for record in made)
    code = "const d = await import('./decode.js'); return m.toCsv(a.map((hex) => d.decodeDiary(d.fromHex(hex))));"
    found = call(app, "diary_table.js", code, [record.hex() for record in made])
    assert list(csv.reader(io.StringIO(found))) == list(csv.reader(io.StringIO(out.getvalue())))
    assert found == out.getvalue()


def some_session() -> bytes:
    """A session whose codes may be newer than the app, and whose temperatures can be missing."""
    record = bytearray(RANDOM.randbytes(diary_record.SIZE))
    for place in (diary_record.LEFT_MOST, diary_record.DIFFERENCE):
        if RANDOM.random() < 0.3:
            struct.pack_into("<h", record, place, diary_record.NOT_TAKEN)
    for place in (diary_record.PROFILE, diary_record.PROGRAMME, diary_record.BEFORE, diary_record.STOP_REASON):
        record[place] %= 5
    return sealed(record)


def test_settings(app):
    made = [settings_of(RANDOM.randbytes) for _ in range(100)]
    made = [one for record in made for one in with_each_byte_changed(record)]
    for record, found in zip(made, decoded(app, "decodeSettings", made), strict=True):
        values = record[1:]
        known = len(record) == settings.RECORD_BYTES and record[0] == settings.VERSION
        if not known or not all(settings_table.in_range(place, value) for place, value in enumerate(values)):
            assert found == "WrongRecord"
            continue
        assert found == named(values)
    code = "return a.map((values) => m.toHex(m.encodeSettings(values)));"
    right = [made[i] for i in range(0, len(made), settings.RECORD_BYTES + 4)]
    assert call(app, "decode.js", code, [named(record[1:]) for record in right]) == [record.hex() for record in right]


def settings_of(content) -> bytes:
    values = bytearray()
    for _, _, _, (_, least, most, _, _, _) in settings_table.ROWS:
        values.append((least + content(1)[0] % (most - least + 1)) & 0xFF)
    return bytes((settings.VERSION,)) + bytes(values)


def test_what_a_phone_may_change_is_what_the_pad_takes(app):
    cases = []
    for _ in range(300):
        today, place = settings_of(RANDOM.randbytes)[1:], RANDOM.randrange(settings.COUNT)
        if settings_table.ROWS[place][-1][settings_table.KIND] == settings_table.LETTER:
            continue
        whole = bytearray(today)
        for minutes in settings_table.MINUTES:
            whole[minutes] -= whole[minutes] % 5
        wanted = RANDOM.choice((whole[place] + 1, whole[place] - 1, RANDOM.randrange(256))) & 0xFF
        if place in settings_table.MINUTES:
            wanted -= wanted % 5
        cases.append((bytes(whole), place, wanted))
    code = "return a.map(([today, name, value]) => m.mayTake(today, name, value));"
    asked = [(named(today), name_of(place), settings_table.number(place, value)) for today, place, value in cases]
    found = call(app, "settings_rules.js", code, asked)
    assert found == [takes(*case) for case in cases]
    assert 50 < sum(found) < len(found) - 50


def name_of(place: int) -> str:
    return settings_table.ROWS[place][settings_table.NAME]


def takes(today: bytes, place: int, value: int) -> bool:
    pad = settings.Settings()
    pad.values = today
    wanted = bytearray(today)
    wanted[place] = value
    return settings_table.tighten(pad, bytes((settings.VERSION,)) + wanted)


def test_clock(app):
    made = [clock.encode(moment(2024 + i % 80)) for i in range(400)]
    made = [one for record in made[:60] for one in with_each_byte_changed(record)] + made
    for record, found in zip(made, decoded(app, "decodeClock", made), strict=True):
        right = clock.decode(record)
        if len(record) != clock.BYTES:
            assert found == "WrongRecord"
        elif right is None:
            assert found is None
        else:
            assert found / 1000 == clock.seconds(right) + (datetime(2000, 1, 1) - datetime(1970, 1, 1)).total_seconds()


def moment(year: int) -> tuple[int, ...]:
    return (year, RANDOM.randint(1, 12), RANDOM.randint(1, 28), 0, *(RANDOM.randrange(n) for n in (24, 60, 60)), 0)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
def test_the_clock_is_set_to_what_the_phone_shows(make_page, zone):
    app = make_page(timezone_id=zone)
    with serving(FOLDER) as address:
        app.goto(address)
        moments = ["2026-03-29T01:59:59", "2026-03-29T03:00:00", "2026-11-01T01:30:00", "2028-02-29T23:59:59"]
        code = "return a.map((text) => [...m.encodeClock(new Date(text))]);"
        for text, found in zip(moments, call(app, "decode.js", code, moments), strict=True):
            at = datetime.fromisoformat(text)
            assert clock.decode(bytes(found)) == (at.year, at.month, at.day, 0, at.hour, at.minute, at.second, 0)
            assert found[7] == at.isoweekday()
        refused = "try { m.encodeClock(new Date(a)); return 'given' } catch (error) { return error.name }"
        assert call(app, "decode.js", refused, "2019-05-01T12:00:00") == "RangeError"


def test_pieces(app):
    made = [some_session() for _ in range(20)]
    for room in (19, 20, 40, 181):
        pieces = [piece for record in made for piece in cut(record, room)]
        code = f"{TAKE_ALL} return p.whole.map((r) => [...r]);"
        assert call(app, "pad_commands.js", code, pieces) == [list(record) for record in made]
    lost = f"try {{ {TAKE_ALL} }} catch (e) {{ return e.kind }}"
    pieces = [piece for record in made for piece in cut(record, 19)]
    assert call(app, "pad_commands.js", lost, pieces[:4] + pieces[5:]) == "pieceLost"
    damaged = [list(piece) for piece in pieces]
    damaged[7][3] ^= 1
    assert call(app, "pad_commands.js", lost, damaged) == "wrongRecord"


def cut(record: bytes, room: int) -> list[list[int]]:
    """As firmware/ble_requests.py does."""
    starts = range(0, len(record), room)
    return [
        [at // room | (record_access.LAST_PIECE if at + room >= len(record) else 0), *record[at : at + room]]
        for at in starts
    ]
