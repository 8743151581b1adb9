"""The physics of the pad: heater film, two surface zones, feet, thermistors, cut-out, motor, rail relay and sense line.

Heat flows along these conductances, each taken from one side and given to the other, so that energy is conserved:

    air --- film ---+--- left surface  --- skin of the left foot  --- body
                    +--- right surface --- skin of the right foot --- body      each surface --- air, left --- right

The thermistor beads follow their surface zone with a lag of the first order and are too small to carry heat away.
The motor is a brushed one, its drive and its friction expressed as speeds: d(rpm)/dt = (drive - rpm - friction) / tau.
"""

from __future__ import annotations

import math
import random
from typing import NamedTuple

from tools.simulator import parameters as table

KELVIN = 273.15
LONGEST_STEP_US = 50_000  # a tenth of the shortest thermal time constant in the table, a quarter of the motor's
NEVER_US = 1 << 62
SAG_FACTOR = 0.65
DRIFT_C = -4.0
DRIFT_S = 120.0
SIDES = ("left", "right")
SIGNALS = ("NTC_LEFT", "NTC_RIGHT", "ADC_REF")
# The ESP32's converter at 11 dB is linear from about 150 to 2450 mV and ends at about 3.1 V.
ADC_LOW_MV, ADC_HIGH_MV, ADC_END_MV = 150.0, 2450.0, 3100.0
ADC_COMPRESSION = 0.765


class _Side(NamedTuple):
    """Conductances of one surface zone and its foot, W/K, and the temperature of that foot's blood, C."""

    film: float
    air: float
    contact: float
    skin_air: float
    blood_c: float


def _interval_us(milliseconds: float) -> int:
    return round(milliseconds * 1000)


class Plant:
    """The pad's hardware outside the chip. Time is in microseconds and goes on only in `advance`.

    Parameters by name (see parameters.py); ValueError for an unknown name or a value out of its range.
    Outputs that are set keep their value until they are set again.
    """

    def __init__(self, parameters: dict[str, float] | None = None, seed: int = 1) -> None:
        self.parameters = table.complete(parameters)
        self.now_us = 0
        self._random = random.Random(seed)
        self._faults: dict[str, int] = {}
        self._stuck_mv: dict[str, float] = {}
        self._reset_outputs()
        self._reset_temperatures()
        self._reset_motor()
        self._place_first_feet()
        self.heater_energy_j = 0.0
        self.heat_to_air_j = 0.0
        self.heat_to_body_j = 0.0
        self._dose_min = [0.0, 0.0]
        self._refresh()
        self.reset_maxima()

    def _reset_outputs(self) -> None:
        self.heater_on = False
        self.motor_duty = 0.0
        self.heater_power_w = 0.0
        self.cutout_open = False
        self._contact_closed = False
        self._contact_closes_us = NEVER_US
        self._coil_until_us = 0

    def _reset_temperatures(self) -> None:
        values = self.parameters
        start_c = values["ambient_c"] if values["start_c"] <= -100.0 else values["start_c"]
        self.film_c = self.surface_left_c = self.surface_right_c = start_c
        self.thermistor_left_c = self.thermistor_right_c = start_c
        self._bring_feet(values["feet_skin_c"])

    def _reset_motor(self) -> None:
        self.rpm = 0.0
        self._motor_a = 0.0
        self._turns = 0.0

    def _place_first_feet(self) -> None:
        values = self.parameters
        self._feet_on_us = self._feet_off_us = NEVER_US
        if values["feet_on_at_s"] >= 0:
            self._feet_on_us = round(values["feet_on_at_s"] * 1e6)
        if values["feet_off_at_s"] >= 0:
            self._feet_off_us = round(values["feet_off_at_s"] * 1e6)
        self.foot_left, self.foot_right = self._chosen_feet() if self._feet_on_us == NEVER_US else (False, False)

    def _bring_feet(self, skin_c: float, left: bool = True, right: bool = True) -> None:
        """Feet arrive whose skin is as warm as that, the left one warmer by what it is warmer."""
        if left:
            self.skin_left_c = skin_c + self.parameters["left_foot_warmer_c"]
        if right:
            self.skin_right_c = skin_c

    def _chosen_feet(self) -> tuple[bool, bool]:
        feet = self.parameters["feet"]
        return feet in (1, 2), feet in (1, 3)

    # --- What the chip drives ---------------------------------------------------------------------------------------

    def set_motor_duty(self, fraction: float) -> None:
        """PWM of the motor's MOSFET, 0 to 1."""
        self.motor_duty = min(1.0, max(0.0, fraction))

    def set_heater(self, on: bool) -> None:
        """Level of the heater's MOSFET."""
        self.heater_on = bool(on)
        self._update_power()

    def alive_edge(self) -> None:
        """A change of level on ALIVE, now: the monostable holds the relay's coil for its time from here on."""
        values = self.parameters
        if self.now_us >= self._coil_until_us:
            self._contact_closes_us = self.now_us + _interval_us(values["relay_close_ms"])
        self._coil_until_us = self.now_us + _interval_us(values["monostable_ms"])
        self._find_next_event()

    def set_feet(self, left: bool, right: bool, skin_c: float | None = None) -> None:
        """Put feet on the pad or take them off; feet that come on have this skin temperature (default feet_skin_c)."""
        arriving_c = self.parameters["feet_skin_c"] if skin_c is None else skin_c
        self._bring_feet(arriving_c, left and not self.foot_left, right and not self.foot_right)
        self.foot_left, self.foot_right = left, right
        self._refresh()

    def change(self, name: str, value: float) -> None:
        """Change a parameter from now on, for instance the blanket or the room; ValueError as in the constructor."""
        self.parameters[name] = table.check(name, value)
        self._refresh()

    def inject(self, fault: str) -> None:
        """Start a fault of PLANT_FAULTS; ValueError for an unknown name."""
        name = table.check_fault(fault)
        self._faults.setdefault(name, self.now_us)
        self._freeze_stuck_thermistors()
        self._refresh()

    def clear(self, fault: str) -> None:
        """End a fault (no effect when it is not there); ValueError for an unknown name."""
        name = table.check_fault(fault)
        self._faults.pop(name, None)
        self._stuck_mv.pop(name, None)
        self._refresh()

    @property
    def faults(self) -> tuple[str, ...]:
        """Names of the faults that are in force."""
        return tuple(self._faults)

    def reset_cutout(self) -> None:
        """A hand closes the thermal cut-out again."""
        self.cutout_open = False
        self._update_power()

    # --- What the chip reads ----------------------------------------------------------------------------------------

    def adc_uv(self, signal: str) -> int:
        """What one ADC reading of NTC_LEFT, NTC_RIGHT or ADC_REF gives, microvolts, with all its errors."""
        if "adc_mux_stuck" in self._faults:
            signal = "ADC_REF"
        values = self.parameters
        mv = self._pin_mv(signal) * values["adc_gain"] + values["adc_offset_mv"]
        mv = _converter_mv(mv + self._random.gauss(0.0, values["adc_noise_mv"]))
        return round(mv * 1000.0)

    def sense_level(self) -> int:
        """Level of HEATER_SENSE: 1 when rail, heater and cut-out are whole and the MOSFET is off."""
        if "sense_stuck_low" in self._faults:
            return 0
        if "sense_stuck_high" in self._faults:
            return 1
        return int(self._heater_whole() and self.rail_closed and not self._heater_conducts())

    def tach_edges(self) -> int:
        """Rising edges of the tach since the beginning."""
        return int(self._turns * self.parameters["tach_pulses"])

    @property
    def rail_closed(self) -> bool:
        """True while the relay's contact feeds heater and motor."""
        if "rail_welded" in self._faults:
            return True
        return self._contact_closed and "rail_open" not in self._faults

    @property
    def dose_cem43_min(self) -> float:
        """Thermal dose of the skin of the hotter foot, equivalent minutes at 43 C (Sapareto and Dewey)."""
        return max(self._dose_min)

    def reset_maxima(self) -> None:
        """Let the running maxima start again from here."""
        self.max_surface_c = max(self.surface_left_c, self.surface_right_c)
        self.max_skin_c = max(self.skin_left_c, self.skin_right_c)
        self.max_thermistor_c = max(self.thermistor_left_c, self.thermistor_right_c)
        self.max_rpm = self.rpm

    # --- Time -------------------------------------------------------------------------------------------------------

    def advance(self, to_us: int) -> None:
        """Go on to this time with the outputs as they are; ValueError when it lies in the past."""
        if to_us < self.now_us:
            raise ValueError(f"time cannot go back from {self.now_us} to {to_us} us")
        while self.now_us < to_us:
            until_us = min(to_us, self.now_us + LONGEST_STEP_US, self._next_event_us)
            seconds = (until_us - self.now_us) * 1e-6
            self._conduct_heat(seconds)
            self._turn(seconds)
            self.now_us = until_us
            if until_us >= self._next_event_us:
                self._do_event()

    def _find_next_event(self) -> None:
        self._next_event_us = min(self._next_contact_us(), self._feet_on_us, self._feet_off_us)

    def _next_contact_us(self) -> int:
        """When the relay's contact changes, if no further ALIVE edge comes."""
        if self._contact_closed:
            return self._coil_until_us + _interval_us(self.parameters["relay_open_ms"])
        return self._contact_closes_us if self._contact_closes_us < self._coil_until_us else NEVER_US

    def _do_event(self) -> None:
        if self.now_us >= self._next_contact_us():
            self._contact_closed = not self._contact_closed
            if not self._contact_closed:
                self._contact_closes_us = NEVER_US
        if self.now_us >= self._feet_on_us:
            self._feet_on_us = NEVER_US
            self.set_feet(*self._chosen_feet())
        if self.now_us >= self._feet_off_us:
            self._feet_off_us = NEVER_US
            self.set_feet(False, False)
        self._refresh()

    def _refresh(self) -> None:
        """Work out again what depends on parameters, feet, faults and relay."""
        self._work_out_conductances()
        self._friction = self._work_out_friction()
        self._find_next_event()
        self._update_power()

    # --- Heat -------------------------------------------------------------------------------------------------------

    def _side(self, foot: bool, imbalance: float, warmer_c: float) -> _Side:
        """One surface zone and the foot that belongs on it, whose blood is warmer than usual."""
        values = self.parameters
        air = values["surface_air_w_k"] * (values["blanket_factor"] if values["blanket"] else 1.0)
        return _Side(
            film=values["film_surface_w_k"] * (1.0 + imbalance),
            air=air * (1.0 - values["covered_share"]) if foot else air,
            contact=values["contact_w_k"] if foot else 0.0,
            skin_air=0.0 if foot else values["skin_air_w_k"],
            blood_c=values["body_c"] + warmer_c,
        )

    def _work_out_conductances(self) -> None:
        values = self.parameters
        self._back_w_k = values["film_back_w_k"] * (values["blanket_factor"] if values["blanket"] else 1.0)
        self._left = self._side(self.foot_left, values["zone_imbalance"], values["left_foot_warmer_c"])
        self._right = self._side(self.foot_right, -values["zone_imbalance"], 0.0)

    def _flows(self, side: _Side, surface_c: float, skin_c: float) -> tuple[float, float, float, float, float]:
        """Heat flows, W: film to surface, surface to air, surface to skin, skin to air, skin to body."""
        values = self.parameters
        ambient_c = values["ambient_c"]
        return (
            side.film * (self.film_c - surface_c),
            side.air * (surface_c - ambient_c),
            side.contact * (surface_c - skin_c),
            side.skin_air * (skin_c - ambient_c),
            values["body_w_k"] * (skin_c - side.blood_c),
        )

    def _conduct_heat(self, seconds: float) -> None:
        """One step of all temperatures. Explicit: the steps are far shorter than any time constant in the table."""
        values = self.parameters
        left = self._flows(self._left, self.surface_left_c, self.skin_left_c)
        right = self._flows(self._right, self.surface_right_c, self.skin_right_c)
        film_to_air = self._back_w_k * (self.film_c - values["ambient_c"])
        across = values["left_right_w_k"] * (self.surface_left_c - self.surface_right_c)
        per_surface, per_skin = seconds / values["surface_j_k"], seconds / values["skin_j_k"]
        self.film_c += (self.heater_power_w - left[0] - right[0] - film_to_air) * seconds / values["film_j_k"]
        self.surface_left_c += (left[0] - left[1] - left[2] - across) * per_surface
        self.surface_right_c += (right[0] - right[1] - right[2] + across) * per_surface
        self.skin_left_c += (left[2] - left[3] - left[4]) * per_skin
        self.skin_right_c += (right[2] - right[3] - right[4]) * per_skin
        self.heater_energy_j += self.heater_power_w * seconds
        self.heat_to_air_j += (film_to_air + left[1] + right[1] + left[3] + right[3]) * seconds
        self.heat_to_body_j += (left[4] + right[4]) * seconds
        self._follow_beads(seconds)
        self._note_maxima(seconds / 60.0)
        self._watch_cutout()

    def stored_heat_j(self) -> float:
        """Heat held by film, surfaces and skin above 0 C: with the three sums of energy it shows that none is lost."""
        values = self.parameters
        return (
            values["film_j_k"] * self.film_c
            + values["surface_j_k"] * (self.surface_left_c + self.surface_right_c)
            + values["skin_j_k"] * (self.skin_left_c + self.skin_right_c)
        )

    def _follow_beads(self, seconds: float) -> None:
        values, faults = self.parameters, self._faults
        pace = 1.0 - math.exp(-seconds / values["bead_tau_s"])
        left_at, right_at, left_pace, right_pace = self.surface_left_c, self.surface_right_c, pace, pace
        if faults:
            air_pace = 1.0 - math.exp(-seconds / values["bead_air_tau_s"])
            if "ntc_left_off_pad" in faults or "ntc_both_off_pad" in faults:
                left_at, left_pace = values["ambient_c"], air_pace
            if "ntc_right_off_pad" in faults or "ntc_both_off_pad" in faults:
                right_at, right_pace = values["ambient_c"], air_pace
        self.thermistor_left_c += (left_at - self.thermistor_left_c) * left_pace
        self.thermistor_right_c += (right_at - self.thermistor_right_c) * right_pace

    def _note_maxima(self, minutes: float) -> None:
        self.max_surface_c = max(self.max_surface_c, self.surface_left_c, self.surface_right_c)
        self.max_skin_c = max(self.max_skin_c, self.skin_left_c, self.skin_right_c)
        self.max_thermistor_c = max(self.max_thermistor_c, self.thermistor_left_c, self.thermistor_right_c)
        self._dose_min[0] += minutes * _dose_rate(self.skin_left_c)
        self._dose_min[1] += minutes * _dose_rate(self.skin_right_c)

    def _watch_cutout(self) -> None:
        limit_c, share = self.parameters["cutout_c"], self.parameters["cutout_film_share"]
        surface_c = max(self.surface_left_c, self.surface_right_c)
        if limit_c and not self.cutout_open and share * self.film_c + (1.0 - share) * surface_c >= limit_c:
            self.cutout_open = True
        self._update_power()

    def _supply_v(self) -> float:
        return self.parameters["supply_v"] * (SAG_FACTOR if "supply_sag" in self._faults else 1.0)

    def _heater_whole(self) -> bool:
        return not self.cutout_open and "heater_open" not in self._faults

    def _heater_conducts(self) -> bool:
        return self.heater_on or "heater_mosfet_short" in self._faults

    def _update_power(self) -> None:
        """Heater power and the voltage left behind the supply's resistance, with the motor's last current."""
        values = self.parameters
        source_v, series_ohm = self._supply_v(), values["supply_ohm"]
        heater_ohm = values["heater_ohm"] / values["heater_scale"]
        self._rail_v = max(0.0, source_v - series_ohm * self._motor_a)
        self.heater_power_w = 0.0
        if (self.heater_on or self._faults) and self._heater_conducts() and self._heater_whole() and self.rail_closed:
            self._rail_v *= heater_ohm / (heater_ohm + series_ohm)
            self.heater_power_w = self._rail_v * self._rail_v / heater_ohm

    # --- Motor ------------------------------------------------------------------------------------------------------

    def _work_out_friction(self) -> tuple[float, float]:
        """Speed lost to dry friction, and the drive that it takes to break away, rpm."""
        values = self.parameters
        pressed = values["foot_load"] * (self.foot_left + self.foot_right) / 2.0
        running = values["motor_friction_rpm"] + pressed * values["motor_load_rpm"]
        breaking_away = values["motor_stiction_rpm"] + pressed * values["motor_stiction_load_rpm"]
        return running, max(running, breaking_away)

    def _drive_rpm(self) -> float:
        """The speed that the driving voltage stands for."""
        if not self.rail_closed:
            return 0.0
        duty = 1.0 if "motor_mosfet_short" in self._faults else self.motor_duty
        return duty * self._rail_v * self.parameters["motor_rpm_per_v"]

    def _turn(self, seconds: float) -> None:
        drive = self._drive_rpm()
        rpm = self.rpm
        if drive == 0.0 and rpm == 0.0:
            self._motor_a = 0.0
            return
        blocked = "motor_stalled" in self._faults
        self.rpm = 0.0 if blocked else self._next_rpm(rpm, drive, seconds)
        if "tach_lost" not in self._faults:
            self._turns += (rpm + self.rpm) / 2.0 * seconds / 60.0
        self.max_rpm = max(self.max_rpm, self.rpm)
        self._motor_a = self._current_a(drive)

    def _next_rpm(self, rpm: float, drive: float, seconds: float) -> float:
        friction, breaking_away = self._friction
        windage, tau_s = self.parameters["motor_windage"], self.parameters["motor_tau_ms"] / 1000.0
        if rpm == 0.0 and drive <= breaking_away:
            return 0.0
        if drive > rpm:
            steady = (drive - friction) / (1.0 + windage)
            return max(0.0, steady + (rpm - steady) * math.exp(-seconds * (1.0 + windage) / tau_s))
        # Faster than its drive: the freewheeling diode lets no current back, so only friction slows the motor.
        return max(0.0, rpm - (friction + windage * rpm) * seconds / tau_s)

    def _current_a(self, drive: float) -> float:
        """Mean current taken from the supply: the motor's current for the share of time that the MOSFET conducts."""
        duty = 1.0 if "motor_mosfet_short" in self._faults else self.motor_duty
        values = self.parameters
        return duty * max(0.0, drive - self.rpm) / values["motor_rpm_per_v"] / values["motor_ohm"]

    # --- Voltages ---------------------------------------------------------------------------------------------------

    def _pin_mv(self, signal: str) -> float:
        """True voltage at an ADC pin, millivolts; ValueError for a pin that is none."""
        values = self.parameters
        if signal == "ADC_REF":
            top, bottom = values["ref_top_ohm"], values["ref_bottom_ohm"]
            factor = values["adc_ref_bad_factor"] if "adc_ref_bad" in self._faults else 1.0
            return factor * values["vref_v"] * 1000.0 * bottom / (top + bottom)
        if signal not in SIGNALS:
            raise ValueError(f"{signal!r} is no ADC signal; these are: {', '.join(SIGNALS)}")
        return self._thermistor_mv(signal[4:].lower())

    def _thermistor_mv(self, side: str) -> float:
        values, faults = self.parameters, self._faults
        if f"ntc_{side}_open" in faults:
            return values["vref_v"] * 1000.0
        if f"ntc_{side}_short" in faults:
            return 0.0
        stuck_mv = self._stuck_mv.get(f"ntc_{side}_stuck")
        return self._divider_mv(side) if stuck_mv is None else stuck_mv

    def _divider_mv(self, side: str) -> float:
        values = self.parameters
        bead_c = self.thermistor_left_c if side == "left" else self.thermistor_right_c
        bead_k = bead_c + self._drift_c(side) + KELVIN
        ohm = values["ntc_r25"] * math.exp(values["ntc_b"] * (1.0 / bead_k - 1.0 / (25.0 + KELVIN)))
        return values["vref_v"] * 1000.0 * ohm / (ohm + values["ntc_pull_up_ohm"])

    def _drift_c(self, side: str) -> float:
        since_us = self._faults.get(f"ntc_{side}_drift")
        if since_us is None:
            return 0.0
        return DRIFT_C * min(1.0, (self.now_us - since_us) * 1e-6 / DRIFT_S)

    def _freeze_stuck_thermistors(self) -> None:
        for side in SIDES:
            name = f"ntc_{side}_stuck"
            if name in self._faults and name not in self._stuck_mv:
                self._stuck_mv[name] = self._divider_mv(side)


def _dose_rate(skin_c: float) -> float:
    """Equivalent minutes at 43 C in one minute: R^(43-T), R 0.25 below 43 C and 0.5 above (Sapareto and Dewey)."""
    return (0.25 if skin_c < 43.0 else 0.5) ** (43.0 - skin_c)


def _converter_mv(mv: float) -> float:
    """The converter's curve: nothing below 75 mV, straight from 150 to 2450 mV, flatter above, full scale 3100 mV."""
    if mv < ADC_LOW_MV:
        return max(0.0, 2.0 * mv - ADC_LOW_MV)
    if mv > ADC_HIGH_MV:
        return min(ADC_END_MV, ADC_HIGH_MV + (mv - ADC_HIGH_MV) * ADC_COMPRESSION)
    return mv
