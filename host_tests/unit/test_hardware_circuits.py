"""The circuits' arithmetic: against the firmware's limits, the simulator's model, and a second way to work it out."""

import itertools
import math
import re

import pytest

from pad.limits import ALIVE_PERIOD_MS, HEATER_MAX_DUTY_PERMILLE, PERMIT_MS, READING_ERROR_CC, SPEED_MAX_RPM
from pad.self_test import RAIL_OFF_MS
from pad.thermistor import REFERENCE_HIGH_UV, REFERENCE_LOW_UV
from tools.hardware import circuits, cut_out, tables
from tools.hardware.parts import GROUPS, PARTS, Part, read
from tools.simulator.parameters import PARAMETERS
from tools.simulator.plant import Plant

# --- Parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameter", "reference"),
    [
        ("heater_ohm", "HT1"),
        ("motor_ohm", "M1"),
        ("ntc_r25", "RT1"),
        ("ntc_r25", "RT2"),
        ("ntc_pull_up_ohm", "R14"),
        ("ntc_pull_up_ohm", "R15"),
        ("ref_top_ohm", "R16"),
        ("ref_bottom_ohm", "R17"),
    ],
)
def test_parts_have_the_values_of_the_model(parameter, reference):
    assert PARTS[reference].amount == PARAMETERS[parameter].default


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("10 kΩ", 10e3),
        ("680 nF", 680e-9),
        ("10 µF", 10e-6),
        ("3.15 A T", 3.15),
        ("6 Ω", 6.0),
        ("8.2 V", 8.2),
        ("1 nF", 1e-9),
    ],
)
def test_amounts_are_read_from_values(value, amount):
    assert Part(value, "", "").amount == pytest.approx(amount)


@pytest.mark.parametrize("value", ["AO3400A", "10 kW", "74HC4538", "START"])
def test_what_is_no_amount_is_an_error(value):
    with pytest.raises(ValueError, match="is no amount"):
        _ = Part(value, "", "").amount


def test_a_part_may_be_like_another_one_that_stands_before_it():
    assert read('[a]\nR1 = ["1 Ω", "b", "c"]\n[d]\nR2 = "like R1"') == {
        "a": {"R1": Part("1 Ω", "b", "c")},
        "d": {"R2": Part("1 Ω", "b", "c")},
    }
    with pytest.raises(KeyError):
        read('[a]\nR2 = "like R1"')


def test_no_reference_is_given_twice():
    assert sum(len(group) for group in GROUPS.values()) == len(PARTS)


# --- Monostables and rail ---------------------------------------------------------------------------------------------


def test_the_extremes_of_the_monostable_are_those_of_all_corners():
    chip = (0.602, 0.7, 0.798)
    film = [680e-9 * tolerance * drift for tolerance in (0.95, 1, 1.05) for drift in (0.98, 1, 1.02)]
    corners = [1000 * k * r * c for k, r, c in itertools.product(chip, (673_200, 680_000, 686_800), film)]
    assert circuits.monostable_ms() == pytest.approx((min(corners), 323.68, max(corners)))


def test_the_rail_opens_200_to_400_ms_after_the_last_edge():
    rail = circuits.rail_holds_ms()
    assert 200 <= rail.least < rail.nominal < rail.most <= 400
    assert rail.least <= PARAMETERS["monostable_ms"].default <= rail.most


def test_late_passes_do_not_open_the_rail():
    # Each half gets every second edge. One pass at its time and one so late that the permission has just not lapsed:
    assert circuits.monostable_ms().least > ALIVE_PERIOD_MS + PERMIT_MS
    # two passes, each late by as much again:
    assert circuits.rail_holds_ms().least > 4 * ALIVE_PERIOD_MS


def test_the_sense_line_is_low_before_the_firmware_looks():
    assert circuits.sense_says_open_ms() < RAIL_OFF_MS - ALIVE_PERIOD_MS


def test_the_rail_empties_as_the_formula_says():
    volts, milliseconds = circuits.highest_supply_v(), 0.0
    while volts * circuits.sense_share().most > circuits.INPUT_LOW_V:
        current = volts / PARTS["R6"].amount + volts / (PARTS["R9"].amount + PARTS["R10"].amount)
        volts -= current * 1e-5 / (1.2 * PARTS["C5"].amount)
        milliseconds += 0.01
    assert circuits.rail_empties_ms() == pytest.approx(milliseconds, abs=0.1)


def test_the_coils_transistors_stand_the_voltage_when_it_is_switched_off():
    assert circuits.highest_supply_v() + PARTS["D3"].amount + 0.7 < 30
    assert circuits.CLAMP_V < 30


# --- Sense line -------------------------------------------------------------------------------------------------------


def test_sense_reads_high_at_the_lowest_supply_and_does_no_harm_at_the_highest():
    share = circuits.sense_share()
    assert 10.8 * share.least > circuits.INPUT_HIGH_V
    assert 13.2 * share.most < circuits.INPUT_MOST_V
    assert circuits.sense_lowest_supply_v() < 10.8
    assert share == pytest.approx((9.9 / 40.2, 0.25, 10.1 / 39.8))


def test_sense_reads_low_while_the_heater_is_on():
    drain_v = circuits.worst_heater_a() * circuits.MOSFET_OHM * circuits.MOSFET_HOT
    assert drain_v * circuits.sense_share().most < circuits.INPUT_LOW_V / 10


# --- Thermistors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("celsius", [10, 25, 37, 40.4])
def test_voltages_are_those_of_the_model_and_read_right(celsius):
    quiet = Plant({"ambient_c": celsius, "adc_noise_mv": 0.0})
    ntc_mv = circuits.divided_mv(circuits.thermistor_ohm(celsius), PARTS["R14"].amount)
    reference_mv = circuits.divided_mv(PARTS["R17"].amount, PARTS["R16"].amount)
    assert ntc_mv == pytest.approx(quiet.adc_uv("NTC_LEFT") / 1000, abs=0.01)
    assert reference_mv == pytest.approx(quiet.adc_uv("ADC_REF") / 1000, abs=0.01)
    assert circuits.reading_c(ntc_mv, reference_mv) == pytest.approx(celsius, abs=0.03)
    assert REFERENCE_LOW_UV < reference_mv * 1000 < REFERENCE_HIGH_UV


def test_all_errors_that_read_too_cold_together_fit_the_budget():
    errors = tables.cold_errors()
    assert all(error > 0 for error in errors.values())
    assert sum(errors.values()) <= READING_ERROR_CC / 100
    worst = circuits.reading_at_c(39, 1.01, 0.99, 0.999, 1.001, 0.999, -15.0)
    assert 39 - worst == pytest.approx(sum(errors.values()) - errors["the firmware's table"], abs=0.05)


def test_the_opposite_of_each_error_reads_too_hot():
    true = circuits.reading_at_c(39)
    for change in ({"r25": 0.99}, {"beta": 1.01}, {"pull_up": 1.001}, {"ref_top": 0.999}, {"ref_bottom": 1.001}):
        assert circuits.reading_at_c(39, **change) > true


@pytest.mark.parametrize("celsius", [20, 25, 39])
def test_its_own_current_warms_a_thermistor_by_the_power_in_it(celsius):
    ohm = circuits.thermistor_ohm(celsius)
    volts = 3.3 * ohm / (ohm + 10_000)
    assert circuits.self_heating_k(celsius) == pytest.approx(volts * volts / ohm / 0.002)


# --- Power ------------------------------------------------------------------------------------------------------------


def test_fuses_carry_what_runs_and_the_adapter_gives_it():
    motor = circuits.motor_running_a(SPEED_MAX_RPM)
    together = circuits.worst_heater_a() + motor + tables.LOGIC_A + tables.COIL_A
    assert together < tables.ADAPTER_A == PARTS["F1"].amount
    assert PARTS["F2"].amount < PARTS["F1"].amount
    assert 2 * motor < PARTS["F3"].amount < circuits.motor_blocked_a(10.8) / 2


def test_the_fuse_of_the_film_carries_each_film_that_is_accepted_and_no_partial_short_blows_it():
    fuse = PARTS["F2"].amount
    assert circuits.film_a(circuits.FILM_LEAST_OHM, circuits.highest_supply_v()) < fuse
    assert circuits.film_a(6) == pytest.approx(2 * math.sqrt(0.95))
    said = dict(re.findall(r"\| ([\d.]+) Ω .*\| (.*) \|", tables.film_fuse()))
    assert said["5.2"] == "carries it for ever"
    assert said["4"] == "**need not blow** for an hour or more"
    assert said["2.5"] == "**may blow or not**"
    assert said["2"].startswith("blows")


@pytest.mark.parametrize(
    ("step", "fuse_a", "winding_w", "said"),
    [
        (1, 0.494, 2.95, "carries it for ever"),
        (4, 1.008, 7.6, "carries it for ever"),
        (6, 1.41, 12.0, "may carry it for ever"),
        (9, 2.10, 20.3, "may carry it for ever"),
        (11, 2.61, 27.1, "trips, some time after 8 s"),
    ],
)
def test_its_fuse_does_not_protect_a_blocked_motor_at_most_steps(step, fuse_a, winding_w, said):
    blocked = circuits.motor_blocked(1000 + 270 * (step - 1))
    assert blocked.fuse_a == pytest.approx(fuse_a, rel=0.01)
    assert blocked.winding_w == pytest.approx(winding_w, rel=0.01)
    assert re.search(rf"\| {step} \|.*\| {said} \|", tables.blocked_motor())


@pytest.mark.parametrize("duty", [0.25, 0.5, 0.75])
def test_the_fuse_sees_the_blocked_motors_current_only_while_its_switch_conducts(duty):
    winding_a = circuits.motor_blocked_a() * duty
    samples = [winding_a if moment < 1000 * duty else 0.0 for moment in range(1000)]
    rms = math.sqrt(sum(ampere * ampere for ampere in samples) / len(samples))
    rpm = next(rpm for rpm in range(1000, 3701) if circuits.motor_duty(rpm) >= duty)
    assert circuits.motor_blocked(rpm).fuse_a == pytest.approx(rms, rel=0.01)


def test_the_motors_current_is_the_models():
    speed = SPEED_MAX_RPM
    plant = Plant({"foot_load": 1.0, "supply_ohm": 0.0})
    lost = plant.parameters["motor_friction_rpm"] + plant.parameters["motor_load_rpm"]
    drive = speed + lost + plant.parameters["motor_windage"] * speed
    plant.set_motor_duty(drive / (12 * 450))
    for _ in range(60):
        plant.alive_edge()
        plant.advance(plant.now_us + 50_000)
    assert plant.rpm == pytest.approx(speed, rel=0.01)
    assert circuits.motor_running_a(speed) == pytest.approx((drive - plant.rpm) / 450 / 3, rel=0.02)


def test_no_mosfet_becomes_hotter_than_it_may():
    rise = circuits.mosfet_rise_k(circuits.worst_heater_a())
    assert rise == pytest.approx(2.86**2 * 0.048 * 1.5 * HEATER_MAX_DUTY_PERMILLE / 1000 * 125)
    assert rise + 50 < 150 - 20
    small = circuits.mosfet_rise_k(circuits.worst_heater_a(), k_per_w=circuits.MOSFET_SMALL_K_PER_W)
    assert small == pytest.approx(112, abs=0.5), "so the page asks for more copper"


# --- Cut-out ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opens_c", [41, 42])
def test_a_cut_out_of_the_window_that_the_page_names_is_safe_and_of_use(opens_c):
    assert cut_out.hottest_c(opens_c, 0.25) < cut_out.LIMIT_C - 0.5
    assert opens_c > cut_out.feels_in_use_c(0.25)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5])
def test_no_power_between_those_that_were_tried_is_worse(share):
    for power in (0.3, 0.7, 1.2):
        pad = {"cutout_c": 42, "cutout_film_share": share, "heater_scale": power, "blanket": 1, "feet": 0}
        plant = Plant(pad)
        plant.set_heater(True)
        for _ in range(20_000):
            plant.alive_edge()
            plant.advance(plant.now_us + 100_000)
        assert plant.cutout_open
        assert plant.max_surface_c <= cut_out.hottest_c(42, share)


def test_one_that_does_not_open_is_an_error():
    with pytest.raises(ArithmeticError, match="still closed after an hour at 0.2"):
        cut_out.hottest_c(100, 0.25)


def test_one_beyond_the_window_is_not():
    assert cut_out.hottest_c(43, 0.25) > cut_out.LIMIT_C - 0.5
    assert cut_out.hottest_c(44, 0.25) > cut_out.LIMIT_C
    assert "too hot" in cut_out.cut_out()
    assert cut_out.feels_in_use_c(0.25) > 40
    assert math.isclose(cut_out.feels_in_use_c(0.0), 39)
