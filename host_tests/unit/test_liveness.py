"""Liveness: which task is silent for too long, counted in passes of the guard."""

import pytest

from host_tests.unit.untouched import assert_holds_nothing
from pad import liveness
from pad.liveness import GUARD, NAMES, SILENCE_PASSES, Liveness

WATCHED_TASKS = [task for task in range(len(NAMES)) if task != GUARD]
GUARD_PASS_MS = 50


@pytest.fixture
def alive():
    watching = Liveness()
    for task in range(len(NAMES)):
        watching.watch(task)
    return watching


def passes(alive, count, silent=()):
    for _ in range(count):
        for task in range(len(NAMES)):
            if task not in silent:
                alive.beat(task)
        alive.count_pass()


def test_names_match_the_indices():
    assert [NAMES.index(name) for name in ("sensors", "guard", "motor", "heater")] == [0, 1, 2, 3]
    assert (liveness.SENSORS, liveness.GUARD, liveness.MOTOR, liveness.HEATER) == (0, 1, 2, 3)
    assert (liveness.SESSION, liveness.BUTTONS, liveness.PANEL, liveness.STORE) == (4, 5, 6, 7)
    assert liveness.BLE == 8
    assert NAMES[4:] == ("session", "buttons", "panel", "store", "ble")
    assert SILENCE_PASSES == (3, 0, 4, 6, 6, 4, 40, 80, 60)


def test_nobody_is_missed_before_the_first_pass():
    watching = Liveness()
    assert watching.stalled == -1
    assert_holds_nothing(watching, but=("stalled",))


@pytest.mark.parametrize("task", WATCHED_TASKS)
def test_a_task_that_never_makes_a_pass_is_stalled_one_pass_after_its_limit(alive, task):
    for _ in range(SILENCE_PASSES[task]):
        alive.count_pass()
        for other in WATCHED_TASKS:
            if other != task:
                alive.beat(other)
        assert alive.stalled == -1
    alive.count_pass()
    assert alive.stalled == task


@pytest.mark.parametrize("task", WATCHED_TASKS)
def test_a_task_is_stalled_one_pass_after_its_limit_and_not_before(alive, task):
    passes(alive, 100)
    assert alive.stalled == -1
    passes(alive, SILENCE_PASSES[task] - 1, silent=(task,))  # the pass after its last beat counts, too
    assert alive.stalled == -1
    passes(alive, 1, silent=(task,))
    assert alive.stalled == task


@pytest.mark.parametrize("task", WATCHED_TASKS)
def test_a_beat_is_enough_to_be_alive_again(alive, task):
    passes(alive, 200, silent=(task,))
    assert alive.stalled == task
    passes(alive, 1)
    assert alive.stalled == -1


@pytest.mark.parametrize("name", ["sensors", "motor", "heater", "session", "buttons"])
def test_the_death_of_a_control_task_is_told_within_400_ms(name):
    """Outputs are off within 500 ms: the limit, the pass that finds it, and one late pass."""
    assert (SILENCE_PASSES[NAMES.index(name)] + 1) * GUARD_PASS_MS <= 400


@pytest.mark.parametrize(
    ("name", "period_ms"),
    [
        ("sensors", 50),
        ("motor", 50),
        ("heater", 100),
        ("session", 100),
        ("buttons", 20),
        ("panel", 100),
        ("store", 500),
        ("ble", 100),
    ],
)
def test_a_task_that_leaves_out_one_pass_is_not_dead(name, period_ms):
    assert SILENCE_PASSES[NAMES.index(name)] * GUARD_PASS_MS >= 2 * period_ms + GUARD_PASS_MS


@pytest.mark.parametrize("name", ["panel", "store", "ble"])
def test_the_death_of_another_task_is_told_within_five_seconds(name):
    assert (SILENCE_PASSES[NAMES.index(name)] + 1) * GUARD_PASS_MS <= 5_000


def test_the_guard_does_not_judge_itself(alive):
    passes(alive, 2_000, silent=(GUARD,))
    assert alive.stalled == -1


def test_a_task_that_is_not_watched_is_not_missed():
    watching = Liveness()
    passes(watching, 2_000, silent=range(len(NAMES)))
    assert watching.stalled == -1
    watching.watch(liveness.MOTOR)
    assert watching.stalled == -1  # its silence begins now
    passes(watching, SILENCE_PASSES[liveness.MOTOR], silent=range(len(NAMES)))
    assert watching.stalled == -1
    passes(watching, 1, silent=range(len(NAMES)))
    assert watching.stalled == liveness.MOTOR


def test_the_first_of_several_is_told(alive):
    passes(alive, 200, silent=WATCHED_TASKS)
    assert alive.stalled == liveness.SENSORS


def test_silence_does_not_grow_without_end(alive):
    passes(alive, 3_000, silent=(liveness.STORE,))
    assert alive.beats[liveness.STORE] == -255
    assert alive.stalled == liveness.STORE
