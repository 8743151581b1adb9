"""tools/phone_app/records.js: what the phone app knows about the pad is what the program says."""

from pad import gatt, phone, settings_table
from tools import phone_records, status_record
from tools.diary_entry import DiaryEntry

TEXT = phone_records.FILE.read_text(encoding="utf-8")


def test_the_file_is_what_the_program_says():
    assert phone_records.text() == TEXT, "python -m tools.phone_records writes it anew"


def test_the_layouts_reach_to_the_last_byte():
    assert phone_records.status_layout()["fields"][-1] == ["sequence", "uint16", 18]
    assert phone_records.diary_layout()["fields"][-1] == ["week_sessions", "uint8", 35]
    assert [name for name, _, _ in phone_records.diary_layout()["fields"]] == list(DiaryEntry._fields)
    assert list(phone_records.status_layout()["flags"]) == list(status_record.FLAGS)


def test_the_commands_are_the_ones_of_the_pad():
    opcodes = phone_records.commands()["opcodes"]
    assert opcodes["feetWrong"] == phone.FEET_WRONG
    assert sorted(opcodes.values()) == list(range(phone.STOP, phone.SCORE_AFTER + 1))


def test_every_setting_is_there_with_who_may_change_it():
    rows = phone_records.settings_layout()["rows"]
    assert [row["name"] for row in rows] == [row[settings_table.NAME] for row in settings_table.ROWS]
    assert rows[0] == {"name": "speed_most", "kind": "number", "least": 1, "most": 11, "who": "limit"}
    assert phone_records.settings_layout()["profiles"] == [[4, 0, 15], [11, 3, 15]]


def test_browsers_keep_the_serial_number_from_pages_so_the_app_does_not_ask_for_it():
    found = phone_records.uuids()["characteristics"]
    assert phone_records.characteristic(gatt.SERIAL) not in found.values()
    assert found["status"] == "8f3e0002-2c1a-4d6b-9a57-5f0e7d1c4b21"
    assert found["diaryAccess"] == "00002a52-0000-1000-8000-00805f9b34fb"
