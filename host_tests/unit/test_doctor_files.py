"""The files on a board against those that this version puts there."""

import pytest

from pad.version import VERSION
from tools.board_code import compiled_files
from tools.board_files import board_files, profiles
from tools.doctor.finding import Outcome
from tools.doctor.judge_files import hashes, judge_files, version_in

COMPILED = {
    "boot.py": b"boot",
    "main.py": b"main",
    "firmware/app.mpy": b"app",
    "firmware/guard.mpy": b"guard",
    "lib/pad/guard.mpy": b"pure guard",
}
SOURCES = {
    "boot.py": b"from machine import Pin",
    "main.py": b"import asyncio",
    "firmware/app.py": b"import gc\nfrom pad import guard",
    "firmware/guard.py": b"pass",
    "lib/pad/guard.py": b"pass",
}
OTHERS = {"ESP32S3": COMPILED | {"firmware/app.mpy": b"app for S3", "firmware/guard.mpy": b"guard for S3"}}


def judged(files, version=VERSION):
    return judge_files(hashes(files), COMPILED, SOURCES, lambda: OTHERS, lambda: version)


@pytest.mark.parametrize("files", [COMPILED, SOURCES, COMPILED | {"kept.bin": b"kept", "notes.py": b"milk"}])
def test_this_version_is_good_compiled_or_not_whatever_lies_beside_it(files):
    (finding,) = judged(files)
    assert (finding.outcome, finding.measured) == (Outcome.GOOD, f"5 files, each as in version {VERSION}")


def test_changed_and_missing_files_are_named():
    files = COMPILED | {"firmware/app.mpy": b"mine"}
    del files["boot.py"]
    (finding,) = judged(files)
    assert finding.outcome == Outcome.NO_USE
    assert finding.measured == "1 changed (firmware/app.mpy), 1 missing (boot.py), of 5 files"
    assert f"The board says version {VERSION}" in finding.meaning


def test_a_file_that_cannot_be_read_is_changed():
    found = hashes(COMPILED) | {"main.py": ""}
    (finding,) = judge_files(found, COMPILED, SOURCES, lambda: OTHERS, lambda: VERSION)
    assert "1 changed (main.py)" in finding.measured


def test_another_version_cannot_be_checked():
    (finding,) = judged(COMPILED | {"firmware/app.mpy": b"older"}, version="0.0.9")
    assert finding.outcome == Outcome.UNTESTED
    assert finding.measured.startswith(f"version 0.0.9 on the board, {VERSION} here: 1 changed")


def test_a_board_that_does_not_say_its_version_is_not_trusted():
    (finding,) = judged({"firmware/app.mpy": b"?"}, version=None)
    assert finding.outcome == Outcome.NO_USE


def test_files_for_another_chip_are_named():
    (finding,) = judged(OTHERS["ESP32S3"])
    assert (finding.outcome, finding.measured) == (Outcome.NO_USE, "FootPad for ESP32S3")


@pytest.mark.parametrize("files", [{}, {"boot.py": b"from micropython", "lib/mine.py": b"1"}])
def test_a_board_without_footpad_is_told(files):
    (finding,) = judged(files)
    assert "only MicroPython" in finding.measured
    assert finding.outcome == Outcome.UNTESTED


@pytest.mark.parametrize(
    "path",
    ["lib/pad/guard.py", "firmware/guard.py", "pad/guard.mpy", "lib/asyncio.mpy", "machine.py", "gc.py"],
)
def test_a_file_in_the_way_is_named(path):
    content, shadow = judged(COMPILED | {path: b"mine"})
    assert content.outcome == Outcome.GOOD
    assert shadow.outcome == Outcome.NO_USE
    assert path in shadow.measured
    assert shadow.check[1:] == [f"or remove {path} (make repl)"]


def test_many_names_are_cut_short():
    files = COMPILED | {f"lib/pad/{name}.mpy": b"" for name in "abcdefgh"}
    (finding,) = judge_files(hashes(COMPILED), files, SOURCES, dict, lambda: VERSION)
    assert "8 missing (lib/pad/a.mpy" in finding.measured
    assert finding.measured.count(".mpy") == 6


def test_the_version_can_be_read_from_what_a_board_receives():
    compiled = compiled_files(board_files(board=profiles()["ESP32C3"]))
    assert version_in([compiled["firmware/parts.mpy"][:3000]]) == VERSION
    assert version_in([board_files()["lib/pad/version.py"]]) == VERSION
    assert version_in([b"", b"no number"]) is None
