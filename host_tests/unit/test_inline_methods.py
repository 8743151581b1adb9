"""A method that is put in the place of its only call does there what it did."""

import ast

import pytest

from tools.board_files import project_files
from tools.inline_methods import inline_methods

LAMP = """
class Lamp:
    def __init__(self):
        self.log = []

{methods}
"""
CASES = {
    "a statement": """
    def run(self, x):
        y = 1
        self._shine(x, y + 1)
        return y, x
    def _shine(self, x, z):
        y = x + z
        x = y * 2
        self.log.append((x, y, z))
""",
    "a value": """
    def run(self, x):
        total = self._level(x) + self._level_of(x, 3)
        return total
    def _level(self, x):
        return x * 2
    def _level_of(self, a, b):
        return a - b
""",
    "in a condition": """
    def run(self, x):
        if not self._dark(x) and x:
            return "light"
        elif self._grey(x):
            return "grey"
        return "dark"
    def _dark(self, x):
        self.log.append(x)
        limit = 4
        return x < limit
    def _grey(self, x):
        self.log.append("grey")
        return x > 1
""",
    "returned": """
    def run(self, x):
        if x > 2:
            return self._much(x)
        return self._little()
    def _much(self, x):
        for i in range(x):
            if i == 3:
                return i
            self.log.append(i)
    def _little(self):
        if self.log:
            return 1
        self.log.append(0)
        return 2
""",
    "at the end": """
    def run(self, x):
        self.log.append(x)
        if x:
            self._go(x)
        else:
            self._stay()
    def _go(self, x):
        if x > 3:
            return
        self.log.append("go")
    def _stay(self):
        pass
""",
    "in a loop": """
    def run(self, x):
        for i in range(x):
            self._add(i)
        return self.log
    def _add(self, i):
        i = i + 1
        self.log.append(i)
""",
    "not first": """
    def run(self, x):
        self.level = x
        y = self._next() + self._last(x)
        return y, self.level
    def _next(self):
        self.level += 1
        return self.level
    def _last(self, x):
        self.level *= 10
        return self.level
""",
    "one inside another": """
    def run(self, x):
        self._outer(x)
        return self.log
    def _outer(self, x):
        y = x
        self._inner(y)
        self.log.append(y)
    def _inner(self, x):
        y = x * 7
        self.log.append(y)
""",
}
STAYS = {
    "two calls": """
    def run(self, x):
        self._go()
        self._go()
    def _go(self):
        self.log.append(1)
""",
    "as a value": """
    def run(self, x):
        go = self._go
        go()
    def _go(self):
        self.log.append(1)
""",
    "not the end": """
    def run(self, x):
        self._go(x)
        return 5
    def _go(self, x):
        if x:
            return
        self.log.append(1)
""",
    "a default": """
    def run(self, x):
        self._go()
    def _go(self, x=1):
        self.log.append(x)
""",
    "by keyword": """
    def run(self, x):
        self._go(y=x)
    def _go(self, y):
        self.log.append(y)
""",
    "a scope": """
    def run(self, x):
        return self._go(x)
    def _go(self, y):
        return [y for _ in range(2)]
""",
    "somebody else's": """
    def run(self, x):
        return other._go(x)
    def _go(self, y):
        return y
""",
    "a loop's condition": """
    def run(self, x):
        while self._go():
            pass
    def _go(self):
        return len(self.log) > 0
""",
    "another's name": """
    def run(self, limit):
        self._go()
        return limit
    def _go(self):
        self.log.append(limit)
""",
    "too many variables": """
    def run(self, x):
        a = b = c = d = x
        self._go(x + 1)
        return a, b, c, d
    def _go(self, y):
        self.log.append(y)
""",
}


def outcome(source, x):
    names = {}
    exec(compile(source, "lamp", "exec"), names)
    lamp = names["Lamp"]()
    return lamp.run(x), lamp.log


def methods_of(source):
    return {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("case", CASES)
def test_what_is_put_in_its_place_does_what_it_did(case):
    source = LAMP.format(methods=CASES[case])
    inlined = inline_methods(source)
    gone = methods_of(source) - methods_of(inlined)
    assert gone, inlined
    for x in range(7):
        assert outcome(inlined, x) == outcome(source, x), inlined


def test_only_what_the_statement_does_first_may_need_statements_of_its_own():
    inlined = inline_methods(LAMP.format(methods=CASES["not first"]))
    assert methods_of(inlined) == {"__init__", "run", "_last"}


@pytest.mark.parametrize("case", STAYS)
def test_what_cannot_be_moved_stays(case):
    assert "_go" in methods_of(inline_methods(LAMP.format(methods=STAYS[case])))


def test_a_class_with_a_subclass_keeps_its_methods():
    source = (
        LAMP.format(methods=CASES["a statement"]) + "\nclass Bright(Lamp):\n    def _shine(self, x, z):\n        pass\n"
    )
    assert "_shine" in methods_of(inline_methods(source).partition("class Bright")[0])


def test_much_of_the_real_sources_is_moved():
    before = {path: text.decode() for path, text in project_files().items() if path.endswith(".py")}
    moved = sum(len(methods_of(text)) - len(methods_of(inline_methods(text))) for text in before.values())
    assert moved > 30


def test_an_exchange_of_variables_makes_no_tuple():
    lines = (
        "class A:",
        " def f(self, a, b):",
        "  a, b = b, a",
        "  (c,) = (a,)",
        "  self.x, self.y = (a, b), a",
        "  c = d = a",
    )
    text = inline_methods("\n".join(lines))
    assert "a, b = b, a\n" in text
    assert "self.x, self.y = (a, b), a\n" in text
    assert "c = d = a" in text
    assert "c, = (a,)" in text
