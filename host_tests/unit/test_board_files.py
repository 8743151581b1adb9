"""What a board receives is meant for that board."""

import pytest

from tools.board_code import compiled_files
from tools.board_files import BOARD, board_constants, board_files, for_one_board, profiles, project_files

# Pins that a chip has for other things: flash, PSRAM, console, USB, and those that decide how it starts.
TAKEN = {
    "ESP32": {0, 1, 2, 3, 5, 12, 15, *range(6, 12), 20, 24, *range(28, 32), 37, 38},
    "ESP32S3": {0, 3, 19, 20, *range(22, 38), 43, 44, 45, 46},
    "ESP32C3": {2, 9, *range(11, 22)},
}
MOST = {"ESP32": 39, "ESP32S3": 48, "ESP32C3": 21}
FIRST_INPUT_ONLY = {"ESP32": 34, "ESP32S3": 49, "ESP32C3": 22}
ADC1 = {"ESP32": range(32, 40), "ESP32S3": range(1, 11), "ESP32C3": range(5)}
ANALOG = {"NTC_LEFT", "NTC_RIGHT", "ADC_REF"}
HEAT = {*ANALOG, "HEATER_SENSE", "HEAT"}
OUTPUTS = {"MOTOR_PWM", "HEATER", "ALIVE", "LED", "BUZZER"}
PULLED_UP = {"START", "FASTER", "SLOWER", "HEAT", "TIME"}
BUS = {"I2C_SDA", "I2C_SCL"}


def constants_of(chip):
    return board_constants(board_files(board=profiles()[chip]))


def wired(constants):
    """The pins in use, by signal."""
    names = {*OUTPUTS, *constants["BUTTONS"]}
    names |= HEAT if constants["HAS_HEAT"] else set()
    names |= {"MOTOR_TACH"} if constants["HAS_TACH"] else set()
    names |= BUS if constants["HAS_DISPLAY"] else set()
    return {name: constants[name] for name in names}


@pytest.mark.parametrize("chip", profiles())
def test_each_pin_of_a_profile_can_do_what_it_is_for(chip):
    pins = wired(constants_of(chip))
    assert len(set(pins.values())) == len(pins), "two signals on one pin"
    assert not set(pins.values()) & TAKEN[chip]
    assert max(pins.values()) <= MOST[chip]
    assert all(pins[name] < FIRST_INPUT_ONLY[chip] for name in pins if name in OUTPUTS | PULLED_UP | BUS)
    assert all(pins[name] in ADC1[chip] for name in pins if name in ANALOG)


# Pins that go up or up and down at power-up, by data sheets and users: each edge on ALIVE triggers a monostable.
EDGES_AT_POWER_UP = {"ESP32": {1, 3, 5, 14, 15}, "ESP32S3": {18, 19, 20}, "ESP32C3": {18, 19}}


@pytest.mark.parametrize("chip", profiles())
def test_alive_is_on_no_pin_that_makes_edges_at_power_up(chip):
    assert constants_of(chip)["ALIVE"] not in EDGES_AT_POWER_UP[chip]


@pytest.mark.parametrize("chip", profiles())
def test_a_profile_is_whole(chip):
    constants = constants_of(chip)
    assert constants["CHIP"] == chip
    assert set(constants["LOW_AT_START"]) == {constants[name] for name in ("HEATER", "MOTOR_PWM", "BUZZER")}
    assert "START" in constants["BUTTONS"]
    assert ("HEAT" in constants["BUTTONS"]) == constants["HAS_HEAT"]


def test_the_reference_is_the_board_of_the_constants_themselves():
    assert profiles()["ESP32"] == {}
    assert constants_of("ESP32")["HEATER"] == 26


@pytest.mark.parametrize(
    ("machine", "heater"), [("Generic ESP32S3 module with ESP32S3", 17), ("linux [GCC] version", 26)]
)
def test_sources_that_run_on_another_chip_take_its_profile_by_themselves(monkeypatch, machine, heater):
    monkeypatch.setattr("sys.implementation._machine", machine, raising=False)
    assert board_constants(project_files())["HEATER"] == heater


def test_what_is_compiled_holds_one_board_only():
    text = for_one_board(board_files(board=profiles()["ESP32C3"]))[BOARD].decode()
    assert "HEATER = 0" in text
    assert "PROFILES =" not in text
    assert "import sys" not in text
    assert b"ESP32S3" not in compiled_files(project_files())["firmware/board.mpy"]


def test_files_without_a_board_stay_as_they_are():
    assert for_one_board({"main.py": b"print(1)"}) == {"main.py": b"print(1)"}
