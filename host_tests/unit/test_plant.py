"""The model of the pad: honest physics, every fault with its effect, and the parameters' table."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.simulator import parameters
from tools.simulator.parameters import PARAMETERS, PLANT_FAULTS
from tools.simulator.plant import Plant

QUIET = {"adc_noise_mv": 0.0}
SECOND_US = 1_000_000


def run(plant, seconds, alive=True, step_ms=50, heater=None, motor=None):
    """Time goes on with ALIVE edges every pass (or none)."""
    if heater is not None:
        plant.set_heater(heater)
    if motor is not None:
        plant.set_motor_duty(motor)
    for _ in range(round(seconds * 1000 / step_ms)):
        if alive:
            plant.alive_edge()
        plant.advance(plant.now_us + step_ms * 1000)
    return plant


def running(pad=None, **outputs):
    """A plant whose rail has just closed."""
    return run(Plant(QUIET | (pad or {})), 0.2, **outputs)


def thermistor_c(plant, side):
    """What an ideal reader makes of the voltages."""
    ratio = plant.adc_uv(f"NTC_{side}") / plant.adc_uv("ADC_REF") * 4.3 / 14.3
    return 1 / (math.log(ratio / (1 - ratio)) / 3950 + 1 / 298.15) - 273.15


# --- Heat -------------------------------------------------------------------------------------------------------------


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.integers(1, 250))
def test_no_energy_is_lost_or_made(seed, step_ms):
    source = random.Random(seed)
    pad = {
        name: PARAMETERS[name].default * 2 ** source.uniform(-1, 1) for name in ("film_j_k", "skin_j_k", "contact_w_k")
    }
    pad |= {"zone_imbalance": source.uniform(-0.5, 0.5), "left_foot_warmer_c": source.uniform(-8, 8)}
    plant = Plant(pad | {"feet": source.randrange(4)}, seed)
    before = plant.stored_heat_j()
    run(plant, 60, step_ms=step_ms, heater=True)
    run(plant, 20, step_ms=step_ms, heater=False)
    change = plant.stored_heat_j() - before
    assert plant.heater_energy_j > 500
    assert change == pytest.approx(plant.heater_energy_j - plant.heat_to_air_j - plant.heat_to_body_j, abs=1e-6)


def test_full_power_reaches_37_degrees_in_5_to_7_minutes_with_feet_on():
    plant = Plant({"cutout_c": 0.0})
    while plant.surface_left_c < 37:
        run(plant, 0.1, heater=plant.now_us % (2 * SECOND_US) < 1.9 * SECOND_US)
    assert 5 * 60 <= plant.now_us / SECOND_US <= 7 * 60


def test_nothing_is_hotter_than_what_heats_it():
    plant = run(Plant(), 120, heater=True)
    assert plant.film_c > plant.surface_left_c > plant.thermistor_left_c > plant.parameters["ambient_c"]
    assert plant.surface_left_c == pytest.approx(plant.surface_right_c)


def test_a_pad_left_alone_takes_the_temperature_of_the_room():
    plant = Plant({"feet": 0, "start_c": 38, "ambient_c": 15})
    plant.advance(4 * 3600 * SECOND_US)
    assert plant.surface_left_c == pytest.approx(15, abs=0.1)
    assert plant.thermistor_left_c == pytest.approx(15, abs=0.1)


def test_a_blanket_and_an_empty_pad_change_the_losses():
    held = {}
    pads = {"empty": {"feet": 0}, "blanket": {"feet": 0, "blanket": 1}, "cold feet": {"feet_skin_c": 15, "body_w_k": 0}}
    for name, pad in pads.items():
        plant = Plant(pad | {"start_c": 37})
        plant.advance(300 * SECOND_US)
        held[name] = plant.surface_left_c
    assert held["blanket"] > held["empty"] > held["cold feet"]


def test_the_covered_zone_stays_cooler_when_only_one_foot_is_cold():
    plant = run(Plant({"feet": 2, "feet_skin_c": 15}), 60, heater=True)
    assert plant.surface_left_c < plant.surface_right_c - 0.5


def test_the_bead_follows_with_its_lag():
    plant = Plant({"start_c": 20, "bead_tau_s": 4, "feet": 0})
    plant.surface_left_c = 30.0
    plant.advance(4 * SECOND_US)
    assert plant.thermistor_left_c == pytest.approx(20 + (plant.surface_left_c - 20) * (1 - math.exp(-1)), abs=0.5)


def test_the_size_of_the_steps_hardly_matters():
    fine, coarse = (run(Plant({"feet_skin_c": 15}), 100, step_ms=step_ms, heater=True) for step_ms in (5, 250))
    assert fine.surface_left_c == pytest.approx(coarse.surface_left_c, abs=0.02)
    assert fine.film_c == pytest.approx(coarse.film_c, abs=0.05)


def test_all_parameters_at_their_ends_stay_stable():
    for ends in ("low", "high"):
        thermal = [row for row in PARAMETERS.values() if row.unit in ("J/K", "W/K")]
        plant = Plant({row.name: getattr(row, ends) for row in thermal} | {"cutout_c": 0})
        run(plant, 600, step_ms=250, heater=True)
        assert all(math.isfinite(value) for value in (plant.film_c, plant.surface_left_c, plant.skin_left_c))
    mixed = {
        "film_j_k": 10,
        "surface_j_k": 20,
        "skin_j_k": 20,
        "film_surface_w_k": 10,
        "contact_w_k": 10,
        "cutout_c": 0,
    }
    plant = run(Plant(mixed), 600, step_ms=250, heater=True)
    assert plant.surface_left_c < plant.film_c < 100


def test_the_dose_counts_the_hotter_foot_and_halves_per_degree():
    plant = Plant({"body_w_k": 0, "contact_w_k": 0.1})
    plant.skin_left_c, plant.skin_right_c = 43.0, 38.0
    plant.advance(SECOND_US)
    assert plant.dose_cem43_min == pytest.approx(1 / 60, rel=0.02)
    hotter = Plant({"body_w_k": 0, "contact_w_k": 0.1})
    hotter.skin_right_c = 45.0
    hotter.advance(SECOND_US)
    assert hotter.dose_cem43_min == pytest.approx(4 / 60, rel=0.02)
    assert hotter.max_skin_c == pytest.approx(45, abs=0.01)


def test_maxima_start_again_when_asked():
    plant = run(Plant(), 200, heater=True, motor=0.5)
    assert plant.max_rpm > 2000
    plant.advance(plant.now_us + 600 * SECOND_US)
    assert plant.max_surface_c > plant.surface_left_c + 1
    plant.reset_maxima()
    assert plant.max_surface_c == pytest.approx(max(plant.surface_left_c, plant.surface_right_c))
    assert plant.max_rpm == 0


# --- Cut-out ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pad", [{"blanket": 1, "feet": 0}, {"blanket": 1, "ambient_c": 30}, {"feet": 2}])
def test_with_the_firmware_dead_the_cut_out_keeps_the_surface_below_43_degrees(pad):
    plant = run(Plant(pad), 2400, step_ms=100, heater=True)
    assert plant.max_surface_c < 43
    assert plant.cutout_open


def test_the_cut_out_stays_open_until_a_hand_closes_it():
    plant = run(Plant({"blanket": 1}), 1200, step_ms=100, heater=True)
    assert plant.cutout_open
    plant.set_heater(False)
    assert plant.sense_level() == 0
    run(plant, 3600, step_ms=250, heater=True)
    assert plant.heater_power_w == 0
    plant.reset_cutout()
    run(plant, 1)
    assert plant.heater_power_w > 20


def test_without_a_cut_out_nothing_holds_the_temperature():
    plant = run(Plant({"cutout_c": 0, "blanket": 1}), 2400, step_ms=250, heater=True)
    assert plant.max_surface_c > 50


# --- Rail, heater and sense line --------------------------------------------------------------------------------------


@pytest.mark.parametrize("monostable_ms", [200, 300, 400])
def test_the_relay_closes_and_drops_at_its_exact_times(monostable_ms):
    plant = Plant({"monostable_ms": monostable_ms, "relay_close_ms": 8, "relay_open_ms": 5})
    plant.advance(1_234)
    plant.alive_edge()
    plant.advance(1_234 + 7_999)
    assert not plant.rail_closed
    plant.advance(1_234 + 8_000)
    assert plant.rail_closed
    plant.advance(100_000)
    plant.alive_edge()
    drop_us = 100_000 + monostable_ms * 1000 + 5_000
    plant.advance(drop_us - 1)
    assert plant.rail_closed
    plant.advance(drop_us)
    assert not plant.rail_closed


def test_one_long_step_heats_no_longer_than_the_monostable_holds():
    plant = Plant({"supply_ohm": 0})
    plant.set_heater(True)
    plant.alive_edge()
    plant.advance(10 * SECOND_US)
    assert plant.heater_energy_j == pytest.approx(24 * (0.305 - 0.008), rel=1e-6)


def test_a_monostable_shorter_than_the_relay_never_closes_it():
    plant = Plant({"monostable_ms": 50, "relay_close_ms": 60})
    plant.alive_edge()
    plant.advance(SECOND_US)
    assert plant.heater_energy_j == 0
    assert not plant.rail_closed


def test_an_edge_in_the_last_moment_keeps_the_contact_closed():
    plant = running({"monostable_ms": 100})
    plant.advance(plant.now_us + 52_000)  # the coil is without current since 2 ms, the contact has not moved
    plant.alive_edge()
    plant.advance(plant.now_us + 90_000)
    assert plant.rail_closed


@pytest.mark.parametrize("level", [True, False])
def test_a_level_of_alive_holds_nothing(level):
    plant = Plant()
    plant.set_heater(level)
    plant.advance(5 * SECOND_US)
    assert not plant.rail_closed
    assert plant.heater_power_w == 0


def test_the_sense_line_is_high_when_all_is_whole_and_the_mosfet_off():
    plant = Plant()
    assert plant.sense_level() == 0
    run(plant, 0.2)
    assert plant.sense_level() == 1
    plant.set_heater(True)
    assert plant.sense_level() == 0
    plant.set_heater(False)
    assert plant.sense_level() == 1
    run(plant, 1, alive=False)
    assert plant.sense_level() == 0


def test_the_heater_takes_24_w_at_12_v_and_the_supply_sags():
    stiff, soft = running({"supply_ohm": 0}, heater=True), running({"supply_ohm": 0.5}, heater=True)
    assert stiff.heater_power_w == pytest.approx(24)
    assert soft.heater_power_w == pytest.approx((12 / 6.5) ** 2 * 6, rel=1e-6)
    assert running({"supply_ohm": 0, "heater_scale": 1.3}, heater=True).heater_power_w == pytest.approx(31.2)


# --- Motor ------------------------------------------------------------------------------------------------------------


def steady_rpm(duty, **pad):
    plant = running(pad, motor=1.0)
    return run(plant, 8, motor=duty).rpm


def test_speed_without_load_depends_on_duty_and_supply():
    assert steady_rpm(1.0, feet=0) == pytest.approx(5200, rel=0.01)
    assert steady_rpm(0.5, feet=0) == pytest.approx(2500, rel=0.03)
    assert steady_rpm(1.0, feet=0, supply_v=10.2) < 0.86 * steady_rpm(1.0, feet=0)


def test_feet_slow_the_motor_down():
    speeds = [steady_rpm(0.4, feet=feet, foot_load=load) for feet, load in ((0, 1), (2, 1), (1, 0.8), (1, 1))]
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[0] - speeds[-1] == pytest.approx(450, rel=0.05)


def test_a_motor_at_rest_needs_a_kick():
    heavy = {"foot_load": 1.0}
    assert run(running(heavy), 5, motor=0.22).rpm == 0
    kicked = run(running(heavy), 0.05, motor=0.4)
    assert kicked.rpm > 100
    assert run(kicked, 5, motor=0.22).rpm > 300


def test_the_speed_follows_with_the_motors_time_constant():
    plant = running({"feet": 0, "motor_friction_rpm": 0, "motor_windage": 0, "supply_ohm": 0}, motor=0.5)
    plant = running({"feet": 0, "motor_friction_rpm": 0, "motor_windage": 0, "supply_ohm": 0})
    run(plant, 0.2, motor=0.5)
    assert plant.rpm == pytest.approx(2700 * (1 - math.exp(-1)), rel=0.01)


@pytest.mark.parametrize("stop", ["duty", "rail"])
def test_without_drive_the_motor_coasts_to_rest(stop):
    plant = running(motor=0.6)
    run(plant, 3)
    fast = plant.rpm
    run(plant, 0.4, alive=stop == "duty", motor=0.0 if stop == "duty" else None)
    assert 0 < plant.rpm < fast
    run(plant, 6, alive=stop == "duty")
    assert plant.rpm == 0


def test_duty_is_bounded():
    plant = Plant()
    plant.set_motor_duty(3)
    assert plant.motor_duty == 1
    plant.set_motor_duty(-1)
    assert plant.motor_duty == 0


@pytest.mark.parametrize("pulses", [1, 6])
def test_the_tach_counts_turns(pulses):
    plant = running({"tach_pulses": pulses}, motor=0.5)
    run(plant, 5)
    before, rpm = plant.tach_edges(), plant.rpm
    run(plant, 10)
    assert plant.tach_edges() - before == pytest.approx(rpm / 6 * pulses, abs=3)


def test_the_motors_current_sags_the_supply_for_the_heater():
    plant = running({"supply_ohm": 0.5}, heater=True, motor=0.0)
    alone = plant.heater_power_w
    run(plant, 0.05, motor=1.0)
    assert run(plant, 0.05).heater_power_w < alone


# --- Feet -------------------------------------------------------------------------------------------------------------


def test_feet_come_and_go_at_their_times():
    plant = Plant({"feet_on_at_s": 2.0, "feet_off_at_s": 4.0, "feet": 3, "feet_skin_c": 10})
    seen = []
    for _ in range(5):
        plant.advance(plant.now_us + SECOND_US)
        seen.append((plant.foot_left, plant.foot_right))
    assert seen == [(False, False), (False, True), (False, True), (False, False), (False, False)]


@pytest.mark.parametrize(("feet", "expected"), [(0, (0, 0)), (1, (1, 1)), (2, (1, 0)), (3, (0, 1))])
def test_feet_by_number(feet, expected):
    plant = Plant({"feet": feet})
    assert (plant.foot_left, plant.foot_right) == expected


def test_only_feet_that_come_bring_their_temperature():
    plant = Plant({"feet": 2, "feet_skin_c": 28})
    plant.set_feet(True, True, 15)
    assert (plant.skin_left_c, plant.skin_right_c) == (28, 15)
    plant.set_feet(False, False)
    plant.set_feet(True, False)
    assert plant.skin_left_c == 28


def contact_difference_c(pad, seconds):
    """Left sensor minus right one after so long on the pad, without heat."""
    plant = Plant(pad)
    plant.advance(seconds * SECOND_US)
    return plant.thermistor_left_c - plant.thermistor_right_c


@pytest.mark.parametrize("warmer_c", [-6, 3])
def test_of_what_the_feet_differ_by_a_fifth_reaches_the_sensors_in_three_minutes(warmer_c):
    """Their own film joins the halves of the pad: what evens out a gap between the zones hides one of the feet."""
    assert contact_difference_c({"left_foot_warmer_c": warmer_c}, 180) / warmer_c == pytest.approx(0.21, abs=0.02)


def test_feet_with_much_blood_on_halves_that_are_apart_show_half_of_what_they_differ_by():
    pad = {"left_foot_warmer_c": 4, "body_w_k": 1.0, "film_surface_w_k": 0.2}
    assert contact_difference_c(pad, 180) / 4 == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("pad", [{}, {"left_foot_warmer_c": 5, "feet": 0}])
def test_feet_that_are_alike_or_not_there_make_no_difference(pad):
    assert contact_difference_c(pad, 180) == pytest.approx(0)


def test_a_foot_that_comes_later_is_the_warmer_one_too():
    plant = Plant({"left_foot_warmer_c": 3, "feet": 0})
    plant.set_feet(True, True, 20)
    assert (plant.skin_left_c, plant.skin_right_c) == (23, 20)


def test_the_warmer_foot_stays_the_warmer_one():
    plant = Plant({"left_foot_warmer_c": 3, "contact_w_k": 0.1})
    plant.advance(3600 * SECOND_US)
    assert plant.skin_left_c - plant.skin_right_c == pytest.approx(3 * 0.3 / (0.3 + 0.1), abs=0.3)


# --- ADC --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("celsius", [5, 20, 25, 37, 41, 60])
def test_an_ideal_reader_sees_the_beads_temperature(celsius):
    plant = Plant(QUIET | {"start_c": celsius})
    assert thermistor_c(plant, "LEFT") == pytest.approx(celsius, abs=0.02)
    assert thermistor_c(plant, "RIGHT") == pytest.approx(celsius, abs=0.02)


def test_the_adc_has_noise_gain_and_offset():
    plant = Plant({"adc_gain": 1.1, "adc_offset_mv": 20, "adc_noise_mv": 3}, seed=4)
    readings = [plant.adc_uv("ADC_REF") / 1000 for _ in range(2000)]
    mean = sum(readings) / len(readings)
    assert mean == pytest.approx(3300 * 4.3 / 14.3 * 1.1 + 20, abs=0.5)
    assert math.sqrt(sum((r - mean) ** 2 for r in readings) / len(readings)) == pytest.approx(3, rel=0.1)


def test_the_same_seed_gives_the_same_noise():
    one, two, other = (Plant(seed=seed) for seed in (3, 3, 4))
    assert one.adc_uv("NTC_LEFT") == two.adc_uv("NTC_LEFT") != other.adc_uv("NTC_LEFT")


def test_the_adc_ends_at_both_ends():
    cold = Plant(QUIET | {"start_c": -10, "ambient_c": -10})
    true_uv = 3_300_000 * 55_283 / 65_283  # 55.3 kohm at -10 C
    assert 2_450_000 < cold.adc_uv("NTC_LEFT") < true_uv
    low = Plant(QUIET | {"ref_bottom_ohm": 1000, "ref_top_ohm": 20_000, "vref_v": 3.0})
    assert 0 < low.adc_uv("ADC_REF") < 3_000_000 / 21
    cold.inject("ntc_left_open")
    assert cold.adc_uv("NTC_LEFT") == pytest.approx(3_100_000, abs=1_000)
    cold.inject("ntc_right_short")
    assert cold.adc_uv("NTC_RIGHT") == 0


def test_an_unknown_signal_is_refused():
    with pytest.raises(ValueError, match="NTC_LEFT"):
        Plant().adc_uv("NTC_MIDDLE")


# --- Faults -----------------------------------------------------------------------------------------------------------


def effect_on_adc(fault, side="LEFT", seconds=180):
    """Reading before and after the fault while the pad warms up, and the true bead."""
    plant = running({"start_c": 30})
    before = plant.adc_uv(f"NTC_{side}")
    plant.inject(fault)
    run(plant, seconds, heater=True)
    bead_c = plant.thermistor_left_c if side == "LEFT" else plant.thermistor_right_c
    return before, plant.adc_uv(f"NTC_{side}"), bead_c, plant


@pytest.mark.parametrize("side", ["LEFT", "RIGHT"])
def test_each_thermistor_breaks_in_its_own_ways(side):
    name = f"ntc_{side.lower()}_"
    other = "RIGHT" if side == "LEFT" else "LEFT"
    assert effect_on_adc(name + "open", side)[1] > 3_000_000
    assert effect_on_adc(name + "short", side)[1] == 0
    before, after, _, plant = effect_on_adc(name + "stuck", side)
    assert before == after
    assert thermistor_c(plant, other) > 33
    _, _, bead_c, plant = effect_on_adc(name + "off_pad", side)
    assert bead_c == pytest.approx(plant.parameters["ambient_c"], abs=0.5)
    assert thermistor_c(plant, other) > 33
    _, _, bead_c, plant = effect_on_adc(name + "drift", side)
    assert thermistor_c(plant, side) == pytest.approx(bead_c - 4, abs=0.1)


def test_a_drift_grows_over_two_minutes():
    _, _, bead_c, plant = effect_on_adc("ntc_left_drift", seconds=60)
    assert thermistor_c(plant, "LEFT") == pytest.approx(bead_c - 2, abs=0.1)


def test_both_thermistors_come_off():
    _, _, bead_c, plant = effect_on_adc("ntc_both_off_pad")
    assert bead_c == pytest.approx(20, abs=0.5)
    assert thermistor_c(plant, "RIGHT") == pytest.approx(20, abs=0.6)


def test_a_bad_reference_reads_colder_and_is_25_percent_off():
    plant = Plant(QUIET | {"start_c": 37})
    right_uv = plant.adc_uv("ADC_REF")
    plant.inject("adc_ref_bad")
    assert plant.adc_uv("ADC_REF") == pytest.approx(0.75 * right_uv, rel=0.001)


def test_a_stuck_multiplexer_reads_the_reference_everywhere():
    plant = Plant(QUIET)
    plant.inject("adc_mux_stuck")
    assert plant.adc_uv("NTC_LEFT") == plant.adc_uv("NTC_RIGHT") == plant.adc_uv("ADC_REF")
    assert thermistor_c(plant, "LEFT") == pytest.approx(45, abs=0.5)


def test_a_shorted_mosfet_heats_only_while_the_rail_is_closed():
    plant = Plant()
    plant.inject("heater_mosfet_short")
    run(plant, 2, alive=False)
    assert plant.heater_energy_j == 0
    run(plant, 2)
    assert plant.heater_power_w > 20
    assert plant.sense_level() == 0
    plant.clear("heater_mosfet_short")
    assert plant.heater_power_w == 0
    assert plant.sense_level() == 1


def test_a_broken_heater_neither_heats_nor_shows_the_rail():
    plant = running(heater=True)
    plant.inject("heater_open")
    assert plant.heater_power_w == 0
    plant.set_heater(False)
    assert plant.sense_level() == 0


def test_a_welded_relay_and_one_that_never_closes():
    welded, broken = Plant(), Plant()
    welded.inject("rail_welded")
    broken.inject("rail_open")
    run(welded, 1, alive=False, heater=True)
    run(broken, 1, heater=True)
    assert welded.rail_closed
    assert welded.heater_power_w > 20
    assert not broken.rail_closed
    assert broken.heater_power_w == 0
    welded.clear("rail_welded")
    assert not welded.rail_closed
    broken.clear("rail_open")
    assert broken.rail_closed


@pytest.mark.parametrize(("fault", "level"), [("sense_stuck_low", 0), ("sense_stuck_high", 1)])
def test_a_stuck_sense_line(fault, level):
    plant = Plant()
    plant.inject(fault)
    assert plant.sense_level() == level
    run(plant, 1)
    assert plant.sense_level() == level


def test_a_shorted_motor_mosfet_runs_at_full_speed_while_the_rail_is_closed():
    plant = Plant()
    plant.inject("motor_mosfet_short")
    assert run(plant, 2, alive=False).rpm == 0
    assert run(plant, 4).rpm > 4500


def test_a_blocked_motor_stands_and_a_lost_tach_says_nothing():
    plant = running(motor=0.5)
    run(plant, 2)
    edges = plant.tach_edges()
    plant.inject("tach_lost")
    run(plant, 2)
    assert plant.tach_edges() == edges
    assert plant.rpm > 1500
    plant.inject("motor_stalled")
    assert run(plant, 0.1).rpm == 0
    plant.clear("motor_stalled")
    assert run(plant, 2).rpm > 1500


def test_a_sagging_supply_takes_35_percent_of_the_voltage():
    plant = running({"supply_ohm": 0}, heater=True)
    plant.inject("supply_sag")
    assert plant.heater_power_w == pytest.approx(24 * 0.65**2)
    plant.clear("supply_sag")
    assert plant.heater_power_w == pytest.approx(24)


def test_faults_are_listed_cleared_and_started_anew():
    plant = Plant()
    plant.inject("ntc_left_stuck")
    plant.inject("supply_sag")
    assert plant.faults == ("ntc_left_stuck", "supply_sag")
    plant.clear("ntc_left_stuck")
    plant.clear("ntc_left_stuck")
    assert plant.faults == ("supply_sag",)


def test_every_fault_of_the_table_can_be_injected_and_cleared():
    plant = running()
    for fault in PLANT_FAULTS:
        plant.inject(fault)
        run(plant, 0.1)
        plant.clear(fault)
    assert plant.faults == ()
    assert len(PLANT_FAULTS) == 23


def test_an_unknown_fault_is_refused_with_the_nearest_name():
    with pytest.raises(ValueError, match="ntc_left_open"):
        Plant().inject("ntc_left_opened")
    with pytest.raises(ValueError, match="known are adc_mux_stuck"):
        Plant().clear("xyz")


# --- Parameters and time ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"ambient": 20}, "ambient_c"),
        ({"ambient_c": "20"}, "must be a number from -10 to 45"),
        ({"ambient_c": True}, "must be a number"),
        ({"ambient_c": 46}, "not 46"),
        ({"ambient_c": float("nan")}, "not nan"),
        ({"feet": 1.5}, "whole number"),
        ({"zzz": 1}, "known are"),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_would_be_right(chosen, said):
    with pytest.raises(ValueError, match=said):
        Plant(chosen)


def test_every_default_is_within_its_range_and_explained():
    for name, row in PARAMETERS.items():
        assert parameters.check(name, row.default) == row.default
        assert row.meaning
        assert row.unit


def test_a_parameter_can_change_on_the_way():
    plant = Plant()
    plant.change("ambient_c", 30)
    assert plant.parameters["ambient_c"] == 30
    with pytest.raises(ValueError, match="blanket"):
        plant.change("blanket", 2)


def test_time_does_not_go_back():
    plant = Plant()
    plant.advance(1000)
    plant.advance(1000)
    with pytest.raises(ValueError, match="back"):
        plant.advance(999)
