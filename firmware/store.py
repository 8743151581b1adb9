"""Keeps what must survive: at once in RTC memory, in flash once the rail is open."""

import os

from firmware.pace import Pace
from pad.kept import Kept
from pad.limits import CLEAN_RUN_S
from pad.liveness import STORE
from pad.memory_record import CHECK_DUE, LOCKED, SESSION_ACTIVE, owed
from pad.self_test import RAIL_OFF_MS

PERIOD_MS = 500
PATH = "/kept.bin"
NEW_PATH = "/kept.new"


class Store:
    """RTC memory each half second; flash when what is kept there has changed and nothing can run."""

    def __init__(self, memory, session, guard, outputs, liveness, reset_cause):
        self._memory = memory
        self._session = session
        self._guard = guard
        self._outputs = outputs
        self._liveness = liveness
        self._reset_cause = reset_cause
        self._known_fault = guard.fault
        self._up_ms = 0
        self.kept = Kept()
        self._load()
        self._settle()

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        self._count_clean_run(dt_ms)
        fault = self._guard.fault
        if fault != self._known_fault:
            self._known_fault = fault
            if fault:
                self.kept.add(fault, self._reset_cause)
        self.kept.owe(self._owed_in_flash())
        self._memory.note_pad(self._session, self._guard)
        self._memory.save()
        # A flash erase stops the whole VM for up to 400 ms, the guard with it: the rail must be open by then, and the
        # monostable holds it for a while.
        if self.kept.changed and not self._session.may_run() and self._outputs.edge_age_ms >= RAIL_OFF_MS:
            self._save()

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
        if self._memory.found:  # newer than the flash by up to half a second, and exact about RUNNING
            flags = flags & ~SESSION_ACTIVE | self._memory.owed_before
        self._session.restore_state(flags & SESSION_ACTIVE != 0, flags & CHECK_DUE != 0, flags & LOCKED != 0)

    def _owed_in_flash(self):
        """A session is marked before it starts, since nothing is written while it runs."""
        flags = owed(self._session)
        return flags | SESSION_ACTIVE if self._session.asks_before_start() else flags

    def _save(self):
        """Write beside, then rename: a power cut leaves the old file or the new one."""
        try:
            with open(NEW_PATH, "wb") as file:
                file.write(self.kept.to_bytes())
            os.rename(NEW_PATH, PATH)
        except OSError as error:
            print("kept in flash: not saved:", error)
        self.kept.changed = False

    async def run(self):
        """For ever, each 500 ms."""
        pace = Pace(PERIOD_MS)
        while True:
            self.step(pace.elapsed_ms())
            self._liveness.beat(STORE)
            await pace.due()
