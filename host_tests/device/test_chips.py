"""Each board profile runs on its chip: the pins that it says exist there, and can do what they are for."""

import pytest

from host_tests.device.person import begin, click, hold, state, stop
from pad.session import DONE, REASON_NAMES
from tools.board_files import profiles

CHIPS = tuple(profiles())
WITH_HEAT = ("ESP32", "ESP32S3")
FAILS = "ValueError: invalid pin"


@pytest.fixture
def make_chip(make_pad):
    """A compiled pad on a chip, by its name."""
    return lambda chip, **settings: make_pad(code="mpy", board=profiles()[chip], **settings)


@pytest.mark.parametrize("chip", CHIPS)
def test_a_whole_session_on_each_chip(make_chip, chip):
    pad = make_chip(chip)
    pad.run_for(1)
    assert state(pad) == "OFF"
    click(pad, "TIME", 4)  # 20, 25, 30, 5
    assert pad.status.chosen_minutes == 5
    begin(pad)
    click(pad, "FASTER", 3)
    click(pad, "SLOWER")
    pad.run_for(90)
    assert pad.rail_closed
    assert pad.plant.rpm == pytest.approx(1540, rel=0.03)
    pad.run_for(4 * 60)
    assert pad.status.state == DONE
    assert REASON_NAMES[pad.status.stop_reason] == "time up"
    assert pad.motor_duty == 0
    assert not pad.rail_closed
    assert not pad.faults_seen
    assert not pad.resets


@pytest.mark.parametrize("chip", CHIPS)
def test_start_stops_on_each_chip(make_chip, chip):
    pad = make_chip(chip)
    pad.run_for(1)
    begin(pad)
    pad.run_for(5)
    pad.press("START")
    pad.run_for(0.15)
    assert pad.motor_duty == 0
    assert not pad.heater_pin


@pytest.mark.parametrize("chip", WITH_HEAT)
def test_heat_warms_the_feet_and_a_sensor_that_fails_ends_it(make_chip, chip):
    pad = make_chip(chip, parameters={"ambient_c": 22.0})
    pad.run_for(1)
    begin(pad)
    click(pad, "HEAT")
    pad.run_for(4 * 60)
    assert 33.0 < pad.status.left_cc / 100 < 36.5
    pad.inject("ntc_left_open")
    pad.run_for(1)
    assert state(pad) == "FAULT"
    assert not pad.heater_pin
    assert not pad.rail_closed


def test_a_c3_has_no_heat(make_chip):
    pad = make_chip("ESP32C3")
    pad.run_for(1)
    begin(pad)
    click(pad, "HEAT", 3)
    pad.run_for(30)
    assert pad.heater_changes == []
    assert pad.status.heat_level == 0
    assert pad.display is None
    assert pad.led != (0, 0, 0)
    stop(pad)
    assert state(pad) == "STOPPED"


@pytest.mark.parametrize("chip", CHIPS)
def test_a_lock_survives_the_plug_on_each_chip(make_chip, chip):
    pad = make_chip(chip)
    pad.run_for(1)
    click(pad, "START")
    hold(pad, "START", 3.5)
    pad.run_for(5)
    pad.power_cycle(off_s=2)
    pad.run_for(4)
    assert state(pad) == "LOCKED"


# --- What the stand-ins refuse, chip by chip --------------------------------------------------------------------------


def on(run_main, chip, main):
    return run_main(f"import machine\n{main}\nprint('fine')", board=profiles()[chip]).printed[-1]


MISSING = [("ESP32", 6), ("ESP32", 24), ("ESP32", 40), ("ESP32S3", 22), ("ESP32S3", 27), ("ESP32S3", 49)]
MISSING += [("ESP32C3", 11), ("ESP32C3", 17), ("ESP32C3", 22)]


@pytest.mark.parametrize(("chip", "gpio"), MISSING)
def test_a_pin_that_the_chip_lacks_is_refused(run_main, chip, gpio):
    assert on(run_main, chip, f"machine.Pin({gpio})") == FAILS


@pytest.mark.parametrize(("chip", "gpio"), [("ESP32", 33), ("ESP32S3", 48), ("ESP32S3", 35), ("ESP32C3", 21)])
def test_the_last_pins_of_a_chip_can_drive(run_main, chip, gpio):
    assert on(run_main, chip, f"machine.Pin({gpio}, machine.Pin.OUT, value=1)") == "fine"


CONVERTS = [("ESP32", 32, 39), ("ESP32S3", 1, 10), ("ESP32C3", 0, 4)]


@pytest.mark.parametrize(("chip", "first", "last"), CONVERTS)
def test_only_pins_of_the_first_converter_convert(run_main, chip, first, last):
    text = "machine.ADC({}, atten=machine.ADC.ATTN_11DB)"
    assert on(run_main, chip, text.format(first)) == "fine"
    assert on(run_main, chip, text.format(last)) == "fine"
    assert on(run_main, chip, text.format(last + 1)) == FAILS
    if first:
        assert on(run_main, chip, text.format(first - 1)) == FAILS


def test_only_a_c3_lacks_the_pulse_counter(run_main):
    main = "from machine import Counter"
    assert [on(run_main, chip, main) for chip in CHIPS[:2]] == ["fine", "fine"]
    assert on(run_main, "ESP32C3", main).startswith("ImportError")
