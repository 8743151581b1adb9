"""The cost that is counted is the firmware's: a task that is made slower shows, by what was added."""

import pytest

from tools.benchmarks.cost import virtual_machine
from tools.benchmarks.cost.measure import between_marks, per_period
from tools.board_files import ROOT

PERIODS = 60
ROUNDS = 100
STEP = '''        """One pass, `dt_ms` after the last one."""
        session = self._session
'''


def slow_motor() -> dict[str, str]:
    text = (ROOT / "firmware" / "motor.py").read_text()
    assert STEP in text
    return {"firmware/motor.py": text.replace(STEP, f"{STEP}        for _ in range({ROUNDS}):\n            pass\n")}


def allocating_motor() -> dict[str, str]:
    text = (ROOT / "firmware" / "motor.py").read_text()
    return {"firmware/motor.py": text.replace(STEP, f"{STEP}        self.rubbish = [dt_ms] * 100\n")}


@pytest.mark.skipif(not virtual_machine.has_valgrind(), reason="valgrind is not installed")
def test_a_slower_task_costs_what_was_added():
    plain, slow = (
        per_period(between_marks(virtual_machine.run("all", PERIODS, overlay=overlay, count=True).instructions))
        for overlay in (None, slow_motor())
    )
    assert 40 * ROUNDS < slow - plain < 400 * ROUNDS
    assert plain > 10_000


def test_what_a_pass_allocates_is_seen():
    plain, wasteful = (
        per_period(virtual_machine.run("all", PERIODS, overlay=overlay).found["bytes"])
        for overlay in (None, allocating_motor())
    )
    assert 800 <= wasteful - plain < 1_000


def test_calls_of_stand_ins_are_those_of_the_periods():
    calls = virtual_machine.run("calls", PERIODS).found["calls"]
    assert calls["ADC"] == 3 * PERIODS
    assert calls["watchdog"] == PERIODS
    assert calls["pin read"] == PERIODS + PERIODS * 5 // 2 * 5  # the sense line; five buttons each 20 ms
