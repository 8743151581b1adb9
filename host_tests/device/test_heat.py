"""Heat: temperatures of the surface in the physics, the heater's pin, and the time for which it may be warm."""

import copy

import pytest

from host_tests.device.person import BOOT_S, begin, begin_warm, click, go_on, state, stop, wait_for
from host_tests.device.resetting import RtcRecord, restart
from host_tests.device.traces import assert_heater_rests, assert_quiet_outside_sessions, off_after_s, spans

WITHIN_C = 0.2
OVERSHOOT_C = 0.3
COLD_FEET_C = 18.0
LEVELS_C = {1: 35.0, 2: 37.0, 3: 39.0}
TICKS_WRAP_MS = 1 << 30


def warmest_c(pad):
    return max(pad.plant.surface_left_c, pad.plant.surface_right_c)


def full_power_s(pad, target_c):
    """How long this pad would take to a temperature with the heater on all the time."""
    plant = copy.deepcopy(pad.plant)
    plant.set_heater(True)
    while max(plant.surface_left_c, plant.surface_right_c) < target_c:
        plant.alive_edge()
        plant.advance(plant.now_us + 50_000)
    return (plant.now_us - pad.plant.now_us) / 1e6


def assert_holds(pad, target_c, until_s):
    while pad.now_s < until_s:
        pad.run_for(0.5)
        assert warmest_c(pad) == pytest.approx(target_c, abs=WITHIN_C), pad.now_s


def put_cold_feet_on(pad):
    pad.plant.set_feet(False, False)
    pad.plant.set_feet(True, True, COLD_FEET_C)


def test_from_20_to_37_degrees_cold_feet_in_the_middle_and_15_minutes_of_heat_after_power_on(make_pad):
    pad = make_pad(ticks_start_ms=TICKS_WRAP_MS - 200_000)
    pad.run_for(BOOT_S)
    click(pad, "TIME", 3)
    begin(pad)
    pad.run_for(1)
    heat_s = pad.now_s
    click(pad, "HEAT", 2)

    shortest_s = full_power_s(pad, 37.0 - WITHIN_C)
    reached_s = wait_for(pad, lambda: warmest_c(pad) >= 37.0 - WITHIN_C, 1.1 * shortest_s, 0.5)
    assert reached_s > 200  # it is a test of heating up
    assert_holds(pad, 37.0, heat_s + 480)
    assert pad.plant.max_surface_c <= 37.0 + OVERSHOOT_C

    put_cold_feet_on(pad)
    pad.run_for(20)
    assert warmest_c(pad) < 36.0
    shortest_s = full_power_s(pad, 37.0 - WITHIN_C)
    wait_for(pad, lambda: warmest_c(pad) >= 37.0 - WITHIN_C, 1.1 * shortest_s, 0.5)
    assert_holds(pad, 37.0, heat_s + 890)
    assert pad.plant.max_surface_c <= 37.0 + OVERSHOOT_C

    pad.run_for(11)
    assert pad.status.heat_level == 0
    click(pad, "HEAT", 2)
    pad.run_for(30)
    assert state(pad) == "RUNNING"
    assert pad.motor_duty > 0
    heated_s = heat_s + off_after_s(pad, "HEATER", heat_s) - heat_s
    assert 880 <= heated_s <= 900
    assert_heater_rests(pad)
    assert_quiet_outside_sessions(pad)


def test_heat_is_off_at_each_start_and_the_button_goes_through_35_37_and_39_degrees_and_off(make_pad):
    pad = make_pad({"start_c": 34.0, "feet_skin_c": 33.0})
    pad.run_for(BOOT_S)
    begin(pad)
    running_s = pad.now_s
    pad.run_for(20)
    assert off_after_s(pad, "HEATER", running_s) == 0
    for level, target_c in LEVELS_C.items():
        click(pad, "HEAT")
        assert pad.status.heat_level == level
        pad.run_for(110)
        assert_holds(pad, target_c, pad.now_s + 30)
        assert pad.plant.max_surface_c <= target_c + OVERSHOOT_C
    click(pad, "HEAT")
    off_s = pad.now_s
    pad.run_for(10)
    assert off_after_s(pad, "HEATER", off_s) == 0
    click(pad, "HEAT", 3)
    stop(pad)
    go_on(pad)
    resumed_s = pad.now_s
    pad.run_for(20)
    assert pad.status.heat_level == 0
    assert off_after_s(pad, "HEATER", resumed_s) == 0
    assert_heater_rests(pad)
    assert_quiet_outside_sessions(pad)


def test_the_only_heat_before_a_person_asks_is_the_self_test_pulse(pad):
    pad.run_for(BOOT_S)
    begin(pad)
    for _ in range(4):
        pad.run_for(1.013)
        stop(pad)
        go_on(pad)
    pulses = spans(pad.heater_changes, pad.now_s)
    assert len(pulses) == 5
    assert all(to_s - from_s <= 0.1 for from_s, to_s in pulses)


def test_the_heater_starts_softly(make_pad):
    pad = make_pad({"ambient_c": 10.0})
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(1)
    asked_s = pad.now_s
    click(pad, "HEAT")
    pad.run_for(8)
    shares = [heated_s(pad, asked_s + from_s, asked_s + from_s + 2) / 2 for from_s in (0, 2, 4)]
    assert 0 < shares[0] < 0.5
    assert (shares[0] + shares[1]) / 2 < 0.65
    assert shares[0] < shares[1] < shares[2]
    assert shares[2] > 0.9


def heated_s(pad, from_s, to_s):
    """How long the heater was on in a span of time."""
    found = [(max(on_s, from_s), min(off_s, to_s)) for on_s, off_s in spans(pad.heater_changes, pad.now_s)]
    return sum(off_s - on_s for on_s, off_s in found if off_s > on_s)


def test_at_most_30_minutes_of_heat_in_any_60(make_pad):
    """28 minutes are used, the oldest 57 minutes ago: two are left, and a bit more when these have gone by."""
    pad = make_pad({"ambient_c": 15.0})
    pad.run_for(BOOT_S)
    record = RtcRecord()
    minutes_ago = range(57, 29, -1)
    record.heat(dict.fromkeys(minutes_ago, 60))
    record.put(pad)
    restart(pad, "machine.reset")
    begin(pad)
    pad.run_for(0.7)
    began_s = pad.now_s
    click(pad, "HEAT", 3)
    pad.run_for(130)
    assert pad.status.heat_level == 0
    assert 110 <= off_after_s(pad, "HEATER", began_s) <= 121
    click(pad, "HEAT", 3)  # refused
    refused_s = pad.now_s
    pad.run_for(20)
    assert off_after_s(pad, "HEATER", refused_s) == 0
    pad.run_for(200)
    again_s = pad.now_s
    click(pad, "HEAT", 3)
    pad.run_for(10)
    assert heated_s(pad, again_s, pad.now_s) > 3
    pad.run_for(170)
    switched = spans(pad.heater_changes, pad.now_s)
    for now_s in range(int(pad.now_s)):
        before_s = 60 * sum(ago + now_s / 60 <= 60 for ago in minutes_ago)
        since_s = sum(min(off_s, now_s) - on_s for on_s, off_s in switched if on_s < now_s)
        assert before_s + since_s <= 30 * 60
    assert state(pad) == "RUNNING"


@pytest.mark.parametrize("broken", ["ntc_left_open", "ntc_right_short"])
def test_an_invalid_reading_is_never_taken_for_cold(make_pad, broken):
    """It flickers: too briefly for a fault, and the heater is off whenever a reading is not valid."""
    pad = make_pad({"ambient_c": 10.0})
    pad.run_for(BOOT_S)
    begin_warm(pad, 1)
    pad.run_for(5)
    for i in range(40):
        broken_s = pad.now_s
        pad.inject(broken)
        pad.run_for(0.085)
        assert off_after_s(pad, "HEATER", broken_s) <= 0.085
        pad.clear(broken)
        pad.run_for(0.3 + 0.0071 * i)
    assert state(pad) == "RUNNING"
    assert pad.faults_seen == []
    pad.run_for(5)
    assert heated_s(pad, pad.now_s - 2, pad.now_s) > 1.5
