"""What is done to rail, heater and motor, phase by phase; on_board/drive.py says what a phase is."""

from pad.self_test import RAIL_OFF_MS, RAIL_ON_LONGEST_MS
from tools.doctor.on_board.phases import ANY, DRIVE, HEAT, KICK, KICK_MS, NOTHING, RUN_OUT, STILL

Phase = tuple[str, int, bool, int, int]

COOL_CC = 3_500  # no pulse of heat for a surface as warm as this
SETTLE_MS = RAIL_OFF_MS + 100
DROP_WATCHED_MS = 1_000
PULSE_MS = 50
PAUSE_MS = 250
PULSES = 3
BRIEF_MS = 600
SPEED_UP_MS = 700
TURN_MS = 1_000
RUN_OUT_MS = 4_000


def rail(has_sense: bool) -> list[Phase]:
    """The rail closes and opens twice. One more edge the second time: ALIVE then stays at the other level."""
    low, high = (0, 1) if has_sense else (ANY, ANY)
    return [
        ("rest", SETTLE_MS, False, STILL, low),
        ("close", RAIL_ON_LONGEST_MS, True, STILL, high),
        ("drop", DROP_WATCHED_MS, False, STILL, low),
        ("close again", RAIL_ON_LONGEST_MS + 50, True, STILL, high),
        ("drop again", DROP_WATCHED_MS, False, STILL, low),
    ]


def heater() -> list[Phase]:
    """Three pulses, as long as the one of the self-test at each start."""
    pulse: list[Phase] = [("on", PULSE_MS, True, HEAT, 0), ("off", PAUSE_MS, True, STILL, 1)]
    return [("close", RAIL_ON_LONGEST_MS, True, STILL, 1), *pulse * PULSES, ("open", SETTLE_MS, False, NOTHING, 0)]


def motor_briefly(edges: bool) -> list[Phase]:
    """The motor is driven for a moment, with edges or without: with an open rail it must not turn."""
    settle: list[Phase] = [("settle", RAIL_ON_LONGEST_MS, True, STILL, ANY)]
    if not edges:
        settle = [("run out", RUN_OUT_MS, False, RUN_OUT, ANY), ("settle", SETTLE_MS, False, STILL, ANY)]
    return [
        *settle,
        ("kick", KICK_MS, edges, KICK, ANY),
        ("turn", BRIEF_MS, edges, DRIVE, ANY),
    ]


def motor() -> list[Phase]:
    """The motor turns at its lowest speed for less than two seconds."""
    return [
        ("settle", RAIL_ON_LONGEST_MS, True, STILL, ANY),
        ("kick", KICK_MS, True, KICK, ANY),
        ("speed up", SPEED_UP_MS, True, DRIVE, ANY),
        ("turn", TURN_MS, True, DRIVE, ANY),
        ("run out", RUN_OUT_MS, False, RUN_OUT, ANY),
    ]
