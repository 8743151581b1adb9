"""`make flash` against a mock boot loader: what a board receives is what was built, and what can go wrong is said."""

import os
import subprocess
import sys

import pytest

from host_tests.flash.flashing import NAME, READY, WELL, built, run
from host_tests.flash.made_images import Made
from pad.version import VERSION
from tools.board_files import ROOT, profiles
from tools.flash.board import written_parts
from tools.simulator.simulation import Simulation, has_radio

CHIPS = tuple(profiles())
MB = 1 << 20


def the_pad(chip):
    """What the firmware itself says when a chip of that kind starts from this flash."""

    def starts(flash):
        board = profiles()[chip]
        with Simulation(flash_image=flash[2 * MB :], board=board, radio=has_radio()) as pad:
            pad.run_for(2)
            return pad.printed

    return starts


@pytest.mark.parametrize("chip", CHIPS)
def test_what_the_board_receives_is_what_was_built_and_the_pad_starts_from_it(chip, plug_in, tmp_path, capsys):
    made = Made(chip)
    board = plug_in(chip, the_pad(chip))
    board.flash.data[:] = os.urandom(len(board.flash.data))  # what was there before
    before = bytes(board.flash.data)
    assert run(board, made.save(tmp_path), "--yes") == 0
    image = built(chip, tmp_path)
    assert bytes(board.flash.data[made.offset :]) == image
    assert bytes(board.flash.data[: made.offset]) == before[: made.offset]
    said = capsys.readouterr().out
    assert f"  FootPad {VERSION} on 3.4.0; MicroPython " in said
    assert "Flashing erases the whole board: the diary, the paired phones, the settings" in said
    assert said.splitlines()[-1].startswith("The pad is ready, ")
    assert ("phones can see it" in said) == has_radio()


def test_a_board_at_its_own_speed(plug_in, tmp_path, capsys):
    board = plug_in("ESP32", lambda flash: WELL)
    assert run(board, Made().save(tmp_path), "--yes", "--baud", "115200") == 0
    assert bytes(board.flash.data[0x1000:]) == built("ESP32", tmp_path)
    assert "Changing baud rate" not in capsys.readouterr().out


def test_progress_shows_all_the_way(plug_in, tmp_path, capsys):
    run(plug_in("ESP32", lambda flash: WELL), Made().save(tmp_path), "--yes")
    said = capsys.readouterr().out
    stages = ["Detecting chip", "Uploading stub", "Erasing", "Writing at", "Verifying", "Hard resetting", "It says:"]
    places = [said.index(stage) for stage in (*stages, *WELL, "The pad is ready, 2345 ms")]
    assert places == sorted(places)
    assert said.count("Erasing ") >= 16  # each quarter of a megabyte


def test_what_starts_is_written_last(plug_in, tmp_path, capsys):
    run(plug_in("ESP32", lambda flash: WELL), Made().save(tmp_path), "--yes")
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Wrote ")]
    assert [line.split(" at ")[1].split()[0] for line in lines][-1] == "0x00001000"


def test_blank_flash_is_not_written():
    block = b"\1" * 4096
    blank = b"\xff" * 4096
    assert written_parts(block + blank * 15 + block) == [(0, block + blank * 15 + block)]
    assert written_parts(blank * 2 + block + blank * 16 + block + blank) == [(8192, block), (19 * 4096, block)]
    assert written_parts(blank) == []


# --- What the pad says afterwards -------------------------------------------------------------------------------------

NEVER = {
    "silence": ((), "it said nothing at all"),
    "no ready": (WELL[:3], f"its last line was: {NAME}"),
    "another chip": (("not started: this FootPad is for ESP32 and this is ESP32C3",), "the image is for another chip"),
    "a traceback": (("Traceback (most recent call last):", "ImportError: no module"), "the pad has failed"),
    "no files": (("The filesystem appears to be corrupted.",), "MicroPython does not find its files"),
    "nothing to start": (("invalid header: 0xffffffff",), "the chip finds nothing to start: flash it again"),
    "maintenance": (("maintenance: outputs off, application not started",), "press its reset button"),
    "an older pad": (("FootPad 0.0.9 on 3.4.0", READY), f"FootPad 0.0.9 runs on the board, not {VERSION}"),
}


@pytest.mark.parametrize("name", NEVER)
def test_a_pad_that_does_not_get_ready_is_told(name, plug_in, tmp_path, capsys):
    lines, expected = NEVER[name]
    assert run(plug_in("ESP32", lambda flash: lines), Made().save(tmp_path), "--yes", "--wait", "1") == 1
    said = capsys.readouterr()
    assert expected in said.err
    for line in lines:
        assert f"  {line}\n" in said.out


def test_a_pad_that_phones_cannot_see_is_ready_and_told(plug_in, tmp_path, capsys):
    quiet = (*WELL[:2], "Bluetooth: this MicroPython has none", READY.replace("advertising", "not advertising"))
    assert run(plug_in("ESP32", lambda flash: quiet), Made().save(tmp_path), "--yes") == 0
    assert "Phones cannot see it" in capsys.readouterr().out


def test_noise_on_the_line_is_no_obstacle(plug_in, tmp_path):
    assert run(plug_in("ESP32", lambda flash: ("\x00\xff\x80garbled", *WELL)), Made().save(tmp_path), "--yes") == 0


def test_a_port_that_goes_away_during_the_reset_is_opened_again(plug_in, tmp_path, monkeypatch):
    """As with chips that have their own USB."""
    board = plug_in("ESP32S3", lambda flash: WELL)
    began = []

    def starts(flash):
        if not began:
            began.append(True)
            board._end.close()
            return ()
        return WELL

    board.starts = starts
    plugged = board.plug_in

    def plug_in_again():
        end = plugged()
        if began:
            board._begin(board._run)
        return end

    monkeypatch.setattr(board, "plug_in", plug_in_again)
    assert run(board, Made("ESP32S3").save(tmp_path), "--yes") == 0


def test_the_make_target_ends_with_the_tools_status():
    command = ["make", "--no-print-directory", "flash", "PORT=/dev/ttyUSB99", "IMAGE=/not/there.bin", "YES=1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2
    assert "/not/there.bin: No such file or directory" in done.stderr


def test_the_command_itself_runs():
    done = subprocess.run([sys.executable, "-m", "tools.flash", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    assert "--port" in done.stdout
