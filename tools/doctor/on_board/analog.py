"""Both thermistors and the reference, read some times."""

import json
from time import sleep_ms

from machine import ADC, Pin

from firmware import board
from pad.thermistor import INVALID, temperature_cc

GATE_SAMPLES = 8


def converters():
    """Those of the left and the right thermistor and of the reference."""
    return [ADC(Pin(gpio), atten=ADC.ATTN_11DB) for gpio in (board.NTC_LEFT, board.NTC_RIGHT, board.ADC_REF)]


def sample(samples, pause_ms):
    """The spread of the readings of each, in microvolts."""
    adcs = converters()
    rounds = []
    for _ in range(samples):
        rounds.append([adc.read_uv() for adc in adcs])
        sleep_ms(pause_ms)
    return [spread([uvs[i] for uvs in rounds]) for i in range(len(adcs))]


def spread(uvs):
    """Lowest, mean, highest."""
    return [min(uvs), sum(uvs) // len(uvs), max(uvs)]


def tell(samples, pause_ms):
    """One line with all of them."""
    left, right, reference = sample(samples, pause_ms)
    print(json.dumps({"left_uv": left, "right_uv": right, "reference_uv": reference}))


def is_cool(limit_cc):
    """Whether both thermistors can be believed and are below a temperature, in hundredths of a degree Celsius."""
    left, right, reference = sample(GATE_SAMPLES, 1)
    for uvs in (left, right):
        cc = temperature_cc(uvs[1], reference[1])
        if cc == INVALID or cc >= limit_cc:
            return False
    return True
