"""A pad of the simulator on the doctor's table, and somebody in front of it who does what is asked."""

import json

from pad import memory_record
from tools.doctor.measure import BoardError
from tools.doctor.visit import Visit
from tools.simulator.vm_side.protocol import TYPED_ENDED

LOOK_S = 0.05
LONGEST_S = 10.0


class SimulatedBoard:
    """A simulation's REPL. What the chip calls itself is silicon: `chip` stands in for it."""

    def __init__(self, pad, chip="ESP32"):
        self.pad = pad
        self.codes = []
        self._chip = chip

    def execute(self, code: str) -> str:
        self.codes.append(code)
        begun = len(self.pad.printed)
        self.pad.type_in(code)
        end_s = self.pad.now_s + LONGEST_S
        while TYPED_ENDED not in self.pad.printed[begun:]:
            if self.pad.now_s >= end_s:
                raise BoardError("silent for too long")
            self.pad.run_for(LOOK_S)
        assert is_off(self.pad), "a check has left something on"
        printed = self.pad.printed[begun:]
        printed = printed[: printed.index(TYPED_ENDED)]
        if any(line.startswith("Traceback") for line in printed):
            raise BoardError(printed[-1])
        return "\n".join(self._named(line) for line in printed)

    def _named(self, line: str) -> str:
        if line.startswith('{"') and "machine" in json.loads(line):
            return json.dumps(json.loads(line) | {"machine": f"Generic module with {self._chip}"})
        return line


class Somebody:
    """Does what is asked and tells the truth. `wires` says which contact a button's name leads to, if not its own."""

    def __init__(self, pad, wires=None, hands=None, feet_off=True):
        self.pad = pad
        self.asked = []
        self._wires = wires or {}
        self._hands = hands or {"left": "left", "right": "right"}
        self._feet_off = feet_off
        self._rpm_seen = 0.0

    def tell(self, topic, text):
        self.asked.append(topic)
        button = topic.removeprefix("press ")
        for contact in self._wires.get(button, (button,)):
            self.pad.press(contact, at_s=self.pad.now_s + 0.7)

    def ready(self, topic, text):
        self.asked.append(topic)
        hand = self._hands.get(topic.removeprefix("hand "))
        self.pad.plant.set_feet(hand == "left", hand == "right", 33.0)

    def yes(self, topic, text):
        self.asked.append(topic)
        return {
            "feet off": lambda: self._feet_off,
            "light seen": lambda: values(self.pad, "LED")[-4:] == [0x400000, 0x4000, 0x40, 0],
            "tone heard": lambda: 2000 in values(self.pad, "BUZZER"),
            "motor turned": self._motor_turned,
            "relay clicked": lambda: len(self.pad.rail_changes) >= 4,
        }[topic]()

    def _motor_turned(self):
        turned = self.pad.plant.max_rpm > 300
        self.pad.plant.reset_maxima()
        return turned


def in_maintenance(pad):
    """The pad as a tool finds it: started anew with the maintenance flag in its memory."""
    pad.run_for(1)
    record = bytearray(memory_record.SIZE)
    memory_record.clear(record)
    record[memory_record.FLAGS_OFFSET] = memory_record.MAINTENANCE
    memory_record.seal(record)
    pad.board.chip.rtc_memory = bytes(record)
    pad.reset("machine.reset")
    pad.run_for(1)
    return pad


def values(pad, signal):
    return [value for _, name, value in pad.trace if name == signal]


def is_off(pad) -> bool:
    """Whether nothing can move, heat or sound."""
    return not pad.heater_pin and pad.motor_duty == 0 and pad.buzzer_hz == 0


def visit(pad, person=None, chip=None, silicon="ESP32"):
    """One visit; returns its findings."""
    return Visit(SimulatedBoard(pad, silicon), chip, person, lambda finding: None).run()
