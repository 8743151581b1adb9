"""What the chips differ in, as far as the firmware meets it: their pins, their converter, their counters.

From the tables of GPIO and ADC channels in Espressif's data sheets. Pins of the flash are not there for a program.
"""

from typing import NamedTuple


class ChipKind(NamedTuple):
    """`pins` GPIO numbers from 0 on, without the `missing` ones; those from `first_input_only` on drive nothing.

    The first converter's `adc_channels` are on consecutive pins from `first_adc` on. `lacks` are names of `machine`.
    """

    pins: int
    missing: frozenset[int]
    first_input_only: int
    first_adc: int
    adc_channels: int
    lacks: tuple[str, ...] = ()


KINDS = {
    "ESP32": ChipKind(40, frozenset({*range(6, 12), 24, *range(28, 32)}), 34, 32, 8),
    "ESP32S3": ChipKind(49, frozenset(range(22, 33)), 49, 1, 10),
    "ESP32C3": ChipKind(22, frozenset(range(11, 18)), 22, 0, 5, ("Counter",)),  # its port has no pulse counter
}
