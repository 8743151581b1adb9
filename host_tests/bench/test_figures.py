"""What the bench prints: limits kept and missed, for people and for programs, and an exit status that says so."""

import json
import math

import pytest

from tools.benchmarks import __main__ as bench
from tools.benchmarks.figure import Figure, Result, table


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (Figure("p", "x", 3.0, "s", 3.0), True),
        (Figure("p", "x", 3.1, "s", 3.0), False),
        (Figure("p", "x", 2.9, "s", 3.0, at_least=True), False),
        (Figure("p", "x", 99.0, "s"), True),
        (Figure("p", "x", math.inf, "s", 3.0), False),
    ],
)
def test_a_limit_is_kept_or_not_and_the_table_says_it(figure, reached):
    assert figure.reached is reached
    (text,) = [line for line in table([figure]) if " x " in line]
    assert ("NOT REACHED" in text) is not reached


@pytest.mark.parametrize(("value", "status"), [(1.0, 0), (5.0, 1), (math.inf, 1)])
def test_a_target_that_is_missed_ends_with_status_1(value, status, monkeypatch, capsys):
    found = Result([Figure("cost", "x", value, "s", 2.0)], ["a remark"])
    monkeypatch.setattr(bench, "PARTS", {"cost": lambda: found})
    assert bench.main(["cost", "--json"]) == status
    said = json.loads(capsys.readouterr().out)
    assert said["remarks"] == ["a remark"]
    assert said["figures"][0]["reached"] is (status == 0)
    assert said["figures"][0]["command"] == "make bench PARTS=cost"
    assert said["machine"]


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit) as end:
        bench.main(["speed"])
    assert end.value.code == 2
    assert "cost" in capsys.readouterr().err
