"""The campaign's own parts: what is drawn, how runs are told apart, what the summary and the command line say."""

import json
import statistics

import pytest

from tools.campaign import commands, pads
from tools.campaign.cases import MODES, NONE, ONE, RANDOM, make_case
from tools.campaign.judge import CAUSE, FALSE_TRIP, REQUIREMENTS, SURFACE, Miss, Verdict
from tools.campaign.people import LONGEST_S, SHORTEST_S, Change
from tools.campaign.summary import Summary
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.parameters import PARAMETERS, complete
from tools.simulator.scenario import Feet, Press
from tools.simulator.vm import SimulatorError

MANY = 400


def many(mode=RANDOM):
    return [make_case(1, index, mode) for index in range(MANY)]


# --- What is drawn ----------------------------------------------------------------------------------------------------


def test_a_case_depends_on_nothing_but_seed_index_and_mode():
    assert make_case(3, 17) == make_case(3, 17)
    assert make_case(3, 17).pad != make_case(3, 18).pad
    assert make_case(3, 17).pad != make_case(4, 17).pad


@pytest.mark.parametrize("mode", [NONE, ONE, "rail_open"])
def test_the_mode_changes_the_fault_only(mode):
    for index in range(30):
        drawn, other = make_case(1, index), make_case(1, index, mode)
        assert (drawn.pad, drawn.plan) == (other.pad, other.plan)


def test_every_declared_range_is_used_from_end_to_end_and_never_left():
    drawn = [case.pad for case in many()]
    for row in pads.RANGES:
        values = [pad[row.name] for pad in drawn if row.share == 1.0 or pad[row.name] != PARAMETERS[row.name].default]
        assert row.low <= min(values) < max(values) <= row.high
        assert max(values) - min(values) > 0.9 * (row.high - row.low), row.name
    for choice in pads.CHOICES:
        assert {pad[choice.name] for pad in drawn} == set(choice.shares)
    assert {pad["cutout_c"] for pad in drawn} == {0.0}


def test_every_pad_is_one_that_the_model_takes():
    for case in many():
        complete(case.pad)


def test_factors_are_drawn_as_often_below_the_reference_as_above():
    below = sum(case.pad["surface_j_k"] < PARAMETERS["surface_j_k"].default for case in many())
    assert 0.4 < below / MANY < 0.6


def test_runs_take_6_to_16_minutes_and_10_in_the_middle():
    lengths_s = [case.plan.until_s for case in many()]
    assert min(lengths_s) >= SHORTEST_S
    assert max(lengths_s) <= LONGEST_S
    assert 9 * 60 <= statistics.median(lengths_s) <= 12 * 60


def test_users_do_all_that_users_do():
    cases = many()
    pressed = [{step.button for step in case.plan.steps if isinstance(step, Press)} for case in cases]
    assert 0.78 < sum("HEAT" in buttons for buttons in pressed) / MANY < 0.95
    assert set().union(*pressed) == {"START", "FASTER", "SLOWER", "HEAT", "TIME"}
    changed = {step.name for case in cases for step in case.plan.steps if isinstance(step, Change)}
    assert changed == {"blanket", "surface_air_w_k", "supply_v"}
    feet = [step for case in cases for step in case.plan.steps if isinstance(step, Feet)]
    assert {(step.left, step.right) for step in feet} == {(False, False), (True, True), (True, False), (False, True)}
    assert any(step.skin_c is not None and step.skin_c < 18 for step in feet)


def test_a_dip_takes_at_most_15_percent_and_ends():
    for case in many():
        dips = [step for step in case.plan.steps if isinstance(step, Change) and step.name == "supply_v"]
        assert all(step.value >= 0.85 * case.pad["supply_v"] for step in dips)


def test_a_random_campaign_has_every_fault_and_a_quarter_of_its_runs_have_none():
    faults = [make_case(1, index).fault for index in range(3000)]
    assert set(faults) == {"", *ALL_FAULTS}
    assert 0.22 < faults.count("") / len(faults) < 0.28
    tasks = sum(fault.startswith("task_") for fault in faults)
    assert tasks < 0.2 * len(faults)  # they are many names and few kinds


def test_faults_strike_in_every_part_of_a_session():
    parts = set()
    for case in many(ONE):
        plan = case.plan
        limits_s = (
            plan.asks_s,
            plan.starts_s,
            plan.starts_s + 1.6,
            plan.starts_s + 31.6,
            plan.ends_s - 60,
            plan.ends_s,
        )
        parts.add(sum(case.fault_s > limit_s for limit_s in limits_s))
        assert 1.0 <= case.fault_s <= plan.until_s
    assert parts == set(range(7))


def test_modes():
    assert {case.fault for case in many(NONE)} == {""}
    assert "" not in {case.fault for case in many(ONE)}
    assert {case.fault for case in many("vm_frozen")} == {"vm_frozen"}
    with pytest.raises(ValueError, match="bogus.*random, none, one"):
        make_case(1, 1, "bogus")


# --- Summary ----------------------------------------------------------------------------------------------------------


def verdict(run="1:0", fault="", missed=(), **figures):
    values = {"fault_s": 10.0, "max_surface_c": 39.0, "max_skin_c": 36.0, "dose_cem43_min": 0.01, **figures}
    return Verdict(run=run, fault=fault, mode=RANDOM, missed=list(missed), **values)


def summary_of(*verdicts):
    summary = Summary()
    for one in verdicts:
        summary.add(one)
    return summary


def test_a_campaign_without_misses_is_passed_and_an_empty_one_is_not():
    assert not summary_of(verdict()).failed()
    assert summary_of().failed()


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_each_requirement_that_is_missed_fails_the_campaign_and_is_named(requirement):
    summary = summary_of(verdict(), verdict("1:1", "rail_open", [Miss(requirement, "by far")], reported=1, right=False))
    assert summary.failed()
    assert summary.missed()[requirement] == 1
    assert sum(summary.missed().values()) == 1
    text = "\n".join(summary.lines(60.0))
    assert f"MISSED 1    {REQUIREMENTS[requirement]}" in text
    assert "1:1 " in text
    assert "by far" in text
    assert text.count("MISSED") == 1


@pytest.mark.parametrize(("wrong", "fails"), [(1, False), (2, True)])
def test_one_wrong_cause_in_a_hundred_is_allowed(wrong, fails):
    rows = [verdict(fault="rail_open", reported=17, right=True) for _ in range(100 - wrong)]
    rows += [verdict(fault="rail_open", missed=[Miss(CAUSE, "")], reported=1, right=False) for _ in range(wrong)]
    summary = summary_of(*rows)
    assert summary.failed() == fails
    assert summary.right_share() == 1 - wrong / 100


def test_the_summary_names_the_worst_runs_and_counts_each_fault():
    summary = summary_of(
        verdict("1:0", max_surface_c=40.1, apart_c=3.25),
        verdict("1:1", "rail_open", reported=17, right=True, heater_off_s=0.12, rail_off_s=0.4, observable_s=3.0),
        verdict("1:2", "rail_open", observable_s=61.0, heater_off_s=0.21, max_skin_c=40.5, dose_cem43_min=0.7),
    )
    text = "\n".join(summary.lines(90.0))
    assert "3 runs, 1 of them without a fault" in text
    assert "2 runs a minute" in text
    assert "hottest surface 40.100 C in run 1:0\n" in text
    assert "hottest skin    40.500 C in run 1:2 (rail_open)" in text
    assert "highest dose    0.700 CEM43 min in run 1:2" in text
    assert "sensors apart   3.250 C in run 1:0" in text
    row = next(line for line in text.splitlines() if line.startswith("rail_open")).split()
    assert row == ["rail_open", "2", "2", "1", "1", "0.210", "-", "0.400", "39.00"]


def test_a_long_list_of_misses_is_cut():
    rows = [verdict(f"1:{i}", missed=[Miss(FALSE_TRIP, "")]) for i in range(100)]
    text = "\n".join(summary_of(*rows).lines(1.0))
    assert "... and 60 more" in text


# --- Command line -----------------------------------------------------------------------------------------------------


@pytest.fixture
def fake_runs(monkeypatch, tmp_path):
    """Lets the command line judge runs that never were."""
    calls = []
    answer = {"runs": [verdict("1:0"), verdict("1:1")]}

    def judge_all(*arguments):
        calls.append(arguments)
        for row in answer["runs"]:
            if isinstance(row, BaseException):
                raise row
            yield row

    monkeypatch.setattr(commands, "judge_all", judge_all)
    monkeypatch.setattr(commands, "FOLDER", tmp_path / "build")
    answer["calls"] = calls
    return answer


def test_a_json_line_each_run_and_the_summary_last(fake_runs, capsys):
    assert commands.main(["--n", "2", "--seed", "9", "--faults", ONE, "--workers", "1", "--out", "-"]) == 0
    assert fake_runs["calls"] == [(9, 2, ONE, 1)]
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["run"] for line in lines[:2]] == ["1:0", "1:1"]
    assert lines[-1] == "first cause right in 100.0%"


def test_without_out_the_lines_go_to_a_file_that_is_named(fake_runs, capsys):
    assert commands.main(["--n", "2", "--faults", "task_killed:motor"]) == 0
    path = capsys.readouterr().err.split(": ")[1].strip()
    assert path.endswith("n2-seed1-task_killed-motor.jsonl")
    with open(path) as file:
        assert [json.loads(line)["missed"] for line in file] == [[], []]


def test_a_missed_requirement_is_exit_status_1(fake_runs, capsys):
    fake_runs["runs"][1] = verdict("1:1", missed=[Miss(SURFACE, "41.60 C, limit 41.5 C")])
    assert commands.main(["--n", "2", "--out", "-"]) == 1
    row = json.loads(capsys.readouterr().out.splitlines()[1])
    assert row["missed"] == [{"requirement": "surface", "detail": "41.60 C, limit 41.5 C"}]


def test_ctrl_c_ends_with_the_summary_so_far(fake_runs, capsys):
    fake_runs["runs"][1] = KeyboardInterrupt()
    assert commands.main(["--n", "2", "--out", "-"]) == 130
    assert "\n1 runs, 1 of them without a fault" in capsys.readouterr().out


def test_ctrl_c_before_the_first_run_has_nothing_to_sum_up(fake_runs, capsys):
    fake_runs["runs"] = [KeyboardInterrupt()]
    assert commands.main(["--out", "-"]) == 130
    assert capsys.readouterr().out == "no run was finished\n"


def test_a_campaign_that_cannot_go_on_says_so_in_one_line(fake_runs, capsys):
    fake_runs["runs"] = [SimulatorError("no MicroPython VM found")]
    assert commands.main(["--out", "-"]) == 2
    assert capsys.readouterr().err == "no MicroPython VM found\n"


def test_progress_tells_rate_failures_and_time_left(fake_runs, capsys, monkeypatch):
    times_s = iter(range(0, 3000, 30))
    monkeypatch.setattr(commands.time, "monotonic", lambda: next(times_s))
    fake_runs["runs"] = [verdict(), verdict(missed=[Miss(SURFACE, "")])]
    commands.main(["--n", "10", "--out", "-"])
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("1 of 10 runs, 1 a minute, 0 missed something, about ")
    assert ", 1 missed something, " in told[1]


BAD = {
    "--n 0": "a whole number from 1",
    "--n 1e3": "a whole number from 1",
    "--n ٣": "a whole number from 1",
    "--seed -1": "",
    "--seed x": "a whole number from 0",
    "--workers 0": "a whole number from 1",
    "--faults bogus": "unknown faults 'bogus'",
    "--run 5": "SEED:INDEX, as in 1:37",
    "--run 5:x": "a whole number from 0",
    "--what": "unrecognized",
}


@pytest.mark.parametrize("arguments", BAD)
def test_bad_arguments_are_one_clear_line_and_exit_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        commands.main(arguments.split())
    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert BAD[arguments] in error
    assert error.count("\n") == 1


def test_an_output_that_cannot_be_written_is_one_clear_line_and_exit_status_2(fake_runs, tmp_path, capsys):
    assert commands.main(["--out", str(tmp_path / "none" / "x")]) == 2
    error = capsys.readouterr().err
    assert "No such file" in error
    assert error.count("\n") == 1


def test_ranges_and_conditions_are_printed_whole(capsys):
    assert commands.main(["--ranges"]) == 0
    printed = capsys.readouterr().out
    assert all(row.name in printed and row.reason in printed for row in (*pads.RANGES, *pads.CHOICES))
    assert "cutout_c" in printed
    assert commands.main(["--conditions"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in ALL_FAULTS)


def test_help_names_the_modes(capsys):
    with pytest.raises(SystemExit):
        commands.main(["--help"])
    printed = " ".join(capsys.readouterr().out.split())
    assert all(f"{name}: {meaning}" in printed for name, meaning in MODES.items())
