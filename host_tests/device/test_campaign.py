"""The campaign on the real firmware: runs can be repeated alone, they tell what happened, a bad guard is found out."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.campaign.cases import make_case
from tools.campaign.judge import RAIL, REPORTED, WORKS, judge
from tools.campaign.recording import record
from tools.campaign.workers import judge_case

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tools.campaign"]
# The real guard, in which nothing is left to forbid anything.
PERMITS_EVERYTHING = """

def _permit(self, *readings):
    self.motor_permitted = True
    self.heat_permitted = True


def _forget(self, code):
    pass


Guard.step = _permit
Guard.latch = _forget
"""


def campaign(*arguments):
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def a_case(fault, fits):
    """The first run with this fault that fits."""
    return next(case for case in (make_case(1, index, fault) for index in range(500)) if fits(case))


def strikes_in_a_short_session(case):
    runs_s = case.plan.starts_s + 20
    return case.plan.until_s < 420 and runs_s < case.fault_s < case.plan.ends_s - 200


def test_six_runs_judged_in_parallel_are_those_that_each_gives_alone(tmp_path):
    """Button faults: what they do is the same, run after run, and the runs are short."""
    out = tmp_path / "runs.jsonl"
    many = campaign("--n", "6", "--seed", "7", "--faults", "button_stuck:FASTER", "--out", str(out), "--workers", "2")
    rows = {row["run"]: row for row in map(json.loads, out.read_text().splitlines())}
    assert sorted(rows) == [f"7:{index}" for index in range(6)]
    assert many.returncode == int(any(row["missed"] for row in rows.values())), many.stdout + many.stderr
    assert "6 runs, 0 of them without a fault" in many.stdout
    alone = campaign("--run", "7:2", "--faults", "button_stuck:FASTER")
    row = json.loads(alone.stdout)
    assert alone.returncode == int(bool(row["missed"]))
    assert {name: row[name] for name in rows["7:2"] if name != "wall_s"} == {
        name: value for name, value in rows["7:2"].items() if name != "wall_s"
    }
    assert row["pad"]["cutout_c"] == 0.0
    assert any(event["text"] == "button_stuck:FASTER begins" for event in row["events"])


def test_a_recording_holds_what_happened():
    case = a_case("vm_frozen", strikes_in_a_short_session)
    run = record(case)
    assert run.asked  # a session ran
    for asked, rail in zip(run.asked, run.rail_spans, strict=True):
        assert asked == pytest.approx(rail, abs=1e-5)  # the edges ask for exactly what a whole relay does
    assert [seen.code for seen in run.faults_seen] == [50]
    assert run.reset_stop_s == pytest.approx(case.fault_s + 3.5, abs=1.0)
    assert run.end_s < case.plan.until_s  # two minutes after all is off it is over
    last_off_s = max(changes[-1][0] for changes in (run.rail, run.motor))
    assert run.end_s - max(last_off_s, case.fault_s) == pytest.approx(120.0, abs=0.6)
    assert [round(sample.at_s - run.samples[0].at_s, 3) for sample in run.samples[:3]] == [0.0, 0.5, 1.0]
    assert run.max_surface_c >= max(sample.surface_left_c for sample in run.samples)
    assert judge(run).missed == []


def test_a_run_without_a_fault_goes_to_its_end():
    case = a_case("none", lambda case: case.plan.until_s < 370)
    run = record(case)
    assert run.end_s == pytest.approx(case.plan.until_s, abs=1e-5)
    assert judge(run).reported is None


def test_a_guard_that_permits_everything_is_found_out():
    case = a_case("ntc_left_open", strikes_in_a_short_session)
    text = (ROOT / "lib" / "pad" / "guard.py").read_text()
    assert judge(record(case)).missed == []
    sabotaged = judge(record(case, overlay={"lib/pad/guard.py": text + PERMITS_EVERYTHING}))
    assert {RAIL, REPORTED} <= {miss.requirement for miss in sabotaged.missed}


def test_a_firmware_that_does_not_start_does_not_pass():
    case = a_case("none", lambda case: case.plan.until_s < 370)
    run = record(case, overlay={"main.py": "raise ValueError('no')"})
    assert {miss.requirement for miss in judge(run).missed} == {WORKS}


def test_a_simulation_that_cannot_go_on_is_a_run_that_does_not_work(monkeypatch):
    monkeypatch.setenv("MICROPYTHON", "/nowhere/micropython")
    verdict = judge_case(make_case(1, 0))
    assert [miss.requirement for miss in verdict.missed] == [WORKS]
    assert "/nowhere/micropython" in verdict.missed[0].detail


def test_ctrl_c_ends_with_the_summary_so_far_and_leaves_no_process_behind(tmp_path):
    out = tmp_path / "runs.jsonl"
    arguments = ["--n", "500", "--faults", "button_stuck:FASTER", "--out", str(out), "--workers", "2"]
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not (out.exists() and out.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    processes = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does
    printed, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    done = len(out.read_text().splitlines())
    assert f"{done} runs, 0 of them without a fault" in printed
    assert len(processes) >= 2
    deadline = time.monotonic() + 5
    while any(is_alive(pid) for pid in processes):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def descendants(pid):
    children = [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [one for child in children for one in descendants(child)]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
