"""`make flash` before anything is touched: wrong chip, wrong file, nobody who agrees, nothing said, and the port."""

import multiprocessing
import os
import pty
import sys
import time

import pytest
import serial

from host_tests.flash.flashing import WELL, run
from host_tests.flash.made_images import Made
from tools.flash import program
from tools.serial_port import BoardError, open_port


def untouched(board) -> bool:
    return set(board.flash.data) == {0xFF}


def test_the_wrong_chip_is_told_before_anything_is_erased(plug_in, tmp_path, capsys):
    board = plug_in("ESP32C3")
    assert run(board, Made("ESP32").save(tmp_path), "--yes") == 1
    said = capsys.readouterr().err
    assert "the board has an ESP32C3" in said
    assert "is for an ESP32: take the image from https://micropython.org/download/ESP32_GENERIC_C3/" in said
    assert untouched(board)


def test_a_chip_that_footpad_does_not_know(plug_in, tmp_path, capsys):
    board = plug_in("ESP32S2")
    assert run(board, Made("ESP32S3").save(tmp_path), "--yes") == 1
    assert "FootPad runs on ESP32, ESP32S3, ESP32C3" in capsys.readouterr().err
    assert untouched(board)


def test_the_wrong_file_is_told_before_the_port_is_opened(tmp_path, capsys):
    (tmp_path / "photo.bin").write_bytes(b"GIF89a" * 1000)
    assert run("/dev/not-there", tmp_path / "photo.bin", "--yes") == 2
    assert "photo.bin: it is no image for an ESP32" in capsys.readouterr().err


def test_without_a_terminal_and_without_yes_nothing_happens(plug_in, tmp_path, capsys, monkeypatch):
    board = plug_in("ESP32")
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115  as make leaves it
    assert run(board, Made().save(tmp_path)) == 2
    said = capsys.readouterr()
    assert "not flashed: there is no terminal to ask on; YES=1 says that it is wanted" in said.err
    assert "Flashing erases the whole board" in said.out
    assert board.received == 0


def asked(plug_in, tmp_path, answer: bytes) -> tuple[int, int, str]:
    """Status, bytes that the board has received, and what a terminal shows, after this answer."""
    board = plug_in("ESP32", lambda flash: WELL)
    image = Made().save(tmp_path)
    child, terminal = pty.fork()
    if child == 0:
        sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
        status = run(board, image)
        os._exit(status + 100 * bool(board.received))
    time.sleep(0.1)
    os.write(terminal, answer)
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 4096)
        except OSError:
            break
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code % 100, code // 100, shown.decode()


@pytest.mark.parametrize("answer", [b"\n", b"n\n", b"maybe\n", b"\4"])
def test_anything_but_yes_is_no(plug_in, tmp_path, answer):
    status, received, shown = asked(plug_in, tmp_path, answer)
    assert (status, received) == (2, 0)
    assert "Go on? [y/N]" in shown
    assert "not flashed" in shown


@pytest.mark.parametrize("answer", [b"y\n", b"YES\n"])
def test_yes_is_yes(plug_in, tmp_path, answer):
    status, received, shown = asked(plug_in, tmp_path, answer)
    assert (status, received) == (0, 1)
    assert "The pad is ready" in shown


def test_without_port_and_image_it_says_what_to_do(capsys):
    assert program.main([]) == 2
    said = capsys.readouterr().err
    assert "make flash: say which port, PORT=..." in said
    assert "https://micropython.org/download/ESP32_GENERIC/" in said


def test_ports_are_listed(monkeypatch, capsys):
    class Found:
        device, description = "/dev/ttyUSB7", "CP2102 USB to UART Bridge Controller"

        def __lt__(self, other):
            return False

    monkeypatch.setattr("tools.serial_port.list_ports.comports", lambda: [Found()])
    assert program.main(["--image", "some.bin"]) == 2
    assert "/dev/ttyUSB7         CP2102 USB to UART Bridge Controller" in capsys.readouterr().err


def test_a_computer_without_ports_says_so(monkeypatch, capsys):
    monkeypatch.setattr("tools.serial_port.list_ports.comports", list)
    assert program.main(["--image", "some.bin"]) == 2
    assert "This computer has no serial port now" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--baud", "9600"], ["--baud", "fast"], ["--wait", "0"], ["--erase"]])
def test_arguments_that_cannot_be_are_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        program.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


# --- The port ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal_pair():
    """A serial port without a board: (what is behind it, its name)."""
    master, slave = pty.openpty()
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_missing_port(tmp_path, capsys):
    assert run("/dev/ttyUSB99", Made().save(tmp_path), "--yes") == 1
    assert "flash: there is no port /dev/ttyUSB99. Is the board plugged in" in capsys.readouterr().err


def test_a_busy_port(terminal_pair, tmp_path, capsys):
    with serial.Serial(terminal_pair[1], exclusive=True):
        assert run(terminal_pair[1], Made().save(tmp_path), "--yes") == 1
    assert f"another program uses {terminal_pair[1]}: close that first" in capsys.readouterr().err


def test_a_port_of_somebody_else(terminal_pair):
    os.chmod(terminal_pair[1], 0)

    def attempt(pipe):
        if os.getuid() == 0:
            os.setuid(65534)  # root may always
        try:
            open_port(terminal_pair[1])
        except BoardError as error:
            pipe.send(str(error))

    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=attempt, args=(there,))
    process.start()
    process.join(10)
    assert here.poll(0)
    assert here.recv().startswith(f'you may not use {terminal_pair[1]}. On Linux: sudo usermod -aG dialout "$USER"')


def test_a_file_is_no_port(tmp_path, capsys):
    image = Made().save(tmp_path)
    assert run(str(image), image, "--yes") == 1
    assert capsys.readouterr().err.startswith(f"flash: {image}: ")


def test_a_port_without_a_board(terminal_pair, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tools.flash.board.CONNECT_ATTEMPTS", 1)
    assert run(terminal_pair[1], Made().save(tmp_path), "--yes") == 1
    said = capsys.readouterr().err
    assert "no ESP32 answers on this port" in said
    assert "hold the board's BOOT button" in said
