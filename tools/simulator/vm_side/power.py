"""Stand-ins for what `machine` offers around resets: their causes, and the memory that lives through them."""

from vm_side import clock, protocol

_RTC_BYTES = 2048
_RTC_CALL_US = 20
cause = protocol.PWRON_RESET


def reset_cause():
    return cause


def reset():
    clock.reset(protocol.HARD_RESET)


def soft_reset():
    clock.reset(protocol.SOFT_RESET)


class RTC:
    """`memory()` lives through every reset but a loss of power: the host keeps it."""

    def memory(self, data=None):
        clock.spend(_RTC_CALL_US)
        if data is None:
            return clock.request(protocol.RTC_READ)
        if len(data) > _RTC_BYTES:
            raise ValueError("buffer too long")
        clock.report(protocol.RTC_WRITE, 0, data)
