"""What `make doctor` finds on pads that are whole and on pads with one thing wrong, and that it is gentle with them."""

import pytest

from host_tests.device.doctors_room import (
    Somebody,
    bad,
    in_maintenance,
    is_off,
    look_over,
    values,
    verdict_of,
)
from pad import memory_record
from tools.board_files import littlefs_image
from tools.doctor import visit
from tools.doctor.finding import Outcome
from tools.doctor.on_board.phases import HEAT_SUM_MS
from tools.simulator.filesystem import BLOCK_COUNT

EMPTY = {"feet": 0}
FIRST_HEAP_BYTES = 56 * 1024 * 2  # on a 64-bit host everything is twice as wide
MOST_RPM = 1_000  # the speed of step 1
HEATER_W = 24.0


@pytest.fixture
def table(make_pad):
    """A whole, cold, empty pad in maintenance, with the files that a board receives."""
    return in_maintenance(make_pad(EMPTY, code="mpy"))


def heated_ms(pad):
    """How long the heater pin was on, in all."""
    on_s = [at_s for at_s, on in pad.heater_changes if on]
    off_s = [at_s for at_s, on in pad.heater_changes if not on]
    return 1000 * sum(off - on for on, off in zip(on_s, off_s, strict=True))


def test_a_whole_pad_is_all_good(table):
    person = Somebody(table)
    findings = look_over(table, person)
    assert {finding.part: finding.measured for finding in findings if finding.outcome != Outcome.GOOD} == {}
    assert verdict_of(findings) == "all good"
    assert person.asked.index("feet off") > person.asked.index("press TIME")


def test_the_first_heap_of_a_board_is_enough(make_pad):
    pad = in_maintenance(make_pad(EMPTY, code="mpy", heap_bytes=FIRST_HEAP_BYTES))
    assert bad(look_over(pad, Somebody(pad))) == {}


def test_it_is_gentle(table):
    look_over(table, Somebody(table))
    assert 100 < heated_ms(table) <= HEAT_SUM_MS
    assert table.plant.heater_energy_j <= HEAT_SUM_MS / 1000 * HEATER_W
    assert 500 < table.plant.max_rpm <= MOST_RPM
    assert table.plant.max_surface_c < 22.0  # a warm hand lay on it
    assert is_off(table)
    assert not table.rail_closed
    assert all(duty <= 0.4 for duty in values(table, "MOTOR_PWM"))


def test_a_pulse_of_heat_lasts_50_ms_and_the_motor_turns_for_two_seconds_at_most(table):
    look_over(table, Somebody(table))
    changes = table.heater_changes
    assert len(changes) == 6
    for (on_s, on), (off_s, _) in zip(changes[::2], changes[1::2], strict=True):
        assert on
        assert 0.049 < off_s - on_s < 0.052
    duty = [(at_us / 1e6, value) for at_us, name, value in table.trace if name == "MOTOR_PWM"]
    driven = [(on_s, off_s - on_s) for (on_s, on), (off_s, _) in zip(duty, duty[1:], strict=False) if on]
    for start_s, _ in driven:
        assert sum(length_s for on_s, length_s in driven if start_s <= on_s < start_s + 2.5) <= 2.01


# What is broken: which part is named, what must be among its words, and what follows.
FAULTS = {
    "ntc_left_open": ("Left thermistor", "not connected", "do not use heat"),
    "ntc_left_short": ("Left thermistor", "shorted", "do not use heat"),
    "ntc_left_stuck": ("Left thermistor under the left half", "has come off", "do not use heat"),
    "ntc_left_off_pad": ("Left thermistor under the left half", "has come off", "do not use heat"),
    "ntc_right_open": ("Right thermistor", "not connected", "do not use heat"),
    "ntc_right_short": ("Right thermistor", "shorted", "do not use heat"),
    "ntc_right_off_pad": ("Right thermistor under the right half", "has come off", "do not use heat"),
    "ntc_both_off_pad": ("Left thermistor under the left half", "No sensor felt the hand", "do not use heat"),
    "adc_ref_bad": ("Reference", "4.3 kohm", "do not use heat"),
    "adc_mux_stuck": ("Reference", "All three inputs read the same", "do not use heat"),
    "heater_mosfet_short": ("Heater circuit", "MOSFET is shorted", "do not use"),
    "heater_open": ("Heater circuit", "cut-out is open", "do not use"),
    "sense_stuck_low": ("Heater circuit", "drain to HEATER_SENSE", "do not use"),
    "sense_stuck_high": ("Sense line", "the driven motor stood still", "do not use"),
    "rail_welded": ("Supply relay (rail)", "welded", "do not use"),
    "rail_open": ("Supply relay (rail)", "does not close", "do not use"),
    "motor_mosfet_short": ("Motor switch", "MOSFET is shorted", "do not use"),
    "motor_stalled": ("Motor", "blocks it", "do not use"),
    "tach_lost": ("Tachometer", "the sensor to MOTOR_TACH", "do not use"),
    "supply_sag": ("Tachometer", "12 V", "do not use"),
    "button_stuck:START": ("Button START", "at ground", "do not use"),
    "button_stuck:HEAT": ("Button HEAT", "at ground", "do not use"),
}
SHORTED_HEATER_J = 40.0  # the relay is closed for as long as the motor needs to tell that it is: 1.3 s


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named(table, fault):
    part, words, follows = FAULTS[fault]
    table.inject(fault)
    findings = look_over(table, Somebody(table))
    assert part in bad(findings)
    finding = bad(findings)[part]
    assert words in " ".join([finding.measured, finding.meaning, *finding.check])
    assert finding.check
    assert verdict_of(findings) == follows
    assert is_off(table)
    assert heated_ms(table) <= HEAT_SUM_MS
    assert table.plant.heater_energy_j <= (SHORTED_HEATER_J if fault == "heater_mosfet_short" else 5.0)


def test_one_wrong_thing_is_said_once(table):
    table.inject("heater_open")
    assert set(bad(look_over(table, Somebody(table)))) == {"Heater circuit"}


def test_no_fault_makes_the_motor_fast_but_its_own_shorted_switch(make_pad):
    for fault in ("rail_welded", "heater_mosfet_short", "sense_stuck_low", "tach_lost"):
        pad = in_maintenance(make_pad(EMPTY))
        pad.inject(fault)
        look_over(pad, Somebody(pad))
        assert pad.plant.max_rpm <= MOST_RPM


def test_a_shorted_motor_switch_gets_the_shortest_time_that_the_relay_has(table):
    table.inject("motor_mosfet_short")
    look_over(table, Somebody(table))
    (closed_s, _), (opened_s, _) = table.rail_changes
    assert opened_s - closed_s < 0.5


@pytest.mark.parametrize(
    ("parameters", "part", "words"),
    [
        ({"monostable_ms": 150.0}, "Supply relay (rail)", "Too soon"),
        ({"monostable_ms": 450.0}, "Supply relay (rail)", "Too late"),
        ({"monostable_ms": 600.0}, "Supply relay (rail)", "RAIL_WELDED"),
        ({"monostable_ms": 1500.0}, "Supply relay (rail)", "still closed"),
        ({"ref_bottom_ohm": 3_500.0}, "Reference", "wrong values"),
        ({"ref_bottom_ohm": 20_000.0}, "Reference", "wrong values"),
        ({"adc_noise_mv": 30.0}, "Reference", "jumps"),
        ({"bounce_ms": 30.0}, "Button START", "bounces"),
        ({"supply_v": 16.0, "motor_rpm_per_v": 600.0}, "Tachometer", "Too fast"),
    ],
)
def test_what_is_out_of_its_range_is_named(make_pad, parameters, part, words):
    pad = in_maintenance(make_pad(EMPTY | parameters))
    findings = look_over(pad, Somebody(pad, hold_s=0.2))
    assert words in str(bad(findings)[part])


@pytest.mark.parametrize("monostable_ms", [200.0, 300.0, 400.0])
def test_a_rail_that_drops_in_time_is_good_and_measured_within_10_ms(make_pad, monostable_ms):
    pad = in_maintenance(make_pad(EMPTY | {"monostable_ms": monostable_ms}))
    findings = look_over(pad, Somebody(pad))
    drops = [finding for finding in findings if finding.part == "Supply relay (rail)"]
    assert {finding.outcome for finding in drops} == {Outcome.GOOD}
    assert sorted(finding.measured.split(":")[0] for finding in drops) == [
        "with ALIVE left high",
        "with ALIVE left low",
    ]
    for finding in drops:
        measured_ms = int(finding.measured.split(" after ")[1].split(" ms")[0])
        assert measured_ms == pytest.approx(monostable_ms + 5, abs=10)


def test_exchanged_buttons_are_named(table):
    findings = look_over(table, Somebody(table, contacts={"FASTER": ["SLOWER"], "SLOWER": ["FASTER"]}))
    assert set(bad(findings)) == {"Button FASTER", "Button SLOWER"}
    finding = bad(findings)["Button FASTER"]
    assert finding.measured == "SLOWER answered instead"
    assert finding.check[0] == "exchange the wires at FASTER (GPIO18) and SLOWER (GPIO19)"


def test_buttons_that_are_connected_to_each_other_are_named(table):
    finding = bad(look_over(table, Somebody(table, contacts={"TIME": ["TIME", "HEAT"]})))["Button TIME"]
    assert finding.measured == "closes, and HEAT with it"


@pytest.mark.parametrize(("button", "follows"), [("START", "do not use"), ("HEAT", "do not use heat")])
def test_a_button_that_does_not_arrive_is_asked_for_twice_and_named(table, button, follows):
    person = Somebody(table, contacts={button: []})
    findings = look_over(table, person)
    assert person.asked.count(f"press {button}") == 2
    assert "stayed open" in bad(findings)[f"Button {button}"].measured
    assert verdict_of(findings) == follows


def test_a_button_that_is_held_down_is_named(table):
    finding = bad(look_over(table, Somebody(table, hold_s=20.0)))["Button START"]
    assert finding.measured == "closes and does not open again"


def test_exchanged_thermistors_are_named(table):
    findings = look_over(table, Somebody(table, hands={"left": "right", "right": "left"}))
    assert set(bad(findings)) == {"Left thermistor under the left half", "Right thermistor under the right half"}
    assert "they are swapped" in str(bad(findings)["Left thermistor under the left half"])
    assert verdict_of(findings) == "do not use heat"


def test_halves_that_differ_on_a_cold_pad_are_named(table):
    table.inject("ntc_right_drift")
    table.run_for(130)
    findings = look_over(table, Somebody(table))
    assert "another kind" in str(bad(findings)["Both halves alike"])
    assert table.heater_changes == []


def test_a_warm_pad_gets_no_pulse_of_heat(make_pad):
    pad = in_maintenance(make_pad(EMPTY | {"start_c": 40.0, "ambient_c": 40.0}))
    findings = look_over(pad, Somebody(pad))
    untested = {finding.part: finding.measured for finding in findings if finding.outcome == Outcome.UNTESTED}
    assert "35 C" in untested["Heater"]
    assert "a hand does not warm it" in untested["Left thermistor under the left half"]
    assert pad.heater_changes == []
    assert verdict_of(findings) == "not all good"


def test_without_feet_off_nothing_moves(table):
    findings = look_over(table, Somebody(table, feet_off=False))
    assert values(table, "MOTOR_PWM") == values(table, "HEATER") == values(table, "ALIVE") == []
    assert verdict_of(findings) == "not all good"


def test_with_nobody_there_nothing_moves_and_it_says_what_is_untested(table):
    findings = look_over(table)
    for signal in ("MOTOR_PWM", "HEATER", "ALIVE", "BUZZER", "LED", "RAIL"):
        assert values(table, signal) == []
    untested = [finding.part for finding in findings if finding.outcome == Outcome.UNTESTED]
    assert untested == [
        *(f"Button {name}" for name in ("START", "FASTER", "SLOWER", "HEAT", "TIME")),
        *("LED", "Buzzer", "Supply relay (rail)", "Heater", "Motor", "Relay cuts the motor"),
        "Thermistors under their halves",
    ]
    assert verdict_of(findings) == "not all good"


def test_with_nobody_there_a_welded_relay_is_found_all_the_same(table):
    table.inject("rail_welded")
    assert "welded" in str(bad(look_over(table))["Sense line"])


def test_the_light_and_the_tone_that_nobody_saw_are_to_be_mended_but_no_danger(table):
    class Blind(Somebody):
        def yes(self, topic, text):
            return topic not in ("light seen", "tone heard") and super().yes(topic, text)

    findings = look_over(table, Blind(table))
    assert set(bad(findings)) == {"LED", "Buzzer"}
    assert verdict_of(findings) == "not all good"


@pytest.mark.parametrize(("state", "outcome"), [("absent", Outcome.NOTE), ("stuck", Outcome.FLAW)])
def test_the_display_may_be_missing_but_not_hang(table, state, outcome):
    table.set_display(state)
    (display,) = [finding for finding in look_over(table) if finding.part == "Display"]
    assert display.outcome == outcome


# --- Other pads -------------------------------------------------------------------------------------------------------

WITHOUT_HEAT = {"HAS_HEAT": False, "HAS_TACH": False, "BUTTONS": ("START", "FASTER", "SLOWER", "TIME")}


def pad_without_heat(make_pad, monkeypatch, board=WITHOUT_HEAT):
    monkeypatch.setattr(visit, "profiles", lambda: {"ESP32": board})
    return in_maintenance(make_pad(EMPTY, board=board, code="mpy"))


def test_a_pad_without_heat_and_tachometer_is_looked_over_by_eyes_and_ears(make_pad, monkeypatch):
    pad = pad_without_heat(make_pad, monkeypatch)
    person = Somebody(pad)
    findings = look_over(pad, person)
    assert verdict_of(findings) == "all good"
    assert person.asked[-3:] == ["relay clicked", "motor turned", "motor turned"]
    assert pad.heater_changes == []


@pytest.mark.parametrize(("fault", "part"), [("rail_open", "Motor"), ("rail_welded", "Relay cuts the motor")])
def test_without_a_sense_line_the_motor_tells_about_the_relay(make_pad, monkeypatch, fault, part):
    pad = pad_without_heat(make_pad, monkeypatch)
    pad.inject(fault)

    class HearsTheCoil(Somebody):
        def yes(self, topic, text):
            return topic == "relay clicked" or super().yes(topic, text)

    findings = look_over(pad, HearsTheCoil(pad))
    assert part in bad(findings)
    assert verdict_of(findings) == "do not use"


def test_a_motor_that_runs_out_for_long_is_waited_for(make_pad):
    pad = in_maintenance(make_pad(EMPTY | {"motor_tau_ms": 1000.0, "motor_friction_rpm": 80.0}))
    assert bad(look_over(pad, Somebody(pad))) == {}


def test_without_a_sense_line_the_tachometer_tells_of_a_shorted_switch_at_once(make_pad, monkeypatch):
    pad = pad_without_heat(make_pad, monkeypatch, WITHOUT_HEAT | {"HAS_TACH": True})
    pad.inject("motor_mosfet_short")
    assert set(bad(look_over(pad, Somebody(pad)))) == {"Motor switch"}
    pad.run_for(0.5)
    assert [closed for _, closed in pad.rail_changes] == [True, False]


def test_a_tachometer_without_a_counter_in_the_chip_is_counted_by_interrupts(make_pad):
    pad = in_maintenance(make_pad(EMPTY, hidden=("Counter",)))
    (tach,) = [finding for finding in look_over(pad, Somebody(pad)) if finding.part == "Tachometer"]
    assert tach.outcome == Outcome.GOOD


@pytest.mark.parametrize("silicon", ["ESP32S3", "RP2040"])
def test_on_another_chip_no_pin_is_touched(table, silicon):
    findings = look_over(table, Somebody(table), chip="ESP32" if silicon == "ESP32S3" else None, silicon=silicon)
    assert [finding.part for finding in findings] == ["Board", "Wiring"]
    assert verdict_of(findings) == "do not use"
    assert values(table, "MOTOR_PWM") == []


# --- What is on the board ---------------------------------------------------------------------------------------------


def part_of(findings, part):
    return next(finding for finding in findings if finding.part == part)


def test_sources_of_this_version_are_this_version(make_pad):
    pad = in_maintenance(make_pad(EMPTY))
    assert part_of(look_over(pad), "Files").outcome == Outcome.GOOD


def test_bare_micropython_can_be_looked_over(make_pad):
    pad = make_pad(EMPTY, flash_image=littlefs_image({}, BLOCK_COUNT))
    pad.run_for(1)
    findings = look_over(pad, Somebody(pad))
    assert "only MicroPython" in part_of(findings, "Files").measured
    assert bad(findings) == {}
    assert verdict_of(findings) == "not all good"


def test_a_file_that_was_changed_and_one_in_the_way_are_named(make_pad):
    overlay = {"firmware/guard.py": "print('mine')\n", "asyncio.py": "print('mine')\n", "notes.txt": "milk"}
    findings = look_over(in_maintenance(make_pad(EMPTY, overlay=overlay)))
    assert "1 changed (firmware/guard.py)" in part_of(findings, "Files").measured
    assert part_of(findings, "Shadowed files").measured == "1 in the way (asyncio.py)"
    assert verdict_of(findings) == "do not use"


def test_a_fault_that_stands_and_restarts_are_told_in_words(table):
    record = bytearray(memory_record.SIZE)
    memory_record.clear(record)
    record[memory_record.RESETS_OFFSET] = 2
    record[memory_record.CAUSE_OFFSET] = 3
    record[memory_record.FAULT_OFFSET] = 12
    record[memory_record.FAULT_OFFSET + 1 : memory_record.FAULT_OFFSET + 3] = (4120).to_bytes(2, "little")
    memory_record.seal(record)
    table.board.chip.rtc_memory = bytes(record)
    findings = look_over(table)
    assert "The surface was too hot: 41.2 C." in part_of(findings, "Fault that stands").measured
    assert part_of(findings, "Restarts").measured == "2 that nobody wanted, the last one by the watchdog"


def test_a_session_that_somebody_had_is_remembered(make_pad):
    pad = make_pad(EMPTY)
    pad.run_for(2)
    pad.inject("button_stuck:TIME")
    pad.run_for(25)
    pad.clear("button_stuck:TIME")
    findings = look_over(in_maintenance(pad))
    assert "button_stuck_TIME" in part_of(findings, "Last faults").measured
