"""What the person sees in scenarios over days, and what a scenario's clock and plug do to the pad."""

from datetime import datetime
from pathlib import Path

from host_tests.device.person import BOOT_S, click
from host_tests.device.shown import shown
from tools.simulator.scenario import load
from tools.simulator.script import Script
from tools.simulator.simulation import Simulation
from tools.simulator.view import look

SCENARIOS = Path(__file__).parents[2] / "tools/simulator/scenarios"
MORNING = datetime(2026, 11, 22, 9)
PAGE_S = 2.0  # a page stands for four
PAGES = 3


def play_to(pad, script, at_s):
    """Let the scenario go on, and a few pages of the display with it."""
    script.advance(pad, at_s)
    seen = []
    for _ in range(PAGES):
        seen.append(" ".join(shown(pad)))
        script.advance(pad, pad.now_s + PAGE_S)
    return seen


def pages(name, *times_s):
    """What the display shows from each of these moments on: for each a list of pages, a page as one text."""
    scenario = load(str(SCENARIOS / f"{name}.toml"))
    with Simulation(dict(scenario.plant), scenario.seed, kept=scenario.kept) as pad:
        script = Script(scenario.steps)
        return [play_to(pad, script, at_s) for at_s in times_s]


def test_the_fourth_session_in_a_week_is_advised_against_and_not_refused():
    (seen,) = pages("fourth_session_in_a_week", 4.0)
    assert any("START = YES" in page for page in seen)
    assert any("SESSION 4 IN SEVEN DAYS" in page for page in seen)


def test_one_foot_that_is_warmer_is_shown_on_the_second_day_only():
    first_day, second_day = pages("feet_differ_on_two_days", 311.0, 641.0)
    assert all("FEET" in page and "WARMER" not in page for page in first_day)
    assert "ONE FOOT WARMER" in second_day[0]
    assert any("LEFT FOOT WAS" in page for page in second_day)


def test_a_clock_that_was_set_goes_on_until_power_is_lost(pad):
    pad.run_for(BOOT_S)
    assert not pad.status.clock_set
    pad.set_clock(MORNING)
    pad.run_for(1)
    assert pad.status.clock_set
    pad.power_cycle(5)
    pad.run_for(5 + BOOT_S)
    assert not pad.status.clock_set


def test_a_pad_without_power_takes_no_time(pad):
    pad.run_for(BOOT_S)
    pad.power_cycle(5)
    pad.run_for(1)
    pad.set_clock(MORNING)
    assert pad.events[-1]["text"].endswith("the pad does not run")
    pad.run_for(5 + BOOT_S)
    assert not pad.status.clock_set


def test_profile_and_programme_are_in_the_picture_of_the_pad(pad):
    assert look(pad).manner == ""
    pad.run_for(BOOT_S)
    assert look(pad).manner == "standard, steady"
    click(pad, "FASTER")
    click(pad, "SLOWER", 2)
    pad.run_for(0.2)
    assert look(pad).manner == "own, warm and settle"


def test_a_compiled_pad_does_not_tell_them():
    with Simulation(code="mpy") as pad:
        pad.run_for(BOOT_S)
        assert (look(pad).state, look(pad).manner) == ("OFF", "")
