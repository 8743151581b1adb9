"""The sheets with 12 V on them: supply, rail, heater, motor. Places are in drawing units."""

from collections.abc import Mapping
from typing import Any

import schemdraw.elements as elm

from tools.hardware.drawing import BLUE, ORANGE, RED, Point, Sheet

Constants = Mapping[str, Any]


def supply(constants: Constants) -> Sheet:
    """12 V to everything, 5 V for the board, 3.3 V from it."""
    sheet = Sheet("Schematic: supply", constants)
    sheet.part("J1", elm.Terminal().at((0, 0)), "left")
    sheet.part("F1", elm.Fuse().at((0, 0)).to((2.4, 0)).color(RED), "top")
    sheet.wire((2.4, 0), (7.2, 0), color=RED)
    sheet.part("D1", elm.Zener().at((3.1, -2.6)).to((3.1, 0)))
    sheet.part("C1", elm.Capacitor2(polar=True).at((5.4, 0)).to((5.4, -2.6)))
    sheet.net((4.3, 0), "+12 V")
    sheet.add(elm.Terminal().at((0, -2.6)).label("0 V", loc="left"))
    sheet.dot((3.1, 0), (3.1, -2.6), (4.3, 0), (5.4, 0), (5.4, -2.6))
    _five_volts(sheet)
    return sheet


def _five_volts(sheet: Sheet) -> None:
    """From 12 V to the board's own regulator, and 3.3 V from there."""
    module = sheet.chip("U1", (7.7, -0.9), (2.4, 1.8), left=["in"], bottom=["0 V"], right=["out"])
    sheet.part("JP1", elm.Switch().at(module.out).to((12.8, 0)), "top", 0.35)
    board = sheet.chip("A1", (13.3, -0.9), (2.6, 1.8), left=["5V"], bottom=["GND"], right=["3V3"])
    sheet.net((11.0, 0), "5 V")
    sheet.dot((11.0, 0))
    sheet.net(board["3V3"], "3.3 V")
    for low in (module["0 V"], board.GND):
        sheet.wire(low, (low[0], -2.6))
    sheet.wire((0, -2.6), (board.GND[0], -2.6))
    sheet.dot((module["0 V"][0], -2.6))
    sheet.ground((4.3, -2.6))


def rail(constants: Constants) -> Sheet:
    """ALIVE, the two monostables, the relay and its contact."""
    sheet = Sheet("Schematic: monostables and rail", constants)
    chip = sheet.chip(
        "U2",
        (0, 0),
        (5.4, 5.6),
        "center",
        left=["5/-T1", "3/reset 1", "13/reset 2", "4/+T1", "11/-T2", "12/+T2"],
        right=["6/out 1", "10/out 2"],
        top=["2/RC1", "16/+", "14/RC2"],
        bottom=["8, 1, 15/0 V"],
    )
    sheet.ground(chip.p8)
    _timing(sheet, chip)
    _alive(sheet, chip)
    _coil(sheet, _coil_switches(sheet, chip))
    _contact(sheet, (-3.6, -3.2))
    return sheet


def _timing(sheet: Sheet, chip: Any) -> None:
    """What sets the time of each half, and the chip's supply with its capacitor."""
    for pin, resistor, capacitor, sense in ((chip.p2, "R2", "C3", -1), (chip.p14, "R3", "C4", 1)):
        x, y = pin[0], pin[1] + 0.9
        sheet.wire(pin, (x, y))
        sheet.dot((x, y))
        sheet.part(resistor, elm.Resistor().at((x, y)).to((x, y + 2.2)))
        sheet.net((x, y + 2.2), "3.3 V")
        sheet.part(capacitor, elm.Capacitor().at((x, y)).to((x + 2.0 * sense, y)), "bottom", 0.3)
        sheet.ground((x + 2.0 * sense, y))
    x, y = chip.p16
    sheet.wire((x, y), (x, y + 4.6))
    sheet.net((x, y + 4.6), "3.3 V")
    sheet.dot((x, y + 4.3))
    sheet.wire((x, y + 4.3), (x + 3.6, y + 4.3))
    sheet.pull("C2", elm.Capacitor(), (x + 3.6, y + 4.3), 1.4)


def _alive(sheet: Sheet, chip: Any) -> None:
    """The rising edges to one half, the falling ones to the other."""
    bus = chip.p5[0] - 0.6
    for high in (chip.p5, chip.p3, chip.p13):
        sheet.wire(high, (bus, high[1]))
    sheet.wire((bus, chip.p13[1]), (bus, chip.p5[1] + 0.2))
    sheet.net((bus, chip.p5[1] + 0.2), "3.3 V")
    sheet.wire(chip.p12, (bus, chip.p12[1]))
    sheet.ground((bus, chip.p12[1]))
    level = chip.p4[1]
    sheet.wire(chip.p4, (bus - 2.2, level), color=BLUE)
    sheet.wire(chip.p11, (bus, chip.p11[1]), (bus, level), color=BLUE)
    sheet.signal((bus - 2.2, level), "ALIVE")
    sheet.pull("R1", elm.Resistor(), (bus - 1.5, level), side="top")
    sheet.dot((bus - 1.5, level), (bus, level), (bus, chip.p3[1]), (bus, chip.p13[1]), (bus, chip.p5[1]))


def _coil_switches(sheet: Sheet, chip: Any) -> Any:
    """Both in series: one that stays on does not hold the relay. Returns the upper drain."""
    x = chip.p6[0] + 3.4
    upper, lower = (
        sheet.part(transistor, elm.NMos().at((x, pin[1])).anchor("gate").theta(0), "right", 0.3)
        for transistor, pin in (("Q1", chip.p6), ("Q2", chip.p10))
    )
    sheet.wire(upper.source, lower.drain)
    sheet.ground(lower.source)
    for pin, resistor in ((chip.p6, "R4"), (chip.p10, "R5")):
        sheet.wire(pin, (x, pin[1]))
        sheet.dot((pin[0] + 1, pin[1]))
        sheet.pull(resistor, elm.Resistor(), (pin[0] + 1, pin[1]), 1.8)
    return upper.drain


def _coil(sheet: Sheet, drain: Any) -> None:
    """The relay's coil, and the diodes that take its current when it is switched off."""
    x, bottom, top = drain[0], drain[1] + 0.4, drain[1] + 3.4
    sheet.wire(drain, (x, bottom))
    sheet.part("K1", elm.RBox().at((x, bottom)).to((x, top)), "top")
    sheet.net((x, top), "+12 V")
    sheet.part("D2", elm.Diode().at((x + 1.6, bottom)).to((x + 1.6, bottom + 1.5)))
    sheet.part("D3", elm.Zener().at((x + 1.6, top)).to((x + 1.6, bottom + 1.5)), "top")
    sheet.wire((x, bottom), (x + 1.6, bottom))
    sheet.wire((x + 1.6, top), (x, top))
    sheet.dot((x, bottom), (x, top))


def _contact(sheet: Sheet, at: Point) -> None:
    """The relay's contact: 12 V on the left, the rail on the right."""
    x, y = at
    sheet.net((x, y), "+12 V")
    sheet.add(elm.Switch().at((x, y)).to((x + 2.6, y)).label("contact of K1", loc="bottom", ofst=0.3, fontsize=10))
    sheet.wire((x + 2.6, y), (x + 8, y), color=ORANGE)
    sheet.net((x + 8, y), "RAIL", ORANGE)
    sheet.pull("R6", elm.Resistor(), (x + 3.2, y))
    sheet.pull("C5", elm.Capacitor(), (x + 5.6, y))
    sheet.dot((x + 3.2, y), (x + 5.6, y))


def heater(constants: Constants) -> Sheet:
    """Rail, fuse, cut-outs, film, MOSFET, and the divider at its drain."""
    sheet = Sheet("Schematic: heater and sense line", constants)
    sheet.net((0, 0), "RAIL", ORANGE)
    sheet.part("F2", elm.Fuse().at((0, 0)).to((2.4, 0)).color(ORANGE), "top")
    sheet.part("S1", elm.Breaker().at((2.4, 0)).to((5.0, 0)), "top", 0.25)
    sheet.part("S2", elm.Breaker().at((5.0, 0)).to((7.6, 0)), "top", 0.25)
    sheet.part("HT1", elm.RBox().at((7.6, 0)).to((7.6, -2.4)))
    sheet.low_side_switch((7.6, -2.7), ("Q3", "R7", "R8"), "HEATER")
    sheet.wire((7.6, -2.4), (7.6, -2.7))
    sheet.wire((7.6, -2.4), (9.6, -2.4))
    sheet.part("R9", elm.Resistor().at((9.6, -2.4)).to((11.8, -2.4)), "top")
    sheet.wire((11.8, -2.4), (14.4, -2.4), color=BLUE)
    sheet.pull("R10", elm.Resistor(), (11.8, -2.4))
    sheet.pull("C6", elm.Capacitor(), (13.8, -2.4))
    sheet.signal((14.4, -2.4), "HEATER_SENSE", "right")
    sheet.dot((7.6, -2.4), (11.8, -2.4), (13.8, -2.4))
    return sheet


def motor(constants: Constants) -> Sheet:
    """Rail, PTC, thermal protector, motor with both diodes, MOSFET; and the tachometer."""
    sheet = Sheet("Schematic: motor and tachometer", constants)
    sheet.net((-2.8, 0), "RAIL", ORANGE)
    sheet.part("F3", elm.RBoxVar().at((-2.8, 0)).to((-0.2, 0)).color(ORANGE), "top", 0)
    sheet.part("F4", elm.Breaker().at((-0.2, 0)).to((2.4, 0)), "top", 0.25)
    sheet.part("D4", elm.Schottky().at((2.4, 0)).to((4.6, 0)), "top")
    sheet.wire((4.6, 0), (9, 0))
    sheet.part("C7", elm.Capacitor().at((4.8, 0)).to((4.8, -2.6)))
    sheet.part("M1", elm.Motor().at((7.2, 0)).to((7.2, -2.6)))
    sheet.part("D5", elm.Schottky().at((9, -2.6)).to((9, 0)))
    sheet.wire((4.8, -2.6), (9, -2.6))
    sheet.wire((7.2, -2.6), (7.2, -2.9))
    sheet.low_side_switch((7.2, -2.9), ("Q4", "R11", "R12"), "MOTOR_PWM")
    sheet.dot((4.8, 0), (7.2, 0), (7.2, -2.6))
    _tachometer(sheet, (12.6, -2.4))
    return sheet


def _tachometer(sheet: Sheet, corner: Point) -> None:
    sensor = sheet.chip("B1", corner, (1.8, 1.8), "left", top=["+"], bottom=["0 V"], right=["out"])
    sheet.net(sensor["+"], "3.3 V")
    sheet.ground(sensor["0 V"])
    x, y = sensor.out
    sheet.wire((x, y), (x + 3.0, y), color=BLUE)
    sheet.part("R13", elm.Resistor().at((x + 0.6, y)).to((x + 0.6, y + 2)))
    sheet.net((x + 0.6, y + 2), "3.3 V")
    sheet.pull("C8", elm.Capacitor(), (x + 2.2, y))
    sheet.dot((x + 0.6, y), (x + 2.2, y))
    sheet.signal((x + 3.0, y), "MOTOR_TACH", "right")
