"""A board with nothing but what the panel uses, for the real panel on the real MicroPython VM.

It allocates nothing in the calls that the panel makes in every pass, so that a locked heap shows the panel's own needs.
"""

bitstream_calls = 0
led = bytearray(3)


def bitstream(pin, encoding, timing, data):
    global bitstream_calls
    assert encoding == 0
    assert timing == (400, 850, 800, 450)
    assert len(data) == 3
    bitstream_calls += 1
    led[0] = data[0]
    led[1] = data[1]
    led[2] = data[2]


class Pin:
    OUT = 3

    def __init__(self, id, mode=-1, pull=-1, *, value=None):
        self.id = id


class PWM:
    made = []

    def __init__(self, pin, *, freq, duty_u16=32768):
        self.pin = pin
        self.hz = freq
        self.duty = duty_u16
        self.first_duty = duty_u16
        PWM.made.append(self)

    def freq(self, hz):
        self.hz = hz

    def duty_u16(self, duty):
        self.duty = duty


class I2C:
    """A bus with an SSD1306 on it that understands page addressing; `failures` makes the next writes fail, -1 all."""

    failures = 0
    made = []

    def __init__(self, id, *, scl, sda, freq=400000, timeout=50000):
        self.timeout_us = timeout
        self.memory = bytearray(1024)
        self.page = 0
        self.column = 0
        self.lit = False
        self.starts = 0
        self.writes = 0
        self.longest = 0
        I2C.made.append(self)

    def writeto(self, addr, buf, stop=True):
        if I2C.failures:
            I2C.failures -= 1
            raise OSError(19)
        assert addr == 0x3C
        self.writes += 1
        self.longest = max(self.longest, len(buf))
        if buf[0] == 0x40:
            self._take_pixels(buf)
        else:
            assert buf[0] == 0
            self._take_commands(buf)
        return len(buf)

    def _take_pixels(self, buf):
        for at in range(1, len(buf)):
            self.memory[self.page * 128 + self.column] = buf[at]
            self.column = (self.column + 1) % 128

    def _take_commands(self, buf):
        at = 1
        while at < len(buf):
            command = buf[at]
            at += 1
            if 0xB0 <= command <= 0xB7:
                self.page = command - 0xB0
            elif command <= 0x0F:
                self.column = self.column & 0xF0 | command
            elif command <= 0x1F:
                self.column = self.column & 0x0F | (command & 0x0F) << 4
            elif command in (0xAE, 0xAF):
                self.lit = command == 0xAF
            elif command == 0x20:
                assert buf[at] == 2, "page addressing"
                self.starts += 1
                at += 1
            elif command in (0xD5, 0xA8, 0xD3, 0x8D, 0xDA, 0x81, 0xD9, 0xDB):
                at += 1
            else:
                assert command in (0x40, 0xA1, 0xC8, 0xA4, 0xA6), hex(command)
