"""Runs the logic parts of a Wokwi diagram: gates, shift registers and a clock, as their data sheets say."""

import json

HIGH = ("esp:3V3",)
LOW = ("esp:GND.1",)
GATES = {
    "wokwi-gate-not": (("IN",), lambda a: not a),
    "wokwi-gate-and-2": (("A", "B"), lambda a, b: a and b),
    "wokwi-gate-or-2": (("A", "B"), lambda a, b: a or b),
}
STAGES = 8


class Logic:
    """`levels` are the levels of pins of the board that the firmware drives; `read` gives the level at any pin."""

    def __init__(self, text):
        diagram = json.loads(text)
        self._kinds = {part["id"]: part["type"] for part in diagram["parts"]}
        self._nets = nets(diagram["connections"])
        self._clock_hz = next(
            int(part["attrs"]["frequency"]) for part in diagram["parts"] if part["type"] == "wokwi-clock-generator"
        )
        self._registers = {name: [0] * STAGES for name, kind in self._kinds.items() if kind == "wokwi-74hc595"}
        self._now_ms = 0
        self._clock = False
        self._driven = {}
        self.levels = {}
        self._settle()

    def read(self, pin):
        """Level at a pin, written part:name."""
        return bool(self._driven.get(self._nets.get(pin), False))

    def advance(self, milliseconds):
        """Let time pass, in steps of one millisecond."""
        for _ in range(milliseconds):
            self._now_ms += 1
            clock = self._now_ms * self._clock_hz * 2 // 1000 % 2 == 1
            rises = clock and not self._clock
            self._clock = clock
            self._settle()
            if rises:
                self._shift()
                self._settle()

    def _shift(self):
        for name, bits in self._registers.items():
            if self.read(f"{name}:MR"):
                bits[:] = [self.read(f"{name}:DS"), *bits[:-1]]

    def _settle(self):
        for _ in range(len(self._kinds) + 2):
            before = dict(self._driven)
            self._drive()
            if self._driven == before:
                return
        raise AssertionError("the logic does not come to rest")

    def _drive(self):
        values = {**dict.fromkeys(HIGH, True), **dict.fromkeys(LOW, False), **self.levels}
        for name, kind in self._kinds.items():
            if kind in GATES:
                inputs, rule = GATES[kind]
                values[f"{name}:OUT"] = rule(*(self.read(f"{name}:{pin}") for pin in inputs))
            elif kind == "wokwi-clock-generator":
                values[f"{name}:CLK"] = self._clock
        for name, bits in self._registers.items():
            if not self.read(f"{name}:MR"):
                bits[:] = [0] * STAGES
            values[f"{name}:Q7S"] = bits[-1]
        self._driven = {self._nets[pin]: value for pin, value in values.items() if pin in self._nets}


def nets(connections):
    """Which pins are one piece of wire: pin to the name of its net."""
    joined = {}
    for begin, end, *_ in connections:
        ours, theirs = joined.get(begin, begin), joined.get(end, end)
        joined.setdefault(begin, ours)
        joined.setdefault(end, ours)
        joined = {pin: ours if net == theirs else net for pin, net in joined.items()}
    return joined
