"""Every fault has a name for programs, a sentence and a way out for people."""

import pytest

from pad import buttons, fault_texts, faults, liveness

PLAIN_CODES = [
    value
    for name, value in vars(faults).items()
    if name.isupper() and value not in (faults.NONE, faults.TASK, faults.BUTTON)
]
TASK_CODES = [faults.TASK + task for task in range(len(liveness.NAMES))]
BUTTON_CODES = [faults.BUTTON + index for index in range(len(buttons.NAMES))]
ALL_CODES = PLAIN_CODES + TASK_CODES + BUTTON_CODES


def test_no_two_faults_share_a_code():
    assert len(set(ALL_CODES)) == len(ALL_CODES)
    assert faults.NONE not in ALL_CODES


def test_codes_never_change_their_meaning():
    assert (faults.NONE, faults.NTC_LEFT_OPEN, faults.NTC_LEFT_SHORT) == (0, 1, 2)
    assert (faults.NTC_RIGHT_OPEN, faults.NTC_RIGHT_SHORT) == (5, 6)
    assert (faults.REFERENCE_BAD, faults.READINGS_STALE, faults.OVER_TEMPERATURE) == (10, 11, 12)
    assert (faults.HEATER_CIRCUIT, faults.RAIL_WELDED) == (17, 18)
    assert (faults.TASK, faults.BUTTON, faults.WATCHDOG_RESET, faults.CRASH_LOOP) == (30, 40, 50, 52)


@pytest.mark.parametrize("code", ALL_CODES)
def test_every_fault_has_name_sentence_and_way_out(code):
    assert 0 < code <= 255
    assert fault_texts.name(code).isidentifier()
    assert fault_texts.name(code) != "unknown"
    for text in (fault_texts.sentence(code, 0), fault_texts.way_out(code)):
        assert text.endswith(".")
        assert text[0].isupper()
        assert text.isascii()  # the display has no other letters
    assert fault_texts.sentence(code, 0) != fault_texts.sentence(255, 0)


def test_names_and_sentences_are_all_different():
    assert len({fault_texts.name(code) for code in ALL_CODES}) == len(ALL_CODES)
    assert len({fault_texts.sentence(code, 0) for code in ALL_CODES}) == len(ALL_CODES)


@pytest.mark.parametrize("index", range(len(buttons.NAMES)))
def test_a_stuck_button_is_named(index):
    assert buttons.NAMES[index] in fault_texts.name(faults.BUTTON + index)
    assert buttons.NAMES[index] in fault_texts.sentence(faults.BUTTON + index, 0)


@pytest.mark.parametrize("task", range(len(liveness.NAMES)))
def test_a_stalled_task_is_named(task):
    assert liveness.NAMES[task] in fault_texts.name(faults.TASK + task)
    assert liveness.NAMES[task] in fault_texts.sentence(faults.TASK + task, 0)


@pytest.mark.parametrize("code", sorted(set(range(256)) - set(ALL_CODES)))
def test_an_unknown_code_is_told_as_unknown(code):
    assert fault_texts.name(code) == "unknown"
    assert fault_texts.sentence(code, 0) == "Something is wrong inside the pad."
    assert fault_texts.way_out(code)


def test_left_and_right_are_not_mixed_up():
    for code in (faults.NTC_LEFT_OPEN, faults.NTC_LEFT_SHORT):
        assert "left" in fault_texts.name(code)
        assert "Left" in fault_texts.sentence(code, 0)
    for code in (faults.NTC_RIGHT_OPEN, faults.NTC_RIGHT_SHORT):
        assert "right" in fault_texts.name(code)
        assert "Right" in fault_texts.sentence(code, 0)
