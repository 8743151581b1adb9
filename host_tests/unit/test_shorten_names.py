"""Names become short, the same in every file; what others say by name stays; what might go wrong is refused."""

import ast

import pytest

from tools.board_code import KEPT, STAYS_SOURCE, shortened
from tools.board_files import ROOT, project_files
from tools.port_names import names_in, port_names
from tools.read_traceback import read_traceback
from tools.shorten_names import keyword_names, shorten_names, shorten_parameters
from tools.simulator.filesystem import VM_SIDE


def shorten(*texts, **settings) -> list[str]:
    """The texts as modules of one program, shortened."""
    sources = {f"pad.module{number}": text for number, text in enumerate(texts)}
    return list(shorten_names(sources, **settings).sources.values())


LONG = '''
class Lamp:
    """A lamp; see level."""

    def __init__(self):
        self._level = 1  # _level
        self.colour = "no _level"

    def step(self, dark):
        self._level += 1
        level = dark
        return self._level, self.step(level)
'''
SHORT = '''
class a:
    """A lamp; see level."""

    def __init__(self):
        self.d = 1  # _level
        self.b = "no _level"

    def c(self, dark):
        self.d += 1
        level = dark
        return self.d, self.c(level)
'''


def test_names_that_are_defined_become_short_and_lines_stay():
    assert shorten(LONG) == [SHORT]


def test_private_names_alone():
    (text,) = shorten(LONG, public=False)
    assert text == LONG.replace("self._level", "self.a")


def test_a_name_is_the_same_in_every_file_and_in_every_role():
    user = "from pad.module0 import Lamp\n\nstep = Lamp().step\nLamp().colour = step(1)\n"
    assert shorten(LONG, user) == [SHORT, "from pad.module0 import a\n\nc = a().c\na().b = c(1)\n"]


def test_names_share_letters_as_long_as_no_file_uses_both():
    assert shorten("first = 1\n", "second = 2\n", "_x = 3\n") == ["a = 1\n", "a = 2\n", "a = 3\n"]
    both = "def use(lamp, lamps):\n    return lamp.first, lamps.second\n"
    assert shorten("first = 1\n", "second = 2\n", both)[:2] == ["a = 1\n", "b = 2\n"]


def test_an_attribute_that_is_set_from_outside_shares_its_letters_with_nobody():
    lamp = "class Lamp:\n    def __init__(self):\n        self.inside = 1\n"
    setter = "def light(lamp):\n    lamp.outside = 2\n"
    lamp, setter = shorten(lamp, setter)
    inside = lamp.split("self.")[1].split(" =")[0]
    outside = setter.split("lamp.")[1].split(" =")[0]
    assert inside != outside


def test_short_names_are_new_in_the_whole_program():
    source = "level = 1\ndef use(a):\n    b = c.d + level\n    return b\n"
    (text,) = shorten(source)
    assert text == "e = 1\ndef f(a):\n    b = c.d + e\n    return b\n"
    assert shorten("level = 1\n", "def use(a, b):\n    return c\n") == ["d = 1\n", "def d(a, b):\n    return c\n"]


def test_more_names_than_letters_and_no_keyword_among_them():
    source = "".join(f"name{i} = {i}\n" for i in range(3000))
    (text,) = shorten(source)
    assert len({line.split(" = ")[0] for line in ast.unparse(ast.parse(text)).splitlines()}) == 3000


def test_names_that_are_kept_or_not_ours_stay():
    source = "import sys\nfrom time import level\n\nlevel = colour = shade = tone = 1\nsys.shade = bulb\n"
    (text,) = shorten(source, keep={"colour"})
    assert text == "import sys\nfrom time import level\n\nlevel = colour = shade = a = 1\nsys.shade = bulb\n"


def test_an_attribute_of_a_foreign_object_stays_because_the_port_knows_its_name():
    assert {"value", "duty_u16", "Pin", "sleep_ms", "append", "read", "create_task"} <= port_names()
    source = "class Lamp:\n    def value(self):\n        return self.pin.value()\n"
    (text,) = shorten(source, keep=port_names())
    assert text == source.replace("Lamp", "a")


def test_a_stub_is_read_whole():
    assert names_in(
        "class A(B):\n    C: int\n    def f(self, x: D.E = ...) -> None: ...\nfrom g import h as i\n"
    ) >= set("ABCDEfxi")


def test_module_names_and_double_underscores_stay():
    source = "__all = 1\n_ = 2\nmodule0 = 3\npad = __name__\n"
    assert shorten(source) == [source]


def test_strings_stay_and_so_does_what_they_name():
    source = 'ASKED = ["level", "_x", "its colour"]\nlevel = _x = colour = getattr(lamp, ASKED[0])\n'
    assert shorten(source) == ['a = ["level", "_x", "its colour"]\nlevel = _x = b = getattr(lamp, a[0])\n']


def test_a_name_that_passes_an_argument_stays_everywhere():
    assert shorten("period = 1\n", "Timer(0, period=5)\n") == ["period = 1\n", "Timer(0, period=5)\n"]
    assert keyword_names(ast.parse("f(1, level=2)\nPin(3, value=0)\n")) == {"level", "value"}


def test_what_an_untouched_module_says_stays_everywhere():
    boot = 'from pad.lamp import check\nprint("cause", check._x)\n'
    sources = {"boot": boot, "pad.lamp": "cause = level = _x = check = 1\n"}
    done = shorten_names(sources, untouched={"boot"})
    assert done.sources == sources | {"pad.lamp": "cause = a = _x = check = 1\n"}
    assert done.long_names == {"pad.lamp": {"a": "level"}}


REFUSED = {
    "x = other._hidden": "_hidden belongs to somebody else",
    "from a import _hidden": "_hidden belongs to somebody else",
    "from a import (\n    _hidden,\n)": "_hidden belongs to somebody else",
    'print(f"{level}")': "f-string",
    "exec(text)": "exec may hide names",
    "print(lamp.__dict__)": "__dict__ may hide names",
    "try:\n    lamp.level\nexcept AttributeError:\n    pass": "AttributeError may hide names",
    "from pad.module1 import *": "import of everything",
    'getattr(lamp, "le" + "vel")': "put together",
    "getattr(lamp, name)": "put together",
    'WATCHED = "level colour".split()': "put together",
    "from pad.module1 import Lamp\n\n\nclass Bulb(Lamp):\n    pass": "inherited",
}


@pytest.mark.parametrize("source", REFUSED)
def test_what_might_go_wrong_is_refused(source):
    with pytest.raises(ValueError, match=f"pad.module0, line .*{REFUSED[source]}"):
        shorten(source + "\n")


def test_classes_of_the_same_file_and_exceptions_may_be_inherited_from():
    assert shorten("class Low(Exception):\n    pass\n\n\nclass Lower(Low):\n    pass\n")


def test_parameters_become_short_unless_somebody_passes_them_by_name():
    source = "def f(self, first, second=2):\n    third = first\n    return third.first + second\n"
    assert shorten_parameters(source, {"second"}) == (
        "def f(self, a, second=2):\n    third = a\n    return third.first + second\n"
    )


def test_parameters_take_no_letter_that_the_function_uses():
    source = "def f(first, second):\n    from x import c\n    a = b + first + c\n    return a.e + second\n"
    assert shorten_parameters(source, set()) == (
        "def f(d, e):\n    from x import c\n    a = b + d + c\n    return a.e + e\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "def f(first):\n    def g():\n        return first\n\n    return g\n",
        "def f(first):\n    try:\n        g()\n    except OSError as first:\n        return first\n",
        "def f(first):\n    import first\n    return first\n",
    ],
)
def test_a_parameter_that_is_more_than_that_stays(source):
    assert shorten_parameters(source, set()) == source


# --- The real sources -------------------------------------------------------------------------------------------------


class Lengthen(ast.NodeTransformer):
    """Puts long names in place of short ones wherever a tree has names."""

    def __init__(self, names):
        self.names = names

    def generic_visit(self, node):
        super().generic_visit(node)
        for field, value in ast.iter_fields(node):
            if field != "value" and isinstance(value, str):
                setattr(node, field, self.names.get(value, value))
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                node.names = [self.names.get(name, name) for name in node.names]
        return node


def test_with_their_long_names_back_the_real_sources_are_what_they_were():
    before, done = shortened(project_files())
    assert sum(map(len, done.long_names.values())) > 500
    for module, names in done.long_names.items():
        text = done.sources[module]
        assert text.count("\n") == before[module].count("\n")
        assert not set(names) & set(names.values())
        assert ast.dump(Lengthen(names).visit(ast.parse(text))) == ast.dump(ast.parse(before[module])), module


def test_a_public_name_of_the_real_sources_has_one_short_name():
    short: dict[str, set[str]] = {}
    for names in shortened(project_files())[1].long_names.values():
        for new, old in names.items():
            if not old.startswith("_"):
                short.setdefault(old, set()).add(new)
    assert "heat_permitted" in short
    assert all(len(news) == 1 for news in short.values())


def test_what_boot_and_main_and_the_simulator_say_keeps_its_name():
    gone = {old for names in shortened(project_files())[1].long_names.values() for old in names.values()}
    for path in [*(ROOT / name for name in STAYS_SOURCE), VM_SIDE / "probe.py", VM_SIDE / "commands.py"]:
        said = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not said & gone, path


def test_every_name_that_is_kept_is_there():
    before, _ = shortened(project_files())
    nodes = [node for text in before.values() for node in ast.walk(ast.parse(text))]
    said = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert not KEPT - said - {"pad"}


def test_a_traceback_is_given_its_names_back():
    names = {"pad.guard": {"a": "Guard", "b": "latch", "c": "fault"}}
    text = (
        "Traceback (most recent call last):\n"
        '  File "main.py", line 15, in a\n'
        '  File "pad.guard", line 1, in b\n'
        "AttributeError: 'a' object has no attribute 'c'\n"
        "TypeError: b() takes a str"
    )
    assert read_traceback(text, names).splitlines() == [
        "Traceback (most recent call last):",
        '  File "main.py", line 15, in a',
        '  File "pad.guard", line 1, in latch',
        "AttributeError: 'Guard' object has no attribute 'fault'",
        "TypeError: latch() takes a str",
    ]


def test_of_what_is_private_to_others_only_the_queue_of_asyncio_may_be_said():
    assert shorten("from asyncio import core\ncore._task_queue.push(core.cur_task, 1)") == [
        "from asyncio import core\ncore._task_queue.push(core.cur_task, 1)"
    ]


def test_one_module_may_look_at_all_that_is_there():
    looks = "for part in module.__dict__.values():\n    part = None\n"
    assert "__dict__" in shorten_names({"firmware.parts": looks}).sources["firmware.parts"]
    with pytest.raises(ValueError, match="__dict__ may hide names"):
        shorten_names({"firmware.app": looks})
