"""padctl against the simulated pad: the firmware on its VM, a second Bluetooth stack, the commands as on a laptop."""

import csv
import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from host_tests.ble.diary_reader import flash_with
from host_tests.ble.footpad import bonded, connected, may_do, open_window, start
from pad import session
from tools.padctl import program
from tools.padctl.simulated_radio import SimulatedRadio
from tools.simulator.phone import Phone

ROOT = Path(__file__).parents[2]
PADCTL = [sys.executable, "-m", "tools.padctl"]


@pytest.fixture
def pad(make_pad):
    """A pad that has started."""
    pad = make_pad()
    pad.run_for(2)
    return pad


@pytest.fixture
def padctl(capsys):
    """Runs a command line with a phone in this computer's place; gives status, what was printed, the complaint."""

    def run(pad, phone, *arguments, radio=SimulatedRadio):
        capsys.readouterr()
        status = program.main(list(arguments), radio(pad, phone))
        printed = capsys.readouterr()
        assert not phone.connected
        return status, printed.out, printed.err

    return run


def known(pad):
    """A phone that has paired and gone."""
    phone = bonded(pad)
    phone.disconnect()
    return phone


def stranger(pad):
    """A phone that has never been here."""
    return Phone(pad, "stranger")


# --- anybody ----------------------------------------------------------------------------------------------------------


def test_anybody_may_look(pad, padctl):
    phone = stranger(pad)
    assert padctl(pad, phone, "scan")[1].split() == ["FootPad-" + name_of(pad), str(address_of(pad))]
    status, printed, _ = padctl(pad, phone, "info")
    assert status == 0
    assert "FootPad" in printed
    assert "ESP32-DevKitC" in printed


def address_of(pad):
    return pad.radio.carrier.address.to_string(False)


def name_of(pad):
    return address_of(pad).replace(":", "")[-4:]


def test_watch_shows_what_a_hand_does(pad, padctl):
    pad.press("START", at_s=pad.now_s + 8)
    status, printed, _ = padctl(pad, stranger(pad), "watch", "--for", "6")
    assert status == 0
    states = [line.split()[1] for line in printed.splitlines() if " rpm " in line]
    assert states[0] == "OFF"
    assert states[-1] == "CHECK"
    assert "Ready. START begins 15 minutes (standard, steady)." in printed
    assert "open wounds" in printed  # the first start asks for more than a look


def test_watch_misses_no_second(pad, padctl):
    start(pad, heat=1)
    told = [json.loads(line) for line in padctl(pad, stranger(pad), "watch", "--json", "--for", "10")[1].splitlines()]
    left_s = [one["remaining_s"] for one in told]
    assert sorted(set(left_s), reverse=True) == list(range(left_s[0], left_s[-1] - 1, -1))
    assert {one["state"] for one in told} == {"RUNNING"}
    assert {one["heat"] for one in told} == {"low"}


def test_a_stranger_changes_nothing_and_reads_nothing_private(pad, padctl):
    phone = stranger(pad)
    start(pad, heat=2, faster=1)
    before = may_do(pad)
    for command in ("stop", "slower", "cooler", "heat-off", "wrong", "score before 3", "diary", "clock", "settings"):
        status, printed, complaint = padctl(pad, phone, *command.split())
        assert (status, printed) == (6, "")
        assert "padctl pair" in complaint
    assert padctl(pad, phone, "settings", "--heat-most", "0")[0] == 6
    assert padctl(pad, phone, "clock", "--set")[0] == 6
    assert not pad.status.clock_set
    assert may_do(pad)[:3] == before[:3]


# --- who has paired ---------------------------------------------------------------------------------------------------


def test_a_known_computer_makes_the_pad_do_less(pad, padctl):
    phone = known(pad)
    start(pad, heat=3, faster=2)
    for command, seen in (
        ("slower", lambda: pad.status.speed_step == 2),
        ("cooler", lambda: pad.status.heat_level == 2),
        ("heat-off", lambda: pad.status.heat_level == 0),
        ("stop", lambda: pad.status.state == session.STOPPED),
    ):
        assert not seen()
        assert padctl(pad, phone, command) == (0, f"{command.replace('-', ' ')}: done\n", "")
        pad.run_for(0.2)
        assert seen()
    assert pad.motor_duty == 0
    assert pad.status.stop_reason == session.PHONE
    assert "nothing to do" in padctl(pad, phone, "stop")[1]


def test_settings_are_tightened_on_the_pad(pad, padctl):
    phone = known(pad)
    assert settings_shown(padctl(pad, phone, "settings", "--json"))["speed_most"] == 11
    status, printed, _ = padctl(pad, phone, "settings", "--minutes-most", "10", "--heat-most", "1", "--volume", "0")
    assert status == 0
    assert "heat_most        1 level" in printed
    assert pad.status.chosen_minutes == 10
    assert padctl(pad, phone, "settings", "--minutes-most", "15")[0] == 1
    found = settings_shown(padctl(pad, phone, "settings", "--json"))
    assert (found["minutes_most"], found["heat_most"], found["volume"]) == (10, 1, 0)


def settings_shown(result):
    return json.loads(result[1])


def test_the_clock_of_the_pad_is_set(pad, padctl):
    phone = known(pad)
    assert "not been set" in padctl(pad, phone, "clock")[1]
    status, printed, _ = padctl(pad, phone, "clock", "--set")
    assert status == 0
    assert printed.startswith(f"{datetime.now():%Y-%m-%d }")
    assert pad.status.clock_set
    assert f"{datetime.now():%Y-%m-%d}" in padctl(pad, phone, "clock")[1]


def test_a_session_is_in_the_diary_with_its_scores(pad, padctl):
    phone = known(pad)
    assert padctl(pad, phone, "diary")[:2] == (0, "0 sessions\n")
    assert padctl(pad, phone, "clock", "--set")[0] == 0
    assert padctl(pad, phone, "score", "before", "6")[:2] == (0, "score before: done\n")
    assert "there has been none" in padctl(pad, phone, "score", "after", "6")[1]
    start(pad, heat=1, faster=2)
    pad.run_for(30)
    assert padctl(pad, phone, "stop")[0] == 0
    assert padctl(pad, phone, "score", "after", "2")[:2] == (0, "score after: done\n")
    pad.run_for(2)
    status, printed, _ = padctl(pad, phone, "diary", "--csv")
    assert status == 0
    (row,) = csv.DictReader(printed.splitlines())
    assert row["start (pad's clock)"].startswith(f"{datetime.now():%Y-%m-%d }")
    assert (row["speed_most (step)"], row["heat_most"], row["stop_reason"]) == ("3", "low", "phone")
    assert (row["score_before (0 to 10)"], row["score_after (0 to 10)"]) == ("6", "2")
    assert 25 < int(row["massage (s)"]) < 45
    assert padctl(pad, phone, "diary", "--since", "2")[:2] == (0, "0 sessions\n")


def test_many_sessions_are_listed_in_order(make_pad, padctl):
    pad = make_pad(flash_image=flash_with(70))
    pad.run_for(2)
    status, printed, _ = padctl(pad, known(pad), "diary", "--since", "31")
    assert status == 0
    assert [int(line.split()[0]) for line in printed.splitlines()[1:-1]] == list(range(31, 71))
    assert printed.splitlines()[-1] == "40 sessions"


def test_something_is_wrong_locks_the_pad(pad, padctl):
    phone = known(pad)
    start(pad, heat=1)
    assert padctl(pad, phone, "wrong")[:2] == (0, "something is wrong: done\n")
    pad.run_for(0.2)
    assert (pad.status.state, pad.motor_duty) == (session.LOCKED, 0)
    assert "locked already" in padctl(pad, phone, "wrong")[1]


# --- pairing ----------------------------------------------------------------------------------------------------------


def test_pairing_with_a_hand_on_the_pad(pad, padctl):
    phone = stranger(pad)
    pad.press("TIME", 3.5, at_s=pad.now_s + 8)
    status, printed, _ = padctl(pad, phone, "pair")
    assert status == 0
    assert "hold TIME for 3 s" in printed
    assert printed.endswith("Paired. This computer may now have the pad do less, never more.\n")
    assert not pad.status.pairing_open  # one phone for each hold
    assert padctl(pad, phone, "stop")[0] == 0


def test_pairing_without_a_hand_on_the_pad(pad, padctl):
    phone = stranger(pad)
    assert padctl(pad, phone, "pair")[0] == 6
    assert padctl(pad, phone, "stop")[0] == 6


def test_another_phone_was_first(pad, padctl):
    other = connected(pad, "other")
    open_window(pad)
    other.pair()
    pad.run_for(0.5)
    phone = stranger(pad)
    assert padctl(pad, phone, "pair")[0] == 6
    assert padctl(pad, phone, "settings")[0] == 6


def test_a_pad_that_has_forgotten_says_so_and_can_be_paired_anew(pad, padctl):
    phone = known(pad)
    pad.hold("TIME")
    pad.hold("HEAT")
    pad.run_for(6)
    pad.release("TIME")
    pad.release("HEAT")
    pad.run_for(2)
    assert "Bluetooth settings" in padctl(pad, phone, "stop")[2]
    phone.forget()
    open_window(pad)
    assert padctl(pad, phone, "pair")[0] == 0
    assert padctl(pad, phone, "stop")[0] == 0


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_the_plug_is_pulled_while_somebody_watches(pad, padctl):
    class Unplugged(SimulatedRadio):
        async def connect(self, found, timeout_s):
            link = await super().connect(found, timeout_s)
            pad.power_cycle(30.0)
            return link

    status, _, complaint = padctl(pad, stranger(pad), "watch", radio=Unplugged)
    assert status == 5
    assert complaint.count("\n") == 1


def test_no_pad_is_there(pad, padctl):
    pad.power_cycle(60.0)
    status, printed, complaint = padctl(pad, stranger(pad), "stop")
    assert (status, printed) == (4, "")
    assert complaint.startswith("padctl: no pad is in reach")


def test_a_pad_with_the_bthome_option_tells_everybody(make_pad, padctl):
    pad = make_pad(board={"BTHOME": True})
    pad.run_for(2)
    start(pad, heat=1)
    pad.run_for(5)
    found = json.loads(padctl(pad, stranger(pad), "scan", "--json")[1])
    assert found["name"] == "FootPad-" + name_of(pad)
    assert found["told"]["runs"] is True
    assert found["told"]["heats"] is True
    assert found["told"]["problem"] is False
    assert found["told"]["rpm"] == pytest.approx(1000, abs=60)
    assert found["told"]["remaining_s"] == pytest.approx(pad.status.remaining_s, abs=3)
    assert found["told"]["temperature_c"] == pytest.approx(pad.status.left_cc / 100, abs=0.3)


# --- as people start it -----------------------------------------------------------------------------------------------


def test_a_pad_for_people_who_have_none():
    result = subprocess.run(
        [*PADCTL, "--simulated", "watch", "--json", "--for", "2.5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""
    assert [json.loads(line)["state"] for line in result.stdout.splitlines()] == ["RUNNING"] * 3


def test_pairing_with_that_pad():
    result = subprocess.run([*PADCTL, "--simulated", "pair"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (result.stderr, result.stdout.count("Paired.")) == ("", 1)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_however_it_is_ended_it_ends_in_order(number, status):
    command = [*PADCTL, "--simulated", "watch"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline()
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (status, "")


def test_a_reader_that_goes_away_is_no_error_to_talk_about():
    command = [*PADCTL, "--simulated", "watch", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_told_in_one_line():
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [*PADCTL, "--simulated", "info"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (result.returncode, result.stderr) == (1, "padctl: output: No space left on device\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only there can the Bluetooth service be hidden from a program")
def test_without_bluetooth_it_says_so_in_one_line():
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
    result = subprocess.run([*PADCTL, "scan"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.startswith("padctl: no Bluetooth here")
    assert result.stderr.count("\n") == 1
