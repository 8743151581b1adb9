"""Lets the session's time pass, each 100 ms, and writes each change of state to the serial line."""

import sys

from firmware.moments import forget_since


class SessionTask:
    """Steps a pad.session.Session. `test_passed` is read from the guard's task."""

    def __init__(self, session, guard, guard_task):
        self._session = session
        self._guard = guard
        self._guard_task = guard_task
        self._told_state = -1
        self._told_fault = -1

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        self._session.step(self._guard.fault, self._guard_task.test_passed, dt_ms)
        if self._session.state != self._told_state or self._guard.fault != self._told_fault:
            self.tell()

    def tell(self):
        """A line for people on a change; only then is anything allocated."""
        self._told_state = self._session.state
        self._told_fault = self._guard.fault
        before = tuple(sys.modules)
        try:
            from firmware import session_line

            print(session_line.line(self._session, self._guard))
        except MemoryError:  # no reason to end a session: as soon as there is room
            self._told_state = -1
        forget_since(before)
