"""Heat control, alone and on the model of the pad. Overshoot is that of the hotter true surface, not of a reading."""

import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from host_tests.integer_range import Small, assert_kept_numbers_small
from host_tests.small_module import watch_constants
from pad import heat_control
from pad.heat_control import HeatControl
from pad.limits import HEATER_MAX_DUTY_PERMILLE
from pad.thermistor import INVALID
from tools.benchmarks.heat import NO_CUTOUT, cold_feet, full_power_s, judge, random_pad, run

TARGETS_CC = (3500, 3700, 3900)
REFERENCE = pytest.param(NO_CUTOUT, id="reference")
LIGHT = pytest.param(NO_CUTOUT | {"heater_scale": 1.3, "surface_j_k": 60, "skin_j_k": 75}, id="light and strong")
HEAVY = pytest.param(NO_CUTOUT | {"heater_scale": 0.9, "surface_j_k": 240, "film_j_k": 120}, id="heavy and weak")
LAGGING = pytest.param(NO_CUTOUT | {"film_j_k": 120, "film_surface_w_k": 0.8}, id="film far behind the surface")
EMPTY = pytest.param(NO_CUTOUT | {"feet": 0}, id="no feet")
ONE_FOOT = pytest.param(NO_CUTOUT | {"feet": 3}, id="one foot")
COLD_ROOM = pytest.param(NO_CUTOUT | {"ambient_c": 10, "surface_j_k": 60}, id="cold room")
WARM_ROOM = pytest.param(NO_CUTOUT | {"ambient_c": 32}, id="warm room")


@pytest.mark.parametrize("target_cc", TARGETS_CC)
def test_the_reference_pad_reaches_each_level_without_overshoot_and_stays(target_cc):
    figures = judge(run(NO_CUTOUT, target_cc, HeatControl(), 1200), target_cc)
    assert figures.overshoot_c <= 0.1
    assert figures.settled_error_c <= 0.05
    assert figures.reached_s <= 1.05 * full_power_s(NO_CUTOUT, target_cc)


@pytest.mark.parametrize("pad", [LIGHT, HEAVY, LAGGING, EMPTY, ONE_FOOT, COLD_ROOM, WARM_ROOM])
def test_other_pads_reach_37_degrees_without_overshoot_and_stay(pad):
    figures = judge(run(pad, 3700, HeatControl(), 1200), 3700)
    assert figures.overshoot_c <= 0.3
    assert figures.settled_error_c <= 0.2


@pytest.mark.parametrize("seed", range(8))
def test_random_pads_reach_their_target_without_overshoot_and_stay(seed):
    source = random.Random(seed)
    pad = random_pad(source) | {"ambient_c": source.uniform(20, 32)}
    figures = judge(run(pad, 3500, HeatControl(), 1000, seed), 3500)
    assert figures.overshoot_c <= 0.3
    assert figures.settled_error_c <= 0.2


@pytest.mark.parametrize(("target_cc", "skin_c"), [(3500, 15), (3700, 20), (3900, 15)])
def test_cold_feet_in_the_middle_are_brought_back_as_fast_as_full_power_allows(target_cc, skin_c):
    dip_c, back_s, full_power_back_s, overshoot_c = cold_feet(NO_CUTOUT, target_cc, 600, skin_c)
    assert dip_c < -1
    assert back_s <= 1.1 * full_power_back_s
    assert overshoot_c <= 0.3


@pytest.mark.parametrize("off_s", [10, 60, 300])
def test_off_and_on_again_in_the_warm_does_not_overshoot(off_s):
    samples = run(NO_CUTOUT, lambda at_s: 0 if 600 <= at_s < 600 + off_s else 3700, HeatControl(), 1300)
    assert max(sample.surface_c for sample in samples) <= 37.3


def test_level_by_level_without_overshoot():
    samples = run(NO_CUTOUT, lambda at_s: 3500 if at_s < 400 else 3700 if at_s < 800 else 3900, HeatControl(), 1200)
    for until_s, level_c in ((400, 35), (800, 37), (1200, 39)):
        assert max(s.surface_c for s in samples if s.at_s < until_s) <= level_c + 0.3


def test_a_lower_level_is_let_cool_without_undershoot():
    samples = run(NO_CUTOUT, lambda at_s: 3900 if at_s < 600 else 3500, HeatControl(), 1500)
    assert min(s.surface_c for s in samples if s.at_s > 600) >= 34.7
    assert all(s.duty_permille == 0 for s in samples if 620 < s.at_s < 640)


@pytest.mark.parametrize(
    "change",
    [
        lambda plant: plant.set_feet(False, False),
        lambda plant: plant.change("blanket", 1),
        lambda plant: plant.inject("supply_sag"),
    ],
    ids=["feet off", "blanket on", "supply 35 % down"],
)
def test_what_changes_in_the_middle_is_made_up_for(change):
    samples = run(NO_CUTOUT, 3700, HeatControl(), 1500, events=[(600, change)])
    assert max(s.surface_c for s in samples) <= 37.3
    assert all(abs(s.surface_c - 37) <= 0.2 for s in samples if s.at_s > 900)


def test_noise_and_a_false_supply_and_gain_change_little():
    pad = NO_CUTOUT | {"adc_noise_mv": 5, "adc_gain": 1.06, "vref_v": 3.4}
    figures = judge(run(pad, 3700, HeatControl(), 900), 3700)
    assert figures.overshoot_c <= 0.3
    assert figures.settled_error_c <= 0.2


def steps(control, *inputs, dt_ms=100):
    return [control.step(target_cc, measured_cc, dt_ms) for target_cc, measured_cc in inputs]


def test_off_is_no_duty_at_once():
    control = HeatControl()
    steps(control, *[(3700, 2000)] * 100)
    assert steps(control, (0, 2000), (-1, 2000)) == [0, 0]


def test_an_invalid_reading_is_no_duty_and_begins_anew():
    control = HeatControl()
    full = steps(control, *[(3700, 2000)] * 100)[-1]
    assert full == HEATER_MAX_DUTY_PERMILLE
    assert steps(control, (3700, INVALID)) == [0]
    assert steps(control, (3700, 2000))[0] < 50


def test_the_start_is_soft():
    duties = steps(HeatControl(), *[(3700, 2000)] * 60)
    assert all(later - earlier <= 24 * 5 for earlier, later in zip([0] * 5 + duties, duties, strict=False))
    assert duties[38] < HEATER_MAX_DUTY_PERMILLE
    assert duties[45] == HEATER_MAX_DUTY_PERMILLE


def test_well_above_the_target_there_is_no_duty():
    assert not any(steps(HeatControl(), *[(3700, 3800)] * 100))


def test_a_lasting_error_is_taken_away():
    duties = steps(HeatControl(), *[(3700, 3690)] * 1800)
    assert duties[-1] > duties[300] > duties[50]


def test_reset_forgets_all():
    used, fresh = HeatControl(), HeatControl()
    steps(used, *[(3700, 2000 + i) for i in range(1500)])
    used.reset()
    assert steps(used, *[(3500, 2500)] * 200) == steps(fresh, *[(3500, 2500)] * 200)


def test_a_rise_that_never_ends_stops_being_learnt_from():
    control = HeatControl()
    assert set(steps(control, *[(3900, 1500)] * 10_000)[50:]) == {HEATER_MAX_DUTY_PERMILLE}


TARGET = st.one_of(st.sampled_from([0, 3500, 3700, 3900]), st.integers(-(2**30), 2**30 - 1))
READING = st.one_of(st.integers(1000, 4500), st.just(INVALID), st.integers(-(2**30), 2**30 - 1))
STEP_MS = st.one_of(st.just(100), st.integers(-(2**30), 2**30 - 1))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 60), TARGET, READING, STEP_MS), max_size=25))
@example([(40, 3900, -2_000, 300), (40, 3900, 9_000, 300), (40, 3900, -2_000, 300), (400, 3900, 9_000, 300)])
@example([(1, 0, -2_000, 300), (5, 0, 9_000, 300), (3500, 2**30 - 1, 9_000, 300)])
@example([(4000, 3900, 1_000, 300), (10, 3900, 9_000, 300), (10, 3900, -9_000, 300), (50, 3900, 3_000, 300)])
def test_any_input_gives_a_duty_within_bounds_and_small_intermediates(monkeypatch, phases):
    control = watch_constants(monkeypatch, heat_control).HeatControl()
    for count, target_cc, measured_cc, dt_ms in phases:
        for _ in range(count):
            duty = control.step(Small(target_cc), Small(measured_cc), Small(dt_ms))
            assert 0 <= duty <= HEATER_MAX_DUTY_PERMILLE
            assert duty == 0 or (target_cc > 0 and measured_cc != INVALID)
    assert_kept_numbers_small(control)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-40, 40), min_size=10, max_size=30), st.integers(-1500, 4000))
def test_the_fastest_and_longest_rises_keep_intermediates_small(monkeypatch, ways, start_cc):
    control = watch_constants(monkeypatch, heat_control).HeatControl()
    reading_cc = start_cc
    for way in ways:
        for _ in range(120):
            reading_cc = max(-2500, min(reading_cc + way, 9500))
            control.step(Small(9_000), Small(reading_cc), Small(300))
    assert_kept_numbers_small(control)
