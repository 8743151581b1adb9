"""The start that puts a new version in place: outputs first, all or nothing, and no heap lost by it."""

import pytest

from host_tests.deploy.boards import (
    OWN_FILES,
    files_in,
    image_of,
    new_files,
    old_files,
    start,
    version_of,
    without_memory,
)
from pad.version import VERSION
from tools.deploy.update import switch_over_to
from tools.simulator.simulation import Simulation
from tools.simulator.vm_side import protocol


def waiting(before, more=None):
    """A board's flash with all that an update brings, a moment after the rename that decides. None removes a file."""
    staged = {f"{path}.new": content for path, content in new_files().items()}
    update = {"/boot.py": new_files()["/boot.py"], "/switch_over.py": switch_over_to(new_files())}
    files = before | staged | update | (more or {})
    return image_of({path: content for path, content in files.items() if content is not None})


def test_it_leaves_exactly_the_new_version():
    stray = {
        "/firmware/app.py": b"raise ValueError('the wrong one')\n",
        "/lib/pad/guard/__init__.py": b"raise ValueError('a folder in its place')\n",
        "/lib/pad/old/older/oldest.mpy": b"?",
        "/firmware/nonsense.mpy.new": b"?",
    }
    said, flash = start(waiting(old_files(), more=stray))
    assert version_of(said) == VERSION
    assert without_memory(files_in(flash)) == OWN_FILES | new_files()


def test_a_file_that_is_lost_keeps_the_pad_from_starting(capsys):
    old = {path: content for path, content in old_files().items() if path != "/firmware/app.mpy"}
    image = waiting(old, more={"/firmware/app.mpy.new": None})
    for _ in range(2):
        said, image = start(image)
        assert said[-1] == "OSError: /firmware/app.mpy is lost: run `make deploy` again"
        assert version_of(said) is None
    assert OWN_FILES.items() <= files_in(image).items()


@pytest.mark.parametrize("board", [b"M\x05\x00\x1f", b"", b"def"], ids=["of an older MicroPython", "empty", "no code"])
def test_an_update_mends_a_version_that_cannot_even_find_its_pins(board):
    path = "/firmware/board.py" if board == b"def" else "/firmware/board.mpy"
    said, flash = start(waiting(old_files() | {path: board}))
    assert said[0].startswith("outputs not set: ")
    assert version_of(said) == VERSION
    assert without_memory(files_in(flash)) == OWN_FILES | new_files()


def test_outputs_that_a_reset_has_left_on_are_off_before_flash_is_touched():
    with Simulation(flash_image=waiting(old_files())) as pad:
        for gpio in (25, 26):
            pad.board.apply(0, protocol.LEVEL | gpio, 1)
        assert pad.heater_pin
        assert pad.motor_duty == 1
        before = pad.flash()
        pad.run_while(lambda: pad.heater_pin or pad.motor_duty > 0, 5)
        assert pad.flash() == before
        pad.run_while(lambda: "update: done" not in pad.printed, 20)
        assert pad.flash() != before
        since_off = [change for change in pad.trace if change[0] > 0 and change[1] in ("HEATER", "MOTOR_PWM", "ALIVE")]
        assert [value for _, _, value in since_off] == [0, 0]


def test_a_start_with_an_update_leaves_as_much_heap_as_any_other():
    held = []
    for image in (image_of(new_files()), waiting(old_files()), waiting(old_files("py"))):
        with Simulation(flash_image=image) as pad:
            pad.run_while(lambda: not any(line.startswith("state ") for line in pad.printed), 20)
            pad.run_for(1)
            held.append(pad.heap_allocated())
    assert max(held) - held[0] < 1024  # on a VM of 64 bits
    print("heap with and without an update:", held)
