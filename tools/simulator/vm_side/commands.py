"""What the host can do to the running firmware: break a task, freeze the processor, measure the heap."""

import gc

from vm_side import clock, link, power, probe, protocol

SPIN_US = 1000

typed = []  # sources that wait at the REPL


class _Struck:
    """In a task's place: the task runs on until its turn number `turn`, counted from 1, and then the fault strikes."""

    def __init__(self, task, turn):
        self.task = task
        self.coroutine = task.coro
        self._turn = turn

    def send(self, value):
        self._turn -= 1
        if self._turn > 0:
            return self.coroutine.send(value)
        return self.strike()

    def throw(self, error):
        return self.strike()


class _Killed(_Struck):
    """Does nothing until it is healed; its coroutine is kept, so that not even `finally` runs."""

    dead = False

    def strike(self):
        self.dead = True  # nobody has asked for its next turn


class _Blocked(_Struck):
    """Interprets Python for ever, as an endless loop does; soft timers run meanwhile."""

    def strike(self):
        while self.task.coro is self:
            clock.pass_to(clock.now_us + SPIN_US)
        return self.coroutine.send(None)


class _Raising(_Struck):
    """Raises a RuntimeError at the await where it waits."""

    def strike(self):
        self.task.coro = self.coroutine
        return self.coroutine.throw(RuntimeError("thrown in by the simulator"))


_FAULTS = {protocol.KILL_TASK: _Killed, protocol.BLOCK_TASK: _Blocked, protocol.RAISE_IN_TASK: _Raising}


def execute():
    """Carry out the command of the last reply; its payload names the task, and after an @ the turn that it strikes."""
    command = link.reply[protocol.COMMAND]
    name = link.receive_payload().decode()
    if command == protocol.TYPE:
        typed.append(name)
        return protocol.DONE_OK
    if command == protocol.MEASURE_HEAP:
        gc.collect()
        return gc.mem_alloc()
    if command == protocol.INTERRUPT:
        clock.interrupted = True
        return protocol.DONE_OK
    if command == protocol.SET_CLOCK:
        return _set_clock(int(name))
    if command in (protocol.FREEZE, protocol.THAW):
        clock.frozen = command == protocol.FREEZE
        return protocol.DONE_OK
    return _change_task(command, name)


def _set_clock(ahead_us):
    """What the radio's part of the firmware does when a phone has written the time."""
    power.rtc_offset_us = ahead_us
    pad = probe.application()
    if pad is None:
        return protocol.NO_APPLICATION
    if hasattr(pad.status, "clock_set"):  # compiled, it has another name
        pad.status.clock_set = True
    return protocol.DONE_OK


def _healed(task):
    struck = task.coro
    task.coro = struck.coroutine
    if isinstance(struck, _Killed) and struck.dead:
        import asyncio  # not earlier: it takes its clock from the stand-ins

        return asyncio.create_task(struck.coroutine)
    return task


def _change_task(command, target):
    pad = probe.application()
    if pad is None:
        return protocol.NO_APPLICATION
    name, _, turn = target.partition("@")
    task = pad.tasks.get(name)
    if task is None:
        return protocol.NO_SUCH_TASK
    if hasattr(task.coro, "coroutine"):
        task = pad.tasks[name] = _healed(task)
    if command in _FAULTS:
        task.coro = _FAULTS[command](task, int(turn or 1))
    return protocol.DONE_OK
