"""The benchmark of memory: how it counts, in which order it imports, what it keeps of a soak."""

import ast
import json

from tools.benchmarks.memory import soak_record
from tools.benchmarks.memory.counting import on_board
from tools.benchmarks.memory.measure import Session, heap_figures, module_figures, soak_figures
from tools.benchmarks.memory.modules import Module, import_order, imported


def test_bytecode_is_counted_once_and_everything_else_half():
    assert on_board(vm_bytes=10_000, loaded=2_000) == 6_000
    assert on_board(vm_bytes=10_000, loaded=2_000, static=1_000) == 5_500


def test_what_a_session_holds_has_a_limit_and_so_has_its_length():
    kib = 1024
    good = list(heap_figures(Session(60 * kib, 66 * kib, 1800.0), (20 * kib, 10 * kib)))
    assert all(figure.reached for figure in good)
    bad = list(heap_figures(Session(60 * kib, 66 * kib + 1, 1700.0), (20 * kib, 10 * kib)))
    assert [figure.name for figure in bad if not figure.reached] == [
        "held in a session, after a collection",
        "a session in 88 KiB",
    ]


def test_files_are_summed_up_and_instructions_are_left_out_where_nobody_counted_them():
    found = list(module_figures([Module("a", 10, 20, 3000, 0), Module("b", 1, 2, 500, 0)]))
    assert {figure.name: figure.value for figure in found if figure.name.startswith("all")} == {
        "all files: size of the file": 11,
        "all files: heap when loaded": 22,
        "all files: import, by the clock": 3.5,
    }


def test_a_file_is_imported_after_what_it_needs():
    assert imported(ast.parse("import a\nfrom b import c\ndef f():\n    import d\n")) == {"a", "b", "b.c"}
    order = import_order()
    assert order.index("firmware.board") < order.index("firmware.app") < order.index("firmware.parts")


def test_a_soak_keeps_its_last_figures_with_date_and_machine(tmp_path):
    path = tmp_path / "build" / "soak.json"
    assert soak_record.read(path) == {}
    soak_record.note("first", {"held": 3, "grown": 0}, path)
    soak_record.note("second", {"held": 1}, path)
    soak_record.note("first", {"held": 4, "grown": 1}, path)
    found = soak_record.read(path)
    assert found == json.loads(path.read_text())
    assert found["first"]["figures"] == {"held": 4, "grown": 1}
    assert found["second"]["date"][:2] == "20"
    assert found["second"]["machine"]
    held, grown, _ = soak_figures(found)
    assert held.reached
    assert not grown.reached
