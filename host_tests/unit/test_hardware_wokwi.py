"""The Wokwi project: parts and pins that exist, the pins of board.py, and a rail that behaves like the real one."""

import json

import pytest

from host_tests.wokwi_logic import Logic, nets
from pad.limits import ALIVE_PERIOD_MS
from pad.self_test import FAILED, PASSED, RAIL_OFF_MS, SelfTest
from pad.thermistor import OK, condition
from tools.hardware import circuits, wokwi
from tools.hardware.boards import gpio_of, profile
from tools.hardware.files import ROOT
from tools.hardware.parts import PARTS, tomllib
from tools.hardware.signals import SIGNALS, fitted
from tools.hardware.wokwi_parts import DESCRIPTIONS, SERIAL_MONITOR
from tools.hardware.wokwi_tables import POTENTIOMETER_STEPS, calibrated_mv

BOARD = {**profile(), **wokwi.LACKS}
TEXT = wokwi.diagram(profile())
DIAGRAM = json.loads(TEXT)
TYPES = {part["id"]: part["type"] for part in DIAGRAM["parts"]}
WIRES = [(begin, end) for begin, end, _, _ in DIAGRAM["connections"]]
ENDS = [end for wire in WIRES for end in wire]
PRINTED = {"VP": 36, "VN": 39}
SENSE = "esp:35"
ALIVE = "esp:27"
HEATER = "esp:26"

# --- Parts and wires --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", DIAGRAM["parts"], ids=lambda part: part["id"])
def test_parts_and_their_attributes_are_described(part):
    assert set(part) == {"type", "id", "left", "top", "attrs"}
    assert set(part["attrs"]) <= set(DESCRIPTIONS[part["type"]].attributes.split())
    assert all(isinstance(value, str) for value in part["attrs"].values())


def test_each_part_has_a_name_of_its_own_and_wires():
    assert len(TYPES) == len(DIAGRAM["parts"])
    assert {end.partition(":")[0] for end in ENDS} == {*TYPES, SERIAL_MONITOR}


@pytest.mark.parametrize("end", sorted(set(ENDS)))
def test_wires_end_at_pins_that_are_described(end):
    part, _, pin = end.partition(":")
    pins = "RX TX" if part == SERIAL_MONITOR else DESCRIPTIONS[TYPES[part]].pins
    assert pin in pins.split()


def test_the_pins_of_the_board_are_those_of_board_py():
    used = {end.partition(":")[2] for end in ENDS if end.startswith("esp:")}
    supplies = {"3V3", "GND.1", "TX", "RX"}
    gpios = {PRINTED.get(pin, gpio_of(pin)) for pin in used - supplies}
    assert gpios == {*fitted(BOARD).values(), 39}


@pytest.mark.parametrize("name", [signal.name for signal in SIGNALS if signal.name in fitted(BOARD)])
def test_a_pin_that_changes_in_board_py_changes_in_the_diagram(name):
    changed = wokwi.diagram({**profile(), name: 14})
    assert '"esp:14"' not in TEXT
    assert '"esp:14"' in changed


def test_a_pad_without_heat_has_neither_thermistors_nor_rail():
    types = {part["type"] for part in json.loads(wokwi.diagram({**profile(), "HAS_HEAT": False}))["parts"]}
    assert "wokwi-pushbutton" in types
    assert types.isdisjoint({"wokwi-ntc-temperature-sensor", "wokwi-74hc595", "wokwi-potentiometer"})


def test_supply_and_ground_are_not_connected():
    joined = nets(DIAGRAM["connections"])
    assert joined["esp:3V3"] != joined["esp:GND.1"]
    outputs = [f"{name}:OUT" for name, kind in TYPES.items() if "-gate-" in kind]
    assert len({joined[pin] for pin in outputs}) == len(outputs)


def test_the_settings_name_the_image():
    settings = tomllib.loads((ROOT / "wokwi.toml").read_text(encoding="utf-8"))
    assert settings == {"wokwi": {"version": 1, "firmware": wokwi.IMAGE}}


# --- The rail ---------------------------------------------------------------------------------------------------------


def toggle(logic, times, period_ms=ALIVE_PERIOD_MS):
    for _ in range(times):
        logic.levels[ALIVE] = not logic.levels.get(ALIVE, False)
        logic.advance(period_ms)


def opens_after_ms(logic):
    for milliseconds in range(1000):
        if not logic.read("rail:OUT"):
            return milliseconds
        logic.advance(1)
    return None


@pytest.mark.parametrize("edges", [10, 11])
@pytest.mark.parametrize("phase_ms", range(0, 40, 5))
def test_the_rail_opens_200_to_400_ms_after_the_last_edge_whatever_the_level(edges, phase_ms):
    logic = Logic(TEXT)
    logic.advance(phase_ms)
    toggle(logic, edges)
    assert 200 <= opens_after_ms(logic) + ALIVE_PERIOD_MS <= 400
    logic.advance(10_000)
    assert not logic.read("rail:OUT")


@pytest.mark.parametrize("period_ms", [ALIVE_PERIOD_MS, 150])
def test_edges_hold_the_rail_although_a_pass_is_late(period_ms):
    logic = Logic(TEXT)
    logic.advance(1000)
    toggle(logic, 2)
    for _ in range(100):
        toggle(logic, 1, period_ms)
        assert logic.read("rail:OUT")


@pytest.mark.parametrize("heater", [False, True])
@pytest.mark.parametrize("closed", [False, True])
def test_sense_is_high_while_the_rail_is_closed_and_the_heater_off(closed, heater):
    logic = Logic(TEXT)
    logic.advance(1000)
    if closed:
        toggle(logic, 4)
    logic.levels[HEATER] = heater
    logic.advance(1)
    assert logic.read(SENSE) == (closed and not heater)


def self_tested(text):
    """The firmware's own self-test, each pass of 50 ms, on the diagram's logic."""
    logic, test = Logic(text), SelfTest()
    test.start()
    passes = 0
    while test.stage not in (PASSED, FAILED):
        test.step(int(logic.read(SENSE)), ALIVE_PERIOD_MS)
        logic.levels[HEATER] = bool(test.wants_heater())
        if test.wants_rail():
            logic.levels[ALIVE] = not logic.levels.get(ALIVE, False)
        logic.advance(ALIVE_PERIOD_MS)
        passes += 1
    return test.stage, passes


def test_the_firmwares_self_test_passes_on_it():
    stage, passes = self_tested(TEXT)
    assert stage == PASSED
    assert RAIL_OFF_MS < passes * ALIVE_PERIOD_MS < RAIL_OFF_MS + 500


def without(*wire):
    rest = [other for other in DIAGRAM["connections"] if other[:2] != list(wire)]
    assert len(rest) == len(WIRES) - 1
    return json.dumps({**DIAGRAM, "connections": rest})


@pytest.mark.parametrize("wire", [("sense:OUT", SENSE), ("heater-is-off:IN", HEATER), ("rail:IN", "stands-still:OUT")])
def test_the_self_test_fails_where_a_wire_is_missing(wire):
    assert self_tested(without(*wire))[0] == FAILED


@pytest.mark.parametrize(("counter", "edges"), [("stays-high", 11), ("stays-low", 10)])
def test_it_takes_both_counters(counter, edges):
    logic = Logic(without(f"stands-still:{'A' if counter == 'stays-high' else 'B'}", f"{counter}:Q7S"))
    toggle(logic, edges)
    logic.advance(1000)
    assert logic.read("rail:OUT")


# --- Thermistors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("converter", [float, calibrated_mv])
@pytest.mark.parametrize("celsius", [wokwi.FEET_C, 39])
def test_the_firmware_accepts_what_it_reads(converter, celsius):
    reference_uv = round(1000 * converter(3300 * wokwi.REFERENCE_POSITION / POTENTIOMETER_STEPS))
    ntc_uv = round(1000 * converter(circuits.divided_mv(circuits.thermistor_ohm(celsius), PARTS["R14"].amount)))
    assert condition(ntc_uv, reference_uv) == OK
    assert circuits.reading_c(ntc_uv / 1000, reference_uv / 1000) == pytest.approx(celsius, abs=2.5)
