"""Lets the session's time pass, each 100 ms, and writes each change of state to the serial line."""

from firmware.pace import Pace
from firmware.words import about_fault
from pad.liveness import SESSION
from pad.session import REASON_NAMES, STATE_NAMES

PERIOD_MS = 100


class SessionTask:
    """Steps a pad.session.Session. `test_passed` is read from the guard's task."""

    def __init__(self, session, guard, guard_task, liveness):
        self._session = session
        self._guard = guard
        self._guard_task = guard_task
        self._liveness = liveness
        self._told_state = -1
        self._told_fault = -1

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        self._session.step(self._guard.fault, self._guard_task.test_passed, dt_ms)
        if self._session.state != self._told_state or self._guard.fault != self._told_fault:
            self._tell()

    def _tell(self):
        """A line for people on a change; only then is anything allocated."""
        session = self._session
        self._told_state = session.state
        self._told_fault = self._guard.fault
        line = "state " + STATE_NAMES[session.state]
        if session.stop_reason:
            line += ", last stop: " + REASON_NAMES[session.stop_reason]
        if self._guard.fault:
            line += ", " + about_fault(self._guard.fault, self._guard.fault_reading)
        print(line)

    async def run(self):
        """For ever, each 100 ms."""
        pace = Pace(PERIOD_MS)
        while True:
            self.step(pace.elapsed_ms)
            self._liveness.beat(SESSION)
            await pace
