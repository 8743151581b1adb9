"""What flash says of a session afterwards, whatever way it went: the real firmware, the flash read by a computer."""

import pytest

from host_tests.device.diary_file import FOLDER as DIARY
from host_tests.device.diary_file import diary_in, sealed
from host_tests.device.kept_file import FOLDER, image_with, kept_in, mounted
from host_tests.device.person import (
    BOOT_S,
    begin,
    clear_fault,
    click,
    confirm_feet,
    go_on,
    hold,
    open_check,
    state,
    stop,
    wait_for,
)
from host_tests.device.resetting import restart
from host_tests.device.traces import REACTION_S, off_after_s
from pad import clock
from pad.diary_record import ANSWERED_LATE, CLOCK, FEET_DIFFER, FIRST_USE, HEAT_FIRST, INTERRUPTED, NOT_TAKEN, TOO_SHORT
from pad.session import BUTTON, BY_FAULT, CHECK_REFUSED, RESET, TIME_UP
from tools.board_files import project_files
from tools.simulator.simulation import Simulation

NONE, WELL, WRONG, NOT_ANSWERED = range(4)
WATCHDOG_RESET = 50
NOON = 30 * 365 * 86_400  # some day, in seconds since 2000


@pytest.fixture
def pad(make_pad):
    made = make_pad({"ambient_c": 20.0})
    made.run_for(BOOT_S)
    return made


def last(pad):
    """The newest record."""
    return diary_in(pad.flash())[-1]


def answers(record):
    """All that a record says of its end, without the first use."""
    return record.flags & ~FIRST_USE, record.stop_reason, record.feet_before, record.feet_after


def five_minutes(pad):
    """Five minutes are chosen."""
    while pad.status.chosen_minutes != 5:
        click(pad, "TIME")


def run_unwritten(pad, seconds):
    """Let time pass; nothing is written meanwhile."""
    before = pad.flash()
    for _ in range(int(seconds)):
        pad.run_for(1)
        assert not pad.rail_closed or pad.flash() == before


def end_of_time(pad):
    """A session of five minutes, to its end."""
    five_minutes(pad)
    begin(pad)
    run_unwritten(pad, 298)
    wait_for(pad, lambda: state(pad) == "DONE", 5)
    pad.run_for(2)


def stopped_after(pad, seconds):
    """A session that is stopped, and its record written."""
    begin(pad)
    pad.run_for(seconds)
    stop(pad)
    pad.run_for(2)


# --- whole sessions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["py", "mpy"])
def test_the_time_is_up_and_the_feet_are_well(make_pad, code):
    pad = make_pad({"ambient_c": 34.0}, code=code)
    pad.run_for(BOOT_S)
    five_minutes(pad)
    open_check(pad)
    pad.run_for(26)  # until all questions of the first use have been shown
    confirm_feet(pad)
    wait_for(pad, lambda: pad.motor_duty > 0, 2)
    click(pad, "FASTER", 3)
    pad.run_for(40)
    click(pad, "HEAT", 3)
    run_unwritten(pad, 255)
    wait_for(pad, lambda: state(pad) == "DONE", 10)
    assert diary_in(pad.flash()) == []  # the rail has only just been let go
    pad.run_for(2)
    record = last(pad)
    assert (record.flags, answers(record)) == (FIRST_USE, (0, TIME_UP, WELL, NOT_ANSWERED))
    click(pad, "START")
    pad.run_for(1)
    (record,) = diary_in(pad.flash())
    assert (record.flags, answers(record)) == (FIRST_USE, (0, TIME_UP, WELL, WELL))
    assert (record.version, record.number, record.profile, record.programme, record.minutes) == (1, 1, 1, 0, 5)
    assert (record.massage_s, record.speed_most, record.heat_most, record.fault_code) == (300, 4, 3, 0)
    assert 195 <= record.heat_s <= 205  # from its press to the cool-down
    assert 25 <= record.speed_mean <= 40
    assert 3_800 < record.left_most_cc < 4_000
    assert 3_800 < record.right_most_cc < 4_000
    assert record.dose >= 1
    assert (record.difference_cc, record.why_not_compared) == (NOT_TAKEN, HEAT_FIRST)
    assert (record.score_before, record.score_after, record.week_sessions) == (255, 255, 255)
    assert pad.faults_seen == []


def test_a_double_press_at_the_start_writes_over_no_other_record(pad):
    """RUNNING for less than the store's period."""
    end_of_time(pad)
    hold(pad, "START", 3.5)
    hold(pad, "START", 5.5)
    pad.run_for(7)
    assert state(pad) == "OFF"
    open_check(pad)
    pad.run_for(4)
    pad.press("START", 0.12)
    pad.run_for(0.3)
    pad.press("START", 0.1)
    pad.run_for(3)
    assert state(pad) == "STOPPED"
    first, second = diary_in(pad.flash())
    assert answers(first) == (0, TIME_UP, WELL, WRONG)
    assert first.massage_s == 300
    assert answers(second) == (INTERRUPTED, BUTTON, WELL, NONE)
    assert second.massage_s == 0


def test_nobody_answers_and_the_next_foot_check_answers_late(pad):
    end_of_time(pad)
    pad.run_for(302)
    assert state(pad) == "OFF"
    assert answers(last(pad)) == (0, TIME_UP, WELL, NOT_ANSWERED)
    stopped_after(pad, 5)
    first, second = diary_in(pad.flash())
    assert answers(first) == (0, TIME_UP, WELL, NOT_ANSWERED)
    assert answers(second) == (ANSWERED_LATE | INTERRUPTED, BUTTON, WELL, NONE)
    assert not second.flags & FIRST_USE
    assert second.start >= first.start + 600


def test_stopped_gone_on_and_the_time_is_up(pad):
    five_minutes(pad)
    stopped_after(pad, 60)
    record = last(pad)
    assert answers(record) == (INTERRUPTED, BUTTON, WELL, NONE)
    assert 59 <= record.massage_s <= 61
    go_on(pad)
    run_unwritten(pad, 235)
    wait_for(pad, lambda: state(pad) == "DONE", 10)
    pad.run_for(2)
    click(pad, "START")
    pad.run_for(1)
    (record,) = diary_in(pad.flash())
    assert answers(record) == (0, TIME_UP, WELL, WELL)
    assert (record.massage_s, record.why_not_compared) == (300, TOO_SHORT)


def test_refused_before(pad):
    open_check(pad)
    hold(pad, "START", 3.3)
    pad.run_for(1)
    (record,) = diary_in(pad.flash())
    assert (record.flags, answers(record)) == (0, (0, CHECK_REFUSED, WRONG, NONE))
    assert (record.massage_s, record.speed_most) == (0, 0)


def test_refused_after(pad):
    end_of_time(pad)
    hold(pad, "START", 3.3)
    pad.run_for(1)
    assert state(pad) == "LOCKED"
    assert answers(last(pad)) == (0, TIME_UP, WELL, WRONG)
    clear_fault(pad)
    stopped_after(pad, 3)
    first, second = diary_in(pad.flash())
    assert answers(first) == (0, TIME_UP, WELL, WRONG)
    assert answers(second) == (INTERRUPTED, BUTTON, WELL, NONE)  # nothing was owed


def test_a_fault(pad):
    begin(pad)
    pad.run_for(30)
    pad.inject("ntc_left_open", until_s=pad.now_s + 1)
    pad.run_for(4)
    assert state(pad) == "FAULT"
    record = last(pad)
    assert answers(record) == (0, BY_FAULT, WELL, NOT_ANSWERED)
    assert (record.fault_code, record.number) == (1, 1)
    assert 29 <= record.massage_s <= 31


# --- power and resets -------------------------------------------------------------------------------------------------


def restarted(pad, cause="power-on"):
    """A reset, or a power cut, and two seconds. Returns what the diary holds."""
    restart(pad, cause)
    pad.run_for(2)
    return diary_in(pad.flash())


def test_a_power_cut_while_it_runs(pad):
    begin(pad)
    click(pad, "FASTER", 3)
    pad.run_for(100)
    assert diary_in(pad.flash()) == []
    (record,) = restarted(pad)
    assert answers(record) == (INTERRUPTED, RESET, NONE, NOT_ANSWERED)
    assert not record.flags & FIRST_USE  # whether they were acknowledged is lost as well: they are asked again
    assert (record.number, record.profile, record.minutes, record.massage_s) == (1, 1, 15, 0)
    assert kept_in(pad.flash()).begun[2] == 1
    assert restarted(pad) == [record]  # once
    stopped_after(pad, 3)
    assert [(r.number, r.flags) for r in diary_in(pad.flash())] == [
        (1, INTERRUPTED),
        (2, ANSWERED_LATE | INTERRUPTED),
    ]


@pytest.mark.parametrize("cause", ["watchdog", "machine.reset", "soft reset"])
def test_a_reset_while_it_runs_forgets_nothing(pad, cause):
    begin(pad)
    click(pad, "FASTER", 3)
    pad.run_for(100)
    (record,) = restarted(pad, cause)
    assert answers(record) == (INTERRUPTED, RESET, WELL, NOT_ANSWERED)
    assert not record.flags & FIRST_USE  # started before all its questions had been shown
    assert 98 <= record.massage_s <= 103
    assert (record.speed_most, record.speed_mean >= 30) == (4, True)
    assert 1_900 < record.left_most_cc < 3_600
    assert state(pad) == ("FAULT" if cause == "watchdog" else "OFF")


@pytest.mark.parametrize("after_s", [0.05, 0.15, 0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("cause", ["machine.reset", "power-on"])
def test_a_reset_just_after_the_end_loses_no_record(pad, cause, after_s):
    begin(pad)
    pad.run_for(30)
    pad.press("START")
    pad.run_for(after_s)
    (record,) = restarted(pad, cause)
    assert record.flags & INTERRUPTED
    assert record.number == 1
    if cause == "machine.reset":
        assert 29 <= record.massage_s <= 31
        assert record.stop_reason in (RESET, BUTTON)


def test_a_power_cut_while_it_is_stopped(pad):
    begin(pad)
    pad.run_for(60)
    stop(pad)
    pad.run_for(3)
    before = diary_in(pad.flash())
    assert restarted(pad) == before
    assert answers(before[0]) == (INTERRUPTED, BUTTON, WELL, NONE)
    assert before[0].massage_s >= 59


def test_a_power_cut_after_it_was_gone_on_with_keeps_what_was_written(pad):
    begin(pad)
    pad.run_for(60)
    stop(pad)
    pad.run_for(3)
    before = diary_in(pad.flash())
    go_on(pad)
    pad.run_for(60)
    assert restarted(pad) == before


@pytest.mark.parametrize("after_s", [0.3, 0.8, 3])
def test_a_power_cut_when_the_time_is_up(pad, after_s):
    five_minutes(pad)
    begin(pad)
    wait_for(pad, lambda: state(pad) == "DONE", 310)
    pad.run_for(after_s)
    (record,) = restarted(pad)
    if after_s >= 3:
        assert answers(record) == (0, TIME_UP, WELL, NOT_ANSWERED)
    else:
        assert record.flags & INTERRUPTED or answers(record) == (0, TIME_UP, WELL, NOT_ANSWERED)


def test_a_reset_of_the_pad_when_it_is_off_writes_nothing(pad):
    end_of_time(pad)
    click(pad, "START")
    pad.run_for(2)
    before = diary_in(pad.flash())
    for cause in ("machine.reset", "power-on"):
        assert restarted(pad, cause) == before


# --- flash that takes nothing -----------------------------------------------------------------------------------------


def test_a_flash_that_takes_no_diary_stops_nobody(make_pad):
    pad = make_pad(flash_image=image_with({DIARY: b"no folder"}))
    pad.run_for(BOOT_S)
    for _ in range(2):
        begin(pad)
        pad.run_for(20)
        touched_s = pad.now_s
        stop(pad)
        assert off_after_s(pad, "MOTOR_PWM", touched_s) <= REACTION_S
        pad.run_for(130)
        click(pad, "START")
        pad.run_for(1)
        assert state(pad) == "OFF"
    assert any("diary in flash: not saved" in line for line in pad.printed)
    assert pad.faults_seen == []
    begin(pad)
    pad.run_for(5)
    pad.power_cycle()
    pad.run_for(BOOT_S + 1)
    assert (state(pad), pad.status.foot_check_due, pad.status.stop_reason) == ("OFF", True, RESET)


FAILS = """

from firmware import moments

_works = {name}


def {name}(*arguments):
    left = getattr(moments, "left", {times})
    if left:
        moments.left = left - 1
        raise {error}
    return _works(*arguments)
"""


@pytest.fixture(scope="module")
def once_used():
    """The flash of a pad that has had a session."""
    with Simulation() as pad:
        pad.run_for(BOOT_S)
        begin(pad)
        pad.run_for(10)
        stop(pad)
        pad.run_for(130)
        click(pad, "START")
        pad.run_for(1)
        return pad.flash()


@pytest.mark.parametrize("error", ["OSError(5)", "MemoryError()"])
@pytest.mark.parametrize("name", ["newest", "write"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_diary_that_fails_now_and_then_loses_nothing_older(make_pad, once_used, name, times, error):
    before = diary_in(once_used)
    assert len(before) == 1
    source = project_files()["firmware/diary.py"].decode() + FAILS.format(name=name, times=times, error=error)
    pad = make_pad(flash_image=with_files(once_used, {"firmware/diary.py": source.encode()}))
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(10)
    stop(pad)
    pad.run_for(40)
    records = diary_in(pad.flash())
    assert records[:1] == before
    assert [record.number for record in records] == [1, 2]
    assert records[1].massage_s >= 9
    assert len([line for line in pad.printed if "diary in flash: not saved" in line]) == times
    assert pad.faults_seen == []


NO_ROOM = """
from firmware import moments

moments.loads = getattr(moments, "loads", 0) + 1
if moments.loads == {load}:
    raise MemoryError()
"""


@pytest.mark.parametrize("load", [2, 3, 4])
def test_a_line_for_people_that_finds_no_room_ends_no_session(make_pad, once_used, load):
    source = NO_ROOM.format(load=load) + project_files()["firmware/session_line.py"].decode()
    pad = make_pad(flash_image=with_files(once_used, {"firmware/session_line.py": source.encode()}))
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(5)
    assert state(pad) == "RUNNING"
    stop(pad)
    pad.run_for(1)
    assert state(pad) == "STOPPED"
    assert pad.faults_seen == []
    told = [line for line in pad.printed if line.startswith("state ")]
    assert [line.split(",")[0] for line in told] == [f"state {name}" for name in ("OFF", "CHECK", "RUNNING", "STOPPED")]


@pytest.mark.parametrize("cause", ["watchdog", "machine.reset", "power-on"])
def test_a_reset_in_a_session_that_had_no_number_writes_over_no_other_one(make_pad, once_used, cause):
    before = diary_in(once_used)
    source = project_files()["firmware/diary.py"].decode() + FAILS.format(name="newest", times=2, error="OSError(5)")
    pad = make_pad(flash_image=with_files(once_used, {"firmware/diary.py": source.encode()}))
    pad.run_for(BOOT_S)
    begin(pad)
    pad.run_for(20)
    restart(pad, cause)
    pad.run_for(35)
    records = diary_in(pad.flash())
    assert records[:1] == before
    assert [(record.number, record.flags & INTERRUPTED) for record in records[1:]] == [(2, INTERRUPTED)]


def with_files(image, files):
    """A flash with these files written over."""
    littlefs = mounted(image)
    for path, content in files.items():
        with littlefs.open(path, "wb") as file:
            file.write(content)
    littlefs.unmount()
    return bytes(littlefs.context.buffer)


# --- time -------------------------------------------------------------------------------------------------------------


def test_counted_time_goes_on_after_a_power_cut(pad):
    pad.run_for(1_000)
    begin(pad)
    pad.run_for(100)
    stop(pad)
    pad.run_for(130)
    click(pad, "START")
    pad.run_for(1)
    (first,) = diary_in(pad.flash())
    assert 1_000 <= first.start <= 1_010
    pad.power_cycle(20)
    pad.run_for(20 + BOOT_S)
    stopped_after(pad, 10)
    second = last(pad)
    assert first.start + first.massage_s <= second.start <= first.start + first.massage_s + 60
    assert not (first.flags | second.flags) & CLOCK
    assert (first.week_sessions, second.week_sessions) == (255, 255)


CLOCK_MAIN = """
from machine import RTC
RTC().datetime({now})
from firmware import app
app.run()
"""


def with_clock(make_pad, now_s, records):
    """A pad whose clock a phone has set, and that remembers these sessions."""
    image = image_with({"main.py": CLOCK_MAIN.format(now=clock.date_and_time(now_s)).encode(), DIARY: FOLDER})
    content = b"".join(sealed(number, **fields) for number, fields in enumerate(records, 1))
    for segment in range((len(records) + 31) // 32):
        image = with_files(image, {f"{DIARY}/{segment:04x}": content[segment * 1280 : (segment + 1) * 1280]})
    pad = make_pad({"ambient_c": 20.0}, flash_image=image)
    pad.run_for(BOOT_S)
    return pad


def days_ago(days, **fields):
    """A session of that day."""
    return {"flags": CLOCK, "start": NOON - int(days * 86_400), "massage_s": 900, "feet_after": WELL, **fields}


def test_with_a_clock_the_time_is_real_and_the_week_is_counted(make_pad):
    pad = with_clock(make_pad, NOON, [days_ago(8), days_ago(5), days_ago(3), days_ago(1)])
    stopped_after(pad, 20)
    record = last(pad)
    assert record.number == 5
    assert record.flags & CLOCK
    assert NOON <= record.start <= NOON + 10
    assert record.week_sessions == 4


def test_feet_that_differ_on_two_days_are_told(make_pad):
    pad = with_clock(make_pad, NOON, [days_ago(3, difference_cc=230), days_ago(1, difference_cc=221)])
    pad.run_for(1)
    assert pad.status.flags & 64
    stopped_after(pad, 5)
    assert last(pad).flags & FEET_DIFFER


# --- a full diary -----------------------------------------------------------------------------------------------------


def test_a_full_diary_trips_no_guard_and_keeps_more_than_400(make_pad):
    pad = with_clock(make_pad, NOON, [days_ago(700 - number) for number in range(448)])
    stopped_after(pad, 30)
    records = diary_in(pad.flash())
    assert [record.number for record in records] == list(range(33, 450))
    assert (records[-1].massage_s >= 29, records[-1].week_sessions) == (True, 1)
    assert pad.faults_seen == []
    assert pad.resets == []


COUNTED = """

_really = is_valid
looked_at = [0]


def is_valid(record):
    looked_at[0] += 1
    print("looked at", looked_at[0])
    return _really(record)
"""


def test_a_question_looks_at_so_many_records_and_at_no_more(make_pad):
    """Each takes the VM about half a millisecond, and the guard with it."""
    image = with_clock(make_pad, NOON, [days_ago(0) for _ in range(448)]).flash()
    source = project_files()["lib/pad/diary_record.py"].decode() + COUNTED
    pad = make_pad(flash_image=with_files(image, {"lib/pad/diary_record.py": source.encode()}))
    pad.run_for(BOOT_S + 1)
    told = len(pad.printed)
    open_check(pad)
    pad.run_for(1)
    assert state(pad) == "CHECK"
    assert 60 <= len([line for line in pad.printed[told:] if line.startswith("looked at")]) <= 66
