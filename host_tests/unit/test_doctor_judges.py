"""What the doctor makes of measurements, at and around each limit."""

import pytest

from host_tests.unit.doctors_notes import (
    BUTTONS,
    REFERENCE_UV,
    ROOM_UV,
    WIRING,
    analog,
    only,
    outcomes,
    watched,
    wiring_of,
    words,
)
from pad import faults, memory_record
from pad.kept import Kept
from pad.limits import SPEED_STEP_1_RPM
from pad.motor_control import MotorControl
from pad.thermistor import REFERENCE_HIGH_UV, REFERENCE_LOW_UV, temperature_cc
from tools.doctor import judge_buttons, judge_chip, judge_motor, judge_rail, judge_sensors, judge_shown, plans
from tools.doctor.finding import Finding, Outcome, verdict
from tools.doctor.on_board import phases

ABOUT = {
    "machine": "Generic ESP32 module with ESP32",
    "micropython": [1, 28, 0],
    "heap_free": 134_000,
    "flash_bytes": 2 << 20,
    "flash_free": 1 << 20,
    "reset_cause": 1,
    "application": False,
}


# --- What follows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "name", "status"),
    [
        ([Outcome.GOOD, Outcome.NOTE], "all good", 0),
        ([Outcome.GOOD, Outcome.UNTESTED], "not all good", 3),
        ([Outcome.FLAW, Outcome.GOOD], "not all good", 3),
        ([Outcome.NO_HEAT, Outcome.FLAW], "do not use heat", 4),
        ([Outcome.NO_HEAT, Outcome.NO_USE], "do not use", 5),
        ([], "not all good", 3),
    ],
)
def test_the_worst_decides(found, name, status):
    follows = verdict(Finding("part", outcome, "") for outcome in found)
    assert (follows.name, follows.status) == (name, status)
    assert (status == 0) == follows.sentence.startswith("ALL GOOD")


# --- Chip -------------------------------------------------------------------------------------------------------------


def test_the_chip_is_the_last_word():
    assert judge_chip.chip_of(ABOUT) == "ESP32"
    assert judge_chip.judge_chip(ABOUT, WIRING).outcome == Outcome.GOOD
    wrong = judge_chip.judge_chip(ABOUT, wiring_of("ESP32S3"))
    assert wrong.outcome == Outcome.NO_USE
    assert "CHIP=ESP32," in words(wrong)


def test_a_module_with_psram_needs_two_pins_itself():
    spiram = ABOUT | {"machine": "Generic ESP32 module with SPIRAM with ESP32"}
    wrong = judge_chip.judge_chip(spiram, WIRING)
    assert wrong.outcome == Outcome.NO_USE
    assert "LED (GPIO16)" in words(wrong)
    assert "BUZZER (GPIO17)" in words(wrong)


@pytest.mark.parametrize(
    ("version", "outcome"), [([1, 23, 0], Outcome.NO_USE), ([1, 24, 0], Outcome.GOOD), ([2, 0, 0], Outcome.GOOD)]
)
def test_micropython_is_1_24_or_newer(version, outcome):
    assert judge_chip.judge_micropython(ABOUT | {"micropython": version}).outcome == outcome


@pytest.mark.parametrize(
    ("heap", "flash", "expected"),
    [
        (88 * 1024, 32 * 1024, [Outcome.GOOD, Outcome.GOOD]),
        (88 * 1024 - 1, 32 * 1024, [Outcome.FLAW, Outcome.GOOD]),
        (88 * 1024, 32 * 1024 - 1, [Outcome.GOOD, Outcome.FLAW]),
    ],
)
def test_memory_is_enough_or_not(heap, flash, expected):
    assert outcomes(judge_chip.judge_memory(ABOUT | {"heap_free": heap, "flash_free": flash})) == expected


def remembered(resets=0, cause=0, fault=0, reading=0, kept=None):
    record = bytearray(memory_record.SIZE)
    memory_record.clear(record)
    record[memory_record.RESETS_OFFSET] = resets
    record[memory_record.CAUSE_OFFSET] = cause
    record[memory_record.FAULT_OFFSET] = fault
    record[memory_record.FAULT_OFFSET + 1 : memory_record.FAULT_OFFSET + 3] = reading.to_bytes(2, "little", signed=True)
    memory_record.seal(record)
    return {"record": record.hex(), "kept": kept}


def test_a_pad_without_a_past_is_new():
    (finding,) = judge_chip.judge_remembered({"record": "", "kept": None})
    assert finding.outcome == Outcome.GOOD
    assert outcomes(judge_chip.judge_remembered(remembered())) == [Outcome.GOOD, Outcome.GOOD]


def test_a_crash_loop_is_told_as_such():
    assert "again and again" not in words(judge_chip.judge_remembered(remembered(resets=2, cause=3))[1])
    assert "again and again" in words(judge_chip.judge_remembered(remembered(resets=3, cause=3))[1])


def test_the_file_tells_when_the_memory_is_gone():
    kept = Kept(None)
    kept.stand(faults.RAIL_WELDED, 0, 1)
    kept.count_resets(1, 2)
    found = judge_chip.judge_remembered({"record": "00" * 90, "kept": kept.to_bytes().hex()})
    assert [finding.part for finding in found] == ["Fault that stands", "Restarts", "Last faults"]
    assert "The safety relay does not open" in words(found[0])
    assert "hold START for five seconds" in words(found[0])
    assert "1 that nobody wanted, the last one by machine.reset()" in words(found[1])
    assert "18 rail_welded" in words(found[2])


def test_a_file_that_cannot_be_read_is_told():
    found = judge_chip.judge_remembered(remembered(kept="deadbeef"))
    assert "cannot be read" in words(found[-1])


# --- Sensors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uv", "outcome"),
    [
        (REFERENCE_LOW_UV - 1, Outcome.NO_HEAT),
        (REFERENCE_LOW_UV, Outcome.GOOD),
        (REFERENCE_HIGH_UV, Outcome.GOOD),
        (REFERENCE_HIGH_UV + 1, Outcome.NO_HEAT),
    ],
)
def test_the_reference_has_its_range(uv, outcome):
    found = judge_sensors.judge_analog(analog(reference=uv), WIRING)
    assert found[0].outcome == outcome
    if outcome != Outcome.GOOD:
        assert outcomes(found[1:]) == [Outcome.UNTESTED, Outcome.UNTESTED]


@pytest.mark.parametrize(
    ("uv", "first"),
    [(0, "the 10 kohm resistor"), (3_100_000, "the 4.3 kohm resistor"), (744_000, "the resistors: 10 kohm")],
)
def test_how_the_reference_is_wrong_says_where_to_look_first(uv, first):
    assert judge_sensors.judge_analog(analog(reference=uv), WIRING)[0].check[0].startswith(first)


def test_inputs_that_all_read_the_same_are_one_input():
    same = REFERENCE_UV + 10_000
    assert "look" in words(judge_sensors.judge_analog(analog(same, same), WIRING)[0])
    assert judge_sensors.judge_analog(analog(same, ROOM_UV), WIRING)[0].outcome == Outcome.GOOD


@pytest.mark.parametrize(
    ("uv", "expected"),
    [(3_100_000, "It is not connected."), (0, "It is shorted, or has no resistor to 3.3 V.")],
)
def test_a_thermistor_without_a_temperature_is_named_by_side(uv, expected):
    for side in ("left", "right"):
        found = judge_sensors.judge_analog(analog(**{side: uv}), WIRING)
        wrong = next(finding for finding in found if finding.outcome == Outcome.NO_HEAT)
        assert wrong.part == f"{side.capitalize()} thermistor"
        assert wrong.meaning == expected
        assert wrong.check
        assert f"NTC_{side.upper()} (GPIO{32 if side == 'left' else 33})" in words(wrong)


@pytest.mark.parametrize("name", ["left", "right", "reference"])
@pytest.mark.parametrize(("spread", "outcome"), [(60_000, Outcome.GOOD), (60_001, Outcome.NO_HEAT)])
def test_a_reading_that_jumps_is_named(name, spread, outcome):
    readings = analog()
    mean = readings[f"{name}_uv"][1]
    readings[f"{name}_uv"] = [mean - 20_000, mean, mean - 20_000 + spread]
    found = judge_sensors.judge_analog(readings, WIRING)
    assert found[("reference", "left", "right").index(name)].outcome == outcome


def uv_of(cc):
    """What a thermistor of this temperature gives."""
    return next(uv for uv in range(700_000, 2_600_000, 100) if temperature_cc(uv, REFERENCE_UV) <= cc)


@pytest.mark.parametrize(
    ("left_cc", "right_cc", "outcome"),
    [
        (2000, 2115, Outcome.GOOD),
        (2115, 2000, Outcome.GOOD),
        (2000, 2125, Outcome.NO_HEAT),
        (2995, 2870, Outcome.NO_HEAT),
        (3005, 2880, Outcome.UNTESTED),
    ],
)
def test_both_halves_are_alike_in_the_cold(left_cc, right_cc, outcome):
    found = judge_sensors.judge_analog(analog(uv_of(left_cc), uv_of(right_cc)), WIRING)
    assert found[3].outcome == outcome


def hand(left_cc, right_cc, before_cc=2000, side="left"):
    before = analog(uv_of(before_cc), uv_of(before_cc))
    return judge_sensors.judge_hand(side, before, analog(uv_of(left_cc), uv_of(right_cc)), WIRING)


@pytest.mark.parametrize(
    ("left_cc", "right_cc", "expected"),
    [
        (2075, 2005, ""),
        (2075, 2040, "Both sensors felt the hand alike."),
        (2060, 2000, "No sensor felt the hand."),
        (2005, 2075, "The other sensor felt the hand: they are swapped."),
    ],
)
def test_a_warm_hand_finds_its_sensor(left_cc, right_cc, expected):
    finding = hand(left_cc, right_cc)
    assert finding.meaning == expected
    assert finding.outcome == (Outcome.NO_HEAT if expected else Outcome.GOOD)
    assert hand(right_cc, left_cc, side="right").meaning == expected


def test_a_warm_surface_learns_nothing_from_a_hand():
    assert hand(3100, 3100, before_cc=3100).outcome == Outcome.UNTESTED
    assert hand(2950, 2950, before_cc=2950).outcome == Outcome.NO_HEAT


# --- Buttons ----------------------------------------------------------------------------------------------------------

PRESS = ((500, "START", 0), (620, "START", 1))


def test_buttons_at_rest_are_open_and_quiet():
    assert judge_buttons.judge_rest(watched(), WIRING) == []
    levels = [1, 1, 0, 1, 1]
    (stuck,) = judge_buttons.judge_rest(watched(levels=levels), WIRING)
    assert (stuck.part, stuck.outcome) == ("Button SLOWER", Outcome.NO_USE)
    (loose,) = judge_buttons.judge_rest(watched((3, "HEAT", 0), (9, "HEAT", 1)), WIRING)
    assert loose.measured == "opens and closes while nobody touches it"


def test_a_press_is_good():
    assert judge_buttons.judge_press("START", watched(*PRESS), WIRING).outcome == Outcome.GOOD


def test_a_short_tap_is_no_bounce():
    tap = watched((500, "START", 0), (521, "START", 1))
    assert judge_buttons.judge_press("START", tap, WIRING).outcome == Outcome.GOOD


@pytest.mark.parametrize(("until_ms", "outcome"), [(515, Outcome.GOOD), (516, Outcome.NO_USE)])
def test_bounces_of_15_ms_are_filtered(until_ms, outcome):
    changes = [(500, "START", 0), (506, "START", 1), (until_ms, "START", 0), (700, "START", 1)]
    assert judge_buttons.judge_press("START", watched(*changes), WIRING).outcome == outcome


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), "START (GPIO13) stayed open"),
        (((500, "TIME", 0), (620, "TIME", 1)), "TIME answered instead"),
        ((*PRESS, (501, "HEAT", 0), (620, "HEAT", 1)), "closes, and HEAT with it"),
        (((500, "START", 0),), "closes and does not open again"),
    ],
)
def test_what_else_a_press_may_do_is_named(changes, said):
    finding = judge_buttons.judge_press("START", watched(*changes), WIRING)
    assert (finding.measured, finding.outcome) == (said, Outcome.NO_USE)
    assert finding.check


def test_only_heat_can_do_without_its_button():
    silent = {button: judge_buttons.judge_press(button, watched(), WIRING).outcome for button in BUTTONS}
    assert silent == dict.fromkeys(BUTTONS, Outcome.NO_USE) | {"HEAT": Outcome.NO_HEAT}


# --- Rail -------------------------------------------------------------------------------------------------------------


def drop(after_ms, alive=0):
    """A phase whose last edge was 30 ms before it."""
    line = {"phase": "drop", "ms": 1000, "edge_age_ms": 1030, "alive": alive, "sense": 0, "changes": []}
    return line | {"changes": [[after_ms - 30, 0]]}


@pytest.mark.parametrize(
    ("after_ms", "outcome"),
    [(199, Outcome.NO_USE), (200, Outcome.GOOD), (420, Outcome.GOOD), (421, Outcome.NO_USE), (501, Outcome.NO_USE)],
)
def test_the_rail_drops_in_its_time(after_ms, outcome):
    (finding,) = judge_rail.judge_drops([drop(after_ms)], WIRING)
    assert finding.outcome == outcome
    assert f"opens after {after_ms} ms" in finding.measured
    assert ("RAIL_WELDED" in finding.meaning) == (after_ms > 500)


def test_a_rail_that_one_level_holds_is_named_with_that_level():
    held = drop(300, alive=1) | {"phase": "drop again", "sense": 1, "changes": []}
    low, high = judge_rail.judge_drops([drop(300), held], WIRING)
    assert (low.outcome, high.outcome) == (Outcome.GOOD, Outcome.NO_USE)
    assert high.measured == "with ALIVE left high: still closed 1030 ms after the last edge"


def test_a_sense_line_that_flickers_at_rest_is_named():
    line = {"phase": "rest", "changes": [[3, 1], [4, 0]]}
    assert only(judge_rail.judge_flicker([line], WIRING)).part == "Sense line"
    assert judge_rail.judge_flicker([line | {"changes": []}], WIRING) == []


def pulse(on=0, off=1):
    return [{"phase": "on", "sense": on}, {"phase": "off", "sense": off}]


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ([*pulse(), *pulse(), {"phase": "open", "sense": 0}], Outcome.GOOD),
        (pulse(on=1)[:1], Outcome.NO_HEAT),
        ([*pulse(), *pulse(on=1)[:1]], Outcome.NO_HEAT),
        (pulse(off=0), Outcome.NO_USE),
        ([{"refused": True}], Outcome.UNTESTED),
        ([], Outcome.UNTESTED),
    ],
)
def test_the_sense_line_follows_the_heater(lines, outcome):
    close = [] if lines and "refused" in lines[0] else [{"phase": "close", "sense": 1}]
    assert judge_rail.judge_heater(close + lines, WIRING).outcome == outcome


def test_a_motor_that_turns_while_the_relay_is_open_is_the_tachometers_fault():
    line = {"phase": "rest", "edges": False, "pulses": 13, "ms": 50}
    assert judge_rail.judge_turning(line, WIRING).part == "Tachometer"
    assert judge_rail.judge_turning(line | {"phase": "close", "edges": True}, WIRING).part == "Motor switch"
    assert judge_rail.judge_turning(line | {"phase": "drop"}, WIRING).part == "Motor switch"
    assert judge_rail.judge_turning(line | {"phase": "settle"}, WIRING).part == "Tachometer"


# --- Motor ------------------------------------------------------------------------------------------------------------


def turned(rpm):
    return [{"phase": "turn", "ms": 1000, "pulses": rpm * 6 // 60}]


@pytest.mark.parametrize(
    ("rpm", "outcome"),
    [
        (60, Outcome.NO_USE),
        (490, Outcome.NO_USE),
        (500, Outcome.GOOD),
        (1200, Outcome.GOOD),
        (1210, Outcome.NO_USE),
    ],
)
def test_the_lowest_speed_has_its_range(rpm, outcome):
    motor, tach = judge_motor.judge_motor(turned(rpm), True, WIRING)
    assert (motor.outcome, tach.outcome) == (Outcome.GOOD, outcome)


def test_a_motor_that_was_seen_and_not_counted_has_lost_its_tachometer():
    assert outcomes(judge_motor.judge_motor(turned(50), True, WIRING)) == [Outcome.GOOD, Outcome.NO_USE]
    assert only(judge_motor.judge_motor(turned(50), False, WIRING)).part == "Motor"


def test_a_pad_without_a_tachometer_is_believed_its_witness():
    wiring = wiring_of("ESP32C3")
    assert outcomes(judge_motor.judge_motor([], True, wiring)) == [Outcome.GOOD]
    assert outcomes(judge_motor.judge_motor([], False, wiring)) == [Outcome.NO_USE]


def test_the_motor_is_driven_as_the_firmware_begins():
    for has_tach, expected in ((True, phases.DRIVE_PERMILLE), (False, phases.DRIVE_WITHOUT_TACH_PERMILLE)):
        control = MotorControl(has_tach)
        assert control.step(SPEED_STEP_1_RPM, 0, 50) == phases.KICK_PERMILLE
        assert control.step(SPEED_STEP_1_RPM, -1, 50) == expected


# --- Light, tone, display ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "outcome", "said"),
    [
        ([[0x3C, 0], [0x3D, 19]], Outcome.GOOD, "answers at 0x3C"),
        ([[0x3C, 19], [0x3D, 0]], Outcome.FLAW, "answers at 0x3D, not at 0x3C"),
        ([[0x3C, 19], [0x3D, 19]], Outcome.NOTE, "nothing answers on its bus"),
        ([[0x3C, 116], [0x3D, 116]], Outcome.FLAW, "its bus hangs (error 116)"),
    ],
)
def test_the_display_is_looked_for(answers, outcome, said):
    finding = judge_shown.judge_bus({"answers": answers}, WIRING)
    assert (finding.outcome, finding.measured) == (outcome, said)


# --- The plans --------------------------------------------------------------------------------------------------------


def test_no_plan_asks_for_more_than_the_board_allows():
    for plan in (plans.heater(), plans.motor(), plans.motor_briefly(True), plans.motor_briefly(False)):
        heat_ms = [ms for _, ms, _, what, _ in plan if what == phases.HEAT]
        drive_ms = [ms for _, ms, _, what, _ in plan if what in (phases.KICK, phases.DRIVE)]
        assert sum(heat_ms) <= phases.HEAT_SUM_MS
        assert sum(drive_ms) <= phases.DRIVE_LONGEST_MS
        assert sum(ms for _, ms, _, _, _ in plan) < 8_000


def test_heat_is_asked_for_only_in_one_plan_and_only_with_the_rail_seen_closed():
    plan = plans.heater()
    for before, phase in zip(plan, plan[1:], strict=False):
        if phase[3] == phases.HEAT:
            assert before[4] == 1
    others = (plans.motor(), plans.motor_briefly(True), plans.motor_briefly(False), plans.rail(True), plans.rail(False))
    for other in others:
        assert phases.HEAT not in [what for _, _, _, what, _ in other]
