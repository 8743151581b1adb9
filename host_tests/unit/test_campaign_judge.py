"""The campaign's judge on made-up runs: each requirement is met up to its limit and missed beyond it."""

import dataclasses

import pytest

from pad import faults
from tools.campaign import judge as judging
from tools.campaign.cases import RANDOM, Case
from tools.campaign.judge import (
    ALLOWED,
    CAUSE,
    DOSE,
    FALSE_TRIP,
    PINS,
    RAIL,
    REPORTED,
    SKIN,
    SURFACE,
    UNSEEN,
    WORKS,
    judge,
)
from tools.campaign.observability import ROWS, something_ran
from tools.campaign.people import Plan
from tools.campaign.recording import Recording, Sample
from tools.campaign.traces import asked_spans, is_on, off_after_s, on_s, spans, value_at
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.simulation import Fault

STARTS_S, FAULT_S, END_S = 10.0, 100.0, 400.0
PLAN = Plan(steps=(), asks_s=5.0, starts_s=STARTS_S, ends_s=310.0, until_s=END_S)
WARM_C = 35.0


def window(from_s, to_s, on_s=1.5, period_s=2.0):
    """Changes of a heater pin that is on for the first part of each period."""
    changes = []
    while from_s < to_s:
        changes += [(from_s, True), (min(from_s + on_s, to_s), False)]
        from_s += period_s
    return tuple(changes)


def samples(to_s=END_S, step_s=0.5, **figures):
    """Samples of a pad whose surfaces and beads all are at WARM_C, but for the figures: values or functions of time."""
    values = dict.fromkeys(("surface_left_c", "surface_right_c", "bead_left_c", "bead_right_c"), WARM_C) | figures
    times_s = [number * step_s for number in range(1, int(to_s / step_s) + 1)]
    return tuple(
        Sample(at_s, **{name: value(at_s) if callable(value) else value for name, value in values.items()})
        for at_s in times_s
    )


def recording(fault="", off_s=END_S, fault_s=FAULT_S, code=None, code_s=None, **changes):
    """A session from STARTS_S on with everything running until `off_s`, and a fault in the middle."""
    values = {
        "case": Case(1, 0, RANDOM, {}, PLAN, fault, fault_s if fault else 0.0),
        "end_s": END_S,
        "max_surface_c": 39.0,
        "max_skin_c": 36.0,
        "dose_cem43_min": 0.01,
        "heater": window(12.0, off_s),
        "motor": ((12.0, 0.5), (off_s, 0.0)),
        "rail": ((11.0, True), (off_s, False)),
        "asked": ((11.0, off_s),),
        "samples": samples(),
        "faults_seen": () if code is None else (Fault(code, "name", fault_s + 0.2 if code_s is None else code_s),),
    }
    return Recording(**{**values, **changes})


def missed(run):
    return [miss.requirement for miss in judge(run).missed]


# --- Traces -----------------------------------------------------------------------------------------------------------


def test_traces_are_read_to_the_moment():
    changes = ((1.0, True), (2.0, False), (3.0, True))
    assert [value_at(changes, at_s) for at_s in (0.9, 1.0, 1.9, 2.0, 9.0)] == [0, True, True, False, True]
    assert spans(changes, 5.0) == [(1.0, 2.0), (3.0, 5.0)]
    assert spans(((1.0, 0.2), (2.0, 0.5), (3.0, 0.0)), 9.0) == [(1.0, 3.0)]
    assert [is_on([(1.0, 2.0)], at_s) for at_s in (0.9, 1.0, 1.9, 2.0)] == [False, True, True, False]


def test_time_spent_on_and_time_until_off():
    on_spans = [(1.0, 2.0), (3.0, 5.0)]
    assert on_s(on_spans, 0.0, 9.0) == 3.0
    assert on_s(on_spans, 1.5, 3.5) == 1.0
    assert off_after_s(on_spans, 0.0, 9.0) == 5.0
    assert off_after_s(on_spans, 1.5, 2.5) == 0.5
    assert off_after_s(on_spans, 4.0, 4.5) == 0.5  # still on when the time was up
    assert off_after_s(on_spans, 5.0, 9.0) == 0.0
    assert off_after_s(on_spans, 2.0, 3.0) == 0.0


def test_the_rail_that_alive_edges_ask_for():
    assert asked_spans([], 0.3, 0.01, 0.005) == []
    assert asked_spans([1.0, 1.05, 1.3], 0.3, 0.01, 0.005) == [(1.01, pytest.approx(1.605))]
    assert len(asked_spans([1.0, 1.304], 0.3, 0.01, 0.005)) == 1  # the contact has not yet opened
    assert asked_spans([1.0, 2.0], 0.3, 0.01, 0.005) == [(1.01, pytest.approx(1.305)), (2.01, pytest.approx(2.305))]


# --- Heat -------------------------------------------------------------------------------------------------------------


def test_a_run_without_anything_wrong_misses_nothing():
    assert missed(recording()) == []


@pytest.mark.parametrize(
    ("figure", "limit", "requirement"),
    [("max_surface_c", 41.5, SURFACE), ("max_skin_c", 41.0, SKIN), ("dose_cem43_min", 1.0, DOSE)],
)
def test_heat_may_reach_its_limit_and_not_pass_it(figure, limit, requirement):
    assert missed(recording(**{figure: limit})) == []
    assert missed(recording(**{figure: limit + 0.01})) == [requirement]


@pytest.mark.parametrize("fault", UNSEEN)
def test_with_sensors_off_the_pad_or_drifting_the_surface_stays_below_41(fault):
    assert missed(recording(fault, max_surface_c=41.0)) == []
    assert missed(recording(fault, max_surface_c=41.01)) == [SURFACE]
    assert missed(recording("ntc_left_stuck", max_surface_c=41.01)) == []


def test_sensors_off_the_pad_or_drifting_are_five_faults():
    assert sorted(UNSEEN) == sorted(name for name in ALL_FAULTS if name.endswith(("off_pad", "drift")))


# --- Time -------------------------------------------------------------------------------------------------------------


def stopped(fault, heater_s, motor_s, rail_s, code=None):
    """A run in which the outputs go off so long after the fault."""
    return recording(
        fault,
        code=code,
        heater=((12.0, True), (FAULT_S + heater_s, False)),
        motor=((12.0, 0.5), (FAULT_S + motor_s, 0.0)),
        rail=((11.0, True), (FAULT_S + rail_s, False)),
        asked=((11.0, FAULT_S + rail_s),),
    )


LATER = ("heater_mosfet_short", "heater_open", "rail_open", "sense_stuck_low", "rail_welded")  # tests of their own


@pytest.mark.parametrize("fault", sorted(ALLOWED.keys() - set(LATER)))
def test_every_output_with_a_limit_is_off_within_it(fault):
    heater_s, motor_s, rail_s = ALLOWED[fault]
    fine = (heater_s or 9.0) - 0.001, (motor_s or 9.0) - 0.001, (rail_s or 9.0) - 0.001
    code = ROWS[fault].codes[0]
    assert missed(stopped(fault, *fine, code)) == []
    for late, requirement in enumerate((PINS, PINS, RAIL)):
        times = [took_s + (0.002 if number == late else 0.0) for number, took_s in enumerate(fine)]
        expected = [requirement] if ALLOWED[fault][late] is not None else []
        assert missed(stopped(fault, *times, code)) == expected, late


def test_which_faults_have_which_times():
    assert ALLOWED["ntc_left_open"] == ALLOWED["sense_stuck_high"] == (0.25, None, 0.65)
    assert ALLOWED["rail_welded"] == (0.25, None, None)
    assert {ALLOWED[f"task_{kind}:motor"] for kind in ("killed", "blocked", "raised")} == {(0.5, 0.5, 1.0)}
    assert {ALLOWED[f"task_killed:{name}"] for name in ("panel", "store")} == {(5.0, 5.0, 5.5)}
    untimed = set(ALL_FAULTS) - set(ALLOWED)
    slow = {name for name in ALL_FAULTS if name.endswith(("stuck", "off_pad", "drift")) and name.startswith("ntc")}
    assert untimed == slow | {"motor_mosfet_short", "supply_sag"}


@pytest.mark.parametrize("fault", LATER[:4])
def test_a_sense_line_that_is_low_counts_from_the_first_moment_with_the_heater_off(fault):
    """The fault strikes while the pin is on, and the line is low anyway; the pin goes off 1.2 s later."""
    pin_off_s = FAULT_S + 1.2
    for rail_open_s, expected in ((pin_off_s + 0.649, []), (pin_off_s + 0.651, [RAIL])):
        run = recording(
            fault,
            code=faults.HEATER_CIRCUIT,
            heater=((99.5, True), (pin_off_s, False)),
            motor=(),
            rail=((11.0, True), (rail_open_s, False)),
            asked=((11.0, rail_open_s),),
        )
        assert missed(run) == expected
    again = dataclasses.replace(run, heater=(*run.heater, (pin_off_s + 0.1, True), (pin_off_s + 0.251, False)))
    assert missed(again) == [PINS, RAIL]


def test_a_high_sense_line_shows_at_once_while_the_pin_is_on_and_not_while_it_is_off():
    code = faults.HEATER_STAYS_OFF
    on = stopped("sense_stuck_high", 0.251, 0.0, 0.3, code)
    assert missed(on) == [PINS]
    off = dataclasses.replace(
        on, heater=((FAULT_S + 5.0, True), (FAULT_S + 5.2, False)), rail=((11.0, True), (105.5, False))
    )
    off = dataclasses.replace(off, asked=((11.0, 105.5),))
    assert missed(off) == []


def test_what_is_over_before_two_readings_have_seen_it_shows_the_next_time():
    """The pin goes off by itself 34 ms after the line began to stick high."""
    for seconds, expected in ((0.034, []), (0.11, [PINS, RAIL])):
        run = recording(
            "sense_stuck_high",
            code=faults.HEATER_STAYS_OFF,
            heater=((99.0, True), (FAULT_S + seconds, False), (101.2, True), (101.4, False)),
            motor=(),
            rail=((11.0, True), (101.8, False)),
            asked=((11.0, 101.8),),
        )
        assert missed(run) == expected


def test_a_welded_relay_shows_when_it_should_open_and_only_the_pin_can_go_off():
    run = recording("rail_welded", code=faults.RAIL_WELDED, code_s=301.0, asked=((11.0, 300.0),), motor=())
    run = dataclasses.replace(run, rail=((11.0, True),), heater=((12.0, True), (300.249, False)))
    assert missed(run) == []
    assert judge(run).heater_off_s == pytest.approx(0.0)  # a pin that is on explains a low line
    run = dataclasses.replace(run, heater=((12.0, True), (13.0, False), (300.1, True), (300.5, False)))
    assert missed(run) == [PINS]


def test_a_fault_before_the_session_counts_when_the_pad_is_started():
    started = recording("ntc_left_open", fault_s=5.0, code=faults.NTC_LEFT_OPEN)
    assert missed(started) == [PINS, RAIL]
    refused = recording("ntc_left_open", fault_s=5.0, code=faults.NTC_LEFT_OPEN, heater=(), motor=(), rail=(), asked=())
    assert missed(refused) == []


def test_a_pad_that_is_started_again_with_the_fault_still_there_is_judged_again():
    ends_s = FAULT_S + 0.3
    run = recording(
        "ntc_left_open",
        code=faults.NTC_LEFT_OPEN,
        heater=((200.0, True), (200.2, False)),
        motor=(),
        rail=((11.0, True), (ends_s, False), (200.0, True), (200.64, False)),
        asked=((11.0, ends_s), (200.0, 200.64)),
    )
    assert missed(run) == []
    again = dataclasses.replace(run, rail=(*run.rail[:3], (200.66, False)), asked=((11.0, ends_s), (200.0, 200.66)))
    assert missed(again) == [RAIL]


def test_a_task_counts_once_and_a_person_may_start_again_after_the_reset():
    run = stopped("task_killed:motor", 0.4, 0.4, 0.9, faults.TASK + 2)
    later = dataclasses.replace(
        run,
        heater=(*run.heater, (201.0, True), (250.0, False)),
        rail=(*run.rail, (200.0, True), (300.0, False)),
        asked=(*run.asked, (200.0, 300.0)),
    )
    assert missed(later) == []


def test_a_rail_that_flickers_is_not_a_new_start():
    run = stopped("task_killed:motor", 0.4, 0.4, 0.4, faults.TASK + 2)
    flickers = dataclasses.replace(
        run, rail=(*run.rail, (101.3, True), (101.6, False)), asked=(*run.asked, (101.3, 101.6))
    )
    assert missed(flickers) == [RAIL]


def test_a_task_that_dies_while_nothing_runs_has_no_times():
    run = recording("task_killed:motor", fault_s=5.0, code=faults.TASK + 2)
    assert not something_ran(run)
    assert missed(run) == []
    assert judge(run).rail_off_s is None
    assert something_ran(recording("task_killed:motor"))


# --- What the firmware says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", sorted(ROWS))
def test_the_first_report_must_be_one_of_the_right_codes(fault):
    off = {"heater": (), "motor": (), "rail": (), "asked": ((9.0, 9.5),)}
    for code in ROWS[fault].codes:
        assert missed(recording(fault, code=code, **off)) == []
    wrong = next(code for code in range(1, 60) if code not in ROWS[fault].codes)
    assert missed(recording(fault, code=wrong, **off)) == [CAUSE]
    first_counts = recording(
        fault, **off, faults_seen=(Fault(wrong, "", 101.0), Fault(ROWS[fault].codes[0], "", 102.0))
    )
    assert missed(first_counts) == [CAUSE]


def test_a_fault_observable_for_60_s_must_be_reported():
    for on_s_long, expected in ((59.0, []), (61.0, [REPORTED])):
        run = recording("motor_mosfet_short", rail=((11.0, True), (FAULT_S + on_s_long, False)))
        assert missed(run) == expected
    assert judge(run).observable_s == pytest.approx(61.0, abs=0.6)


def test_a_report_that_comes_late_is_one_that_was_missing():
    right = ROWS["motor_mosfet_short"].codes[0]
    closed = ((11.0, True), (FAULT_S + 80.0, False))
    for after_s, expected in ((59.0, []), (61.0, [REPORTED])):
        seen = (Fault(right, "", FAULT_S + after_s),)
        assert missed(recording("motor_mosfet_short", rail=closed, faults_seen=seen)) == expected


def test_an_interrupted_condition_begins_anew():
    halves = ((11.0, True), (FAULT_S + 50.0, False), (FAULT_S + 51.0, True), (FAULT_S + 101.0, False))
    assert missed(recording("motor_mosfet_short", rail=halves)) == []


def test_a_power_cut_is_reported_by_the_record_of_it():
    cut = {"motor": ((12.0, 0.5), (FAULT_S, 0.0)), "rail": ((11.0, True), (FAULT_S + 0.3, False)), "heater": ()}
    cut["asked"] = ((11.0, FAULT_S + 0.3),)
    assert missed(recording("brownout", **cut)) == [REPORTED]
    assert missed(recording("brownout", **cut, reset_stop_s=FAULT_S + 1.0)) == []
    assert missed(recording("brownout", **cut, code=faults.WATCHDOG_RESET)) == [CAUSE]
    assert missed(recording("brownout", fault_s=5.0)) == []  # nothing ran


def test_any_fault_that_is_latched_without_a_cause_is_a_false_trip():
    trip = (Fault(faults.MOTOR_STILL, "motor_still", 50.0),)
    assert missed(recording(faults_seen=trip)) == [FALSE_TRIP]
    early = (*trip, Fault(faults.MOTOR_TOO_FAST, "", 101.0))
    assert missed(recording("motor_mosfet_short", faults_seen=early)) == [FALSE_TRIP]


def test_a_motor_that_has_just_been_started_may_take_its_time():
    at_rest = recording("tach_lost", code=faults.MOTOR_STILL, motor=((FAULT_S - 5.0, 0.5), (300.0, 0.0)))
    assert missed(at_rest) == []
    assert missed(recording("tach_lost", code=faults.MOTOR_STILL)) == [PINS, RAIL]


def test_a_firmware_that_never_runs_or_crashes_by_itself_does_not_pass():
    nothing = {"heater": (), "motor": (), "rail": (), "asked": ()}
    assert missed(recording(**nothing)) == [WORKS]
    assert missed(recording("supply_sag", **nothing)) == [WORKS]
    assert missed(recording("supply_sag", fault_s=5.0, **nothing)) == []  # a fault may have kept it from starting
    crash = ({"at_s": 50.0, "source": "pad", "text": "Traceback (most recent call last):"},)
    assert missed(recording(events=crash)) == [WORKS]
    assert missed(recording("task_raised:store", fault_s=49.0, code=faults.TASK + 7, off_s=50.0, events=crash)) == []


def test_the_verdict_tells_how_far_the_sensors_were_apart():
    run = recording(samples=samples(bead_left_c=lambda at_s: 30.0 if at_s < 200 else 33.0, bead_right_c=35.5))
    assert judge(run).apart_c == 5.5


def test_the_limits_are_those_that_are_asked_for():
    assert (judging.SURFACE_C, judging.SURFACE_UNSEEN_C, judging.SKIN_C, judging.DOSE_CEM43_MIN) == (
        41.5,
        41.0,
        41.0,
        1.0,
    )
    assert judging.OBSERVABLE_S == 60.0
