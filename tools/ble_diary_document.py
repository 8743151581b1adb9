"""The tables of docs/ble.md about the diary, made from the code; tools/ble_document.py writes them."""

from pad import diary_record, phone, record_access
from tools import phone_names
from tools.diary_entry import DiaryEntry
from tools.document_tables import by_name, code, places, table

RECORD_FIELDS = {
    "version": f"{diary_record.VERSION}",
    "flags": "see diary flags",
    "number": "from 1",
    "start": "seconds since 2000-01-01 00:00 local time; without the flag clock: of counted time with power",
    "profile": "see diary codes",
    "programme": "see diary codes",
    "minutes": "chosen",
    "massage_s": "seconds",
    "heat_s": "seconds",
    "speed_most": "highest speed step",
    "speed_mean": "mean speed step, tenths",
    "heat_most": "highest heat level",
    "left_most_cc": "highest left surface, hundredths of a degree Celsius, -32768: none",
    "right_most_cc": "right surface, the same",
    "dose": "thousandths of a CEM43 minute",
    "difference_cc": "left foot minus right foot, hundredths of a degree, -32768: not compared",
    "why_not_compared": "see diary codes",
    "stop_reason": "see stop reasons",
    "fault_code": "0: none",
    "feet_before": "see diary codes",
    "feet_after": "see diary codes",
    "score_before": f"0 to {phone.SCORE_MOST}, {diary_record.NO_SCORE}: none",
    "score_after": f"0 to {phone.SCORE_MOST}, {diary_record.NO_SCORE}: none",
    "week_sessions": f"in seven days, this one included; {diary_record.NOT_KNOWN}: not known",
}
DIARY_FLAGS = {
    diary_record.CLOCK: ("clock", "the pad knew date and time"),
    diary_record.INTERRUPTED: ("interrupted", "written before it was over; then power was lost or the pad reset"),
    diary_record.FEET_DIFFER: ("feet_differ", "the same foot was warmer on two days"),
    diary_record.ANSWERED_LATE: (
        "answered_late",
        "the answer before is also the one that the session before has not got",
    ),
    diary_record.FIRST_USE: ("first_use", "the questions of the first use were acknowledged"),
}


def diary() -> str:
    """Requests of the Record Access Control Point."""
    from_7 = b"\x03\x01\x07\0\0\0"
    sent = "the records, then `06 00 01 01`"
    rows: list[tuple[str, bytes, str]] = [
        ("send all", b"\x01\x01", sent),
        ("send those from number 7 on (uint32)", b"\x01" + from_7, sent),
        ("count all", b"\x04\x01", "`05 00` and a uint16"),
        ("count those from number 7 on", b"\x04" + from_7, "`05 00` and a uint16"),
        ("send no more", b"\x03\0", "`06 00 03 01`"),
    ]
    assert all(record_access.judge(request) == record_access.SUCCESS for _, request, _ in rows)
    return table("request|bytes|answer", [[what, code(request.hex(" ")), answer] for what, request, answer in rows])


def diary_answers() -> str:
    """Codes of the Record Access Control Point's responses."""
    return table("code|meaning", [[code(f"{n:02x}"), text] for n, text in phone_names.RECORDS.items()])


def diary_entry() -> str:
    """A diary record, byte by byte."""
    names = DiaryEntry._fields
    rows = [
        [*place, code(name), RECORD_FIELDS[name]]
        for place, name in zip(places(diary_record.LAYOUT), names, strict=True)
    ]
    rows.append([f"{diary_record.CRC} to {diary_record.SIZE - 1}", "uint32", "", "CRC-32 of all before it"])
    return table("byte|type|field|meaning", rows)


def diary_flags() -> str:
    """The bits of its flags."""
    return table("value|flag|meaning", [[bit, code(name), meaning] for bit, (name, meaning) in DIARY_FLAGS.items()])


def diary_codes() -> str:
    """The codes in it that the status record does not have."""
    lists = {
        "profile": phone_names.PROFILES,
        "programme": phone_names.PROGRAMMES,
        "feet_before, feet_after": ("not asked", *phone_names.ANSWERS[1:]),
        "why_not_compared": ("they were compared", *phone_names.WHY_NOT_COMPARED[1:]),
    }
    rows = [[code(field), ", ".join(f"{n} {name}" for n, name in enumerate(names))] for field, names in lists.items()]
    return table("field|codes", rows)


TABLES = by_name(diary, diary_answers, diary_codes, diary_entry, diary_flags)
