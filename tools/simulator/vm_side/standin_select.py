"""Stand-in for the port's `select`: waiting lets the virtual clock pass. asyncio idles here."""

from vm_side import clock, protocol

POLLIN = 1
POLLOUT = 4
POLLERR = 8
POLLHUP = 16
POLLPRI = 2

_MP_STREAM_POLL = 3
_NOTHING = ()


class poll:
    """Waits for time to pass, and for streams written in Python (asyncio.ThreadSafeFlag) to say that they are ready."""

    def __init__(self):
        self._streams = []

    def register(self, obj, eventmask=POLLIN | POLLOUT):
        self.unregister(obj)
        self._streams.append((obj, eventmask))

    def unregister(self, obj):
        self._streams = [stream for stream in self._streams if stream[0] is not obj]

    def modify(self, obj, eventmask):
        self.register(obj, eventmask)

    def ipoll(self, timeout=-1, flags=0):
        if timeout == 0:
            # asyncio polls without waiting exactly once before each turn of a task.
            clock.spend(clock.switch_us)
        elif not self._streams:
            clock.pass_to(_wake_us(timeout))
        else:
            self._wait_for_streams(_wake_us(timeout))
        return self._ready() if self._streams else _NOTHING

    def _wait_for_streams(self, end_us):
        while clock.now_us < end_us and not self._ready():
            clock.pass_to_next_event(end_us)

    def _ready(self):
        ready = []
        for obj, eventmask in self._streams:
            events = obj.ioctl(_MP_STREAM_POLL, eventmask)
            if events:
                ready.append((obj, events))
        return ready


def _wake_us(timeout):
    if timeout < 0:
        return protocol.FAR
    # The wait is over at a whole millisecond of ticks, and the operating system looks only once a tick of its own.
    due_us = (clock.now_us + clock.ticks_base_us) // 1000 * 1000 + timeout * 1000
    ticks = -(-due_us // clock.idle_tick_us)
    return ticks * clock.idle_tick_us - clock.ticks_base_us
