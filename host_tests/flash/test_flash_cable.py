"""`make flash` when the cable breaks, the flash is worn, or somebody interrupts."""

import os
import signal

import pytest
from esp32_mock_bootloader import server

from host_tests.flash.flashing import WELL, built, run
from host_tests.flash.made_images import Made

# Bytes that the board has received when the cable breaks: while it is asked who it is, while its flash is erased, in
# each part that is written, shortly before the end.
CUTS = [50, 3_000, 12_000, 30_000, 90_000, 112_000]


@pytest.mark.parametrize("cut", CUTS)
def test_a_cable_that_is_pulled_is_told(cut, plug_in, tmp_path, capsys):
    board = plug_in("ESP32", lambda flash: WELL, breaks_after=cut)
    assert run(board, Made().save(tmp_path), "--yes") == 1
    said = capsys.readouterr()
    assert "\nflash: " in "\n" + said.err
    assert "connection to the board was lost" in said.err or "no ESP32 answers" in said.err
    assert "Traceback" not in said.err
    assert ("half written" in said.err) == ("Erasing" in said.out)
    assert "The pad is ready" not in said.out


def test_a_board_that_falls_silent_while_its_port_stays_is_told(plug_in, tmp_path, capsys):
    """As one that loses its supply behind an adapter that has its own."""
    board = plug_in("ESP32")
    take = board.take
    board.take = lambda data: take(data) if board.received < 60_000 else b"\xc0"
    assert run(board, Made().save(tmp_path), "--yes") == 1
    said = capsys.readouterr().err
    assert "connection to the board was lost" in said
    assert "half written" in said


def test_a_board_that_lost_its_cable_can_be_flashed_again(plug_in, tmp_path):
    image = Made().save(tmp_path)
    broken = plug_in("ESP32", breaks_after=90_000)
    assert run(broken, image, "--yes") == 1
    again = plug_in("ESP32", lambda flash: WELL)
    again.flash.data[:] = broken.flash.data
    assert run(again, image, "--yes") == 0
    assert bytes(again.flash.data[0x1000:]) == built("ESP32", tmp_path)


class WornInUse(server.FlashImage):
    """Does not hold a byte that is written."""

    def write_defl_block(self, payload):
        super().write_defl_block(payload)
        self.data[0x3000] = 0x00


class WornElsewhere(server.FlashImage):
    """Does not erase a byte that stays blank."""

    def erase_region(self, offset, size):
        super().erase_region(offset, size)
        self.data[0x300000] = 0x00


@pytest.mark.parametrize("worn", [WornInUse, WornElsewhere])
def test_flash_that_does_not_hold_what_it_should_is_noticed(worn, plug_in, tmp_path, capsys):
    board = plug_in("ESP32", lambda flash: WELL)
    board.flash = worn()
    assert run(board, Made().save(tmp_path), "--yes") == 1
    said = capsys.readouterr()
    assert "half written" in said.err
    assert "The pad is ready" not in said.out


def test_ctrl_c_while_writing_says_what_the_board_is_now(plug_in, tmp_path, capsys):
    board = plug_in("ESP32", lambda flash: WELL)
    take = board.take

    def interrupt(data):
        if board.received > 60_000:
            board.take = take
            os.kill(os.getpid(), signal.SIGINT)
        return take(data)

    board.take = interrupt
    assert run(board, Made().save(tmp_path), "--yes") == 130
    assert "half written" in capsys.readouterr().err
