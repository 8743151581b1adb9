"""What is at each pin of the board: the signals of firmware/board.py, and what a wire leads to."""

from collections.abc import Mapping
from typing import Any, NamedTuple

SHEET_NAMES = ("supply", "rail", "heater", "motor", "sensors", "panel")


class Signal(NamedTuple):
    """A name in board.py, the constant that says whether it is fitted ("" always), and what its wire leads to."""

    name: str
    fitted_by: str
    leads_to: str


SIGNALS = (
    Signal("MOTOR_PWM", "", "R11, gate of Q4 (motor)"),
    Signal("HEATER", "HAS_HEAT", "R7, gate of Q3 (heater)"),
    Signal("ALIVE", "", "U2 pins 4 and 11, R1 to ground"),
    Signal("LED", "HAS_LED", "R23, data in of D7"),
    Signal("BUZZER", "HAS_BUZZER", "R24, BZ1"),
    Signal("MOTOR_TACH", "HAS_TACH", "output of B1, R13 to 3.3 V"),
    Signal("HEATER_SENSE", "HAS_HEAT", "R9 and R10 at the drain of Q3"),
    Signal("NTC_LEFT", "HAS_HEAT", "RT1, R14 to 3.3 V, C9"),
    Signal("NTC_RIGHT", "HAS_HEAT", "RT2, R15 to 3.3 V, C10"),
    Signal("ADC_REF", "HAS_HEAT", "R16 and R17, C11"),
    Signal("START", "START", "R18, button to ground"),
    Signal("FASTER", "FASTER", "R19, button to ground"),
    Signal("SLOWER", "SLOWER", "R20, button to ground"),
    Signal("HEAT", "HEAT", "R21, button to ground"),
    Signal("TIME", "TIME", "R22, button to ground"),
    Signal("I2C_SDA", "HAS_DISPLAY", "SDA of the display"),
    Signal("I2C_SCL", "HAS_DISPLAY", "SCL of the display"),
)


def gpio_text(gpio: int) -> str:
    """How a pin is named everywhere."""
    return f"GPIO {gpio}"


def is_fitted(signal: Signal, constants: Mapping[str, Any]) -> bool:
    """Whether a board with these constants has the signal."""
    if signal.fitted_by in ("START", "FASTER", "SLOWER", "HEAT", "TIME"):
        return signal.fitted_by in constants["BUTTONS"]
    return not signal.fitted_by or bool(constants[signal.fitted_by])


def fitted(constants: Mapping[str, Any]) -> dict[str, int]:
    """The signals of a board that are connected, and their GPIOs."""
    return {signal.name: constants[signal.name] for signal in SIGNALS if is_fitted(signal, constants)}
