"""Keeps what must survive: at once in RTC memory, in flash once the rail is open."""

import os

from firmware.pace import Pace
from pad.faults import CRASH_LOOP
from pad.kept import Kept
from pad.limits import CLEAN_RUN_S
from pad.liveness import STORE
from pad.memory_record import CHECK_DUE, LOCKED, SESSION_ACTIVE, owed
from pad.self_test import RAIL_OFF_MS

PERIOD_MS = 100
NOTE_MS = 500  # how much of a budget a reset may cost
RETRY_MS = 10_000  # after a write that failed
PATH = "/kept.bin"
NEW_PATH = "/kept.new"


class Store:
    """RTC memory on each change and each half second; flash when what is kept there has changed and nothing can run."""

    def __init__(self, memory, session, guard, outputs, liveness, reset_cause):
        self._memory = memory
        self._session = session
        self._guard = guard
        self._outputs = outputs
        self._liveness = liveness
        self._reset_cause = reset_cause
        self._up_ms = 0
        self._since_note_ms = 0
        self._retry_ms = 0
        self._noted = -1
        self.kept = Kept()
        self._load()
        self._settle()
        self._known_fault = guard.fault

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        self._count_clean_run(dt_ms)
        self._since_note_ms += dt_ms
        flags = owed(self._session)
        if flags != self._noted or self._guard.fault != self._known_fault or self._since_note_ms >= NOTE_MS:
            self._note(flags)
        # A flash erase stops the whole VM for up to 400 ms, the guard with it: the rail must be open by then, and the
        # monostable holds it for a while.
        self._retry_ms = max(0, self._retry_ms - dt_ms)
        rail_open = not self._session.may_run() and self._outputs.edge_age_ms >= RAIL_OFF_MS
        if self.kept.changed and rail_open and not self._retry_ms:
            self._save()

    def _note(self, flags):
        """RTC memory at once: somebody who is alarmed pulls the plug."""
        self._since_note_ms = 0
        self._noted = flags
        fault = self._guard.fault
        if fault != self._known_fault:
            self._known_fault = fault
            if fault:
                self.kept.add(fault, self._reset_cause)
        self.kept.stand(0 if fault == CRASH_LOOP else fault)  # a power cut is the way out of a crash loop
        # A session is marked before it starts, since nothing is written while it runs.
        self.kept.owe(flags | SESSION_ACTIVE if self._session.asks_before_start() else flags)
        self._memory.note_pad(self._session, self._guard)
        self._memory.save()

    def _count_clean_run(self, dt_ms):
        if self._up_ms < CLEAN_RUN_S * 1000:
            self._up_ms += dt_ms
        elif self._guard.fault == 0:
            self._memory.record[2] = 0

    def _load(self):
        try:
            with open(PATH, "rb") as file:
                self.kept.restore(file.read())
        except OSError:
            print("kept in flash: nothing yet")
        except ValueError as error:
            print("kept in flash: not readable, begun anew:", error)

    def _settle(self):
        """Give the session what it still owed when the power failed or the pad was reset."""
        flags = self.kept.owed
        if self._memory.found:  # newer than the flash, and exact about RUNNING
            flags = flags & ~SESSION_ACTIVE | self._memory.owed_before
        elif self.kept.standing:
            self._guard.latch(self.kept.standing)
        self._session.restore_state(flags & SESSION_ACTIVE != 0, flags & CHECK_DUE != 0, flags & LOCKED != 0)

    def _save(self):
        """Write beside, then rename: a power cut leaves the old file or the new one."""
        try:
            with open(NEW_PATH, "wb") as file:
                file.write(self.kept.to_bytes())
            os.rename(NEW_PATH, PATH)
            self.kept.changed = False
        except OSError as error:
            self._retry_ms = RETRY_MS
            print("kept in flash: not saved:", error)

    async def run(self):
        """For ever, each 100 ms."""
        pace = Pace(PERIOD_MS)
        while True:
            self.step(pace.elapsed_ms())
            self._liveness.beat(STORE)
            await pace.due()
