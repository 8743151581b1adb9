"""The schematic, sheet by sheet."""

from collections.abc import Callable

from tools.hardware.drawing import Sheet
from tools.hardware.sheets_of_power import Constants, heater, motor, rail, supply
from tools.hardware.sheets_of_signals import panel, sensors

SHEETS: dict[str, Callable[[Constants], Sheet]] = {
    make.__name__: make for make in (supply, rail, heater, motor, sensors, panel)
}
