"""The parts of Wokwi that the diagram uses: their pins and attributes, from published descriptions.

The linter's: github.com/wokwi/wokwi-cli, packages/diagram-lint/src/registry/parts, one file for each type.
The documentation's: github.com/wokwi/wokwi-docs, docs/parts, one page for each type.
The board's: github.com/wokwi/wokwi-boards, boards/esp32-devkit-c-v4/board.json.
"""

from typing import NamedTuple

LINTER = "linter"
DOCS = "linter, documentation"
BOARD = "linter, board description"
SERIAL_MONITOR = "$serialMonitor"  # no part: it is there by itself, with RX and TX


class Description(NamedTuple):
    """The pins of a type of part, the attributes that may be set, and where both are published."""

    pins: str
    attributes: str
    source: str


DESCRIPTIONS = {
    "board-esp32-devkit-c-v4": Description(
        "0 2 3V3 4 5 5V 12 13 14 15 16 17 18 19 21 22 23 25 26 27 32 33 34 35 "
        "CLK CMD D0 D1 D2 D3 EN GND.1 GND.2 GND.3 RX TX VN VP",
        "flashSize cpuFrequency",
        BOARD,
    ),
    "board-ssd1306": Description("GND VCC SCL SDA", "i2c-address", DOCS),
    "wokwi-pushbutton": Description("1.l 1.r 2.l 2.r", "color label key", DOCS),
    "wokwi-ntc-temperature-sensor": Description("VCC OUT GND", "temperature beta", DOCS),
    "wokwi-potentiometer": Description("GND SIG VCC", "value", DOCS),
    "wokwi-neopixel": Description("DIN VDD VSS DOUT", "", DOCS),
    "wokwi-buzzer": Description("1 2", "mode volume", DOCS),
    "wokwi-led": Description("A C", "color label", DOCS),
    "wokwi-resistor": Description("1 2", "value", DOCS),
    "wokwi-clock-generator": Description("CLK GND", "frequency", DOCS),
    "wokwi-74hc595": Description("Q0 Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q7S GND VCC MR SHCP STCP OE DS", "", DOCS),
    "wokwi-gate-not": Description("IN OUT", "", LINTER),
    "wokwi-gate-and-2": Description("A B OUT", "", LINTER),
    "wokwi-gate-or-2": Description("A B OUT", "", LINTER),
}
