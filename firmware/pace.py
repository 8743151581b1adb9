"""The rhythm of a periodic task: no drift, no allocation."""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms

LONGEST_ELAPSED_MS = 3_000  # the watchdog's time: nothing sees a longer gap


class Pace:
    """Keeps a period in milliseconds. `await pace.due()`, then ask `elapsed_ms()` once a pass."""

    def __init__(self, period_ms):
        self._period_ms = period_ms
        self._due_ms = ticks_ms()
        self._last_ms = self._due_ms

    def due(self):
        """An awaitable that ends when the next pass is due. A whole period that was missed is not made up for."""
        now_ms = ticks_ms()
        due_ms = ticks_add(self._due_ms, self._period_ms)
        wait_ms = ticks_diff(due_ms, now_ms)
        if not 0 <= wait_ms <= self._period_ms:
            wait_ms = self._period_ms
            due_ms = ticks_add(now_ms, wait_ms)
        self._due_ms = due_ms
        return asyncio.sleep_ms(wait_ms)

    def elapsed_ms(self):
        """Milliseconds since the last call."""
        now_ms = ticks_ms()
        elapsed_ms = ticks_diff(now_ms, self._last_ms)
        self._last_ms = now_ms
        return elapsed_ms if 0 <= elapsed_ms < LONGEST_ELAPSED_MS else LONGEST_ELAPSED_MS
