"""What the serial line says of a start: whoever flashes a board, or looks at it, waits for this."""

import re

import pytest

from host_tests.device.person import begin
from pad.version import VERSION
from tools.board_files import ROOT, board_files, profiles
from tools.simulator.simulation import has_radio

READY = re.compile(r"ready, (advertising|not advertising), (\d+) ms after the chip's start")
# As a chip's MicroPython says which board and chip it was built for; the simulator's says something else.
CLAIM = """
import sys
class Implementation:
    _machine = "{machine}"
class Sys:
    implementation = Implementation
    modules, version, print_exception = sys.modules, sys.version, sys.print_exception
sys.modules["sys"] = Sys
"""


def ready(pad):
    (line,) = [line for line in pad.printed if line.startswith("ready")]
    return READY.fullmatch(line)


@pytest.mark.parametrize("code", ["py", "mpy"])
def test_it_tells_version_micropython_and_board_first(make_pad, code):
    pad = make_pad(code=code)
    pad.run_for(1)
    first = pad.printed[0]
    assert first.startswith(f"FootPad {VERSION} on 3.4.0; MicroPython ")
    assert first.endswith(" for ESP32-DevKitC")


def test_ready_is_said_once_when_every_task_has_had_its_turn(make_pad):
    pad = make_pad(code="mpy")
    pad.run_for(2)
    told = ready(pad)
    assert pad.printed_at_s(told.string) * 1000 == pytest.approx(int(told[2]), abs=2)
    assert pad.printed_at_s(told.string) < 1
    assert pad.display is not None
    begin(pad)
    assert pad.motor_duty > 0
    print(f"start to ready: {told[2]} ms of simulated time, 300 of them before MicroPython runs")


def test_a_reset_is_told_with_the_time_since_then(make_pad):
    pad = make_pad(code="mpy")
    pad.run_for(1)
    pad.power_cycle(off_s=2)
    pad.run_for(4)
    times = [int(found[2]) for line in pad.printed if (found := READY.fullmatch(line))]
    assert len(times) == 2
    assert times[0] == pytest.approx(times[1], abs=300)  # the file is written before the first start


def test_a_pad_without_a_radio_says_so(make_pad):
    pad = make_pad()
    pad.run_for(1)
    assert "Bluetooth: this MicroPython has none; the pad works without it" in pad.printed
    assert ready(pad)[1] == "not advertising"


@pytest.mark.skipif(not has_radio(), reason="the simulated radio needs Python 3.11")
def test_a_pad_with_a_radio_tells_its_name_and_that_it_advertises(make_pad):
    from tools.simulator.phone import Phone

    pad = make_pad(radio=True, code="mpy")
    pad.run_for(1)
    assert ready(pad)[1] == "advertising"
    name = Phone(pad, "phone").scan().name
    assert f"Bluetooth: the pad's name is {name}" in pad.printed


CHIPS = {
    "ESP32": "Generic ESP32 module with ESP32",
    "ESP32S3": "Generic ESP32S3 module with ESP32S3",
    "ESP32C3": "Generic ESP32C3 module with ESP32C3",
}


def on_a_board(make_pad, machine, **settings):
    """A pad whose MicroPython says that it is for `machine`."""
    boot = CLAIM.format(machine=machine) + (ROOT / "boot.py").read_text(encoding="utf-8")
    pad = make_pad(overlay={"boot.py": boot}, **settings)
    pad.run_for(1)
    return pad


@pytest.mark.parametrize("chip", sorted(CHIPS.keys() - {"ESP32"}))
def test_a_pad_compiled_for_another_chip_does_not_start(make_pad, chip):
    pad = on_a_board(make_pad, CHIPS[chip], code="mpy")
    assert pad.printed[-1] == f"not started: this FootPad is for ESP32 and this is {chip}"
    pad.press("START")
    pad.run_for(6)
    pad.press("START")
    pad.run_for(3)
    assert pad.status is None
    assert pad.motor_duty == 0
    assert not pad.heater_pin


def test_a_chip_without_a_board_profile_does_not_start_from_sources_either(make_pad):
    pad = on_a_board(make_pad, "Generic ESP32S2 module with ESP32S2")
    assert pad.printed[-1] == "not started: this FootPad is for ESP32 and this is ESP32S2"


@pytest.mark.parametrize("code", ["py", "mpy"])
def test_a_pad_on_its_own_chip_starts(make_pad, code):
    assert ready(on_a_board(make_pad, CHIPS["ESP32"], code=code))


def test_each_profile_is_named_as_its_chip_names_itself():
    for chip in profiles():
        assert CHIPS[chip].rpartition(" ")[2] == chip
        assert f"CHIP = {chip!r}" in board_files(board=profiles()[chip])["firmware/board.py"].decode().replace('"', "'")
