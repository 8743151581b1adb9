"""Stand-ins for machine.I2C and machine.bitstream: they block for as long as the bits take."""

from vm_side import clock, link, protocol

_ENODEV = 19
_ETIMEDOUT = 116  # the port's number; the unix port has another one
_CALL_US = 60  # the driver's work around one transfer
_BITS_PER_BYTE = 9

display_address = 0


class I2C:
    """The hardware bus: an address that nobody answers is ENODEV, a bus that hangs is ETIMEDOUT after `timeout` us."""

    def __init__(self, id, *, scl, sda, freq=400_000, timeout=50_000):
        self._hz = freq
        self._timeout_us = timeout

    def _spend(self, byte_count):
        clock.spend(_CALL_US + byte_count * _BITS_PER_BYTE * 1_000_000 // self._hz)

    def _check(self, addr):
        state = link.reply[protocol.BUS_STATE]
        if state == protocol.BUS_STUCK:
            clock.spend(self._timeout_us)
            raise OSError(_ETIMEDOUT)
        if state == protocol.BUS_EMPTY or addr != display_address:
            self._spend(1)
            raise OSError(_ENODEV)

    def writeto(self, addr, buf, stop=True):
        self._check(addr)
        self._spend(1 + len(buf))
        clock.report(protocol.BUS, addr, buf)
        return len(buf)


def bitstream(pin, encoding, timing, data):
    """Only encoding 0 exists; `timing` is (high 0, low 0, high 1, low 1) in nanoseconds."""
    if encoding != 0 or len(data) < 3:
        raise ValueError("encoding")
    clock.spend((timing[2] + timing[3]) * 8 * len(data) // 1000)
    clock.output(protocol.PIXEL | pin.gpio, data[0] << 16 | data[1] << 8 | data[2])
