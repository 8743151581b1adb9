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
CYCLES = 100_000  # erases that a block of such flash is good for
SESSIONS_A_WEEK = 3


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


def write_sessions(folder, count):
    """The figures of so many sessions on the flash of a board of 4 MB, as it leaves the tools."""
    image = folder / "flash.littlefs"
    image.write_bytes(flash_image(project_files(), "mpy"))
    arguments = ("storage_vm/sessions_on_vm.py", str(image), str(count))
    told = json.loads(last_line(*arguments, timeout_s=1800, heap="8M"))
    looks = [look for look in told["looks"] if look[0] >= RING_FULL + 32]
    early, late = looks[: len(looks) // 3], looks[len(looks) // 3 :]
    for what in (1, 2):  # blocks, bytes of heap
        assert max(look[what] for look in late) <= max(look[what] for look in early)
    turning = [erases for erases in told["erases"] if erases]
    mean, most = statistics.mean(turning), max(turning)
    print(
        f"{count} sessions: {sum(turning)} erases on {len(turning)} of 512 blocks, {mean:.1f} on average, "
        f"{most} at most ({most / mean:.1f} times), {late[-1][1]} blocks in use, {late[-1][2]} bytes of heap"
    )
    return turning, mean, most


def test_a_thousand_sessions_leave_no_record_wrong_and_do_not_grow(tmp_path):
    turning, mean, most = write_sessions(tmp_path, 1_000)
    assert len(turning) > 400
    assert mean < 10
    assert most < 150


@pytest.mark.soak
def test_ten_thousand_sessions_leave_no_record_wrong_and_wear_the_flash_evenly(tmp_path):
    turning, mean, most = write_sessions(tmp_path, 10_000)
    assert len(turning) > 430
    assert most < 4 * mean
    assert most < CYCLES / 100
