"""The motor at its lowest speed, and its tachometer."""

from pad.limits import SPEED_STEP_1_RPM
from tools.doctor.finding import Finding, Outcome, good
from tools.doctor.judge_rail import Lines, phase
from tools.doctor.wiring import Wiring

TURNS_RPM = 60
SLOW_RPM = 300
FAST_RPM = SPEED_STEP_1_RPM * 12 // 10  # an empty pad with the supply 15 % high stays below
MOTOR = "Motor"
TACH = "Tachometer"


def rpm(lines: Lines, wiring: Wiring) -> int:
    """Speed in the phase "turn"; 0 when the check ended before."""
    line = phase(lines, "turn")
    if line is None or not line["ms"]:
        return 0
    return int(60_000 * line["pulses"] // (wiring.tach_pulses * line["ms"]))


def judge_motor(lines: Lines, seen: bool | None, wiring: Wiring) -> list[Finding]:
    """`seen`: whether a person saw the motor turn, None when nobody was asked."""
    if not wiring.has_tach:
        return [good(MOTOR, "turned, as seen") if seen else _still(wiring, "as seen")]
    speed = rpm(lines, wiring)
    if speed >= TURNS_RPM:
        return [good(MOTOR, "turns"), _judge_speed(speed, wiring)]
    if seen:
        return [good(MOTOR, "turned, as seen"), _no_pulses(wiring, "although the motor turned")]
    if seen is None:
        return [_still(wiring, "or its tachometer does not tell"), _no_pulses(wiring, "perhaps the motor stood still")]
    return [_still(wiring, f"{speed} rpm, as seen")]


def _judge_speed(speed: int, wiring: Wiring) -> Finding:
    said = f"{speed} rpm at the lowest duty, without feet"
    if SLOW_RPM <= speed <= FAST_RPM:
        return good(TACH, said)
    count = f"the pulses in one turn: firmware/board.py says {wiring.tach_pulses}"
    if speed > FAST_RPM:
        meaning = "Too fast, or counted too often: the pad would start faster than it says."
        check = (
            count,
            "the supply: 12 V",
            f"a pull-up and 1 nF at {wiring.wire('MOTOR_TACH')}: noise counts as pulses",
            "another motor than the reference one: lib/pad/motor_control.py",
        )
    else:
        meaning = "Too slow, or counted too seldom: the pad would run faster than it says."
        check = (
            count,
            "something holds the motor: turn it by hand with the plug out",
            "the supply: 12 V, with the motor running as well",
            "magnets or the sensor's distance from them",
        )
    return Finding(TACH, Outcome.NO_USE, said, meaning, check)


def _still(wiring: Wiring, how: str) -> Finding:
    check = (
        "something blocks it: turn it by hand with the plug out",
        "its plug and wires",
        "its fuse: a PTC needs a minute without power",
        f"the wire from {wiring.wire('MOTOR_PWM')} to the MOSFET's gate",
        "the MOSFET, and the flyback diode: is it the wrong way round?",
    )
    return Finding(MOTOR, Outcome.NO_USE, f"does not turn, {how}", "It was driven and should have turned.", check)


def _no_pulses(wiring: Wiring, how: str) -> Finding:
    wire = wiring.wire("MOTOR_TACH")
    check = (
        f"the wire from the sensor to {wire}",
        f"the pull-up of {wire}, 10 kohm to 3.3 V: this pin may have none of its own",
        "the sensor's supply and ground",
        "magnets or the sensor's distance from them",
        "no tachometer? Then HAS_TACH = False in firmware/board.py",
    )
    return Finding(TACH, Outcome.NO_USE, f"no pulses, {how}", "The pad would stop with a fault.", check)


def judge_open(turned: bool | None) -> list[Finding]:
    """Whether the motor, driven with the rail open, stood still."""
    if turned:
        check = (
            "the relay: its contact is welded",
            "the motor is not connected behind the relay: both it and the heater must be",
        )
        said = "the motor turns although the relay should be open"
        return [Finding("Relay cuts the motor", Outcome.NO_USE, said, "Nothing would stop it.", check)]
    return [good("Relay cuts the motor", "driven with the relay open, it stands still")]
