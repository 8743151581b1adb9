"""What docs/hardware.md says of the Wokwi project: the parts that stand in, and what the firmware reads from them."""

import json

from tools.document_tables import code, table
from tools.hardware import circuits, wokwi
from tools.hardware.boards import profile
from tools.hardware.parts import PARTS
from tools.hardware.wokwi_parts import DESCRIPTIONS

POTENTIOMETER_STEPS = 1023
# The port's calibration without a two-point record in the chip, at 11 dB: ESP-IDF, adc_cali_line_fitting.c for ESP32.
VREF_MV, SCALE, OFFSET_MV, COUNTS = 1100, 196_602, 142, 4095

STANDS_FOR = {
    "board-esp32-devkit-c-v4": "the board",
    "board-ssd1306": "DS1",
    "wokwi-pushbutton": "SW1 to SW5",
    "wokwi-ntc-temperature-sensor": "RT1 with R14, RT2 with R15: the slider is the temperature of the surface",
    "wokwi-potentiometer": "R16 and R17",
    "wokwi-neopixel": "D7",
    "wokwi-buzzer": "BZ1",
    "wokwi-led": "motor, heater, and the closed rail, as lights",
    "wokwi-resistor": "R1",
    "wokwi-clock-generator": "time for the monostables",
    "wokwi-74hc595": "U2: counts while ALIVE stands still",
    "wokwi-gate-not": "the relay: closed while neither counter is full; the drain of Q3",
    "wokwi-gate-and-2": "sense line: rail closed and heater off",
    "wokwi-gate-or-2": "Q1 and Q2 in series: either half opens the relay",
}


def wokwi_stand_ins() -> str:
    """The types of parts in diagram.json, what they stand for, and where their description was found."""
    types = [part["type"] for part in json.loads(wokwi.diagram(profile()))["parts"]]
    rows = [
        [code(kind), types.count(kind), STANDS_FOR[kind], DESCRIPTIONS[kind].source]
        for kind in DESCRIPTIONS
        if kind in types
    ]
    return table("part of Wokwi|how many|stands for|described in", rows)


def calibrated_mv(true_mv: float) -> float:
    """What the port makes of a converter that counts evenly from 0 to 3.3 V."""
    raw = round(true_mv / (1000 * circuits.LOGIC_V) * COUNTS)
    return raw * VREF_MV * SCALE / 4096 / 65536 + OFFSET_MV


def wokwi_readings() -> str:
    """What the firmware reads, for both ways in which the simulated converter may work."""
    reference_mv = 1000 * circuits.LOGIC_V * wokwi.REFERENCE_POSITION / POTENTIOMETER_STEPS
    rows = []
    for celsius in (20, 28, 35, 37, 39, 41):
        ntc_mv = circuits.divided_mv(circuits.thermistor_ohm(celsius), PARTS["R14"].amount)
        true = circuits.reading_c(ntc_mv, reference_mv)
        even = circuits.reading_c(calibrated_mv(ntc_mv), calibrated_mv(reference_mv))
        rows.append([f"{celsius} °C", f"{true:.1f} °C", f"{even:.1f} °C"])
    return table("slider|read, if the port gives the true voltage|read, if it counts evenly up to 3.3 V", rows)
