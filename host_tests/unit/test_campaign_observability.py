"""When the campaign takes a fault for observable: the conditions, on made-up runs, on both sides of each."""

import pytest

from host_tests.unit.test_campaign_judge import END_S, FAULT_S, WARM_C, recording, samples, window
from tools.campaign.observability import (
    DISAGREE_C,
    FLAT_C,
    MOVED_C,
    NO_RISE_ON_S,
    ROSE_C,
    ROWS,
    TOO_COLD_C,
    describe,
    reading_c,
)
from tools.simulator.faults import ALL_FAULTS

LONG_S = END_S - FAULT_S
SIDES = ("left", "right")


def observable_s(fault, **changes):
    run = recording(fault, **changes)
    return ROWS[fault].observable_s(run)


def test_every_fault_has_a_row_and_every_row_a_condition_in_words():
    assert ROWS.keys() == ALL_FAULTS.keys()
    for row in ROWS.values():
        assert row.condition
        assert row.codes
        assert len(row.codes) == 1 or row.several
    assert len(list(describe())) == 2 * len(ROWS)


@pytest.mark.parametrize("fault", [name for name, row in ROWS.items() if row.condition == "the pad has power"])
def test_what_is_there_whatever_the_pad_does_is_observable_to_the_end(fault):
    assert observable_s(fault, heater=(), motor=(), rail=(), asked=()) == LONG_S


def test_which_faults_are_there_whatever_the_pad_does():
    always = {name for name, row in ROWS.items() if row.condition == "the pad has power"}
    named = {name for name in ALL_FAULTS if name.startswith(("task_", "button_")) or name.endswith(("_open", "_short"))}
    others = {"heater_open", "rail_open", "heater_mosfet_short", "motor_mosfet_short"}
    assert always == (named - others) | {"adc_ref_bad", "adc_mux_stuck", "vm_frozen"}


FULL = window(12.0, END_S, on_s=1.9)


def moving(side, minute_c):
    """The bead of this side at a steady rise, of so much in a minute, but never DISAGREE_C above the other."""
    return {f"bead_{side}_c": lambda at_s: WARM_C + minute_c * min(at_s, 270.0) / 60}


@pytest.mark.parametrize("side", SIDES)
def test_a_sensor_that_stands_still_in_a_minute_of_heat_shows_beside_one_that_moves(side):
    other = "left" if side == "right" else "right"
    fault = f"ntc_{side}_off_pad"
    assert observable_s(fault, samples=samples(**moving(other, MOVED_C + 0.1)), heater=FULL) == pytest.approx(
        113.0, abs=1.6
    )
    assert observable_s(fault, samples=samples(**moving(other, MOVED_C - 0.1)), heater=FULL) == 0.0
    still = moving(other, MOVED_C + 0.1) | moving(side, 1.5 * FLAT_C)
    assert observable_s(fault, samples=samples(**still), heater=FULL) == 0.0
    moved = samples(**moving(other, MOVED_C + 0.1))
    assert observable_s(fault, samples=moved, heater=window(12.0, END_S, on_s=1.5)) == 0.0
    assert observable_s(fault, samples=moved, heater=FULL, rail=((11.0, True), (90.0, False))) == 0.0


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("short_of_it", "seconds"), [(0.01, 0.0), (-0.01, 200.0)])
def test_sensors_that_are_far_apart_show_while_the_rail_is_closed(side, short_of_it, seconds):
    warm = {
        f"bead_{side}_c": lambda at_s: WARM_C + DISAGREE_C - short_of_it if 150 <= at_s <= 350 else WARM_C,
    }
    for fault in (f"ntc_{side}_off_pad", f"ntc_{'right' if side == 'left' else 'left'}_drift"):
        found_s = observable_s(fault, samples=samples(**warm), heater=())
        if fault.endswith("drift"):  # the other side reads 4 C less by then
            assert found_s == 200.0
        else:
            assert found_s == seconds
        assert observable_s(fault, samples=samples(**warm), rail=()) == 0.0


@pytest.mark.parametrize("side", SIDES)
def test_a_stuck_sensor_reads_what_it_read_when_the_fault_struck(side):
    rising = {f"{what}_{side}_c": lambda at_s: 28.0 + at_s / 20 for what in ("surface", "bead")}
    run = recording(f"ntc_{side}_stuck", samples=samples(**rising))
    assert reading_c(run, run.samples[-1], side) == 33.0
    assert reading_c(run, run.samples[-1], "left" if side == "right" else "right") == WARM_C
    assert ROWS[run.case.fault].observable_s(run) == 0.0  # whether it should move the other side does not tell
    both = rising | {f"bead_{'left' if side == 'right' else 'right'}_c": rising[f"bead_{side}_c"]}
    assert observable_s(f"ntc_{side}_stuck", samples=samples(**both), heater=FULL) == pytest.approx(
        LONG_S - 60.0, abs=1.6
    )


@pytest.mark.parametrize("side", SIDES)
def test_a_drift_grows_to_4_c_in_two_minutes(side):
    run = recording(f"ntc_{side}_drift")
    at = {sample.at_s: reading_c(run, sample, side) for sample in run.samples}
    assert at[FAULT_S + 60.0] == WARM_C - 2.0
    assert at[FAULT_S + 120.0] == at[FAULT_S + 200.0] == WARM_C - 4.0
    assert ROWS[run.case.fault].observable_s(run) == 0.0  # 4 C alone may be one foot


def test_both_sensors_off_show_after_more_heat_than_cold_feet_take():
    both = {f"bead_{side}_c": WARM_C - TOO_COLD_C for side in SIDES}
    heated_s = NO_RISE_ON_S / 0.95
    assert observable_s("ntc_both_off_pad", samples=samples(**both), heater=FULL) == pytest.approx(
        LONG_S - heated_s, abs=3.0
    )
    for side in SIDES:
        one = both | {f"bead_{side}_c": WARM_C}
        assert observable_s("ntc_both_off_pad", samples=samples(**one), heater=FULL) == 0.0
        rising = both | {f"bead_{side}_c": lambda at_s: WARM_C - 3 * TOO_COLD_C + ROSE_C * at_s / 200}
        assert observable_s("ntc_both_off_pad", samples=samples(**rising), heater=FULL) == 0.0
    assert observable_s("ntc_both_off_pad", samples=samples(**both), heater=()) == 0.0


@pytest.mark.parametrize("fault", ["heater_mosfet_short", "heater_open", "rail_open", "sense_stuck_low"])
def test_a_low_sense_line_shows_in_the_pauses_of_the_heater_while_the_rail_is_asked_for(fault):
    assert observable_s(fault) == pytest.approx(LONG_S, abs=2.0)
    assert observable_s(fault, heater=()) == LONG_S
    assert observable_s(fault, heater=((50.0, True),)) == 0.0
    assert observable_s(fault, asked=()) == 0.0
    assert observable_s(fault, asked=((11.0, 150.0),)) == pytest.approx(50.0, abs=2.0)


def test_pauses_too_far_apart_are_not_one_time():
    rare = tuple((at_s, on) for begin_s in range(90, 400, 10) for at_s, on in ((begin_s, True), (begin_s + 9.9, False)))
    assert observable_s("heater_open", heater=rare) == pytest.approx(0.1)


def test_a_high_sense_line_shows_with_the_rail_open_or_the_heater_on():
    assert observable_s("sense_stuck_high") == pytest.approx(LONG_S, abs=2.0)
    assert observable_s("sense_stuck_high", heater=()) == 0.0
    assert observable_s("sense_stuck_high", heater=(), asked=((11.0, 150.0),)) == 250.0


def test_a_weld_shows_when_the_rail_should_be_open():
    welded = {"rail": ((11.0, True),), "heater": ()}
    assert observable_s("rail_welded", **welded) == 0.0
    assert observable_s("rail_welded", **welded, asked=((11.0, 150.0),)) == 250.0


def test_a_motor_shows_while_it_is_driven():
    for fault in ("motor_stalled", "tach_lost"):
        assert observable_s(fault) == pytest.approx(LONG_S, abs=0.5)
        assert observable_s(fault, motor=()) == 0.0
        assert observable_s(fault, rail=()) == 0.0
    assert observable_s("motor_mosfet_short", motor=()) == pytest.approx(LONG_S, abs=0.5)
    assert observable_s("motor_mosfet_short", rail=()) == 0.0


def test_a_weak_supply_never_shows_for_certain():
    assert observable_s("supply_sag") == 0.0


def test_a_power_cut_shows_if_a_session_was_running():
    assert observable_s("brownout") == LONG_S
    assert observable_s("brownout", fault_s=5.0) == 0.0
