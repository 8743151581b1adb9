"""docs/using.md: its numbers are those of the program, and what it shows is there."""

import re
from pathlib import Path

import pytest

from firmware.diary import IN_SEGMENT, SEGMENTS
from host_tests.page_links import leads_somewhere, links_of
from pad import limits, settings_table
from pad.session import PROGRAMMES
from tools.simulator.panel_picture import scenes

PATH = Path(__file__).parents[2] / "docs" / "using.md"
TEXT = PATH.read_text(encoding="utf-8")
SENTENCES = " ".join(re.sub(r"<!--.*?-->", "", TEXT).split())
TWO_PAGES = 1450  # words

# "15 minutes<!-- SESSION_DEFAULT_MIN -->": the reader sees no name, and the test does
QUOTE = re.compile(r"(\d+(?:\.\d+)?)\s+(\S+?)<!-- ([A-Z0-9_]+)(?:\[(\d)\])? -->")
IN_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}
ENDINGS = (("_MS", 0.001), ("_S", 1), ("_MIN", 60))
QUOTES = QUOTE.findall(TEXT)


def value_of(name, index):
    value = getattr(limits, name)
    return value[int(index)] if index else value


def as_written(name, value, unit):
    """The constant in the unit of the page."""
    if unit == "°C":
        assert name.endswith("_CC")
        return value / 100
    if unit not in IN_SECONDS:
        return value
    return value * next(factor for ending, factor in ENDINGS if name.endswith(ending)) / IN_SECONDS[unit]


@pytest.mark.parametrize(("number", "unit", "name", "index"), sorted(set(QUOTES)))
def test_a_number_is_that_of_the_program(number, unit, name, index):
    assert float(number) == pytest.approx(as_written(name, value_of(name, index), unit))


def test_every_number_with_a_unit_has_its_name_behind_it():
    nameless = re.findall(r"\d+(?:\.\d+)?\s+(?:seconds?|minutes?|hours?|°C|steps?)(?![a-z]|<!-- )", TEXT)
    assert nameless == []
    assert len(QUOTES) == TEXT.count("<!-- ")


def test_every_limit_of_time_is_told():
    told = {name for _, _, name, _ in QUOTES}
    times = {name for name in vars(limits) if name.startswith(("SESSION_", "REST_", "HEAT_BUDGET_", "CHECK_", "HOLD_"))}
    assert times - {"HOLD_START_PAIRS_MS"} <= told


def test_numbers_of_other_tables_are_right():
    default = {row[settings_table.NAME]: row[-1][settings_table.DEFAULT] for row in settings_table.ROWS}
    assert f"Every {default['cleaning']} sessions" in SENTENCES
    assert (SEGMENTS - 1) * IN_SEGMENT >= 400
    assert "its last 400 sessions" in SENTENCES
    assert PROGRAMMES[1] == bytes((6, 0, 6, 3))  # tens of seconds, steps below
    assert "a minute of it, a minute three steps slower" in SENTENCES


@pytest.mark.parametrize("target", links_of(TEXT))
def test_links_and_pictures_lead_somewhere(target):
    assert leads_somewhere(PATH, target)


def test_every_picture_is_shown_and_none_is_left_over():
    shown = {target for target in links_of(TEXT) if target.endswith(".svg")}
    assert shown == {f"using/{name}.svg" for name in scenes()}
    assert shown == {f"using/{path.name}" for path in (PATH.parent / "using").iterdir()}


def test_it_is_short_and_says_what_it_is_not():
    assert len(SENTENCES.split()) <= TWO_PAGES
    for sentence in (
        "FootPad is not a medical device.",
        "It is an observation, not a diagnosis.",
        "If it says nothing, that means nothing.",
        "Ask your doctor first",
    ):
        assert sentence in SENTENCES
