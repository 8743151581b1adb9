"""Reference and thermistors: wired as they should be, alike in the cold, and each under its own half."""

from pad.limits import READING_ERROR_CC
from pad.thermistor import (
    INVALID,
    OPEN,
    REFERENCE_HIGH_UV,
    REFERENCE_LOW_UV,
    SHORT,
    condition,
    temperature_cc,
)
from tools.doctor.finding import Finding, Outcome, good, untested
from tools.doctor.measure import Line
from tools.doctor.wiring import Wiring

SIDES = ("left", "right")
NEAR_END_UV = 150_000  # below this the converter reads nothing that can be relied on
FULL_UV = 3_000_000
ALIKE_UV = 25_000  # closer together than thermistors and reference ever are, but for a surface of 45 C
NOISE_UV = 60_000  # from the lowest to the highest of some readings; 20 mV are usual
APART_CC = 2 * READING_ERROR_CC
COLD_CC = 3_000  # above this it was used, or lies in the sun: then halves may differ
WARM_HAND_CC = 3_000  # a surface as warm as this learns nothing from a hand
RISE_CC = 70
RISE_MORE_CC = 40  # than the other half
NTC = {"left": "NTC_LEFT", "right": "NTC_RIGHT"}


def degrees(cc: int) -> str:
    """As in "21.5 C"."""
    return f"{cc / 100:.1f} C"


def volts(uv: int) -> str:
    """As in "0.99 V"."""
    return f"{uv / 1e6:.2f} V"


def part(side: str) -> str:
    """Name of a thermistor."""
    return f"{side.capitalize()} thermistor"


def cc_of(analog: Line, side: str) -> int:
    """Mean temperature of one side, INVALID when it cannot be told."""
    return temperature_cc(analog[f"{side}_uv"][1], analog["reference_uv"][1])


def judge_analog(analog: Line, wiring: Wiring) -> list[Finding]:
    """Reference and both thermistors, from one measurement."""
    reference = _judge_reference(analog, wiring)
    if reference.outcome != Outcome.GOOD:
        return [reference, *(untested(part(side), "the reference is wrong") for side in SIDES)]
    return [reference, *(_judge_side(analog, side, wiring) for side in SIDES), *_judge_gap(analog)]


def _judge_reference(analog: Line, wiring: Wiring) -> Finding:
    mean = analog["reference_uv"][1]
    wire = wiring.wire("ADC_REF")
    said = f"{volts(mean)} at {wire}; 0.99 V is right"
    if all(abs(analog[f"{side}_uv"][1] - mean) <= ALIKE_UV for side in SIDES) and mean > NEAR_END_UV:
        meaning = "All three inputs read the same: the chip's converter looks at one pin only, or the wires touch."
        check = [
            f"solder bridges or touching wires between {wire}, {wiring.wire('NTC_LEFT')}, {wiring.wire('NTC_RIGHT')}",
            "another board: the converter in this chip may be broken",
        ]
        return Finding("Reference", Outcome.NO_HEAT, said, meaning, check)
    if REFERENCE_LOW_UV <= mean <= REFERENCE_HIGH_UV:
        return _judge_noise("Reference", analog["reference_uv"], good("Reference", said), wire)
    return _judge_divider(mean, said, wire)


def _judge_divider(mean: int, said: str, wire: str) -> Finding:
    """A reference out of its range."""
    if mean < NEAR_END_UV:
        meaning = f"{wire} lies at ground, or nothing is connected to it."
        check = [
            "the 10 kohm resistor from 3.3 V is missing or open",
            f"the wire from the divider to {wire}",
            "a bridge to ground",
        ]
    elif mean >= FULL_UV:
        meaning = f"{wire} lies at 3.3 V."
        check = ["the 4.3 kohm resistor to ground is missing or open", "a bridge to 3.3 V"]
    else:
        meaning = "The divider has wrong values, or 3.3 V is not 3.3 V: every temperature would be wrong."
        check = [
            "the resistors: 10 kohm from 3.3 V, 4.3 kohm to ground, both 0.1 %; measure them with the plug out",
            "3.3 V at the board with a meter: 3.2 to 3.4 V",
            f"a bad contact between the divider and {wire}",
        ]
    return Finding("Reference", Outcome.NO_HEAT, said, meaning, check)


def _judge_noise(name: str, uvs: list[int], otherwise: Finding, wire: str) -> Finding:
    if uvs[2] - uvs[0] <= NOISE_UV:
        return otherwise
    said = f"{otherwise.measured}; it jumps between {volts(uvs[0])} and {volts(uvs[2])}"
    check = [f"a loose contact of {wire}, its plug or its ground", "the 100 nF capacitor at this pin is missing"]
    return Finding(name, Outcome.NO_HEAT, said, "A reading that jumps cannot be relied on.", check)


def _judge_side(analog: Line, side: str, wiring: Wiring) -> Finding:
    uv, reference_uv = analog[f"{side}_uv"][1], analog["reference_uv"][1]
    wire = wiring.wire(NTC[side])
    state = condition(uv, reference_uv)
    said = f"{volts(uv)} at {wire}; 1.2 to 2.2 V in a room"
    if state == OPEN:
        check = [
            "its plug",
            "a broken wire of the thermistor, or its end at ground",
            f"the wire to {wire}: is the thermistor on another pin?",
            "measure the thermistor with the plug out: about 12 kohm in a room",
        ]
        return Finding(part(side), Outcome.NO_HEAT, said, "It is not connected.", check)
    if state == SHORT:
        check = [
            f"a short between the thermistor's two wires, or from {wire} to ground",
            "the 10 kohm resistor from 3.3 V is missing or open",
            f"the wire to {wire}: a pin with nothing on it may read like this",
        ]
        return Finding(part(side), Outcome.NO_HEAT, said, "It is shorted, or has no resistor to 3.3 V.", check)
    found = good(part(side), f"{degrees(cc_of(analog, side))} ({volts(uv)})")
    return _judge_noise(part(side), analog[f"{side}_uv"], found, wire)


def _judge_gap(analog: Line) -> list[Finding]:
    left, right = (cc_of(analog, side) for side in SIDES)
    if INVALID in (left, right):
        return [untested("Both halves alike", "a thermistor does not answer")]
    said = f"left {degrees(left)}, right {degrees(right)}"
    if abs(left - right) <= APART_CC:
        return [good("Both halves alike", said)]
    if max(left, right) > COLD_CC:
        why = f"{said}; the pad is warm. Let it cool for an hour without feet"
        return [untested("Both halves alike", why)]
    meaning = f"On a cold pad they should be within {degrees(APART_CC)} of each other."
    check = [
        "was a foot, a hand or the sun on one half? Wait half an hour and try again",
        "a thermistor of another kind: both must be 10 kohm, B 3950, 1 %",
        "one of the 10 kohm resistors to 3.3 V: 0.1 %",
        "a bad contact: resistance in a plug reads as cold",
    ]
    return [Finding("Both halves alike", Outcome.NO_HEAT, said, meaning, check)]


def is_believable(found: list[Finding]) -> bool:
    """Whether these findings allow a pulse of heat."""
    return all(finding.outcome == Outcome.GOOD for finding in found)


def felt(side: str, before: Line, now: Line) -> str:
    """What a warm hand on one half has done until now: "right", "swapped", or "" for nothing that is clear yet."""
    rises = {name: cc_of(now, name) - cc_of(before, name) for name in SIDES}
    other = SIDES[1 - SIDES.index(side)]
    if rises[side] >= RISE_CC and rises[side] - rises[other] >= RISE_MORE_CC:
        return "right"
    return "swapped" if rises[other] >= RISE_CC and rises[other] - rises[side] >= RISE_MORE_CC else ""


def judge_hand(side: str, before: Line, now: Line, wiring: Wiring) -> Finding:
    """What a warm hand on one half has done in the end."""
    name = f"{part(side)} under the {side} half"
    rises = {one: cc_of(now, one) - cc_of(before, one) for one in SIDES}
    said = ", ".join(f"{one} {rises[one] / 100:+.1f} C" for one in SIDES)
    answer = felt(side, before, now)
    if answer == "right":
        return good(name, said)
    if answer == "swapped":
        check = [
            f"exchange the two plugs, or the wires at {wiring.wire('NTC_LEFT')} and {wiring.wire('NTC_RIGHT')}",
            "was the hand on the other half? Left is what the left foot stands on",
        ]
        return Finding(name, Outcome.NO_HEAT, said, "The other sensor felt the hand: they are swapped.", check)
    if cc_of(before, side) > WARM_HAND_CC:
        return untested(name, f"the surface has {degrees(cc_of(before, side))}, a hand does not warm it")
    meaning = "No sensor felt the hand." if max(rises.values()) < RISE_CC else "Both sensors felt the hand alike."
    check = [
        "a cold hand, or one that did not lie flat: try again with a warm one",
        f"the {side} thermistor has come off the surface, or lies in the wrong place",
        "the thermistors lie too close together: one under each foot",
    ]
    return Finding(name, Outcome.NO_HEAT, said, meaning, check)
