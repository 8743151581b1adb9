"""docs/hardware.md: its sentences name parts, faults, constants and pictures that there are, and numbers that hold."""

import re

import pytest

from firmware import board
from host_tests.page_links import leads_somewhere, links_of
from pad import faults, limits, self_test
from tools.document_tables import PLACE
from tools.hardware import circuits, wokwi
from tools.hardware.cut_out import LIMIT_C
from tools.hardware.files import PAGE, ROOT
from tools.hardware.parts import PARTS
from tools.hardware.tables import TABLES

PATH = ROOT / PAGE
TEXT = PATH.read_text(encoding="utf-8")
SENTENCES = " ".join(PLACE.sub("", TEXT).replace("\n> ", " ").split())
CHIPS = {"GPIO"}


def test_every_table_is_there_once():
    assert sorted(name for _, name, _ in PLACE.findall(TEXT)) == sorted(TABLES)


@pytest.mark.parametrize("target", links_of(TEXT))
def test_links_and_pictures_lead_somewhere(target):
    assert leads_somewhere(PATH, target)


def test_every_picture_is_shown():
    shown = {target for target in links_of(TEXT) if target.endswith(".svg")}
    assert shown == {f"hardware/{path.name}" for path in (PATH.parent / "hardware").iterdir()}


def test_parts_that_are_named_are_in_the_list():
    named = set(re.findall(r"\b(?:[RCDQFUKSM]|HT|RT|JP|SW|BZ|DS)\d{1,2}\b", SENTENCES))
    assert len(named) > 30
    assert named - {"H3"} <= set(PARTS)


def test_constants_that_are_named_exist():
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})(?: = \w+)?`", SENTENCES))
    known = {*vars(limits), *vars(board), *vars(self_test)}
    assert named <= known
    assert "HAS_HEAT" in named


@pytest.mark.parametrize(
    ("code", "fault", "said_of"),
    [
        (1, faults.NTC_LEFT_OPEN, "Left thermistor's plug out: code 1"),
        (2, faults.NTC_LEFT_SHORT, "shorted: code 2"),
        (10, faults.REFERENCE_BAD, "R17 bridged: code 10"),
        (15, faults.NO_RISE, "do not follow, code 15"),
        (16, faults.HEATER_STAYS_OFF, "Wire from HEATER to R7 off: code 16"),
        (17, faults.HEATER_CIRCUIT, "Lead of the film off: code 17"),
        (18, faults.RAIL_WELDED, "Bridge the contact of K1, press START twice: code 18"),
        (21, faults.MOTOR_STILL, "at the lowest speed): code 21"),
        (40, faults.BUTTON, "START held down while the plug goes in: code 40"),
    ],
)
def test_codes_are_those_of_the_faults(code, fault, said_of):
    assert fault == code
    assert said_of in SENTENCES


def test_numbers_in_sentences_are_those_of_the_circuits():
    lowest = round(0.240 * circuits.rail_holds_ms().least)
    assert lowest >= 48
    assert "200 to 410 ms after the last edge" in SENTENCES
    assert "48 to 98 pictures" in SENTENCES
    half = circuits.monostable_ms()
    assert half.least > 250
    assert half.most + circuits.RELAY_OPENS_MS + circuits.rail_empties_ms() < 430
    assert "250 to 430 ms after its own last edge (60 to 103 pictures)" in SENTENCES
    assert f"Take a film of {circuits.FILM_LEAST_OHM} to 7 Ω" in SENTENCES
    fuse_a = PARTS["F2"].amount
    assert f"rating ({circuits.FUSE_LASTS * fuse_a:.2f} A)" in SENTENCES
    assert f"times ({circuits.FUSE_BLOWS * fuse_a:.2f} A)" in SENTENCES
    assert circuits.rail_holds_ms().most + circuits.RELAY_OPENS_MS < 410
    assert f"below {LIMIT_C:.0f} °C with the firmware dead" in SENTENCES
    assert f"within **{limits.READING_ERROR_CC / 100:.1f} °C**" in SENTENCES
    assert f"Q1 and Q2 then see {13.2 + 8.2 + 0.7:.0f} V of the 30 V" in SENTENCES
    assert f"ADC_REF {4.3 / 14.3:.3f} times" in TEXT
    assert f"at 20 °C {circuits.thermistor_ohm(20) / 1000:.1f} kΩ" in TEXT
    assert f"reach {limits.SPEED_MAX_RPM} rpm" in SENTENCES


def test_wokwi_is_told_as_it_is():
    assert all(f"`{name} = {value}`" in SENTENCES for name, value in wokwi.LACKS.items())
    assert f"count a {wokwi.CLOCK_HZ} Hz clock" in SENTENCES
    assert f"{7000 // wokwi.CLOCK_HZ} to {8000 / wokwi.CLOCK_HZ:.0f} ms without a change" in SENTENCES
    keys = ", ".join(f"{key} {name}" for name, key in wokwi.KEYS.items())
    assert f"Keys: {keys}." in SENTENCES


def test_it_says_what_it_is_not():
    assert "Nothing on this page has been built yet" in SENTENCES
    assert "not a medical device" in SENTENCES
    assert "nobody has run them yet" in SENTENCES
