"""Constants become values, lines stay where they are, and what is needed at run time stays."""

import ast
from pathlib import Path

from tools.inline_constants import inline_constants

ROOT = Path(__file__).parents[2]


def test_a_constant_becomes_its_value_in_every_spelling():
    out = inline_constants(
        {
            "pad.limits": "A = 3\nB = A * 1000 + 1\nLOW = -5\n",
            "pad.user": "from pad import limits\nfrom pad.limits import B, LOW\n\n\nprint(limits.A + B + LOW)\n",
        }
    )
    assert out["pad.user"] == "pass\npass\n\n\nprint(3 + 3001 + (-5))\n"
    assert out["pad.limits"] == "pass\npass\npass\n"


def test_what_is_neither_number_nor_string_stays_imported():
    out = inline_constants(
        {
            "pad.a": 'T = (1, 2)\nN = 4\nS = "x"\n',
            "pad.b": "from pad.a import (\n    N,\n    S,\n    T,\n)\n\nprint(N, S, T)\n",
        }
    )
    assert out["pad.a"] == "T = (1, 2)\npass\npass\n"
    assert out["pad.b"] == "from pad.a import T\n\n\n\n\n\nprint(4, 'x', T)\n"


def test_tables_are_constants_where_that_is_wanted_but_those_that_somebody_asks_for():
    table = "NAMES = ('on', 'off')\nLONG = bytes((len(NAMES), 7))\nBOTH = (NAMES, LONG)\nASKED = (1, 2)\nMADE = [1]\n"
    user = "from pad import a\nfrom pad.a import BOTH, MADE\nprint(a.LONG[0], BOTH[1], a.ASKED, MADE, (a.NAMES, 3))\n"
    out = inline_constants({"pad.a": table, "pad.b": user}, tables_but=frozenset({"ASKED"}))
    assert out["pad.a"] == "pass\npass\npass\nASKED = (1, 2)\nMADE = [1]\n"
    printed = "print(b'\\x02\\x07'[0], (('on', 'off'), b'\\x02\\x07')[1], a.ASKED, MADE, (('on', 'off'), 3))\n"
    assert out["pad.b"] == "from pad import a\nfrom pad.a import MADE\n" + printed


def test_a_module_that_is_called_stays_imported():
    out = inline_constants({"pad.a": "N = 4\ndef f(): pass\n", "pad.b": "from pad import a\nprint(a.N, a.f())\n"})
    assert out["pad.b"] == "from pad import a\nprint(4, a.f())\n"


def test_a_module_that_is_imported_for_its_effects_stays_imported():
    out = inline_constants({"pad.a": "N = 4\nprint(N)\n", "pad.b": "from pad import a\n"})
    assert out["pad.b"] == "from pad import a\n"


def test_a_name_that_is_assigned_twice_is_no_constant():
    out = inline_constants({"pad.a": "MODE = 0\n\n\ndef f():\n    global MODE\n    MODE = 1\n"})
    assert out["pad.a"].startswith("MODE = 0\n")


def test_kept_modules_keep_their_definitions():
    out = inline_constants({"firmware.board": "LED = 16\n"}, frozenset({"firmware.board"}))
    assert out["firmware.board"] == "LED = 16\n"


def test_the_real_sources_keep_their_lines_and_lose_their_limits():
    sources = {
        ".".join(path.relative_to(root).with_suffix("").parts): path.read_text(encoding="utf-8")
        for root, folder in ((ROOT / "lib", "pad"), (ROOT, "firmware"))
        for path in (root / folder).glob("*.py")
    }
    out = inline_constants(sources, frozenset({"firmware.board"}))
    for name, text in out.items():
        assert text.count("\n") == sources[name].count("\n"), name
        ast.parse(text)
        for node in ast.walk(ast.parse(text)):
            assert not (isinstance(node, ast.Name) and node.id.startswith("SURFACE_TRIP")), name
    assert "4040" in out["pad.surface_check"]
