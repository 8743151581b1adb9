"""Keeps what must survive: at once in RTC memory, in flash once the rail is open."""

import os

from firmware.pace import Pace
from pad.fault_history import FaultHistory
from pad.limits import CLEAN_RUN_S
from pad.liveness import STORE
from pad.self_test import RAIL_OFF_MS

PERIOD_MS = 500
PATH = "/faults.bin"
NEW_PATH = "/faults.new"


class Store:
    """RTC memory each half second, the fault history in flash when it has grown and nothing can run."""

    def __init__(self, memory, session, guard, outputs, liveness, reset_cause):
        self._memory = memory
        self._session = session
        self._guard = guard
        self._outputs = outputs
        self._liveness = liveness
        self._reset_cause = reset_cause
        self._known_fault = guard.fault
        self._up_ms = 0
        self.history = FaultHistory()
        self._load()

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        self._count_clean_run(dt_ms)
        fault = self._guard.fault
        if fault != self._known_fault:
            self._known_fault = fault
            if fault:
                self.history.add(fault, self._reset_cause)
        self._memory.note_pad(self._session, self._guard)
        self._memory.save()
        # A flash erase stops the whole VM for up to 400 ms, the guard with it: the rail must be open by then, and the
        # monostable holds it for a while.
        if self.history.changed and not self._session.may_run() and self._outputs.edge_age_ms >= RAIL_OFF_MS:
            self._save()

    def _count_clean_run(self, dt_ms):
        if self._up_ms < CLEAN_RUN_S * 1000:
            self._up_ms += dt_ms
        elif self._guard.fault == 0:
            self._memory.record[2] = 0

    def _load(self):
        try:
            with open(PATH, "rb") as file:
                self.history.restore(file.read())
        except OSError:
            print("fault history: none yet")
        except ValueError as error:
            print("fault history: not readable, begun anew:", error)

    def _save(self):
        """Write beside, then rename: a power cut leaves the old file or the new one."""
        try:
            with open(NEW_PATH, "wb") as file:
                file.write(self.history.to_bytes())
            os.rename(NEW_PATH, PATH)
        except OSError as error:
            print("fault history: not saved:", error)
        self.history.changed = False

    async def run(self):
        """For ever, each 500 ms."""
        pace = Pace(PERIOD_MS)
        while True:
            self.step(pace.elapsed_ms())
            self._liveness.beat(STORE)
            await pace.due()
