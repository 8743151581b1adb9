"""The diary as a computer finds it in the pad's flash."""

from host_tests.device.kept_file import mounted
from pad.diary_record import NO_SCORE, NOT_KNOWN, NOT_TAKEN, SIZE, TOO_SHORT, WELL, is_valid
from tools.diary_entry import DiaryEntry, decode, encode

FOLDER = "diary"


def diary_in(image):
    """All records on a flash image, oldest first. Each must be whole, and in its place."""
    littlefs = mounted(image)
    records = []
    for name in sorted(littlefs.listdir(FOLDER)) if FOLDER in littlefs.listdir("/") else []:
        with littlefs.open(f"{FOLDER}/{name}", "rb") as file:
            content = file.read()
        assert len(content) % SIZE == 0
        for place in range(0, len(content), SIZE):
            assert is_valid(content[place : place + SIZE]), f"{name} {place // SIZE}"
            records.append(decode(content[place : place + SIZE]))
            assert records[-1].number == int(name, 16) * 32 + place // SIZE + 1
    return records


def sealed(number, **fields):
    """A record of this number, with these fields and the others as of a short session that nothing is known of."""
    usual = dict.fromkeys(DiaryEntry._fields, 0) | {
        "number": number,
        "profile": 1,
        "minutes": 15,
        "massage_s": 60,
        "speed_most": 1,
        "speed_mean": 10,
        "left_most_cc": NOT_TAKEN,
        "right_most_cc": NOT_TAKEN,
        "difference_cc": NOT_TAKEN,
        "stop_reason": 1,
        "feet_before": WELL,
        "score_before": NO_SCORE,
        "score_after": NO_SCORE,
        "week_sessions": NOT_KNOWN,
    }
    why_not = 0 if "difference_cc" in fields else TOO_SHORT
    return encode(DiaryEntry(**{**usual, "why_not_compared": why_not, **fields}))
