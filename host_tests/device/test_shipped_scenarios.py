"""Every scenario that comes with the simulator, run to its end: what the pad did, asserted at heater, rail and skin."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tools.simulator import report
from tools.simulator.scenario import load
from tools.simulator.simulation import Simulation

SCENARIOS = {path.stem: path for path in (Path(__file__).parents[2] / "tools/simulator/scenarios").glob("*.toml")}
SURFACE_LIMIT_C = 41.0
HEAT_BAND_C = (36.8, 37.3)  # what "medium" makes of the warmest surface: there, and never 0.3 C above


class End(NamedTuple):
    """What is expected: state and stop reason at the end, the fault, seconds from its cause to heater and rail off."""

    state: str
    reason: str
    fault: str | None = None
    heater_s: float | None = None
    rail_s: float | None = None


def electrical(fault):
    """Something breaks in the middle of a session with heat."""
    return End("FAULT", "fault", fault, heater_s=0.25, rail_s=0.65)


def found_before_the_start(fault):
    """The self-test finds it."""
    return End("FAULT", "fault", fault)


def dead_task(task):
    """A task never runs again. Tasks that control are missed at once; the guard is missed by the watchdog."""
    slow = task in ("panel", "store")
    fault = "watchdog_reset" if task == "guard" else f"task_stalled_{task}"
    reason = "reset" if task == "guard" else "fault"
    return End("FAULT", reason, fault, heater_s=5.0 if slow else 0.5, rail_s=5.0 if slow else 0.65)


def blocking_task(task):
    """A task lets no other run, from its next turn on: the soft timer turns the heater off, the watchdog resets."""
    turn_s = 0.5 if task == "store" else 0.1
    return End("FAULT", "reset", "watchdog_reset", heater_s=turn_s + 0.25, rail_s=turn_s + 0.65)


SIDES = ("left", "right")
TASKS = ("sensors", "guard", "motor", "heater", "session", "buttons", "panel", "store")
EXPECTED = {
    "quarter_hour": End("OFF", "time up"),
    "longest_session": End("OFF", "time up"),
    "check_left_alone": End("OFF", "none"),
    "refused_foot_check": End("OFF", "foot check refused"),
    "stop_in_check": End("OFF", "none"),
    "stop_in_self_test": End("STOPPED", "button"),
    "stop_in_warm_up": End("STOPPED", "button"),
    "stop_in_work": End("STOPPED", "button"),
    "stop_in_cool_down": End("STOPPED", "button"),
    "stop_in_stopped": End("STOPPED", "button"),
    "stopped_then_resumed": End("DONE", "time up"),
    "stopped_left_alone": End("OFF", "button"),
    "done_left_alone": End("OFF", "time up"),
    "wrong_after_session": End("OFF", "foot check refused"),
    "interrupted_session": End("OFF", "reset"),
    "feet_differ_on_two_days": End("OFF", "time up"),
    "heat_before_comparison": End("OFF", "time up"),
    "gentle_profile": End("STOPPED", "button"),
    "wave_programme": End("STOPPED", "button"),
    "fourth_session_in_a_week": End("OFF", "time up"),
    "wrong_afterwards": End("LOCKED", "foot check refused"),
    "hold_any_button": End("STOPPED", "button"),
    "power_cut": End("OFF", "reset"),
    "cold_feet": End("RUNNING", "none"),
    "cool_room": End("RUNNING", "none"),
    "weak_supply": End("RUNNING", "none"),
    "fault_ntc_left_open": electrical("ntc_left_open"),
    "fault_ntc_left_short": electrical("ntc_left_short"),
    "fault_ntc_right_open": electrical("ntc_right_open"),
    "fault_ntc_right_short": electrical("ntc_right_short"),
    "fault_adc_ref_bad": electrical("reference_bad"),
    "fault_mended": End("OFF", "fault", "ntc_left_open", heater_s=0.25, rail_s=0.65),
    # The heater is on then: nothing shows before its next time off, 2 s later at most.
    "fault_heater_mosfet_short_in_session": End("FAULT", "fault", "heater_circuit", heater_s=2.25, rail_s=2.65),
    "fault_heater_mosfet_short": found_before_the_start("heater_circuit"),
    # Here too: the heater is on for up to 1.9 s, and then read back.
    "fault_heater_open_in_session": End("FAULT", "fault", "heater_circuit", heater_s=2.25, rail_s=2.65),
    "fault_adc_mux_stuck": electrical("reference_bad"),
    "fault_motor_stalled": electrical("motor_still"),
    "fault_tach_lost": electrical("motor_still"),
    "fault_motor_mosfet_short": electrical("motor_too_fast"),
    # By and by: what is asserted is the surface.
    **{f"fault_ntc_{side}_off_pad": End("FAULT", "fault", "sensors_disagree", rail_s=120) for side in SIDES},
    **{f"fault_ntc_{side}_stuck": End("FAULT", "fault", f"ntc_{side}_stuck", rail_s=120) for side in SIDES},
    # 4 C apart may be one foot: the surface is held lower, and nothing is latched.
    **{f"fault_ntc_{side}_drift": End("RUNNING", "none") for side in SIDES},
    # Until then heat is rationed to what keeps the surface below its limit.
    "fault_ntc_both_off_pad": End("FAULT", "fault", "no_rise", rail_s=750),
    "fault_heater_open": found_before_the_start("heater_circuit"),
    "fault_rail_open": found_before_the_start("heater_circuit"),
    "fault_rail_welded": End("FAULT", "none", "rail_welded"),
    "fault_sense_stuck_high": End("FAULT", "none", "rail_welded"),
    "fault_sense_stuck_low": found_before_the_start("heater_circuit"),
    "fault_button_stuck": End("FAULT", "none", "button_stuck_SLOWER", heater_s=0.0, rail_s=0.0),
    "fault_brownout": End("OFF", "reset", heater_s=0.0, rail_s=0.5),
    "fault_vm_frozen": End("FAULT", "reset", "watchdog_reset", heater_s=3.5, rail_s=0.65),
    **{f"fault_task_killed_{task}": dead_task(task) for task in TASKS},
    **{f"fault_task_blocked_{task}": blocking_task(task) for task in TASKS},
}


def is_within(seconds, limit_s):
    """Whether an output went off in time, where the scenario has a limit for that."""
    return limit_s is None or (seconds is not None and seconds <= limit_s)


def run(name):
    """The report of a scenario."""
    scenario = load(str(SCENARIOS[name]))
    with Simulation(scenario.plant, seed=scenario.seed, kept=scenario.kept) as simulation:
        return report.run(scenario, simulation)


# One test a scenario, so that each is run once however the tests are shared out.
@pytest.mark.parametrize("name", EXPECTED)
def test_a_scenario_ends_as_it_should(name):
    expected, result = EXPECTED[name], run(name)
    assert [fault["name"] for fault in result["faults"]] == [expected.fault] * (expected.fault is not None)
    assert (result["ended_state"], result["stop_reason"]) == (expected.state, expected.reason)
    assert is_within(result["heater_off_after_fault_s"], expected.heater_s)
    assert is_within(result["rail_off_after_fault_s"], expected.rail_s)
    assert max(result["max_surface_c"], result["max_skin_c"]) <= SURFACE_LIMIT_C
    MORE.get(name, lambda result: None)(result)


def has_come_to_medium_heat(result):
    """There, without overshoot."""
    assert HEAT_BAND_C[0] <= result["max_surface_c"] <= HEAT_BAND_C[1]


def lasted_an_hour_with_heat(result):
    """All the time that there is."""
    has_come_to_medium_heat(result)
    assert 3590 <= result["elapsed_s"] <= 3600


def lasted_five_minutes(result):
    """The time before the stop and the time after it."""
    assert 298 <= result["elapsed_s"] <= 300


def never_turned(result):
    """Nothing moved while the self-test looked."""
    assert result["max_rpm"] == 0


def states(result):
    """The states that the pad went through, in their order."""
    lines = [str(event["text"]) for event in result["events"] if event["source"] == "pad"]
    return [line.split()[1].rstrip(",") for line in lines if line.startswith("state ")]


def diary(result, **expected):
    """The only record of the diary has these values."""
    (record,) = result["diary"]
    assert {name: record[name] for name in expected} == expected


def was_refused_before(result):
    """No session, and a record of why."""
    never_turned(result)
    diary(result, feet_before="something is wrong", stop_reason="foot check refused", massage=0)


def was_refused_after(result):
    """Nothing starts in a pad that is locked, and the diary says why it was."""
    assert states(result) == ["OFF", "CHECK", "RUNNING", "DONE", "LOCKED", "OFF"]
    diary(result, feet_before="well", feet_after="something is wrong", massage=300, stop_reason="time up")


def was_interrupted(result):
    """What was known of it before the start is in the diary, in spite of the power cut."""
    assert states(result) == ["OFF", "CHECK", "RUNNING", "OFF"]
    diary(result, start="2026-11-22 09:00:01", interrupted=True, stop_reason="reset", feet_after="not answered")


def flags_the_second_day(result):
    """One day is chance."""
    first, second = result["diary"]
    assert (first["feet_differ"], second["feet_differ"], result["feet_differ"]) == (False, True, True)
    assert all(2.2 < record["left_minus_right"] < 4 for record in (first, second))
    assert second["left_most"] - second["right_most"] == pytest.approx(second["left_minus_right"], abs=0.5)


def was_warm_and_not_compared(result):
    """Who asks gets heat."""
    diary(result, left_minus_right=None, why_not_compared="heat was asked for first", heat_most="low")
    assert result["diary"][0]["heat"] > 180
    assert result["max_surface_c"] > 32


def stayed_gentle(result):
    """Four steps and no heat, whatever is pressed: what is left are the pulses of the self-test."""
    assert result["heater_energy_j"] < 2
    assert result["max_rpm"] == pytest.approx(1810, abs=20)
    diary(result, profile="gentle", speed_most=4, heat=0)


def went_up_and_down(result):
    """Half of the time three steps below the speed that was chosen, and never above it."""
    assert result["max_rpm"] == pytest.approx(2350, abs=25)
    diary(result, programme="wave", speed_most=6, speed_mean=pytest.approx(4.2, abs=0.4))


def counted_the_week(result):
    """All four, and it was allowed."""
    assert [record["week_sessions"] for record in result["diary"]] == [None, None, None, 4]
    assert result["diary"][3]["massage"] == 300


MORE = {
    "refused_foot_check": was_refused_before,
    "wrong_after_session": was_refused_after,
    "interrupted_session": was_interrupted,
    "feet_differ_on_two_days": flags_the_second_day,
    "heat_before_comparison": was_warm_and_not_compared,
    "gentle_profile": stayed_gentle,
    "wave_programme": went_up_and_down,
    "fourth_session_in_a_week": counted_the_week,
    "quarter_hour": has_come_to_medium_heat,
    "longest_session": lasted_an_hour_with_heat,
    "cold_feet": has_come_to_medium_heat,
    "cool_room": has_come_to_medium_heat,
    "stopped_then_resumed": lasted_five_minutes,
    "fault_heater_mosfet_short": never_turned,
    "fault_heater_open": never_turned,
    "fault_rail_open": never_turned,
    "fault_rail_welded": never_turned,
    "fault_sense_stuck_high": never_turned,
    "fault_sense_stuck_low": never_turned,
}


def test_no_scenario_is_forgotten():
    assert set(EXPECTED) == set(SCENARIOS)
