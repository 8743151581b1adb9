"""Keeps what must survive: at once in RTC memory, in flash once the rail is open."""

import sys

from firmware.memory import read_file, replace_file
from firmware.moments import forget_since
from pad import kept, memory_record, settings
from pad.limits import CLEAN_RUN_S
from pad.memory_record import CAUSE_OFFSET, RESETS_OFFSET, SESSION_ACTIVE
from pad.recorder import WRITE, Recorder
from pad.self_test import RAIL_OFF_MS
from pad.session import RUNNING

NOTE_MS = 500  # how much of a budget a reset may cost
SECOND_MS = 1_000
RETRY_MS = 10_000  # after a write that failed
PATH = "/kept.bin"
SETTINGS_PATH = "/settings.bin"


class Store:
    """RTC memory on each change and each half second; flash when what is kept there has changed and nothing can run.

    At start it settles, with what it finds, what session and guard begin with. `reset_cause` is that of this start.
    `save_also` makes it save one more thing, which has `changed` and `to_bytes`.
    """

    def __init__(self, memory, session, readings, guard, outputs, reset_cause):
        self._memory = memory
        self._session = session
        self._readings = readings
        self.recorder = Recorder()
        self._guard = guard
        self._outputs = outputs
        self._reset_cause = reset_cause
        self._clean_ms = 0
        self._since_note_ms = 0
        self._second_ms = 0
        self._retry_ms = 0
        self._diary_retry_ms = 0  # of its own: what is owed to the feet must not wait for the diary
        self._state = -1
        self._feet_due = False
        self.kept = kept.Kept(read_file(PATH, kept.LONGEST))
        self._paths = [PATH, SETTINGS_PATH]
        self._contents = [self.kept, session.settings]
        self._saved_last = 0
        _settle(self.kept, memory, reset_cause, session, guard, self.recorder)
        if self.kept.damaged:
            print("kept in flash: not readable, begun anew")

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        session, guard = self._session, self._guard
        self._count_clean_run(dt_ms)
        self._since_note_ms += dt_ms
        if session.state == RUNNING:
            self._second_ms += dt_ms
            if self._second_ms >= SECOND_MS:
                self._second_ms -= SECOND_MS
                self.recorder.second(session, self._readings.left.cc, self._readings.right.cc)
        # What is owed follows from state and question.
        changed = session.state != self._state or session.foot_check_due != self._feet_due
        changed = changed or session.is_locked() != self.recorder.locked
        if changed:
            self._follow()
        if changed or guard.fault != self.kept.standing or self._since_note_ms >= NOTE_MS:
            self._note()
        self._retry_ms = max(0, self._retry_ms - dt_ms)
        self._diary_retry_ms = max(0, self._diary_retry_ms - dt_ms)
        # A flash erase stops the whole VM for up to 400 ms, the guard with it: the rail must be open by then, and the
        # monostable holds it for a while.
        if not session.may_run() and self._outputs.edge_age_ms >= RAIL_OFF_MS:
            self.save()

    def save_also(self, path, content):
        """Keep this as well, in a file of its own."""
        self._paths.append(path)
        self._contents.append(content)

    def _follow(self):
        """State or question have changed, or the score that a phone gave after a session."""
        self.recorder.follow(self._state, self._session, self._guard.fault)
        self.kept.begin(self.recorder.next_head)
        self._state = self._session.state
        self._feet_due = self._session.foot_check_due

    def _note(self):
        """RTC memory at once: somebody who is alarmed pulls the plug."""
        session, guard, kept = self._session, self._guard, self.kept
        record = self._memory.record
        self._since_note_ms = 0
        kept.stand(guard.fault, guard.fault_reading, self._reset_cause)
        kept.count_resets(record[RESETS_OFFSET], record[CAUSE_OFFSET])
        memory_record.note(record, session, guard, self.recorder)
        # A session is marked before it starts, since nothing is written while it runs.
        flags = memory_record.owed(session)
        kept.owe(flags | SESSION_ACTIVE if session.asks_before_start() else flags)
        self._memory.save()

    def _count_clean_run(self, dt_ms):
        if self._guard.fault:
            self._clean_ms = 0
        elif self._clean_ms < CLEAN_RUN_S * 1000:
            self._clean_ms += dt_ms
            if self._clean_ms >= CLEAN_RUN_S * 1000:
                self._memory.record[RESETS_OFFSET] = 0

    def save(self):
        """What has changed, one file a pass: each costs the VM some erases."""
        recorder = self.recorder
        if self._session.score_after != recorder.score_after:
            recorder.score_after = self._session.score_after
            recorder.due |= WRITE
        if recorder.due and not self._diary_retry_ms:
            self._keep_diary()
        elif not self._retry_ms:
            self.save_one()

    def _keep_diary(self):
        """Rarely, and with code that is large: it is loaded for this and gives back its heap."""
        before = tuple(sys.modules)
        try:
            from firmware import diary_keeper

            diary_keeper.keep(self.recorder, self._session, self._readings)
            self.kept.begin(self.recorder.next_head)
        except (OSError, MemoryError) as error:
            self._diary_retry_ms = RETRY_MS
            print("diary in flash: not saved:", error)
        forget_since(before)

    def save_one(self):
        """One file that has changed."""
        for _ in range(len(self._contents)):
            # In turn: one that cannot be written keeps no other waiting.
            self._saved_last = (self._saved_last + 1) % len(self._contents)
            if self._contents[self._saved_last].changed:
                self._save(self._paths[self._saved_last], self._contents[self._saved_last])
                return

    def _save(self, path, content):
        content.changed = False  # a change that comes in the meantime sets it again
        try:
            replace_file(path, content.to_bytes())
        except (OSError, MemoryError) as error:
            content.changed = True
            self._retry_ms = RETRY_MS
            print(path, "in flash: not saved:", error)


def _settle(kept, memory, reset_cause, session, guard, recorder):
    """What follows from this start. It is never needed again: the modules give back their heap."""
    before = tuple(sys.modules)
    from pad import settings_table
    from pad.settling import settle

    if not settings_table.restore(session.settings, read_file(SETTINGS_PATH, settings.LONGEST)):
        print("settings in flash: not readable, the pad does its least until a hand forgets them")
    session.take_profile()
    settle(kept, memory.record, memory.found, reset_cause, session, guard, recorder)
    session.obey_settings()
    recorder.next_head = kept.begun
    forget_since(before)
