"""LED, buzzer and the display's bus."""

import json
from time import sleep_ms

from machine import I2C, Pin, bitstream

from firmware import board
from firmware.display import BUS_TIMEOUT_US, DARK
from firmware.panel import WS2812_NS
from tools.doctor.on_board.outputs import Outputs

COLOURS = (b"\x00\x40\x00", b"\x40\x00\x00", b"\x00\x00\x40")  # red, green, blue, in the order of a WS2812
COLOUR_MS = 900
TONE_HZ = 2_000
TONE_MS = 700
STEP_MS = 20
ADDRESSES = (0x3C, 0x3D)  # of an SSD1306
NOT_TOLD = -1


def light():
    """Red, green, blue, dark."""
    pin = Pin(board.LED, Pin.OUT, value=0)
    try:
        for colour in COLOURS:
            bitstream(pin, 0, WS2812_NS, colour)
            sleep_ms(COLOUR_MS)
    finally:
        bitstream(pin, 0, WS2812_NS, b"\x00\x00\x00")
    print(json.dumps({"light": True}))


def tone():
    """One tone."""
    with Outputs() as outputs:
        outputs.sound(TONE_HZ, TONE_MS)
        for _ in range(TONE_MS // STEP_MS):
            sleep_ms(STEP_MS)
            outputs.go_on()
    print(json.dumps({"tone": True}))


def bus():
    """Who answers where a display may be: [address, 0 or the number of the error] of each."""
    i2c = I2C(0, scl=Pin(board.I2C_SCL), sda=Pin(board.I2C_SDA), freq=board.I2C_HZ, timeout=BUS_TIMEOUT_US)
    answers = []
    for address in ADDRESSES:
        try:
            i2c.writeto(address, DARK)
            answers.append([address, 0])
        except OSError as error:
            answers.append([address, error.errno or NOT_TOLD])
    print(json.dumps({"answers": answers}))
