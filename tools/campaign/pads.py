"""Random pads: the ranges within which every pad, room and foot must be safe, and a draw from them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from tools.simulator.parameters import PARAMETERS

# The thermal cut-out is never fitted here: the firmware alone is judged.
FIXED = {"cutout_c": 0.0}
FEET_NONE, FEET_BOTH, FEET_LEFT, FEET_RIGHT = 0.0, 1.0, 2.0, 3.0


class Range(NamedTuple):
    """One parameter of the model: drawn evenly from `low` to `high`, or evenly in its logarithm."""

    name: str
    low: float
    high: float
    reason: str
    as_factor: bool = False
    whole: bool = False
    share: float = 1.0  # of the pads; the others keep the default

    def draw(self, source: random.Random) -> float:
        """One value."""
        if source.random() >= self.share:
            return PARAMETERS[self.name].default
        if self.as_factor:
            return self.low * (self.high / self.low) ** source.random()
        value = source.uniform(self.low, self.high)
        return float(round(value)) if self.whole else value


class Choice(NamedTuple):
    """One parameter with a few values, each with its share of the pads."""

    name: str
    shares: dict[float, float]
    reason: str

    def draw(self, source: random.Random) -> float:
        """One value."""
        return source.choices(list(self.shares), list(self.shares.values()))[0]


def _half_to_double(name: str, reason: str) -> Range:
    default = PARAMETERS[name].default
    return Range(name, default / 2, default * 2, reason, as_factor=True)


def _percent(name: str, percent: float, reason: str) -> Range:
    default = PARAMETERS[name].default
    return Range(name, default * (1 - percent / 100), default * (1 + percent / 100), reason)


RANGES = (
    # Room and feet
    Range("ambient_c", 10.0, 32.0, "an unheated bathroom in winter to a room under the roof in summer"),
    Range("feet_skin_c", 15.0, 33.0, "feet that come in from the snow to warm ones"),
    Range("start_c", 20.0, 38.0, "the pad is still warm from somebody else's session", share=0.5),
    Range("foot_load", 0.0, 1.0, "resting lightly to a heavy person who leans forward"),
    _half_to_double("skin_j_k", "a thin foot to a fat one in a sock"),
    _half_to_double("contact_w_k", "a thick sock to bare skin pressed down"),
    # Pad
    Range("heater_scale", 0.8, 1.3, "tolerance of a printed heater, and another one fitted as a spare part"),
    _half_to_double("film_j_k", "another carrier of the heater film"),
    _half_to_double("surface_j_k", "another cover or spreader"),
    # Supply
    _percent("supply_v", 10.0, "a cheap 12 V adapter"),
    Range("supply_ohm", 0.0, 0.2, "a long, thin lead: the supply sags when heater and motor draw current"),
    # Measuring
    _percent("ntc_r25", 1.0, "the class of the part"),
    _percent("ntc_b", 1.0, "the class of the part"),
    _percent("vref_v", 3.0, "tolerance of the 3.3 V regulator"),
    _percent("adc_gain", 4.0, "what is left after the chip's own calibration"),
    Range("adc_offset_mv", -15.0, 15.0, "what is left after the chip's own calibration"),
    Range("adc_ref_bad_factor", 0.5, 0.95, "where the reference's fault strikes: it reads too low, surfaces look cold"),
    Range("adc_noise_mv", 0.5, 3.0, "a quiet board to a lead beside the motor's"),
    # Board
    Range("monostable_ms", 200.0, 400.0, "what resistor, capacitor, chip and temperature make of 300 ms"),
    Range("bounce_ms", 0.0, 15.0, "new contacts to worn ones"),
    Range("switch_us", 100.0, 300.0, "time for a task switch: a nearly empty heap to a full one", whole=True),
    Range("gc_ms", 2.0, 10.0, "a collection of a small heap to one of a large one"),
    Range("erase_ms", 45.0, 400.0, "typical to the longest in the flash's data sheet"),
)
CHOICES = (
    Choice("feet", {FEET_BOTH: 0.7, FEET_NONE: 0.08, FEET_LEFT: 0.11, FEET_RIGHT: 0.11}, "feet on the pad at first"),
    Choice("blanket", {0.0: 0.7, 1.0: 0.3}, "a blanket over feet and pad"),
    Choice("display_fitted", {1.0: 0.7, 0.0: 0.3}, "the display is an option, and drawing takes the processor's time"),
)


def random_pad(source: random.Random) -> dict[str, float]:
    """Parameters of a pad for tools/simulator/plant.py."""
    return {**FIXED, **{row.name: row.draw(source) for row in (*RANGES, *CHOICES)}}


def describe() -> Iterator[str]:
    """The declared ranges, a line each."""
    for row in RANGES:
        spread = "evenly in its logarithm" if row.as_factor else "evenly"
        share = f" in {row.share:.0%}" if row.share < 1.0 else ""
        yield f"{row.name:<15} {row.low:8g} to {row.high:g} {PARAMETERS[row.name].unit}, {spread}{share}: {row.reason}"
    for choice in CHOICES:
        shares = ", ".join(f"{value:g} in {share:.0%}" for value, share in choice.shares.items())
        yield f"{choice.name:<15} {shares} ({PARAMETERS[choice.name].unit}): {choice.reason}"
    for name, value in FIXED.items():
        yield f"{name:<15} {value:8g} always: no thermal cut-out, so that the firmware alone is judged"
