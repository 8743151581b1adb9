"""The figures of a report that are worked out from the changes of an output."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.simulator.report import as_json, figure, off_after_s

ON_10_TO_20 = [(10.0, True), (20.0, False)]


@pytest.mark.parametrize(
    ("changes", "since_s", "end_s", "expected"),
    [
        ([], None, 100.0, None),  # nothing was broken
        ([], 50.0, 100.0, 0.0),  # off all the time
        (ON_10_TO_20, 15.0, 100.0, 5.0),
        (ON_10_TO_20, 25.0, 100.0, 0.0),
        (ON_10_TO_20, 5.0, 100.0, 15.0),  # off at 5 s, but only for 5 s
        (ON_10_TO_20, 0.0, 100.0, 0.0),  # off at 0 s, and for 10 s
        ([(10.0, True)], 15.0, 100.0, None),  # never off again
        (ON_10_TO_20, 15.0, 21.0, 5.0),  # off to the end, though shortly
        ([*ON_10_TO_20, (29.0, True), (30.0, False)], 15.0, 100.0, 15.0),  # a relapse within 10 s
        ([*ON_10_TO_20, (31.0, True), (32.0, False)], 15.0, 100.0, 5.0),  # a relapse after more than 10 s
    ],
)
def test_off_is_counted_from_the_moment_from_which_it_stays_off(changes, since_s, end_s, expected):
    assert off_after_s(changes, since_s, end_s) == expected


@given(st.sets(st.integers(1, 99), max_size=8), st.integers(0, 99))
def test_off_means_what_a_search_second_by_second_finds(times, since):
    changes = [(float(at), number % 2 == 0) for number, at in enumerate(sorted(times))]
    on = [sum(at <= second for at in times) % 2 == 1 for second in range(100)]
    quiet = [second - since for second in range(since, 100) if not any(on[second : second + 10])]
    assert off_after_s(changes, float(since), 100.0) == (quiet[0] if quiet else None)


@pytest.mark.parametrize(
    ("value", "shown"), [(None, None), (math.nan, None), (math.inf, None), (1.23456, 1.2346), (3, 3)]
)
def test_figures_are_numbers_that_json_knows(value, shown):
    assert figure(value) == shown


def test_the_report_is_json_with_an_entry_a_line():
    content = {"text": "37 °C", "none": [], "events": [{"at_s": 1.0}, {"at_s": 2.0}]}
    printed = as_json(content)
    assert json.loads(printed) == content
    assert printed.splitlines()[1:3] == ['  "text": "37 °C",', '  "none": [],']
    assert printed.splitlines()[4:6] == ['    {"at_s": 1.0},', '    {"at_s": 2.0}']
