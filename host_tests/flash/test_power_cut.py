"""An update that ends at any moment: the board then starts its old version or the new one, whole, and says which."""

import tempfile

import pytest

from host_tests.flash.boards import (
    OLD_VERSION,
    OWN_FILES,
    files_in,
    image_of,
    new_files,
    of_footpad,
    old_files,
    start,
    version_of,
    without_memory,
)
from host_tests.flash.flash_log import changes_in, cuts
from pad.version import VERSION
from tools.deploy import commands, program

BARE = {"/boot.py": b"# nothing but comments\n"}
SOME = 12  # of all moments, in the tests that run each time
BOARDS = {
    "compiled": (old_files, OLD_VERSION),
    "sources": (lambda: old_files("py"), OLD_VERSION),
    "bare": (lambda: BARE, None),
}


@pytest.fixture(autouse=True)
def files_are_compiled_once(monkeypatch):
    monkeypatch.setattr(commands, "files_for", new_files)


def update(make_board, image):
    """A whole update of a board with this flash: every change of it, the start that puts it in place included."""
    with tempfile.TemporaryFile(buffering=0) as log:
        board = make_board(flash_image=image, flash_log=log)
        assert program.main(["deploy", board.port]) == 0
        end = board.do(lambda simulation: simulation.flash())
        board.close()
        log.seek(0)
        changes = changes_in(log.read())
    assert next(cuts(image, changes, {len(changes)})) == end
    return changes


def version_after(image, old):
    """Which version a board with this flash starts. All its files must be of that one, and nobody's else be touched."""
    said, flash = start(image)
    files = files_in(flash)
    assert OWN_FILES.items() <= files.items()
    version = version_of(said)
    if version == VERSION:
        assert without_memory(files) == OWN_FILES | new_files(), said
    else:
        assert of_footpad(files) == of_footpad(old), said
    return version


def spread(count, most):
    """So many numbers from 0 to `count`, both ends among them."""
    return {round(number * count / most) for number in range(most + 1)}


def check_cuts(image, changes, chosen, old, old_version, torn=False):
    """The versions that start after each of the cuts: first always the old one, then always the new one."""
    versions = [version_after(flash, old) for flash in cuts(image, changes, chosen, torn)]
    assert len(versions) == len(chosen)
    turned = versions.index(VERSION)
    assert versions == [old_version] * turned + [VERSION] * (len(versions) - turned)
    assert turned > 0


@pytest.mark.parametrize("kind", BOARDS)
def test_a_power_cut_in_an_update(make_board, kind):
    files, old_version = BOARDS[kind]
    image = image_of(files())
    changes = update(make_board, image)
    check_cuts(image, changes, spread(len(changes), SOME), files(), old_version)


@pytest.mark.soak
@pytest.mark.parametrize("torn", [False, True], ids=["between two changes", "in the middle of one"])
@pytest.mark.parametrize("kind", BOARDS)
def test_every_power_cut_in_an_update(make_board, kind, torn):
    files, old_version = BOARDS[kind]
    image = image_of(files())
    changes = update(make_board, image)
    print(f"{kind}: {len(changes)} changes of the flash")
    check_cuts(image, changes, range(len(changes)), files(), old_version, torn)
