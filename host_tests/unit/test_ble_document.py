"""docs/ble.md against the program: its tables are the program's own, and its sentences name what there is."""

import argparse
import re

import pytest

from firmware import board
from host_tests.page_links import leads_somewhere, links_of
from host_tests.unit.test_safety_case import rows_below
from pad import gatt, words_en
from pad.limits import BONDS_MOST, HOLD_FORGETS_MS, HOLD_PAIRS_MS, HOLD_START_PAIRS_MS, PAIRING_OPEN_MS
from tools import ble_document
from tools.ble_document import EXITS, PAGE, TABLES, firmware_constants, renewed
from tools.document_tables import PLACE
from tools.padctl import advertised, program, transport

TEXT = PAGE.read_text(encoding="utf-8")
SENTENCES = " ".join(PLACE.sub("", TEXT).replace("\n> ", " ").split())
NUMBER_WORDS = ("no", "one", "two", "three", "four")

# --- tables -----------------------------------------------------------------------------------------------------------


def test_the_tables_are_those_of_the_program():
    assert renewed(TEXT) == TEXT, "python -m tools.ble_document writes them anew"


def test_every_table_is_there_once():
    assert sorted(name for _, name, _ in PLACE.findall(TEXT)) == sorted(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_was_changed_by_hand_is_noticed(name):
    begin = TEXT.index(f"<!-- table: {name} -->")
    digit = re.compile(r"\d").search(TEXT, begin)
    changed = TEXT[: digit.start()] + str((int(digit[0]) + 1) % 10) + TEXT[digit.end() :]
    assert renewed(changed) == TEXT


def test_an_unknown_table_is_an_error():
    with pytest.raises(KeyError):
        renewed("<!-- table: nothing -->\n<!-- end -->")


def test_every_characteristic_is_listed_with_all_that_may_be_done():
    rows = [line for line in TABLES["characteristics"]().splitlines() if "**" not in line][2:]
    assert len(rows) == gatt.COUNT
    assert rows[gatt.SETTINGS].split(" | ")[2] == "read when paired, write when paired"
    assert rows[gatt.DIARY_ACCESS].split(" | ")[2] == "write when paired, indicate"
    assert rows[gatt.STATUS].split(" | ")[2] == "read, notify"
    assert "`8f3e0002-2c1a-4d6b-9a57-5f0e7d1c4b21`" in rows[gatt.STATUS]


def test_the_places_of_a_layout():
    assert ble_document.places("<BHhB") == [("0", "uint8"), ("1 to 2", "uint16"), ("3 to 4", "sint16"), ("5", "uint8")]


def test_every_exit_status_is_listed():
    statuses = {kind.status for kind in (transport.Trouble, *transport.Trouble.__subclasses__())}
    assert set(EXITS) == {0} | statuses
    assert [number for number in EXITS if f"{number} " not in program.STATUSES] == []


# --- sentences --------------------------------------------------------------------------------------------------------


def test_times_and_numbers_are_those_of_the_program():
    assert f"Hold **TIME** for {HOLD_PAIRS_MS // 1000} s" in SENTENCES
    assert f"START for {HOLD_START_PAIRS_MS // 1000} s" in SENTENCES
    assert f"hold **TIME and HEAT** for {HOLD_FORGETS_MS // 1000} s" in SENTENCES
    assert PAIRING_OPEN_MS == 60_000
    assert "You have one minute" in SENTENCES
    assert f"The pad remembers {NUMBER_WORDS[BONDS_MOST]} phones. A fourth one" in SENTENCES
    links = NUMBER_WORDS[firmware_constants("ble_requests.py")["LINKS_MOST"]]
    assert f"{links.capitalize()} phones can be connected at a time" in SENTENCES


def test_what_the_reader_is_told_to_look_for_is_there():
    names = [row[2] for row in transport.CHARACTERISTICS]
    for name in ("Status", "Hotter surface", "Motor speed", "Time remaining", "Fault", "Settings"):
        assert name in names
        assert f"**{name}**" in SENTENCES
    with open(words_en.__file__, encoding="utf-8") as source:
        assert "PHONE MAY PAIR" in source.read()
    assert board.BTHOME is False
    assert "It is off as delivered" in SENTENCES
    assert f"0x{advertised.UUID.upper()}, then `{advertised.INFO.hex()}`" in SENTENCES


def choices():
    """The commands of padctl and their options, as its parser has them."""
    actions = program.parser()._actions
    return next(action for action in actions if isinstance(action, argparse._SubParsersAction)).choices


def test_padctl_has_the_commands_that_the_page_lists_and_no_others():
    rows = rows_below("## padctl", TEXT)
    listed = [name for row in rows for name in re.findall(r"`([a-z-]+)`", row[0])]
    assert sorted(listed) == sorted(choices())


def test_padctl_has_the_options_that_the_page_names():
    known = {
        option for command in choices().values() for action in command._actions for option in action.option_strings
    }
    part = TEXT[TEXT.index("## padctl") : TEXT.index("## Home Assistant")]
    assert set(re.findall(r"--[a-z][a-z-]+", part)) <= known
    assert len(known) > 8


@pytest.mark.parametrize("target", links_of(TEXT))
def test_links_lead_somewhere(target):
    assert leads_somewhere(PAGE, target)


def test_it_says_what_it_is_not():
    assert "not a medical device" in SENTENCES
    assert "no alarm" in SENTENCES
