"""Work on all cores: one process a core, which its simulations' MicroPython shares with it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.queues import Queue
from typing import TypeVar

from tools.campaign.workers import cores

_Task = TypeVar("_Task")
_Found = TypeVar("_Found")


def on_all_cores(work: Callable[[_Task], _Found], tasks: Iterable[_Task]) -> list[_Found]:
    """What `work` returns for each task, in their order; what it raises is raised here."""
    free: Queue[int] = multiprocessing.Queue()
    for core in cores():
        free.put(core)
    with ProcessPoolExecutor(len(cores()), initializer=_take_core, initargs=(free,)) as workers:
        return list(workers.map(work, tasks))


def _take_core(free: Queue[int]) -> None:
    core = free.get()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})
