"""What a phone may ask for, asserted at what the pad wants afterwards: in every state, for every command."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.unit.finger import Finger
from pad import cues, faults, phone
from pad import session as session_module
from pad.heat_budget import HeatBudget
from pad.phone import (
    BAD_ARGUMENT,
    COOLER,
    DONE,
    FEET_WRONG,
    HEAT_OFF,
    NOTHING_TO_DO,
    SCORE_AFTER,
    SCORE_BEFORE,
    SLOWER,
    STOP,
    UNKNOWN,
    WRONG_LENGTH,
    obey,
)
from pad.session import (
    CHECK,
    CHECK_REFUSED,
    COOL_DOWN,
    FAULT,
    LOCKED,
    OFF,
    PHONE,
    RUNNING,
    SAFE_MODE,
    SELF_TEST,
    STATE_NAMES,
    STOPPED,
    WARM_UP,
    WORK,
    Session,
)
from tools import phone_names

PHASES = (SELF_TEST, WARM_UP, WORK, COOL_DOWN)
# What each command may touch while the pad runs; outside, none touches anything.
MAY_CHANGE = {
    STOP: {"state", "stop_reason", "foot_check_due", "since_ms", "_start_from_ms", "speed_step", "heat_level"},
    SLOWER: {"speed_step"},
    COOLER: {"heat_level"},
    HEAT_OFF: {"heat_level"},
}
# And in any state:
SCORES = {SCORE_BEFORE: {"score_before"}, SCORE_AFTER: {"score_after"}}
LOCKS = MAY_CHANGE[STOP] | {"remaining_ms", "cue", "cue_count", "_cue_ms"}
SITUATIONS = [(state, phase) for state in range(8) for phase in PHASES]


def session_in(state, phase=WORK, speed_step=5, heat_level=2):
    """A session in the middle of something, with something of everything."""
    session = Session(True, HeatBudget())
    session.state = state
    session.phase = phase
    if state == RUNNING:
        session.speed_step, session.heat_level = speed_step, heat_level
    session.remaining_ms, session.elapsed_ms = 600_000, 300_000
    session.chosen_min = 20
    session.since_ms = 5_000
    session.foot_check_due = state != RUNNING
    session.clear_wanted = state == session_module.FAULT
    session._start_from_ms = 4_000
    session.allowance.used_ms = 400_000
    return session


def everything(session):
    """All that a session is, in parts that can be compared."""
    parts = {
        name: value for name, value in vars(session).items() if name not in ("heat_budget", "allowance", "settings")
    }
    parts["allowance"] = (session.allowance.used_ms, session.allowance.idle_ms)
    parts["heat budget"] = bytes(session.heat_budget.minutes), session.heat_budget.left_s()
    parts["settings"] = session.settings.to_bytes()
    return copy.deepcopy(parts)


def changed(before, session):
    after = everything(session)
    return {name for name in after if after[name] != before[name]}


def may_change(state, command):
    opcode = command[0] if command else 0
    if opcode in SCORES:
        return SCORES[opcode] if len(command) == 2 else set()
    if len(command) != 1:
        return set()
    if opcode == FEET_WRONG and state in (FAULT, SAFE_MODE):
        return {"lock_kept", "foot_check_due", "cue", "cue_count", "_cue_ms"}
    if opcode == FEET_WRONG and state != LOCKED:
        return LOCKS
    return MAY_CHANGE[opcode] | {"cue", "cue_count", "_cue_ms"} if state == RUNNING and opcode in MAY_CHANGE else set()


def assert_only_less(before, session, command):
    """Nothing begins, nothing rises, nothing is longer, no fault and no lock goes."""
    assert changed(before, session) <= may_change(before["state"], command)
    assert session.state in (before["state"], LOCKED if command == bytes((FEET_WRONG,)) else STOPPED)
    assert session.speed_step <= before["speed_step"]
    assert session.heat_level <= before["heat_level"]
    assert session.remaining_ms in (
        (0, before["remaining_ms"]) if session.state == LOCKED else (before["remaining_ms"],)
    )
    assert session.foot_check_due >= before["foot_check_due"]


# --- never more -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "phase"), SITUATIONS)
def test_no_command_of_any_length_starts_speeds_up_heats_adds_time_or_clears(state, phase):
    for opcode in range(256):
        for length in range(21):
            command = bytes((opcode,) * length)
            session = session_in(state, phase)
            before = everything(session)
            result = obey(session, command)
            assert 0 <= result < len(phone_names.RESULTS)
            assert_only_less(before, session, command)


@given(st.sampled_from(SITUATIONS), st.binary(max_size=20), st.integers(1, 11), st.integers(0, 3))
def test_neither_does_noise(situation, command, speed_step, heat_level):
    session = session_in(*situation, speed_step, heat_level)
    before = everything(session)
    obey(session, command)
    assert_only_less(before, session, command)


@pytest.mark.parametrize(
    "into", [Finger.to_check, Finger.to_stopped, Finger.to_done, Finger.to_fault, Finger.to_locked]
)
def test_a_pad_that_hands_have_brought_into_another_state_is_left_in_it(into):
    finger = Finger()
    into(finger)
    before = everything(finger.session)
    for opcode in set(range(256)) - {FEET_WRONG}:
        assert obey(finger.session, bytes((opcode,))) in (NOTHING_TO_DO, UNKNOWN, WRONG_LENGTH)
    assert not changed(before, finger.session)


@pytest.mark.parametrize("state", sorted(set(range(8)) - {RUNNING}), ids=STATE_NAMES.__getitem__)
@pytest.mark.parametrize("opcode", sorted(MAY_CHANGE))
def test_outside_a_session_there_is_nothing_to_do(state, opcode):
    session = session_in(state)
    before = everything(session)
    assert obey(session, bytes((opcode,))) == NOTHING_TO_DO
    assert not changed(before, session)


def test_a_fault_is_cleared_by_no_phone():
    finger = Finger()
    finger.to_fault(faults.OVER_TEMPERATURE)
    for opcode in range(256):
        obey(finger.session, bytes((opcode,)))
        obey(finger.session, bytes((opcode, 0)))
        finger.wait(100)
        assert not finger.session.clear_wanted
        assert finger.fault == faults.OVER_TEMPERATURE
    assert finger.session.state == session_module.FAULT


# --- less -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def running():
    finger = Finger()
    finger.to_running()
    for name in ("FASTER", "FASTER", "HEAT", "HEAT", "HEAT"):
        finger.press(name)
    assert (finger.session.speed_step, finger.session.heat_level) == (3, 3)
    return finger


@pytest.mark.parametrize("phase", PHASES)
def test_stop_stops_in_every_phase(phase):
    session = session_in(RUNNING, phase)
    assert obey(session, bytes((STOP,))) == DONE
    assert (session.state, session.stop_reason, session.cue) == (STOPPED, PHONE, cues.STOP)
    assert not session.may_run()
    assert session.target_rpm() == session.heat_target_cc() == 0
    assert session.foot_check_due
    assert obey(session, bytes((STOP,))) == NOTHING_TO_DO


def test_after_a_stop_a_hand_may_go_on_from_step_1_without_heat(running):
    obey(running.session, bytes((STOP,)))
    running.wait_s(2)
    running.press("START")
    assert running.session.state == RUNNING
    assert (running.session.speed_step, running.session.heat_level) == (1, 0)


def test_slower_takes_one_step_down_to_the_lowest(running):
    steps = []
    for _ in range(4):
        steps.append((obey(running.session, bytes((SLOWER,))), running.session.speed_step))
    assert steps == [(DONE, 2), (DONE, 1), (NOTHING_TO_DO, 1), (NOTHING_TO_DO, 1)]
    assert running.session.target_rpm() == 1000


def test_cooler_takes_one_level_down_to_no_heat(running):
    levels = []
    for _ in range(4):
        levels.append((obey(running.session, bytes((COOLER,))), running.session.heat_level))
    assert levels == [(DONE, 2), (DONE, 1), (DONE, 0), (NOTHING_TO_DO, 0)]
    assert running.session.heat_target_cc() == 0


@pytest.mark.parametrize("level", [1, 2, 3])
def test_heat_off_takes_all_heat_away(running, level):
    running.session.heat_level = level
    assert obey(running.session, bytes((HEAT_OFF,))) == DONE
    assert running.session.heat_target_cc() == 0
    assert obey(running.session, bytes((HEAT_OFF,))) == NOTHING_TO_DO


@pytest.mark.parametrize(("opcode", "cue"), [(SLOWER, cues.PRESS), (COOLER, cues.HEAT_OFF), (HEAT_OFF, cues.HEAT_OFF)])
def test_the_pad_tells_what_the_phone_has_done_and_not_what_it_has_not(running, opcode, cue):
    running.session.speed_step, running.session.heat_level = 2, 1
    count = running.session.cue_count
    obey(running.session, bytes((opcode,)))
    assert (running.session.cue, running.session.cue_count) == (cue, count + 1)
    obey(running.session, bytes((opcode,)))
    assert running.session.cue_count == count + 1


@pytest.mark.parametrize("state", sorted(set(range(8)) - {RUNNING}), ids=STATE_NAMES.__getitem__)
def test_slower_and_cooler_do_nothing_outside_a_session(state):
    session = session_in(state)
    before = everything(session)
    assert not session.turn_down(session.speed_step - 1, session.heat_level)
    assert not session.turn_down(session.speed_step, 0)
    assert not changed(before, session)


def test_time_goes_on_as_it_was(running):
    """Twins: the one that a phone slows and cools never wants more than the other, and ends with it."""
    twin = copy.deepcopy(running)
    for _ in range(12):
        for opcode in (SLOWER, COOLER):
            obey(running.session, bytes((opcode,)))
        for finger in (running, twin):
            finger.wait_s(90)
        assert running.session.target_rpm() <= twin.session.target_rpm()
        assert running.session.heat_target_cc() <= twin.session.heat_target_cc()
        assert running.session.remaining_ms == twin.session.remaining_ms
        assert running.session.state == twin.session.state


# --- feet and scores --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in range(8) if state not in (FAULT, LOCKED, SAFE_MODE)])
def test_something_is_wrong_locks_from_every_state_that_could_lead_to_a_start(state):
    session = session_in(state)
    assert obey(session, bytes((FEET_WRONG,))) == DONE
    assert (session.state, session.stop_reason, session.foot_check_due) == (LOCKED, CHECK_REFUSED, True)
    assert session.target_rpm() == session.heat_target_cc() == 0
    assert obey(session, bytes((FEET_WRONG,))) == NOTHING_TO_DO


@pytest.mark.parametrize("state", [FAULT, SAFE_MODE], ids=STATE_NAMES.__getitem__)
def test_something_is_wrong_waits_beneath_what_must_go_on_being_shown(state):
    session = session_in(state)
    session.foot_check_due = False
    assert not session.is_locked()
    assert obey(session, bytes((FEET_WRONG,))) == DONE
    assert (session.state, session.is_locked(), session.foot_check_due) == (state, True, True)
    assert obey(session, bytes((FEET_WRONG,))) == NOTHING_TO_DO


def test_what_is_locked_already_stays_as_it_is():
    session = session_in(LOCKED)
    before = everything(session)
    assert obey(session, bytes((FEET_WRONG,))) == NOTHING_TO_DO
    assert not changed(before, session)


@pytest.mark.parametrize("state", range(8), ids=STATE_NAMES)
@pytest.mark.parametrize("elapsed_ms", [0, 300_000])
def test_a_score_is_taken_only_when_it_is_clear_what_for(state, elapsed_ms):
    session = session_in(state)
    session.elapsed_ms = elapsed_ms
    before, after = state in (OFF, CHECK, RUNNING), state not in (CHECK, RUNNING) and elapsed_ms > 0
    assert obey(session, bytes((SCORE_BEFORE, 4))) == (DONE if before else NOTHING_TO_DO)
    assert obey(session, bytes((SCORE_AFTER, 6))) == (DONE if after else NOTHING_TO_DO)
    assert (session.score_before, session.score_after) == (4 if before else 255, 6 if after else 255)


@pytest.mark.parametrize("opcode", sorted(SCORES))
def test_a_score_is_0_to_10(opcode):
    session = session_in(OFF)
    assert [obey(session, bytes((opcode, score))) for score in range(11)] == [DONE] * 11
    before = everything(session)
    assert {obey(session, bytes((opcode, score))) for score in range(11, 256)} == {BAD_ARGUMENT}
    assert not changed(before, session)


# --- results ----------------------------------------------------------------------------------------------------------


def test_codes_are_those_of_the_interface():
    assert (STOP, SLOWER, COOLER, HEAT_OFF) == (1, 2, 3, 4)
    assert (FEET_WRONG, SCORE_BEFORE, SCORE_AFTER) == (5, 6, 7)
    assert phone_names.COMMANDS[:5] == ("", "stop", "slower", "cooler", "heat off")
    assert phone_names.COMMANDS[5:] == ("something is wrong", "score before", "score after")
    assert (DONE, NOTHING_TO_DO, UNKNOWN, WRONG_LENGTH, phone.NOT_ALLOWED) == (0, 1, 2, 3, 4)
    assert phone_names.RESULTS[:5] == ("done", "nothing to do", "unknown command", "wrong length", "not allowed")
    assert phone_names.RESULTS[BAD_ARGUMENT:] == ("bad argument",)


@pytest.mark.parametrize("state", range(8), ids=STATE_NAMES)
def test_a_command_is_one_byte_and_a_score_behind_that_of_a_score(state):
    assert obey(session_in(state), b"") == WRONG_LENGTH
    for opcode in range(STOP, SCORE_AFTER + 1):
        for length in set(range(1, 21)) - {2 if opcode in SCORES else 1}:
            assert obey(session_in(state), bytes((opcode,)) + bytes(length - 1)) == WRONG_LENGTH


@pytest.mark.parametrize("state", [OFF, RUNNING])
@pytest.mark.parametrize("opcode", [0, 8, 9, 128, 255])
def test_any_other_opcode_is_unknown(state, opcode):
    assert obey(session_in(state), bytes((opcode,))) == UNKNOWN


def test_a_buffer_of_the_stack_is_as_good_as_bytes():
    assert obey(session_in(RUNNING), bytearray((STOP,))) == DONE
    assert obey(session_in(RUNNING), memoryview(bytes((STOP,)))) == DONE
