"""Stand-ins for machine.Timer and machine.WDT."""

from vm_side import clock, protocol

_CALL_US = 4
_HARDWARE_TIMERS = 4
_instances = {}


class Timer:
    """A soft timer: its callback runs between two byte codes, so never during a C call that keeps the processor."""

    ONE_SHOT = 0
    PERIODIC = 1

    def __new__(cls, id, **settings):
        # As in the port: one object for each of the four timers.
        if not 0 <= id < _HARDWARE_TIMERS:
            raise ValueError("invalid Timer number")
        if id not in _instances:
            _instances[id] = object.__new__(cls)
        return _instances[id]

    def __init__(self, id, *, mode=PERIODIC, period=None, callback=None):
        if period is not None:
            self.init(mode=mode, period=period, callback=callback)

    def init(self, *, mode=PERIODIC, period=None, callback=None):
        if not period or period < 0:
            raise ValueError("the simulator's timers need a period")
        clock.spend(_CALL_US)
        self._callback = callback
        self._period_us = period * 1000 if mode == Timer.PERIODIC else 0
        self.due_us = clock.now_us + period * 1000
        clock.add_timer(self)

    def deinit(self):
        clock.remove_timer(self)

    def next_callback(self, now_us):
        """The callback of the expiry that is due; the timer moves on to its next one."""
        if self._period_us:
            self.due_us += self._period_us
        else:
            self.due_us = protocol.FAR
        return self._callback


_watchdog_timeout_us = 0


def restore_watchdog(due_us, timeout_us):
    """The watchdog that was running before a soft reset runs on."""
    global _watchdog_timeout_us
    _watchdog_timeout_us = timeout_us
    clock.arm_watchdog(due_us, timeout_us)


class WDT:
    """The task watchdog: once there it stays, also through a soft reset. A new object only changes its timeout."""

    def __init__(self, *, id=0, timeout=5000):
        global _watchdog_timeout_us
        if id != 0:
            raise ValueError("invalid WDT number")
        if timeout <= 0:
            raise ValueError("WDT timeout too short")
        _watchdog_timeout_us = timeout * 1000
        self.feed()
        # At once, so that the host knows of it even if the firmware never sends anything again.
        clock.exchange(protocol.EXCHANGE)

    def feed(self):
        clock.spend(_CALL_US)
        clock.arm_watchdog(clock.now_us + _watchdog_timeout_us, _watchdog_timeout_us)
