"""What fits, and how long flashing takes. The time is computed from what is sent and from data sheets, not measured."""

import pytest

from host_tests.flash.test_image import real_image
from tools.board_code import compiled_files
from tools.board_files import board_files, profiles
from tools.flash import program
from tools.flash.board import ERASE_BYTES, written_parts
from tools.image import micropython_image
from tools.image.program import MOST_BYTES

MB = 1 << 20
TIME_S = 120
BAUD = 460_800
BITS_PER_BYTE = 10  # with start and stop bit
LARGEST_BYTES = 0x1F0000  # the partition that holds MicroPython; 1.26 for the ESP32 fills nine tenths of it
# Typical values of a slow one among common 4 MB parts (Winbond W25Q32JV: 150 ms, 0.4 ms; its successors are faster).
ERASE_64_KB_S = 0.15
PROGRAM_256_B_S = 0.0004
COMPARE_S_PER_MB = 1.0  # MD5 on the chip, at 40 MHz; each written part once, and the whole once more
CONNECT_S = 5.0  # reset, detection, esptool's own program at 115200 baud
START_S = 10.0  # from reset until the pad is ready; a guess, since no board has been measured


@pytest.mark.parametrize("chip", profiles())
def test_all_files_together_fit(chip):
    files = compiled_files(board_files(board=profiles()[chip]))
    assert 30_000 < sum(map(len, files.values())) <= MOST_BYTES == 64 * 1024


def seconds(received: int, written: int, flash_bytes: int) -> dict[str, float]:
    """What each step takes."""
    return {
        "connect": CONNECT_S,
        "erase": flash_bytes / 65_536 * ERASE_64_KB_S,
        "send": received * BITS_PER_BYTE / BAUD,
        "erase again": written / 65_536 * ERASE_64_KB_S,  # the stub does so while it writes
        "program": written / 256 * PROGRAM_256_B_S,
        "compare": (written + flash_bytes) / MB * COMPARE_S_PER_MB,
        "start": START_S,
    }


def test_flashing_takes_less_than_two_minutes_whatever_the_flash(plug_in, tmp_path, monkeypatch):
    monkeypatch.setattr(
        micropython_image, "OLDEST_MICROPYTHON", (1, 16)
    )  # the only real image that there is to try with
    board = plug_in("ESP32", lambda flash: ("ready, advertising, 1 ms",))
    assert program.main(["--port", board.url, "--image", str(real_image()), "--yes"]) == 0
    image = bytes(board.flash.data[0x1000:])
    written = sum(len(part) for _, part in written_parts(image))
    assert written < 2 * MB
    share = LARGEST_BYTES / real_image().stat().st_size  # for the largest MicroPython that fits
    for megabytes in (4, 8, 16):
        steps = seconds(round(board.received * share), round(written * share), megabytes * MB)
        total_s = sum(steps.values())
        told = ", ".join(f"{name} {value:.1f} s" for name, value in steps.items())
        print(
            f"flashing {megabytes} MB, computed at {BAUD} baud: {total_s:.0f} s ({told}); {board.received} bytes sent"
        )
        assert 40 < total_s < TIME_S
    assert ERASE_BYTES / 65_536 * ERASE_64_KB_S < 2  # progress shows at least so often
