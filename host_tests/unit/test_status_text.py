"""The sentence that any app can show: what the pad does, in every state, and what to do next."""

from itertools import product

import pytest

from host_tests.panel_status import PanelStatus
from host_tests.unit.test_fault_texts import ALL_CODES
from pad import fault_texts, faults, status_text
from pad.session import (
    CHECK,
    COOL_DOWN,
    DONE,
    FAULT,
    LOCKED,
    OFF,
    RUNNING,
    SAFE_MODE,
    SELF_TEST,
    STATE_NAMES,
    STOPPED,
    WARM_UP,
    WORK,
)
from pad.status_text import MOST_BYTES

PHASES = (SELF_TEST, WARM_UP, WORK, COOL_DOWN)
NOTIFICATION_BYTES = 185 - 3  # of what is negotiated with a phone, the attribute protocol takes three


def said(**changes):
    return status_text.sentence(PanelStatus(**changes))


def assert_can_be_shown(sentence):
    assert sentence.isascii()
    assert sentence.isprintable()
    assert 0 < len(sentence.encode()) <= MOST_BYTES
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "  " not in sentence


# --- every sentence ---------------------------------------------------------------------------------------------------


def test_a_sentence_fits_one_notification():
    assert MOST_BYTES <= NOTIFICATION_BYTES


@pytest.mark.parametrize("state", range(8), ids=STATE_NAMES)
def test_every_sentence_of_a_state_can_be_shown(state):
    for phase, rest_s, due, is_open, minutes in product(PHASES, (0, 1, 1_800), (0, 1), (0, 1), (5, 30)):
        choices = {"rest_s": rest_s, "foot_check_due": due, "pairing_open": is_open, "chosen_minutes": minutes}
        assert_can_be_shown(said(state=state, phase=phase, **choices))


@pytest.mark.parametrize("phase", PHASES)
def test_every_sentence_of_a_session_can_be_shown(phase):
    for speed_step, heat_level, remaining_s in product(range(1, 12), range(4), (0, 1, 60, 1_800)):
        values = {"speed_step": speed_step, "heat_level": heat_level, "remaining_s": remaining_s}
        assert_can_be_shown(said(state=RUNNING, phase=phase, **values))


@pytest.mark.parametrize("code", range(256))
def test_every_sentence_of_a_fault_can_be_shown(code):
    for reading in (-0x8000, -1, 0, 4_040, 0x7FFF):
        sentence = said(state=FAULT, fault_code=code, fault_reading=reading)
        assert_can_be_shown(sentence)
        assert sentence.startswith(f"Fault {code}: ")


# --- what it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"state": OFF}, "Ready. START begins 15 minutes (standard, steady)."),
        ({"state": OFF, "chosen_minutes": 30}, "Ready. START begins 30 minutes (standard, steady)."),
        (
            {"state": OFF, "foot_check_due": True},
            "Ready. START begins 15 minutes (standard, steady). Feet have not been looked at since the last session.",
        ),
        ({"state": OFF, "pairing_open": True}, "Ready. A phone may pair for a minute."),
        ({"state": OFF, "rest_s": 1_800}, "Rest for the feet: 30 min, then START."),
        ({"state": OFF, "rest_s": 1_741}, "Rest for the feet: 30 min, then START."),
        ({"state": OFF, "rest_s": 1_740}, "Rest for the feet: 29 min, then START."),
        ({"state": OFF, "rest_s": 1}, "Rest for the feet: 1 min, then START."),
        (
            {"state": CHECK},
            "Look at your feet. START: they are well. Hold START 3 s: something is wrong.",
        ),
        ({"state": RUNNING, "phase": SELF_TEST}, "Testing itself."),
        (
            {"state": RUNNING, "phase": WARM_UP, "remaining_s": 900},
            "Running: speed 1 of 11, no heat, 15 min left.",
        ),
        (
            {"state": RUNNING, "phase": WORK, "speed_step": 11, "heat_level": 3, "remaining_s": 61},
            "Running: speed 11 of 11, high heat, 2 min left.",
        ),
        (
            {"state": RUNNING, "phase": WORK, "heat_level": 1, "remaining_s": 60},
            "Running: speed 1 of 11, low heat, 1 min left.",
        ),
        (
            {"state": RUNNING, "phase": COOL_DOWN, "heat_level": 2, "remaining_s": 1},
            "Running: speed 1 of 11, medium heat, 1 min left.",
        ),
        ({"state": RUNNING, "phase": COOL_DOWN, "remaining_s": 0}, "Running: speed 1 of 11, no heat, 0 min left."),
        ({"state": STOPPED}, "Stopped. START goes on, without heat."),
        (
            {"state": DONE},
            "Done. Look at your feet. START: they are well. Hold START 3 s: something is wrong.",
        ),
        (
            {"state": LOCKED},
            "Locked: something was wrong with the feet. Have somebody look. Hold START 5 s to unlock.",
        ),
        ({"state": SAFE_MODE}, "Safe mode: the pad restarted again and again. Pull the plug."),
    ],
)
def test_it_says_what_the_pad_does_and_what_to_do_next(changes, sentence):
    assert said(**changes) == sentence


def test_the_rest_that_is_due_comes_before_all_else():
    assert said(state=OFF, rest_s=60, pairing_open=True, foot_check_due=True).startswith("Rest")


@pytest.mark.parametrize("code", ALL_CODES)
def test_a_fault_is_told_with_what_was_read_and_the_way_out(code):
    sentence = said(state=FAULT, fault_code=code, fault_reading=4_050)
    assert fault_texts.sentence(code, 4_050) in sentence
    assert sentence.endswith(fault_texts.way_out(code) + " Then hold START 5 s.")


def test_a_fault_in_full():
    assert said(state=FAULT, fault_code=faults.OVER_TEMPERATURE, fault_reading=4_050) == (
        "Fault 12: The surface was too hot: 40.5 C. Let it cool. Look at your feet. Then hold START 5 s."
    )


def test_no_two_states_say_the_same():
    sentences = {said(state=state, fault_code=faults.CRASH_LOOP) for state in range(8)}
    assert len(sentences) == 8


# --- the fault as a value ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", range(256))
def test_a_fault_is_its_code_and_its_name(code):
    value = status_text.fault(code)
    name = "none" if code == faults.NONE else fault_texts.name(code)
    assert value == bytes((code,)) + name.encode()
    assert 1 < len(value) <= MOST_BYTES
    assert value[1:].isascii()
