"""Every fault has a name for programs, a sentence and a way out for people."""

import pytest

from pad import buttons, fault_texts, faults, liveness

PLAIN_CODES = [
    value
    for name, value in vars(faults).items()
    if name.isupper() and value not in (faults.NONE, faults.TASK, faults.BUTTON)
]
TASK_CODES = [faults.TASK + task for task in range(len(liveness.NAMES))]
BUTTON_CODES = [faults.BUTTON + index for index in range(len(buttons.NAMES))]
ALL_CODES = PLAIN_CODES + TASK_CODES + BUTTON_CODES


def test_no_two_faults_share_a_code():
    assert len(set(ALL_CODES)) == len(ALL_CODES)
    assert faults.NONE not in ALL_CODES


def test_codes_never_change_their_meaning():
    assert (faults.NONE, faults.NTC_LEFT_OPEN, faults.NTC_LEFT_SHORT) == (0, 1, 2)
    assert (faults.NTC_RIGHT_OPEN, faults.NTC_RIGHT_SHORT) == (5, 6)
    assert (faults.REFERENCE_BAD, faults.READINGS_STALE, faults.OVER_TEMPERATURE) == (10, 11, 12)
    assert (faults.HEATER_CIRCUIT, faults.RAIL_WELDED) == (17, 18)
    assert (faults.TASK, faults.BUTTON, faults.WATCHDOG_RESET, faults.CRASH_LOOP) == (30, 40, 50, 52)


@pytest.mark.parametrize("code", ALL_CODES)
def test_every_fault_has_name_sentence_and_way_out(code):
    assert 0 < code <= 255
    assert fault_texts.name(code).isidentifier()
    assert fault_texts.name(code) != "unknown"
    for text in (fault_texts.sentence(code, 0), fault_texts.way_out(code)):
        assert text.endswith(".")
        assert text[0].isupper()
        assert text.isascii()  # the display has no other letters
    assert fault_texts.sentence(code, 0) != fault_texts.sentence(255, 0)


def test_names_and_sentences_are_all_different():
    assert len({fault_texts.name(code) for code in ALL_CODES}) == len(ALL_CODES)
    assert len({fault_texts.sentence(code, 0) for code in ALL_CODES}) == len(ALL_CODES)


@pytest.mark.parametrize("index", range(len(buttons.NAMES)))
def test_a_stuck_button_is_named(index):
    assert buttons.NAMES[index] in fault_texts.name(faults.BUTTON + index)
    assert buttons.NAMES[index] in fault_texts.sentence(faults.BUTTON + index, 0)


@pytest.mark.parametrize("task", range(len(liveness.NAMES)))
def test_a_stalled_task_is_named(task):
    assert liveness.NAMES[task] in fault_texts.name(faults.TASK + task)
    assert liveness.NAMES[task] in fault_texts.sentence(faults.TASK + task, 0)


@pytest.mark.parametrize("code", sorted(set(range(256)) - set(ALL_CODES)))
def test_an_unknown_code_is_told_as_unknown(code):
    assert fault_texts.name(code) == "unknown"
    assert fault_texts.sentence(code, 0) == "Something is wrong inside the pad."
    assert fault_texts.way_out(code)


SIDES = {"LEFT": ("left", "Left"), "RIGHT": ("right", "Right")}


@pytest.mark.parametrize("kind", ["OPEN", "SHORT", "STUCK", "JUMP"])
@pytest.mark.parametrize("side", SIDES)
def test_left_and_right_are_not_mixed_up(side, kind):
    code = getattr(faults, f"NTC_{side}_{kind}")
    small, capital = SIDES[side]
    assert fault_texts.name(code) == f"ntc_{small}_{kind.lower()}"
    assert fault_texts.sentence(code, 0).startswith(f"{capital} temperature")


# --- what was read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "reading", "said"),
    [
        (faults.NTC_LEFT_OPEN, 3_099, "(3099 mV)."),
        (faults.NTC_RIGHT_SHORT, 0, "(0 mV)."),
        (faults.REFERENCE_BAD, 793, "(reference 793 mV)."),
        (faults.OVER_TEMPERATURE, 4_040, ": 40.4 C."),
        (faults.NTC_LEFT_JUMP, -1_234, "(-12.3 C)."),
        (faults.SENSORS_DISAGREE, 1_300, "stay 13.0 C apart."),
        (faults.MOTOR_STILL, 80, "driven with 80 % and does not turn."),
        (faults.MOTOR_TOO_FAST, 4_075, ": 4075 rpm."),
        (faults.MOTOR_TURNS_BY_ITSELF, 305, ": 305 rpm."),
        (faults.HEAT_TIME, 32, "on for 32 min in an hour."),
        (faults.HEAT_DOSE, 400, "(dose 0.400)."),
        (faults.HEAT_DOSE, 1_234, "(dose 1.234)."),
        (faults.HEAT_DOSE, 7, "(dose 0.007)."),
        (faults.HEATER_CIRCUIT, 5, "(sense line low)."),
    ],
)
def test_a_sentence_says_what_was_read_with_its_unit(code, reading, said):
    assert fault_texts.sentence(code, reading).endswith(said)


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (0, "0.0"),
        (4, "0.0"),
        (5, "0.1"),
        (94, "0.9"),
        (95, "1.0"),
        (3_994, "39.9"),
        (3_995, "40.0"),
        (8_250, "82.5"),
        (-5, "-0.1"),
        (-94, "-0.9"),
        (-95, "-1.0"),
        (-1_200, "-12.0"),
        (-1_205, "-12.1"),
    ],
)
def test_temperatures_are_rounded_to_a_tenth(reading, said):
    assert fault_texts.sentence(faults.OVER_TEMPERATURE, reading) == f"The surface was too hot: {said} C."


UNITS = {
    "mV": [*range(1, 3), *range(5, 7), faults.REFERENCE_BAD],
    "C": [3, 4, 7, 8, faults.SENSORS_DISAGREE, *range(faults.OVER_TEMPERATURE, faults.NO_RISE + 1)],
    "%": [faults.MOTOR_STILL],
    "rpm": [faults.MOTOR_TOO_FAST, faults.MOTOR_TURNS_BY_ITSELF],
    "min": [faults.HEAT_TIME],
}


@pytest.mark.parametrize(("unit", "code"), [(unit, code) for unit, codes in UNITS.items() for code in codes])
def test_every_reading_that_the_guard_keeps_is_said_in_its_unit(unit, code):
    said = "20.0 C" if unit == "C" else f"2000 {unit}"
    assert said in fault_texts.sentence(code, 2_000)


@pytest.mark.parametrize("code", ALL_CODES)
def test_no_mark_of_a_reading_is_left(code):
    assert "#" not in fault_texts.sentence(code, 123)
    assert "#" not in fault_texts.way_out(code)
    known = [code for codes in UNITS.values() for code in codes] + [faults.HEAT_DOSE]
    assert (fault_texts.sentence(code, 123) != fault_texts.sentence(code, 456)) == (code in known)
