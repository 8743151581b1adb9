"""Any order of presses, holds, waits, faults and stops: what must never happen, watched at every sample."""

import random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from host_tests.unit.changed_settings import record
from host_tests.unit.finger import SESSION_MS, Finger
from pad import buttons, faults, phone
from pad.limits import HOLD_PAIRS_MS, PAIRING_OPEN_MS, REST_MIN, SESSION_TOTAL_MIN
from pad.session import (
    CHECK,
    CHECK_REFUSED,
    DONE,
    FAULT,
    LOCKED,
    OFF,
    RUNNING,
    SAFE_MODE,
    SELF_TEST,
    STATE_NAMES,
    STOPPED,
)
from pad.settings import COUNT, HEAT_MOST, MINUTES_MOST, PROFILE, SPEED_MOST, most
from pad.settings_table import tighten

MINUTE_MS = 60_000
WAYS_OUT = {
    OFF: {CHECK, FAULT},
    CHECK: {OFF, RUNNING, LOCKED, FAULT},
    RUNNING: {STOPPED, DONE, FAULT},
    STOPPED: {RUNNING, DONE, FAULT},
    DONE: {OFF, LOCKED, FAULT},
    FAULT: {OFF},
    LOCKED: {OFF},
    SAFE_MODE: set(),
}
# A session's step sees a change of state up to this much later than it was.
LAG_MS = 2 * SESSION_MS
SAMPLED_MS = 20 + 20  # first closed sample, and debounced


class Watcher:
    """Looks at a pad after each sample, from outside: at the copper of the contacts, at time and at what is wanted."""

    def __init__(self, finger):
        self._finger = finger
        self._state = finger.session.state
        self._entered_ms = finger.now_ms
        self._speed_step = 0
        self._heat_level = 0
        self._closed_since_ms = [None] * len(buttons.NAMES)
        self._fault_since_ms = None
        self._window_ms = 0
        self._looked_ms = finger.now_ms
        self._massage_ms = 0
        self._rest_ms = 0
        self.visited = set()
        self.by_phone = False  # somebody has said there that something is wrong

    def look(self):
        session = self._finger.session
        self._look_at_contacts()
        self.look_at_change()
        self._look_at_time(session)
        self._look_at_wishes(session)
        self._look_at_stops(session)
        self._look_at_window(session)
        self._count_massage(self._finger.now_ms - self._looked_ms)
        self._looked_ms = self._finger.now_ms
        self._speed_step = session.speed_step
        self._heat_level = session.heat_level

    def _look_at_contacts(self):
        for index, closed in enumerate(self._finger.closed):
            if not closed:
                self._closed_since_ms[index] = None
            elif self._closed_since_ms[index] is None:
                self._closed_since_ms[index] = self._finger.now_ms - 20

    def _held_ms(self, index):
        since_ms = self._closed_since_ms[index]
        return 0 if since_ms is None else self._finger.now_ms - since_ms

    def look_at_change(self):
        """May be called between two buttons of one sample: a start may end before the next sample."""
        before, after = self._state, self._finger.session.state
        if before == after:
            return
        lasted_ms = self._finger.now_ms - self._entered_ms
        start_held_ms = self._held_ms(buttons.START)
        locked_by_phone = self.by_phone and after == LOCKED
        self.by_phone = False
        if not locked_by_phone:
            assert after in WAYS_OUT[before], f"{STATE_NAMES[before]} to {STATE_NAMES[after]}"
            self.visited.add((before, after))
        if before == CHECK and after == RUNNING:
            assert lasted_ms >= 3_000
            assert self._massage_ms < (SESSION_TOTAL_MIN - 4) * MINUTE_MS
        if before == STOPPED and after == RUNNING:
            assert 1_500 <= lasted_ms <= 120_000 + LAG_MS
        if after == RUNNING:
            assert self._finger.session.phase == SELF_TEST
            assert self._finger.session.speed_step == 1
            assert self._finger.session.heat_level == 0
            self._speed_step, self._heat_level = 1, 0
        if after == LOCKED:
            assert locked_by_phone or 3_000 <= start_held_ms <= lasted_ms + SAMPLED_MS
            assert self._finger.session.stop_reason == CHECK_REFUSED
        if before == LOCKED:
            assert start_held_ms >= 5_000
            assert lasted_ms >= start_held_ms - SAMPLED_MS
        if before == RUNNING:
            assert self._finger.session.stop_reason != 0
            assert self._finger.session.foot_check_due
        self._state = after
        self._entered_ms = self._finger.now_ms

    def _look_at_time(self, session):
        assert 0 <= session.remaining_ms <= 30 * MINUTE_MS
        assert 0 <= session.elapsed_ms <= SESSION_TOTAL_MIN * MINUTE_MS + SESSION_MS
        assert session.remaining_ms == 0 or session.state in (RUNNING, STOPPED)
        assert session.since_ms <= self._finger.now_ms - self._entered_ms + SESSION_MS
        assert session.heat_budget.left_s() > 0 or session.heat_level == 0 or session.phase == SELF_TEST

    def _look_at_wishes(self, session):
        assert session.may_run() == (session.state == RUNNING)
        if session.state != RUNNING or session.phase == SELF_TEST:
            assert session.target_rpm() == 0
            assert session.heat_target_cc() == 0
        if session.state != RUNNING:
            assert session.speed_step == 0
            assert session.heat_level == 0
            return
        assert 1 <= session.step_now() <= session.speed_step <= most(session.settings.values, SPEED_MOST) <= 11
        assert session.heat_level <= most(session.settings.values, HEAT_MOST)
        if session.speed_step > self._speed_step:
            assert session.speed_step == self._speed_step + 1
            assert self._held_ms(buttons.FASTER) > 0
        if session.heat_level > self._heat_level:
            assert session.heat_level == self._heat_level + 1
            assert self._held_ms(buttons.HEAT) > 0

    def _look_at_stops(self, session):
        if session.state == RUNNING:
            assert self._held_ms(buttons.START) == 0, "START is touched and the pad runs"
            assert all(self._held_ms(index) <= 2_000 + SAMPLED_MS + 20 for index in range(len(buttons.NAMES)))
        if self._finger.fault == faults.NONE:
            self._fault_since_ms = None
        elif self._fault_since_ms is None:
            self._fault_since_ms = self._finger.now_ms
        elif self._finger.now_ms - self._fault_since_ms > SESSION_MS:
            assert session.state in (FAULT, LOCKED, SAFE_MODE) or self._finger.now_ms - self._entered_ms <= SESSION_MS
            assert session.state != RUNNING

    def _look_at_window(self, session):
        """The window for phones opens at the end of a hold of TIME, and is open only while the pad is off."""
        window_ms = self._finger.pairing.open_ms
        if window_ms > self._window_ms:
            assert window_ms == PAIRING_OPEN_MS
            assert self._held_ms(buttons.TIME) >= HOLD_PAIRS_MS
            assert session.state == OFF
        if session.state != OFF and self._finger.now_ms - self._entered_ms > SESSION_MS:
            assert window_ms == 0
        self._window_ms = window_ms

    def _count_massage(self, ms):
        """The hour of massage, counted by somebody else than the session."""
        if self._finger.session.state == RUNNING:
            self._massage_ms += ms
            self._rest_ms = 0
            assert self._massage_ms <= SESSION_TOTAL_MIN * MINUTE_MS + 2_000
        else:
            self._rest_ms += ms
            if self._rest_ms >= REST_MIN * MINUTE_MS - LAG_MS:
                self._massage_ms = 0


class WatchedFinger(Finger):
    """A finger whose every sample is looked at."""

    def __init__(self, phase_ms=0):
        super().__init__(phase_ms=phase_ms)
        self.watcher = Watcher(self)


ANY_BUTTON = st.sampled_from(buttons.NAMES)
TIGHTER = st.sampled_from(
    (
        {SPEED_MOST: 8, HEAT_MOST: 2, MINUTES_MOST: 20},
        {SPEED_MOST: 2, HEAT_MOST: 1, MINUTES_MOST: 5},
        {PROFILE: 0},
        {PROFILE: 2},
    )
)


class AnyOrder(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.finger = WatchedFinger()

    @rule(name=ANY_BUTTON, hold_ms=st.sampled_from((60, 120, 900, 1_100, 2_100, 3_100, 5_200)))
    def press(self, name, hold_ms):
        self.finger.press(name, hold_ms)

    @rule(name=ANY_BUTTON)
    def hold(self, name):
        self.finger.hold(name)

    @rule(name=ANY_BUTTON)
    def release(self, name):
        self.finger.release(name)

    @rule(ms=st.sampled_from((20, 40, 100, 700, 1_400, 2_900, 5_000)))
    def wait(self, ms):
        self.finger.wait(ms)

    @rule(seconds=st.sampled_from((29, 59, 118, 299, 600)))
    def let_go_and_wait(self, seconds):
        let_go(self.finger)
        self.finger.wait_s(seconds)

    @rule()
    def start_from_off(self):
        let_go(self.finger)
        self.finger.wait(300)
        self.finger.press("START")
        self.finger.wait_s(3)
        self.finger.press("START")
        self.finger.wait_s(2)

    @rule(gone=st.booleans())
    def fault(self, gone):
        self.finger.fault = faults.OVER_TEMPERATURE
        self.finger.fault_is_gone = gone

    @rule()
    def cause_goes(self):
        self.finger.fault_is_gone = True

    @rule(works=st.booleans())
    def self_test(self, works):
        self.finger.self_test_works = works

    @rule(command=st.one_of(st.integers(0, 5).map(lambda opcode: bytes((opcode,))), st.binary(max_size=20)))
    def phone_commands(self, command):
        done = phone.obey(self.finger.session, command) == phone.DONE
        self.finger.watcher.by_phone |= done and command[0] == phone.FEET_WRONG

    @rule(values=TIGHTER | st.dictionaries(st.integers(0, COUNT - 1), st.integers(0, 255), max_size=3))
    def phone_tightens(self, values):
        session = self.finger.session
        before = (session.step_now(), session.heat_level, session.remaining_ms, session.chosen_min, session.state)
        if tighten(session.settings, record(values, session.settings.values)):
            session.obey_settings()
        after = (session.step_now(), session.heat_level, session.remaining_ms, session.chosen_min, session.state)
        assert all(new <= old for new, old in zip(after, before, strict=True))
        assert after[-1] == before[-1]

    @rule()
    def phone_says_that_something_is_wrong(self):
        self.finger.watcher.look_at_change()
        self.finger.watcher.by_phone |= self.finger.session.say_wrong()
        self.finger.watcher.look_at_change()

    @precondition(lambda self: self.finger.session.state == OFF)
    @rule()
    def hand_forgets_settings(self):
        self.finger.session.settings.forget()
        self.finger.session.obey_settings()


AnyOrder.TestCase.settings = settings(max_examples=50, stateful_step_count=40)
TestAnyOrder = AnyOrder.TestCase


def let_go(finger):
    for name in buttons.NAMES:
        finger.release(name)


def somebody_who_uses_it(randomness, finger):
    """One thing that a person does, or that happens; likely ones more often, so that sessions do come about."""
    session = finger.session
    choice = randomness.random()
    if choice < 0.35 and session.state in (OFF, CHECK, STOPPED, DONE):
        finger.press("START", randomness.choice((60, 120, 400)))
        finger.wait(randomness.choice((100, 1_500, 2_800, 3_500)))
    elif choice < 0.40:
        finger.press("START", randomness.choice((900, 1_100, 2_900, 3_100, 4_900, 5_100, 7_000)))
    elif choice < 0.65:
        finger.press(randomness.choice(buttons.NAMES[1:]), randomness.choice((60, 120, 120, 400, 1_900, 2_200)))
    elif choice < 0.70:
        finger.hold(randomness.choice(buttons.NAMES))
        finger.wait(randomness.randint(10, 3_000))
    elif choice < 0.78:
        let_go(finger)
    elif choice < (0.83 if session.state == DONE else 0.80):
        finger.fault = faults.OVER_TEMPERATURE
        finger.fault_is_gone = randomness.random() < 0.7
    elif choice < 0.82:
        finger.fault_is_gone = True
        finger.self_test_works = randomness.random() < 0.8
    elif choice < 0.83:
        phone.obey(session, bytes((phone.STOP,)))
    else:
        if randomness.random() < 0.7:
            let_go(finger)
        finger.wait(randomness.choice((20, 500, 2_000, 30_000, 125_000, 400_000)))


def test_weeks_of_random_use_reach_every_change_of_state_and_none_else():
    every_change = {(before, after) for before, afters in WAYS_OUT.items() for after in afters}
    visited = set()
    for seed in range(12):
        randomness = random.Random(seed)
        finger = WatchedFinger(phase_ms=20 * (seed % 5))
        for _ in range(800):
            somebody_who_uses_it(randomness, finger)
        visited |= finger.watcher.visited
        if visited == every_change:
            return
    raise AssertionError(f"never seen: {every_change - visited}")


@pytest.mark.parametrize("seed", range(4))
def test_somebody_who_asks_for_all_that_there_is_gets_an_hour(seed):
    """Nothing but START, TIME and going on after stops: the hour and the rest hold."""
    randomness = random.Random(seed)
    finger = WatchedFinger()
    for _ in range(400):
        if finger.session.state == RUNNING and randomness.random() < 0.9:
            finger.press("TIME")
            finger.wait_s(randomness.choice((30, 100, 200)))
        else:
            finger.press("START")
            finger.wait(3_500)
