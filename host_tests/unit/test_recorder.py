"""What a session's record says, whatever way the session goes: asserted at the record."""

from itertools import product

import pytest

from host_tests.unit.changed_settings import record
from host_tests.unit.recorded_finger import RecordedFinger
from host_tests.unit.session_steps import assert_nothing_runs, into
from pad import faults, phone
from pad.diary_record import (
    ANSWERED_LATE,
    FIRST_USE,
    HEAD_BYTES,
    HEAT_FIRST,
    HEAT_LATELY,
    HEAT_NOT_KNOWN,
    INTERRUPTED,
    NO_SCORE,
    NOT_TAKEN,
    TAKEN,
    TOO_SHORT,
)
from pad.foot_difference import FootDifference
from pad.recorder import KEPT_BYTES, Recorder
from pad.session import (
    BUTTON,
    BY_FAULT,
    CHECK,
    CHECK_REFUSED,
    DONE,
    FAULT,
    LOCKED,
    OFF,
    PHONE,
    RUNNING,
    SAFE_MODE,
    STATE_NAMES,
    STOPPED,
    TIME_UP,
)
from pad.settings import GENTLE, PROFILE
from pad.settings_table import tighten
from pad.thermistor import INVALID
from tools.diary_entry import decode

NONE, WELL, WRONG, NOT_ANSWERED = range(4)


@pytest.fixture
def finger():
    """On a pad whose questions of the first use have been answered."""
    made = RecordedFinger()
    made.session.first_use = False
    return made


def answers(finger):
    """What the newest record says of its end."""
    last = finger.last
    return last["flags"], last["stop_reason"], last["feet_before"], last["feet_after"]


# --- ways that a session goes -----------------------------------------------------------------------------------------


def test_the_time_is_up_and_the_feet_are_well(finger):
    finger.to_done()
    assert answers(finger) == (0, TIME_UP, WELL, NOT_ANSWERED)
    finger.wait_s(2)
    finger.press("START")
    assert answers(finger) == (0, TIME_UP, WELL, WELL)
    assert list(finger.written) == [1]
    assert finger.last["massage_s"] == 300
    assert finger.last["minutes"] == 5


def test_nobody_answers_and_the_next_foot_check_does(finger):
    finger.to_done()
    finger.wait_s(302)
    assert finger.session.state == OFF
    assert answers(finger) == (0, TIME_UP, WELL, NOT_ANSWERED)
    finger.to_stopped()
    assert answers(finger) == (ANSWERED_LATE | INTERRUPTED, BUTTON, WELL, NONE)
    finger.wait_s(2)
    assert decode(finger.written[1]).feet_after == NOT_ANSWERED  # stays as it was


def test_a_stop_can_be_gone_on_with_and_is_open_until_then(finger):
    finger.to_running()
    finger.wait_s(60)
    finger.press("START")
    assert answers(finger) == (INTERRUPTED, BUTTON, WELL, NONE)
    assert 60 <= finger.last["massage_s"] <= 62
    finger.wait_s(2)
    finger.press("START")
    finger.wait_s(60)
    finger.press("START")
    assert 119 <= finger.last["massage_s"] <= 122  # but for the self-test
    finger.wait_s(121)
    assert finger.session.state == DONE
    assert answers(finger) == (0, BUTTON, WELL, NOT_ANSWERED)
    finger.answer_well()
    assert answers(finger)[2:] == (WELL, WELL)
    assert list(finger.written) == [1]


def test_refused_before_it_began(finger):
    finger.to_locked()
    assert answers(finger) == (0, CHECK_REFUSED, WRONG, NONE)
    assert (finger.last["massage_s"], finger.last["speed_most"], finger.last["why_not_compared"]) == (0, 0, TOO_SHORT)


def test_refused_afterwards(finger):
    finger.to_done()
    finger.press("START", 3_200)
    assert finger.session.state == LOCKED
    assert answers(finger) == (0, TIME_UP, WELL, WRONG)
    finger.press("START", 5_300)
    assert finger.session.state == OFF
    assert answers(finger) == (0, TIME_UP, WELL, WRONG)


def test_an_answer_that_was_no_is_no_missing_answer(finger):
    """The check is due after a lock all the same; it answers for nothing that was not answered."""
    for refuse in (finger.to_locked, finger.to_done):
        refuse()
        if finger.session.state == DONE:
            finger.press("START", 3_200)
        finger.press("START", 5_300)
        assert finger.session.foot_check_due
        finger.to_stopped()
        assert finger.last["flags"] == INTERRUPTED
        finger.answer_well()


def test_a_phone_stops_and_says_that_something_is_wrong(finger):
    finger.to_running()
    phone.obey(finger.session, bytes((phone.STOP,)))
    finger.wait(200)
    assert answers(finger) == (INTERRUPTED, PHONE, WELL, NONE)
    assert finger.session.say_wrong()
    finger.wait(200)
    assert answers(finger) == (0, PHONE, WELL, WRONG)


def test_something_is_wrong_while_it_runs(finger):
    finger.to_running()
    finger.wait_s(20)
    assert finger.session.say_wrong()
    finger.wait(200)
    assert answers(finger) == (0, CHECK_REFUSED, WELL, WRONG)
    assert finger.last["massage_s"] >= 20


def test_something_is_wrong_that_no_question_has_asked_for(finger):
    finger.to_done()
    finger.wait_s(2)
    finger.press("START")
    assert finger.session.say_wrong()
    finger.wait(200)
    assert list(finger.written) == [1, 2]
    assert answers(finger) == (0, CHECK_REFUSED, WRONG, NONE)
    assert finger.last["massage_s"] == 0
    assert decode(finger.written[1]).feet_after == WELL


def test_that_is_the_late_answer_where_none_was_given(finger):
    finger.to_done()
    finger.wait_s(302)
    finger.session.say_wrong()
    finger.wait(200)
    assert answers(finger) == (ANSWERED_LATE, CHECK_REFUSED, WRONG, NONE)


@pytest.mark.parametrize("code", [faults.OVER_TEMPERATURE, faults.TASK])
def test_a_fault_ends_it(finger, code):
    finger.to_running()
    finger.wait_s(30)
    finger.to_fault(code)
    assert answers(finger) == (0, BY_FAULT, WELL, NOT_ANSWERED)
    assert finger.last["fault_code"] == code
    finger.press("START", 5_300)
    assert finger.session.state == OFF
    assert answers(finger) == (0, BY_FAULT, WELL, NOT_ANSWERED)


@pytest.mark.parametrize("way", ["to_stopped", "to_done"])
def test_a_fault_after_the_end_is_not_what_ended_it(finger, way):
    getattr(finger, way)()
    reason = finger.last["stop_reason"]
    finger.to_fault()
    assert answers(finger) == (0, reason, WELL, NOT_ANSWERED)
    assert finger.last["fault_code"] == 0


@pytest.mark.parametrize("leave", ["wait", "fault"])
def test_a_question_that_leads_to_nothing_writes_nothing(finger, leave):
    finger.to_check()
    if leave == "wait":
        finger.wait_s(302)
    else:
        finger.to_fault()
    assert finger.written == {}


def test_each_session_has_a_record_of_its_own(finger):
    for number in range(1, 4):
        finger.to_stopped()
        finger.answer_well()
        assert list(finger.written) == list(range(1, number + 1))


# --- presses that follow each other faster than anybody looks ---------------------------------------------------------

GAPS_MS = range(180, 300, 20)  # less is one press, of a hand that trembles
LONG_MS = range(120, 220, 20)  # so that it ends at each moment between two looks


def each_double_press(prepare, state):
    """A finger that `prepare` has made ready, after START twice, which leads to `state`.

    With each gap, at each moment: some looks must not have seen the state between them.
    """
    fewest = len(STATE_NAMES)
    for gap_ms, long_ms in product(GAPS_MS, LONG_MS):
        finger = RecordedFinger()
        finger.session.first_use = False
        prepare(finger)
        before = finger.looks
        for _ in range(2):
            finger.hold("START")
            finger.wait(long_ms)
            finger.release("START")
            finger.wait(gap_ms)
        finger.wait(300)
        assert finger.session.state == state
        fewest = min(fewest, finger.looks - before)
        yield finger
    assert fewest == 1


def locked_and_asked_again(finger):
    finger.to_done()
    finger.wait_s(2)
    finger.press("START", 3_200)
    finger.press("START", 5_300)
    assert answers(finger) == (0, TIME_UP, WELL, WRONG)
    finger.to_check()
    finger.wait_s(4)


def test_a_start_that_is_stopped_at_once_has_a_record_of_its_own():
    for finger in each_double_press(locked_and_asked_again, STOPPED):
        assert list(finger.written) == [1, 2]
        assert decode(finger.written[1]).feet_after == WRONG
        assert answers(finger) == (INTERRUPTED, BUTTON, WELL, NONE)
        assert (finger.last["massage_s"], finger.last["speed_most"]) == (0, 0)


def done_for_a_while(finger):
    finger.to_done()
    finger.wait_s(2)


def test_an_answer_after_which_the_next_check_opens_at_once_is_recorded():
    for finger in each_double_press(done_for_a_while, CHECK):
        assert answers(finger) == (0, TIME_UP, WELL, WELL)
        finger.wait_s(302)
        assert list(finger.written) == [1]
        assert answers(finger) == (0, TIME_UP, WELL, WELL)


# --- a diary that cannot be read or written ---------------------------------------------------------------------------


def test_a_session_without_a_number_writes_over_no_other_one(finger):
    finger.to_stopped()
    finger.answer_well()
    first = finger.written[1]
    finger.works = False
    finger.to_running()
    finger.wait_s(100)
    finger.works = True
    finger.press("START")
    assert finger.written[1] == first
    assert list(finger.written) == [1, 2]
    assert answers(finger) == (INTERRUPTED, BUTTON, WELL, NONE)
    assert finger.last["massage_s"] >= 100
    assert finger.last["why_not_compared"] == HEAT_NOT_KNOWN


def test_so_a_refusal_does_not_either(finger):
    finger.to_locked()
    finger.press("START", 5_300)
    finger.works = False
    finger.to_locked()
    finger.works = True
    finger.wait(200)
    assert list(finger.written) == [1, 2]
    assert answers(finger) == (0, CHECK_REFUSED, WRONG, NONE)


def test_what_could_not_be_written_is_written_later_as_it_is_then(finger):
    finger.to_running()
    finger.works = False
    finger.press("START")
    finger.wait_s(122)
    finger.works = True
    finger.wait(200)
    assert answers(finger) == (0, BUTTON, WELL, NOT_ANSWERED)


# --- what it was, and what it did -------------------------------------------------------------------------------------


def test_a_choice_that_a_phone_makes_while_the_feet_are_looked_at_counts(finger):
    finger.to_check()
    values = {PROFILE: GENTLE}
    assert tighten(finger.session.settings, record(values))
    finger.session.obey_settings()
    finger.wait_s(4)
    finger.press("START")
    finger.wait_s(5)
    finger.press("START")
    assert (finger.last["profile"], finger.last["programme"], finger.last["minutes"]) == (GENTLE, 0, 15)


def test_what_is_chosen_is_recorded(finger):
    finger.press("FASTER")  # own
    finger.press("SLOWER")  # wave
    finger.press("TIME")
    finger.to_stopped()
    assert (finger.last["profile"], finger.last["programme"], finger.last["minutes"]) == (2, 1, 20)


def test_speeds_and_heat_are_those_that_were_asked_for(finger):
    finger.to_running()
    for _ in range(5):
        finger.press("FASTER")
    finger.press("HEAT")
    finger.press("HEAT")
    finger.wait_s(60)
    finger.press("HEAT")
    finger.press("HEAT")
    for _ in range(2):
        finger.press("SLOWER")
    finger.wait_s(60)
    finger.press("START")
    last = finger.last
    assert (last["speed_most"], last["heat_most"]) == (6, 2)
    assert 45 <= last["speed_mean"] <= 55
    assert 60 <= last["heat_s"] <= 64


def test_speeds_are_what_the_programme_made_of_them(finger):
    for _ in range(2):
        finger.press("SLOWER")  # warm and settle
    finger.to_running()
    for _ in range(7):
        finger.press("FASTER")
    finger.wait_s(120)
    finger.press("START")
    assert (finger.session.programme, finger.last["programme"]) == (2, 2)
    assert finger.last["speed_most"] == 4


def test_the_warmest_surfaces_and_the_dose_are_kept(finger):
    finger.to_running()
    for left_cc, right_cc in ((3_000, 3_100), (3_900, 3_850), (3_700, 3_900)):
        finger.left_cc, finger.right_cc = left_cc, right_cc
        finger.wait_s(100)
    finger.press("START")
    last = finger.last
    assert (last["left_most_cc"], last["right_most_cc"]) == (3_900, 3_900)
    assert 12 <= last["dose"] <= 14  # 200 s at 39 C: 3.33 min / 4^4


def test_sensors_that_cannot_be_read_are_no_temperature(finger):
    finger.left_cc = finger.right_cc = INVALID
    finger.to_running()
    finger.wait_s(10)
    finger.press("START")
    assert (finger.last["left_most_cc"], finger.last["right_most_cc"], finger.last["dose"]) == (INVALID, INVALID, 0)
    assert INVALID == NOT_TAKEN


def test_nothing_of_a_session_is_left_in_the_next_one(finger):
    finger.left_cc = 4_000
    finger.to_running()
    finger.press("FASTER")
    finger.press("HEAT")
    finger.wait_s(60)
    finger.session.score_before = 9
    finger.press("START")
    finger.answer_well()
    finger.left_cc = 2_000
    finger.to_stopped()
    last = finger.last
    assert (last["number"], last["left_most_cc"], last["heat_s"], last["heat_most"]) == (2, 2_000, 0, 0)
    assert (last["speed_most"], last["dose"], last["score_before"], last["score_after"]) == (1, 0, NO_SCORE, NO_SCORE)


# --- the first use ----------------------------------------------------------------------------------------------------


def test_the_first_use_is_recorded_where_it_is_acknowledged():
    finger = RecordedFinger()
    finger.to_locked()
    assert finger.last["flags"] == 0  # asked, and not acknowledged
    finger.press("START", 5_300)
    finger.to_stopped()
    assert finger.last["flags"] == INTERRUPTED  # started before all had been shown
    finger.answer_well()
    finger.to_check()
    finger.wait_s(29)
    finger.press("START")
    finger.wait_s(3)
    finger.press("START")
    finger.wait_s(1)
    assert finger.last["flags"] == INTERRUPTED | FIRST_USE
    finger.answer_well()
    finger.to_stopped()
    assert not finger.last["flags"] & FIRST_USE


def test_a_record_that_gets_its_number_late_claims_no_first_use_and_keeps_what_was_chosen():
    finger = RecordedFinger()
    finger.works = False
    finger.press("TIME")
    finger.to_running()
    finger.wait_s(5)
    finger.press("START")
    finger.works = True
    finger.session.chosen_min, finger.session.programme = 5, 1
    finger.wait(200)
    last = finger.last
    assert (last["number"], last["flags"], last["minutes"], last["programme"]) == (1, INTERRUPTED, 20, 0)


# --- scores -----------------------------------------------------------------------------------------------------------


def test_the_score_before_is_that_of_this_session(finger):
    finger.session.score_before = 7
    finger.to_running()
    finger.wait_s(5)
    finger.press("START")
    assert (finger.last["score_before"], finger.session.score_before) == (7, NO_SCORE)
    finger.wait_s(2)
    finger.press("START")
    finger.wait_s(5)
    finger.press("START")
    assert finger.last["score_before"] == 7  # gone on with


def test_a_score_before_a_session_that_was_refused_is_not_for_the_next_one(finger):
    finger.session.score_before = 7
    finger.to_locked()
    assert (finger.last["score_before"], finger.session.score_before) == (7, NO_SCORE)


@pytest.mark.parametrize("by_phone", [False, True])
def test_after_a_refusal_there_is_no_session_for_a_score_after(finger, by_phone):
    finger.to_stopped()
    finger.answer_well()
    assert phone.obey(finger.session, bytes((phone.SCORE_AFTER, 2))) == phone.DONE
    if by_phone:
        assert finger.session.say_wrong()
    else:
        finger.to_locked()
    finger.wait(200)
    assert phone.obey(finger.session, bytes((phone.SCORE_AFTER, 5))) == phone.NOTHING_TO_DO
    assert (finger.last["number"], finger.last["score_after"]) == (2, NO_SCORE)


def test_a_score_after_ends_with_the_next_session(finger):
    finger.to_stopped()
    finger.session.score_after = 3
    finger.answer_well()
    finger.to_check()
    assert finger.session.score_after == 3
    finger.wait_s(4)
    finger.press("START")
    finger.wait(200)
    assert finger.session.score_after == NO_SCORE


# --- the feet ---------------------------------------------------------------------------------------------------------


def compared(finger, seconds, why_not=TAKEN, heat_at_s=0):
    finger.comparison = FootDifference(why_not, 2_000, 2_000, 0)
    finger.left_cc, finger.right_cc = 3_200, 2_950
    finger.to_running()
    if heat_at_s:
        finger.wait_s(heat_at_s)
        finger.press("HEAT")
    finger.wait_s(seconds - heat_at_s)
    finger.press("START")
    return finger.last["difference_cc"], finger.last["why_not_compared"]


@pytest.mark.parametrize(
    ("seconds", "why_not", "heat_at_s", "found"),
    [
        (150, TAKEN, 0, (NOT_TAKEN, TOO_SHORT)),
        (200, TAKEN, 0, (250, TAKEN)),
        (400, TAKEN, 0, (250, TAKEN)),
        (200, TAKEN, 60, (NOT_TAKEN, HEAT_FIRST)),
        (400, TAKEN, 200, (250, TAKEN)),
        (200, HEAT_LATELY, 0, (NOT_TAKEN, HEAT_LATELY)),
        (30, HEAT_LATELY, 0, (NOT_TAKEN, HEAT_LATELY)),
    ],
)
def test_the_comparison_of_the_feet_is_recorded(finger, seconds, why_not, heat_at_s, found):
    assert compared(finger, seconds, why_not, heat_at_s) == found


def test_what_was_interrupted_is_not_compared_any_further(finger):
    assert compared(finger, 100) == (NOT_TAKEN, TOO_SHORT)
    finger.wait_s(2)
    finger.press("START")
    finger.wait_s(200)
    finger.press("START")
    assert (finger.last["difference_cc"], finger.last["why_not_compared"]) == (NOT_TAKEN, TOO_SHORT)


# --- RTC memory -------------------------------------------------------------------------------------------------------


def test_what_is_noted_takes_the_bytes_that_are_there_for_it():
    recorder = Recorder()
    recorder.head = bytes(range(1, HEAD_BYTES + 1))
    data = bytearray(b"\xaa" * (KEPT_BYTES + 4))
    recorder.note(data, 2)
    assert data[:2] == data[-2:] == b"\xaa\xaa"
    assert data[2 + KEPT_BYTES - HEAD_BYTES : -2] == recorder.head


def test_all_that_a_session_can_reach_fits():
    recorder = Recorder()
    recorder.massage_s = recorder.heat_s = 3_600
    recorder.speed_sum, recorder.speed_most, recorder.heat_most = 3_700 * 11, 11, 3
    recorder.left_cc = recorder.right_cc = 12_000
    recorder.dose_umin = 3_700 * 16_667 * 8
    again, data = Recorder(), bytearray(KEPT_BYTES)
    recorder.note(data, 0)
    again.restore_noted(data, 0)
    assert vars(again) == vars(recorder) | {"known": True}


# --- something is wrong, in every state -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", range(8), ids=STATE_NAMES)
def test_who_says_that_something_is_wrong_locks_the_pad_in_every_state_that_can_be_locked(finger, state):
    finger.wait(200)
    into(finger, state)
    told = finger.session.cue_count
    shown = state if state in (FAULT, SAFE_MODE) else LOCKED
    assert finger.session.say_wrong() is (state != LOCKED)
    assert finger.session.state == shown
    assert finger.session.is_locked()
    assert finger.session.foot_check_due
    assert (finger.session.cue_count > told) is (state != LOCKED)
    assert_nothing_runs(finger.session)
    finger.wait_s(2)
    assert finger.session.state == shown
    assert WRONG in (finger.last["feet_before"], finger.last["feet_after"])


def test_what_is_said_in_a_fault_is_written_once_and_locks_when_the_fault_is_gone(finger):
    finger.to_running()
    finger.to_fault()
    finger.wait_s(2)
    assert (finger.last["feet_after"], list(finger.written)) == (NOT_ANSWERED, [1])
    finger.session.say_wrong()
    finger.wait_s(2)
    assert list(finger.written) == [1, 2]
    assert answers(finger) == (ANSWERED_LATE, CHECK_REFUSED, WRONG, NONE)
    finger.fault_is_gone = True
    finger.press("START", 5_300)
    finger.wait_s(2)
    assert (finger.session.state, finger.session.stop_reason) == (LOCKED, CHECK_REFUSED)
    assert list(finger.written) == [1, 2]
    finger.press("START", 5_300)
    assert finger.session.state == OFF
    assert not finger.session.is_locked()


def test_what_is_said_in_the_moment_of_the_fault_is_the_answer_after_that_session(finger):
    finger.to_running()
    finger.wait_s(20)
    finger.session._fail()
    finger.session.say_wrong()
    finger.fault = faults.OVER_TEMPERATURE
    finger.wait_s(2)
    assert list(finger.written) == [1]
    assert finger.last["feet_after"] == WRONG


def test_only_a_hand_unlocks_what_a_phone_has_locked(finger):
    finger.to_running()
    finger.session.say_wrong()
    for name in ("FASTER", "SLOWER", "HEAT", "TIME"):
        finger.press(name, 6_000)
    finger.press("START", 4_800)
    assert finger.session.state == LOCKED
    finger.press("START", 5_300)
    assert finger.session.state == OFF
    assert finger.session.foot_check_due


def test_a_session_that_runs_stays_one(finger):
    finger.to_running()
    assert (finger.session.state, finger.written) == (RUNNING, {})
    finger.press("START")
    assert finger.session.state == STOPPED
