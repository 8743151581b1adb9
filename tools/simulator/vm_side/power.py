"""Stand-ins for what `machine` offers around resets: their causes, and the memory that lives through them."""

import time as vm_time

from vm_side import clock, protocol

_RTC_BYTES = 2048
_RTC_CALL_US = 20
_EPOCH_2000_S = 946_684_800  # this VM counts from 1970
_SECOND_US = 1_000_000
cause = protocol.PWRON_RESET
rtc_offset_us = 0  # what the real-time clock is ahead; it begins with the year 2000 when power comes


def reset_cause():
    return cause


def reset():
    clock.reset(protocol.HARD_RESET)


def soft_reset():
    clock.reset(protocol.SOFT_RESET)


class RTC:
    """Date and `memory()` live through every reset but a loss of power: the host keeps them."""

    def datetime(self, datetimetuple=None):
        global rtc_offset_us
        clock.spend(_RTC_CALL_US)
        if datetimetuple is None:
            return _date_and_time(clock.now_us + rtc_offset_us)
        year, month, day, _, hours, minutes, seconds, fraction_us = datetimetuple
        seconds += _day(year, month, day) * 86_400 + hours * 3600 + minutes * 60
        rtc_offset_us = seconds * _SECOND_US + fraction_us - clock.now_us
        clock.report(protocol.RTC_SET, rtc_offset_us)

    def memory(self, data=None):
        clock.spend(_RTC_CALL_US)
        if data is None:
            return clock.request(protocol.RTC_READ)
        if len(data) > _RTC_BYTES:
            raise ValueError("buffer too long")
        clock.report(protocol.RTC_WRITE, 0, data)


def _date_and_time(rtc_us):
    date_and_time = vm_time.gmtime(rtc_us // _SECOND_US + _EPOCH_2000_S)
    year, month, day, hours, minutes, seconds, weekday = date_and_time[:7]
    return year, month, day, weekday, hours, minutes, seconds, rtc_us % _SECOND_US


def _day(year, month, day):
    """Days since the first of January 2000. Counted from March, so that the odd day is a year's last."""
    if month <= 2:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day - 730_426
