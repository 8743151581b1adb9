"""Runs cases on all cores: one process a core, which its simulations' MicroPython shares with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from typing import TypeAlias

from tools.board_files import project_files
from tools.campaign.cases import Case, make_case
from tools.campaign.judge import WORKS, Miss, Verdict, judge
from tools.campaign.recording import record
from tools.command_line import end_quietly
from tools.simulator import filesystem
from tools.simulator.vm import SimulatorError

Work: TypeAlias = tuple[int, int, str, bytes]  # seed, count, mode, image
Counter: TypeAlias = "Synchronized[int]"  # of the runs that a worker has taken


def cores() -> list[int]:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def judge_all(seed: int, count: int, mode: str, workers: int) -> Iterator[Verdict]:
    """The verdicts of runs 0 to `count` - 1, as they are finished, all of the firmware as it is now.

    SimulatorError when a worker ends before its work is done.
    """
    image = filesystem.flash_image(project_files(), "mpy")
    workers = min(workers, count)
    counter = multiprocessing.Value("q", 0)
    started = [_start(counter, (seed, count, mode, image), number) for number in range(workers)]
    pipes = {pipe for _, pipe in started}
    done = 0
    try:
        while pipes:
            for verdict in _received(pipes):
                done += 1
                yield verdict
        if done < count:
            raise SimulatorError(f"a worker of the campaign has died; {count - done} runs are missing")
    finally:
        for process, _ in started:
            process.terminate()
            process.join()


def _start(counter: Counter, work: Work, number: int) -> tuple[BaseProcess, Connection]:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    core = cores()[number % len(cores())]
    process = multiprocessing.Process(target=_work, args=(counter, work, core, sender), daemon=True)
    process.start()
    sender.close()  # the worker has its own: when that closes, there is nobody left to send
    return process, receiver


def _received(pipes: set[Connection]) -> Iterator[Verdict]:
    """Wait for the next verdicts; a pipe whose worker has ended leaves the set."""
    for pipe in [ready for ready in wait(list(pipes)) if isinstance(ready, Connection)]:
        try:
            yield pipe.recv()
        except EOFError:
            pipes.remove(pipe)


def _work(counter: Counter, work: Work, core: int, sender: Connection) -> None:
    """In a worker. Ctrl-C is for the parent, which ends this process through every `with` on the way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end_quietly)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})
    seed, count, mode, image = work
    while (index := _next(counter)) < count:
        sender.send(judge_case(make_case(seed, index, mode), image))


def _next(counter: Counter) -> int:
    with counter.get_lock():
        counter.value += 1
        return counter.value - 1


def judge_case(case: Case, image: bytes | None = None) -> Verdict:
    """Run and judge. A simulation that cannot go on is a run that does not work, not the end of the campaign."""
    try:
        return judge(record(case, image))
    except SimulatorError as error:
        missed = [Miss(WORKS, str(error))]
        return Verdict(case.name, case.fault, case.mode, case.fault_s, 0.0, 0.0, 0.0, missed=missed)
