"""The doctor's checks when something comes between: Ctrl-C, a stall, a processor that stands still, a wrong plan."""

import pytest

from host_tests.device.doctors_room import SimulatedBoard, in_maintenance, is_off, scripts_once
from tools.board_files import board_files
from tools.doctor import plans
from tools.doctor.measure import measure
from tools.doctor.on_board.phases import DRIVE, HEAT, KICK
from tools.serial_port import BoardError
from tools.simulator.vm_side.protocol import TYPED_ENDED

RAIL_OPEN_S = 0.45  # a monostable of 400 ms, the relay, and the interrupted pass
AT_ONCE_S = 0.002
LOOK_S = 0.021
DEAD_MAN_S = 0.1 + LOOK_S
PLANS = {
    "rail": plans.rail(has_sense=True),
    "heater": plans.heater(),
    "motor": plans.motor(),
    "motor with open rail": plans.motor_briefly(edges=False),
}


@pytest.fixture
def table(make_pad):
    return in_maintenance(make_pad({"feet": 0, "monostable_ms": 400.0}))


def scripts():
    return scripts_once(board_files())


def drive(plan):
    return scripts().call("drive", "run", plan, plans.COOL_CC)


def begin(pad, code, seconds):
    pad.type_in(code)
    pad.run_for(seconds)


def finish(pad):
    """Let what runs come to its end; returns the seconds until then."""
    begun_s, begun = pad.now_s, len(pad.printed)
    pad.run_while(lambda: TYPED_ENDED not in pad.printed[begun:], pad.now_s + 10)
    assert TYPED_ENDED in pad.printed[begun:]
    return pad.now_s - begun_s


def interrupted(pad, name, moments_s, *again_s):
    """Begin a check, press Ctrl-C at each of these moments, and again after these pauses; nothing may stay on.

    Returns at how many of the moments something was on, or the rail closed.
    """
    was_on = 0
    for moment_s in moments_s:
        begin(pad, drive(PLANS[name]), moment_s)
        was_on += not is_off(pad) or pad.rail_closed
        pad.interrupt()
        for pause_s in again_s:
            pad.run_for(pause_s)
            pad.interrupt()
        pad.run_for(DEAD_MAN_S if again_s else AT_ONCE_S)
        assert is_off(pad)
        pad.run_for(RAIL_OPEN_S)
        assert not pad.rail_closed
        pad.run_for(2)
        assert is_off(pad)
    return was_on


@pytest.mark.parametrize("name", PLANS)
def test_ctrl_c_at_any_moment_leaves_everything_off(table, name):
    assert interrupted(table, name, [0.0113 + 0.1 * tenth for tenth in range(36)]) > 3


@pytest.mark.parametrize("name", ["heater", "motor"])
@pytest.mark.parametrize("pause_us", [0, 4, 10, 20, 60, 200, 1000, 5000])
def test_a_second_ctrl_c_while_all_is_turned_off_leaves_it_to_the_dead_man(table, name, pause_us):
    assert interrupted(table, name, [0.225 + 0.0043 * phase for phase in range(12)], pause_us / 1e6) > 3


ALLOWED_S = {"heat(60)": 0.06, "drive(178, 700)": 0.7, "sound(2000, 300)": 0.3}


def endless(order, *steps):
    """A check that asks for something and then does these steps for ever."""
    lines = [f"    outputs.{order}", "    while True:", *(f"        {step}" for step in steps)]
    return drive([]) + "\n".join(["with Outputs() as outputs:", *lines, ""])


@pytest.mark.parametrize("order", ALLOWED_S)
def test_a_check_that_stalls_is_cut_by_the_dead_man(table, order):
    begin(table, endless(order, "ticks_ms()"), 0.02)
    assert not is_off(table)
    table.run_for(DEAD_MAN_S)
    assert_stays_off(table)


@pytest.mark.parametrize("order", ALLOWED_S)
def test_a_check_that_goes_on_for_too_long_is_cut_by_the_dead_man(table, order):
    begin(table, endless(order, "outputs.go_on()", "sleep_ms(1)"), ALLOWED_S[order] - 0.01)
    assert not is_off(table)
    table.run_for(0.01 + LOOK_S)
    assert_stays_off(table)


def assert_stays_off(pad):
    for _ in range(40):
        assert is_off(pad)
        pad.run_for(0.0113)
    pad.interrupt()
    finish(pad)
    assert is_off(pad)


@pytest.mark.parametrize("name", ["heater", "motor"])
def test_a_processor_that_stands_still_loses_the_rail(table, name):
    begin(table, drive(PLANS[name]), 0.1)
    table.run_while(lambda: is_off(table), table.now_s + 1)
    table.inject("vm_frozen")
    table.run_for(RAIL_OPEN_S)
    assert not is_off(table)
    assert not table.rail_closed
    assert table.plant.heater_power_w == 0
    table.run_for(10)
    assert table.plant.rpm == 0
    assert not table.rail_closed


@pytest.mark.parametrize("name", PLANS)
def test_a_check_that_nobody_listens_to_any_more_ends_by_itself(table, name):
    begin(table, drive(PLANS[name]), 0.2)
    assert finish(table) < 5
    assert is_off(table)
    table.run_for(RAIL_OPEN_S)
    assert not table.rail_closed


TOO_MUCH = {
    "a long pulse": [("on", 61, True, HEAT, -1)],
    "many pulses": [("on", 50, True, HEAT, -1)] * 5,
    "a long drive": [("turn", 2001, True, DRIVE, -1)],
    "two drives": [("turn", 1500, True, DRIVE, -1)] * 2,
    "many kicks": [("kick", 50, True, KICK, -1)] * 41,
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_the_board_itself_refuses_a_plan_that_asks_for_too_much(table, name):
    with pytest.raises(BoardError, match="too much"):
        measure(SimulatedBoard(table), scripts(), "drive", "run", TOO_MUCH[name], plans.COOL_CC)
    table.run_for(RAIL_OPEN_S)
    assert is_off(table)
    assert not table.rail_closed
    assert table.plant.heater_energy_j < 5


@pytest.mark.parametrize("order", ["drive(401, 50)", "drive(249, 51)", "sound(2000, 1501)", "heat(61)"])
def test_the_board_itself_refuses_more_than_a_check_needs(table, order):
    begin(table, drive([]) + f"with Outputs() as outputs:\n    outputs.{order}\n", 1.0)
    assert table.printed[-2].startswith("ValueError: too ")
    assert is_off(table)


@pytest.mark.parametrize("fault", ["ntc_right_short", "ntc_left_open", "adc_ref_bad", "adc_mux_stuck"])
def test_the_board_itself_refuses_heat_when_a_thermistor_cannot_be_believed(table, fault):
    table.inject(fault)
    assert measure(SimulatedBoard(table), scripts(), "drive", "run", plans.heater(), plans.COOL_CC) == [
        {"refused": True}
    ]
    assert table.heater_changes == []


@pytest.mark.parametrize(("surface_c", "allowed"), [(34.0, True), (36.0, False)])
def test_the_board_itself_refuses_heat_from_35_degrees_on(make_pad, surface_c, allowed):
    pad = in_maintenance(make_pad({"feet": 0, "start_c": surface_c, "ambient_c": surface_c}))
    lines = measure(SimulatedBoard(pad), scripts(), "drive", "run", plans.heater(), plans.COOL_CC)
    assert ("refused" not in lines[0]) == allowed
    assert bool(pad.heater_changes) == allowed
