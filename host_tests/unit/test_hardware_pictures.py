"""The pictures of docs/hardware.md: made from board.py, complete, and with nothing on top of something else."""

import itertools
from xml.etree import ElementTree

import pytest

from firmware import board
from tools.hardware import drawing
from tools.hardware.boards import BOARDS, REFERENCE, gpio_of, profile
from tools.hardware.files import ROOT, made_files
from tools.hardware.parts import GROUPS
from tools.hardware.schematic import SHEETS
from tools.hardware.signals import SIGNALS, fitted, gpio_text
from tools.hardware.wiring import picture

MADE = made_files()
NAMES = [signal.name for signal in SIGNALS]
NO_PINS = {"I2C_HZ", "DISPLAY_ADDRESS", "MOTOR_PWM_HZ", "TACH_PULSES_PER_REVOLUTION"}
FREE_GPIO = 14
WIDTH_OF_LETTER = 0.5  # of the letters' height: narrow ones, so that a touch is one for every font


def texts(svg):
    """Each text of a picture: what it says."""
    return [
        " ".join(" ".join(element.itertext()).split())
        for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]


def schematic_with(constants):
    """The texts of all sheets."""
    return [text for make in SHEETS.values() for text in texts(make(constants).svg())]


def wiring_with(constants):
    return texts(picture(BOARDS[REFERENCE], constants))


SCHEMATIC = schematic_with(profile())


@pytest.mark.parametrize("path", sorted(MADE))
def test_what_is_made_from_board_py_is_what_is_in_the_repository(path):
    assert (ROOT / path).read_bytes() == MADE[path].encode(), "make hardware writes it anew"


def test_no_picture_is_left_over():
    assert {f"docs/hardware/{path.name}" for path in (ROOT / "docs" / "hardware").iterdir()} < set(MADE)


def test_every_pin_of_board_py_is_a_signal_here():
    pins = {name for name, value in vars(board).items() if name.isupper() and type(value) is int}
    assert pins - NO_PINS == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_signal_is_on_one_sheet_and_in_the_wiring_with_its_gpio(name):
    label = f"{name} = {gpio_text(getattr(board, name))}"
    assert SCHEMATIC.count(label) == 1
    assert len([text for text in wiring_with(profile()) if text.startswith(f"{label}: ")]) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_pin_that_changes_in_board_py_changes_in_both_pictures(name):
    changed = {**profile(), name: FREE_GPIO}
    assert schematic_with(changed).count(f"{name} = GPIO {FREE_GPIO}") == 1
    assert any(text.startswith(f"{name} = GPIO {FREE_GPIO}: ") for text in wiring_with(changed))
    assert f"{name} = {gpio_text(getattr(board, name))}" not in schematic_with(changed)


def test_two_signals_on_one_pin_are_an_error():
    with pytest.raises(ValueError, match="START is on GPIO 25, which has been given away: MOTOR_PWM"):
        wiring_with({**profile(), "START": 25})


def test_a_pin_that_is_not_on_the_headers_is_an_error():
    with pytest.raises(ValueError, match="ESP32-DevKitC V4 has no GPIO 20 on its headers"):
        wiring_with({**profile(), "START": 20})


def test_what_is_not_fitted_has_no_wire():
    few = {"BUTTONS": ("START",), "HAS_HEAT": False, "HAS_TACH": False, "HAS_DISPLAY": False, "HAS_LED": False}
    constants = {**profile(), **few}
    assert sorted(fitted(constants)) == ["ALIVE", "BUZZER", "MOTOR_PWM", "START"]
    assert len([text for text in wiring_with(constants) if "= GPIO" in text]) == 4


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_each_of_its_parts_once(name):
    sheet = SHEETS[name](profile())
    assert sorted(sheet.drawn) == sorted(GROUPS[name])
    shown = texts(sheet.svg())
    for reference, part in GROUPS[name].items():
        assert shown.count(f"{reference} {part.value}") == 1


@pytest.mark.parametrize("chip", BOARDS)
def test_headers_have_two_rows_of_equal_length_and_each_gpio_once(chip):
    left, right = BOARDS[chip].left.split(), BOARDS[chip].right.split()
    gpios = [gpio_of(pin) for pin in left + right if gpio_of(pin) >= 0]
    assert len(left) == len(right)
    assert len(gpios) == len(set(gpios)) > 14


@pytest.mark.parametrize("chip", BOARDS)
def test_every_board_can_be_drawn(chip):
    numbers = sorted(gpio_of(pin) for pin in (BOARDS[chip].left + " " + BOARDS[chip].right).split())
    free = [number for number in numbers if number >= 0]
    few = {**profile(), "HAS_HEAT": False, "HAS_DISPLAY": False, "HAS_TACH": False, "BUTTONS": ("START",)}
    constants = {**few, **dict(zip(fitted(few), free, strict=False))}
    drawn = texts(picture(BOARDS[chip], constants))
    assert drawn[0] == BOARDS[chip].name
    assert len([text for text in drawn if "= GPIO" in text]) == len(fitted(few))


def test_a_profile_of_another_chip_is_drawn_and_shown(monkeypatch):
    few = {"BUTTONS": ("START",), "HAS_HEAT": False, "HAS_TACH": False, "HAS_DISPLAY": False, "HAS_LED": False}
    small = {**few, "MOTOR_PWM": 6, "ALIVE": 7, "START": 10, "BUZZER": 5}
    monkeypatch.setattr(board, "PROFILES", {"ESP32": {}, "ESP32C3": small, "UNKNOWN": {}}, raising=False)
    files = made_files()
    assert {path for path in files if "wiring" in path} == {
        f"docs/hardware/wiring-{chip}.svg" for chip in ("ESP32", "ESP32C3")
    }
    drawn = texts(files["docs/hardware/wiring-ESP32C3.svg"])
    assert any(text.startswith("ALIVE = GPIO 7: ") for text in drawn)
    assert not any("HEATER" in text for text in drawn)
    assert "![Wiring of the ESP32-C3-DevKitM-1](hardware/wiring-ESP32C3.svg)" in files["docs/hardware.md"]
    assert files["diagram.json"] == MADE["diagram.json"]


# --- Legible ----------------------------------------------------------------------------------------------------------


def boxes(svg):
    """Where the lines of text are: left, top, right, bottom, and what they say; the narrowest that they can be."""
    found = []
    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        lines = list(element) or [element]
        size = float(element.get("font-size") or lines[0].get("font-size"))
        x, y = float(element.get("x")), float(element.get("y"))
        for line in lines:
            words = "".join(line.itertext()).strip()
            y += float(line.get("dy") or 0)
            width = WIDTH_OF_LETTER * size * len(words)
            left = x - {"middle": width / 2, "end": width}.get(element.get("text-anchor"), 0)
            found.append((left, y - 0.7 * size, left + width, y, words))
    return found


def overlaps(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("name", [*SHEETS, "wiring"])
def test_no_text_lies_on_another(name):
    svg = picture(BOARDS[REFERENCE], profile()) if name == "wiring" else SHEETS[name](profile()).svg()
    found = boxes(svg)
    assert len(found) > 10
    clashes = [(one[4], other[4]) for one, other in itertools.combinations(found, 2) if overlaps(one, other)]
    assert clashes == []


def test_a_text_on_another_would_be_noticed():
    sheet = drawing.Sheet("test", profile())
    sheet.net((0, 0), "+12 V")
    sheet.net((0.3, 0), "RAIL")
    one, other = boxes(sheet.svg())
    assert overlaps(one, other)
