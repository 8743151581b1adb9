"""A pad of the simulator on the doctor's table, and somebody in front of it who does what is asked."""

import json
from bisect import bisect_right
from unittest.mock import patch

from pad import memory_record
from tools.board_code import compiled_files
from tools.doctor import visit
from tools.doctor.finding import Outcome, verdict
from tools.doctor.script import Scripts
from tools.serial_port import BoardError
from tools.simulator.vm_side.protocol import TYPED_ENDED

LOOK_S = 0.05
LONGEST_S = 10.0  # what the connection waits for
PRESSED_AFTER_S = 0.7
HAND_C = 33.0


class SimulatedBoard:
    """A simulation's REPL. What the chip calls itself is silicon: `chip` stands in for it."""

    def __init__(self, pad, chip="ESP32"):
        self.pad = pad
        self._chip = chip

    def execute(self, code: str) -> str:
        begun = len(self.pad.printed)
        end_s = self.pad.now_s + LONGEST_S
        self.pad.type_in(code)
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
    """Does what is asked, and tells the truth.

    `contacts`: which contacts the wires of a button lead to, if not its own; `hands`: where a hand is laid that is
    asked for on one half; `hold_s`: how long a button is pressed.
    """

    def __init__(self, pad, contacts=None, hands=None, feet_off=True, hold_s=0.12):
        self.pad = pad
        self.asked = []
        self._contacts = contacts or {}
        self._hands = hands or {"left": "left", "right": "right"}
        self._feet_off = feet_off
        self._hold_s = hold_s
        self._looked_s = 0.0

    def tell(self, topic, text):
        self.asked.append(topic)
        button = topic.removeprefix("press ")
        for contact in self._contacts.get(button, (button,)):
            self.pad.press(contact, self._hold_s, at_s=self.pad.now_s + PRESSED_AFTER_S)

    def ready(self, topic, text):
        self.asked.append(topic)
        hand = self._hands.get(topic.removeprefix("hand "))
        self.pad.plant.set_feet(hand == "left", hand == "right", HAND_C)

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
        """Since the last look: driven with the rail closed, and not blocked."""
        since_s, self._looked_s = self._looked_s, self.pad.now_s
        duty = [(at_us / 1e6, value) for at_us, name, value in self.pad.trace if name == "MOTOR_PWM"]
        driven_s = [at_s + 0.2 for at_s, value in duty if value and at_s > since_s]
        closed = any(self._was_closed(at_s) for at_s in driven_s)
        return closed and "motor_stalled" not in self.pad.plant.faults

    def _was_closed(self, at_s):
        if "rail_welded" in self.pad.plant.faults:
            return True
        at = bisect_right([changed_s for changed_s, _ in self.pad.rail_changes], at_s)
        return at > 0 and self.pad.rail_changes[at - 1][1]


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
    assert pad.printed[-1].startswith("maintenance")
    pad.board.trace.clear()
    return pad


def values(pad, signal):
    """What an output was set to, in order."""
    return [value for _, name, value in pad.trace if name == signal]


def is_off(pad) -> bool:
    """Whether nothing can move, heat or sound."""
    return not pad.heater_pin and pad.motor_duty == 0 and pad.buzzer_hz == 0


def look_over(pad, person=None, chip=None, silicon="ESP32"):
    """One visit; returns its findings. `person`: None for nobody."""
    with patch.object(visit, "compiled_files", compiled_once), patch.object(visit, "Scripts", scripts_once):
        return visit.Visit(SimulatedBoard(pad, silicon), chip, person, lambda finding: None).run()


def once(make):
    """The same for the same files, made only once: compiling takes longer than the visit."""
    made = {}

    def get(files):
        key = tuple(sorted(files.items()))
        if key not in made:
            made[key] = make(files)
        return made[key]

    return get


compiled_once = once(compiled_files)
scripts_once = once(Scripts)


def bad(findings):
    """What is wrong, by the part's name."""
    return {finding.part: finding for finding in findings if finding.outcome >= Outcome.FLAW}


def verdict_of(findings) -> str:
    return verdict(findings).name
