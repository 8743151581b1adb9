"""Keeps the diary: looks what there was lately, writes what a session was. Loaded for a moment, with the rail open."""

from machine import RTC

from firmware import diary
from pad import clock, diary_record, session_record
from pad.diary_record import HEAT_LATELY, HEAT_NOT_KNOWN, TAKEN
from pad.diary_review import Review
from pad.foot_difference import FootDifference
from pad.limits import FOOT_HEAT_FREE_S
from pad.recorder import BEGIN, WRITE
from pad.session import CHECK
from pad.settings import CLEANING, FOOT_OFFSET
from pad.settings_table import number

LOOKED_AT_MOST = 64  # two or three files


def keep(recorder, session, readings):
    """Do what is due. OSError when flash does not take it: then it is still due."""
    record = bytearray(diary_record.SIZE)
    now_s, clock_set = _now(record)
    if recorder.due & BEGIN:
        start_s = max(0, now_s - recorder.massage_s)
        head = session_record.head(diary.newest() + 1, start_s, clock_set, session)
        recorder.head = session_record.late_head(head, recorder.head)
        recorder.due &= ~BEGIN  # a second try is for the same record
    if recorder.due & WRITE:
        _write(recorder, session, record, now_s, clock_set)
        recorder.due &= ~WRITE
    if recorder.due:
        newest = diary.newest()
        review = _review(Review(now_s, clock_set), newest, record)
        _tell(review, session, newest)
        if session.state == CHECK:
            recorder.next_head = session_record.head(newest + 1, now_s, clock_set, session)
            recorder.comparison = _comparison(review, clock_set, session, readings)
        recorder.due = 0


def _now(record):
    """Seconds since 2000, and whether they are from a clock that was set; if not, time with power is counted."""
    date_and_time = RTC().datetime()
    now_s = clock.seconds(date_and_time)
    clock_set = date_and_time[0] >= clock.FIRST_YEAR
    newest = 0 if clock_set else diary.newest()
    if newest and diary.read(newest, record) and not record[diary_record.FLAGS] & diary_record.CLOCK:
        at_least_s = diary_record.end_s(record)
        if now_s < at_least_s:  # the power was off
            now_s = at_least_s
            RTC().datetime(clock.date_and_time(now_s))
    return now_s, clock_set


def _write(recorder, session, record, now_s, clock_set):
    """The session's record; the days before it say how many sessions it makes, and whether the feet differ again."""
    number = session_record.number_in(recorder.head)
    if number == 0 or (recorder.cut_short and not recorder.known and diary.read(number, record)):
        return  # nothing had begun; or it was written when it was stopped
    session_record.compose(record, recorder)
    review = Review(now_s, clock_set)
    review.take(record)
    before = bytearray(diary_record.SIZE)
    _review(review, number - 1, before)
    found = diary.read(number - 1, before)
    session_record.complete(record, review.week_sessions, review.feet_differ, before if found else None)
    diary.write(record)
    recorder.known = True  # to this record
    _tell(review, session, number)
    session.foot_difference_cc, session.foot_why = recorder.difference_cc, recorder.why


def _review(review, newest, record):
    """Let it take what is there, newest first."""

    def take(found):
        review.take(found)
        return review.complete

    diary.look_back(newest, max(diary.oldest(), newest + 1 - LOOKED_AT_MOST), record, take)
    return review


def _tell(review, session, newest):
    session.week_sessions = review.week_sessions
    session.feet_differ = review.feet_differ
    every = session.settings.values[CLEANING]
    session.clean_due = every > 0 and newest > 0 and newest % every == 0


def _comparison(review, clock_set, session, readings):
    """What will compare the feet in the session that is asked for now."""
    why_not = TAKEN
    # A new pad has never been warm.
    if diary.newest() and review.last_heat_s < FOOT_HEAT_FREE_S:
        why_not = HEAT_LATELY if clock_set and review.last_heat_s >= 0 else HEAT_NOT_KNOWN
    offset_cc = number(FOOT_OFFSET, session.settings.values[FOOT_OFFSET])
    return FootDifference(why_not, readings.left.cc, readings.right.cc, offset_cc)
