"""What follows from a start and from what was left before it: nothing resumes, is loosened or is forgotten."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import faults, memory_record
from pad.diary_record import NONE, NOT_ANSWERED
from pad.guard import Guard
from pad.heat_budget import HeatBudget
from pad.kept import HEAD_BYTES, VERSION, Kept
from pad.limits import HEAT_BUDGET_S, HEAT_USED_AT_POWER_ON_S, REST_MIN, SESSION_TOTAL_MIN
from pad.memory_record import CHECK_DUE, LOCKED, RECORD_DUE, RESETS_OFFSET, SESSION_ACTIVE, SIZE, checksum
from pad.recorder import BEGIN, REVIEW, WRITE, Recorder
from pad.session import FAULT, NO_REASON, OFF, RESET, SAFE_MODE, STATE_NAMES, Session
from pad.settling import POWER_ON, WATCHDOG, fault_in, settle

HARD, SOFT = 2, 5
CAUSES = (POWER_ON, HARD, WATCHDOG, SOFT)
UNWANTED = CAUSES[1:]
AT_POWER_ON_LEFT_S = HEAT_BUDGET_S - HEAT_USED_AT_POWER_ON_S
BEGUN = b"\1\0\7\0\0\0" + b"as it is"[:7]  # number 7


class Pad:
    """What a start builds. `record` is what the RTC memory held, None when that was not valid."""

    def __init__(self, cause, record=None, content=None):
        self.guard = Guard(True, 6)
        self.session = Session(True, HeatBudget())
        self.kept = Kept(content)
        self.recorder = Recorder()
        self.found = record is not None
        self.record = bytearray(SIZE)
        memory_record.clear(self.record)
        if self.found:
            self.record[:] = record
        if cause != POWER_ON:  # as firmware/startup.py has counted it
            memory_record.count_reset(self.record, self.record[RESETS_OFFSET], cause)
        settle(self.kept, self.record, self.found, cause, self.session, self.guard, self.recorder)

    @property
    def state(self):
        return STATE_NAMES[self.session.state]

    @property
    def history(self):
        return list(self.kept.entries[::4])


def file_of(owed=0, standing=0, reading=0, resets=0, begun=BEGUN):
    kept = Kept(None)
    kept.begin(begun)
    kept.owe(owed)
    kept.stand(standing, reading, POWER_ON)
    kept.count_resets(resets, WATCHDOG)
    return kept.to_bytes()


def record_of(flags=0, fault=0, reading=0, resets=0, session=(0, 0, 0, 15, 0), heat=bytes(61), recorder=None):
    data = bytearray(SIZE)
    memory_record.clear(data)
    data[memory_record.FLAGS_OFFSET] = flags
    data[RESETS_OFFSET] = resets
    struct.pack_into(memory_record.FAULT_LAYOUT, data, memory_record.FAULT_OFFSET, fault, reading)
    struct.pack_into(memory_record.SESSION_LAYOUT, data, memory_record.SESSION_OFFSET, *session)
    data[memory_record.HEAT_OFFSET : memory_record.RECORDER_OFFSET] = heat
    (recorder or Recorder()).note(data, memory_record.RECORDER_OFFSET)
    memory_record.seal(data)
    return data


def test_causes_are_those_of_machine_reset_cause():
    assert (POWER_ON, WATCHDOG) == (1, 3)


# --- Power-on ---------------------------------------------------------------------------------------------------------


def test_a_first_start_finds_nothing_and_misses_nothing():
    for cause in (POWER_ON, HARD, SOFT):
        pad = Pad(cause)
        assert (pad.state, pad.guard.fault, pad.session.foot_check_due) == ("OFF", faults.NONE, False)
        assert not pad.session.is_locked()
        assert not pad.kept.changed


def test_a_power_cut_in_a_session_is_recorded_and_latches_nothing():
    pad = Pad(POWER_ON, content=file_of(SESSION_ACTIVE | CHECK_DUE))
    assert (pad.state, pad.guard.fault, pad.history) == ("OFF", faults.NONE, [faults.POWER_LOST])
    assert pad.kept.entries[2:4] == bytes(2)  # nothing was read
    assert (pad.session.stop_reason, pad.session.foot_check_due) == (RESET, True)
    assert pad.kept.changed


def test_a_brownout_that_the_rtc_memory_lives_through_is_recorded_too():
    pad = Pad(POWER_ON, record_of(SESSION_ACTIVE | CHECK_DUE), file_of(SESSION_ACTIVE))
    assert (pad.guard.fault, pad.history) == (faults.NONE, [faults.POWER_LOST])
    pad = Pad(POWER_ON, record_of(CHECK_DUE), file_of(SESSION_ACTIVE))  # the question had been asked, no more
    assert pad.history == []


@pytest.mark.parametrize("cause", UNWANTED)
def test_a_reset_in_a_session_is_no_power_cut(cause):
    pad = Pad(cause, record_of(SESSION_ACTIVE), file_of(SESSION_ACTIVE))
    assert faults.POWER_LOST not in pad.history
    assert (pad.session.stop_reason, pad.session.foot_check_due) == (RESET, True)


def test_a_fault_that_stands_and_a_lock_survive_the_plug():
    pad = Pad(POWER_ON, content=file_of(LOCKED | CHECK_DUE, faults.OVER_TEMPERATURE, 4055))
    assert (pad.guard.fault, pad.guard.fault_reading) == (faults.OVER_TEMPERATURE, 4055)
    assert (pad.state, pad.session.foot_check_due) == ("LOCKED", True)


@pytest.mark.parametrize("record", [None, record_of(fault=faults.CRASH_LOOP, resets=3)])
def test_only_a_crash_loop_does_not_survive_the_plug(record):
    pad = Pad(POWER_ON, record, file_of(standing=faults.CRASH_LOOP, resets=3))
    assert (pad.state, pad.guard.fault) == ("OFF", faults.NONE)


# --- Resets that nobody wanted ----------------------------------------------------------------------------------------


def test_what_the_rtc_memory_says_is_newer_than_the_flash():
    pad = Pad(HARD, record_of(fault=0), file_of(standing=faults.NTC_LEFT_OPEN))
    assert pad.guard.fault == faults.NONE  # it was cleared, and not yet written
    pad = Pad(HARD, record_of(fault=faults.NTC_LEFT_OPEN, reading=-7), file_of())
    assert (pad.guard.fault, pad.guard.fault_reading) == (faults.NTC_LEFT_OPEN, -7)


def test_a_lock_counts_wherever_it_is_written():
    assert Pad(HARD, record_of(LOCKED), file_of()).state == "LOCKED"
    assert Pad(HARD, record_of(), file_of(LOCKED)).state == "LOCKED"


def test_a_watchdog_reset_is_a_fault_and_the_first_cause_is_kept():
    assert Pad(WATCHDOG, record_of()).guard.fault == faults.WATCHDOG_RESET
    assert Pad(HARD, record_of()).guard.fault == faults.NONE
    assert Pad(WATCHDOG, record_of(fault=faults.REFERENCE_BAD)).guard.fault == faults.REFERENCE_BAD


@pytest.mark.parametrize("cause", UNWANTED)
def test_the_third_reset_without_a_clean_minute_is_a_crash_loop(cause):
    assert Pad(cause, record_of(resets=1)).session.state == OFF
    pad = Pad(cause, record_of(resets=2))
    assert (pad.session.state, pad.guard.fault) == (SAFE_MODE, faults.CRASH_LOOP)
    assert Pad(cause, record_of(resets=255)).session.state == SAFE_MODE
    assert Pad(POWER_ON, record_of(resets=255)).session.state == OFF


def test_a_lock_beneath_a_crash_loop_is_still_there():
    pad = Pad(HARD, record_of(LOCKED, resets=2))
    assert pad.session.state == SAFE_MODE
    assert memory_record.owed(pad.session) & LOCKED
    assert not memory_record.owed(Pad(HARD, record_of(resets=2)).session) & LOCKED


# --- The session that was cut short -----------------------------------------------------------------------------------


def gathered():
    """A recorder with something in each field, none of it usual."""
    recorder = Recorder()
    recorder.head = b"\1\0\x09\0\0\0something"[:13]
    recorder.massage_s, recorder.heat_s, recorder.speed_sum, recorder.speed_most = 3_600, 1_800, 39_600, 11
    recorder.heat_most, recorder.left_cc, recorder.right_cc, recorder.dose_umin = 3, -99, 4_040, 399_999
    recorder.difference_cc, recorder.why, recorder.before, recorder.after = -212, 7, 1, 2
    recorder.reason, recorder.fault, recorder.score_before, recorder.score_after = 4, 53, 10, 0
    return recorder


def fields(recorder):
    return {name: value for name, value in vars(recorder).items() if name not in ("due", "known", "next_head")}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_reset_forgets_nothing_of_what_the_session_did(cause):
    pad = Pad(cause, record_of(CHECK_DUE, recorder=gathered()), file_of())
    assert fields(pad.recorder) == fields(gathered())
    assert pad.session.score_after == 0
    assert (pad.recorder.known, pad.recorder.due & WRITE) == (True, 0)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_session_that_a_reset_has_ended_is_written_with_all_that_it_did(cause):
    pad = Pad(cause, record_of(SESSION_ACTIVE, recorder=gathered()), file_of())
    expected = fields(gathered()) | {"cut_short": True, "reason": RESET, "after": NOT_ANSWERED}
    assert fields(pad.recorder) == expected
    assert pad.recorder.due == REVIEW | WRITE


def test_a_session_that_lost_its_power_is_written_with_what_it_was_to_be():
    pad = Pad(POWER_ON, None, file_of(SESSION_ACTIVE))
    assert fields(pad.recorder) == fields(Recorder()) | {
        "head": BEGUN,
        "cut_short": True,
        "reason": RESET,
        "before": NONE,
        "after": NOT_ANSWERED,
    }
    assert (pad.recorder.known, pad.recorder.due) == (False, REVIEW | WRITE)


def test_one_that_had_no_number_yet_is_to_be_given_one():
    pad = Pad(POWER_ON, None, file_of(SESSION_ACTIVE, begun=bytes(13)))
    assert pad.recorder.due == REVIEW | WRITE | BEGIN


@pytest.mark.parametrize("cause", CAUSES)
def test_a_record_that_a_reset_came_upon_before_it_was_in_the_diary_is_written(cause):
    pad = Pad(cause, record_of(RECORD_DUE | CHECK_DUE, recorder=gathered()), file_of(SESSION_ACTIVE))
    assert fields(pad.recorder) == fields(gathered())
    assert pad.recorder.due == REVIEW | WRITE


@pytest.mark.parametrize("cause", CAUSES)
def test_without_a_session_nothing_is_to_be_written(cause):
    for record, content in ((None, None), (None, file_of(CHECK_DUE)), (record_of(CHECK_DUE), file_of(SESSION_ACTIVE))):
        assert Pad(cause, record, content).recorder.due == REVIEW
    assert Pad(cause, None, file_of(RECORD_DUE)).recorder.due == REVIEW  # no flag of the file


# --- What is lost -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cause", CAUSES)
def test_a_damaged_file_is_a_fault_and_the_feet_are_to_be_looked_at(cause):
    pad = Pad(cause, None, b"noise")
    assert (pad.guard.fault, pad.session.foot_check_due) == (faults.STORAGE_CORRUPT, True)
    pad = Pad(cause, record_of(fault=faults.REFERENCE_BAD), b"noise")
    assert pad.guard.fault == faults.REFERENCE_BAD  # the first cause


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("content", [b"", b"noise", file_of(LOCKED)[:-1], bytes([VERSION - 1]) + file_of()[1:]])
def test_a_file_that_cannot_be_read_may_have_held_a_lock_which_waits_beneath_the_fault(cause, content):
    session = Pad(cause, None, content).session
    assert memory_record.owed(session) & LOCKED
    session.step(faults.STORAGE_CORRUPT, False, 100)
    assert (session.state, session.is_locked()) == (FAULT, True)
    session.step(faults.NONE, False, 100)  # cleared by a hand
    assert STATE_NAMES[session.state] == "LOCKED"


def test_a_lock_that_is_known_is_not_asked_for_twice():
    session = Pad(HARD, record_of(LOCKED), b"noise").session
    assert STATE_NAMES[session.state] == "LOCKED"
    assert not session.lock_kept


@pytest.mark.parametrize("cause", UNWANTED)
def test_a_memory_that_a_reset_should_have_kept_is_missed(cause):
    pad = Pad(cause, None, file_of(SESSION_ACTIVE | CHECK_DUE))
    assert (pad.guard.fault, pad.session.foot_check_due) == (faults.STORAGE_CORRUPT, True)
    assert (pad.session.stop_reason, pad.session.heat_budget.left_s()) == (RESET, AT_POWER_ON_LEFT_S)
    assert pad.record[RESETS_OFFSET] == 1
    assert Pad(POWER_ON, None, file_of()).guard.fault == faults.NONE


def test_losing_the_memory_each_time_hides_no_crash_loop():
    assert Pad(HARD, None, file_of(resets=1)).session.state == OFF
    pad = Pad(HARD, None, file_of(resets=2))
    assert (pad.session.state, pad.record[RESETS_OFFSET]) == (SAFE_MODE, 3)
    assert Pad(HARD, None, file_of(resets=255)).record[RESETS_OFFSET] == 255
    assert Pad(POWER_ON, None, file_of(resets=2)).session.state == OFF


@pytest.mark.parametrize(
    "session",
    [
        (7, 0, 0, 15, 0),  # no such stop reason
        (0, 0, REST_MIN * 60 + 1, 15, 0),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 35, 0),
        (0, 0, 0, 7, 0),
        (0, 0, 0, 15, 61),  # no such minute
    ],
)
def test_a_value_that_cannot_be_is_a_fault_and_the_budgets_are_as_at_power_on(session):
    for cause in CAUSES:
        pad = Pad(cause, record_of(session=session))
        assert pad.guard.fault == faults.STORAGE_CORRUPT
        assert pad.session.heat_budget.left_s() == AT_POWER_ON_LEFT_S
        assert pad.session.allowance.rest_s() == 0


def test_the_last_values_that_can_be_are_taken():
    pad = Pad(HARD, record_of(session=(6, 3600, REST_MIN * 60, 30, 60), heat=bytes([9] * 61)))
    assert pad.guard.fault == faults.NONE
    assert (pad.session.stop_reason, pad.session.chosen_min) == (6, 30)
    assert (pad.session.allowance.used_ms, pad.session.allowance.idle_ms) == (3_600_000, 1_800_000)
    assert (pad.session.heat_budget.index, pad.session.heat_budget.left_s()) == (60, HEAT_BUDGET_S - 9 * 61)


# --- Bytes that nobody wrote ------------------------------------------------------------------------------------------

NOISE = st.binary(max_size=100)
SEALED_RECORD = st.binary(min_size=SIZE - 5, max_size=SIZE - 5).map(
    lambda content: bytes([memory_record.VERSION]) + content
)
ALMOST_RECORD = st.builds(
    record_of,
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(-0x8000, 0x7FFF),
    st.integers(0, 3),
    st.tuples(
        st.integers(0, 6),
        st.integers(0, 0xFFFF),
        st.integers(0, REST_MIN * 60),
        st.sampled_from((5, 15, 30)),
        st.integers(0, 60),
    ),
    st.binary(min_size=61, max_size=61),
)
RECORD = st.none() | ALMOST_RECORD | SEALED_RECORD.map(lambda body: body + checksum(body, len(body)))
SEALED_FILE = st.integers(0, 16).flatmap(
    lambda count: st.binary(min_size=HEAD_BYTES - 1 + 4 * count, max_size=HEAD_BYTES - 1 + 4 * count).map(
        lambda content: bytes([VERSION]) + content
    )
)
FILE = st.none() | NOISE | SEALED_FILE.map(lambda body: body + checksum(body, len(body)))


@given(st.sampled_from(CAUSES), RECORD, FILE)
def test_whatever_was_left_nothing_runs_and_nothing_is_loosened(cause, record, content):
    pad = Pad(cause, record, content)
    session = pad.session
    assert pad.state in ("OFF", "LOCKED", "SAFE_MODE")
    assert not session.may_run()
    assert (session.speed_step, session.heat_level, session.remaining_ms) == (0, 0, 0)
    assert session.chosen_min in (5, 10, 15, 20, 25, 30)
    budget = session.heat_budget
    assert budget.used_s == sum(budget.minutes) >= 0
    assert 0 <= budget.left_s() <= HEAT_BUDGET_S
    assert 0 <= session.allowance.left_ms() <= SESSION_TOTAL_MIN * 60_000
    assert 0 <= session.allowance.rest_s() <= REST_MIN * 60
    if record is None:
        assert budget.left_s() == AT_POWER_ON_LEFT_S
    if pad.kept.damaged:
        assert pad.guard.fault != faults.NONE
        assert session.foot_check_due


@given(st.sampled_from(CAUSES), RECORD, FILE)
def test_whatever_was_left_can_be_noted_again_and_a_hand_can_clear_it(cause, record, content):
    pad = Pad(cause, record, content)
    memory_record.note(pad.record, pad.session, pad.guard, pad.recorder)
    memory_record.seal(pad.record)
    assert memory_record.is_valid(pad.record)
    assert fault_in(pad.record) == (pad.guard.fault, pad.guard.fault_reading)
    pad.kept.stand(pad.guard.fault, pad.guard.fault_reading, cause)
    assert not Kept(pad.kept.to_bytes()).damaged
    pad.session.step(pad.guard.fault, False, 100)
    assert pad.guard.clear()
    assert pad.guard.fault == faults.NONE


@given(ALMOST_RECORD)
def test_what_is_noted_comes_back(record):
    first = Pad(HARD, record)
    memory_record.note(first.record, first.session, first.guard, first.recorder)
    first.record[RESETS_OFFSET] = 0
    again = Pad(HARD, first.record)
    for name in ("chosen_min", "stop_reason"):
        assert getattr(again.session, name) == getattr(first.session, name)
    assert again.session.allowance.used_ms == first.session.allowance.used_ms
    assert again.session.allowance.idle_ms == first.session.allowance.idle_ms
    assert again.session.heat_budget.minutes == first.session.heat_budget.minutes
    assert (again.guard.fault, again.guard.fault_reading) == (first.guard.fault, first.guard.fault_reading)


def test_a_start_that_finds_nothing_says_no_reason():
    assert Pad(POWER_ON).session.stop_reason == NO_REASON


@pytest.mark.parametrize("used_s", [0, 60, 1_500])
def test_the_guard_begins_with_the_heat_that_the_session_remembers(used_s):
    minutes = used_s // 60
    pad = Pad(SOFT, record_of(heat=bytes([60] * minutes + [0] * (61 - minutes))))
    assert pad.session.heat_budget.used_s == used_s
    assert pad.guard._heat.limits.budget.used_s == used_s
