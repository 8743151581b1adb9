"""The snapshot that everybody reads, byte by byte as the design lays it out."""

import struct
from types import SimpleNamespace

import pytest

from pad import faults, session, status
from pad.guard import Guard
from pad.heat_budget import HeatBudget
from pad.pairing import Pairing
from pad.readings import Readings
from pad.session import Session
from pad.status import Status, put_u16
from pad.thermistor import INVALID


class Parts:
    """All that a Status is built with."""

    def __init__(self, has_tach=True):
        self.session = Session(True, HeatBudget())
        self.readings = Readings()
        self.guard = Guard(True, 6)
        self.speed = SimpleNamespace(setpoint_rpm=0)
        self.outputs = SimpleNamespace(heater_duty_permille=0, motor_permille=0, rail_wanted=False)
        self.pairing = Pairing(self.session, ("START", "TIME", "HEAT"))
        rest = (self.guard, self.speed, self.outputs, self.pairing, has_tach)
        self.status = Status(self.session, self.readings, *rest)

    def record(self):
        self.status.refresh()
        return struct.unpack(status.LAYOUT, self.status.record)

    def flags(self):
        return self.record()[11]

    def extra(self):
        self.status.refresh()
        told = self.status
        return told.phase, told.chosen_minutes, told.rest_s, told.heat_left_s, told.cue, told.cue_count


@pytest.fixture
def parts():
    return Parts()


def test_the_record_has_20_bytes(parts):
    assert len(parts.status.record) == 20


def test_a_new_pad(parts):
    assert parts.record() == (1, session.OFF, 0, 0, 0, INVALID, INVALID, 0, 0, 0, 0, status.TACH_FITTED, 0, 2)
    assert parts.extra() == (session.SELF_TEST, 15, 0, 900, parts.session.cue, 1)


def test_each_field_has_its_place(parts):
    parts.session.state = session.RUNNING
    parts.session.phase = session.WORK
    parts.session.speed_step = 11
    parts.session.heat_level = 3
    parts.session.remaining_ms = 1_800_000
    parts.session.elapsed_ms = 3_599_999
    parts.session.stop_reason = session.PHONE
    parts.session.chosen_min = 30
    parts.session.cue = 9
    parts.session.cue_count = 0x1FE
    parts.session.allowance.used_ms = 60 * 60_000
    parts.session.heat_budget.used_s = 1_000
    parts.readings.rpm = 3_702
    parts.readings.left.cc = 3_712
    parts.readings.right.cc = -1_234
    parts.speed.setpoint_rpm = 3_700
    parts.outputs.heater_duty_permille = 950
    parts.guard.heat_permitted = True
    parts.status.sequence = 0xABCC
    flags = status.TACH_FITTED | status.HEAT_PERMITTED
    assert parts.record() == (1, 2, 11, 3702, 3, 3712, -1234, 1800, 3599, 0, 95, flags, 3, 0xABCD)
    assert parts.extra() == (2, 30, 0, 800, 9, 0x1FE)  # no rest is due before the session is over


def test_an_invalid_temperature_is_0x8000(parts):
    parts.readings.left.cc = INVALID
    parts.status.refresh()
    assert parts.status.record[6:8] == b"\x00\x80"


@pytest.mark.parametrize(("left_ms", "shown_s"), [(0, 0), (1, 1), (999, 1), (1000, 1), (1001, 2), (1_800_000, 1800)])
def test_time_left_is_rounded_up_so_that_0_means_over(parts, left_ms, shown_s):
    parts.session.remaining_ms = left_ms
    assert parts.record()[7] == shown_s


@pytest.mark.parametrize(("elapsed_ms", "shown_s"), [(0, 0), (999, 0), (1000, 1), (3_600_000, 3600)])
def test_elapsed_time_is_rounded_down(parts, elapsed_ms, shown_s):
    parts.session.elapsed_ms = elapsed_ms
    assert parts.record()[8] == shown_s


def test_speed_is_measured_with_a_tach_and_commanded_without():
    for has_tach, shown in ((True, 1234), (False, 1000)):
        parts = Parts(has_tach)
        parts.readings.rpm = 1234
        parts.speed.setpoint_rpm = 1000
        parts.outputs.motor_permille = 250
        assert parts.record()[3] == shown
        assert (parts.flags() & status.TACH_FITTED != 0) is has_tach


def test_no_measured_speed_is_shown_as_0(parts):
    assert parts.readings.rpm == -1
    assert parts.record()[3] == 0


def test_no_measured_speed_is_0_for_everybody_who_reads_the_status(parts):
    assert parts.readings.rpm == -1
    assert parts.status.rpm == 0


@pytest.mark.parametrize(
    ("left_cc", "right_cc", "hot_cc"),
    [
        (3_000, 3_100, 3_100),
        (3_100, 3_000, 3_100),
        (-100, -200, -100),
        (INVALID, 3_000, INVALID),
        (3_000, INVALID, INVALID),
        (INVALID, INVALID, INVALID),
    ],
)
def test_the_hotter_surface_is_told_when_both_can_be(parts, left_cc, right_cc, hot_cc):
    parts.readings.left.cc, parts.readings.right.cc = left_cc, right_cc
    parts.status.refresh()
    assert parts.status.hot_cc() == hot_cc
    parts.guard.readings_stale = True
    parts.status.refresh()
    assert parts.status.hot_cc() == INVALID


def looks(parts):
    """How many snapshots a look takes."""
    before = parts.status.sequence
    parts.status.look()
    return parts.status.sequence - before


NEWS = {
    "state": lambda p: setattr(p.session, "state", session.CHECK),
    "speed": lambda p: setattr(p.session, "speed_step", 11),
    "heat": lambda p: setattr(p.session, "heat_level", 3),
    "reason": lambda p: setattr(p.session, "stop_reason", session.CHECK_REFUSED),
    "fault": lambda p: setattr(p.guard, "fault", 255),
    "heat permitted": lambda p: setattr(p.guard, "heat_permitted", True),
    "motor permitted": lambda p: setattr(p.guard, "motor_permitted", True),
    "rail": lambda p: setattr(p.outputs, "rail_wanted", True),
    "welded": lambda p: setattr(p.readings, "sense", 1),
    "feet": lambda p: setattr(p.session, "foot_check_due", True),
    "pairing": lambda p: setattr(p.pairing, "open_ms", 1),
    "clock": lambda p: setattr(p.status, "clock_set", True),
    "difference": lambda p: setattr(p.session, "feet_differ", True),
    "slower part": lambda p: setattr(p.session, "below", 4),
}
SEEN_AT_ONCE = NEWS | {
    "phase": lambda p: setattr(p.session, "phase", session.WORK),
    "cue": lambda p: setattr(p.session, "cue_count", 7),
    "second": lambda p: setattr(p.session, "remaining_ms", 1),
}


@pytest.mark.parametrize("what", SEEN_AT_ONCE)
def test_a_look_sees_at_once_what_cannot_wait(parts, what):
    assert looks(parts) == 0
    SEEN_AT_ONCE[what](parts)
    assert looks(parts) == 1
    assert looks(parts) == 0


def test_everything_else_is_seen_after_ten_looks(parts):
    parts.readings.left.cc = parts.readings.right.cc = 3_000
    assert [looks(parts) for _ in range(20)] == ([0] * 9 + [1]) * 2
    assert parts.status.left_cc == 3_000


def test_a_second_that_has_not_passed_is_not_seen(parts):
    parts.session.remaining_ms = 2_000
    assert looks(parts) == 1
    parts.session.remaining_ms = 1_001
    assert looks(parts) == 0
    parts.session.remaining_ms = 1_000
    assert looks(parts) == 1


def test_no_two_news_are_the_same_number_and_each_is_a_small_integer():
    numbers = set()
    for change in NEWS.values():
        parts = Parts()
        change(parts)
        parts.status.refresh()
        numbers.add(parts.status.news)
        assert 0 < parts.status.news < 1 << 30
    assert len(numbers) == len(NEWS) - 1  # a welded rail is a closed one


def test_every_part_of_every_programme_finds_room_in_the_news():
    assert max(max(parts[1::2]) for parts in session.PROGRAMMES) < 8


def test_what_is_not_news_leaves_their_number(parts):
    before = parts.status.news
    parts.session.phase, parts.session.cue_count, parts.session.remaining_ms = session.WORK, 7, 1
    parts.readings.left.cc, parts.readings.rpm = 3_000, 2_000
    parts.status.refresh()
    assert parts.status.news == before


def test_the_window_for_phones_is_told_while_it_is_open(parts):
    parts.pairing.open_ms = 1
    assert parts.flags() & status.PAIRING_OPEN
    assert parts.status.pairing_open
    parts.pairing.open_ms = 0
    assert not parts.flags() & status.PAIRING_OPEN


FLAGS = [
    (0, status.HEAT_PERMITTED, lambda p: setattr(p.guard, "heat_permitted", True)),
    (1, status.MOTOR_PERMITTED, lambda p: setattr(p.guard, "motor_permitted", True)),
    (2, status.RAIL_CLOSED, lambda p: setattr(p.outputs, "rail_wanted", True)),
    (2, status.RAIL_CLOSED, lambda p: setattr(p.readings, "sense", 1)),
    (3, status.FOOT_CHECK_DUE, lambda p: setattr(p.session, "foot_check_due", True)),
    (3, status.FOOT_CHECK_DUE, lambda p: setattr(p.session, "state", session.CHECK)),
    (4, status.PAIRING_OPEN, lambda p: setattr(p.pairing, "open_ms", 1)),
    (5, status.CLOCK_SET, lambda p: setattr(p.status, "clock_set", True)),
    (6, status.FEET_DIFFER, lambda p: setattr(p.session, "feet_differ", True)),
]


@pytest.mark.parametrize(("bit", "flag", "set_it"), FLAGS)
def test_each_flag_has_its_bit_and_sets_no_other(bit, flag, set_it):
    parts = Parts(has_tach=False)
    assert parts.flags() == 0
    set_it(parts)
    assert parts.flags() == flag == 1 << bit


def test_the_foot_check_is_due_in_check_only_by_itself(parts):
    for state in range(8):
        parts.session.state = state
        parts.status.refresh()
        assert parts.status.foot_check_due == (state == session.CHECK)


def test_refresh_changes_nothing_but_the_snapshot(parts):
    before = dict(vars(parts.session)), dict(vars(parts.guard)), parts.readings.sequence
    parts.record()
    assert (dict(vars(parts.session)), dict(vars(parts.guard)), parts.readings.sequence) == before


def test_the_record_is_written_in_place(parts):
    record = parts.status.record
    parts.status.refresh()
    assert parts.status.record is record


@pytest.mark.parametrize(
    ("value", "content"), [(0, b"\0\0"), (0x1234, b"\x34\x12"), (0xFFFF, b"\xff\xff"), (-1, b"\xff\xff")]
)
def test_16_bits_are_little_endian_and_touch_no_neighbour(value, content):
    buffer = bytearray(b"\x55" * 4)
    put_u16(buffer, 1, value)
    assert buffer == b"\x55" + content + b"\x55"


@pytest.mark.parametrize("state", [session.LOCKED, session.SAFE_MODE])
def test_a_fault_does_not_hide_a_locked_pad(parts, state):
    parts.session.state = state
    parts.guard.fault = faults.CRASH_LOOP
    assert parts.record()[1] == state


@pytest.mark.parametrize("state", [session.OFF, session.CHECK, session.RUNNING, session.STOPPED, session.DONE])
def test_a_session_that_has_died_does_not_hide_a_fault(parts, state):
    parts.session.state = state
    parts.guard.fault = faults.TASK
    assert parts.record()[1] == session.FAULT


def test_the_sequence_goes_on_and_wraps(parts):
    parts.status.sequence = 0xFFFE
    assert [parts.record()[13] for _ in range(3)] == [0xFFFF, 0, 1]


def test_the_rest_that_is_due_is_told(parts):
    parts.session.allowance.used_ms = 60 * 60_000
    assert parts.extra()[2] == 1800


def test_a_fault_that_the_session_has_not_noticed_overrules_what_it_says(parts):
    part = parts.session
    part.state, part.speed_step, part.heat_level, part.remaining_ms = session.RUNNING, 5, 3, 858_000
    parts.outputs.heater_duty_permille = 950
    parts.guard.fault = faults.TASK
    parts.status.refresh()
    told = parts.status
    assert (told.state, told.speed_step, told.heat_level, told.remaining_s) == (session.FAULT, 0, 0, 0)
    assert (told.record[15], told.stop_reason, told.foot_check_due) == (0, session.BY_FAULT, True)


def test_stale_readings_are_not_told_as_temperatures_or_speed(parts):
    parts.readings.left.cc = parts.readings.right.cc = 3_000
    parts.readings.rpm = 2_000
    parts.guard.readings_stale = True
    assert parts.record()[5:7] == (INVALID, INVALID)
    assert parts.record()[3] == 0


def test_without_a_tach_a_motor_that_is_off_has_no_speed():
    parts = Parts(has_tach=False)
    parts.speed.setpoint_rpm = 1000
    assert parts.record()[3] == 0
