"""The model's parameters and the faults that the plant knows, by the names that scenarios use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple


class Parameter(NamedTuple):
    """One number of the model: its value in the reference pad, the range for scenarios, and what it is."""

    name: str
    default: float
    low: float
    high: float
    unit: str
    meaning: str
    whole: bool = False


_ROWS = (
    # Room and supply
    Parameter("ambient_c", 20.0, -10.0, 45.0, "C", "air around the pad"),
    Parameter("supply_v", 12.0, 0.0, 16.0, "V", "supply without load"),
    Parameter("supply_ohm", 0.05, 0.0, 1.0, "ohm", "resistance of supply and leads"),
    Parameter("vref_v", 3.3, 3.0, 3.6, "V", "rail that feeds the thermistors and the reference divider"),
    # Heater and pad
    Parameter("heater_ohm", 6.0, 2.0, 50.0, "ohm", "resistance of the heater: 24 W at 12 V"),
    Parameter("heater_scale", 1.0, 0.2, 2.0, "1", "factor on the heater's power (its tolerance)"),
    Parameter("film_j_k", 60.0, 10.0, 500.0, "J/K", "heat capacity of the heater film and its carrier"),
    Parameter("surface_j_k", 120.0, 20.0, 800.0, "J/K", "heat capacity of each surface zone (spreader and cover)"),
    Parameter("film_surface_w_k", 1.6, 0.2, 10.0, "W/K", "conductance from the film to each surface zone"),
    Parameter("film_back_w_k", 0.12, 0.0, 2.0, "W/K", "loss from the film through the insulation to the air"),
    Parameter("surface_air_w_k", 0.18, 0.02, 2.0, "W/K", "loss from an empty surface zone to the air"),
    Parameter("covered_share", 0.7, 0.0, 1.0, "1", "share of a zone's area that a foot covers"),
    Parameter("left_right_w_k", 0.1, 0.0, 2.0, "W/K", "conductance from zone to zone"),
    Parameter("zone_imbalance", 0.0, -0.5, 0.5, "1", "left zone coupled to the film better (+) or worse (-)"),
    Parameter("blanket", 0.0, 0.0, 1.0, "0 or 1", "1: a blanket lies over it all and cuts the losses to the air", True),
    Parameter("blanket_factor", 0.25, 0.0, 1.0, "1", "factor on the losses to the air under the blanket"),
    Parameter("cutout_c", 43.0, 0.0, 120.0, "C", "the thermal cut-out opens for good; 0: none fitted"),
    Parameter("cutout_film_share", 0.25, 0.0, 1.0, "1", "how much the cut-out feels the film rather than the surface"),
    Parameter("start_c", -100.0, -100.0, 60.0, "C", "temperature of the whole pad at power-on; -100: that of the air"),
    # Feet
    Parameter("feet", 1.0, 0.0, 3.0, "0 to 3", "feet on the pad: 0 none, 1 both, 2 left only, 3 right only", True),
    Parameter("feet_skin_c", 28.0, 0.0, 40.0, "C", "skin of a foot when it is put on the pad"),
    Parameter("left_foot_warmer_c", 0.0, -10.0, 10.0, "C", "how much warmer the left foot is: its skin, its blood"),
    Parameter("feet_on_at_s", -1.0, -1.0, 1e6, "s", "the feet are put on; -1: there from the start"),
    Parameter("feet_off_at_s", -1.0, -1.0, 1e6, "s", "the feet are taken off; -1: never"),
    Parameter("contact_w_k", 1.2, 0.1, 10.0, "W/K", "conductance from a surface zone to the skin on it"),
    Parameter("skin_j_k", 150.0, 20.0, 1000.0, "J/K", "heat capacity of the skin and tissue that follow the pad"),
    Parameter("body_w_k", 0.3, 0.0, 3.0, "W/K", "conductance from the skin to the body: perfusion, poor in these feet"),
    Parameter("body_c", 35.0, 25.0, 39.0, "C", "temperature of the blood that reaches the foot"),
    Parameter("skin_air_w_k", 0.25, 0.0, 2.0, "W/K", "loss from the sole to the air while the foot is off the pad"),
    Parameter("foot_load", 0.4, 0.0, 1.0, "1", "how hard the feet press on the motor: 0 not at all, 1 heavy feet"),
    # Thermistors and ADC
    Parameter("bead_tau_s", 4.0, 0.5, 60.0, "s", "lag of a thermistor behind its surface zone"),
    Parameter("bead_air_tau_s", 25.0, 0.5, 120.0, "s", "lag of a thermistor behind the air when it is off the pad"),
    Parameter("ntc_r25", 10_000.0, 5_000.0, 20_000.0, "ohm", "resistance of the thermistors at 25 C"),
    Parameter("ntc_b", 3950.0, 3000.0, 4500.0, "K", "B constant of the thermistors"),
    Parameter("ntc_pull_up_ohm", 10_000.0, 5_000.0, 20_000.0, "ohm", "resistor from each thermistor to the 3.3 V rail"),
    Parameter("ref_top_ohm", 10_000.0, 5_000.0, 20_000.0, "ohm", "upper resistor of the reference divider"),
    Parameter("ref_bottom_ohm", 4_300.0, 1_000.0, 20_000.0, "ohm", "lower resistor of the reference divider"),
    Parameter("adc_gain", 1.0, 0.8, 1.2, "1", "gain of the calibrated ADC"),
    Parameter("adc_offset_mv", 0.0, -50.0, 50.0, "mV", "offset of the calibrated ADC"),
    Parameter("adc_noise_mv", 1.5, 0.0, 50.0, "mV", "standard deviation of one reading"),
    Parameter("adc_ref_bad_factor", 0.75, 0.0, 2.0, "1", "what adc_ref_bad makes of the reference"),
    # Motor
    Parameter("motor_rpm_per_v", 450.0, 50.0, 2000.0, "rpm/V", "speed constant; about 5200 rpm without load at 12 V"),
    Parameter("motor_tau_ms", 200.0, 20.0, 2000.0, "ms", "time constant of the motor's speed"),
    Parameter("motor_ohm", 3.0, 0.1, 50.0, "ohm", "resistance of the motor, for the current it draws"),
    Parameter("motor_friction_rpm", 150.0, 0.0, 1500.0, "rpm", "speed lost to dry friction without feet"),
    Parameter("motor_load_rpm", 450.0, 0.0, 3000.0, "rpm", "speed lost to friction under heavy feet, on top"),
    Parameter("motor_windage", 0.01, 0.0, 1.0, "1", "share of the speed lost to friction that grows with it"),
    Parameter("motor_stiction_rpm", 450.0, 0.0, 3000.0, "rpm", "drive, as a speed, below which a resting motor stays"),
    Parameter("motor_stiction_load_rpm", 900.0, 0.0, 4000.0, "rpm", "the same on top under heavy feet"),
    Parameter("tach_pulses", 6.0, 1.0, 100.0, "1", "tach pulses in one turn", True),
    # Rail
    Parameter("monostable_ms", 300.0, 50.0, 2000.0, "ms", "from the last ALIVE edge to letting go of the relay"),
    Parameter("relay_close_ms", 8.0, 0.0, 100.0, "ms", "time from the coil's current to the closed contact"),
    Parameter("relay_open_ms", 5.0, 0.0, 100.0, "ms", "time from the coil's release to the open contact"),
    # Board and chip: used by the simulation around the plant
    Parameter("bounce_ms", 5.0, 0.0, 50.0, "ms", "a button's contact bounces for so long"),
    Parameter("display_fitted", 1.0, 0.0, 1.0, "0 or 1", "1: an SSD1306 answers on the I2C bus", True),
    Parameter("idle_tick_ms", 10.0, 1.0, 10.0, "ms", "system tick: idle waiting ends on its multiples", True),
    Parameter("switch_us", 200.0, 0.0, 5000.0, "us", "time that the chip takes to run one task switch", True),
    Parameter("gc_ms", 5.0, 0.0, 50.0, "ms", "time that one garbage collection takes"),
    Parameter("erase_ms", 45.0, 1.0, 400.0, "ms", "time that erasing one flash block takes"),
    Parameter("program_ms", 3.0, 0.0, 20.0, "ms", "time that programming one flash block takes"),
)

PARAMETERS: dict[str, Parameter] = {row.name: row for row in _ROWS}

PLANT_FAULTS: dict[str, str] = {
    "ntc_left_open": "the left thermistor's wire is broken: reads as very cold",
    "ntc_left_short": "the left thermistor is shorted: reads as very hot",
    "ntc_left_stuck": "the left thermistor's voltage stays where it is",
    "ntc_left_off_pad": "the left thermistor has come off and measures the air",
    "ntc_left_drift": "the left thermistor reads 4 C cold, growing over 2 minutes",
    "ntc_right_open": "the right thermistor's wire is broken: reads as very cold",
    "ntc_right_short": "the right thermistor is shorted: reads as very hot",
    "ntc_right_stuck": "the right thermistor's voltage stays where it is",
    "ntc_right_off_pad": "the right thermistor has come off and measures the air",
    "ntc_right_drift": "the right thermistor reads 4 C cold, growing over 2 minutes",
    "ntc_both_off_pad": "both thermistors have come off and measure the air",
    "adc_ref_bad": "the reference voltage is wrong (parameter adc_ref_bad_factor)",
    "adc_mux_stuck": "the ADC reads the reference voltage on every channel",
    "heater_mosfet_short": "the heater's MOSFET conducts all the time",
    "heater_open": "the heater's circuit is broken",
    "rail_welded": "the rail relay's contact is welded closed",
    "rail_open": "the rail relay's contact never closes",
    "sense_stuck_low": "the heater sense line reads 0 all the time",
    "sense_stuck_high": "the heater sense line reads 1 all the time",
    "motor_mosfet_short": "the motor's MOSFET conducts all the time",
    "motor_stalled": "the motor is blocked",
    "tach_lost": "the tach gives no pulses",
    "supply_sag": "the supply drops by 35 %",
}


def check(name: str, value: object) -> float:
    """Return the value as a float; ValueError with a sentence that says what would be right."""
    parameter = PARAMETERS.get(name)
    if parameter is None:
        raise ValueError(f"unknown parameter {name!r}{_suggestion(name, PARAMETERS)}")
    right = f"{name} must be a {'whole ' if parameter.whole else ''}number"
    span = f"from {parameter.low:g} to {parameter.high:g} ({parameter.unit}: {parameter.meaning})"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{right} {span}, not {value!r}")
    if not parameter.low <= value <= parameter.high or (parameter.whole and value != int(value)):
        raise ValueError(f"{right} {span}, not {value:g}")
    return float(value)


def check_fault(name: str) -> str:
    """Return the name of a plant fault; ValueError with the nearest right name when there is none like it."""
    if name not in PLANT_FAULTS:
        raise ValueError(f"unknown fault {name!r}{_suggestion(name, PLANT_FAULTS)}")
    return name


def complete(chosen: dict[str, float] | None) -> dict[str, float]:
    """All parameters: the chosen ones, checked, and the defaults of the others."""
    values = {name: parameter.default for name, parameter in PARAMETERS.items()}
    for name, value in (chosen or {}).items():
        values[name] = check(name, value)
    return values


def _suggestion(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(name), list(known), n=3)
    return f"; did you mean {' or '.join(near)}?" if near else f"; known are {', '.join(sorted(known))}"
