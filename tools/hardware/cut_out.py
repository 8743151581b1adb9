"""Which cut-out is right: how hot the model's surface becomes with the firmware dead, and what it feels in use."""

import functools

from pad.limits import HEAT_LEVELS_CC, HEATER_MAX_DUTY_PERMILLE
from tools.document_tables import table
from tools.hardware import circuits
from tools.simulator.parameters import PARAMETERS
from tools.simulator.plant import Plant

LIMIT_C = 43.0  # docs/safety.md, section 1, layer 6
OPENS_C = (40, 41, 42, 43, 44)
PLACES = {0.0: "feels the surface only", 0.25: "between film and surface", 0.5: "close to the film"}
POWERS = (0.2, 0.5, 1.0, 1.4)  # of what the film should give: a weak or partly broken one up to one that is too strong
STEP_US = 100_000
LONGEST_STEPS = 36_000  # an hour
AFTERWARDS_STEPS = 3_000  # 5 minutes: the film's heat still arrives


@functools.cache
def hottest_c(opens_c: float, film_share: float) -> float:
    """Highest surface over all POWERS of an empty pad under a blanket, the heater on until the cut-out has opened.

    ArithmeticError when it does not open within an hour.
    """
    return max(_hottest_at_c(opens_c, film_share, power) for power in POWERS)


def _hottest_at_c(opens_c: float, film_share: float, power: float) -> float:
    pad = {"cutout_c": opens_c, "cutout_film_share": film_share, "heater_scale": power, "blanket": 1, "feet": 0}
    plant = Plant(pad)
    plant.set_heater(True)
    steps = LONGEST_STEPS
    while steps and not plant.cutout_open:
        steps -= 1
        _step(plant)
    if not steps:
        raise ArithmeticError(f"a cut-out of {opens_c} C is still closed after an hour at {power:g} of the power")
    for _ in range(AFTERWARDS_STEPS):
        _step(plant)
    return plant.max_surface_c


def _step(plant: Plant) -> None:
    plant.alive_edge()
    plant.advance(plant.now_us + STEP_US)


def feels_in_use_c(film_share: float) -> float:
    """What the cut-out feels at the end of a warm-up to the highest setting at full duty."""
    watts = circuits.SUPPLY_V * circuits.heater_a() * HEATER_MAX_DUTY_PERMILLE / 1000
    film_above = watts / (2 * PARAMETERS["film_surface_w_k"].default)
    return max(HEAT_LEVELS_CC) / 100 + film_share * film_above


def cut_out() -> str:
    """The highest surface for cut-outs of several temperatures, in three places."""
    rows: list[list[str]] = [
        [f"opens at {opens_c} °C", *(_judged(hottest_c(opens_c, share)) for share in PLACES)] for opens_c in OPENS_C
    ]
    rows.append(["must open above", *(f"{feels_in_use_c(share):.1f} °C" for share in PLACES)])
    return table("|".join(("highest surface on the model, at the worst power", *PLACES.values())), rows)


def _judged(celsius: float) -> str:
    return f"{celsius:.1f} °C" if celsius < LIMIT_C else f"**{celsius:.1f} °C: too hot**"
