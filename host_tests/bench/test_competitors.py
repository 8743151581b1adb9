"""The competitors of the heat control behave as published, and the bench sees what a controller does."""

import pytest

from tools.benchmarks.heat import NO_CUTOUT, full_power_s, judge, run
from tools.benchmarks.regulation.competitors import Gains, KlipperPid, SimplePid, Swing, Thermostat, swing
from tools.benchmarks.regulation.measure import heat_figures, judge_speed, measure_pad

FULL = 950


def test_a_thermostat_switches_only_at_the_ends_of_its_range():
    thermostat = Thermostat(20)
    duties = [thermostat.step(3700, measured_cc, 100) for measured_cc in (3690, 3679, 3710, 3721, 3690, 3680)]
    assert duties == [0, FULL, FULL, 0, 0, FULL]
    assert thermostat.step(0, 3000, 100) == 0


def test_gains_are_those_of_ziegler_and_nichols():
    gains = Swing(gain=2.0, period_s=40.0).gains()
    assert gains == pytest.approx((1.2, 1.2 / 20, 1.2 * 5))


@pytest.mark.parametrize("make", [KlipperPid, SimplePid])
def test_a_pid_answers_to_error_sum_and_slope(make):
    assert make(Gains(0.1, 1e-9, 0.0)).step(3700, 3400, 100) == pytest.approx(300, abs=1)
    integrating = make(Gains(1e-9, 0.01, 0.0))
    duties = [integrating.step(3700, 3600, 1000) for _ in range(3)]
    assert duties == pytest.approx([10, 20, 30], abs=1)
    damped = make(Gains(0.1, 1e-9, 0.5))
    damped.step(3700, 3400, 1000)
    assert damped.step(3700, 3420, 1000) == pytest.approx(280 - 100, abs=2)


def test_klippers_sum_stands_still_at_full_power():
    pid = KlipperPid(Gains(1.0, 0.1, 0.0))
    for _ in range(100):
        assert pid.step(3700, 2000, 100) == FULL
    assert pid.step(3700, 3700, 100) == 0


def test_a_relay_finds_how_the_pad_swings():
    found = swing(NO_CUTOUT, 3700)
    assert found is not None
    assert 30 < found.period_s < 400
    assert 0.2 < found.gain < 5


def test_energy_and_switching_are_counted():
    thermostat = run(NO_CUTOUT, 3700, Thermostat(), 400)
    off = run(NO_CUTOUT, 0, Thermostat(), 50)
    assert off[-1].energy_j == 0
    assert off[-1].switched_on == 0
    assert 1_000 < thermostat[-1].energy_j < 24 * 400
    assert 20 < thermostat[-1].switched_on <= 400 / 1.9 + 1
    assert judge(thermostat, 3700).reached_s is not None


def test_a_worse_controller_has_worse_figures_and_misses_the_limit():
    found = {
        name: [heat] for name, heat in measure_pad((1, NO_CUTOUT, 3700, full_power_s(NO_CUTOUT, 3700) or 0.0)).items()
    }
    assert found["FootPad"][0].overshoot_c < found["bang-bang"][0].overshoot_c
    assert not [figure for figure in heat_figures(found) if not figure.reached]
    swapped = {**found, "FootPad": found["bang-bang"], "bang-bang": found["FootPad"]}
    missed = [figure.name for figure in heat_figures(swapped) if not figure.reached]
    assert missed == ["overshoot, worst: FootPad"]


def test_settling_and_overshoot_of_a_motor_are_told_from_its_speed():
    from tools.benchmarks.motor import Sample

    ramp = [Sample(at_s, 100.0 * at_s, 100 * at_s, 500) for at_s in range(10)]
    held = [Sample(10 + at_s, speed, 1000, 500) for at_s, speed in enumerate((900.0, 1080.0, 1040.0, *[1010.0] * 20))]
    assert judge_speed(ramp + held, 1000) == pytest.approx((2.0, 8.0, 1.0))
