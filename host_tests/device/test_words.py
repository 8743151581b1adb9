"""A language is one file: on a board, in both forms; and what it takes of the heap it gives back."""

import pytest

from host_tests.device.test_panel_hardware import shown
from pad.limits import WARM_UP_S
from pad.settings import DEFAULTS, LANGUAGE, Settings
from tools.board_files import ROOT
from tools.simulator.person import BOOT_S, begin, click

PAGE_S = 4


def main_with(language):
    """main.py of a pad whose user has chosen a language."""
    settings = Settings()
    settings.values = DEFAULTS[:LANGUAGE] + language.encode() + DEFAULTS[LANGUAGE + 2 :]
    write = f"with open('/settings.bin', 'wb') as file:\n    file.write({settings.to_bytes()!r})\n"
    return write + (ROOT / "main.py").read_text()


def pad_in(make_pad, language, **more):
    pad = make_pad(overlay={"main.py": main_with(language), **more.pop("files", {})}, **more)
    pad.run_for(BOOT_S + 1)
    return pad


@pytest.mark.parametrize("code", ["py", "mpy"])
def test_a_third_language_needs_no_more_than_its_file(make_pad, code):
    text = (ROOT / "lib/pad/words_en.py").read_text().replace("\nSTANDARD\n", "\nNORMAL\n")
    pad = pad_in(make_pad, "fr", code=code, files={"lib/pad/words_fr.py": text})
    assert "NORMAL" in shown(pad)
    assert not pad.resets


@pytest.mark.parametrize("code", ["py", "mpy"])
def test_german_is_shown(make_pad, code):
    pad = pad_in(make_pad, "de", code=code)
    assert "STETIG" in shown(pad)


@pytest.mark.parametrize("broken", ["raise ImportError", "raise ValueError", None])
def test_without_its_file_or_with_a_broken_one_the_pad_speaks_english(make_pad, broken):
    pad = pad_in(make_pad, "fr", files={"lib/pad/words_fr.py": broken} if broken else {})
    pad.run_for(3 * PAGE_S)
    assert {"STANDARD", "START"} & set(shown(pad))
    assert not pad.resets
    assert not any("Traceback" in line for line in pad.printed)


def test_a_fault_that_was_shown_leaves_nothing_in_the_heap(make_pad):
    pad = pad_in(make_pad, "en", code="mpy")
    before = pad.heap_allocated()
    pad.inject("ntc_left_open")
    pad.run_for(3)
    assert any("FAULT 1" in line for line in shown(pad))
    pad.run_for(3 * PAGE_S)
    grown = pad.heap_allocated() - before
    assert grown < 1_000, grown


def test_words_that_find_no_room_are_no_reason_to_end_a_session(make_pad):
    """What raises MemoryError here is the file itself; a real one comes from the same place."""
    pad = pad_in(make_pad, "en", files={"lib/pad/words_en.py": "raise MemoryError"})
    begin(pad)
    pad.run_for(30.2)
    assert pad.motor_duty > 0
    assert not pad.faults_seen
    (time_left,) = shown(pad)
    assert time_left.startswith("14:")


def test_a_calmer_part_of_a_programme_is_on_the_display_at_once(make_pad):
    """The wave, after its first minute at work."""
    pad = make_pad({"ambient_c": 20.0})
    pad.run_for(BOOT_S)
    click(pad, "SLOWER")
    begin(pad)
    click(pad, "FASTER", 4)
    pad.run_for(WARM_UP_S)
    assert "SPEED 5 WAVE" in shown(pad)
    pad.run_for(60)
    assert "SPEED 2/5" in shown(pad)
    assert pad.status.speed_step == 5
    pad.run_for(60)
    assert "SPEED 5 WAVE" in shown(pad)
