"""The diary on the phone, read from the firmware over Web Bluetooth: the same as padctl reads."""

import csv
import io
from contextlib import redirect_stdout

import pytest

from host_tests.ble.diary_reader import flash_with
from host_tests.ble.footpad import start
from host_tests.device.diary_file import diary_in
from tools.padctl.diary import write_csv
from tools.simulator.simulation import Simulation


@pytest.fixture
def pad():
    """As the others, with forty sessions in its diary."""
    with Simulation(radio=True, flash_image=flash_with(40)) as simulation:
        simulation.run_for(2)
        yield simulation


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def test_the_diary_is_the_one_that_padctl_reads(known, pad, tmp_path):
    known.go_to("diary")
    known.touch("Read from the pad")
    known.sees("Read. A copy is kept on this phone.", 10)
    assert known.shows("40 sessions on this phone")
    with known.page.expect_download() as download:
        known.touch("Save as a table (CSV)")
    download.value.save_as(tmp_path / "diary.csv")
    text = (tmp_path / "diary.csv").read_text(encoding="utf-8-sig")
    with redirect_stdout(io.StringIO()) as printed:
        write_csv(diary_in(pad.flash()))
    assert len(rows(text)) == 41
    assert rows(text) == rows(printed.getvalue())


def test_only_what_is_new_is_read_the_second_time(known, pad):
    known.go_to("diary")
    known.touch("Read from the pad")
    known.sees("40 sessions", 10)
    start(pad)
    pad.press("START")
    known.radio.run_for(1)
    known.radio.phone.received.clear()
    known.touch("Read from the pad")
    known.sees("41 sessions", 10)
    assert len(known.radio.phone.received) < 20  # not forty records of two pieces


def test_the_copy_is_deleted_with_one_button_and_a_question(known):
    known.go_to("diary")
    known.touch("Read from the pad")
    known.sees("40 sessions", 10)
    known.touch("Delete from this phone")
    known.touch("Delete it")
    known.sees("No session is on this phone yet.")
