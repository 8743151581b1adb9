"""Heap: after the start, in a session of thirty minutes, file by file; and what `make soak` found last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tools.benchmarks.cost.virtual_machine import has_valgrind
from tools.benchmarks.figure import Figure, Result
from tools.benchmarks.memory import soak_record
from tools.benchmarks.memory.counting import BOARD_HEAP, HELD_MOST, SETTLED_S, held, largest_free, on_vm, telling_main
from tools.benchmarks.memory.modules import Module, modules
from tools.simulator.person import begin, click
from tools.simulator.simulation import Simulation, has_radio

PART = "memory"
TOLD_EVERY_S = 20
MINUTES = 30
SOAK_24_H = "24 hours"
NO_RADIO = "Bumble is not installed (it needs Python 3.11): the session is measured without the radio"
NO_VALGRIND = "valgrind is not installed: the instructions of imports are not counted"
NO_SOAK = "make soak has not been run here: there are no figures of 24 hours"


class Session(NamedTuple):
    """Bytes of a board that are held after a collection, and for how long the motor turned."""

    held_at_start: int
    held_within: int
    lasted_s: float


def measure_session(radio: bool) -> Session:
    """Thirty minutes with heat, in the heap of a board. SimulatorError when it does not even begin."""
    with Simulation(code="mpy", radio=radio, heap_bytes=on_vm(BOARD_HEAP, radio)) as pad:
        pad.run_for(SETTLED_S)
        held_at_start = held(pad, radio)
        click(pad, "TIME", 3)  # from fifteen to thirty minutes
        began_s = start_with_heat(pad)
        pad.run_for(MINUTES * 30)
        held_within = held(pad, radio)
        pad.run_while(lambda: pad.motor_duty > 0, began_s + MINUTES * 60 + 10)
        return Session(held_at_start, held_within, pad.now_s - began_s)


def largest_pieces(radio: bool) -> tuple[int, int]:
    """The largest free piece of a board's heap, bytes: after the start, and two minutes into a session."""
    heap_bytes = on_vm(BOARD_HEAP, radio)
    with Simulation(code="mpy", radio=radio, heap_bytes=heap_bytes, overlay=telling_main(TOLD_EVERY_S)) as pad:
        pad.run_until(TOLD_EVERY_S + 1)
        at_start = largest_free(pad)
        start_with_heat(pad)
        pad.run_for(120)
        return at_start, largest_free(pad)


def start_with_heat(pad: Simulation) -> float:
    """From OFF to a warm massage; returns when the motor began to turn."""
    begin(pad)
    began_s = pad.now_s
    click(pad, "HEAT")
    click(pad, "FASTER", 5)
    return began_s


def figures() -> Result:
    """All figures of this part."""
    radio = has_radio()
    parts, soak = modules(), soak_record.read()
    rows = [*heap_figures(measure_session(radio), largest_pieces(radio)), *soak_figures(soak), *module_figures(parts)]
    remarks = [f"{name} of make soak: {run['date']}, {run['machine']}" for name, run in soak.items()]
    missing = ((radio, NO_RADIO), (has_valgrind(), NO_VALGRIND), (SOAK_24_H in soak, NO_SOAK))
    return Result(rows, remarks + [what for there, what in missing if not there])


def heap_figures(session: Session, largest: tuple[int, int]) -> Iterator[Figure]:
    """In KiB of the board."""
    board = f"{BOARD_HEAP // 1024} KiB"
    limit_kib = HELD_MOST / 1024
    yield Figure(PART, "held after the start, after a collection", session.held_at_start / 1024, "KiB")
    yield Figure(PART, "held in a session, after a collection", session.held_within / 1024, "KiB", limit_kib)
    yield Figure(PART, f"largest free piece of {board} after the start", largest[0] / 1024, "KiB")
    yield Figure(PART, f"largest free piece of {board} in a session", largest[1] / 1024, "KiB")
    yield Figure(PART, f"a session in {board}", round(session.lasted_s / 60, 1), "minutes", MINUTES, at_least=True)


def soak_figures(soak: dict[str, dict[str, Any]]) -> Iterator[Figure]:
    """As `make soak` has written them; that nothing has grown is also a limit here."""
    for run, record in soak.items():
        for name, value in record["figures"].items():
            yield Figure(PART, f"soak, {run}: {name}", value, "bytes", 0 if name.startswith("grown") else None)


def module_figures(found: list[Module]) -> Iterator[Figure]:
    """Each file, and all together: some of them are loaded for a moment only."""
    for module in (*found, Module("all files", *(sum(column) for column in list(zip(*found, strict=True))[1:]))):
        yield Figure(PART, f"{module.name}: size of the file", module.file_bytes, "bytes")
        yield Figure(PART, f"{module.name}: heap when loaded", module.heap_bytes, "bytes")
        yield Figure(PART, f"{module.name}: import, by the clock", module.import_us / 1000, "ms")
        if module.instructions:
            yield Figure(PART, f"{module.name}: import", module.instructions, "instructions")
