"""What the display says in every situation, and when it says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.panel_status import PanelStatus
from pad import fault_lines, fault_texts, screen
from pad.limits import HEAT_LEVELS_CC, SESSION_LONGEST_MIN, SPEED_STEPS
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

INVALID_CC = -32768


class Notes:
    """A picture that remembers what it was told."""

    def __init__(self):
        self.calls = []

    def clear(self, page, height):
        self.calls.append(("clear", page, height))

    def write(self, page, height, text, before):
        self.calls.append((page, height, text, before))


def make(has_heat=True, **changes):
    notes = Notes()
    return screen.Screen(notes, has_heat), PanelStatus(**changes), notes


def lines(has_heat=True, **changes):
    shown, status, _ = make(has_heat, **changes)
    shown.step(status, 100)
    return shown.lines


def drawn(shown, notes):
    """What one complete drawing does."""
    notes.calls.clear()
    while shown.draw():
        assert len(notes.calls) < 10
    return list(notes.calls)


def test_off_says_how_long_and_what_to_press():
    assert lines(state=OFF) == ["15 MIN", "", "START", "HEAT 15 MIN LEFT"]
    assert lines(state=OFF, chosen_minutes=5, heat_left_s=1) == ["5 MIN", "", "START", "HEAT 1 MIN LEFT"]
    assert lines(state=OFF, heat_left_s=0)[3] == "HEAT 0 MIN LEFT"
    assert lines(state=OFF, has_heat=False) == ["15 MIN", "", "START", ""]
    assert lines(state=OFF, pairing_open=True)[3] == "PHONE MAY PAIR"


def test_rest_says_how_long_it_lasts():
    assert lines(state=OFF, rest_s=1_741) == ["30 MIN", "", "REST", "THEN START"]
    assert lines(state=OFF, rest_s=1)[0] == "1 MIN"


@pytest.mark.parametrize(("state", "title"), [(CHECK, "CHECK YOUR FEET"), (DONE, "DONE. CHECK FEET")])
def test_the_question_says_both_answers(state, title):
    assert lines(state=state) == [title, "FEET OK?", "START = YES", "HOLD 3 SEC = NO"]
    assert lines(state=state, feet_differ=True)[0] == "ONE FOOT WARMER"
    assert lines(state=state, feet_differ=True)[1:] == ["FEET OK?", "START = YES", "HOLD 3 SEC = NO"]


@pytest.mark.parametrize("state", [LOCKED, SAFE_MODE])
def test_a_difference_of_the_feet_hides_nothing_else(state):
    assert lines(state=state, feet_differ=True) == lines(state=state)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"phase": WORK, "speed_step": 11}, ["15:00", "", "SPEED 11", "HEAT OFF 29/30C"]),
        ({"phase": WARM_UP, "remaining_s": 899}, ["14:59", "", "SPEED 1 WARM-UP", "HEAT OFF 29/30C"]),
        ({"phase": COOL_DOWN, "remaining_s": 59}, ["0:59", "", "SPEED 1 ENDING", "HEAT OFF 29/30C"]),
        ({"phase": WORK, "heat_level": 1, "left_cc": 3449}, ["15:00", "", "SPEED 1", "HEAT LOW 34/30C"]),
        ({"phase": WORK, "heat_level": 2, "left_cc": 3450}, ["15:00", "", "SPEED 1", "HEAT MED 35/30C"]),
        ({"phase": WORK, "heat_level": 3, "right_cc": INVALID_CC}, ["15:00", "", "SPEED 1", "HEAT HIGH 29/--C"]),
        ({"phase": WORK, "heat_left_s": 0, "left_cc": -40}, ["15:00", "", "SPEED 1", "HEAT USED 0/30C"]),
        ({"phase": SELF_TEST}, ["TESTING", "PLEASE WAIT", " ", "START = STOP"]),
    ],
)
def test_running_says_time_speed_and_heat(changes, expected):
    assert lines(state=RUNNING, **changes) == expected


def test_a_pad_without_heat_says_how_to_stop_instead():
    assert lines(has_heat=False, state=RUNNING) == ["15:00", "", "SPEED 1", "START = STOP"]


def test_stopped_says_what_is_left_and_how_to_go_on():
    assert lines(state=STOPPED, remaining_s=425) == ["7:05", "", "STOPPED", "START = GO ON"]


def test_locked_and_safe_mode_say_what_to_do():
    assert lines(state=LOCKED) == ["LOCKED", "HAVE SOMEBODY", "CHECK YOUR FEET", "HOLD START 5 SEC"]
    assert lines(state=SAFE_MODE) == ["FAULT", "PAD RESTARTED", "TOO OFTEN", "PULL THE PLUG"]


@pytest.mark.parametrize("code", range(256))
def test_every_fault_is_told_in_full_and_ends_with_what_to_press(code):
    shown, status, _ = make(state=FAULT, fault_code=code)
    told = []
    for _ in range(12):
        shown.step(status, 100)
        assert shown.lines[0] == f"FAULT {code}"
        assert shown.lines[1].strip(), "an empty second line is the place of the time"
        assert all(len(line) <= 16 for line in shown.lines)
        told += shown.lines[1:]
        shown.step(status, screen.FAULT_PAGE_MS - 100)
    words = " ".join(told).split()
    said = f"{fault_texts.sentence(code, 0)} {fault_texts.way_out(code)} HOLD START 5 SEC".upper().split()
    assert words[: len(said)] == said
    assert all(len(word) <= 16 for word in said), "a longer word would be cut"


def test_a_fault_begins_with_what_happened_and_turns_every_four_seconds():
    shown, status, _ = make(state=RUNNING)
    shown.step(status, 30_000)
    status.change(state=FAULT, fault_code=12)
    status.tell(7)
    seen = []
    for _ in range(125):
        shown.step(status, 100)
        seen.append(shown.lines[1])
    assert seen[0] == "THE SURFACE WAS"
    changes = [index for index in range(1, len(seen)) if seen[index] != seen[index - 1]]
    assert changes == [40, 80, 120]


texts = st.lists(st.text("ABCdefg.,", min_size=1, max_size=16), min_size=1, max_size=20)


@given(texts)
def test_wrapping_keeps_all_words_in_order_and_fills_pages(words):
    wrapped = fault_lines.pages(" ".join(words), ["LAST"])
    assert " ".join(wrapped).split() == [word.upper() for word in words] + ["LAST"]
    assert len(wrapped) % 3 == 0
    assert all(len(line) <= 16 for line in wrapped)
    assert all(wrapped[::3])


anything = {
    "state": st.integers(0, len(STATE_NAMES) - 1),
    "phase": st.integers(SELF_TEST, COOL_DOWN),
    "speed_step": st.integers(1, SPEED_STEPS),
    "heat_level": st.integers(0, len(HEAT_LEVELS_CC) - 1),
    "left_cc": st.integers(-2000, 9949) | st.just(INVALID_CC),
    "right_cc": st.integers(-2000, 9949) | st.just(INVALID_CC),
    "remaining_s": st.integers(0, SESSION_LONGEST_MIN * 60),
    "fault_code": st.integers(0, 255),
    "pairing_open": st.booleans(),
    "feet_differ": st.booleans(),
    "stop_reason": st.integers(0, 6),
    "chosen_minutes": st.sampled_from(range(5, 35, 5)),
    "rest_s": st.integers(0, 1800),
    "heat_left_s": st.integers(0, 1800),
}


@given(st.fixed_dictionaries(anything), st.booleans())
def test_no_line_is_ever_cut(changes, has_heat):
    said = lines(has_heat, **changes)
    assert len(said) == 4
    assert all(len(line) <= 16 and line == line.upper() for line in said)
    assert said[0]


@given(st.lists(st.fixed_dictionaries(anything), min_size=1, max_size=6))
def test_whatever_came_before_the_drawing_ends_complete(scenes):
    shown, status, notes = make()
    rows = {}
    for scene in scenes:
        status.change(**scene)
        shown.step(status, 100)
        for call in drawn(shown, notes):
            if call[0] == "clear":
                rows = {}
            else:
                page, height, text, before = call
                assert rows.get(page, (height, before)) == (height, before) or not rows[page][1].strip()
                assert before.strip() == rows.get(page, (height, ""))[1].strip()
                rows[page] = (height, text)
    time_on_top = shown.lines[1] == ""
    for index, line in enumerate(shown.lines):
        if line.strip():
            assert rows[2 * index] == (4 if time_on_top and index == 0 else 2, line)


def test_a_second_that_passes_draws_the_time_only():
    shown, status, notes = make(state=RUNNING)
    shown.step(status, 100)
    drawn(shown, notes)
    status.change(remaining_s=899)
    shown.step(status, 100)
    assert drawn(shown, notes) == [(0, 4, "14:59", "15:00")]


def test_nothing_new_composes_nothing_and_draws_nothing():
    shown, status, notes = make(state=RUNNING)
    shown.step(status, 100)
    drawn(shown, notes)
    before = shown.lines
    for _ in range(100):
        shown.step(status, 100)
        assert shown.lines is before
    assert drawn(shown, notes) == []


@pytest.mark.parametrize("name", screen.WATCHED)
def test_every_watched_value_composes_anew(name):
    shown, status, _ = make(state=CHECK)
    shown.step(status, 100)
    before = shown.lines = list(shown.lines)
    status.change(**{name: DIFFERENT.get(name, 3)})
    shown.step(status, 100)
    assert shown.lines is not before


DIFFERENT = {"state": DONE, "feet_differ": True, "pairing_open": True}


def test_temperatures_alone_wait_for_the_next_second():
    shown, status, _ = make(state=RUNNING)
    shown.step(status, 100)
    status.change(left_cc=3500)
    shown.step(status, 100)
    assert shown.lines[3] == "HEAT OFF 29/30C"
    status.change(remaining_s=899)
    shown.step(status, 100)
    assert shown.lines[3] == "HEAT OFF 35/30C"


def test_the_display_goes_dark_after_ten_quiet_minutes_and_comes_back_with_a_press():
    shown, status, _ = make(state=OFF)
    for _ in range(5_999):
        shown.step(status, 100)
        assert shown.lit
    shown.step(status, 100)
    assert not shown.lit
    status.tell(1)
    shown.step(status, 100)
    assert shown.lit


@pytest.mark.parametrize("state", [code for code in range(len(STATE_NAMES)) if code != OFF])
def test_no_other_state_ever_goes_dark(state):
    shown, status, _ = make(state=state)
    for _ in range(2_000):
        shown.step(status, 1_000_000)
        assert shown.lit


def test_a_countdown_does_not_keep_the_display_lit():
    shown, status, _ = make(state=OFF, rest_s=1_800)
    for second in range(700):
        status.change(rest_s=1_800 - second)
        shown.step(status, 1_000)
    assert not shown.lit
