"""What padctl makes of bytes: rows that fit a terminal, and the advertisements of pads with the BTHome option."""

import io
from types import SimpleNamespace

import pytest

from host_tests.unit.fake_link import record
from pad import advertising, faults, session
from pad.thermistor import INVALID
from tools.padctl import advertised, table
from tools.status_record import FLAGS, RECORD, decode

# --- the status record ------------------------------------------------------------------------------------------------


def test_every_flag_has_a_name_and_a_bit_of_its_own():
    assert list(FLAGS.values()) == [1 << bit for bit in range(8)]
    for name in FLAGS:
        told = decode(record(flags=[name]))
        assert [other for other in FLAGS if getattr(told, other)] == [name]


def test_the_fields_are_in_their_order():
    told = decode(RECORD.pack(1, 2, 3, 1540, 2, 3655, -250, 899, 1801, 13, 95, 0, 4, 513))
    assert (told.state, told.speed_step, told.rpm, told.heat_level) == (2, 3, 1540, 2)
    assert (told.left_cc, told.right_cc, told.remaining_s, told.elapsed_s) == (3655, -250, 899, 1801)
    assert (told.fault_code, told.heater_duty_percent, told.stop_reason, told.sequence) == (13, 95, 4, 513)


# --- rows -------------------------------------------------------------------------------------------------------------


def row(**fields):
    return table.row(decode(record(**fields)), 754)


def test_rows_keep_their_columns():
    rows = [
        row(),
        row(state=session.RUNNING, step=11, rpm=3700, heat=2, remaining=1800),
        row(state=session.SAFE_MODE, left=INVALID, right=-540),
    ]
    assert len({line.index("rpm") for line in rows}) == 1
    assert {len(line) for line in rows} == {len(table.HEADING)}
    assert "  --" in rows[2]


def test_what_else_there_is_to_say_stands_behind():
    told = row(state=session.FAULT, fault=faults.OVER_TEMPERATURE, flags=["foot_check_due", "feet_differ"])
    assert told.endswith("  fault 12 over_temperature, look at the feet, one foot is warmer")
    assert row(flags=["pairing_open"]).endswith("a phone may pair")


def test_a_code_that_is_newer_than_this_program_is_shown_as_it_is():
    assert " 99 " in row(state=99)


class Terminal(io.StringIO):
    """Somewhere a person looks."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    return Terminal()


def test_in_a_terminal_a_row_is_written_over_until_something_decisive_changes(terminal):
    rows = table.Table(terminal)
    rows.show(decode(record(state=session.RUNNING, step=3, rpm=1530, flags=["pairing_open"])), 1)
    rows.show(decode(record(state=session.RUNNING, step=3, rpm=1540, flags=["pairing_open"])), 2)
    rows.show(decode(record(state=session.STOPPED)), 3)
    rows.end_row()
    running, stopped, end = terminal.getvalue().split("\n")
    assert [part[:7].strip() for part in running.split("\r")] == ["", "0:01", "0:02"]
    assert stopped.startswith("\r   0:03  STOPPED")
    assert end == ""


def test_a_shorter_row_leaves_nothing_of_a_longer_one(terminal):
    rows = table.Table(terminal)
    rows.show(decode(record(state=session.RUNNING, step=3, left=INVALID)), 1)
    rows.show(decode(record(state=session.RUNNING, step=3)), 2)
    first, second = terminal.getvalue().split("\r")[1:]
    assert len(second) >= len(first)


def test_a_row_fits_the_terminal(terminal, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    rows = table.Table(terminal)
    rows.show(decode(record(flags=["foot_check_due"])), 1)
    assert len(terminal.getvalue()) <= 60


def test_a_line_of_its_own_does_not_disturb_the_row(terminal):
    rows = table.Table(terminal)
    rows.show(decode(record()), 1)
    rows.say("Ready.")
    rows.show(decode(record()), 2)
    assert [line.strip()[:6] for line in terminal.getvalue().split("\n")] == ["0:01  ", "Ready.", "0:02  "]


def test_elsewhere_every_row_is_a_line():
    out = io.StringIO()
    rows = table.Table(out)
    rows.show(decode(record()), 1)
    rows.show(decode(record()), 2)
    rows.end_row()
    assert out.getvalue().count("\n") == 2
    assert "\r" not in out.getvalue()


# --- what is told everybody -------------------------------------------------------------------------------------------


def told_by(hot_cc=3660, heat=0, fault=0, state=session.RUNNING, rpm=1540, remaining_s=839):
    """Service data as a pad advertises it."""
    pad = SimpleNamespace(
        hot_cc=lambda: hot_cc, heat_level=heat, fault_code=fault, state=state, rpm=rpm, remaining_s=remaining_s
    )
    packet = advertising.bthome(300, pad)
    return packet[packet.index(advertising.BTHOME) + 2 :]


@pytest.mark.parametrize(
    ("fields", "told", "words"),
    [
        ({}, (36.6, False, False, True, 839, 1540), "running at 1540 rpm, 36.6 °C"),
        ({"heat": 2}, (36.6, True, False, True, 839, 1540), "running at 1540 rpm, with heat, 36.6 °C"),
        ({"hot_cc": -550}, (-5.5, False, False, True, 839, 1540), "running at 1540 rpm, -5.5 °C"),
        (
            {"hot_cc": INVALID, "fault": 1, "state": session.FAULT, "rpm": 0, "remaining_s": 0},
            (None, False, True, False, 0, 0),
            "not running, PROBLEM",
        ),
        ({"remaining_s": 3600, "rpm": 3700}, (36.6, False, False, True, 3600, 3700), "running at 3700 rpm, 36.6 °C"),
    ],
)
def test_what_a_pad_tells_is_understood(fields, told, words):
    found = advertised.decode(told_by(**fields))
    assert found == told
    assert str(found) == words


ENCRYPTED = b"\x41" + told_by()[1:]


@pytest.mark.parametrize("data", [None, b"", ENCRYPTED, b"\x40", told_by()[:-1], b"\x40\x02", b"\x40\xff\x00"])
def test_what_no_pad_tells_is_nothing(data):
    assert advertised.decode(data) is None
