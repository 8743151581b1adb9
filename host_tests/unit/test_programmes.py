"""Profiles, programmes and the questions of the first use: never more than a hand has chosen."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from host_tests.unit.changed_settings import record, tighten_limits
from host_tests.unit.finger import Finger
from pad import buttons, cues, phone, screen_lines, words_de, words_en
from pad.limits import FIRST_USE_READ_S
from pad.screen import PAGE_MS
from pad.session import CHECK, COOL_DOWN, LOCKED, OFF, PROGRAMMES, RUNNING, SELF_TEST, STOPPED, WARM_UP, WORK
from pad.settings import (
    ACKNOWLEDGED,
    GENTLE,
    MINUTES_MOST,
    OWN,
    OWN_HEAT,
    OWN_MINUTES,
    OWN_PROGRAMME,
    OWN_SPEED,
    PROFILE,
    STANDARD,
    VOLUME,
)
from pad.settings_table import tighten

STEADY, WAVE, WARM_AND_SETTLE = range(3)
TOLD = {GENTLE: cues.PROFILE_GENTLE, STANDARD: cues.PROFILE_STANDARD, OWN: cues.PROFILE_OWN}


def finger_with(profile=STANDARD, programme=STEADY):
    """On a pad that is off, chosen by hand."""
    finger = Finger()
    while finger.session.settings.values[PROFILE] != profile:
        finger.press("FASTER")
    while finger.session.programme != programme:
        finger.press("SLOWER")
    return finger


def phone_writes(finger, values):
    """A phone writes the settings as they are but for these values. Whether they are taken."""
    settings = finger.session.settings
    taken = tighten(settings, record(values, settings.values))
    if taken:
        finger.session.obey_settings()
    return taken


def next_profile(finger):
    """Press FASTER, or hold it where a press is not enough."""
    gentle = finger.session.settings.values[PROFILE] == GENTLE
    finger.press("FASTER", 3_200 if gentle else 120)


def at_work(finger, presses):
    """A session, past its warm-up, with FASTER pressed so often."""
    finger.to_running()
    for _ in range(presses):
        finger.press("FASTER")
    while finger.session.phase == WARM_UP:
        finger.wait(100)
    assert finger.session.phase == WORK


# --- profiles ---------------------------------------------------------------------------------------------------------


def test_faster_goes_round_the_profiles_while_the_pad_is_off_and_says_which(finger):
    found = []
    for _ in range(4):
        next_profile(finger)
        found.append((finger.session.settings.values[PROFILE], finger.session.cue))
    assert found == [(profile, TOLD[profile]) for profile in (OWN, GENTLE, STANDARD, OWN)]
    assert finger.session.settings.changed
    assert finger.session.state == OFF


@pytest.mark.parametrize(("held_ms", "profile"), [(120, GENTLE), (2_900, GENTLE), (3_100, STANDARD), (9_000, STANDARD)])
def test_only_a_hold_leaves_gentle_and_goes_one_further(held_ms, profile):
    finger = finger_with(GENTLE)
    finger.press("FASTER", held_ms)
    assert finger.session.settings.values[PROFILE] == profile
    assert finger.session.cue == (cues.REFUSED if profile == GENTLE else cues.PROFILE_STANDARD)


def test_a_hold_that_stopped_a_gentle_session_leaves_it_gentle():
    finger = finger_with(GENTLE)
    finger.to_running()
    finger.press("FASTER", 9_000)
    assert finger.session.settings.values[PROFILE] == GENTLE


def test_the_press_that_has_chosen_gentle_does_not_leave_it_however_long_it_lasts():
    finger = finger_with(OWN)
    finger.press("FASTER", 9_000)
    assert (finger.session.settings.values[PROFILE], finger.session.cue) == (GENTLE, cues.PROFILE_GENTLE)
    finger.press("FASTER", 3_200)
    assert finger.session.settings.values[PROFILE] == STANDARD


def test_a_hold_that_began_while_the_pad_was_not_off_leaves_it_gentle():
    finger = finger_with(GENTLE)
    finger.press("FASTER")  # refused; it must not count for a later hold
    finger.to_check()
    finger.wait_s(296)
    finger.press("FASTER", 9_000)
    assert finger.session.state == OFF
    assert finger.session.settings.values[PROFILE] == GENTLE


def test_gentle_is_capped_at_step_4_and_has_no_heat():
    finger = finger_with(GENTLE)
    at_work(finger, 11)
    assert (finger.session.speed_step, finger.session.cue) == (4, cues.REFUSED)
    assert finger.session.target_rpm() == 1000 + 3 * 270
    finger.press("HEAT")
    assert (finger.session.heat_target_cc(), finger.session.cue) == (0, cues.REFUSED)


@pytest.mark.parametrize(("speed", "highest"), [(11, 4), (4, 4), (3, 3), (1, 1)])
def test_a_limit_below_that_holds_in_gentle_too(speed, highest):
    finger = finger_with(GENTLE)
    tighten_limits(finger.session, speed=speed)
    at_work(finger, 11)
    assert finger.session.speed_step == highest


def test_a_profile_brings_its_minutes_and_its_programme():
    finger = finger_with(STANDARD, WAVE)
    finger.choose(30)
    finger.press("FASTER")
    assert (finger.session.chosen_min, finger.session.programme) == (15, STEADY)
    tighten_limits(finger.session, minutes=10)
    finger.press("FASTER")
    assert finger.session.chosen_min == 10


def test_the_own_profile_is_what_a_hand_has_made_of_it():
    finger = finger_with(OWN, WAVE)
    finger.choose(25)
    for _ in range(3):
        next_profile(finger)
    assert (finger.session.chosen_min, finger.session.programme) == (25, WAVE)
    values = finger.session.settings.values
    assert (values[OWN_MINUTES], values[OWN_PROGRAMME]) == (25, WAVE)


@pytest.mark.parametrize("profile", [GENTLE, STANDARD])
def test_what_is_chosen_in_another_profile_is_not_remembered_there(profile):
    finger = finger_with(profile, WAVE)
    finger.choose(5)
    values = finger.session.settings.values
    assert (values[OWN_MINUTES], values[OWN_PROGRAMME]) == (15, STEADY)
    for _ in range(3):
        next_profile(finger)
    assert (finger.session.chosen_min, finger.session.programme) == (15, STEADY)


def test_the_own_profile_is_limited_by_what_a_phone_has_made_of_it():
    finger = finger_with(OWN)
    assert phone_writes(finger, {OWN_SPEED: 6, OWN_HEAT: 1, OWN_MINUTES: 10})
    assert finger.session.chosen_min == 10
    at_work(finger, 11)
    levels = []
    for _ in range(3):
        finger.press("HEAT")
        levels.append(finger.session.heat_level)
    assert (finger.session.speed_step, levels) == (6, [1, 0, 1])


@pytest.mark.parametrize("profile", [GENTLE, STANDARD, OWN])
def test_the_pad_starts_with_the_profile_that_was_chosen(profile):
    finger = Finger()
    settings = finger.session.settings
    values = {PROFILE: profile, OWN_MINUTES: 25, OWN_PROGRAMME: WARM_AND_SETTLE}
    settings.take(record(values)[1:])
    finger.session.take_profile()
    own = profile == OWN
    assert finger.session.chosen_min == (25 if own else 15)
    assert finger.session.programme == (WARM_AND_SETTLE if own else STEADY)


def test_a_phone_chooses_no_profile_of_more_minutes():
    finger = finger_with(OWN)
    finger.choose(30)
    for _ in range(2):
        next_profile(finger)
    assert (finger.session.settings.values[PROFILE], finger.session.chosen_min) == (STANDARD, 15)
    assert not phone_writes(finger, {PROFILE: OWN})
    assert phone_writes(finger, {PROFILE: OWN, OWN_MINUTES: 15})
    assert finger.session.chosen_min == 15


@pytest.mark.parametrize("minutes", [5, 10, 15, 20, 30])
@pytest.mark.parametrize("profile", [GENTLE, OWN])
def test_a_phone_that_chooses_another_profile_never_makes_a_session_longer(profile, minutes):
    finger = finger_with(STANDARD)
    finger.choose(minutes)
    assert phone_writes(finger, {PROFILE: profile})
    assert finger.session.chosen_min == min(minutes, 15)
    finger.to_running()
    assert finger.session.remaining_ms <= min(minutes, 15) * 60_000


def test_a_phone_that_chooses_another_profile_ends_heat_and_speed_at_once():
    finger = finger_with(STANDARD)
    at_work(finger, 8)
    finger.press("HEAT")
    assert phone_writes(finger, {PROFILE: GENTLE})
    assert (finger.session.speed_step, finger.session.heat_level, finger.session.state) == (4, 0, RUNNING)
    for name in ("FASTER", "HEAT"):
        finger.press(name)
        assert finger.session.cue == cues.REFUSED
    assert not phone_writes(finger, {PROFILE: STANDARD})
    assert not phone_writes(finger, {PROFILE: OWN})


# --- programmes -------------------------------------------------------------------------------------------------------


def test_slower_goes_round_the_programmes_while_the_pad_is_off(finger):
    found = []
    for _ in range(4):
        finger.press("SLOWER")
        found.append((finger.session.programme, finger.session.cue))
    assert found == [(programme, cues.PRESS) for programme in (WAVE, WARM_AND_SETTLE, STEADY, WAVE)]
    assert finger.session.state == OFF


def steps(finger, seconds):
    """The step that the programme makes of it, each ten seconds; those in a row that are alike once, with how often."""
    found = []
    for _ in range(seconds // 10):
        step = finger.session.step_now()
        assert finger.session.target_rpm() == 1000 + (step - 1) * 270
        if found and found[-1][0] == step:
            found[-1][1] += 1
        else:
            found.append([step, 1])
        finger.wait_s(10)
    return [tuple(pair) for pair in found]


def test_steady_stays_as_it_is_chosen():
    finger = finger_with(STANDARD, STEADY)
    at_work(finger, 7)
    assert steps(finger, 600) == [(8, 60)]


def test_the_wave_goes_down_three_steps_for_a_minute_each_other_minute():
    finger = finger_with(STANDARD, WAVE)
    at_work(finger, 7)
    assert steps(finger, 360) == [(8, 6), (5, 6)] * 3


def test_warm_and_settle_is_four_minutes_gently_four_as_chosen_and_calmer_from_then_on():
    finger = finger_with(STANDARD, WARM_AND_SETTLE)
    at_work(finger, 7)
    assert steps(finger, 780) == [(4, 24), (8, 24), (6, 30)]


@pytest.mark.parametrize("presses", [0, 1, 2])
def test_no_programme_goes_below_step_1(presses):
    for programme in (WAVE, WARM_AND_SETTLE):
        finger = finger_with(STANDARD, programme)
        at_work(finger, presses)
        assert {step for step, _ in steps(finger, 600)} <= set(range(1, presses + 2))


def test_every_start_begins_the_programme_anew():
    finger = finger_with(STANDARD, WARM_AND_SETTLE)
    at_work(finger, 7)
    finger.wait_s(300)
    assert finger.session.step_now() == 8
    finger.press("START")
    finger.wait_s(2)
    finger.press("START")
    assert (finger.session.state, finger.session.step_now()) == (RUNNING, 1)
    for _ in range(7):
        finger.press("FASTER")
    assert finger.session.step_now() == 4


@pytest.mark.parametrize("programme", [WAVE, WARM_AND_SETTLE])
def test_nothing_rises_when_the_cool_down_begins_nor_until_it_ends(programme):
    finger = finger_with(STANDARD, programme)
    finger.choose(10)
    at_work(finger, 9)
    while finger.session.phase != COOL_DOWN:
        before = finger.session.step_now()
        finger.wait(100)
    assert finger.session.step_now() <= before
    while finger.session.state == RUNNING:
        before = finger.session.step_now()
        finger.wait(100)
        assert finger.session.step_now() <= before
    assert before == 1


def test_who_asks_for_more_time_in_the_cool_down_goes_on_at_the_speed_that_is_left():
    finger = finger_with(STANDARD, WAVE)
    finger.choose(5)
    at_work(finger, 9)
    while finger.session.phase != COOL_DOWN:
        finger.wait(100)
    finger.wait_s(12)
    left = finger.session.step_now()
    assert left < 10
    finger.press("TIME")
    assert finger.session.phase == WORK
    assert max(step for step, _ in steps(finger, 200)) == left


@pytest.mark.parametrize("programme", range(3))
def test_no_programme_touches_the_heat(programme):
    finger = finger_with(STANDARD, programme)
    at_work(finger, 5)
    finger.wait_s(200)
    assert finger.session.heat_target_cc() == 0
    finger.press("HEAT")
    for _ in range(50):
        finger.wait_s(10)
        assert finger.session.heat_target_cc() == 3_500


def test_a_phone_that_changes_the_programme_does_so_from_the_next_start_on():
    """The part that is calmer must not end because a phone likes another one."""
    finger = finger_with(OWN, WARM_AND_SETTLE)
    assert phone_writes(finger, {OWN_SPEED: 4, OWN_HEAT: 0})
    at_work(finger, 3)
    assert finger.session.step_now() == 1
    assert phone_writes(finger, {OWN_PROGRAMME: STEADY, PROFILE: GENTLE})
    assert steps(finger, 700) == [(1, 24), (4, 24), (2, 22)]
    finger.press("START")
    finger.wait_s(2)
    finger.press("START")
    finger.wait_s(2)
    for _ in range(3):
        finger.press("FASTER")
    assert finger.session.step_now() == 4


def test_every_programme_is_made_of_whole_parts():
    for parts in PROGRAMMES:
        assert len(parts) % 2 == 0
        assert all(parts[place] > 0 for place in range(0, len(parts), 2))


class Watched(Finger):
    """Looks at what programme and phone make of the speed, at every sample."""

    def __init__(self):
        super().__init__()
        self.watcher = self
        self.hand = 0
        self._step = 0
        self.highest = 11

    def look(self):
        session = self.session
        now = session.step_now()
        if session.state != RUNNING:
            assert now == session.target_rpm() == session.heat_target_cc() == 0
            self.hand = 0
        else:
            self.hand = max(self.hand, 1)
            assert 1 <= now <= session.speed_step <= self.hand <= 11
            if session.phase == SELF_TEST:
                assert session.target_rpm() == 0
            elif session.phase == COOL_DOWN:
                assert now <= self._step
        self._step = now

    def look_at_change(self):
        pass

    def press(self, name, hold_ms=120):
        if name == "FASTER" and self.session.state == RUNNING:
            self.hand += 1
        super().press(name, hold_ms)
        if self.session.state == RUNNING:
            self.hand = min(self.hand, self.session.speed_step)


ACTIONS = st.one_of(
    st.sampled_from(("FASTER", "FASTER", "SLOWER", "TIME", "HEAT", "START")),
    st.sampled_from((1, 20, 70, 250)),
    st.sampled_from((b"\2", b"\3", b"\4")),
    st.dictionaries(
        st.sampled_from((PROFILE, OWN_PROGRAMME, OWN_SPEED, OWN_MINUTES, MINUTES_MOST)), st.integers(0, 30)
    ),
)


@hypothesis_settings(max_examples=60)
@given(st.sampled_from((STANDARD, OWN)), st.integers(0, 2), st.lists(ACTIONS, max_size=30))
def test_whatever_hands_and_phones_do_a_programme_never_passes_what_the_hand_chose(profile, programme, actions):
    finger = Watched()
    while finger.session.settings.values[PROFILE] != profile:
        finger.press("FASTER")
    while finger.session.programme != programme:
        finger.press("SLOWER")
    finger.to_running()
    for action in actions:
        before = (finger.session.step_now(), finger.session.heat_target_cc(), finger.session.remaining_ms)
        if isinstance(action, str):
            heat = finger.session.heat_level
            finger.press(action)
            assert finger.session.heat_level <= (heat + 1 if action == "HEAT" else heat)
        elif isinstance(action, int):
            heat = finger.session.heat_level
            finger.wait_s(action)
            assert finger.session.heat_level <= heat
        else:
            if isinstance(action, bytes):
                phone.obey(finger.session, action)
            else:
                phone_writes(finger, action)
            after = (finger.session.step_now(), finger.session.heat_target_cc(), finger.session.remaining_ms)
            assert all(new <= old for new, old in zip(after, before, strict=True))
        if finger.session.state == STOPPED:
            finger.wait_s(2)
            finger.press("START")


@given(
    st.sampled_from((GENTLE, STANDARD, OWN)),
    st.sampled_from((5, 10, 15, 20, 25, 30)),
    st.lists(
        st.dictionaries(st.sampled_from((PROFILE, OWN_SPEED, OWN_HEAT, OWN_MINUTES, MINUTES_MOST)), st.integers(0, 30))
    ),
)
def test_no_row_of_settings_from_a_phone_gives_the_next_session_more(profile, minutes, writes):
    finger = Finger()
    session = finger.session
    while session.settings.values[PROFILE] != profile:
        session.choose(buttons.FASTER)
    session.settings.put(OWN_MINUTES, minutes)
    session.take_profile()
    for values in writes:
        before = session.chosen_min
        phone_writes(finger, values)
        assert 5 <= session.chosen_min <= before
        assert session.chosen_min % 5 == 0


# --- the questions of the first use -----------------------------------------------------------------------------------


def test_the_first_start_acknowledges_and_nothing_else_does(finger):
    session = finger.session
    assert session.first_use
    finger.to_check()
    assert session.settings.values[ACKNOWLEDGED] == 0
    finger.press("START")  # too soon
    assert session.first_use
    finger.wait_s(4)
    finger.press("START", 1_500)  # an answer that nobody can be sure of
    assert session.state == CHECK
    assert session.first_use
    finger.wait_s(28)
    finger.press("START")
    assert session.state == RUNNING
    assert not session.first_use
    assert session.settings.values[ACKNOWLEDGED] == 1
    assert session.settings.changed


@pytest.mark.parametrize("way", ["refused", "left", "fault"])
def test_who_does_not_confirm_is_asked_again(finger, way):
    finger.to_check()
    if way == "refused":
        finger.press("START", 3_200)
        assert finger.session.state == LOCKED
    elif way == "left":
        finger.wait_s(302)
    else:
        finger.to_fault()
    assert finger.session.first_use
    assert finger.session.settings.values[ACKNOWLEDGED] == 0


def test_who_starts_before_all_has_been_shown_is_asked_again(finger):
    finger.to_check()
    finger.wait_s(27)
    finger.press("START")
    assert finger.session.state == RUNNING
    assert finger.session.first_use
    assert finger.session.settings.values[ACKNOWLEDGED] == 0


@pytest.mark.parametrize(
    ("hold_ms", "since_s", "acknowledged"), [(120, 27, 0), (120, 29, 1), (1_500, 27, 0), (1_500, 29, 1)]
)
def test_a_press_that_is_refused_shows_the_first_page_again_and_the_time_begins_anew(
    finger, hold_ms, since_s, acknowledged
):
    finger.to_check()
    if hold_ms > 1_000:  # else it is too soon
        finger.wait_s(20)
    finger.press("START", hold_ms)
    assert (finger.session.state, finger.session.cue) == (CHECK, cues.REFUSED)
    finger.wait_s(since_s)
    finger.press("START")
    assert (finger.session.state, finger.session.settings.values[ACKNOWLEDGED]) == (RUNNING, acknowledged)


def test_the_time_is_long_enough_for_every_page_in_every_language():
    for language in (words_en, words_de):
        turns = len(screen_lines._first_use(language.display.split("\n"), language)) // screen_lines.LINES
        assert turns * PAGE_MS <= FIRST_USE_READ_S * 1000


def acknowledge(finger):
    """From OFF to a session, with the questions of the first use read."""
    finger.to_check()
    finger.wait_s(29)
    finger.press("START")
    assert finger.session.state == RUNNING


def test_once_acknowledged_it_is_not_asked_again_after_a_restart(finger):
    acknowledge(finger)
    again = Finger()
    again.session.settings.take(finger.session.settings.values)
    again.session.take_profile()
    assert not again.session.first_use


def test_a_hand_that_forgets_the_settings_is_asked_again(finger):
    acknowledge(finger)
    finger.press("START")
    finger.wait_s(430)
    assert finger.session.state == OFF
    assert not finger.session.first_use
    finger.hold("HEAT")
    finger.press("TIME", 5_300)
    finger.release("HEAT")
    finger.wait(300)
    assert finger.session.first_use
    finger.wait_s(5)
    acknowledge(finger)
    assert not finger.session.first_use


def test_a_phone_neither_acknowledges_nor_asks_again(finger):
    assert not phone_writes(finger, {ACKNOWLEDGED: 1})
    assert finger.session.first_use
    acknowledge(finger)
    assert not phone_writes(finger, {ACKNOWLEDGED: 0})
    assert phone_writes(finger, {VOLUME: 1})
    assert not finger.session.first_use
