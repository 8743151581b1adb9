"""Temperature from two voltages: right to 0.1 C, broken told apart from hot and cold, small in every intermediate."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from host_tests.integer_range import Small
from host_tests.small_module import watch_constants
from pad import thermistor
from pad.thermistor import INVALID, OK, OPEN, REFERENCE_BAD, SHORT, condition, temperature_cc
from tools.simulator.plant import Plant

REFERENCE_SHARE = 4.3 / 14.3
HIGHEST_UV = 3_300_000


def ratio_to_rail(celsius):
    resistance = math.exp(3950 * (1 / (celsius + 273.15) - 1 / 298.15))
    return resistance / (resistance + 1)


def readings_uv(celsius, rail_uv=3_300_000):
    """What an ideal ADC reads on the thermistor and on the reference."""
    return round(ratio_to_rail(celsius) * rail_uv), round(REFERENCE_SHARE * rail_uv)


def test_the_table_is_the_formula():
    for index, entry in enumerate(thermistor._RATIOS):
        celsius = -15 + 2.5 * index
        assert entry == round(ratio_to_rail(celsius) / REFERENCE_SHARE * 16384)


# With this reference one step of the ratio is 64 uV, and the ratio is exact.
EXACT_REFERENCE_UV = 16_384 * 64


def told(ratio, ntc_uv):
    """What is told of a ratio: itself, or that it is no temperature's."""
    if ratio >= thermistor._RATIO_OPEN or ntc_uv >= thermistor._OPEN_UV:
        return -OPEN
    return ratio if ratio > thermistor._RATIO_SHORT else -SHORT


def test_the_ratio_is_exact_to_its_last_digit():
    for ntc_uv in range(0, HIGHEST_UV + 1, 9_973):
        for reference_uv in (thermistor.REFERENCE_LOW_UV, 992_000, thermistor.REFERENCE_HIGH_UV):
            expected = (ntc_uv >> 4) * 16_384 // (reference_uv >> 4)
            assert thermistor.ratio(ntc_uv, reference_uv) == told(expected, ntc_uv)


def test_between_two_entries_of_the_table_the_temperature_is_on_a_straight_line():
    hottest, coldest = thermistor._RATIO_SHORT + 1, thermistor._OPEN_UV // 64 - 1
    for ratio in [*range(hottest, coldest, 5), *thermistor._RATIOS[3:-2], coldest]:
        hotter = next(i for i, entry in enumerate(thermistor._RATIOS) if entry <= ratio)
        below, above = thermistor._RATIOS[hotter], thermistor._RATIOS[hotter - 1]
        expected = -1_500 + 250 * hotter - 250 * (ratio - below) / (above - below)
        assert temperature_cc(ratio * 64, EXACT_REFERENCE_UV) == math.floor(expected), ratio


def test_from_0_to_60_degrees_the_error_is_below_a_twentieth():
    for hundredths in range(6001):
        assert abs(temperature_cc(*readings_uv(hundredths / 100)) - hundredths) <= 5, hundredths


@given(celsius=st.floats(0, 60), factor=st.floats(0.905, 1.18))
def test_supply_and_gain_cancel_out(celsius, factor):
    measured = temperature_cc(*readings_uv(celsius, 3_300_000 * factor))
    assert abs(measured - celsius * 100) <= 10


@given(st.data())
def test_hotter_never_reads_colder(data):
    reference_uv = data.draw(st.integers(thermistor.REFERENCE_LOW_UV, thermistor.REFERENCE_HIGH_UV))
    low, high = sorted(data.draw(st.tuples(st.integers(0, HIGHEST_UV), st.integers(0, HIGHEST_UV))))
    if condition(low, reference_uv) == condition(high, reference_uv) == OK:
        assert temperature_cc(low, reference_uv) >= temperature_cc(high, reference_uv)


@pytest.mark.parametrize("ntc_uv", [3_300_000, 3_100_000, 2_900_000])
def test_a_broken_wire_is_open(ntc_uv):
    assert condition(ntc_uv, 992_000) == OPEN
    assert temperature_cc(ntc_uv, 992_000) == INVALID


@pytest.mark.parametrize("ntc_uv", [0, 100_000, 340_000])
def test_a_shorted_thermistor_is_short(ntc_uv):
    assert condition(ntc_uv, 992_000) == SHORT
    assert temperature_cc(ntc_uv, 992_000) == INVALID


@pytest.mark.parametrize("reference_uv", [0, 894_999, 1_190_001, 3_300_000])
def test_without_a_sound_reference_there_is_no_temperature(reference_uv):
    assert condition(1_200_000, reference_uv) == REFERENCE_BAD
    assert temperature_cc(1_200_000, reference_uv) == INVALID


@pytest.mark.parametrize("reference_uv", [895_000, 1_190_000])
def test_the_reference_may_be_10_percent_low_and_20_percent_high(reference_uv):
    assert condition(1_200_000, reference_uv) == OK


@pytest.mark.parametrize("vref_v", [3.2, 3.4])
@pytest.mark.parametrize("gain", [0.96, 1.04])
@pytest.mark.parametrize("offset_mv", [-15.0, 15.0])
def test_an_open_input_is_told_from_a_cold_one_at_every_corner_of_supply_and_adc(vref_v, gain, offset_mv):
    errors = {"vref_v": vref_v, "adc_gain": gain, "adc_offset_mv": offset_mv, "adc_noise_mv": 0.0}
    plant = Plant({**errors, "start_c": -10.0, "ambient_c": -10.0})
    assert condition(plant.adc_uv("NTC_LEFT"), plant.adc_uv("ADC_REF")) == OK
    plant.inject("ntc_left_open")
    assert condition(plant.adc_uv("NTC_LEFT"), plant.adc_uv("ADC_REF")) == OPEN


@pytest.mark.parametrize("celsius", [-12, -5, 0, 45, 60, 80])
def test_hot_and_cold_are_no_faults(celsius):
    assert condition(*readings_uv(celsius)) == OK


def test_the_borders_of_open_and_short_are_where_no_surface_is():
    assert condition(*readings_uv(-13)) == OPEN
    assert condition(*readings_uv(83)) == SHORT


def test_open_begins_at_2_9_times_the_reference_and_short_at_0_35():
    open_uv, short_uv = round(2.9 * 16_384) * 56, round(0.35 * 16_384) * 64
    assert condition(open_uv, 16_384 * 56) == OPEN
    assert condition(open_uv - 48, 16_384 * 56) == OK  # one less of the ratio
    assert temperature_cc(open_uv - 48, 16_384 * 56) == -1_500 + (48_288 - 47_513) * 250 // (48_288 - 47_434)
    assert condition(3_000_000, thermistor.REFERENCE_HIGH_UV) == OPEN
    assert condition(2_999_999, thermistor.REFERENCE_HIGH_UV) == OK
    assert condition(short_uv, EXACT_REFERENCE_UV) == SHORT
    assert condition(short_uv + 64, EXACT_REFERENCE_UV) == OK


def test_conditions_can_be_told_apart():
    assert sorted({OK, OPEN, SHORT, REFERENCE_BAD}) == [0, 1, 2, 3]


def test_no_temperature_is_what_the_status_record_says_for_it():
    assert int.from_bytes(b"\x00\x80", "little", signed=True) == INVALID


def test_a_multiplexer_stuck_on_the_reference_reads_hotter_than_the_trip():
    assert 4500 <= temperature_cc(992_000, 992_000) <= 4550


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ntc_uv=st.integers(0, HIGHEST_UV), reference_uv=st.integers(0, HIGHEST_UV))
def test_every_intermediate_is_a_small_integer(monkeypatch, ntc_uv, reference_uv):
    watch_constants(monkeypatch, thermistor)
    assert -1500 <= thermistor.temperature_cc(Small(ntc_uv), Small(reference_uv)) <= 8500 or (
        thermistor.condition(ntc_uv, reference_uv) != OK
    )


def test_every_intermediate_is_small_at_the_ends_of_the_reference(monkeypatch):
    watch_constants(monkeypatch, thermistor)
    for ntc_uv in range(0, HIGHEST_UV + 1, 9_973):
        for reference_uv in (thermistor.REFERENCE_LOW_UV, 992_000, thermistor.REFERENCE_HIGH_UV):
            thermistor.temperature_cc(Small(ntc_uv), Small(reference_uv))


@given(st.integers(thermistor._RATIO_SHORT + 1, 47_513), st.integers(-1_500, 8_499))
def test_where_it_is_looked_for_first_changes_nothing(ratio, near_cc):
    assert thermistor.at_ratio_cc(ratio, near_cc) == thermistor.at_ratio_cc(ratio, INVALID)
