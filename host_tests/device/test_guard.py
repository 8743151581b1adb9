"""The guard: what it finds, how soon heater and rail are off, and how a person gets out of it again."""

import pytest

from host_tests.device.person import (
    BOOT_S,
    HOLD_TO_UNLOCK_S,
    begin,
    begin_warm,
    clear_fault,
    click,
    confirm_feet,
    hold,
    open_check,
    state,
    wait_for,
)
from host_tests.device.traces import assert_heater_rests, assert_quiet_outside_sessions, changes, off_after_s
from pad.limits import SURFACE_LIMIT_CC

COLD_ROOM = {"ambient_c": 10.0}  # the heater is on nearly all the time
HEATER_OFF_S = 0.25
RAIL_OPEN_S = 0.65
TRIP_C = 40.4
NOISELESS = {"adc_noise_mv": 0.0}


def set_surface(pad, left_c, right_c):
    """Surface and bead at these temperatures from now on (they cool slowly)."""
    plant = pad.plant
    plant.surface_left_c = plant.thermistor_left_c = left_c
    plant.surface_right_c = plant.thermistor_right_c = right_c


def move_surface(pad, left_c, right_c):
    """Bring surface and bead there within five seconds: faster than any surface, slow enough to be believed."""
    plant = pad.plant
    from_c = plant.surface_left_c, plant.surface_right_c
    for tenth in range(1, 51):
        set_surface(pad, *(a + (b - a) * tenth / 50 for a, b in zip(from_c, (left_c, right_c), strict=True)))
        pad.run_for(0.1)


def hot(side):
    """Something that makes one half of the surface too hot, and what makes it as cool again as it was."""
    before_c = []

    def heat(pad):
        before_c[:] = pad.plant.surface_left_c, pad.plant.surface_right_c
        too_hot_c = TRIP_C + 0.6
        set_surface(pad, too_hot_c if side == "left" else before_c[0], too_hot_c if side == "right" else before_c[1])

    return heat, lambda pad: set_surface(pad, *before_c)


def electrical(fault):
    return lambda pad: pad.inject(fault), lambda pad: pad.clear(fault)


TROUBLES = {
    "ntc_left_open": electrical("ntc_left_open"),
    "ntc_left_short": electrical("ntc_left_short"),
    "ntc_right_open": electrical("ntc_right_open"),
    "ntc_right_short": electrical("ntc_right_short"),
    "reference_bad": electrical("adc_ref_bad"),
    "over_temperature": hot("left"),
}
MORE_TROUBLES = {"over_temperature on the right": hot("right"), "multiplexer": electrical("adc_mux_stuck")}


@pytest.mark.parametrize("monostable_ms", [200, 400])
def test_any_fault_turns_the_heater_off_within_250_ms_and_opens_the_rail_within_650_ms(make_pad, monostable_ms):
    """Five times each at phases of the firmware's passes all different; each cleared by a hold."""
    pad = make_pad({**COLD_ROOM, "monostable_ms": monostable_ms, "gc_ms": 10.0})
    pad.run_for(BOOT_S)
    for phase in range(5):
        for number, (name, (break_it, mend_it)) in enumerate((TROUBLES | MORE_TROUBLES).items()):
            begin_warm(pad)
            pad.run_for(0.1 + 0.0087 * phase + 0.0011 * number)
            broken_s = wait_for(pad, lambda: pad.heater_pin, 4, 0.0037)
            break_it(pad)
            pad.run_for(1)
            assert off_after_s(pad, "HEATER", broken_s) <= HEATER_OFF_S, name
            assert off_after_s(pad, "MOTOR_PWM", broken_s) <= HEATER_OFF_S, name
            assert off_after_s(pad, "RAIL", broken_s) <= RAIL_OPEN_S, name
            if name in TROUBLES:
                assert pad.faults_seen[-1].name == name
            assert (state(pad), pad.status.stop_reason) == ("FAULT", 4)
            mend_it(pad)
            pad.run_for(0.3)
            clear_fault(pad)
            assert state(pad) == "OFF", name
    assert len(pad.faults_seen) == 40
    assert_quiet_outside_sessions(pad)
    assert_heater_rests(pad)


def test_a_reading_below_40_4_degrees_does_not_trip_and_one_above_does(make_pad):
    pad = make_pad({**NOISELESS, "surface_j_k": 800.0, "feet": 0.0, "surface_air_w_k": 0.02})
    pad.run_for(BOOT_S)
    begin(pad)
    for left_c, right_c in ((TRIP_C - 0.15, 30.0), (30.0, TRIP_C - 0.15)):
        move_surface(pad, left_c, right_c)
        pad.run_for(2)
        assert state(pad) == "RUNNING"
        assert pad.motor_duty > 0
    for left_c, right_c in ((TRIP_C + 0.15, 30.0), (30.0, TRIP_C + 0.15)):
        move_surface(pad, left_c, right_c)
        pad.run_for(0.5)
        assert pad.faults_seen[-1].name == "over_temperature"
        assert pad.motor_duty == 0
        clear_fault(pad)
        assert state(pad) == "FAULT"  # still hot
        move_surface(pad, 30.0, 30.0)
        clear_fault(pad)
        assert state(pad) == "OFF"
        begin(pad)


def test_two_bad_readings_only_turn_the_heater_off_and_three_latch_a_fault(make_pad):
    pad = make_pad({**COLD_ROOM, **NOISELESS})
    pad.run_for(BOOT_S)
    for number, (name, (break_it, mend_it)) in enumerate(TROUBLES.items()):
        begin_warm(pad)
        for phase in range(5):
            break_it(pad)
            pad.run_for(0.09)  # never more than two readings
            assert not pad.heater_pin
            mend_it(pad)
            pad.run_for(0.4 + 0.0113 * phase)
            assert state(pad) == "RUNNING", name
        assert len(pad.faults_seen) == number
        wait_for(pad, lambda: pad.heater_pin, 4)
        break_it(pad)
        pad.run_for(0.165)  # always three readings
        mend_it(pad)
        pad.run_for(0.5)
        assert pad.faults_seen[-1].name == name
        assert state(pad) == "FAULT"
        clear_fault(pad)
    assert_quiet_outside_sessions(pad)


def test_hot_and_cold_are_told_from_open_and_short_and_no_room_is_a_fault(make_pad):
    for ambient_c in (-8.0, 38.0):
        pad = make_pad({"ambient_c": ambient_c, "cutout_c": 0.0})
        pad.run_for(BOOT_S)
        begin(pad)
        pad.run_for(2)
        assert state(pad) == "RUNNING"
        assert pad.motor_duty > 0
        assert pad.faults_seen == []
    move_surface(pad, 48.0, 48.0)
    assert pad.faults_seen[-1].name == "over_temperature"


@pytest.mark.parametrize("errors", [(0.96, 15.0, 3.4), (1.04, -15.0, 3.2)])
def test_errors_of_supply_and_adc_are_within_the_error_budget_and_no_fault(make_pad, errors):
    gain, offset_mv, vref_v = errors
    pad = make_pad({"adc_gain": gain, "adc_offset_mv": offset_mv, "vref_v": vref_v, "start_c": 38.0, "feet": 0.0})
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(2)
    assert state(pad) == "RUNNING"
    assert pad.status.left_cc == pytest.approx(100 * pad.plant.thermistor_left_c, abs=60)
    set_surface(pad, SURFACE_LIMIT_CC / 100, SURFACE_LIMIT_CC / 100)
    pad.run_for(0.5)
    assert state(pad) == "FAULT"


def test_a_fault_is_latched_the_first_cause_is_kept_and_only_a_hold_of_5_s_without_the_cause_ends_it(pad):
    pad.run_for(BOOT_S)
    pad.inject("ntc_right_open")
    pad.run_for(1)
    pad.inject("ntc_left_short")
    pad.run_for(1)
    assert state(pad) == "FAULT"
    assert pad.status.fault_code == 5  # not the later one
    open_check(pad)
    confirm_feet(pad)
    assert state(pad) == "FAULT"
    clear_fault(pad)
    assert state(pad) == "FAULT"
    pad.clear("ntc_left_short")
    pad.run_for(1)
    clear_fault(pad)
    assert state(pad) == "FAULT"
    pad.clear("ntc_right_open")
    pad.run_for(10)
    assert (state(pad), pad.status.fault_code) == ("FAULT", 5)  # mended is not cleared
    hold(pad, "START", 4.7)
    assert state(pad) == "FAULT"
    hold(pad, "START", HOLD_TO_UNLOCK_S)
    assert (state(pad), pad.status.fault_code) == ("OFF", 0)
    assert pad.rail_changes == []


SELF_TEST_FAILURES = {
    "rail_welded": "rail_welded",
    "sense_stuck_high": "rail_welded",
    "rail_open": "heater_circuit",
    "heater_open": "heater_circuit",
    "heater_mosfet_short": "heater_circuit",
    "sense_stuck_low": "heater_circuit",
}


def test_the_self_test_before_each_start_finds_rail_heater_mosfet_and_sense_before_the_motor_turns(pad):
    pad.run_for(BOOT_S)
    for broken, name in SELF_TEST_FAILURES.items():
        pad.inject(broken)
        broken_s = pad.now_s
        open_check(pad)
        confirm_feet(pad)
        pad.run_for(2)
        assert (state(pad), pad.faults_seen[-1].name) == ("FAULT", name), broken
        assert all(at_s < broken_s for at_s, _ in changes(pad, "MOTOR_PWM"))
        assert off_after_s(pad, "HEATER", broken_s) == 0
        assert pad.rail_closed == (broken == "rail_welded")
        pad.clear(broken)
        pad.run_for(0.5)
        clear_fault(pad)
        assert state(pad) == "OFF", broken
    begin(pad)  # nothing of it is left


def test_a_mosfet_that_conducts_for_ever_is_read_back_at_once_while_it_should_be_off(make_pad):
    """No cut-out is fitted, a blanket lies over it all, the feet are warm: sense tells, not the temperature."""
    pad = make_pad({"cutout_c": 0.0, "blanket": 1.0, "start_c": 33.0, "feet_skin_c": 33.0, "monostable_ms": 400.0})
    pad.run_for(BOOT_S)
    begin_warm(pad, 3)
    pad.run_for(30)
    wait_for(pad, lambda: not pad.heater_pin, 4, 0.01)
    broken_s = pad.now_s
    pad.inject("heater_mosfet_short")
    pad.run_for(1)
    assert pad.faults_seen[-1].name == "heater_circuit"
    assert off_after_s(pad, "HEATER", broken_s) <= 0.25
    assert off_after_s(pad, "RAIL", broken_s) <= 0.65
    pad.run_for(60)
    assert pad.plant.heater_power_w == 0
    assert pad.plant.max_surface_c <= SURFACE_LIMIT_CC / 100


def test_alive_edges_come_every_50_ms_and_only_while_something_may_run(pad):
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(30)
    click(pad, "START")
    edges = [at_s for at_s, _ in changes(pad, "ALIVE")]
    gaps = [later - earlier for earlier, later in zip(edges, edges[1:], strict=False)]
    assert len(edges) > 600
    assert max(gaps) <= 0.1  # half of the shortest monostable
    assert_quiet_outside_sessions(pad)
