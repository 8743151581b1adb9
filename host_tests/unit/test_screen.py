"""What the display says in every situation, and when it says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.panel_status import PanelStatus, lines_of
from pad import fault_texts, screen, screen_lines, words_en
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
    """A picture that remembers where its letters stand, by page and column: code, height and width."""

    def __init__(self):
        self.letters = {}
        self.written = 0
        self.height = self.letter_columns = self._page = self._width = 0

    def clear(self, page, height):
        inside = range(page, page + height)
        for place, (_, its_height, _) in list(self.letters.items()):
            pages = range(place[0], place[0] + its_height)
            assert (pages[0] in inside) == (pages[-1] in inside), "half a letter is left"
            if pages[0] in inside:
                del self.letters[place]

    def write_at(self, page, height, width):
        self._page, self.height, self._width = page, height, width
        self.letter_columns = 8 * width

    def write(self, letter, x):
        self.letters[self._page, x] = (letter, self.height, self._width)
        self.written += 1

    def seen(self):
        return {place: what for place, what in self.letters.items() if what[0] != ord(" ")}


def expected_letters(texts):
    """Where the letters of four lines belong."""
    places = {}
    for line, text in enumerate(texts):
        height = 4 if line == 0 and not texts[1] else 2
        width = min(height, 16 // max(1, len(text)))
        for index, letter in enumerate(text):
            if letter != " ":
                places[2 * line, 64 - len(text) * 4 * width + 8 * width * index] = (ord(letter), height, width)
    return places


def make(has_heat=True, **changes):
    notes = Notes()

    def compose(status, page):
        return screen_lines.lines(status, has_heat, page)

    return screen.Screen(notes, compose), PanelStatus(**changes), notes


def lines(has_heat=True, page=0, **changes):
    shown, status, _ = make(has_heat, **changes)
    shown.step(status, page * screen.PAGE_MS)
    return lines_of(shown)


def pages(**changes):
    """The pages that take turns, until the first one comes again."""
    shown, status, _ = make(**changes)
    shown.step(status, 100)
    seen = []
    while lines_of(shown) not in seen:
        seen.append(lines_of(shown))
        shown.step(status, screen.PAGE_MS)
    return seen


def drawn(shown, notes):
    """How many letters a complete drawing writes."""
    notes.written = 0
    for _ in range(100):
        if not shown.draw():
            return notes.written
    raise AssertionError("it draws for ever")


def test_off_shows_what_was_chosen_and_how_long_in_turns_with_what_to_press():
    assert pages(state=OFF) == [["15 MIN", "", "STANDARD", "STEADY"], ["15 MIN", "", "START", "HEAT 15 MIN LEFT"]]
    assert lines(page=1, state=OFF, chosen_minutes=5, heat_left_s=1) == ["5 MIN", "", "START", "HEAT 1 MIN LEFT"]
    assert lines(page=1, state=OFF, heat_left_s=0)[3] == "HEAT 0 MIN LEFT"
    assert lines(False, 1, state=OFF) == ["15 MIN", "", "START", ""]
    assert pages(state=OFF, pairing_open=True) == [["15 MIN", "", "START", "PHONE MAY PAIR"]]


@pytest.mark.parametrize(("profile", "name"), list(enumerate(("GENTLE", "STANDARD", "OWN"))))
@pytest.mark.parametrize(("programme", "programme_name"), list(enumerate(("STEADY", "WAVE", "WARM+SETTLE"))))
def test_off_shows_profile_and_programme(profile, name, programme, programme_name):
    assert lines(state=OFF, profile=profile, programme=programme)[2:] == [name, programme_name]


def test_a_press_in_off_shows_at_once_what_it_chose():
    shown, status, _ = make(state=OFF)
    shown.step(status, screen.PAGE_MS)
    assert lines_of(shown)[2] == "START"
    for programme, name in ((1, "WAVE"), (2, "WARM+SETTLE")):
        status.change(programme=programme)
        status.tell(1)
        assert shown.step(status, 100)
        assert lines_of(shown)[2:] == ["STANDARD", name]


def test_a_change_of_settings_is_shown_at_once():
    shown, status, _ = make(state=RUNNING)
    shown.step(status, 100)
    status.change(language="de", fahrenheit=1)
    assert shown.step(status, 100)
    assert lines_of(shown) == ["15:00", "", "TEMPO 1", "WARM AUS 84/86F"]


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
        ({"phase": WORK, "heat_level": 3, "right_cc": INVALID_CC}, ["15:00", "", "SPEED 1", "HEAT MAX 29/--C"]),
        ({"phase": WORK, "heat_left_s": 0, "left_cc": -40}, ["15:00", "", "SPEED 1", "NO HEAT 0/30C"]),
        ({"phase": SELF_TEST, "running_programme": 1}, ["TESTING", "PLEASE WAIT", "", "START = STOP"]),
        ({"phase": WORK, "running_programme": 1}, ["15:00", "", "SPEED 1 WAVE", "HEAT OFF 29/30C"]),
        (
            {"phase": WORK, "running_programme": 2, "speed_step": 11},
            ["15:00", "", "SPEED 11 SETTLE", "HEAT OFF 29/30C"],
        ),
        ({"phase": COOL_DOWN, "running_programme": 2}, ["15:00", "", "SPEED 1 ENDING", "HEAT OFF 29/30C"]),
        ({"fahrenheit": 1, "left_cc": 3499, "right_cc": -1800}, ["15:00", "", "SPEED 1", "HEAT OFF 95/0F"]),
        ({"fahrenheit": 1, "left_cc": 4000, "right_cc": INVALID_CC}, ["15:00", "", "SPEED 1", "HEAT OFF 104/--F"]),
        (
            {"fahrenheit": 1, "heat_level": 3, "left_cc": 4040, "right_cc": 3900},
            ["15:00", "", "SPEED 1", "HEAT MAX 105/102"],
        ),
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
        said = lines_of(shown)
        assert said[0] == f"FAULT {code}"
        assert said[1].strip(), "an empty second line is the place of the time"
        assert all(len(line) <= 16 for line in said)
        told += said[1:]
        shown.step(status, screen.PAGE_MS - 100)
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
        seen.append(lines_of(shown)[1])
    assert seen[0] == "THE SURFACE WAS"
    changes = [index for index in range(1, len(seen)) if seen[index] != seen[index - 1]]
    assert changes == [40, 80, 120]


texts = st.lists(st.text("ABCdefg.,", min_size=1, max_size=16), min_size=1, max_size=20)


@given(texts)
def test_wrapping_keeps_all_words_in_order_and_fills_pages(words):
    wrapped = screen_lines.pages(" ".join(words), ["LAST"], words_en, 3)
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
    "first_use": st.booleans(),
    "lost": st.booleans(),
    "clean_due": st.booleans(),
    "foot_check_due": st.booleans(),
    "week_sessions": st.integers(0, 255),
    "foot_difference_cc": st.integers(-999, 999) | st.just(INVALID_CC),
    "foot_why": st.integers(0, 7),
    "profile": st.integers(0, 2),
    "programme": st.integers(0, 2),
    "fahrenheit": st.integers(0, 1),
    "language": st.sampled_from(["en", "de", "xx"]),
    "stop_reason": st.integers(0, 6),
    "chosen_minutes": st.sampled_from(range(5, 35, 5)),
    "rest_s": st.integers(0, 1800),
    "heat_left_s": st.integers(0, 1800),
}


@given(st.fixed_dictionaries(anything), st.booleans(), st.integers(0, 9))
def test_no_line_is_ever_cut(changes, has_heat, page):
    said = lines(has_heat, page, **changes)
    assert len(said) == 4
    assert all(len(line) <= 16 and line == line.upper() for line in said)
    assert said[0]


scenes_and_turns = st.lists(st.tuples(st.fixed_dictionaries(anything), st.integers(0, 30)), min_size=1, max_size=6)


@given(scenes_and_turns)
def test_whatever_came_before_and_however_far_the_drawing_ends_complete(scenes):
    shown, status, notes = make()
    for scene, turns in scenes:
        status.change(**scene)
        shown.step(status, 100)
        for _ in range(turns):
            shown.draw()
    drawn(shown, notes)
    assert notes.seen() == expected_letters(lines_of(shown))


@given(st.fixed_dictionaries(anything), st.fixed_dictionaries(anything))
def test_no_turn_draws_more_than_two_letters_of_the_time_or_three_others(before, after):
    shown, status, notes = make(**before)
    for scene in (before, after):
        status.change(**scene)
        shown.step(status, 100)
        more = True
        while more:
            notes.written = 0
            more = shown.draw()
            assert notes.written <= (2 if more and notes.height == 4 else 3)


def test_a_whole_change_is_shown_within_a_second():
    """Four turns a pass of 100 ms, eight of them for the pages."""
    shown, status, _ = make(state=RUNNING)
    shown.step(status, 100)
    for state in range(len(STATE_NAMES)):
        status.change(state=state, fault_code=12)
        shown.step(status, 100)
        turns = 0
        while shown.draw():
            turns += 1
        assert (turns + 1 + 8) / 4 <= 10


def test_a_second_that_passes_draws_what_changes_of_the_time_only():
    shown, status, notes = make(state=RUNNING)
    shown.step(status, 100)
    drawn(shown, notes)
    for remaining_s, letters in ((899, 3), (898, 1), (890, 1), (889, 2), (599, 4)):
        status.change(remaining_s=remaining_s)
        assert shown.step(status, 100)
        assert drawn(shown, notes) == letters
        assert notes.seen() == expected_letters(lines_of(shown))


def test_nothing_new_composes_nothing_and_draws_nothing():
    shown, status, notes = make(state=RUNNING)
    assert shown.step(status, 100)
    drawn(shown, notes)
    for sequence in range(100):
        status.sequence += sequence & 1  # a snapshot with nothing new
        assert not shown.step(status, 10)
    assert drawn(shown, notes) == 0


CHANGES = {
    "state": (CHECK, DONE),
    "phase": (WARM_UP, COOL_DOWN),
    "speed_step": (1, 2),
    "heat_level": (0, 3),
    "remaining_s": (900, 899),
    "fault_code": (3, 12),
    "feet_differ": (False, True),
    "pairing_open": (False, True),
    "chosen_minutes": (15, 20),
    "rest_s": (61, 60),
    "heat_left_s": (1, 0),
}
SHOWN_IN = {"fault_code": FAULT, "feet_differ": CHECK}
SHOWN_IN |= dict.fromkeys(("pairing_open", "chosen_minutes", "rest_s"), OFF)


@pytest.mark.parametrize("name", CHANGES)
def test_every_value_that_is_shown_is_shown_anew(name):
    before, after = CHANGES[name]
    shown, status, _ = make(state=SHOWN_IN.get(name, RUNNING))
    status.change(**{name: before})
    shown.step(status, 100)
    said = lines_of(shown)
    status.change(**{name: after})
    assert shown.step(status, 100)
    assert lines_of(shown) != said


def test_heat_that_is_used_up_is_shown_at_once():
    shown, status, _ = make(state=RUNNING, heat_left_s=1)
    shown.step(status, 100)
    status.change(heat_left_s=0)
    assert shown.step(status, 100)
    assert lines_of(shown)[3] == "NO HEAT 29/30C"


def test_temperatures_alone_wait_for_the_next_second():
    shown, status, _ = make(state=RUNNING)
    shown.step(status, 100)
    status.change(left_cc=3500)
    shown.step(status, 100)
    assert lines_of(shown)[3] == "HEAT OFF 29/30C"
    status.change(remaining_s=899)
    shown.step(status, 100)
    assert lines_of(shown)[3] == "HEAT OFF 35/30C"


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


@pytest.mark.parametrize(("cc", "told"), [(-849, "-8"), (-949, "-9"), (-951, "-9"), (-1_200, "-9"), (8_200, "82")])
def test_the_coldest_surfaces_that_can_be_measured_fit_on_the_line(cc, told):
    assert lines(state=RUNNING, phase=WORK, left_cc=cc, right_cc=cc, heat_level=3)[3] == f"HEAT MAX {told}/{told}C"
