"""Stand-in for the C module `_asyncio`, which would read the real clock: the same Task and TaskQueue in virtual time.

The queue is a sorted list, first come first served among equals; with a dozen tasks nothing is faster, and it
allocates nothing. Attribute names are those that asyncio/core.py uses.
"""

import sys
from time import ticks_diff, ticks_ms


def _core():
    return sys.modules["asyncio.core"]


class TaskQueue:
    def __init__(self):
        self._head = None

    def peek(self):
        return self._head

    def push(self, task, key=None):
        if key is None:
            key = ticks_ms()
        task.data = None
        task.ph_key = key
        before = self._head
        if before is None or ticks_diff(before.ph_key, key) > 0:
            task.next = before
            self._head = task
            return
        after = before.next
        while after is not None and ticks_diff(after.ph_key, key) <= 0:
            before = after
            after = after.next
        before.next = task
        task.next = after

    def pop(self):
        task = self._head
        self._head = task.next
        task.next = None
        return task

    def remove(self, task):
        if task is self._head:
            self.pop()
            return
        before = self._head
        while before.next is not task:
            before = before.next
        before.next = task.next
        task.next = None


class Task:
    def __init__(self, coro, globals=None):
        self.coro = coro
        self.data = None  # the queue or task that it waits for, or the exception to throw into it
        self.state = True  # True: runs; a TaskQueue: runs, others wait for it; None: over; False: over and noticed
        self.ph_key = 0  # when its turn comes, in ticks
        self.next = None

    def __iter__(self):
        if not self.state:
            self.state = False
        elif self.state is True:
            self.state = TaskQueue()
        elif type(self.state) is not TaskQueue:
            raise RuntimeError("can't wait")
        return self

    def __next__(self):
        if not self.state:
            raise self.data
        waiting = _core().cur_task
        self.state.push(waiting)
        waiting.data = self

    def done(self):
        return not self.state

    def cancel(self):
        core = _core()
        if not self.state:
            return False
        if self is core.cur_task:
            raise RuntimeError("can't cancel self")
        task = self
        while isinstance(task.data, Task):
            task = task.data
        if hasattr(task.data, "remove"):
            task.data.remove(task)
            core._task_queue.push(task)
        elif ticks_diff(task.ph_key, ticks_ms()) > 0:
            core._task_queue.remove(task)
            core._task_queue.push(task)
        task.data = core.CancelledError
        return True
