"""The self-test before each start, against every way in which rail, heater and MOSFET can be broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import faults
from pad.self_test import (
    FAILED,
    HEATER_ON,
    HEATER_ON_LONGEST_MS,
    IDLE,
    LONGEST_PASS_MS,
    PASSED,
    RAIL_OFF,
    RAIL_OFF_MS,
    RAIL_ON,
    RAIL_ON_LONGEST_MS,
    SelfTest,
)


class Circuit:
    """Rail relay, heater and MOSFET as the sense line sees them, 100 ms for the relay to close, 400 to drop."""

    def __init__(self, welded=False, rail_dead=False, heater_open=False, shorted=False, mosfet_dead=False, stuck=None):
        self.welded = welded
        self.whole = not (rail_dead or heater_open)
        self.shorted = shorted
        self.mosfet_dead = mosfet_dead
        self.stuck = stuck
        self.rail = True  # it was closed a moment ago
        self.since_ms = 0

    def sense(self, test, dt_ms):
        wanted = test.wants_rail()
        self.since_ms = self.since_ms + dt_ms if wanted != self.rail else 0
        if self.since_ms >= (100 if wanted else 400):
            self.rail = wanted
        conducts = self.shorted or (test.wants_heater() and not self.mosfet_dead)
        level = (self.rail or self.welded) and self.whole and not conducts
        return int(level) if self.stuck is None else self.stuck


def run(circuit, dt_ms=50):
    """Step a test to its end; returns it and the milliseconds with rail and with heater on."""
    test = SelfTest()
    test.start()
    rail_ms = heater_ms = 0
    for _ in range(200):
        rail_ms += dt_ms if test.wants_rail() else 0
        heater_ms += dt_ms if test.wants_heater() else 0
        test.step(circuit.sense(test, dt_ms), dt_ms)
        if test.stage in (PASSED, FAILED):
            return test, rail_ms, heater_ms
    raise AssertionError("the test does not end")


def test_a_whole_circuit_passes_with_the_heater_on_for_one_pass():
    test, rail_ms, heater_ms = run(Circuit())
    assert (test.stage, test.fault) == (PASSED, faults.NONE)
    assert heater_ms == 50
    assert rail_ms <= 300


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ({"welded": True}, faults.RAIL_WELDED),
        ({"stuck": 1}, faults.RAIL_WELDED),
        ({"rail_dead": True}, faults.HEATER_CIRCUIT),
        ({"heater_open": True}, faults.HEATER_CIRCUIT),
        ({"shorted": True}, faults.HEATER_CIRCUIT),
        ({"mosfet_dead": True}, faults.HEATER_STAYS_OFF),
        ({"stuck": 0}, faults.HEATER_CIRCUIT),
    ],
)
def test_every_broken_part_fails_and_is_told(broken, fault):
    test, _, heater_ms = run(Circuit(**broken))
    assert (test.stage, test.fault) == (FAILED, fault)
    assert heater_ms <= HEATER_ON_LONGEST_MS
    assert not test.wants_rail()
    assert not test.wants_heater()


@pytest.mark.parametrize("broken", [{"welded": True}, {"shorted": True}, {"heater_open": True}, {"rail_dead": True}])
def test_the_heater_is_not_tried_when_it_is_known_to_be_wrong_before(broken):
    assert run(Circuit(**broken))[2] == 0


def test_stages_can_be_told_apart():
    assert sorted({IDLE, RAIL_OFF, RAIL_ON, HEATER_ON, PASSED, FAILED}) == [0, 1, 2, 3, 4, 5]


def test_nothing_is_wanted_while_idle_and_nothing_happens():
    test = SelfTest()
    assert test.fault == faults.NONE
    for _ in range(50):
        test.step(1, 50)
        assert test.stage == IDLE
        assert not test.wants_rail()
        assert not test.wants_heater()


def at_rail_on():
    test = SelfTest()
    test.start()
    for _ in range(RAIL_OFF_MS // 50):
        assert test.stage == RAIL_OFF
        test.step(0, 50)
    assert test.stage == RAIL_ON
    return test


def at_heater_on():
    test = at_rail_on()
    while test.stage == RAIL_ON:
        test.step(1, 50)
    assert test.stage == HEATER_ON
    return test


def test_the_rail_stays_off_for_half_a_second_before_it_is_judged():
    test = SelfTest()
    test.start()
    for _ in range(RAIL_OFF_MS // 50 - 1):
        test.step(1, 50)  # the monostable may still hold it
    test.step(1, 49)
    assert test.stage == RAIL_OFF
    assert not test.wants_rail()
    test.step(0, 1)
    assert test.stage == RAIL_ON


def test_a_rail_that_is_off_only_in_the_end_is_good_and_one_that_is_on_in_the_end_is_not():
    test = SelfTest()
    test.start()
    for _ in range(RAIL_OFF_MS // 50 - 1):
        test.step(0, 50)
    test.step(1, 50)
    assert (test.stage, test.fault) == (FAILED, faults.RAIL_WELDED)


def test_an_answer_is_believed_only_when_it_was_read_after_the_change():
    test = at_rail_on()
    for _ in range(2):
        test.step(1, 50)
        assert test.stage == RAIL_ON
    test.step(1, 50)
    assert test.stage == HEATER_ON


def test_the_rail_has_half_a_second_to_close():
    test = at_rail_on()
    for _ in range(RAIL_ON_LONGEST_MS // 50 - 1):
        test.step(0, 50)
    test.step(0, 49)
    assert test.stage == RAIL_ON
    late = at_rail_on()
    for _ in range(RAIL_ON_LONGEST_MS // 50):
        late.step(0, 50)
    assert (late.stage, late.fault) == (FAILED, faults.HEATER_CIRCUIT)
    test.step(1, 1)
    assert test.stage == HEATER_ON


def test_the_heater_is_on_for_three_passes_at_most():
    test = at_heater_on()
    test.step(1, 50)
    test.step(1, 50)
    test.step(1, 49)
    assert test.stage == HEATER_ON
    test.step(1, 1)
    assert (test.stage, test.fault) == (FAILED, faults.HEATER_STAYS_OFF)
    test = at_heater_on()
    test.step(1, 50)
    test.step(1, 50)
    test.step(0, 50)
    assert test.stage == PASSED


def test_a_stall_of_the_whole_pad_is_not_taken_for_a_broken_relay():
    test = at_rail_on()
    test.step(0, 3_000)
    assert test.stage == RAIL_ON
    test = at_heater_on()
    test.step(1, 3_000)
    assert test.stage == HEATER_ON
    test = SelfTest()
    test.start()
    test.step(1, 3_000)
    assert test.stage == RAIL_OFF


def test_a_result_stays_until_the_next_start():
    test, _, _ = run(Circuit(welded=True))
    test.step(0, 50)
    assert (test.stage, test.fault) == (FAILED, faults.RAIL_WELDED)
    test.reset()
    assert (test.stage, test.fault) == (IDLE, faults.NONE)
    test, _, _ = run(Circuit())
    test.step(1, 50)
    assert test.stage == PASSED
    test.start()
    assert test.stage == RAIL_OFF


def test_a_start_in_the_middle_begins_with_the_rail_off():
    test = at_heater_on()
    test.start()
    assert test.stage == RAIL_OFF
    assert not test.wants_rail()
    assert not test.wants_heater()


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 120)), min_size=1, max_size=80))
def test_no_pass_without_having_seen_off_on_and_off_in_that_order(samples):
    test = SelfTest()
    test.start()
    before = test.stage
    for sense, dt_ms in samples:
        test.step(sense, dt_ms)
        if test.stage != before:
            allowed = {RAIL_OFF: {(RAIL_ON, 0), (FAILED, 1)}, RAIL_ON: {(HEATER_ON, 1), (FAILED, 0), (FAILED, 1)}}
            assert (test.stage, sense) in allowed.get(before, {(PASSED, 0), (FAILED, 1)})
            assert before not in (PASSED, FAILED)
        assert test.wants_heater() <= test.wants_rail()
        assert (test.fault == faults.NONE) == (test.stage != FAILED)
        before = test.stage


def test_one_pass_counts_as_50_ms_at_most():
    assert LONGEST_PASS_MS == 50
