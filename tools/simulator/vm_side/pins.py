"""Stand-ins for machine.Pin and machine.PWM."""

from vm_side import clock, link, protocol

PIN_COUNT = 49  # of the chip that has most
_CALL_US = 4
_FRESH_US = 5000  # an input that depends on the pad's physics is asked for again after this
_DEFAULT_HZ = 5000
_HALF_DUTY = 32768

# What the chip's registers hold, by GPIO; it survives everything but a loss of power.
_driven = bytearray(PIN_COUNT)
_high = bytearray(PIN_COUNT)
_pulse_width_modulated = bytearray(PIN_COUNT)
_pulled_up = bytearray(PIN_COUNT)
physical_inputs = 0  # bit for each GPIO whose level may change at any moment

# Of the chip that is simulated.
pins = 0  # bit for each GPIO that it has
first_input_only = 0


def restore(driven, high, modulated):
    """Set the registers to what the last reset has left, as bits by GPIO."""
    for gpio in range(PIN_COUNT):
        _driven[gpio] = driven >> gpio & 1
        _high[gpio] = high >> gpio & 1
        _pulse_width_modulated[gpio] = modulated >> gpio & 1


def bring_inputs():
    """Ask the host for inputs, unless it has just brought them."""
    if link.outputs_changed or clock.now_us - link.inputs_us > _FRESH_US:
        clock.exchange(protocol.INPUTS)


class Pin:
    """One GPIO. All objects for the same GPIO share its state, as on the chip."""

    IN = 1
    OUT = 3
    OPEN_DRAIN = 7
    PULL_DOWN = 1
    PULL_UP = 2
    IRQ_RISING = 1
    IRQ_FALLING = 2

    def __init__(self, id, mode=-1, pull=-1, *, value=None):
        if isinstance(id, Pin):
            id = id.gpio
        if not isinstance(id, int) or id < 0 or not pins >> id & 1:
            raise ValueError("invalid pin")
        self.gpio = id
        if mode != -1 or pull != -1 or value is not None:
            self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None):
        clock.spend(_CALL_US)
        if value is not None:
            _high[self.gpio] = 1 if value else 0
        if pull != -1:
            _pulled_up[self.gpio] = pull == Pin.PULL_UP
        if mode not in (-1, None):
            self._set_direction(mode)
        self._report()

    def _set_direction(self, mode):
        if mode != Pin.IN and self.gpio >= first_input_only:
            raise ValueError("pin can only be input")
        # Connecting the pin to its output register takes it from the PWM, whose channel runs on unconnected.
        if mode != Pin.IN and _pulse_width_modulated[self.gpio]:
            let_go(self.gpio)
        _driven[self.gpio] = mode != Pin.IN

    def _report(self):
        gpio = self.gpio
        clock.output(protocol.LEVEL | gpio, _high[gpio] if _driven[gpio] else protocol.NOT_DRIVEN)

    def value(self, x=None):
        clock.spend(_CALL_US)
        if x is None:
            return self._read()
        level = 1 if x else 0
        if _high[self.gpio] != level:
            _high[self.gpio] = level
            if _driven[self.gpio]:
                clock.output(protocol.LEVEL | self.gpio, level)

    def _read(self):
        gpio = self.gpio
        if _driven[gpio]:
            return _high[gpio]
        if physical_inputs >> gpio & 1:
            bring_inputs()
        return link.reply[protocol.LEVELS] >> gpio & 1

    def __call__(self, x=None):
        return self.value(x)

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)

    def irq(self, handler=None, trigger=IRQ_FALLING | IRQ_RISING):
        """Only rising edges of the tachometer: nothing else in the pad interrupts."""
        if trigger != Pin.IRQ_RISING:
            raise NotImplementedError("the simulator knows interrupts by rising edges only")

        def call(edges):
            for _ in range(edges):
                clock.call(handler, self)

        clock.handle_edges(call if handler else None)


def let_go(gpio):
    """Disconnect a pin from its PWM channel."""
    _pulse_width_modulated[gpio] = 0
    clock.output(protocol.DUTY | gpio, protocol.NOT_DRIVEN)


class PWM:
    """A channel of the LED controller on a pin. Without a duty it starts at half power, as the port's does."""

    def __init__(self, dest, *, freq=_DEFAULT_HZ, duty_u16=_HALF_DUTY):
        self._gpio = Pin(dest).gpio
        if self._gpio >= first_input_only:
            raise ValueError("invalid pin")
        self._hz = freq
        self._duty = duty_u16
        self._connect()

    def _connect(self):
        clock.spend(_CALL_US)
        _check_frequency(self._hz)
        _pulse_width_modulated[self._gpio] = 1
        _driven[self._gpio] = 1
        clock.output(protocol.FREQUENCY | self._gpio, self._hz)
        clock.output(protocol.DUTY | self._gpio, self._duty)

    def init(self, *, freq=-1, duty_u16=-1):
        if freq != -1:
            self._hz = freq
        if duty_u16 != -1:
            self._duty = duty_u16
        self._connect()

    def duty_u16(self, value=None):
        clock.spend(_CALL_US)
        if value is None:
            return self._duty
        value = min(max(value, 0), 65535)
        if value != self._duty:
            self._duty = value
            self._output(protocol.DUTY, value)

    def freq(self, value=None):
        clock.spend(_CALL_US)
        if value is None:
            return self._hz
        _check_frequency(value)
        if value != self._hz:
            self._hz = value
            self._output(protocol.FREQUENCY, value)

    def _output(self, signal, value):
        if _pulse_width_modulated[self._gpio]:
            clock.output(signal | self._gpio, value)

    def deinit(self):
        if _pulse_width_modulated[self._gpio]:
            let_go(self._gpio)
            _high[self._gpio] = 0
            clock.output(protocol.LEVEL | self._gpio, 0)


def _check_frequency(hz):
    if not 1 <= hz <= 40_000_000:
        raise ValueError("frequency must be from 1Hz to 40MHz")
