"""The development boards: their headers pin by pin as printed, and the constants of each profile of board.py."""

import re
from typing import Any, NamedTuple

from firmware import board

REFERENCE = "ESP32"


class DevelopmentBoard(NamedTuple):
    """A board seen from above, USB socket below. Its rows of pins: names as printed, `VP:36` where that is no GPIO."""

    name: str
    left: str
    right: str
    source: str

    def printed(self, gpio: int) -> str:
        """What is printed beside a GPIO. ValueError when it is not on the headers."""
        for pin in f"{self.left} {self.right}".split():
            if gpio_of(pin) == gpio:
                return pin.partition(":")[0]
        raise ValueError(f"{self.name} has no GPIO {gpio} on its headers")


BOARDS = {
    "ESP32": DevelopmentBoard(
        "ESP32-DevKitC V4",
        "3V3 EN VP:36 VN:39 34 35 32 33 25 26 27 14 12 GND 13 D2:9 D3:10 CMD:11 5V",
        "GND 23 22 TX:1 RX:3 21 GND 19 18 5 17 16 4 0 2 15 D1:8 D0:7 CLK:6",
        "https://docs.espressif.com/projects/esp-dev-kits/en/latest/esp32/esp32-devkitc/user_guide.html",
    ),
    "ESP32S3": DevelopmentBoard(
        "ESP32-S3-DevKitC-1",
        "3V3 3V3 RST 4 5 6 7 15 16 17 18 8 3 46 9 10 11 12 13 14 5V GND",
        "GND TX:43 RX:44 1 2 42 41 40 39 38 37 36 35 0 45 48 47 21 20 19 GND GND",
        "https://docs.espressif.com/projects/esp-dev-kits/en/latest/esp32s3/esp32-s3-devkitc-1/",
    ),
    "ESP32C3": DevelopmentBoard(
        "ESP32-C3-DevKitM-1",
        "GND 3V3 3V3 2 3 GND RST GND 0 1 10 GND 5V 5V GND",
        "GND TX:21 RX:20 GND 9 8 GND 7 6 5 4 GND 18 19 GND",
        "https://docs.espressif.com/projects/esp-dev-kits/en/latest/esp32c3/esp32-c3-devkitm-1/",
    ),
}


def gpio_of(pin: str) -> int:
    """The GPIO behind a pin of a header, -1 for supplies and reset."""
    number = re.search(r"(?:^|:)(\d+)$", pin)
    return int(number[1]) if number else -1


def profile(name: str = REFERENCE) -> dict[str, Any]:
    """The constants of board.py for a chip. KeyError for a chip without a profile."""
    constants = {key: value for key, value in vars(board).items() if key.isupper()}
    profiles: dict[str, dict[str, Any]] = constants.pop("PROFILES", {REFERENCE: {}})
    return {**constants, **profiles[name]}


def profiles() -> list[str]:
    """The chips that board.py has a profile for and whose headers are known."""
    return [name for name in getattr(board, "PROFILES", {REFERENCE: {}}) if name in BOARDS]
