"""A phone beside a pad that runs in real time, for other threads: nothing waits, the pad goes on meanwhile.

    pad = LivePad(lambda: Simulation(radio=True))
    pad.start()
    phone = RemotePhone(pad, "phone")
    phone.do(lambda system: system.connect()).result()
    print(phone.do(lambda system: system.read("2A24")).result())

Within asyncio: `await asyncio.wrap_future(phone.do(...))`.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, InvalidStateError
from functools import partial
from typing import Any, TypeAlias, TypeVar

from tools.simulator.handset import Habits, Handset, PhoneError, outcome
from tools.simulator.live import LivePad
from tools.simulator.simulation import Simulation
from tools.simulator.system_phone import SystemPhone

PATIENCE_S = 10.0  # of simulated time, for one operation
INTERVAL_MS = 15.0  # phones are quick while an app is open: Apple's least, and near Android's high priority

_T = TypeVar("_T")
Operation: TypeAlias = Callable[[SystemPhone], Coroutine[Any, Any, _T]]


class RemotePhone:
    """A phone; `on_value(handle, value)` and `on_disconnect()` are called in the pad's thread.

    A future fails with a PhoneError, also when the pad comes to its end.
    """

    def __init__(self, pad: LivePad, name: str) -> None:
        self.deaf()
        self._pad = pad
        self._name = name
        self._system: SystemPhone | None = None
        self._open: set[Future[Any]] = set()
        self._over = False
        pad.at_end.append(self._end)

    def deaf(self) -> None:
        """Nobody listens to it any more."""
        self.on_value: Callable[[int, bytes], None] = lambda handle, value: None
        self.on_disconnect: Callable[[], None] = lambda: None

    def do(self, operation: "Operation[_T]") -> "Future[_T]":
        """Begin something within a twentieth of a second; the future gets its outcome."""
        future: Future[_T] = Future()
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        self._pad.order(partial(self._begin, operation, future))
        if self._over:  # nobody will come to it any more
            _give_up(future)
        return future

    def _end(self) -> None:
        self._over = True
        for future in tuple(self._open):
            _give_up(future)

    def _begin(self, operation: "Operation[_T]", future: "Future[_T]", simulation: Simulation) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            system = self._system or self._make(simulation)
        except ValueError as error:
            future.set_exception(PhoneError(str(error)))
            return
        task = system.handset.start(operation(system), PATIENCE_S)
        task.add_done_callback(partial(_settle, future))

    def _make(self, simulation: Simulation) -> SystemPhone:
        handset = Handset(simulation, self._name, habits=Habits(interval_ms=INTERVAL_MS))
        handset.on_value = lambda handle, value: self.on_value(handle, value)
        handset.on_disconnect = lambda: self.on_disconnect()
        handset.start(handset.power_on())
        self._system = SystemPhone(handset)
        return self._system


def _settle(future: "Future[_T]", task: "asyncio.Task[_T]") -> None:
    try:
        future.set_result(outcome(task))
    except Exception as error:  # noqa: BLE001  whoever waits for it gets it
        future.set_exception(error)


def _give_up(future: "Future[_T]") -> None:
    with contextlib.suppress(InvalidStateError):  # it has an outcome already
        future.set_exception(PhoneError("the pad has come to its end"))
