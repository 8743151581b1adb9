"""What the host can do to the running firmware: break a task, freeze the processor, measure the heap."""

import gc

from vm_side import clock, link, probe, protocol

SPIN_US = 1000


class _Killed:
    """In a task's place: never does anything again; its coroutine is kept, so that not even `finally` runs."""

    def __init__(self, coroutine):
        self.coroutine = coroutine

    def send(self, value):
        return None

    def throw(self, error):
        return None


class _Blocked:
    """In a task's place: interprets Python for ever, as an endless loop does; soft timers run meanwhile."""

    def __init__(self, task):
        self.task = task
        self.coroutine = task.coro

    def _spin(self):
        while self.task.coro is self:
            clock.pass_to(clock.now_us + SPIN_US)

    def send(self, value):
        self._spin()
        return self.coroutine.send(value)

    def throw(self, error):
        self._spin()
        return self.coroutine.throw(error)


class _Raising:
    """In a task's place: its next turn raises a RuntimeError at the await where it waits."""

    def __init__(self, task):
        self.task = task
        self.coroutine = task.coro

    def send(self, value):
        self.task.coro = self.coroutine
        return self.coroutine.throw(RuntimeError("thrown in by the simulator"))

    def throw(self, error):
        return self.send(None)


def execute():
    """Carry out the command of the last reply; its payload names the task."""
    command = link.reply[protocol.COMMAND]
    name = link.receive_payload().decode()
    if command == protocol.MEASURE_HEAP:
        gc.collect()
        return gc.mem_alloc()
    if command in (protocol.FREEZE, protocol.THAW):
        clock.frozen = command == protocol.FREEZE
        return protocol.DONE_OK
    return _change_task(command, name)


def _change_task(command, name):
    pad = probe.application()
    if pad is None:
        return protocol.NO_APPLICATION
    task = pad.tasks.get(name)
    if task is None:
        return protocol.NO_SUCH_TASK
    if hasattr(task.coro, "coroutine"):
        task.coro = task.coro.coroutine
    if command == protocol.KILL_TASK:
        task.coro = _Killed(task.coro)
    elif command == protocol.BLOCK_TASK:
        task.coro = _Blocked(task)
    elif command == protocol.RAISE_IN_TASK:
        task.coro = _Raising(task)
    return protocol.DONE_OK
