"""The diary on real littlefs, by the firmware's own functions on the real VM: power cuts at every operation of the
flash, and ten thousand sessions.
"""

import json
import statistics

import pytest

from host_tests.on_vm import last_line
from tools.board_files import project_files
from tools.simulator.filesystem import flash_image

RING_FULL = 446  # two sessions before the fifteenth segment is begun
LOOKED_AT_EVERY = 50  # sessions: at blocks and heap in use
CYCLES = 100_000  # erases that a block of such flash is good for
STAYS_FOR = 100  # erases, before littlefs moves a folder to other blocks: MicroPython sets it so


def cut_everywhere(sessions_before, sessions, torn):
    """By kind of write: how many cuts left what was there, what was to be there, and that with the oldest records."""
    torn = "torn" if torn else "whole"
    return json.loads(
        last_line("storage_vm/cuts_on_vm.py", str(sessions_before), str(sessions), torn, timeout_s=1800, heap="16M")
    )


def assert_both_outcomes(told, kinds):
    """Each kind of write was cut before and after the moment that decides."""
    assert told.keys() == kinds
    for old, new, _ in told.values():
        assert old > 0
        assert new > 0
        assert old + new >= 4


EVERY_SESSION = {"replace /kept.bin", "replace /settings.bin", "append", "overwrite"}
FROM_THE_FIRST = EVERY_SESSION | {"first /kept.bin", "first record", "first /settings.bin", "new segment"}


def test_a_power_cut_at_every_operation_from_the_first_session_on_loses_nothing_older():
    told = cut_everywhere(0, 34, torn=True)
    assert_both_outcomes(told, FROM_THE_FIRST)
    assert sum(map(sum, told.values())) > 1_000


@pytest.mark.parametrize("torn", [True, False])
def test_a_power_cut_at_every_operation_while_the_ring_goes_round_loses_nothing_older(torn):
    told = cut_everywhere(RING_FULL, 4, torn)
    assert_both_outcomes(told, EVERY_SESSION | {"ring"})
    assert told["ring"][2] > 0  # the new one is there, the oldest still as well


@pytest.mark.soak
@pytest.mark.parametrize("torn", [True, False])
def test_a_power_cut_at_every_operation_of_a_hundred_sessions(torn):
    told = cut_everywhere(RING_FULL - 40, 100, torn)
    print(f"power cuts, torn {torn}: {told}")
    assert_both_outcomes(told, EVERY_SESSION | {"new segment", "ring"})


@pytest.mark.parametrize(
    "scene",
    ["empty", "damaged", "elsewhere", "cut_short", "too_long", "foreign", "many", "gone", "full", "in_the_way"],
)
def test_whatever_the_folder_holds_what_is_whole_is_read_and_writing_goes_on(scene):
    assert last_line("storage_vm/odd_folders_on_vm.py", scene, timeout_s=300, heap="8M") == "fine"


def write_sessions(folder, count, unplugged_every):
    """Erases of each block that is ever erased, fewest first, after so many sessions on a board's flash of 4 MB."""
    image = folder / "flash.littlefs"
    image.write_bytes(flash_image(project_files(), "mpy"))
    arguments = ("storage_vm/sessions_on_vm.py", str(image), str(count), str(unplugged_every))
    told = json.loads(last_line(*arguments, timeout_s=1800, heap="8M"))
    for what in ("blocks", "heap"):
        full = told[what][RING_FULL // LOOKED_AT_EVERY + 1 :]
        early = len(full) // 3
        assert max(full[early:]) <= max(full[:early]), what
    erases = sorted(count for count in told["erases"] if count)
    print(
        f"{count} sessions, unplugged after every {unplugged_every}: {sum(erases)} erases on {len(erases)} blocks, "
        f"{statistics.mean(erases):.1f} on average, {of_100(erases, 95)} in 95 of 100, {erases[-1]} at most; "
        f"{told['blocks'][-1]} blocks in use, {told['heap'][-1]} bytes of heap"
    )
    return erases


def of_100(erases, part):
    """So many of a hundred blocks are erased that often at most."""
    return erases[len(erases) * part // 100]


def test_a_thousand_sessions_leave_no_record_wrong_and_do_not_grow(tmp_path):
    erases = write_sessions(tmp_path, 1_000, unplugged_every=3)
    assert len(erases) > 400
    assert sum(erases) < 3 * 1_000
    assert erases[-1] < 2 * STAYS_FOR


@pytest.mark.soak
@pytest.mark.parametrize("unplugged_every", [0, 1])
def test_ten_thousand_sessions_leave_no_record_wrong_and_spread_the_erases(tmp_path, unplugged_every):
    erases = write_sessions(tmp_path, 10_000, unplugged_every)
    assert len(erases) > 430
    assert sum(erases) < 3 * 10_000
    assert of_100(erases, 95) < 3 * statistics.mean(erases)
    assert of_100(erases, 99) < 4 * statistics.mean(erases)
    assert erases[-1] < CYCLES / 50  # each start may begin behind the firmware: decisions.md, "Wear of the flash"
