"""The motor at its lowest speed, and its tachometer."""

from pad.limits import SPEED_STEP_1_RPM
from tools.doctor.finding import Finding, Outcome, good
from tools.doctor.judge_rail import Lines, phase
from tools.doctor.wiring import Wiring

TURNS_RPM = 60
SLOW_RPM = 500  # an empty reference pad makes 800; with the supply 15 % low 660
FAST_RPM = SPEED_STEP_1_RPM * 12 // 10  # with the supply a third too high it makes 1115
MOTOR = "Motor"
TACH = "Tachometer"
CUT = "Relay cuts the motor"


def rpm(lines: Lines, wiring: Wiring) -> int:
    """Speed in the phase "turn"; 0 when the check ended before, and without a tachometer."""
    line = phase(lines, "turn")
    if line is None or not line["ms"]:
        return 0
    return int(60_000 * line["pulses"] // (wiring.tach_pulses * line["ms"]))


def turns(lines: Lines, wiring: Wiring) -> bool:
    """Whether the tachometer says so."""
    return rpm(lines, wiring) >= TURNS_RPM


def judge_motor(lines: Lines, seen: bool, wiring: Wiring) -> list[Finding]:
    """`seen`: whether the motor turned, by its tachometer or as a person saw it."""
    if not seen:
        return [_still(wiring)]
    if not wiring.has_tach:
        return [good(MOTOR, "turned, as seen")]
    speed = rpm(lines, wiring)
    if speed < TURNS_RPM:
        return [good(MOTOR, "turned, as seen"), _no_pulses(wiring)]
    return [good(MOTOR, "turns"), _judge_speed(speed, wiring)]


def _judge_speed(speed: int, wiring: Wiring) -> Finding:
    said = f"{speed} rpm at the lowest duty; {SLOW_RPM} to {FAST_RPM} are right for an empty pad"
    count = f"the pulses in one turn: firmware/board.py says {wiring.tach_pulses}"
    if speed > FAST_RPM:
        meaning = "Too fast, or counted too often: the pad would start faster than it says."
        check = [
            count,
            "the supply: 12 V",
            f"a pull-up and 1 nF at {wiring.wire('MOTOR_TACH')}: noise counts as pulses",
            "another motor than the reference one: lib/pad/motor_control.py has its figures",
        ]
        return Finding(TACH, Outcome.NO_USE, said, meaning, check)
    if speed < SLOW_RPM:
        meaning = "Too slow, or counted too seldom: the pad would run faster than it says."
        check = [
            "something lies on the pad, or holds the motor: turn it by hand with the plug out",
            "the supply: 12 V, with the motor running as well",
            count,
            "magnets or the sensor's distance from them",
            "another motor than the reference one: lib/pad/motor_control.py has its figures",
        ]
        return Finding(TACH, Outcome.NO_USE, said, meaning, check)
    return good(TACH, said)


def _still(wiring: Wiring) -> Finding:
    return Finding(
        MOTOR,
        Outcome.NO_USE,
        "does not turn",
        "It was driven at its lowest speed for two seconds and should have turned.",
        [
            "something blocks it, or lies on the pad: turn it by hand with the plug out",
            "its plug and wires",
            "its fuse: a PTC needs a minute without power",
            f"the wire from {wiring.wire('MOTOR_PWM')} to the MOSFET's gate",
            "the MOSFET, and the flyback diode: is it the wrong way round?",
        ],
    )


def _no_pulses(wiring: Wiring) -> Finding:
    wire = wiring.wire("MOTOR_TACH")
    check = [
        f"the wire from the sensor to {wire}",
        f"the pull-up of {wire}, 10 kohm to 3.3 V: this pin may have none of its own",
        "the sensor's supply and ground",
        "magnets or the sensor's distance from them",
        "no tachometer? Then a thermal protector on the motor, and HAS_TACH = False in firmware/board.py",
    ]
    meaning = "The pad would take the motor for blocked and stop."
    return Finding(TACH, Outcome.NO_USE, "no pulses, although the motor turned", meaning, check)


def judge_cut(turned: bool, wiring: Wiring) -> Finding:
    """Whether the motor, driven while the rail should be open, turned."""
    if not turned:
        return good(CUT, "driven with the relay open, it stands still")
    check = [
        "the motor must get its supply behind the relay's contact, as the heater does",
        "the relay: its contact is welded, or its coil is held on",
        f"the monostable: it must let go while nothing moves on {wiring.wire('ALIVE')}",
    ]
    said = "the motor turns although the relay should be open"
    return Finding(CUT, Outcome.NO_USE, said, "Nothing would stop it if the program hung.", check)
