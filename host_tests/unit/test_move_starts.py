"""What only a start calls is moved to the file of the start, and does there what it did; nobody else can call it."""

import sys
import types
from unittest import mock

import pytest

from tools.gather_starts import gather_starts
from tools.move_starts import PREFIX, mark_starts

LAMP = """
from math import isqrt
from pad import cable

WATTS = (1, 4)

def reach(path):
    return isqrt(path)

class Bulb:
    def __init__(self, watts):
        self.watts = watts

    def warm(self, watts=3):
        self.watts += watts

class Lamp:
    def __init__(self, metres):
        \"\"\"With a cable.\"\"\"
        self._log = []
        self.cable = cable.Cable(reach(metres))
        self.bulbs = [Bulb(watts) for watts in WATTS]
        self._lay_out()
        self.shine = self._shine

    def _lay_out(self):
        for bulb in self.bulbs:
            bulb.warm()
        self._log.append("laid out")

    def _shine(self):
        return sum(bulb.watts for bulb in self.bulbs), self._log, self.cable.length()
"""
CABLE = """
class Cable:
    def __init__(self, metres):
        self.metres = metres

    def length(self):
        return self.metres
"""
START = """
from pad.lamp import Lamp

def build():
    return Lamp(81)
"""
SOURCES = {"pad.lamp": LAMP, "pad.cable": CABLE, "firmware.start": START}


def moved(sources):
    """Names of the functions of the start, without their prefix."""
    texts = mark_starts(sources, ("firmware.start",)).values()
    lines = [line for text in texts for line in text.splitlines()]
    return {line.split("(")[0].removeprefix(f"def {PREFIX}") for line in lines if line.startswith(f"def {PREFIX}")}


def built(sources):
    """What a lamp does that these sources have built."""
    loaded = {}
    packages = {name: types.ModuleType(name) for name in ("pad", "firmware")}
    with mock.patch.dict(sys.modules, packages):
        for name in ("pad.cable", "pad.lamp", "firmware.start"):
            sys.modules[name] = loaded[name] = types.ModuleType(name)
            exec(compile(sources[name], name, "exec"), loaded[name].__dict__)
            setattr(packages[name.partition(".")[0]], name.partition(".")[2], loaded[name])
        lamp = loaded["firmware.start"].build()
    return lamp.shine(), loaded


def test_what_is_moved_does_what_it_did():
    before, _ = built(SOURCES)
    marked = mark_starts(SOURCES, ("firmware.start",))
    assert built(marked)[0] == before == ((11, ["laid out"], 9))
    gathered, long_names = gather_starts(marked, "firmware.start")
    assert PREFIX + "Lamp_lay_out" in long_names.values()
    after, modules = built(gathered)
    assert after == before
    assert "__init__" not in vars(modules["pad.lamp"].Lamp)
    assert "warm" not in vars(modules["pad.lamp"].Bulb)
    assert not any("isqrt" in text or PREFIX in text for name, text in gathered.items() if name != "firmware.start")
    assert PREFIX not in gathered["firmware.start"]


def test_constructors_and_what_they_call_are_moved_but_no_method_that_is_kept_for_later():
    assert moved(SOURCES) == {"Lamp_init", "Bulb_init", "Cable_init", "Lamp_lay_out", "Bulb_warm", "reach"}


LATER = {
    "called later": ("pad.cable", "\ndef later(bulb):\n    bulb.warm()\n", "Bulb_warm"),
    "made later": ("pad.cable", "\ndef later():\n    return Cable(2)\n", "Cable_init"),
    "handed on by the start": ("firmware.start", "\ndef hand_on(bulb):\n    return bulb.warm\n", "Bulb_warm"),
    "of the same name as another": ("pad.cable", "\nclass Oven:\n    def warm(self):\n        pass\n", "Bulb_warm"),
    "asked for by a string": ("pad.cable", "\ndef later(bulb):\n    getattr(bulb, 'warm')()\n", "Bulb_warm"),
    "a function of the same name in the start": ("firmware.start", "\ndef warm(oven):\n    pass\n", "Bulb_warm"),
    "the start's own variable": ("firmware.start", "\ndef call(reach):\n    use = reach\n", "reach"),
    "a base of another class": ("pad.lamp", "\nclass Torch(Bulb):\n    pass\n", "Bulb_init"),
    "wanted by name": ("pad.lamp", "\nkept = Bulb\n", "Bulb_init"),
}


@pytest.mark.parametrize("case", LATER)
def test_what_somebody_could_still_want_stays(case):
    module, addition, function = LATER[case]
    assert function not in moved(SOURCES | {module: SOURCES[module] + addition})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self._log = []", "self._log = []\n        if metres < 0:\n            return"),
        ("self._log = []", "self._log = []\n        self.late = lambda: metres"),
        ("self._log = []", "global lit\n        self._log = []"),
    ],
)
def test_a_constructor_that_could_not_be_a_function_elsewhere_stays(old, new):
    assert "Lamp_init" not in moved(SOURCES | {"pad.lamp": LAMP.replace(old, new)})


def test_names_that_others_say_stay():
    assert PREFIX + "Bulb_warm" not in mark_starts(SOURCES, ("firmware.start",), frozenset({"warm"}))["pad.lamp"]
