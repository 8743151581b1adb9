"""What an update is to do, worked out from what is on a board."""

import hashlib

import pytest

from tools.board_files import profiles
from tools.deploy import update
from tools.deploy.on_board import About
from tools.serial_port import BoardError

FILES = {"/boot.py": b"1", "/firmware/app.mpy": b"22", "/lib/pad/led.mpy": b"333"}


def sha(content):
    return hashlib.sha256(content).digest()


FOUND = {path: sha(content) for path, content in FILES.items()}
ABOUT = About((1, 28, 0), "Generic ESP32 module with ESP32", 4096, 512, 400, False)


def test_nothing_is_to_be_done_on_a_board_that_has_it_all():
    found = FOUND | {"/settings.bin": None, "/lib": None, "/firmware": None, "/new": None}
    plan = update.make_plan(FILES, found)
    assert plan.is_done
    assert plan[1:] == ([], [], [], [])


def test_all_is_to_be_done_on_an_empty_board():
    plan = update.make_plan(FILES, {})
    assert plan.changed == plan.missing == list(FILES)
    assert not plan.is_done


def test_what_waits_already_is_not_sent_again():
    found = FOUND | {"/boot.py": sha(b"old"), "/boot.py.new": sha(b"1")}
    plan = update.make_plan(FILES, found)
    assert (plan.changed, plan.missing, plan.leftover) == (["/boot.py"], [], [])


@pytest.mark.parametrize(
    "path", ["/boot.py.new", "/firmware/app.mpy.new", "/lib/pad/gone.mpy.new", "/switch_over.py.new"]
)
def test_what_waits_for_nothing_is_removed(path):
    plan = update.make_plan(FILES, FOUND | {path: sha(b"of another version")})
    assert plan.leftover == plan.unwanted == [path]
    assert not plan.is_done


@pytest.mark.parametrize("path", ["/firmware/app.py", "/lib/pad/gone.mpy", "/switch_over.py"])
def test_what_another_version_has_left_must_go(path):
    plan = update.make_plan(FILES, FOUND | {path: sha(b"?")})
    assert (plan.unwanted, plan.leftover, plan.changed) == ([path], [], [])
    assert not plan.is_done


def test_room_is_counted_in_whole_blocks():
    plan = update.make_plan({"/a": bytes(1), "/b": bytes(4096), "/c": bytes(4097)}, {})
    assert plan.blocks(4096) == 1 + 1 + 2 + update.SPARE_BLOCKS


def test_room_that_is_told_as_less_than_none_is_none():
    assert ABOUT.free_blocks == 400
    assert ABOUT._replace(told_free_blocks=2**32 - 6).free_blocks == 0


@pytest.mark.parametrize("chip", profiles())
def test_boards_that_are_good(chip):
    update.check(ABOUT._replace(machine=f"Some board with {chip}", version=(1, 24, 0)), FOUND)


@pytest.mark.parametrize(
    ("about", "found", "told"),
    [
        (ABOUT._replace(version=(1, 23, 9)), {}, "MicroPython 1.23.9 is too old: FootPad needs 1.24 or newer"),
        (ABOUT._replace(machine="A board with ESP32S2"), {}, "this is A board with ESP32S2; FootPad runs on ESP32, "),
        (ABOUT._replace(frozen=True), {}, "FootPad is a part of this board's MicroPython image"),
        (ABOUT, {"/pad.mpy": None}, "remove /pad.mpy from the board"),
        (ABOUT, {"/pad": None, "/pad.py": None}, "remove /pad and /pad.py from the board"),
    ],
)
def test_boards_that_are_not(about, found, told):
    with pytest.raises(BoardError) as caught:
        update.check(about, found)
    assert str(caught.value).startswith(told)
