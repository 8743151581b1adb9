"""The watch over the answer of the pad to its heater, on the physics: no sensors off the pad, no false alarm."""

import pytest

from pad.duty_window import DutyWindow
from pad.heat_control import HeatControl
from pad.heat_watch import HeatWatch
from pad.readings import Readings
from pad.side_watch import GapWatch
from tools.simulator.plant import Plant

LIGHT_AND_STRONG = {"heater_scale": 1.3, "film_j_k": 35.0, "surface_j_k": 65.0, "skin_j_k": 90.0, "blanket": 1.0}
HEAVY_AND_WEAK = {"heater_scale": 0.85, "film_j_k": 110.0, "surface_j_k": 220.0, "skin_j_k": 280.0}
COMMON: dict[str, float] = {}


class Chain:
    """Plant, readings, control, duty window and the two watches, in the device's rhythm."""

    def __init__(self, pad, target_cc=3_900, obey=True):
        self.plant = Plant({**pad, "cutout_c": 0.0}, 3)
        self.watch, self.gap = HeatWatch(), GapWatch()
        self._readings, self._control, self._window = Readings(), HeatControl(), DutyWindow()
        self._target_cc, self._obey = target_cc, obey
        self._on = False
        self.withheld_s = 0

    def run(self, seconds):
        """Stops early when one of the watches says that it is enough."""
        for _ in range(seconds):
            self._second()
            if self.watch.unanswered or self.gap.apart:
                return

    def _second(self):
        left_cc = right_cc = on_ms = 0
        for number in range(20):
            self.plant.alive_edge()
            self._readings.take(*(self.plant.adc_uv(name) for name in ("NTC_LEFT", "NTC_RIGHT", "ADC_REF")), 50)
            left_cc += self._readings.left.raw_cc
            right_cc += self._readings.right.raw_cc
            on_ms += 50 * self.plant.heater_on
            if number % 2 == 0:
                duty = self._control.step(self._target_cc, self._readings.surface_cc(), 100)
                self._on = self._window.step(duty, 100)
            self.plant.set_heater(self._on and self._permitted())
            self.plant.advance(self.plant.now_us + 50_000)
        self.gap.step(left_cc // 20, right_cc // 20, on_ms)
        self.watch.step(max(left_cc, right_cc) // 20, on_ms)
        self.withheld_s += self.watch.withhold

    def _permitted(self):
        return not self._obey or not (self.watch.withhold or self.gap.limits(self._readings.surface_cc()))


@pytest.mark.parametrize("pad", [COMMON, LIGHT_AND_STRONG, HEAVY_AND_WEAK], ids=["common", "light", "heavy"])
@pytest.mark.parametrize("ambient_c", [12.0, 22.0, 31.0])
@pytest.mark.parametrize("broken_s", [2, 60, 420])
def test_sensors_that_both_come_off_never_make_the_surface_hot_and_are_told(pad, ambient_c, broken_s):
    chain = Chain({**pad, "ambient_c": ambient_c})
    chain.run(broken_s)
    chain.plant.inject("ntc_both_off_pad")
    chain.run(900)
    assert chain.plant.max_surface_c < 41.0
    assert chain.watch.unanswered


def test_without_the_watch_the_same_pad_becomes_hot():
    chain = Chain({**LIGHT_AND_STRONG, "ambient_c": 22.0}, obey=False)
    chain.run(420)
    chain.plant.inject("ntc_both_off_pad")
    chain.run(90)
    assert chain.plant.max_surface_c > 41.5


@pytest.mark.parametrize("pad", [COMMON, LIGHT_AND_STRONG, HEAVY_AND_WEAK], ids=["common", "light", "heavy"])
@pytest.mark.parametrize("skin_c", [12.0, 20.0])
def test_cold_feet_are_no_fault(pad, skin_c):
    chain = Chain({**pad, "ambient_c": 16.0})
    chain.run(420)
    chain.plant.set_feet(False, False)
    chain.plant.set_feet(True, True, skin_c)
    chain.run(400)
    assert not chain.watch.unanswered
    assert not chain.gap.apart


def test_feet_of_20_degrees_on_the_common_pad_at_37_cost_no_heat():
    chain = Chain(COMMON, 3_700)
    chain.run(420)
    chain.plant.set_feet(False, False)
    chain.plant.set_feet(True, True, 20.0)
    chain.run(200)
    assert chain.withheld_s == 0


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_sensor_off_the_pad_is_told_by_the_gap(side):
    chain = Chain({"ambient_c": 18.0})
    chain.run(300)
    chain.plant.inject(f"ntc_{side}_off_pad")
    chain.run(400)
    assert chain.gap.apart
    assert chain.plant.max_surface_c < 40.0


def test_a_drift_on_the_hotter_side_of_one_cold_foot_stays_below_the_limit():
    chain = Chain({"feet": 3.0, "feet_skin_c": 20.0, "ambient_c": 26.0, "blanket": 1.0})
    chain.run(300)
    chain.plant.inject("ntc_left_drift")
    chain.run(500)
    assert chain.plant.max_surface_c < 41.0
