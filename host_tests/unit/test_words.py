"""Every language says everything, in lines that fit; one more is one more file."""

import re
import sys
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest

from host_tests.panel_status import PanelStatus
from host_tests.unit.test_fault_texts import ALL_CODES
from pad import fault_texts, picture, screen, screen_lines, settings, status_text, words, words_en
from pad.foot_difference import NO_SENSORS
from pad.session import (
    CHECK,
    COOL_DOWN,
    DONE,
    FAULT,
    LOCKED,
    OFF,
    PROGRAMMES,
    RUNNING,
    SELF_TEST,
    STATE_NAMES,
    WARM_UP,
    WORK,
)

FILES = sorted(Path(words.__file__).parent.glob("words_??.py"))
LANGUAGES = {path.stem[-2:]: import_module(f"pad.{path.stem}") for path in FILES}
NOT_TAKEN = -32768
FEET = ({}, {"feet_differ": True}, {"feet_differ": True, "foot_difference_cc": 999})
FEET += ({"feet_differ": True, "foot_difference_cc": -260},)


def blocks(language):
    """All blocks of a language, line by line."""
    return {
        "display": language.display.split("\n"),
        "sentences": language.sentences.split("\n"),
        "faults": language.faults.strip().split("\n"),
    }


def values(language="en", fahrenheit=0):
    return PanelStatus(language=language, fahrenheit=fahrenheit).session.settings.values


def sentence(private=True, **changes):
    return status_text.sentence(PanelStatus(**changes), private)


def shown(has_heat=True, **changes):
    """All pages of the display as four lines each."""
    status, found, more = PanelStatus(**changes), [], True
    while more:
        page, several = screen_lines.lines(status, has_heat, len(found))
        found.append([line.decode() for line in page])
        more = several and screen_lines.lines(status, has_heat, len(found))[0] != [line.encode() for line in found[0]]
    return found


def joined(pages):
    return " ".join(" ".join(line for line in page) for page in pages).split()


# --- the files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_line(language):
    said = blocks(LANGUAGES[language])
    assert len(said["display"]) == words.DISPLAY_LINES
    assert len(said["sentences"]) == words.SENTENCES
    codes = {min(code, 30) if 30 <= code < 40 else min(code, 40) if 40 <= code < 50 else code for code in ALL_CODES}
    assert [int(line.split(" ")[0]) for line in said["faults"]] == [0, *sorted(codes)]
    assert all(line.count(" | ") == 1 and line.endswith(".") for line in said["faults"])
    assert [line for line in said["sentences"] if not line] == []
    assert [index for index, line in enumerate(said["display"]) if not line] == [words.TESTING + 2]


@pytest.mark.parametrize("block", ["display", "sentences", "faults"])
@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_every_place_holder_is_that_of_english(language, block):
    def marks(line):
        return re.findall(r"%[a-z]|#(?:dose|[TDN](?![a-z]))?", line)

    for own, english in zip(blocks(LANGUAGES[language])[block], blocks(words_en)[block], strict=True):
        assert marks(own) == marks(english), own


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_display_fits_with_the_largest_numbers(language):
    said = LANGUAGES[language].display.split("\n")
    for index, line in enumerate(said):
        largest = {words.FAULT: 255, words.SPEED: 11}.get(index, 30)
        assert len(line % largest if "%" in line else line) <= screen.LONGEST, line
        assert set(line.replace("%d", "")) <= set(picture.LETTERS), line
        assert line == line.strip()
    for level in said[words.HEAT_LEVELS : words.HEAT_LEVELS + 5]:
        assert len(level) <= 8, "no room for temperatures"
    speed = said[words.SPEED] % 11
    for beside in said[words.WARM_UP : words.PROFILES]:
        assert len(f"{speed} {beside}") <= screen.LONGEST, beside
    for alone in (words.START, words.REST, *range(words.PROFILES, words.PROGRAMMES)):
        assert len(said[alone]) <= 8, "drawn small"


@pytest.mark.parametrize("language", LANGUAGES)
def test_strings_are_long_ones(language):
    """Short strings would stay in the VM's heap for good, as names do."""
    text = [value for name, value in vars(LANGUAGES[language]).items() if not name.startswith("__")]
    assert all(isinstance(value, str) and (not value or len(value) > 10) for value in text)
    assert len(text) == 4


# --- every situation --------------------------------------------------------------------------------------------------


def situations():
    """Each state with each condition that it knows of."""
    switches = list(product((0, 1), repeat=4))
    for first_use, due, clean, lost in switches:
        for feet, week, why in product(FEET, (0, 254), range(NO_SENSORS + 1)):
            for state in range(len(STATE_NAMES)):
                if state in (OFF, CHECK, DONE) or (first_use, due, week, why) == (0, 0, 0, 0):
                    yield {
                        "state": state,
                        "first_use": first_use,
                        "foot_check_due": due,
                        "clean_due": clean,
                        "lost": lost,
                        "week_sessions": week,
                        "foot_why": why,
                        **feet,
                    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_situation_can_be_said_and_shown(language):
    for changes in situations():
        for private in (False, True):
            text = sentence(private, language=language, **changes)
            assert 0 < len(text.encode()) <= status_text.MOST_BYTES, text
            assert text.isprintable()
            assert text.endswith(".")
            assert "  " not in text
            assert "%" not in text
        assert_fits(shown(language=language, **changes))


def assert_fits(pages):
    for page in pages:
        assert len(page) == 4
        for line in page:
            assert len(line) <= screen.LONGEST, line
            assert set(line) <= set(picture.LETTERS), line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", range(SELF_TEST, COOL_DOWN + 1))
def test_every_moment_of_a_session_can_be_said_and_shown(language, phase):
    moments = product((1, 11), range(5), range(4), range(len(PROGRAMMES)), (0, 1))
    for speed, below, heat, programme, has_heat in moments:
        changes = {"below": below} | {
            "phase": phase,
            "speed_step": speed,
            "heat_level": heat,
            "running_programme": programme,
            "state": RUNNING,
        }
        changes |= {"language": language, "remaining_s": 1_800}
        assert len(sentence(**changes).encode()) <= status_text.MOST_BYTES
        assert_fits(shown(has_heat, **changes))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fahrenheit", [0, 1])
def test_every_fault_can_be_said_and_shown(language, fahrenheit):
    for code, reading in product(range(256), (-0x8000, -1, 0, 4_040, 0x7FFF)):
        changes = {"state": FAULT, "fault_code": code, "fault_reading": reading}
        text = sentence(language=language, fahrenheit=fahrenheit, **changes)
        assert len(text.encode()) <= status_text.MOST_BYTES, text
        assert "#" not in text
        assert "|" not in text
        pages = shown(language=language, fahrenheit=fahrenheit, **changes)
        assert_fits(pages)
        assert all(page[1] for page in pages)
        assert LANGUAGES[language].display.split("\n")[words.UNLOCKS] in pages[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lock_hides_no_fault(language):
    for code in ALL_CODES:
        changes = {"state": LOCKED, "fault_code": code, "fault_reading": 4_510, "language": language}
        text = sentence(False, **changes)
        assert text.startswith(sentence(state=LOCKED, language=language))
        assert fault_texts.way_out(code, values(language)) in text
        assert len(text.encode()) <= status_text.MOST_BYTES
        pages = shown(**changes)
        assert pages[0] == shown(state=LOCKED, language=language)[0]
        assert pages[1:] == shown(**(changes | {"state": FAULT}))
        assert_fits(pages)


# --- what is said -----------------------------------------------------------------------------------------------------


def test_the_first_use_asks_for_everything_that_every_source_asks():
    text = sentence(state=CHECK, first_use=True, week_sessions=9)
    pages = shown(state=CHECK, first_use=True, week_sessions=9)
    told = " ".join(joined(page[1:] for page in pages))
    for each in ("wounds", "ulcers", "blood clots", "inflamed", "swollen skin", "octor first", "nsulin", "blood sugar"):
        assert each in text
        assert each.upper() in told
    assert text.endswith("Feet well? START. No: hold START 3 s.")
    assert all(page[0] == "FIRST USE" for page in pages)
    assert pages[-1][1:] == ["ALL OF IT FINE?", "START = YES", "HOLD 3 SEC = NO"]


def test_once_answered_the_first_use_is_not_asked_again():
    assert sentence(state=CHECK).startswith("Look at your feet.")
    assert shown(state=CHECK) == [["CHECK YOUR FEET", "FEET OK?", "START = YES", "HOLD 3 SEC = NO"]]


@pytest.mark.parametrize(("before", "number"), [(0, 0), (2, 0), (3, 4), (4, 5), (254, 255), (255, 0)])
def test_more_than_three_sessions_in_seven_days_are_advised_against_once_and_in_check_only(before, number):
    advice = f"This would be session {number} in seven days. Two or three a week are enough."
    assert sentence(state=CHECK, week_sessions=before).endswith(" " + advice) == (number > 0)
    pages = shown(state=CHECK, week_sessions=before)
    assert (joined(pages[1:]) == advice.upper().split()) == (number > 0)
    for state in set(range(len(STATE_NAMES))) - {CHECK}:
        assert sentence(state=state, week_sessions=before) == sentence(state=state)
        assert shown(state=state, week_sessions=before) == shown(state=state)


@pytest.mark.parametrize(
    ("difference_cc", "fahrenheit", "said"),
    [
        (260, 0, "Left foot was 2.6 C warmer on two days."),
        (-260, 0, "Right foot was 2.6 C warmer on two days."),
        (260, 1, "Left foot was 4.7 F warmer on two days."),
        (221, 0, "Left foot was 2.2 C warmer on two days."),
        (220, 0, "One foot was warmer on two days."),
        (-220, 0, "One foot was warmer on two days."),
        (30, 0, "One foot was warmer on two days."),
        (NOT_TAKEN, 0, "One foot was warmer on two days."),
    ],
)
@pytest.mark.parametrize("state", [OFF, DONE])
def test_a_difference_is_an_observation_for_a_carer(state, difference_cc, fahrenheit, said):
    changes = {"state": state, "feet_differ": True, "foot_difference_cc": difference_cc, "fahrenheit": fahrenheit}
    assert sentence(True, **changes).endswith(f" {said} Tell your carer or doctor.")
    told = f"{said} Tell your carer or doctor.".upper()
    assert told in " ".join(joined(shown(**changes)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_trusted_phones_are_told_how_the_feet_compare(language):
    for state, feet, why in product(range(len(STATE_NAMES)), FEET, range(NO_SENSORS + 1)):
        plain = {"language": language, "state": state}
        assert sentence(False, foot_why=why, **feet, **plain) == sentence(False, **plain)
    assert sentence(True, state=DONE, language=language, feet_differ=True) != sentence(
        False, state=DONE, language=language, feet_differ=True
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_trusted_phones_are_told_how_many_sessions_the_diary_counts(language):
    plain = {"language": language, "state": CHECK}
    assert sentence(False, week_sessions=9, **plain) == sentence(False, **plain)
    assert sentence(True, week_sessions=9, **plain) != sentence(True, **plain)


@pytest.mark.parametrize("why", range(1, NO_SENSORS + 1))
def test_what_was_not_compared_is_told_with_the_reason(why):
    text = sentence(state=DONE, foot_why=why)
    said = words_en.sentences.split("\n")
    reason = said[words.NOT_COMPARED] % said[words.NOT_COMPARED + why]
    assert text.endswith(" " + reason)
    assert reason.startswith("Feet not compared: ")
    assert joined(shown(state=DONE, foot_why=why)[1:]) == reason.upper().split()
    assert sentence(state=OFF, foot_why=why) == sentence(state=OFF)


def test_feet_that_compared_well_are_not_spoken_of():
    assert sentence(state=DONE, foot_difference_cc=30) == sentence(False, state=DONE)
    assert len(shown(state=DONE, foot_difference_cc=30)) == 1


def test_what_finds_no_room_is_left_out_whole_and_the_least_important_first():
    changes = {"foot_check_due": True, "feet_differ": True, "lost": True, "clean_due": True}
    for chosen in (1, 2, 3, 4):
        some = dict(list(changes.items())[:chosen])
        text = sentence(state=OFF, **some)
        assert text.startswith("Ready. START begins 15 minutes (standard, steady). Feet have not been looked at")
        assert text.endswith(".")
    told = " ".join(joined(shown(state=OFF, **changes)))
    for each in ("FEET HAVE NOT BEEN LOOKED AT", "ONE FOOT WAS WARMER", "SETTINGS COULD NOT BE READ", "CLEAN THE PAD"):
        assert each in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"clean_due": True}, "Please clean the pad: pull the plug, wipe it with a damp cloth."),
        ({"lost": True}, "Some settings could not be read: safe ones are used."),
    ],
)
def test_off_reminds_of_what_is_to_be_done(changes, said):
    assert sentence(False, state=OFF, **changes).endswith(" " + said)
    assert " ".join(joined(shown(state=OFF, **changes)[2:])) == said.upper()
    assert sentence(state=OFF, pairing_open=True, **changes) == sentence(state=OFF, pairing_open=True)


def test_the_programme_that_runs_is_named_unless_it_is_steady():
    running = {"state": RUNNING, "phase": WORK}
    wave = {"running_programme": 1, "programme": 2, **running}  # a phone has chosen another for the next start
    steady = {"running_programme": 0, "programme": 2, **running}
    assert sentence(**wave) == "Running: speed 1 of 11, wave, no heat, 15 min left."
    assert sentence(**steady) == "Running: speed 1 of 11, no heat, 15 min left."
    assert [shown(**each)[0][2] for each in (wave, steady)] == ["SPEED 1 WAVE", "SPEED 1"]
    assert "own, warm and settle" in sentence(state=OFF, profile=2, programme=2)


@pytest.mark.parametrize(
    ("language", "said", "line"),
    [
        ("en", "Running: speed 4 of 11, 8 chosen, warm and settle, no heat, 15 min left.", "SPEED 4/8"),
        ("de", "Massage: Tempo 4 von 11, 8 gewählt, warm und ruhiger, keine Wärme, noch 15 min.", "TEMPO 4/8"),
    ],
)
@pytest.mark.parametrize("phase", [WARM_UP, WORK])
def test_a_part_that_is_slower_than_what_is_chosen_shows_both(language, said, line, phase):
    changes = {"state": RUNNING, "phase": phase, "running_programme": 2, "speed_step": 8, "below": 4}
    assert sentence(language=language, **changes) == said
    assert shown(language=language, **changes)[0][2] == line


def test_no_word_of_any_language_diagnoses_or_promises():
    for language in LANGUAGES.values():
        text = (language.display + language.sentences + language.faults).lower()
        for word in ("heal", "cure", "treat", "therap", "diagnos", "neuropath", "heil", "behandl", "ulcer risk"):
            assert word not in text, word


# --- degrees ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "reading", "celsius", "fahrenheit"),
    [
        (12, 4_040, "40.4 C", "104.7 F"),
        (12, 0, "0.0 C", "32.0 F"),
        (12, -1_778, "-17.8 C", "0.0 F"),
        (12, -4_000, "-40.0 C", "-40.0 F"),
        (9, 1_300, "13.0 C", "23.4 F"),
        (9, 500, "5.0 C", "9.0 F"),
    ],
)
def test_readings_and_differences_in_both_units(code, reading, celsius, fahrenheit):
    assert celsius in fault_texts.sentence(code, reading, values())
    assert fahrenheit in fault_texts.sentence(code, reading, values(fahrenheit=1))


def test_german_has_its_comma_its_umlauts_and_none_of_them_on_the_display():
    assert fault_texts.sentence(12, 4_040, values("de")) == "Die Oberfläche war zu heiß: 40,4 C."
    assert "Füße" in sentence(state=CHECK, language="de")
    assert shown(state=CHECK, language="de")[0] == ["FUESSE ANSEHEN", "FUESSE OK?", "START = JA", "3 S HALTEN: NEIN"]
    assert "OBERFLAECHE" in joined(shown(state=FAULT, fault_code=12, language="de"))


# --- which language ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("letters", ["xx", "EN", "..", b"\xff\xfe", b"\0\0"])
def test_a_language_that_is_not_there_is_english(letters):
    found = PanelStatus()
    found.session.values = found.session.values[:12] + (letters.encode() if isinstance(letters, str) else letters)
    assert words.load(found.session.values) is words_en


def test_a_third_language_is_one_more_file(tmp_path, monkeypatch):
    """Nothing else changes: not a name, not a table."""
    import pad

    source = Path(words_en.__file__).read_text(encoding="utf-8")
    for english, own in (("CHECK YOUR FEET", "PIEDS"), ("Look at your feet", "Pieds, é"), ("surface was", "était")):
        source = source.replace(english, own)
    source = source.replace('letters = ""', 'letters = "ée"')
    (tmp_path / "words_zz.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(pad, "__path__", [*pad.__path__, str(tmp_path)])
    assert sentence(state=CHECK, language="zz").startswith("Pieds, é.")
    assert shown(state=CHECK, language="zz")[0][0] == "PIEDS"
    assert "ETAIT" in joined(shown(state=FAULT, fault_code=12, language="zz"))
    del sys.modules["pad.words_zz"]


def test_a_file_that_cannot_be_read_is_english(tmp_path, monkeypatch):
    import pad

    (tmp_path / "words_qq.py").write_bytes(b"sentences = '\xff'\n")
    monkeypatch.setattr(pad, "__path__", [*pad.__path__, str(tmp_path)])
    assert words.load(values("qq")) is words_en


@pytest.mark.parametrize("code", ALL_CODES)
def test_names_for_programs_are_the_same_in_every_language(code):
    assert status_text.fault(code) == bytes((code,)) + fault_texts.name(code).encode()
    assert fault_texts.name(code).isascii()


def test_english_and_german_are_there():
    assert {"en", "de"} <= set(LANGUAGES)


def test_defaults_are_english_in_celsius():
    assert fault_texts.sentence(12, 4_040) == fault_texts.sentence(12, 4_040, settings.DEFAULTS)
    assert fault_texts.sentence(12, 4_040) == "The surface was too hot: 40.4 C."
    assert fault_texts.way_out(12) == "Let it cool. Look at your feet."


@pytest.mark.parametrize(
    ("is_there", "damaged"),
    [
        ("Testing itself.\n", ""),
        ("Testing itself.\n", "Testing itself.\n" * 2),
        ("LOCKED\n", ""),
        ("LOCKED\n", "LOCKED\n" * 2),
        ("\nfaults = ", "\nother = "),
        ("\nletters = ", "\nother = "),
        ('letters = ""', "letters = 5"),
    ],
)
def test_a_language_that_is_not_whole_says_nothing_in_the_wrong_place(tmp_path, monkeypatch, is_there, damaged):
    import pad

    source = Path(words_en.__file__).read_text(encoding="utf-8")
    assert source.count(is_there) == 1
    (tmp_path / "words_qr.py").write_text(source.replace(is_there, damaged), encoding="utf-8")
    monkeypatch.setattr(pad, "__path__", [*pad.__path__, str(tmp_path)])
    try:
        assert words.load(values("qr")) is words_en
    finally:
        del sys.modules["pad.words_qr"]
