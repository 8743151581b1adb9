"""`make flash` against a mock boot loader: what a board receives is what was built, and what can go wrong is said."""

import errno
import multiprocessing
import os
import pty
import signal
import subprocess
import sys
import time

import pytest
import serial

from host_tests.flash.made_images import Made
from host_tests.flash.protocol_board import Board
from pad.version import VERSION
from tools.board_files import ROOT, profiles
from tools.flash import program
from tools.flash.board import written_parts
from tools.flash.ports import FlashError, open_port, reason
from tools.simulator.simulation import Simulation, has_radio

CHIPS = tuple(profiles())
MB = 1 << 20
NAME = "Bluetooth: the pad's name is FootPad-79B1"
READY = "ready, advertising, 2345 ms after the chip's start"
WELL = ("rst:0x1 (POWERON_RESET)", f"FootPad {VERSION} on 3.4.0; MicroPython v1.26.0 for a board", NAME, READY)


def run(board, image, *arguments) -> int:
    port = board.url if isinstance(board, Board) else board
    return program.main(["--port", port, "--image", str(image), "--wait", "30", *arguments])


def built(chip, folder) -> bytes:
    return (folder / "image" / f"footpad-{chip}.bin").read_bytes()


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


# --- Before anything is touched ---------------------------------------------------------------------------------------


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

    monkeypatch.setattr("tools.flash.ports.list_ports.comports", lambda: [Found()])
    assert program.main(["--image", "some.bin"]) == 2
    assert "/dev/ttyUSB7         CP2102 USB to UART Bridge Controller" in capsys.readouterr().err


def test_a_computer_without_ports_says_so(monkeypatch, capsys):
    monkeypatch.setattr("tools.flash.ports.list_ports.comports", list)
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
    assert "flash: /dev/ttyUSB99: there is no such port. Is the board plugged in" in capsys.readouterr().err


def test_a_busy_port(terminal_pair, tmp_path, capsys):
    with serial.Serial(terminal_pair[1], exclusive=True):
        assert run(terminal_pair[1], Made().save(tmp_path), "--yes") == 1
    assert "another program uses it: close that first" in capsys.readouterr().err


def test_a_port_of_somebody_else(terminal_pair):
    os.chmod(terminal_pair[1], 0)

    def attempt(pipe):
        if os.getuid() == 0:
            os.setuid(65534)  # root may always
        try:
            open_port(terminal_pair[1])
        except FlashError as error:
            pipe.send(str(error))

    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=attempt, args=(there,))
    process.start()
    process.join(10)
    assert here.poll(0)
    assert 'you may not use it. On Linux: sudo usermod -aG dialout "$USER"' in here.recv()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("could not open port 'COM7': FileNotFoundError(2, 'The system cannot find the file')", "no such port"),
        ("could not open port 'COM7': PermissionError(13, 'Access is denied.', None, 5)", "another program uses it"),
        ("something else", "something else"),
    ],
)
def test_windows_says_it_in_words(text, expected):
    assert expected in reason(serial.SerialException(text))


def test_a_port_that_is_busy_for_the_system():
    assert "another program" in reason(serial.SerialException(errno.EBUSY, "Device or resource busy"))


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


# --- The cable --------------------------------------------------------------------------------------------------------

# Bytes that the board has received when the cable breaks: while it is asked who it is, while its flash is erased, in
# each part that is written, shortly before the end.
CUTS = [50, 3_000, 12_000, 45_000, 100_000, 121_000]


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


def test_flash_that_does_not_hold_what_was_written_is_noticed(plug_in, tmp_path, capsys):
    class Worn(type(plug_in("ESP32").flash)):
        def write_defl_block(self, payload):
            super().write_defl_block(payload)
            self.data[0x3000] = 0x00

    board = plug_in("ESP32", lambda flash: WELL)
    board.flash = Worn()
    assert run(board, Made().save(tmp_path), "--yes") == 1
    said = capsys.readouterr().err
    assert "half written" in said


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
