"""The buzzer: tunes told apart by number, length or pitch alone, and alarms that come back."""

from itertools import combinations, groupby
from math import log10, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.integer_range import Small
from host_tests.panel_status import PanelStatus
from pad import beeps, cues
from pad.session import CHECK, DONE, FAULT, LOCKED, OFF, RUNNING, SAFE_MODE, STOPPED

CUES = {name: code for name, code in vars(cues).items() if name.isupper()}
HEARD = [code for code in CUES.values() if code != cues.NONE]
TUNES = beeps.TUNES[1:-1].split(b" ")
MINUTE = 600  # passes of 100 ms


def play(cue, count=40, dt_ms=100, state=RUNNING):
    """Pitches of so many passes, from the one on in which the cue was told."""
    beeper, status = beeps.Beeper(), PanelStatus(state=state)
    beeper.step(status, dt_ms)
    status.tell(cue)
    return [beeper.step(status, dt_ms) for _ in range(count)]


def tones(pitches):
    """Lengths in passes of all tones, pauses apart."""
    return [len(list(run)) for sounding, run in groupby(pitches, key=bool) if sounding]


def alarms(state, cue, passes):
    """In which passes after the state's beginning a cue begins that nobody has told, with 100 ms passes."""
    beeper, status = beeps.Beeper(), PanelStatus(state=OFF)
    beeper.step(status, 100)
    status.change(state=state)
    sounds = [bool(beeper.step(status, 100)) for _ in range(passes)]
    length = len(TUNES[cue])
    return [index for index in range(passes) if sounds[index] and not any(sounds[max(0, index - length) : index])]


def test_every_cue_has_a_tune():
    assert sorted(CUES.values()) == list(range(len(TUNES)))
    assert all(any(play(cue)) for cue in HEARD)
    assert not any(play(cues.NONE))


@pytest.mark.parametrize(("one", "other"), list(combinations(HEARD, 2)))
def test_tunes_differ_in_number_or_length_for_people_who_hear_no_pitch(one, other):
    assert tones(play(one)) != tones(play(other))


@pytest.mark.parametrize(("one", "other"), list(combinations(HEARD, 2)))
def test_tunes_differ_in_number_or_pitch_for_people_who_cannot_judge_length(one, other):
    def melody(cue):
        return [pitch for pitch, _ in groupby(play(cue)) if pitch]

    alike = [{cues.STOP, cues.READY}, {cues.PRESS, cues.READY}]  # READY is heard at power-on only
    assert melody(one) != melody(other) or {one, other} in alike


@pytest.mark.parametrize("cue", HEARD)
def test_pitches_are_for_old_ears(cue):
    assert {pitch for pitch in play(cue) if pitch} <= set(range(1_000, 2_200))


@pytest.mark.parametrize("cue", HEARD)
def test_a_tune_ends_within_three_seconds_and_is_played_once(cue):
    assert not any(play(cue, 200)[30:])


def test_a_tune_begins_in_the_pass_of_its_cue():
    assert play(cues.PRESS, 3) == [1_500, 0, 0]
    assert tones(play(cues.FAULT)) == [2] * 5
    assert play(cues.HEAT_ON, 6) == [1_500, 0, 2_100, 2_100, 2_100, 0]
    assert play(cues.HEAT_OFF, 6) == [2_100, 2_100, 2_100, 0, 1_500, 0]


@pytest.mark.parametrize("cue", HEARD)
@pytest.mark.parametrize("dt_ms", [98, 99, 101, 102])
def test_passes_that_are_a_little_early_or_late_change_no_tune(cue, dt_ms):
    assert play(cue, 25, dt_ms) == play(cue, 25)


def test_late_passes_skip_and_do_not_stretch():
    beeper, status = beeps.Beeper(), PanelStatus(state=RUNNING)
    status.tell(cues.FAULT)
    assert beeper.step(status, 100)
    assert beeper.step(status, 3_000) == 0


def test_the_newest_cue_is_heard():
    beeper, status = beeps.Beeper(), PanelStatus(state=RUNNING)
    status.tell(cues.TIME_UP)
    beeper.step(status, 100)
    status.tell(cues.STOP)
    assert [beeper.step(status, 100) for _ in range(12)] == [1_050] * 9 + [0] * 3


def test_the_same_cue_again_is_heard_again():
    beeper, status = beeps.Beeper(), PanelStatus(state=RUNNING)
    heard = []
    for _ in range(3):
        status.tell(cues.PRESS)
        heard += [beeper.step(status, 100) for _ in range(3)]
    assert tones(heard) == [1, 1, 1]


def test_the_cue_before_the_first_pass_is_heard():
    beeper, status = beeps.Beeper(), PanelStatus(state=OFF, cue=cues.READY, cue_count=1)
    assert tones([beeper.step(status, 100) for _ in range(10)]) == [4]


def test_a_fault_alarms_at_intervals_that_double():
    starts = alarms(FAULT, cues.FAULT, 11 * MINUTE)
    # 10 s, then 20, 40, 80, ... after each other
    assert starts == [100, 300, 700, 1_500, 3_100, 6_300]


@pytest.mark.parametrize(("state", "cue"), [(DONE, cues.CHECK), (LOCKED, cues.LOCKED), (SAFE_MODE, cues.LOCKED)])
def test_states_that_wait_for_somebody_remind_of_it(state, cue):
    assert alarms(state, cue, 8 * MINUTE) == [600, 1_800, 4_200]


@pytest.mark.parametrize("state", [OFF, CHECK, RUNNING, STOPPED])
def test_other_states_are_silent(state):
    assert alarms(state, cues.CHECK, 10 * MINUTE) == []


def test_an_alarm_never_becomes_rarer_than_hourly():
    beeper, status = beeps.Beeper(), PanelStatus(state=FAULT)
    sounds = [bool(beeper.step(status, 3_000)) for _ in range(24 * 1_200)]
    starts = [index for index in range(1, len(sounds)) if sounds[index] and not sounds[index - 1]]
    assert starts[-1] - starts[-2] == 1_200
    assert 8 + 20 <= len(starts) <= 8 + 24


def test_leaving_the_state_ends_the_reminders_and_coming_back_begins_anew():
    beeper, status = beeps.Beeper(), PanelStatus(state=FAULT)
    for _ in range(1_000):
        beeper.step(status, 100)
    status.change(state=OFF)
    assert not any([beeper.step(status, 100) for _ in range(5_000)][20:])
    status.change(state=FAULT)
    sounds = [bool(beeper.step(status, 100)) for _ in range(150)]
    assert sounds.index(True) == 100


# --- volume -----------------------------------------------------------------------------------------------------------

LOUD_ONES = (cues.STOP, cues.TIME_UP, cues.FAULT, cues.LOCKED)
SOFTER = [code for code in HEARD if code not in LOUD_ONES]
HALF = 32_768


def duties(cue, volume, state=RUNNING):
    """Duty of each pass in which a cue sounds."""
    beeper, status = beeps.Beeper(), PanelStatus(state=state, volume=volume)
    beeper.step(status, 100)
    status.tell(cue)
    return {beeper.duty for _ in range(40) if beeper.step(status, 100)}


@pytest.mark.parametrize("cue", LOUD_ONES)
@pytest.mark.parametrize("volume", range(4))
def test_alarms_are_loud_at_every_volume(cue, volume):
    assert duties(cue, volume) == {HALF}


@pytest.mark.parametrize("cue", SOFTER)
def test_answers_to_a_hand_can_be_softer_in_steps_of_ten_decibels_or_silent(cue):
    assert duties(cue, 0) == set()
    assert duties(cue, 3) == {HALF}
    levels = [20 * log10(sin(pi * duties(cue, volume).pop() / 65_536)) for volume in (1, 2, 3)]
    assert levels == pytest.approx([-20, -10, 0], abs=0.1)


@pytest.mark.parametrize("volume", range(4))
@pytest.mark.parametrize("state", [DONE, FAULT, LOCKED, SAFE_MODE])
def test_what_is_repeated_for_somebody_to_come_is_loud_at_every_volume(state, volume):
    beeper, status = beeps.Beeper(), PanelStatus(state=OFF, volume=volume)
    beeper.step(status, 100)
    status.change(state=state)
    heard = [beeper.duty for _ in range(MINUTE + 30) if beeper.step(status, 100)]
    assert heard
    assert set(heard) == {HALF}


def test_an_alarm_after_a_soft_tone_is_loud_at_once():
    beeper, status = beeps.Beeper(), PanelStatus(state=RUNNING, volume=1)
    status.tell(cues.CHECK)
    assert beeper.step(status, 100) == 2_100
    soft = beeper.duty
    status.tell(cues.TIME_UP)
    assert beeper.step(status, 100) == 2_100
    assert beeper.duty == HALF > soft


def test_silence_after_an_alarm_is_what_was_chosen():
    beeper, status = beeps.Beeper(), PanelStatus(state=RUNNING, volume=0)
    status.tell(cues.FAULT)
    assert beeper.step(status, 100)
    status.tell(cues.PRESS)
    assert not any(beeper.step(status, 100) for _ in range(40))


@pytest.mark.parametrize(
    ("cue", "count"), [(cues.PROFILE_GENTLE, 1), (cues.PROFILE_STANDARD, 2), (cues.PROFILE_OWN, 3)]
)
def test_profiles_are_counted_in_short_tones(cue, count):
    assert tones(play(cue)) == [2] * count


@given(
    st.lists(
        st.tuples(st.integers(0, 3_000), st.integers(0, 7), st.integers(0, 15), st.booleans()), min_size=1, max_size=60
    )
)
def test_every_intermediate_fits_the_board(passes):
    beeper, status = beeps.Beeper(), PanelStatus()
    for dt_ms, state, cue, told in passes:
        status.change(state=state)
        if told:
            status.tell(cue)
        assert beeper.step(status, Small(dt_ms)) in beeps.PITCHES_HZ


@pytest.mark.parametrize("state", range(8))
def test_numbers_stay_small_over_a_year(state):
    beeper, status = beeps.Beeper(), PanelStatus(state=state)
    for _ in range(3_000):
        beeper.step(status, Small(10_000_000))
