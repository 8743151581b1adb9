"""Rail, heater and motor, phase by phase, while the sense line and the tachometer are read."""

import json
from time import sleep_ms, ticks_diff, ticks_ms

from machine import Pin

from firmware import board
from firmware.sensors import PulseCounter
from tools.doctor.on_board.analog import is_cool
from tools.doctor.on_board.outputs import Outputs, all_off
from tools.doctor.on_board.phases import (
    ANY,
    DRIVE,
    DRIVE_PERMILLE,
    DRIVE_WITHOUT_TACH_PERMILLE,
    HEAT,
    KICK,
    KICK_MS,
    KICK_PERMILLE,
    QUIET_MS,
    RUN_OUT,
    STILL,
    STILL_PULSES,
)

MOST_CHANGES = 20


class Phase:
    """What one phase has shown of the sense line and the tachometer; a pad without them shows 0."""

    def __init__(self, sense, counter):
        self._sense = sense
        self._counter = counter
        self._began_ms = self._pulse_ms = ticks_ms()
        self.first = self.level = sense.value() if sense else 0
        self.changes = []
        self.pulses = 0
        if counter:
            counter.pulses()

    def age_ms(self):
        """Since its beginning."""
        return ticks_diff(ticks_ms(), self._began_ms)

    def look(self):
        """Take what there is to be seen now."""
        pulses = self._counter.pulses() if self._counter else 0
        if pulses:
            self.pulses += pulses
            self._pulse_ms = ticks_ms()
        if self._sense and self._sense.value() != self.level:
            self.level = 1 - self.level
            self.changes.append([self.age_ms(), self.level])

    def turns(self):
        """Whether the motor turns."""
        return self.pulses > STILL_PULSES

    def rests(self):
        """Whether the motor has come to rest; without a tachometer nobody knows."""
        return self._counter is not None and ticks_diff(ticks_ms(), self._pulse_ms) >= QUIET_MS

    def is_over(self, what, duration_ms):
        """Whether there is nothing left to wait for."""
        ended = (what == STILL and self.turns()) or (what == RUN_OUT and self.rests())
        return ended or self.age_ms() >= duration_ms


def run(plan, cool_cc):
    """Step through a plan: phases of (name, ms, whether the rail is closed, what is on, how sense is to end or ANY).

    It ends early with the first phase that does not end as it should. Heat only with surfaces below `cool_cc`.
    """
    if HEAT in [what for _, _, _, what, _ in plan] and not is_cool(cool_cc):
        print(json.dumps({"refused": True}))
        return
    lines = []
    tach = Pin(board.MOTOR_TACH, Pin.IN) if board.HAS_TACH else None
    sense = Pin(board.HEATER_SENSE, Pin.IN) if board.HAS_HEAT else None
    counter = PulseCounter(tach) if tach else None
    with Outputs() as outputs:
        for name, duration_ms, edges, what, wanted in plan:
            phase = Phase(sense, counter)
            _step(phase, outputs, duration_ms, edges, what)
            lines.append(_seen(phase, outputs))
            turns = what == STILL and phase.turns()
            lines[-1].update({"phase": name, "edges": edges, "turns": turns})
            if turns or wanted not in (ANY, phase.level):
                break
    if tach:
        tach.irq(None, Pin.IRQ_RISING)
    for line in lines:
        print(json.dumps(line))


def _step(phase, outputs, duration_ms, edges, what):
    if what == HEAT:
        outputs.heat(duration_ms)
    elif what == KICK:
        outputs.drive(KICK_PERMILLE, KICK_MS)
    elif what == DRIVE:
        outputs.drive(DRIVE_PERMILLE if board.HAS_TACH else DRIVE_WITHOUT_TACH_PERMILLE, duration_ms)
    while not phase.is_over(what, duration_ms):
        outputs.go_on()
        if edges:
            outputs.edge_if_due()
        phase.look()
        sleep_ms(1)
    if what in (HEAT, KICK, DRIVE):
        all_off()


def _seen(phase, outputs):
    return {
        "ms": phase.age_ms(),
        "first": phase.first,
        "sense": phase.level,
        "changes": phase.changes[:MOST_CHANGES],
        "pulses": phase.pulses,
        "alive": outputs.alive_level(),
        "edge_age_ms": outputs.edge_age_ms(),
    }
