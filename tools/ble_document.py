"""The tables of docs/ble.md, made from the code: `python -m tools.ble_document` writes them anew.

In the page each stands between `<!-- table: NAME -->` and `<!-- end -->`. A test fails when page and code differ.
"""

import ast
import sys
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "lib")]  # `pad`, as on the board

from pad import (  # noqa: E402  the path comes first
    advertising,
    clock,
    gatt,
    phone,
    session,
    settings,
    settings_table,
    status,
    status_text,
)
from pad.limits import (  # noqa: E402
    BONDS_MOST,
    HEATER_MAX_DUTY_PERMILLE,
    HOLD_FORGETS_MS,
    HOLD_PAIRS_MS,
    HOLD_START_PAIRS_MS,
    PAIRING_OPEN_MS,
    RESUME_WITHIN_S,
    SPEED_STEPS,
)
from tools import ble_diary_document, phone_names  # noqa: E402
from tools.document_tables import by_name, code, places, rewrite, table, with_tables  # noqa: E402
from tools.padctl import advertised, transport  # noqa: E402
from tools.padctl.table import as_json  # noqa: E402
from tools.simulator.view import HEAT_NAMES  # noqa: E402
from tools.status_record import FLAGS, StatusRecord  # noqa: E402

PAGE = ROOT / "docs" / "ble.md"

SERVICE_NAMES = {
    gatt.INFORMATION: "Device Information",
    gatt.SENSING: "Environmental Sensing",
    gatt.FOOTPAD: "FootPad",
    gatt.TIME: "Current Time",
}
WITHOUT_DESCRIPTION = {  # standard ones, which apps know by their number
    gatt.MAKER: "Manufacturer Name",
    gatt.MODEL: "Model Number",
    gatt.FIRMWARE_REVISION: "Firmware Revision",
    gatt.HARDWARE_REVISION: "Hardware Revision",
    gatt.SERIAL: "Serial Number",
}
VALUES = {
    gatt.MAKER: "text",
    gatt.MODEL: "text",
    gatt.FIRMWARE_REVISION: "text: FootPad's version",
    gatt.HARDWARE_REVISION: "text: the board's name",
    gatt.SERIAL: "text: the Bluetooth address without colons",
    gatt.TEMPERATURE: "sint16, hundredths of a degree; -32768 when it cannot be read",
    gatt.STATUS: "20 bytes, see the status record",
    gatt.STATUS_TEXT: f"UTF-8, one sentence for people, at most {status_text.MOST_BYTES} bytes",
    gatt.SPEED: "uint16",
    gatt.REMAINING: "uint16",
    gatt.FAULT: "uint8 code, then its name in UTF-8; `00` and `none` without a fault",
    gatt.COMMAND: "uint8 opcode, uint8 score behind that of a score",
    gatt.COMMAND_RESULT: "uint8 opcode, uint8 result",
    gatt.SETTINGS: f"{settings.RECORD_BYTES} bytes, see settings",
    gatt.DIARY: "pieces of stored sessions, when paired, see diary",
    gatt.DIARY_ACCESS: "Record Access Control Point, see diary",
    gatt.CLOCK: "10 bytes, see clock",
}
PROPERTIES = (
    (gatt.READ_ENCRYPTED, "read when paired"),
    (gatt.READ, "read"),
    (gatt.WRITE_ENCRYPTED, "write when paired"),
    (gatt.WRITE, "write"),
    (gatt.NOTIFY, "notify"),
    (gatt.INDICATE, "indicate"),
)
KINDS = {gatt.UINT16: "uint16", gatt.SINT16: "sint16", gatt.UTF8: "UTF-8"}
UNITS = {
    gatt.UNITLESS: "no unit",
    gatt.CELSIUS: "degree Celsius",
    gatt.SECONDS: "second",
    gatt.REVOLUTIONS_PER_MINUTE: "revolution per minute",
}
FIELDS = {
    "version": "1",
    "state": "see states",
    "speed_step": f"1 to {SPEED_STEPS}, as chosen (a programme's part may be slower), 0 when it does not run",
    "rpm": "measured; what is asked of the motor where no tachometer is fitted",
    "heat_level": "see heat levels",
    "left_cc": "left surface, hundredths of a degree Celsius, -32768: cannot be read",
    "right_cc": "right surface, the same",
    "remaining_s": "seconds",
    "elapsed_s": "seconds",
    "fault_code": "0: none; the others are in [safety.md](safety.md#4-all-fault-codes)",
    "heater_duty_percent": f"0 to {HEATER_MAX_DUTY_PERMILLE // 10}",
    "flags": "see flags",
    "stop_reason": "why it stopped last, see stop reasons",
    "sequence": "rises with each record, by any amount; after 65535 it begins again",
}
FLAG_MEANINGS = {
    "heat_permitted": "the guard lets the heater work",
    "motor_permitted": "the guard lets the motor work",
    "rail_closed": "motor and heater have power",
    "foot_check_due": "the feet have yet to be looked at",
    "pairing_open": "a phone may pair now",
    "clock_set": "the pad knows date and time",
    "feet_differ": "one foot was warmer than the other on two days; always 0 for a phone that has not paired",
    "tach_fitted": "rpm is measured",
}
STATES = {
    session.OFF: "nothing moves, nothing heats",
    session.CHECK: "asks whether the feet were looked at",
    session.RUNNING: "a session, with its self-test at the beginning",
    session.STOPPED: f"stopped; for {RESUME_WITHIN_S} s START goes on",
    session.DONE: "over; asks for the feet again",
    session.FAULT: "stopped by a fault",
    session.LOCKED: "somebody has said that something is wrong with the feet",
    session.SAFE_MODE: "restarted too often",
}
OPCODES = {
    phone.STOP: "motor and heater off at once",
    phone.SLOWER: "one speed step less",
    phone.COOLER: "one heat level less",
    phone.HEAT_OFF: "no heat for now; HEAT on the pad can choose it again",
    phone.FEET_WRONG: "as START held in a foot check: stops and locks until a hand unlocks it; a fault is shown first",
    phone.SCORE_BEFORE: f"a score of the symptoms, 0 to {phone.SCORE_MOST}, for the diary: of this session or the next",
    phone.SCORE_AFTER: "the same, of the session that is over",
}
RESULTS = {
    phone.DONE: "it was done",
    phone.NOTHING_TO_DO: "the pad does not run, is already that slow, cool or locked; or there is no session to score",
    phone.UNKNOWN: "no such opcode",
    phone.WRONG_LENGTH: "a command is one byte, a score two",
    phone.NOT_ALLOWED: "this phone has not been paired in a window",
    phone.BAD_ARGUMENT: "no such score",
}
SETTING_KINDS = {settings_table.NUMBER: "uint8", settings_table.SIGNED: "sint8", settings_table.LETTER: "ASCII"}
WHO_SETS = {
    settings_table.LIMIT: "lower: a phone; higher: a hand",
    settings_table.CHOICE: "a phone, unless it allows more",
    settings_table.COMFORT: "a phone",
    settings_table.HAND: "a hand",
}
CLOCK_FIELDS = {
    "year": f"{clock.FIRST_YEAR} to {clock.LAST_YEAR}",
    "month": "1 to 12",
    "day": "1 to 31",
    "hours": "0 to 23",
    "minutes": "0 to 59",
    "seconds": "0 to 59",
    "weekday": "1 is Monday; ignored when written",
    "fractions": "0; ignored when written",
    "reason": "0; ignored when written",
}
FIELD_KINDS = {
    0x01: "flags: can always be found, no classic Bluetooth",
    0x19: "appearance: sensor",
    advertising.COMPLETE_SERVICES_128: "UUID of the FootPad service, lowest byte first",
    advertising.COMPLETE_NAME: "the name, in this example FootPad-1A2B",
}
BTHOME_OBJECTS = {
    advertised.COUNT: ("packet id", "one more with each advertisement"),
    advertised.TEMPERATURE: ("temperature", "sint16, hotter surface, 0.01 °C; left out when it cannot be read"),
    advertised.HEAT: ("heat", "1: heat is on"),
    advertised.PROBLEM: ("problem", "1: a fault stands"),
    advertised.RUNNING: ("running", "1: a session runs"),
    advertised.DURATION: ("duration", "uint24, time remaining, 0.001 s"),
    advertised.ROTATIONS: ("rotational speed", "uint16, rpm"),
}
EXITS = {
    0: "done, also when there was nothing to do",
    transport.Trouble.status: "the pad has refused it, or something else failed",
    transport.SeveralPads.status: "wrong arguments, or several pads are in reach",
    transport.NoBluetooth.status: "this computer cannot use Bluetooth",
    transport.NoPad.status: "no pad is in reach",
    transport.LinkLost.status: "the connection was lost",
    transport.NotAllowed.status: "the pad does not know this computer",
}


def full(uuid: int) -> str:
    """A UUID as people look for it: four digits for standard ones, all of it for FootPad's own."""
    return code(f"0x{uuid:04X}" if uuid >= 0x100 else transport.full_uuid(uuid))


def properties(bits: int) -> str:
    """What may be done with a characteristic. What needs encryption is not named a second time as open."""
    private = {gatt.READ: bits & gatt.READ_ENCRYPTED, gatt.WRITE: bits & gatt.WRITE_ENCRYPTED}
    return ", ".join(text for bit, text in PROPERTIES if bits & bit and not private.get(bit))


def characteristic_name(place: int) -> str:
    """Its User Description, or the name that the standard gives it."""
    return transport.CHARACTERISTICS[place][2] or WITHOUT_DESCRIPTION[place]


def characteristics() -> str:
    """Everything that a phone finds."""
    rows: list[list[object]] = []
    place = 0
    for service, of_service in gatt.SERVICES:
        rows.append([f"**{SERVICE_NAMES[service]}**", full(service), "", ""])
        for uuid, bits, _, _ in of_service:
            rows.append([characteristic_name(place), full(uuid), properties(bits), VALUES[place]])
            place += 1
    return table("service, characteristic|UUID|what may be done|value", rows)


def descriptors() -> str:
    """What tells an app how to show a value."""
    rows = []
    for uuid, _, description, number in transport.CHARACTERISTICS:
        if description:
            rows.append([full(uuid), description, *(presentation(*number) if number else ("", ""))])
    head = f"characteristic|0x{gatt.DESCRIPTION_UUID:04X}, its name|0x{gatt.FORMAT_UUID:04X}, its format|that is"
    return table(head, rows)


def presentation(kind: int, exponent: int, unit: int) -> tuple[str, str]:
    """The bytes of a Presentation Format, and what they mean."""
    scale = f", times 10^{exponent}" if exponent else ""
    return code(gatt.presentation(kind, exponent, unit).hex(" ")), f"{KINDS[kind]}{scale}, {UNITS[unit]}"


def status_record() -> str:
    """The status, byte by byte."""
    names = StatusRecord.__dataclass_fields__
    rows = [[*place, code(name), FIELDS[name]] for place, name in zip(places(status.LAYOUT), names, strict=True)]
    return table("byte|type|field|meaning", rows)


def flags() -> str:
    """The bits of the flags."""
    rows = [[n, bit, code(name), FLAG_MEANINGS[name]] for n, (name, bit) in enumerate(FLAGS.items())]
    return table("bit|value|flag|meaning", rows)


def states() -> str:
    """The states."""
    return table("code|state|meaning", [[n, name, STATES[n]] for n, name in enumerate(session.STATE_NAMES)])


def reasons() -> str:
    """The stop reasons."""
    return table("code|stop reason", enumerate(session.REASON_NAMES))


def heat_levels() -> str:
    """The heat levels."""
    return table("code|heat level", enumerate(HEAT_NAMES))


def commands() -> str:
    """The commands."""
    return table(
        "opcode|command|effect", [[code(f"{n:02x}"), phone_names.COMMANDS[n], text] for n, text in OPCODES.items()]
    )


def results() -> str:
    """The results."""
    rows = [[code(f"{n:02x}"), name, RESULTS[n]] for n, name in enumerate(phone_names.RESULTS)]
    return table("code|result|meaning", rows)


def settings_record() -> str:
    """The settings, byte by byte."""
    rows: list[list[object]] = [[0, "uint8", "version", "", "version of the record", settings.VERSION, "", "", ""]]
    for place, (name, unit, meaning, row) in enumerate(settings_table.ROWS):
        kind, *numbers, who = row
        texts = [chr(number) if kind == settings_table.LETTER else number for number in numbers]
        span = f"{texts[0]} to {texts[1]}"
        rows.append([1 + place, SETTING_KINDS[kind], code(name), unit, meaning, span, *texts[2:], WHO_SETS[who]])
    return table("byte|type|setting|unit|meaning|range|as delivered|when it cannot be read|who may change it", rows)


def clock_record() -> str:
    """The clock, byte by byte."""
    named = zip(places(clock.LAYOUT), CLOCK_FIELDS.items(), strict=True)
    rows = [[*place, name, text] for place, (name, text) in named]
    return table("byte|type|field|values", rows)


def advertisement() -> str:
    """What is advertised, field by field."""
    packet = advertising.advertisement(gatt.little_endian(gatt.FOOTPAD))
    rows = [
        [where, code(f"{kind:02x}"), FIELD_KINDS[kind], code(data.hex(" "))]
        for where, content in (("advertisement", packet), ("scan response", advertising.answer("FootPad-1A2B")))
        for kind, data in advertised_fields(content)
    ]
    return table("packet|kind|meaning|bytes", rows)


def advertised_fields(packet: bytes) -> list[tuple[int, bytes]]:
    """The fields of a packet: kind and data."""
    found = []
    while packet:
        end = 1 + packet[0]
        found.append((packet[1], packet[2:end]))
        packet = packet[end:]
    return found


def bthome() -> str:
    """The objects of the BTHome option."""
    rows = [[code(f"{kind:02x}"), advertised.SIZES[kind], *BTHOME_OBJECTS[kind]] for kind in advertised.SIZES]
    return table("object|bytes|name in BTHome|value", rows)


def times() -> str:
    """Times and numbers that matter to whoever connects."""
    radio: dict[str, int] = {}
    for file in ("ble.py", "ble_requests.py", "gatt_setup.py"):
        radio |= firmware_constants(file)
    rows: list[list[object]] = [
        ["the pad advertises each", f"{radio['ADVERTISING_US'] // 1000} ms"],
        ["connections at the same time", radio["LINKS_MOST"]],
        ["phones that it remembers; one more, and the oldest is forgotten", BONDS_MOST],
        ["status is sent when something changes, and at least each", f"{radio['TELL_MS'] // 1000} s"],
        ["what is written is acted upon within", f"{radio['PERIOD_MS']} ms"],
        ["largest packet (MTU) that it offers", f"{radio['MTU']} bytes"],
        ["TIME held opens the pairing window after", f"{HOLD_PAIRS_MS // 1000} s"],
        ["START held opens it where TIME is not fitted, after", f"{HOLD_START_PAIRS_MS // 1000} s"],
        ["the window stays open for", f"{PAIRING_OPEN_MS // 1000} s, or until one phone has paired"],
        ["TIME and HEAT held forget phones and settings after", f"{HOLD_FORGETS_MS // 1000} s"],
    ]
    return table("what|how much", rows)


def firmware_constants(file: str) -> dict[str, int]:
    """The whole numbers that a file of the firmware names in capitals; it cannot be imported on a computer."""
    tree = ast.parse((ROOT / "firmware" / file).read_text(encoding="utf-8"))
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int)
    }


def exits() -> str:
    """The exit statuses of padctl."""
    return table("status|meaning", EXITS.items())


def json_line() -> str:
    """A line of `padctl watch --json`."""
    record = StatusRecord(status.VERSION, session.RUNNING, 3, 1540, 2, 3655, 3641, 754, 146, 0, 41, 0b10100111, 0, 1501)
    return f"```json\n{as_json(record, datetime(2026, 11, 21, 10, 30, 15, tzinfo=timezone.utc))}\n```\n"


TABLES = ble_diary_document.TABLES | by_name(
    advertisement,
    bthome,
    characteristics,
    clock_record,
    commands,
    descriptors,
    exits,
    flags,
    heat_levels,
    json_line,
    reasons,
    results,
    settings_record,
    states,
    status_record,
    times,
)


def renewed(page: str) -> str:
    """The page with its tables made anew. KeyError for a table that does not exist."""
    return with_tables(page, TABLES)


if __name__ == "__main__":
    rewrite(PAGE, TABLES)
