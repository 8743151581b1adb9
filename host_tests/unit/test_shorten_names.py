"""Private names become short, public names and lines stay."""

import pytest

from tools.shorten_names import keyword_names, shorten_parameters, shorten_private_names

LONG = """
class A:
    def __init__(self):
        self._level = 1  # _level
        self.name = "_level"

    def _step(self):
        self._level += 1
        return self._step()
"""
SHORT = """
class A:
    def __init__(self):
        self._a = 1  # _level
        self.name = "_level"

    def _b(self):
        self._a += 1
        return self._b()
"""


def test_private_names_become_short_and_lines_stay():
    assert shorten_private_names(LONG) == SHORT


def test_a_lone_underscore_and_double_ones_stay():
    source = "def f(_, __x):\n    return __name__, _\n"
    assert shorten_private_names(source) == source


def test_more_names_than_letters():
    source = "".join(f"_name{i} = {i}\n" for i in range(800))
    names = [line.split(" = ")[0] for line in shorten_private_names(source).splitlines()]
    assert len(set(names)) == 800
    assert max(map(len, names)) == 4


@pytest.mark.parametrize(
    "source", ["x = other._hidden\n", "from a import _hidden\n", "from a import (\n    _hidden,\n)\n"]
)
def test_a_private_name_of_somebody_else_is_refused(source):
    with pytest.raises(ValueError, match="_hidden belongs to somebody else"):
        shorten_private_names(source)


def test_parameters_become_short_unless_somebody_passes_them_by_name():
    source = "def f(self, first, second=2):\n    third = first\n    return third.first + second\n"
    assert shorten_parameters(source, {"second"}) == (
        "def f(self, a_, second=2):\n    third = a_\n    return third.first + second\n"
    )


def test_a_function_with_another_one_inside_keeps_its_parameters():
    source = "def f(first):\n    def g():\n        return first\n\n    return g\n"
    assert shorten_parameters(source, set()) == source


def test_names_that_are_passed_are_found():
    assert keyword_names("f(1, level=2)\nPin(3, value=0)\n") == {"level", "value"}
