"""What follows from a start and from what was left before it. Needed at the start only: the pad then forgets it."""

import struct

from pad import faults
from pad.limits import CRASH_LOOP_RESETS, REST_MIN
from pad.memory_record import (
    CHECK_DUE,
    FAULT_LAYOUT,
    FAULT_OFFSET,
    FLAGS_OFFSET,
    HEAT_OFFSET,
    LOCKED,
    RECORD_DUE,
    RECORDER_OFFSET,
    RESETS_OFFSET,
    SESSION_ACTIVE,
    SESSION_LAYOUT,
    SESSION_OFFSET,
    count_reset,
)
from pad.session import RESET

POWER_ON = 1  # as machine.reset_cause() gives them
WATCHDOG = 3


def settle(kept, record, found, cause, session, guard, recorder):
    """What follows from this start and from what was left before it. Nothing resumes.

    `record` is that of the RTC memory, newer than the flash if it was `found` whole; `cause` is that of the reset.
    Where something is lost that should be there, the feet are to be looked at and STORAGE_CORRUPT is latched.
    """
    power_on = cause == POWER_ON
    lost = kept.damaged
    owed = kept.owed
    fault, reading = kept.standing, kept.reading
    if found:
        owed = owed & ~SESSION_ACTIVE | record[FLAGS_OFFSET]  # the record is exact about RUNNING
        fault, reading = fault_in(record)
        lost = not restore_session(record, session) or lost
    elif not power_on:
        count_reset(record, kept.resets, cause)
        lost = not kept.is_new or lost
    guard.restore_heat(session.heat_budget)
    session.restore_state(owed & SESSION_ACTIVE != 0, owed & CHECK_DUE != 0, owed & LOCKED != 0)
    session.lock_kept = kept.damaged and not session.is_locked()  # the worst, beneath the fault
    if found:
        recorder.restore_noted(record, RECORDER_OFFSET)
        session.score_after = recorder.score_after
    if owed & SESSION_ACTIVE:
        recorder.restore_interrupted(kept.begun, RESET)
    elif found and record[FLAGS_OFFSET] & RECORD_DUE:
        recorder.write()
    if power_on:
        if owed & SESSION_ACTIVE:
            kept.add(faults.POWER_LOST, 0, cause)
        if fault == faults.CRASH_LOOP:
            fault = faults.NONE  # the way out of that one is to pull the plug
    if fault != faults.NONE:
        guard.latch(fault, reading)
    if lost:
        guard.latch(faults.STORAGE_CORRUPT)
    if not power_on:
        _judge_reset(record[RESETS_OFFSET], cause, session, guard)


def _judge_reset(resets, cause, session, guard):
    """A reset that nobody wanted, one of so many without a clean minute between them."""
    if resets >= CRASH_LOOP_RESETS:
        guard.latch(faults.CRASH_LOOP)
        session.enter_safe_mode()
    elif cause == WATCHDOG:
        guard.latch(faults.WATCHDOG_RESET)


def fault_in(data):
    """The first fault and what was read when it latched."""
    return struct.unpack_from(FAULT_LAYOUT, data, FAULT_OFFSET)


def restore_session(data, session):
    """Give the session its budgets and choices. False when a value cannot be: then the budgets stay as at power-on."""
    stop_reason, used_s, idle_s, chosen_min, heat_index = struct.unpack_from(SESSION_LAYOUT, data, SESSION_OFFSET)
    if idle_s > REST_MIN * 60:
        return False
    try:
        session.restore_choices(chosen_min, stop_reason)
        session.heat_budget.restore_minutes(data[HEAT_OFFSET:RECORDER_OFFSET], heat_index)
    except ValueError:
        return False
    session.allowance.used_ms = used_s * 1000
    session.allowance.idle_ms = idle_s * 1000
    return True
