"""Names of signals with their pins, for people who look for a wire."""

from collections.abc import Mapping
from typing import Any


class Wiring:
    """What a board profile says. `constants` are those of firmware/board.py."""

    def __init__(self, constants: Mapping[str, Any]) -> None:
        self.name: str = constants["NAME"]
        self.chip: str = constants["CHIP"]
        self.buttons: tuple[str, ...] = tuple(constants["BUTTONS"])
        self.has_heat: bool = constants["HAS_HEAT"]
        self.has_tach: bool = constants["HAS_TACH"]
        self.has_display: bool = constants["HAS_DISPLAY"]
        self.has_led: bool = constants["HAS_LED"]
        self.has_buzzer: bool = constants["HAS_BUZZER"]
        self.tach_pulses: int = constants["TACH_PULSES_PER_REVOLUTION"]
        self.display_address: int = constants["DISPLAY_ADDRESS"]
        self._constants = constants

    def gpio(self, signal: str) -> int:
        """The pin's number."""
        return int(self._constants[signal])

    def wire(self, signal: str) -> str:
        """As in "HEATER (GPIO26)"."""
        return f"{signal} (GPIO{self.gpio(signal)})"
