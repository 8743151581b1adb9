"""An update that ends at any moment: the board then starts its old version or the new one, whole, and says which."""

import functools
import os
import tempfile

import pytest

from host_tests.deploy import boards
from host_tests.deploy.boards import BARE, OLD_VERSION, OWN_FILES, new_files, old_files
from host_tests.deploy.flash_log import changes_in, cuts
from pad.version import VERSION
from tools.deploy import commands, program
from tools.simulator.serial_board import SerialBoard

SOME = 12  # of all moments, in the tests that run each time
MANY = 150
BOARDS = {
    "compiled": (old_files, OLD_VERSION),
    "sources": (lambda: old_files("py"), OLD_VERSION),
    "bare": (lambda: BARE, None),
}


@functools.cache
def update_of(kind):
    """A whole update of a board: the flash before, and every change up to the new version's first start."""
    image = boards.image_of(BOARDS[kind][0]())
    with tempfile.TemporaryFile(buffering=0) as log, pytest.MonkeyPatch.context() as patched:
        patched.setattr(commands, "files_for", new_files)
        with SerialBoard(flash_image=image, flash_log=log) as board:
            assert program.main(["deploy", board.port]) == 0
            # At the same moment: the pad goes on, and keeps what has happened to it.
            end, logged_bytes = board.do(lambda simulation: (simulation.flash(), os.fstat(log.fileno()).st_size))
        log.seek(0)
        changes = changes_in(log.read(logged_bytes))
    assert next(cuts(image, changes, {len(changes)})) == end
    return image, changes


def version_after(image, old):
    """Which version a board with this flash starts. All its files must be of that one, and nobody's else be touched."""
    said, flash = boards.start(image)
    files = boards.files_in(flash)
    assert OWN_FILES.items() <= files.items()
    version = boards.version_of(said)
    if version == VERSION:
        assert boards.without_memory(files) == OWN_FILES | new_files(), said
    else:
        assert boards.of_footpad(files) == boards.of_footpad(old), said
    return version


def spread(count, most):
    """So many numbers from 0 to `count`, both ends among them."""
    return {round(number * count / most) for number in range(most + 1)}


def check_cuts(kind, chosen, torn=False):
    """The versions that start after each of the cuts: first always the old one, then always the new one."""
    files, old_version = BOARDS[kind]
    versions = [version_after(flash, files()) for flash in cuts(*update_of(kind), chosen, torn)]
    assert len(versions) == len(chosen)
    turned = versions.index(VERSION)
    assert versions == [old_version] * turned + [VERSION] * (len(versions) - turned)
    assert turned > 0


@pytest.mark.parametrize("kind", BOARDS)
def test_a_power_cut_in_an_update(kind):
    check_cuts(kind, spread(len(update_of(kind)[1]), SOME))


def check_second_cuts(kind, first_cut, most):
    """Power fails when the board puts the new version in place, and fails again when it goes on with that."""
    files, _ = BOARDS[kind]
    begun = next(cuts(*update_of(kind), {first_cut}))
    with tempfile.TemporaryFile(buffering=0) as log:
        boards.start(begun, flash_log=log)
        log.seek(0)
        changes = changes_in(log.read())
    assert len(changes) > 20
    for flash in cuts(begun, changes, spread(len(changes), most)):
        assert version_after(flash, files()) == VERSION


def test_a_second_power_cut():
    check_second_cuts("sources", len(update_of("sources")[1]) - 40, SOME)


@pytest.mark.soak
@pytest.mark.parametrize("kind", BOARDS)
def test_every_power_cut_in_an_update(kind):
    changes = len(update_of(kind)[1])
    print(f"{kind}: {changes} changes of the flash")
    check_cuts(kind, range(changes))
    check_cuts(kind, spread(changes - 1, MANY), torn=True)


@pytest.mark.soak
@pytest.mark.parametrize("before_the_end", [80, 60, 40])
def test_many_second_power_cuts(before_the_end):
    check_second_cuts("sources", len(update_of("sources")[1]) - before_the_end, MANY)
