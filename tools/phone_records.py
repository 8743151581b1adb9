"""What the phone app knows about the pad: `python -m tools.phone_records` writes tools/phone_app/records.js anew.

UUIDs, layouts, codes, words for codes, limits and tables come from lib/pad and tools/. A test fails when the file is
not what this makes.
"""

import json
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "lib")]  # `pad`, as on the board

from pad import (  # noqa: E402  the path comes first
    clock,
    diary_record,
    fault_texts,
    gatt,
    limits,
    phone,
    record_access,
    session,
    settings,
    settings_table,
    status,
    thermistor,
)
from tools import phone_names, status_record  # noqa: E402
from tools.diary_entry import DiaryEntry  # noqa: E402
from tools.padctl import client, diary  # noqa: E402
from tools.padctl.bleak_radio import NAME_BEGINS  # noqa: E402
from tools.padctl.transport import characteristic, full_uuid  # noqa: E402
from tools.simulator.view import HEAT_NAMES  # noqa: E402

FILE = ROOT / "tools" / "phone_app" / "records.js"
HEAD = "// Made by `python -m tools.phone_records` from lib/pad. Do not change it by hand: a test fails.\n"

Value = object
TYPES = {"B": "uint8", "H": "uint16", "h": "sint16", "I": "uint32"}
SETTING_KINDS = {settings_table.NUMBER: "number", settings_table.SIGNED: "signed", settings_table.LETTER: "letter"}
WHO = {
    settings_table.LIMIT: "limit",
    settings_table.CHOICE: "choice",
    settings_table.COMFORT: "comfort",
    settings_table.HAND: "hand",
}
CHARACTERISTICS = {
    "status": gatt.STATUS,
    "statusText": gatt.STATUS_TEXT,
    "command": gatt.COMMAND,
    "commandResult": gatt.COMMAND_RESULT,
    "settings": gatt.SETTINGS,
    "diary": gatt.DIARY,
    "diaryAccess": gatt.DIARY_ACCESS,
    "clock": gatt.CLOCK,
}


def uuids() -> Value:
    """Services, and the characteristics that the app uses. Browsers keep the serial number from web pages."""
    services = {"footpad": gatt.FOOTPAD, "time": gatt.TIME}
    return {
        "namePrefix": NAME_BEGINS,
        "services": {name: full_uuid(uuid) for name, uuid in services.items()},
        "characteristics": {name: characteristic(place) for name, place in CHARACTERISTICS.items()},
    }


def layout(text: str, names: tuple[str, ...]) -> Value:
    """Name, type and first byte of each field of a struct's layout."""
    kinds = text[1:]
    return [
        [name, TYPES[kind], struct.calcsize("<" + kinds[:place])]
        for place, (name, kind) in enumerate(zip(names, kinds, strict=True))
    ]


def status_layout() -> Value:
    """The status record."""
    return {
        "version": status.VERSION,
        "bytes": status_record.RECORD.size,
        "fields": layout(status.LAYOUT, tuple(status_record.StatusRecord.__dataclass_fields__)),
        "flags": status_record.FLAGS,
        "invalidCc": thermistor.INVALID,
    }


def diary_layout() -> Value:
    """The diary's record."""
    flags = ("CLOCK", "INTERRUPTED", "FEET_DIFFER", "ANSWERED_LATE", "FIRST_USE")
    return {
        "version": diary_record.VERSION,
        "bytes": diary_record.SIZE,
        "crcAt": diary_record.CRC,
        "fields": layout(diary_record.LAYOUT, DiaryEntry._fields),
        "flags": {name.lower(): getattr(diary_record, name) for name in flags},
        "notTaken": diary_record.NOT_TAKEN,
        "noScore": diary_record.NO_SCORE,
        "notKnown": diary_record.NOT_KNOWN,
        "csv": [f"{column.name} ({column.unit})" if column.unit else column.name for column in diary.COLUMNS],
    }


def settings_layout() -> Value:
    """The settings: each with its range, and who may change it how."""
    rows = []
    for name, _, _, (kind, least, most, _, _, who) in settings_table.ROWS:
        rows.append({"name": name, "kind": SETTING_KINDS[kind], "least": least, "most": most, "who": WHO[who]})
    return {
        "version": settings.VERSION,
        "bytes": settings.RECORD_BYTES,
        "rows": rows,
        "profiles": [
            [profile_most(profile, which) for which in (settings.SPEED_MOST, settings.HEAT_MOST, settings.MINUTES_MOST)]
            for profile in (settings.GENTLE, settings.STANDARD)
        ],
        "languages": sorted(path.stem.removeprefix("words_") for path in (ROOT / "lib" / "pad").glob("words_*.py")),
    }


def profile_most(profile: int, which: int) -> int:
    """The highest speed step, the highest heat level or the minutes of a profile that is not the own one."""
    values = settings.DEFAULTS[: settings.PROFILE] + bytes((profile,)) + settings.DEFAULTS[settings.PROFILE + 1 :]
    return settings.of_profile(values, which)


def clock_layout() -> Value:
    """The clock."""
    return {"bytes": clock.BYTES, "firstYear": clock.FIRST_YEAR, "lastYear": clock.LAST_YEAR}


def commands() -> Value:
    """The opcodes and the results of commands."""
    names = ("STOP", "SLOWER", "COOLER", "HEAT_OFF", "FEET_WRONG", "SCORE_BEFORE", "SCORE_AFTER")
    results = ("DONE", "NOTHING_TO_DO", "UNKNOWN", "NOT_ALLOWED")
    return {
        "opcodes": {camel(name): getattr(phone, name) for name in names},
        "results": {camel(name): getattr(phone, name) for name in results},
        "resultWords": phone_names.RESULTS,
        "scoreMost": phone.SCORE_MOST,
    }


def camel(name: str) -> str:
    """FEET_WRONG as feetWrong."""
    first, *more = name.lower().split("_")
    return first + "".join(part.capitalize() for part in more)


def access() -> Value:
    """The Record Access Control Point."""
    names = ("REPORT", "RESPONSE", "AT_LEAST", "NO_OPERATOR", "BY_NUMBER", "SUCCESS", "NO_RECORDS", "LAST_PIECE")
    return {camel(name): getattr(record_access, name) for name in names}


def names() -> Value:
    """The words for codes, as padctl has them."""
    return {
        "states": session.STATE_NAMES,
        "heatLevels": HEAT_NAMES,
        "reasons": session.REASON_NAMES,
        "profiles": phone_names.PROFILES,
        "programmes": phone_names.PROGRAMMES,
        "whyNotCompared": phone_names.WHY_NOT_COMPARED,
        "answers": phone_names.ANSWERS,
        "faults": {code: name for code in range(256) if (name := fault_texts.name(code)) != fault_texts.name(0)},
        "unknownFault": fault_texts.name(0),
    }


def limit_values() -> Value:
    """Numbers that the app says or keeps to."""
    return {
        "speedSteps": limits.SPEED_STEPS,
        "speedMostRpm": limits.SPEED_MAX_RPM,
        "heatLevelsCc": limits.HEAT_LEVELS_CC,
        "surfaceLimitCc": limits.SURFACE_LIMIT_CC,
        "sessionTotalMin": limits.SESSION_TOTAL_MIN,
        "sessionStepMin": limits.SESSION_STEP_MIN,
        "sessionsAWeek": limits.SESSIONS_A_WEEK,
        "holdRefusesS": limits.HOLD_REFUSES_MS // 1000,
        "holdUnlocksS": limits.HOLD_UNLOCKS_MS // 1000,
        "holdPairsS": limits.HOLD_PAIRS_MS // 1000,
        "holdStartPairsS": limits.HOLD_START_PAIRS_MS // 1000,
        "holdForgetsS": limits.HOLD_FORGETS_MS // 1000,
        "holdLeavesGentleS": limits.HOLD_LEAVES_GENTLE_MS // 1000,
        "pairingOpenS": limits.PAIRING_OPEN_MS // 1000,
        "answerMs": int(client.ANSWER_S * 1000),
        "clockErrorS": int(client.CLOCK_ERROR_S),
        "readBackTries": client.TRIES,
        "readBackMs": int(client.BETWEEN_TRIES_S * 1000),
    }


EXPORTS = {
    "UUIDS": uuids,
    "STATUS": status_layout,
    "DIARY": diary_layout,
    "SETTINGS": settings_layout,
    "CLOCK": clock_layout,
    "COMMANDS": commands,
    "ACCESS": access,
    "NAMES": names,
    "LIMITS": limit_values,
}


def text() -> str:
    """The whole file."""
    return HEAD + "".join(f"\nexport const {name} = {written(make())};\n" for name, make in EXPORTS.items())


def written(value: Value) -> str:
    """A value in JavaScript: what is in an object a line each."""
    if not isinstance(value, dict):
        return as_json(value)
    lines = [f"{json.dumps(str(key))}:{as_json(one)}," for key, one in value.items()]
    return "\n".join(["{", *lines, "}"])


def as_json(value: Value) -> str:
    """Without spaces: phones load it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
