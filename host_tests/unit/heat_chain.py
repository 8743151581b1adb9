"""Plant, readings, control, duty window and the guard's slow watches in the device's rhythm, for tests on physics."""

from pad import faults
from pad.duty_window import DutyWindow
from pad.heat_checks import _NEAR_CC
from pad.heat_control import HeatControl
from pad.heat_watch import HeatWatch
from pad.readings import Readings
from pad.side_watch import GapWatch, StuckWatch
from tools.simulator.plant import Plant

COMMON: dict[str, float] = {}
LIGHT_AND_STRONG = {"heater_scale": 1.3, "film_j_k": 35.0, "surface_j_k": 65.0, "skin_j_k": 90.0, "blanket": 1.0}
HEAVY_AND_WEAK = {"heater_scale": 0.85, "film_j_k": 110.0, "surface_j_k": 220.0, "skin_j_k": 280.0}


class HeatChain:
    """A pad that heats. With `obey` false the watches are asked and not obeyed."""

    def __init__(self, pad, target_cc=3_900, obey=True):
        self.plant = Plant({**pad, "cutout_c": 0.0}, 3)
        self.watch, self.gap, self.stuck = HeatWatch(), GapWatch(), StuckWatch()
        self._readings, self._control, self._window = Readings(), HeatControl(), DutyWindow()
        self._target_cc, self._obey = target_cc, obey
        self._on = False
        self.withheld_s = 0

    def run(self, seconds):
        """Stops early when one of the watches says that it is enough."""
        for _ in range(seconds):
            self._second()
            if self.watch.unanswered or self.gap.apart or self.stuck.code != faults.NONE:
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
        self.gap.step(left_cc // 20, right_cc // 20, on_ms, True)
        self.stuck.step(left_cc // 20, right_cc // 20, on_ms)
        hot_cc = max(left_cc, right_cc) // 20
        self.watch.step(hot_cc, on_ms, hot_cc >= self._target_cc - _NEAR_CC)
        self.withheld_s += self.watch.withhold

    def _permitted(self):
        return not self._obey or not (self.watch.withhold or self.gap.limits(self._readings.surface_cc()))
