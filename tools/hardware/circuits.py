"""The arithmetic of the circuits: from the values in parts.py to times, voltages, currents and errors at their worst.

Numbers from data sheets stand here with their source; what the firmware and the model know comes from there.
"""

import math
from typing import NamedTuple

from pad import thermistor
from pad.limits import ALIVE_PERIOD_MS, HEATER_MAX_DUTY_PERMILLE
from pad.motor_control import MotorControl
from tools.hardware.parts import PARTS
from tools.simulator.parameters import PARAMETERS

KELVIN = 273.15
SUPPLY_V = PARAMETERS["supply_v"].default
SUPPLY_TOLERANCE = 0.10  # docs/safety.md, section 6
LOGIC_V = PARAMETERS["vref_v"].default
# ESP32-WROOM-32E data sheet, table 6.
INPUT_HIGH_V = 0.75 * LOGIC_V
INPUT_LOW_V = 0.25 * LOGIC_V
INPUT_MOST_V = LOGIC_V + 0.3
# 74HC4538: T = 0.7 R C. At 0.7 ms TI's CD74HC4538 gives 0.602 to 0.798 ms from -40 to 85 C: 14 %.
MONOSTABLE_FACTOR = 0.7
MONOSTABLE_SPREAD = 0.14
RESISTOR_SPREAD = 0.01
CAPACITOR_SPREAD = 0.05
CAPACITOR_DRIFT = 0.02  # polyester film, 0 to 60 C
RELAY_OPENS_MS = 10.0  # 5 ms at most by its data sheet, without any diode
CLAMP_V = 24.4  # SMBJ15A at its full surge current
HEATER_SPREAD = 0.30  # docs/safety.md, section 6
F3_TRIPS = 2.0  # times what it holds: MF-R110, 1.1 A and 2.2 A at 23 C
FILM_LEAST_OHM = 5.2  # what a film must have, measured; F2 carries it for ever, and it is the hottest that is accepted
# IEC 60127-2, time-lag: at 1.5 times its rating it must last an hour, at 2.1 times blow within two minutes.
FUSE_LASTS = 1.5
FUSE_BLOWS = 2.1
# AO3400A: at 2.5 V at the gate and 25 C; half as much again when it is hot. Its data sheet has 125 K/W for one square
# inch of copper; on 1 cm2 parts of this size have about 200 K/W.
MOSFET_OHM = 0.048
MOSFET_HOT = 1.5
MOSFET_K_PER_W = 125.0
MOSFET_SMALL_K_PER_W = 200.0
DISSIPATION_W_K = 0.002  # of a thermistor of the size of a DO-35 diode, in still air
BETA_K = PARAMETERS["ntc_b"].default


class Range(NamedTuple):
    """A value at its smallest, as designed, and at its largest."""

    least: float
    nominal: float
    most: float


def monostable_ms() -> Range:
    """How long one half of the 74HC4538 holds after an edge of its own."""
    nominal = 1000 * MONOSTABLE_FACTOR * PARTS["R2"].amount * PARTS["C3"].amount
    spreads = (MONOSTABLE_SPREAD, RESISTOR_SPREAD, CAPACITOR_SPREAD, CAPACITOR_DRIFT)
    least = nominal * math.prod(1 - spread for spread in spreads)
    return Range(least, nominal, nominal * math.prod(1 + spread for spread in spreads))


def rail_holds_ms() -> Range:
    """How long the relay's coil has current after the last edge: one half got its last edge a pass earlier."""
    return Range(*(half - ALIVE_PERIOD_MS for half in monostable_ms()))


def rail_empties_ms() -> float:
    """From the open contact, at the highest supply, until the sense line surely reads low."""
    divider = PARTS["R9"].amount + PARTS["R10"].amount
    bleeder = 1 / (1 / PARTS["R6"].amount + 1 / divider)
    capacity = PARTS["C5"].amount * 1.2
    return 1000 * bleeder * capacity * math.log(highest_supply_v() * sense_share().most / INPUT_LOW_V)


def sense_says_open_ms() -> float:
    """From the last edge until the sense line reads low, at the longest."""
    return rail_holds_ms().most + RELAY_OPENS_MS + rail_empties_ms()


def highest_supply_v() -> float:
    """The supply at the upper end of its tolerance."""
    return SUPPLY_V * (1 + SUPPLY_TOLERANCE)


def sense_share() -> Range:
    """What share of the drain's voltage the sense line gets."""
    top, bottom = PARTS["R9"].amount, PARTS["R10"].amount
    low, high = 1 - RESISTOR_SPREAD, 1 + RESISTOR_SPREAD
    return Range(
        bottom * low / (bottom * low + top * high),
        bottom / (bottom + top),
        bottom * high / (bottom * high + top * low),
    )


def sense_lowest_supply_v() -> float:
    """The lowest rail that surely reads high."""
    return INPUT_HIGH_V / sense_share().least


def heater_a(spread: float = 0.0, volts: float = SUPPLY_V) -> float:
    """Current of the heater; `spread` 0.3 for one that is 30 % stronger than it should be."""
    return volts / PARTS["HT1"].amount * (1 + spread)


def worst_heater_a() -> float:
    """The strongest heater at the highest supply."""
    return heater_a(HEATER_SPREAD, highest_supply_v())


def motor_running_a(rpm: float) -> float:
    """Current of the model's motor under heavy feet."""
    lost = PARAMETERS["motor_friction_rpm"].default + PARAMETERS["motor_load_rpm"].default
    lost += PARAMETERS["motor_windage"].default * rpm
    return lost / PARAMETERS["motor_rpm_per_v"].default / PARTS["M1"].amount


def motor_blocked_a(volts: float = SUPPLY_V) -> float:
    """Current of the blocked motor at full duty."""
    return volts / PARTS["M1"].amount


class Blocked(NamedTuple):
    """A blocked motor at some drive: the share of time that Q4 is on, current through F3 (RMS), heat in the winding."""

    duty: float
    fuse_a: float
    winding_w: float


def motor_duty(rpm: int) -> float:
    """What drive, 0 to 1, the firmware gives for a speed without a tachometer."""
    control = MotorControl(has_tach=False)
    permille = 0
    for _ in range(200):  # 40 s: the ramp has ended
        permille = control.step(rpm, -1, 200)
    return permille / 1000


def motor_blocked(rpm: int) -> Blocked:
    """A motor that is blocked at the drive for a speed. F3 sees the winding's current only while Q4 is on."""
    duty = motor_duty(rpm)
    winding_a = duty * motor_blocked_a()
    return Blocked(duty, math.sqrt(duty) * winding_a, winding_a * winding_a * PARTS["M1"].amount)


def film_a(ohm: float, volts: float = SUPPLY_V) -> float:
    """Current of a film of this resistance at the highest duty, RMS: what heats its fuse."""
    return volts / ohm * math.sqrt(HEATER_MAX_DUTY_PERMILLE / 1000)


def mosfet_rise_k(
    amperes: float, duty: float = HEATER_MAX_DUTY_PERMILLE / 1000, k_per_w: float = MOSFET_K_PER_W
) -> float:
    """How much warmer than the air in its box a hot MOSFET becomes."""
    return amperes * amperes * MOSFET_OHM * MOSFET_HOT * duty * k_per_w


def thermistor_ohm(celsius: float, r25: float = PARTS["RT1"].amount, beta_k: float = BETA_K) -> float:
    """Resistance of a thermistor."""
    return r25 * math.exp(beta_k * (1 / (celsius + KELVIN) - 1 / (25 + KELVIN)))


def divided_mv(bottom: float, top: float) -> float:
    """Voltage of a divider between 3.3 V and ground."""
    return 1000 * LOGIC_V * bottom / (bottom + top)


def self_heating_k(celsius: float) -> float:
    """How much a thermistor in still air is warmed by the current that measures it."""
    ohm = thermistor_ohm(celsius)
    current = LOGIC_V / (ohm + PARTS["R14"].amount)
    return current * current * ohm / DISSIPATION_W_K


def reading_c(ntc_mv: float, reference_mv: float) -> float:
    """What the firmware makes of two voltages, as exactly as its table does."""
    return thermistor.temperature_cc(round(ntc_mv * 1000), round(reference_mv * 1000)) / 100


def reading_at_c(
    celsius: float,
    r25: float = 1.0,
    beta: float = 1.0,
    pull_up: float = 1.0,
    ref_top: float = 1.0,
    ref_bottom: float = 1.0,
    offset_mv: float = 0.0,
) -> float:
    """What the firmware reads where a thermistor has `celsius`, with each part off by a factor."""
    ntc = thermistor_ohm(celsius, PARTS["RT1"].amount * r25, BETA_K * beta)
    ntc_mv = divided_mv(ntc, PARTS["R14"].amount * pull_up)
    reference_mv = divided_mv(PARTS["R17"].amount * ref_bottom, PARTS["R16"].amount * ref_top)
    return reading_c(ntc_mv + offset_mv, reference_mv + offset_mv)
