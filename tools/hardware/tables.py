"""The tables of docs/hardware.md: wiring, parts, and the arithmetic with its results."""

from pad.limits import (
    ALIVE_PERIOD_MS,
    HEATER_MAX_DUTY_PERMILLE,
    PERMIT_MS,
    READING_ERROR_CC,
    SPEED_MAX_RPM,
    SPEED_STEP_1_RPM,
    SPEED_STEP_RPM,
    SPEED_STEPS,
    SURFACE_TRIP_CC,
)
from pad.self_test import RAIL_OFF_MS
from tools.document_tables import by_name, code, table
from tools.hardware import circuits
from tools.hardware.boards import BOARDS, REFERENCE, profile, profiles
from tools.hardware.cut_out import cut_out
from tools.hardware.parts import GROUPS, ONLY_FOR_HEAT, PARTS, Part
from tools.hardware.signals import SIGNALS, fitted
from tools.hardware.wokwi_tables import wokwi_readings, wokwi_stand_ins
from tools.simulator.parameters import PARAMETERS

LOGIC_A = 0.3 * 5 / (0.85 * circuits.SUPPLY_V)  # 0.3 A at 5 V (radio sending, LED white), through U1
COIL_A = circuits.SUPPLY_V / 360
ADAPTER_A = 5.0


def wiring() -> str:
    """Pin by pin, for the reference board."""
    board, gpios = BOARDS[REFERENCE], fitted(profile())
    leads_to = {signal.name: signal.leads_to for signal in SIGNALS}
    rows = [[code(name), gpio, code(board.printed(gpio)), leads_to[name]] for name, gpio in gpios.items()]
    return table("signal in `board.py`|GPIO|printed on the board|leads to", rows)


def other_boards() -> str:
    """The wiring of the other profiles of board.py, as pictures."""
    others = [name for name in profiles() if name != REFERENCE]
    shown = [f"![Wiring of the {BOARDS[name].name}](hardware/wiring-{name}.svg)\n" for name in others]
    return "\n".join(shown) or "There is no other profile yet.\n"


def bill_of_materials() -> str:
    """All parts, those that are alike in one row."""
    rows = []
    for group, parts in GROUPS.items():
        only = " (only with heat)" if group in ONLY_FOR_HEAT else ""
        rows.append([f"**{group}**{only}", "", "", ""])
        alike: dict[Part, list[str]] = {}
        for reference, part in parts.items():
            alike.setdefault(part, []).append(reference)
        rows += [[", ".join(names), part.value, part.buy, part.why] for part, names in alike.items()]
    return table("part|value|what to buy|why", rows)


def milliseconds(value: float) -> str:
    """Rounded to whole ones."""
    return f"{value:.0f} ms"


def monostable() -> str:
    """From R and C to the window in which the rail opens."""
    half, rail = circuits.monostable_ms(), circuits.rail_holds_ms()
    product = f"0.7 x {PARTS['R2'].value} x {PARTS['C3'].value}"
    rows = [
        [f"one half after its own edge: {product}", *(milliseconds(value) for value in half)],
        [f"the rail after the last edge: the half whose edge is {ALIVE_PERIOD_MS} ms older goes first"]
        + [milliseconds(value) for value in rail],
    ]
    return table("|shortest|as designed|longest", rows)


def rail_off() -> str:
    """From the last edge to a sense line that reads low, against what the firmware waits for."""
    total = circuits.sense_says_open_ms()
    rows = [
        ["the coil has current", milliseconds(circuits.rail_holds_ms().most)],
        ["the contact opens", milliseconds(circuits.RELAY_OPENS_MS)],
        [f"C5 empties through R6, until the pin is below {circuits.INPUT_LOW_V:.2f} V"]
        + [milliseconds(circuits.rail_empties_ms())],
        ["together, at the longest", milliseconds(total)],
        ["the firmware looks after (`RAIL_OFF_MS`)", milliseconds(RAIL_OFF_MS)],
    ]
    return table("from the last edge|time", rows)


def sense() -> str:
    """The sense line at the three supplies."""
    share = circuits.sense_share()
    supplies = [circuits.SUPPLY_V * (1 + sign * circuits.SUPPLY_TOLERANCE) for sign in (-1, 0, 1)]
    rows = [[f"{volts:.1f} V", *(f"{volts * part:.2f} V" for part in share)] for volts in supplies]
    return table("rail, heater off|sense line at least|as designed|at most", rows)


def sense_limits() -> str:
    """What the pin wants, and what the divider gives at the edges."""
    drain_v = circuits.worst_heater_a() * circuits.MOSFET_OHM * circuits.MOSFET_HOT
    resistance = 1 / (1 / PARTS["R9"].amount + 1 / PARTS["R10"].amount)
    clamp_ma = 1000 * (circuits.CLAMP_V * circuits.sense_share().most - circuits.INPUT_MOST_V) / resistance
    rows = [
        ["the pin reads high from", f"{circuits.INPUT_HIGH_V:.2f} V (0.75 x 3.3 V)"],
        ["so the lowest rail that surely reads high is", f"{circuits.sense_lowest_supply_v():.1f} V"],
        ["the pin reads low up to", f"{circuits.INPUT_LOW_V:.2f} V (0.25 x 3.3 V)"],
        ["at the pin with the heater on, at most", f"{1000 * drain_v * circuits.sense_share().most:.0f} mV"],
        ["the pin stands", f"{circuits.INPUT_MOST_V:.1f} V"],
        [f"current into the pin while D1 clamps at {circuits.CLAMP_V} V", f"{clamp_ma:.2f} mA"],
    ]
    return table("|", rows)


def thermistors() -> str:
    """The curve, as the parts make it and as the firmware reads it."""
    reference_mv = circuits.divided_mv(PARTS["R17"].amount, PARTS["R16"].amount)
    rows = []
    for celsius in (10, 20, 25, 30, 35, 37, 39, SURFACE_TRIP_CC / 100, 43):
        ohm = circuits.thermistor_ohm(celsius)
        ntc_mv = circuits.divided_mv(ohm, PARTS["R14"].amount)
        read = circuits.reading_c(ntc_mv, reference_mv)
        row = [f"{celsius:g} °C", f"{ohm:.0f} Ω", f"{ntc_mv:.0f} mV", f"{ntc_mv / reference_mv:.3f}", f"{read:.2f} °C"]
        rows.append([*row, f"{circuits.self_heating_k(celsius):.2f} K"])
    head = f"bead|thermistor|at the pin|ratio to the reference ({reference_mv:.0f} mV)|the firmware reads"
    return table(f"{head}|warmed by its own current, at most", rows)


def cold_errors() -> dict[str, float]:
    """By how much each part can make a surface of 39 °C read too cold, K."""
    true = circuits.reading_at_c(39)
    off = {
        "thermistor 1 %": {"r25": 1.01},
        "its B constant 1 %": {"beta": 0.99},
        "pull-up 0.1 %": {"pull_up": 0.999},
        "upper resistor of the reference 0.1 %": {"ref_top": 1.001},
        "lower resistor of the reference 0.1 %": {"ref_bottom": 0.999},
        "converter's offset 15 mV": {"offset_mv": -15.0},
    }
    errors = {name: true - circuits.reading_at_c(39, **change) for name, change in off.items()}
    errors["the firmware's table"] = 0.03
    return errors


def temperature_error() -> str:
    """All that makes a reading too cold, added up."""
    errors = cold_errors()
    rows = [[name, f"{error:.2f} K"] for name, error in errors.items()]
    rows.append(["**all at once, each at its worst**", f"**{sum(errors.values()):.2f} K**"])
    rows.append(["the firmware allows for (`READING_ERROR_CC`)", f"{READING_ERROR_CC / 100:.2f} K"])
    return table("makes 39 °C read too cold|by", rows)


def currents() -> str:
    """What the supply has to give."""
    heater, motor = circuits.worst_heater_a(), circuits.motor_running_a(SPEED_MAX_RPM)
    usual = circuits.heater_a() + motor + LOGIC_A + COIL_A
    worst = heater + motor + LOGIC_A + COIL_A
    blocked = circuits.motor_blocked_a(circuits.highest_supply_v())
    rows = [
        ["heater", f"{circuits.heater_a():.2f} A", f"{heater:.2f} A (30 % stronger, 13.2 V)"],
        [f"motor at {SPEED_MAX_RPM} rpm under heavy feet (the model's)", f"{motor:.2f} A", f"{motor:.2f} A"],
        ["board, LED, display, through U1", f"{LOGIC_A:.2f} A", f"{LOGIC_A:.2f} A"],
        ["coil of K1", f"{COIL_A:.2f} A", f"{COIL_A:.2f} A"],
        ["**together**", f"**{usual:.1f} A**", f"**{worst:.1f} A** of {ADAPTER_A:g} A"],
        ["motor blocked at full drive, until the firmware, F4 or F3 ends it", "-", f"{blocked:.1f} A"],
    ]
    return table("at 12 V|usual|worst", rows)


def mosfets() -> str:
    """How warm the MOSFETs become."""
    duty = HEATER_MAX_DUTY_PERMILLE / 1000
    cases = (
        (f"Q3, heater, {duty * 100:g} % duty", circuits.heater_a(), duty),
        (f"Q3, strongest heater at {circuits.highest_supply_v():.1f} V", circuits.worst_heater_a(), duty),
        ("Q4, motor running", circuits.motor_running_a(SPEED_MAX_RPM), 1.0),
    )
    coppers = (circuits.MOSFET_K_PER_W, circuits.MOSFET_SMALL_K_PER_W)
    rows = [
        [what, f"{amperes:.2f} A", *(f"{circuits.mosfet_rise_k(amperes, on, copper):.0f} K" for copper in coppers)]
        for what, amperes, on in cases
    ]
    return table("warmer than the air in the box, at most|current|with 6.5 cm² of copper|with 1 cm²", rows)


def blocked_motor() -> str:
    """What F3 and the winding get at each step while the motor is blocked and nothing notices."""
    rows = []
    for step in range(1, SPEED_STEPS + 1):
        blocked = circuits.motor_blocked(SPEED_STEP_1_RPM + SPEED_STEP_RPM * (step - 1))
        row = [step, f"{blocked.duty * 100:.0f} %", f"{blocked.fuse_a:.2f} A", f"{blocked.winding_w:.1f} W"]
        rows.append([*row, _what_f3_does(blocked.fuse_a)])
    return table("blocked at step|drive|through F3 (RMS)|heat in the winding|F3", rows)


def _what_f3_does(amperes: float) -> str:
    holds_a = PARTS["F3"].amount
    if amperes <= holds_a:
        return "carries it for ever"
    return "may carry it for ever" if amperes < circuits.F3_TRIPS * holds_a else "trips, some time after 8 s"


def film_fuse() -> str:
    """What F2 makes of films whose resistance has become too low."""
    rows = []
    for ohm in (6.0, circuits.FILM_LEAST_OHM, 4.0, 3.0, 2.5, 2.0, 1.0):
        amperes = circuits.film_a(ohm)
        row = [f"{ohm:g} Ω", f"{amperes:.1f} A", f"{amperes * amperes * ohm:.0f} W"]
        rows.append([*row, _what_f2_does(amperes / PARTS["F2"].amount)])
    return table("film at 12 V|current (RMS)|heat|F2", rows)


def _what_f2_does(times: float) -> str:
    if times <= 1:
        return "carries it for ever"
    if times <= circuits.FUSE_LASTS:
        return "**need not blow** for an hour or more"
    if times < circuits.FUSE_BLOWS:
        return "**may blow or not**"
    return "blows within two minutes, if the adapter gives as much"


def firmware_limits() -> str:
    """What the firmware expects of the hardware, by its names."""
    rows = [
        ["an edge on ALIVE each", code("ALIVE_PERIOD_MS"), f"{ALIVE_PERIOD_MS} ms"],
        ["no permission is older than", code("PERMIT_MS"), f"{PERMIT_MS} ms"],
        ["the rail must be open, and the sense line low, after", code("RAIL_OFF_MS"), f"{RAIL_OFF_MS} ms"],
        ["the heater is on for at most", code("HEATER_MAX_DUTY_PERMILLE"), f"{HEATER_MAX_DUTY_PERMILLE / 10:g} %"],
        ["heat ends for good at a reading of", code("SURFACE_TRIP_CC"), f"{SURFACE_TRIP_CC / 100:.1f} °C"],
        ["pulses of the tachometer in one turn", code("TACH_PULSES_PER_REVOLUTION")]
        + [profile()["TACH_PULSES_PER_REVOLUTION"]],
        ["the model's monostable (simulator)", code("monostable_ms"), f"{PARAMETERS['monostable_ms'].default:g} ms"],
    ]
    return table("what|name|value", rows)


TABLES = by_name(
    bill_of_materials,
    blocked_motor,
    currents,
    cut_out,
    film_fuse,
    firmware_limits,
    monostable,
    mosfets,
    other_boards,
    rail_off,
    sense,
    sense_limits,
    temperature_error,
    thermistors,
    wiring,
    wokwi_readings,
    wokwi_stand_ins,
)
