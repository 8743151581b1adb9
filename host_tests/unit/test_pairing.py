"""When a phone may pair, asserted at the window and at what the pad is told, with fingers on contacts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.unit.changed_settings import tighten_limits
from host_tests.unit.finger import Finger
from host_tests.unit.session_steps import into
from pad import buttons, cues, faults
from pad.limits import HOLD_FORGETS_MS, HOLD_PAIRS_MS, HOLD_START_PAIRS_MS, PAIRING_OPEN_MS
from pad.pairing import Pairing
from pad.session import CHECK, FAULT, LOCKED, OFF, STATE_NAMES
from pad.settings import DEFAULTS, Settings

MINUTES = (5, 10, 15, 20, 25, 30)
NOT_OFF = [state for state in range(8) if state != OFF]


@pytest.fixture
def without_time():
    return Finger(has_time=False)


class Pad:
    """What a Pairing asks of a session. `off`: whether it is; `undone` are the presses that meant something else."""

    def __init__(self):
        self.off = True
        self.undone = []
        self.settings = Settings()
        self.obeyed = None

    @property
    def state(self):
        return OFF if self.off else FAULT

    def is_off_for(self, opener):
        return self.off

    def undo_press(self, index):
        self.undone.append(index)

    def obey_settings(self):
        self.obeyed = self.settings.values


class Held:
    """A Pairing that is told how long buttons have been held, to the millisecond."""

    def __init__(self, without=""):
        self.pad = Pad()
        self.pairing = Pairing(self.pad, [name for name in buttons.NAMES if name != without])
        self.pairing.has_radio = True

    def hold(self, dt_ms=0, **held_ms):
        """Take what these buttons say, all others open; then let `dt_ms` pass. Returns what is left of the window."""
        for index, name in enumerate(buttons.NAMES):
            self.pairing.take(index, held_ms.get(name, 0))
        self.pairing.step(dt_ms)
        return self.pairing.open_ms


def open_window(finger):
    finger.press("TIME", HOLD_PAIRS_MS + 100)
    assert finger.pairing.open_ms > 0


# --- what opens it ----------------------------------------------------------------------------------------------------


def test_a_new_pad_is_closed_to_phones_and_forgets_nothing(finger):
    assert (finger.pairing.open_ms, finger.pairing.forget_wanted) == (0, False)
    finger.wait_s(10)
    assert (finger.pairing.open_ms, finger.pairing.forget_wanted) == (0, False)


def test_a_button_that_is_not_fitted_is_never_held():
    """Nobody tells of it: a pad without heat has no HEAT."""
    pairing = Held().pairing
    pairing.take(buttons.TIME, HOLD_PAIRS_MS)
    pairing.step(20)
    assert (pairing.open_ms, pairing.forget_wanted) == (PAIRING_OPEN_MS, False)


@pytest.mark.parametrize(
    ("without", "name", "limit_ms"), [("", "TIME", HOLD_PAIRS_MS), ("TIME", "START", HOLD_START_PAIRS_MS)]
)
def test_the_hold_opens_the_window_for_60_s_at_its_limit_and_not_before(without, name, limit_ms):
    held = Held(without)
    assert held.hold(**{name: limit_ms - 1}) == 0
    assert held.hold(**{name: limit_ms}) == PAIRING_OPEN_MS == 60_000


def test_time_held_3_s_opens_it(finger):
    finger.press("TIME", 2_900)
    finger.wait_s(5)
    assert finger.pairing.open_ms == 0
    finger.press("TIME", 3_100)
    assert finger.pairing.open_ms > 59_000


def test_start_held_10_s_opens_it_where_time_is_not_fitted(without_time):
    without_time.press("START", 9_900)
    without_time.wait_s(5)
    assert without_time.pairing.open_ms == 0
    without_time.wait_s(301)  # CHECK, which that press has opened, ends
    without_time.press("START", 10_100)
    assert without_time.pairing.open_ms > 59_000


def test_start_does_not_open_it_where_time_is_fitted(finger):
    finger.press("START", 15_000)
    assert finger.pairing.open_ms == 0


@pytest.mark.parametrize("name", ["FASTER", "SLOWER", "HEAT"])
@pytest.mark.parametrize("has_time", [True, False])
def test_no_other_button_opens_it(name, has_time):
    finger = Finger(has_time=has_time)
    finger.press(name, 15_000)
    assert finger.pairing.open_ms == 0


@pytest.mark.parametrize("name", ["FASTER", "SLOWER", "START"])
def test_other_buttons_do_not_count_beside_time(name):
    held = Held()
    assert held.hold(**{name: 9_000, "TIME": HOLD_PAIRS_MS}) == PAIRING_OPEN_MS
    assert not held.pairing.forget_wanted


@pytest.mark.parametrize("state", NOT_OFF, ids=STATE_NAMES.__getitem__)
def test_it_opens_only_while_the_pad_is_off(finger, state):
    into(finger, state)
    finger.press("TIME", 4_000)
    finger.wait(500)
    assert finger.pairing.open_ms == 0


@pytest.mark.parametrize("state", NOT_OFF, ids=STATE_NAMES.__getitem__)
def test_a_hold_that_began_before_the_pad_was_off_opens_nothing_afterwards(finger, state):
    into(finger, state)
    finger.hold("TIME")
    finger.wait(500)
    finger.session._enter(OFF, cues.NONE)
    finger.fault = faults.NONE
    finger.wait_s(8)
    assert finger.session.state == OFF
    assert finger.pairing.open_ms == 0


def test_a_hold_that_the_pad_was_not_off_for_in_between_opens_nothing():
    held = Held()
    held.hold(TIME=0)
    held.hold(TIME=1_000)
    held.pad.off = False
    held.hold(TIME=2_000)
    held.pad.off = True
    assert held.hold(TIME=3_000) == held.hold(TIME=9_000) == 0
    held.hold(TIME=0)  # let go
    assert held.hold(TIME=3_000) == PAIRING_OPEN_MS


def test_one_hold_opens_it_once():
    held = Held()
    held.hold(TIME=3_000)
    assert held.hold(dt_ms=PAIRING_OPEN_MS, TIME=63_000) == 0
    assert held.hold(TIME=70_000) == 0
    held.hold()
    assert held.hold(TIME=3_000) == PAIRING_OPEN_MS


def test_another_hold_opens_it_for_another_60_s():
    held = Held()
    held.hold(TIME=3_000)
    held.hold(dt_ms=50_000)
    assert held.hold(TIME=3_000) == PAIRING_OPEN_MS


def test_a_jammed_button_does_not_keep_it_open(finger):
    finger.hold("TIME")
    finger.wait_s(64)
    assert finger.pairing.open_ms == 0


# --- whether a phone may pair -----------------------------------------------------------------------------------------


def test_a_phone_may_pair_from_the_first_to_the_last_millisecond_of_the_window():
    held = Held()
    assert not held.pairing.is_open()
    held.hold(TIME=HOLD_PAIRS_MS)
    assert held.pairing.is_open()
    held.hold(dt_ms=PAIRING_OPEN_MS - 1)
    assert held.pairing.is_open()
    held.hold(dt_ms=1)
    assert not held.pairing.is_open()


@pytest.mark.parametrize("state", NOT_OFF, ids=STATE_NAMES.__getitem__)
def test_no_phone_may_pair_while_the_pad_is_not_off_even_if_nobody_samples_buttons_any_more(finger, state):
    open_window(finger)
    assert finger.pairing.is_open()
    finger.session.state = state
    assert finger.pairing.open_ms > 0
    assert not finger.pairing.is_open()


# --- what closes it ---------------------------------------------------------------------------------------------------


def test_it_closes_by_itself_after_60_s():
    held = Held()
    held.hold(TIME=3_000)
    assert held.hold(dt_ms=59_999) == 1
    assert held.hold(dt_ms=1) == 0
    assert held.hold(dt_ms=1) == 0


@pytest.mark.parametrize("state", NOT_OFF, ids=STATE_NAMES.__getitem__)
def test_it_closes_when_the_pad_is_no_longer_off(finger, state):
    open_window(finger)
    finger.session._enter(state, cues.NONE)
    finger.wait(120)
    assert finger.pairing.open_ms == 0
    finger.session._enter(OFF, cues.NONE)
    finger.wait(120)
    assert finger.pairing.open_ms == 0


def test_the_press_of_start_that_asks_about_the_feet_closes_it(finger):
    open_window(finger)
    finger.to_check()
    assert finger.pairing.open_ms == 0


def test_a_fault_closes_it(finger):
    open_window(finger)
    finger.to_fault()
    finger.wait(120)
    assert finger.pairing.open_ms == 0


def test_somebody_else_may_close_it_and_it_stays_closed(finger):
    open_window(finger)
    finger.pairing.open_ms = 0  # a phone has paired
    finger.wait_s(5)
    assert finger.pairing.open_ms == 0


# --- the press that the hold began with -------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", MINUTES)
def test_the_hold_of_time_leaves_the_minutes_as_they_were(finger, minutes):
    finger.choose(minutes)
    open_window(finger)
    assert finger.session.chosen_min == minutes


@pytest.mark.parametrize("most", MINUTES)
def test_so_it_does_where_a_setting_allows_less(most):
    for minutes in range(5, most + 1, 5):
        finger = Finger()
        tighten_limits(finger.session, minutes=most)
        finger.choose(minutes)
        open_window(finger)
        assert finger.session.chosen_min == minutes


def test_time_let_go_sooner_chooses_as_ever(finger):
    finger.press("TIME", 2_900)
    assert finger.session.chosen_min == 20


def test_a_beep_says_that_the_window_is_open(finger):
    finger.hold("TIME")
    finger.wait(2_900)
    count = finger.session.cue_count
    finger.wait(300)
    assert (finger.session.cue, finger.session.cue_count) == (cues.PRESS, count + 1)


def test_the_hold_of_start_leaves_the_pad_off_and_asks_nothing(without_time):
    without_time.hold("START")
    without_time.wait(9_900)
    assert without_time.session.state == CHECK
    without_time.wait(300)
    assert without_time.session.state == OFF
    without_time.release("START")
    without_time.wait_s(5)
    assert without_time.session.state == OFF
    assert without_time.session.chosen_min == 15
    assert without_time.pairing.open_ms > 0


def test_the_hold_of_start_opens_it_while_the_feet_rest_too(without_time):
    without_time.session.allowance.used_ms = 60 * 60_000
    without_time.press("START", 10_200)
    assert (without_time.session.state, without_time.session.cue) == (OFF, cues.PRESS)
    assert without_time.pairing.open_ms > 0


def test_a_hold_of_start_that_began_in_check_still_locks(without_time):
    without_time.to_check()
    without_time.press("START", 11_000)
    assert without_time.session.state == LOCKED
    assert without_time.pairing.open_ms == 0


@pytest.mark.parametrize("state", sorted({*NOT_OFF} - {CHECK}), ids=STATE_NAMES.__getitem__)
def test_start_held_in_any_state_but_off_opens_nothing_where_time_is_not_fitted(without_time, state):
    into(without_time, state)
    without_time.press("START", 12_000)
    without_time.wait(500)
    assert without_time.pairing.open_ms == 0


# --- forgetting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time_ms", "heat_ms", "forgets"),
    [(4_999, 4_999, False), (5_000, 4_999, False), (4_999, 5_000, False), (5_000, 5_000, True)],
)
def test_bonds_are_forgotten_when_both_have_been_held_for_5_s(time_ms, heat_ms, forgets):
    held = Held()
    assert held.hold(TIME=time_ms, HEAT=heat_ms) == 0
    assert held.pairing.forget_wanted is forgets
    assert HOLD_FORGETS_MS == 5_000
    assert held.pad.undone == ([buttons.TIME] if forgets else [])
    assert held.pad.obeyed == (DEFAULTS if forgets else None)


def test_time_and_heat_held_together_forget_and_open_nothing(finger):
    finger.hold("HEAT")
    finger.press("TIME", 5_300)
    finger.release("HEAT")
    finger.wait_s(1)
    assert (finger.pairing.forget_wanted, finger.pairing.open_ms) == (True, 0)
    assert (finger.session.chosen_min, finger.session.state) == (15, OFF)


def test_where_time_is_not_fitted_start_takes_its_place(without_time):
    without_time.hold("HEAT")
    without_time.press("START", 5_300)
    assert (without_time.pairing.forget_wanted, without_time.pairing.open_ms) == (True, 0)
    assert without_time.session.state == OFF


@pytest.mark.parametrize(("without", "other"), [("", "HEAT"), ("HEAT", "SLOWER")])
def test_where_heat_is_not_fitted_slower_takes_its_place(without, other):
    held = Held(without)
    held.hold(TIME=HOLD_FORGETS_MS, **{other: HOLD_FORGETS_MS})
    assert (held.pairing.forget_wanted, held.pairing.open_ms) == (True, 0)


@pytest.mark.parametrize("name", ["TIME", "HEAT"])
def test_one_of_the_two_alone_forgets_nothing(finger, name):
    finger.press(name, 12_000)
    assert not finger.pairing.forget_wanted


@pytest.mark.parametrize("state", NOT_OFF, ids=STATE_NAMES.__getitem__)
def test_bonds_are_forgotten_only_while_the_pad_is_off(finger, state):
    into(finger, state)
    finger.hold("HEAT")
    finger.press("TIME", 7_000)
    assert not finger.pairing.forget_wanted


def test_the_wish_stays_until_it_is_answered(finger):
    finger.pairing.forget_wanted = True
    finger.press("TIME")
    finger.press("HEAT")
    finger.wait_s(100)
    assert finger.pairing.forget_wanted


def test_one_hold_forgets_once():
    held = Held()
    held.hold(TIME=5_000, HEAT=5_000)
    held.pairing.forget_wanted = False
    held.hold(TIME=6_000, HEAT=6_000)
    assert not held.pairing.forget_wanted


def test_who_begins_to_forget_closes_the_window(finger):
    open_window(finger)
    finger.hold("TIME")
    finger.hold("HEAT")
    finger.wait(200)
    assert finger.pairing.open_ms == 0


def test_heat_that_joins_after_the_window_has_opened_closes_it_and_forgets(finger):
    minutes = finger.session.chosen_min
    finger.hold("TIME")
    finger.wait(3_200)
    assert finger.pairing.open_ms > 0
    finger.hold("HEAT")
    finger.wait(1_000)
    assert finger.pairing.open_ms == 0
    assert not finger.pairing.forget_wanted
    finger.wait(4_500)
    assert finger.pairing.forget_wanted
    assert finger.session.chosen_min == minutes


def test_a_hold_that_wanted_to_shut_phones_out_lets_none_in(finger):
    finger.hold("TIME")
    finger.hold("HEAT")
    finger.wait(4_500)
    finger.release("HEAT")
    finger.wait(5_000)
    assert finger.pairing.open_ms == 0
    assert not finger.pairing.forget_wanted


def test_tightened_limits_are_forgotten_after_the_press_is_undone(finger):
    tighten_limits(finger.session, minutes=10)
    assert finger.session.chosen_min == 10
    finger.hold("TIME")
    finger.hold("HEAT")
    finger.wait(6_000)
    assert finger.session.settings.values == DEFAULTS
    assert finger.session.chosen_min == 10


def test_without_a_radio_no_window_opens_but_hands_can_make_it_forget(finger):
    finger.pairing = Pairing(finger.session, buttons.NAMES)
    finger.press("TIME", HOLD_PAIRS_MS + 100)
    assert (finger.pairing.open_ms, finger.session.chosen_min) == (0, 20)  # a press of TIME, no more
    tighten_limits(finger.session, minutes=10)
    finger.hold("TIME")
    finger.hold("HEAT")
    finger.wait(6_000)
    assert finger.session.settings.values == DEFAULTS


# --- any order of hands and states ------------------------------------------------------------------------------------


class Model:
    """What the rules say, from copper and states alone: when did a whole hold of 3 s last end with the pad off?"""

    def __init__(self):
        self.held_ms = 0
        self.off_throughout = True
        self.opened = self.shuts_out = self.spent = False
        self.left_ms = 0

    def step(self, off, time_held, heat_held, dt_ms):
        self.left_ms = max(0, self.left_ms - dt_ms) if off else 0
        if not time_held:
            self.held_ms, self.off_throughout = 0, off
            self.opened = self.shuts_out = self.spent = False
            return
        self.held_ms += dt_ms
        self.off_throughout = self.off_throughout and off
        if not self.off_throughout or self.spent:
            return
        if heat_held:
            self.left_ms, self.shuts_out = 0, True
            self.spent = min(self.held_ms, heat_held) >= 5_000
        elif self.held_ms >= 3_000 and not self.opened and not self.shuts_out:
            self.opened = True
            self.left_ms = 60_000


MOMENT = st.tuples(
    st.sampled_from((True, True, True, False)),
    st.sampled_from((True, True, True, False)),
    st.sampled_from((0, 0, 0, 100, 4_999, 5_000)),
    st.sampled_from((20, 500, 999, 1_000, 2_999, 3_000, 59_999, 60_000)),
)


@given(st.lists(MOMENT, max_size=25))
def test_the_window_is_open_only_when_the_rules_say_so(moments):
    held, model = Held(), Model()
    time_ms = 0
    for off, time_held, heat_ms, dt_ms in moments:
        held.pad.off = off
        time_ms = time_ms + dt_ms if time_held else 0
        model.step(off, time_held, heat_ms, dt_ms)
        assert held.hold(dt_ms, TIME=time_ms, HEAT=heat_ms) == model.left_ms
        assert 0 <= held.pairing.open_ms <= PAIRING_OPEN_MS
