"""Date and time as a phone writes and reads them: Current Time (0x2A2B) of the Bluetooth SIG, ten bytes.

0-1 year   2 month   3 day   4-6 hours, minutes, seconds   7 weekday, Monday is 1   8 fractions of a second   9 reason
"""

import struct

LAYOUT = "<HBBBBBBBB"
BYTES = 10
FIRST_YEAR = 2026  # a clock that says less has not been set
LAST_YEAR = 2099


def encode(date_and_time):
    """The ten bytes for what machine.RTC().datetime() gives."""
    year, month, day, weekday, hours, minutes, seconds, _ = date_and_time
    return struct.pack(LAYOUT, year, month, day, hours, minutes, seconds, weekday + 1, 0, 0)


def decode(record):
    """For machine.RTC().datetime(), or None when these bytes are no date and time of this century."""
    if len(record) != BYTES:
        return None
    year, month, day, hours, minutes, seconds, _, _, _ = struct.unpack(LAYOUT, record)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= days_in(year, month)):
        return None
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    return year, month, day, 0, hours, minutes, seconds, 0


def seconds(date_and_time):
    """Since 2000-01-01 00:00, of what machine.RTC().datetime() gives: 2000 to 2099."""
    year, month, day, _, hours, minutes, seconds, _ = date_and_time
    days = (year - 2000) * 365 + (year - 1997) // 4 + day - 1
    for earlier in range(1, month):
        days += days_in(year, earlier)
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def date_and_time(seconds):
    """The inverse of `seconds`."""
    days, rest = seconds // 86_400, seconds % 86_400
    year, month = 2000, 1
    while days >= days_in(year, month):
        days -= days_in(year, month)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return year, month, days + 1, 0, rest // 3600, rest // 60 % 60, rest % 60, 0


def days_in(year, month):
    """Days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 else 28  # 2000 to 2099
    return 30 if month in (4, 6, 9, 11) else 31
