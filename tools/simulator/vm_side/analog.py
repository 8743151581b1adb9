"""Stand-ins for machine.ADC and machine.Counter."""

from vm_side import clock, link, protocol
from vm_side.pins import Pin, bring_inputs

_READ_US = 100
_FRESH_US = 5000
_CALL_US = 10

# Of the chip that is simulated.
first_adc = 0
adc_channels = 0


class ADC:
    """One channel of the first converter. Each reading is a new one, with noise of its own."""

    ATTN_0DB = 0
    ATTN_2_5DB = 1
    ATTN_6DB = 2
    ATTN_11DB = 3

    def __init__(self, id, *, atten=ATTN_0DB):
        self._channel = Pin(id).gpio - first_adc
        if not 0 <= self._channel < adc_channels:
            raise ValueError("invalid pin")
        self.init(atten=atten)

    def init(self, *, atten=ATTN_0DB):
        # The host converts at 11 dB: anything else would be clipped at a voltage that the pad's dividers pass.
        if atten != ADC.ATTN_11DB:
            raise NotImplementedError("the simulator converts at 11 dB only")

    def read_uv(self):
        clock.spend(_READ_US)
        mask = 1 << self._channel
        if link.adc_used & mask or clock.now_us - link.inputs_us > _FRESH_US:
            clock.exchange(protocol.INPUTS)
        link.adc_used |= mask
        return link.reply[protocol.FIRST_ADC + self._channel]


class Counter:
    """Counts the rising edges of the tachometer in hardware."""

    RISING = 1
    UP = 1

    def __init__(self, id, src):
        self._src = src
        self._start = self._edges()

    def _edges(self):
        bring_inputs()
        return link.reply[protocol.TACH_EDGES]

    def value(self, value=None):
        clock.spend(_CALL_US)
        count = self._edges() - self._start
        if value is not None:
            self._start += count - value
        return count
