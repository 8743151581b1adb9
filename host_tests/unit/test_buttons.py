"""Buttons at their contacts: microseconds of copper on one side, presses on the other."""

import random
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import buttons
from pad.buttons import RELEASE_MS, Button
from pad.limits import STUCK_AT_BOOT_MS, STUCK_BUTTON_MS

PERIOD_US = 20_000
JITTER_US = 10_000
BOUNCE_US = 15_000
PRESS_US = 60_000
PHASES_US = range(0, PERIOD_US + JITTER_US, 500)


class Seen:
    """What one contact gave: counts and times of the edges that the button told."""

    def __init__(self):
        self.touches_us = []
        self.presses_us = []
        self.releases_us = []
        self.held_ms = []
        self.longest_held_ms = 0


def late_each_time(randomness, begin_us):
    """Each sample comes 20 to 30 ms after the last one."""
    while True:
        begin_us += PERIOD_US + randomness.randint(0, JITTER_US)
        yield begin_us


def late_on_a_grid(randomness, begin_us):
    """Samples are due on a grid and up to 10 ms late, so that two may be as near as 10 ms."""
    while True:
        begin_us += PERIOD_US
        yield begin_us + randomness.randint(0, JITTER_US)


def nearly_on_a_grid(randomness, begin_us):
    """As above, up to 4 ms late: the most at which any press of 60 ms can be told from a bounce of 15 ms."""
    while True:
        begin_us += PERIOD_US
        yield begin_us + randomness.randint(0, 4_000)


def hurried(randomness, begin_us):
    """After a long block two samples follow each other at once."""
    while True:
        begin_us += PERIOD_US + randomness.randint(0, JITTER_US)
        yield begin_us
        begin_us += randomness.randint(200, 14_000)
        yield begin_us


def watch(closures_us, samples_us, until_us):
    """Sample a contact that is closed in [begin, end) of each closure."""
    button = Button()
    seen = Seen()
    last_us = -PERIOD_US
    for now_us in samples_us:
        if now_us >= until_us:
            return seen
        closed = any(begin <= now_us < end for begin, end in closures_us)
        button.step(closed, now_us // 1000 - last_us // 1000)  # what a millisecond clock makes of it
        last_us = now_us
        note(seen, button, now_us)
    raise AssertionError("samples ended")


def note(seen, button, now_us):
    if button.touched:
        seen.touches_us.append(now_us)
    if button.pressed:
        seen.presses_us.append(now_us)
    if button.released:
        seen.releases_us.append(now_us)
        seen.held_ms.append(button.held_ms)
    seen.longest_held_ms = max(seen.longest_held_ms, button.held_ms)


def chatter(randomness, begin_us, end_us):
    """A bouncing contact: closed and open in turns, first closed at `begin_us`."""
    cuts = sorted(randomness.randint(begin_us, end_us) for _ in range(6))
    return [(begin_us, cuts[0]), (cuts[1], cuts[2]), (cuts[3], cuts[4])]


def runs():
    """Every phase of the samples, each with some patterns of jitter."""
    for phase_us in PHASES_US:
        for seed in range(12):
            yield phase_us, random.Random(seed * 1009 + phase_us)


@pytest.mark.parametrize("sampling", [late_each_time, late_on_a_grid, nearly_on_a_grid, hurried])
@pytest.mark.parametrize("bounce_us", [BOUNCE_US, BOUNCE_US - 1, 10_000, 1_000])
def test_a_bounce_of_15_ms_is_never_a_press(sampling, bounce_us):
    touched = 0
    for phase_us, randomness in runs():
        seen = watch([(100_000, 100_000 + bounce_us)], sampling(randomness, phase_us), 400_000)
        assert seen.presses_us == []
        assert seen.releases_us == []
        assert seen.longest_held_ms == 0
        touched += len(seen.touches_us)
    assert touched > 0  # the samples do meet the bounce: the test looks at something


@pytest.mark.parametrize("sampling", [late_each_time, nearly_on_a_grid])
def test_a_press_of_60_ms_is_always_exactly_one_press(sampling):
    for phase_us, randomness in runs():
        seen = watch([(100_000, 100_000 + PRESS_US)], sampling(randomness, phase_us), 500_000)
        assert len(seen.touches_us) == len(seen.presses_us) == len(seen.releases_us) == 1
        assert seen.held_ms[0] <= 60


def test_a_press_of_60_ms_between_bounces_of_15_ms_is_exactly_one_press():
    for phase_us, randomness in runs():
        closures = [
            *chatter(randomness, 100_000, 100_000 + BOUNCE_US),
            (100_000 + BOUNCE_US, 100_000 + BOUNCE_US + PRESS_US),
            *chatter(randomness, 100_000 + BOUNCE_US + PRESS_US, 100_000 + 2 * BOUNCE_US + PRESS_US),
        ]
        seen = watch(closures, late_each_time(randomness, phase_us), 500_000)
        assert len(seen.presses_us) == len(seen.releases_us) == 1


@pytest.mark.parametrize("length_us", [90_000, 120_000, 1_000_000])
@pytest.mark.parametrize("sampling", [late_each_time, late_on_a_grid])
def test_a_longer_press_is_exactly_one_press_however_the_samples_come(length_us, sampling):
    for phase_us, randomness in runs():
        seen = watch([(100_000, 100_000 + length_us)], sampling(randomness, phase_us), 400_000 + length_us)
        assert len(seen.presses_us) == len(seen.releases_us) == 1


def test_the_first_closed_sample_is_told_at_once():
    for phase_us, randomness in runs():
        seen = watch([(100_000, 300_000)], late_each_time(randomness, phase_us), 700_000)
        assert seen.touches_us[0] - 100_000 <= PERIOD_US + JITTER_US
        assert len(seen.touches_us) == 1


@pytest.mark.parametrize(("hertz", "closed_percent"), [(4, 50), (4, 40), (5, 30), (5, 60), (6, 25), (8, 50), (8, 80)])
def test_a_hand_that_trembles_at_4_to_8_hz_presses_once(hertz, closed_percent):
    """As long as no gap is longer than 150 ms the whole trembling is one press."""
    period_us = 1_000_000 // hertz
    closed_us = period_us * closed_percent // 100
    assert period_us - closed_us <= RELEASE_MS * 1000
    closures = [(100_000 + n * period_us, 100_000 + n * period_us + closed_us) for n in range(2 * hertz)]
    for phase_us, randomness in runs():
        seen = watch(closures, late_each_time(randomness, phase_us), 2_600_000)
        assert len(seen.presses_us) == len(seen.releases_us) == 1


def test_a_gap_of_150_ms_never_makes_two_presses_and_one_of_210_ms_always_does():
    for phase_us, randomness in runs():
        for gap_us, presses in ((150_000, 1), (211_000, 2)):
            closures = [(100_000, 220_000), (220_000 + gap_us, 340_000 + gap_us)]
            seen = watch(closures, late_each_time(randomness, phase_us), 900_000)
            assert len(seen.presses_us) == presses


def test_deliberate_presses_three_a_second_all_count():
    closures = [(100_000 + n * 333_000, 200_000 + n * 333_000) for n in range(9)]
    for phase_us, randomness in runs():
        assert len(watch(closures, late_each_time(randomness, phase_us), 3_500_000).presses_us) == 9


def test_how_long_a_press_was_is_never_more_than_its_contact():
    for phase_us, randomness in runs():
        seen = watch([(100_000, 1_100_000)], late_each_time(randomness, phase_us), 1_600_000)
        assert 1000 - 3 * 30 <= seen.held_ms[0] <= 1000
        assert seen.longest_held_ms == seen.held_ms[0]  # the time until the release is told is not counted


def feed(button, levels, dt_ms=20):
    """Samples 20 ms apart: "#" closed, "." open; returns what was told at each: T touched, P pressed, R released."""
    told = ""
    for level in levels:
        button.step(level == "#", dt_ms)
        edges = (button.touched, button.pressed, button.released)
        letters = [letter for letter, is_so in zip("TPR", edges, strict=True) if is_so]
        told += "".join(letters) or "-"
    return told


def test_samples_one_by_one():
    button = Button()
    assert feed(button, "..#" + "###" + "........" + "." + "..") == "--T" + "P--" + "--------" + "R" + "--"


def test_a_new_button_tells_nothing_and_neither_does_an_open_one():
    button = Button()
    nothing = (False, False, False, 0, False)
    assert (button.touched, button.pressed, button.released, button.held_ms, button.stuck) == nothing
    button.step(False, 20)
    assert (button.touched, button.pressed, button.released, button.held_ms, button.stuck) == nothing


def test_open_for_150_ms_releases_and_for_149_ms_does_not():
    button = Button()
    feed(button, ".##")
    button.step(False, 20)
    button.step(False, 149)
    assert not button.released
    button.step(False, 1)
    assert button.released
    button.step(False, 1)
    assert not button.released


def test_closed_for_16_ms_presses_and_for_15_ms_does_not():
    button = Button()
    button.step(False, 20)
    button.step(True, 30)  # the time before the first closed sample does not count
    button.step(True, 15)
    assert not button.pressed
    button.step(True, 1)
    assert button.pressed


def test_held_is_0_before_the_press_and_after_the_release():
    button = Button()
    feed(button, ".##")
    assert button.pressed
    assert button.held_ms == 0
    feed(button, "###")
    assert button.held_ms == 60
    feed(button, "." * 8)
    assert button.held_ms == 60
    assert feed(button, ".") == "R"
    assert button.held_ms == 60
    feed(button, ".")
    assert button.held_ms == 0


def test_a_hold_lasts_through_the_gaps_of_a_trembling_hand():
    button = Button()
    feed(button, ".##" + "...##" * 10)
    assert button.held_ms == 10 * 5 * 20


def test_a_contact_closed_since_the_start_is_no_press_until_it_was_open():
    button = Button()
    assert "P" not in feed(button, "#" * 100)
    assert button.held_ms == 0
    assert "P" in feed(button, "." + "##")


def test_a_button_closed_since_the_start_is_stuck_after_three_seconds():
    button = Button()
    button.step(True, 20)
    button.step(True, STUCK_AT_BOOT_MS - 1)
    assert not button.stuck
    button.step(True, 1)
    assert button.stuck
    button.step(True, 20)
    assert button.stuck
    button.step(False, 20)
    assert not button.stuck


def test_a_button_that_was_open_once_is_stuck_after_twenty_seconds():
    button = Button()
    button.step(False, 20)
    button.step(True, 20)
    button.step(True, STUCK_BUTTON_MS - 1)
    assert not button.stuck
    button.step(True, 1)
    assert button.stuck
    button.step(False, 20)
    assert not button.stuck


def test_an_open_button_is_never_stuck():
    button = Button()
    for _ in range(100):
        button.step(False, 3_000)
    assert not button.stuck


def test_a_jammed_button_is_counted_for_ten_minutes():
    button = Button()
    feed(button, ".##")
    for _ in range(210):
        button.step(True, 3_000)
    assert button.held_ms == 600_000
    assert button.stuck


def test_names_match_the_indices():
    assert [buttons.NAMES[i] for i in (buttons.START, buttons.FASTER, buttons.SLOWER, buttons.HEAT, buttons.TIME)] == [
        "START",
        "FASTER",
        "SLOWER",
        "HEAT",
        "TIME",
    ]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=60))
def test_edges_alternate_and_nothing_is_pressed_without_contact(samples):
    button = Button()
    down = False
    for closed, dt_ms in samples:
        button.step(closed, dt_ms)
        assert not (button.pressed and button.released)
        if button.pressed:
            assert not down
            assert closed
        if button.released:
            assert down
            assert not closed
        down = (down or button.pressed) and not button.released
        assert button.held_ms == 0 or down or button.released
        assert button.held_ms <= sum(dt for _, dt in samples)


@given(st.lists(st.integers(1, 400), min_size=2, max_size=12), st.integers(0, 1_000_000))
def test_there_are_no_more_presses_than_closures(lengths_ms, seed):
    edges_us = [100_000 + edge * 1000 for edge in accumulate(lengths_ms)]
    closures = list(zip(edges_us[::2], edges_us[1::2], strict=False))
    seen = watch(closures, late_each_time(random.Random(seed), seed % 30_000), edges_us[-1] + 400_000)
    assert len(seen.presses_us) == len(seen.releases_us) <= len(closures)


def test_a_button_is_idle_exactly_while_another_open_sample_would_change_nothing():
    """Random fingers: whatever is skipped while it is idle, what follows is the same."""
    randomness = random.Random(11)
    for _ in range(200):
        whole, skipping = Button(), Button()
        for _ in range(60):
            closed = randomness.random() < 0.3
            for _ in range(randomness.randint(1, 12)):
                whole.step(closed, 20)
                if closed or not skipping.idle:
                    skipping.step(closed, 20)
                told = [(b.touched, b.pressed, b.released, b.held_ms, b.stuck) for b in (whole, skipping)]
                assert told[0] == told[1]


def test_nothing_is_idle_before_the_first_sample():
    assert Button().idle is False


def test_a_press_that_is_followed_by_a_sample_at_the_same_time_is_not_idle():
    button = Button()
    for closed, dt_ms in ((False, 20), (True, 20), (True, 20), (False, 0)):
        button.step(closed, dt_ms)
    assert not button.idle


def test_a_press_that_is_not_over_is_not_idle():
    button = Button()
    for closed in (False, True, True, False):
        button.step(closed, 20)
    assert not button.idle
    for _ in range(10):
        button.step(False, 20)
    assert button.idle
