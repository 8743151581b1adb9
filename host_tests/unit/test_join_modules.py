"""Modules that are joined do what they did apart; only what would be taken for something else gets another name."""

import ast
import sys
import types
from unittest import mock

import pytest

from tools.board_code import ALONE, FILES, board_sources, compiled_files, shortened
from tools.board_files import project_files
from tools.join_modules import join_modules

BULB = """
from time import sleep

WATTS = (3, 5)

def level():
    return WATTS[0]

class Bulb:
    level = 7

    def shine(self, level):
        return level + len(WATTS)
"""
LAMP = """
from time import sleep
from pad import bulb
from pad.bulb import Bulb, level as bulb_level

WATTS = (8,)
lit = 0

def level():
    global lit
    lit += 1
    sum = [watts for watts in WATTS]
    return bulb_level() + bulb.level() if not sum else bulb_level() * 100 + bulb.WATTS[1]

def shine(bulb=Bulb()):
    return bulb.shine(5), bulb.level, (lambda level: level + lit)(1)

def both():
    return level(), lit, shine()
"""


def run(sources, name, call):
    """What a module's function returns when these sources are the only ones."""
    package = types.ModuleType("pad")
    with mock.patch.dict(sys.modules, {"pad": package}):
        for module, text in sources.items():
            sys.modules[module] = loaded = types.ModuleType(module)
            exec(compile(text, module, "exec"), loaded.__dict__)
            setattr(package, module.rpartition(".")[2], loaded)
        return getattr(sys.modules[name], call)()


def test_what_is_joined_does_what_it_did():
    sources = {"pad.bulb": BULB, "pad.lamp": LAMP}
    joined = join_modules(sources, {"pad.lamp": ("pad.lamp",)}).sources
    assert list(joined) == ["pad.lamp"]
    assert run(sources, "pad.lamp", "both") == run(joined, "pad.lamp", "both") == (305, 1, (7, 7, 2))
    assert joined["pad.lamp"].count("from time import sleep") == 1


def test_the_first_module_keeps_its_names_and_the_others_avoid_them():
    joined = join_modules({"pad.bulb": BULB, "pad.lamp": LAMP}, {"pad.lamp": ("pad.lamp",)})
    names = joined.new_names["pad.lamp"]
    assert set(names["pad.lamp"].values()) == set(names["pad.lamp"]) == {"WATTS", "lit", "level", "shine", "both"}
    assert set(names["pad.bulb"].values()) == {"WATTS", "level", "Bulb"}
    assert not set(names["pad.bulb"]) & {"WATTS", "level", "lit", "shine", "sleep", "sum", "len"}
    assert names["pad.bulb"]["Bulb"] == "Bulb"


def test_what_another_file_holds_is_imported_from_there():
    user = "from pad import bulb\nfrom pad.bulb import level\n\ndef f():\n    return level() + bulb.WATTS[1]\n"
    late = "def g():\n    from pad.bulb import level\n    return level()\n"
    sources = {"pad.bulb": BULB, "pad.lamp": LAMP, "pad.user": user, "pad.late": late}
    joined = join_modules(sources, {"pad.lamp": ("pad.lamp",)}).sources
    assert set(joined) == {"pad.lamp", "pad.user", "pad.late"}
    assert "pad.bulb" not in joined["pad.user"] + joined["pad.late"]
    assert run(joined, "pad.user", "f") == 8
    assert "from pad.lamp import" in joined["pad.late"]


def test_what_is_imported_in_a_function_only_stays_apart():
    sources = {"pad.bulb": BULB, "pad.late": "def g():\n    from pad.bulb import level\n    return level()\n"}
    joined = join_modules(sources, {"pad.late": ("pad.late",)}).sources
    assert set(joined) == {"pad.bulb", "pad.late"}
    assert run(joined, "pad.late", "g") == 3


@pytest.mark.parametrize(
    ("first", "second", "complaint"),
    [
        ("from time import sleep\n", "from pad.one import f\nfrom machine import sleep\nf()\n", "two things"),
        ("g = 2\n", "from pad.one import f\ndef sleep():\n    f()\nfrom time import sleep\n", "two things"),
        ("from time import sleep\n", "from pad.one import f\ndef sleep(n):\n    return f()\n", "two things"),
        ("", "from pad.one import f\ndef g(*, x=f):\n    return x\n", "by keyword only"),
        ("", "from pad.one import f\ndef g(xs):\n    return [f for f in xs], f()\n", "comprehension"),
        ("", "from pad.one import f\nh = lambda x=f: x\n", "lambda"),
        ("", "import b\nfrom pad.one import f\nclass A(metaclass=b.M):\n    pass\n", "class A"),
        ("", "from pad.one import f\ntry:\n    f()\nexcept OSError as e:\n    print(e)\n", "exception"),
        ("f = 1\n", "from pad.one import f\ndef g():\n    from pad.two import x as f\nx = 1\n", "different things"),
    ],
)
def test_what_would_mean_two_things_is_refused(first, second, complaint):
    sources = {"pad.one": first + "def f(): return 1\n", "pad.two": second}
    with pytest.raises(ValueError, match=complaint):
        join_modules(sources, {"pad.two": ("pad.two",)})


def test_every_module_of_the_project_is_in_one_file():
    before, _ = shortened(project_files())
    sources, _ = board_sources(project_files())
    assert set(FILES) | set(ALONE) <= set(sources)
    assert not set(sources) - set(before)
    assert {"pad.session", "pad.guard", "firmware.outputs", "pad.bonds", "pad.screen"} & set(sources) == set()
    assert {"pad.fault_texts", "pad.settling", "pad.clock", "pad.status_text"} <= set(sources)
    for text in sources.values():
        ast.parse(text)


def test_a_board_receives_no_file_that_holds_nothing():
    compiled = compiled_files(project_files())
    assert "firmware/app.mpy" in compiled
    assert not {"firmware/__init__.mpy", "lib/pad/faults.mpy", "lib/pad/limits.mpy", "lib/pad/session.mpy"} & set(
        compiled
    )
