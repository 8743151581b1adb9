"""The sheets without 12 V: thermistors, buttons, light, buzzer, display. Places are in drawing units."""

from collections.abc import Mapping
from typing import Any

import schemdraw.elements as elm

from tools.hardware.drawing import BLUE, Point, Sheet

Constants = Mapping[str, Any]


def sensors(constants: Constants) -> Sheet:
    """Both thermistors and the reference that they are compared with."""
    sheet = Sheet("Schematic: thermistors and reference", constants)
    dividers = (
        ("R14", "RT1", elm.Thermistor(), "C9", "NTC_LEFT"),
        ("R15", "RT2", elm.Thermistor(), "C10", "NTC_RIGHT"),
        ("R16", "R17", elm.Resistor(), "C11", "ADC_REF"),
    )
    for place, (top, bottom, lower, capacitor, name) in enumerate(dividers):
        x = 8.0 * place
        sheet.net((x, 2.2), "3.3 V")
        sheet.part(top, elm.Resistor().at((x, 2.2)).to((x, 0)), "top")
        sheet.part(bottom, lower.at((x, 0)).to((x, -2.2)), "top", 0.3)
        sheet.ground((x, -2.2))
        sheet.pull(capacitor, elm.Capacitor(), (x + 1.2, 0), 2.2)
        sheet.wire((x, 0), (x + 1.8, 0), color=BLUE)
        sheet.signal((x + 1.8, 0), name, "right")
        sheet.dot((x, 0), (x + 1.2, 0))
    return sheet


def panel(constants: Constants) -> Sheet:
    """Buttons, light, buzzer and display."""
    sheet = Sheet("Schematic: buttons, LED, buzzer, display", constants)
    for place, name in enumerate(("START", "FASTER", "SLOWER", "HEAT", "TIME")):
        y = -1.9 * place
        sheet.signal((0, y), name)
        sheet.part(f"R{18 + place}", elm.Resistor().at((0, y)).to((2.2, y)), "top")
        sheet.part(f"SW{1 + place}", elm.Button().at((2.2, y)).to((4.6, y)), "top", 0.2)
        sheet.wire((4.6, y), (5.2, y))
        sheet.dot((5.2, y))
    sheet.wire((5.2, 0), (5.2, -8.0))
    sheet.ground((5.2, -8.0))
    _light(sheet, (12.8, -1.0))
    _buzzer(sheet, (9.6, -4.2))
    _display(sheet, (12.4, -9.4))
    return sheet


def _light(sheet: Sheet, corner: Point) -> None:
    light = sheet.chip("D7", corner, (2.4, 1.8), "right", left=["data in"], top=["+"], bottom=["0 V"])
    x, y = light["data in"]
    sheet.part("R23", elm.Resistor().at((x - 2.4, y)).to((x, y)), "top")
    sheet.signal((x - 2.4, y), "LED")
    sheet.ground(light["0 V"])
    x, y = light["+"]
    sheet.part("D6", elm.Diode().at((x - 2.4, y)).to((x, y)), "top")
    sheet.net((x - 2.4, y), "5 V")
    sheet.wire((x, y), (x + 4.0, y))
    sheet.pull("C12", elm.Capacitor(), (x + 4.0, y))
    sheet.dot((x, y))


def _buzzer(sheet: Sheet, at: Point) -> None:
    x, y = at
    sheet.signal(at, "BUZZER")
    sheet.part("R24", elm.Resistor().at(at).to((x + 2.6, y)), "top")
    piezo = sheet.part("BZ1", elm.Speaker().at((x + 2.6, y)).anchor("in1").theta(0), "right", 0.2)
    sheet.wire(piezo.in2, (piezo.in2[0] - 0.3, piezo.in2[1]))
    sheet.ground((piezo.in2[0] - 0.3, piezo.in2[1]))


def _display(sheet: Sheet, corner: Point) -> None:
    display = sheet.chip("DS1", corner, (3.4, 3.4), "center", left=["VCC", "SCL", "SDA", "GND"])
    x = display.VCC[0] - 0.6
    for pin in (display.VCC, display.GND):
        sheet.wire(pin, (x, pin[1]))
    sheet.net((x, display.VCC[1]), "3.3 V")
    sheet.ground((x, display.GND[1]))
    sheet.signal(display.SCL, "I2C_SCL")
    sheet.signal(display.SDA, "I2C_SDA")
