"""Stand-in for the port's `time`: the virtual clock, cut to 30 bits as on a 32-bit board."""

from vm_side import clock

_HALF = 0x20000000
_MASK = 0x3FFFFFFF
# A call with the loop that usually stands around it. It must take some time, or a loop that waits would wait for ever.
_CALL_US = 10


def ticks_us():
    clock.spend(_CALL_US)
    return clock.now_us + clock.ticks_base_us & _MASK


def ticks_ms():
    clock.spend(_CALL_US)
    return (clock.now_us + clock.ticks_base_us) // 1000 & _MASK


def ticks_diff(ticks1, ticks2):
    return (ticks1 - ticks2 + _HALF & _MASK) - _HALF


def ticks_add(ticks, delta):
    if not -_HALF < delta < _HALF:
        raise OverflowError("ticks interval overflow")
    return ticks + delta & _MASK


def sleep_ms(ms):
    # The port runs soft timers while it waits here.
    clock.pass_to(clock.now_us + max(0, ms) * 1000)


def sleep_us(us):
    clock.spend(max(0, us))


def sleep(seconds):
    sleep_ms(int(seconds * 1000))
