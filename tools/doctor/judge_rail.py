"""The rail: open at rest, closed by edges on ALIVE, open again soon after the last of them; the heater's pulses."""

from pad.self_test import RAIL_OFF_MS
from tools.doctor.finding import Finding, Outcome, good, untested
from tools.doctor.measure import Line
from tools.doctor.wiring import Wiring

# What the monostable may hold, docs/hardware.md; the relay's own time and that of a look at the line come on top.
DROP_LEAST_MS = 200
DROP_MOST_MS = 400 + 20
RAIL = "Supply relay (rail)"
HEATER = "Heater"
SENSE = "Sense line"
CIRCUIT = "Heater circuit"
SWITCH = "Motor switch"

Lines = list[Line]


def phase(lines: Lines, name: str) -> Line | None:
    """The line of a phase, None when the check has ended before it."""
    return next((line for line in lines if line["phase"] == name), None)


def ends(lines: Lines, name: str, level: int) -> bool:
    """Whether a phase took place, with the sense line at this level in the end."""
    line = phase(lines, name)
    return line is not None and line["sense"] == level


def is_closed_at_rest(lines: Lines) -> bool:
    """Whether the sense line says so."""
    return ends(lines, "rest", 1)


def never_closes(lines: Lines) -> bool:
    """Whether the sense line says so."""
    return ends(lines, "close", 0)


def drop_ms(line: Line) -> int:
    """From the last edge to the open rail."""
    opened_ms = [at_ms for at_ms, level in line["changes"] if level == 0][-1]
    return int(line["edge_age_ms"] - line["ms"] + opened_ms)


def judge_closed_at_rest(turned: bool, wiring: Wiring) -> Finding:
    """The sense line is high without edges; `turned`: whether the driven motor turned all the same."""
    wire = wiring.wire("HEATER_SENSE")
    if turned:
        said = f"{wire} is high although no edges come, and the driven motor turned"
        check = [
            "the relay: its contact is welded, or its coil is held on; with the plug out, measure across the contact",
            f"the relay's driver and the monostable: off while nothing moves on {wiring.wire('ALIVE')}",
            "a wire past the relay's contact",
        ]
        meaning = "The relay does not open: nothing would stop heater and motor if the program hung."
        return Finding(RAIL, Outcome.NO_USE, said, meaning, check)
    said = f"{wire} is high although no edges come, but the driven motor stood still"
    check = [
        f"{wire} is connected to 3.3 V or 12 V: a bridge, or a wire in the wrong place",
        "the pull-down at the sense line, or the bleeder on the rail, is missing or open",
        "is 12 V on the rail, measured with a meter? Then the relay is welded, and the motor does not work besides",
    ]
    meaning = "The relay seems to be open, and the sense line says that it is closed."
    return Finding(SENSE, Outcome.NO_USE, said, meaning, check)


def judge_level_at_rest(level: int, wiring: Wiring) -> Finding:
    """The sense line while nobody has touched anything."""
    if not level:
        return good(SENSE, "low, as it should be with the relay open")
    said = f"{wiring.wire('HEATER_SENSE')} is high although no edges come"
    check = ["the relay: its contact is welded, or its coil is held on", "the sense line's own wires and resistors"]
    meaning = "The relay does not open, or the sense line is wrong; the test with questions tells which."
    return Finding(SENSE, Outcome.NO_USE, said, meaning, check)


def judge_never_closes(turned: bool, wiring: Wiring) -> Finding:
    """The sense line stays low with edges; `turned`: whether the driven motor turned then."""
    wire, alive = wiring.wire("HEATER_SENSE"), wiring.wire("ALIVE")
    if turned:
        said = f"{wire} stays low although the relay closes: the driven motor turned"
        check = [
            "the thermal cut-out is open: let it cool and press its button; find out why it has opened",
            "the heater's plug, wire or fuse; with the plug out, measure the heater: 6 ohm for 24 W",
            f"the wire and the divider from the MOSFET's drain to {wire}",
            "the heater's MOSFET is shorted: THE PAD THEN HEATS whenever it runs; with the plug out, drain to source",
            f"{wiring.wire('HEATER')} is bridged to 3.3 V",
        ]
        meaning = "No current can flow through the heater, or it flows all the time while the relay is closed."
        return Finding(CIRCUIT, Outcome.NO_USE, said, meaning, check)
    said = f"{wire} stays low with edges on {alive}, and the driven motor stood still"
    check = [
        "the 12 V supply: is it plugged in, is its fuse whole?",
        f"does the relay click? If not: the wire from {alive}, the monostable, the relay's driver",
        "the relay's contact and its wires",
        "if there is 12 V behind the relay then: both the motor and the heater's circuit",
    ]
    return Finding(RAIL, Outcome.NO_USE, said, "The relay does not close.", check)


def judge_clicks(heard: bool, wiring: Wiring) -> Finding:
    """Whether somebody heard the relay of a pad without a sense line, and the motor stood still."""
    if heard:
        return good(RAIL, "clicks on and off, as heard")
    check = [
        "did the motor turn? Then its MOSFET is shorted, or its gate's pull-down is missing",
        "the 12 V supply: is it plugged in?",
        f"the wire from {wiring.wire('ALIVE')} to the monostable, and the monostable",
        "the relay and its driver",
    ]
    meaning = "Nothing would stop the motor if the program hung."
    return Finding(RAIL, Outcome.NO_USE, "not heard, or the motor moved", meaning, check)


def judge_turning(line: Line, wiring: Wiring) -> Finding:
    """The motor turned, or its tachometer said so, although nothing drove it."""
    said = f"{line['pulses']} pulses of the tachometer in {line['ms']} ms although the motor is off"
    tach = wiring.wire("MOTOR_TACH")
    noise = [
        f"does the motor really turn? If not: the pull-up of {tach} is missing, or its wire lies beside the motor's",
        "was it turned by hand, or does it run out for longer than eight seconds?",
    ]
    if line["edges"] or line["phase"] not in ("rest", "settle"):
        check = [
            "the motor's MOSFET is shorted: with the plug out, measure drain to source",
            f"the gate's pull-down is missing, or {wiring.wire('MOTOR_PWM')} is bridged to 3.3 V",
            *noise,
        ]
        return Finding(SWITCH, Outcome.NO_USE, said, "The motor runs as soon as the relay closes.", check)
    return Finding("Tachometer", Outcome.NO_USE, said, "It counts although nothing can turn the motor.", noise)


def judge_drops(lines: Lines, wiring: Wiring) -> list[Finding]:
    """How soon the rail opens after the last edge, once with ALIVE left low and once with it left high."""
    found = []
    for name in ("drop", "drop again"):
        line = phase(lines, name)
        if line is not None:
            found.append(_judge_drop(line, wiring))
    return found


def _judge_drop(line: Line, wiring: Wiring) -> Finding:
    level = "high" if line["alive"] else "low"
    alive = wiring.wire("ALIVE")
    if line["sense"] == 1:
        said = f"with ALIVE left {level}: still closed {line['edge_age_ms']} ms after the last edge"
        meaning = "A program that hangs would go on heating."
        check = [
            f"the monostable must be triggered by edges: is there a capacitor between {alive} and its input?",
            "the monostable's timing resistor and capacitor",
            "the relay's driver",
        ]
        return Finding(RAIL, Outcome.NO_USE, said, meaning, check)
    took_ms = drop_ms(line)
    said = f"with ALIVE left {level}: opens after {took_ms} ms; {DROP_LEAST_MS} to {DROP_MOST_MS} are right"
    timing = "the monostable's resistor and capacitor: wrong value, or a poor capacitor"
    if took_ms > DROP_MOST_MS:
        meaning = "Too late: a program that hangs heats and drives on for so long."
        if took_ms > RAIL_OFF_MS:
            meaning += f" Above {RAIL_OFF_MS} ms the pad itself says RAIL_WELDED at each start."
        bleeder = "the bleeder on the rail is missing: the rail stays charged although the relay is open"
        return Finding(RAIL, Outcome.NO_USE, said, meaning, (timing, bleeder))
    if took_ms < DROP_LEAST_MS:
        meaning = "Too soon: the relay would chatter when the program comes late once, and wear out."
        return Finding(RAIL, Outcome.NO_USE, said, meaning, (timing,))
    return good(RAIL, said)


def judge_flicker(lines: Lines, wiring: Wiring) -> list[Finding]:
    """A sense line that changes at rest."""
    line = phase(lines, "rest")
    if line is None or not line["changes"]:
        return []
    check = [f"the pull-down of {wiring.wire('HEATER_SENSE')} is missing", "its wire or plug is loose"]
    said = f"changed {len(line['changes'])} times at rest"
    return [Finding(SENSE, Outcome.NO_USE, said, "It cannot be relied on.", check)]


def judge_heater(lines: Lines, wiring: Wiring) -> Finding:
    """Whether the sense line followed the heater's pulses."""
    if "refused" in lines[0]:
        return untested(HEATER, "a thermistor cannot be believed, or the surface is 35 C or warmer")
    pulses = [line for line in lines if line["phase"] == "on"]
    if not pulses:
        return untested(HEATER, "the relay did not close this time; run it again")
    wire = wiring.wire("HEATER")
    if pulses[-1]["sense"] == 1:
        check = [
            f"the wire from {wire} to the MOSFET's gate",
            "the MOSFET: source to ground, drain to the heater; a logic-level type?",
            "the gate's resistors",
        ]
        said = f"the sense line stays high while {wire} is on"
        return Finding(HEATER, Outcome.NO_HEAT, said, "The heater does not switch on.", check)
    if lines[-1]["phase"] == "off":
        check = [
            "the MOSFET does not switch off: the gate's pull-down or series resistor, or the MOSFET itself",
            "the heater's plug or the cut-out: a loose contact",
        ]
        said = "the sense line does not come back after a pulse"
        return Finding(HEATER, Outcome.NO_USE, said, "The heater may stay on.", check)
    return good(HEATER, f"current flows and stops with each of {len(pulses)} pulses; cut-out and fuse are closed")
