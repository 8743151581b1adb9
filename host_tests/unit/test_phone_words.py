"""The words of the phone app: both languages say the same, and the numbers are the pad's own."""

import re

import pytest

from host_tests.unit.phone_words import CODE, SETTING_NAMES, prefixes, words
from pad import diary_record, limits, session, settings_table, words_de
from tools import phone_names
from tools.simulator.view import HEAT_NAMES

ENGLISH, GERMAN = words("en"), words("de")
PLACES = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_keys():
    assert list(ENGLISH) == list(GERMAN)


@pytest.mark.parametrize("key", ENGLISH)
def test_both_languages_name_the_same_values(key):
    assert sorted(set(PLACES.findall(ENGLISH[key]))) == sorted(set(PLACES.findall(GERMAN[key])))


@pytest.mark.parametrize("language", ["en", "de"])
def test_numbers_come_from_the_pad(language):
    for key, text in words(language).items():
        assert not re.search(r"\d", text.replace("CEM43", "")), key


def test_every_text_is_there_that_is_asked_for():
    assert set(re.findall(r'\bt\("([\w.]+)"', CODE)) <= set(ENGLISH)


def test_no_text_is_there_that_nobody_asks_for():
    spoken = set(re.findall(r'"([\w.]+)"', CODE))
    for key in ENGLISH:
        assert key in spoken or key.rpartition(".")[0] in prefixes() or made_of_the_name(key), key


def made_of_the_name(key: str) -> bool:
    """Keys that are put together of a name in the middle, or of the name of a setting."""
    first, _, last = key.partition(".")
    settings = {row[settings_table.NAME] for row in settings_table.ROWS}
    return (
        first in settings or last.endswith((".note", ".done")) or key in ("scoreBefore.nothing", "scoreAfter.nothing")
    )


@pytest.mark.parametrize(
    ("prefix", "count"),
    [
        ("state", len(session.STATE_NAMES)),
        ("heat", len(HEAT_NAMES)),
        ("reason", len(session.REASON_NAMES)),
        ("profile", len(phone_names.PROFILES)),
        ("programme", len(phone_names.PROGRAMMES)),
        ("answer", len(phone_names.ANSWERS)),
        ("why", diary_record.NO_SENSORS + 1),
    ],
)
def test_every_code_has_a_word(prefix, count):
    assert [f"{prefix}.{code}" in GERMAN for code in range(count)] == [True] * count
    assert f"{prefix}.{count}" not in GERMAN


def test_every_setting_has_a_name():
    assert {f"setting.{name}" for name in SETTING_NAMES} <= set(ENGLISH)


def test_every_trouble_has_a_sentence():
    kinds = set(re.findall(r'new Trouble\("(\w+)"', CODE)) | {"noBluetooth", "notChosen"}
    assert {f"trouble.{kind}" for kind in kinds - {"notChosen"}} <= set(ENGLISH)


def test_german_calls_things_as_the_pad_does():
    said = words_de.sentences
    for word in ("Störung", "Gesperrt", "Handy", "Sitzung", "Tempo", "sanft", "stetig", "warm und ruhiger"):
        assert word in said
        assert any(word in text for text in GERMAN.values()), word


def test_what_the_app_says_of_holding_buttons_is_what_the_pad_wants():
    assert "TIME {pairs} Sekunden" in GERMAN["pair.hold"]
    assert "Hold TIME for {pairs} seconds (START for {start} seconds" in ENGLISH["pair.hold"]
    assert "FASTER" in ENGLISH["settings.sureProfile"]
    assert limits.HOLD_LEAVES_GENTLE_MS % 1000 == limits.HOLD_PAIRS_MS % 1000 == 0


def test_the_emergency_stop_is_said_in_both():
    for said in (ENGLISH, GERMAN):
        for key in ("stop.emergency", "stop.unpaired", "stop.cannot", "stop.instead"):
            assert "START" in said[key]
    assert "NOT" in ENGLISH["stop.unconfirmed"]
    assert "NICHT" in GERMAN["stop.unconfirmed"]
    assert "not a medical device" in ENGLISH["connect.disclaimer"]
    assert "kein Medizinprodukt" in GERMAN["connect.disclaimer"]
