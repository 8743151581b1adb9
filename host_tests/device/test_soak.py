"""Long runs: nothing grows, nothing is missed, and the tick counter wraps in the middle."""

import pytest

from tools.benchmarks.memory import soak_record
from tools.benchmarks.memory.counting import BOARD_HEAP, held, largest_free, on_vm, telling_main
from tools.benchmarks.memory.measure import SOAK_24_H

TOLD_EVERY_S = 600
TICK_WRAP_MS = 1 << 30


def one_round(pad, round_min: float) -> None:
    """So many minutes of a pad's life: a whole session, a stop and a resume, any button held, a rest."""
    began_s = pad.now_s
    start(pad)
    pad.press("HEAT")
    for _ in range(6):
        pad.press("FASTER")
        pad.run_for(0.5)
    pad.run_for(5 * 60)
    pad.press("START")  # stops
    pad.run_for(20)
    assert pad.motor_duty == 0
    assert not pad.rail_closed
    pad.press("START")  # goes on
    pad.run_for(20)
    assert pad.motor_duty > 0
    pad.press("TIME")
    pad.run_for(15 * 60 + 30)
    assert pad.motor_duty == 0, "the session should have ended by itself"
    pad.press("START")  # the feet are fine
    pad.run_for(10)
    start(pad)
    pad.run_for(60)
    pad.hold("SLOWER")  # any button, held
    pad.run_for(3)
    pad.release("SLOWER")
    assert pad.motor_duty == 0
    pad.run_until(began_s + round_min * 60)


def start(pad) -> None:
    """From OFF, or from a question that nobody has answered, to a running motor."""
    pad.press("START")
    pad.run_for(4)
    pad.press("START")
    pad.run_for(10)
    assert pad.motor_duty > 0


def rounds_until(pad, end_s: float, round_min: float) -> None:
    while pad.now_s < end_s:
        one_round(pad, round_min)


def soak(make_pad, first_h: float, last_h: float, round_min: float) -> dict[str, float]:
    """Figures for the benchmark, in bytes of a board."""
    half_ms = round(last_h * 3_600_000 / 2)
    pad = make_pad(
        code="mpy",
        ticks_start_ms=TICK_WRAP_MS - half_ms,
        heap_bytes=on_vm(BOARD_HEAP, radio=False),
        overlay=telling_main(TOLD_EVERY_S),
    )
    pad.run_for(1)
    rounds_until(pad, first_h * 3600, round_min)
    early, early_free = held(pad, radio=False), largest_free(pad)
    rounds_until(pad, last_h * 3600, round_min)
    late, late_free = held(pad, radio=False), largest_free(pad)
    assert not pad.resets
    assert not pad.faults_seen
    assert late <= early, f"{early} bytes became {late}"
    print(
        f"soak: {pad.now_s / 3600:.1f} h in {pad.wall_s:.0f} s ({pad.now_s / pad.wall_s:.0f} times real time), "
        f"{early} bytes of a board held after {first_h} h, {late} at the end"
    )
    return {
        f"held after {first_h} h": early,
        f"largest free piece after {first_h} h": early_free,
        "held at the end": late,
        "largest free piece at the end": late_free,
        "grown": late - early,
    }


def test_eighty_minutes_do_not_grow(make_pad):
    soak(make_pad, 0.6, 1.3, round_min=40)


@pytest.mark.soak
def test_24_hours_do_not_grow(make_pad):
    soak_record.note(SOAK_24_H, soak(make_pad, 2, 24, round_min=75))
