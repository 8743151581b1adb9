"""The pad's radio as the simulated chip sees it: calls from `bluetooth` in, events out, in the board's time."""

import asyncio
import contextlib
import struct
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from random import Random
from typing import Any, Protocol, TypeVar

from bumble import core, hci
from bumble.transport.common import AsyncPipeSink

from tools.simulator.air import Address, Air, AirController
from tools.simulator.nimble import EINVAL, ENODEV, LONGEST_MTU, LONGEST_NAME, Settings, Stack
from tools.simulator.nimble_events import Event
from tools.simulator.nimble_gatt import ServiceRow, Value
from tools.simulator.nimble_host import OneAtATimeHost
from tools.simulator.vm_side import protocol

LEAST_MTU = 23
MAKER = 0x246F28  # one of Espressif's
SETTING_NAMES = {
    protocol.CONFIG_BOND: "bond",
    protocol.CONFIG_MITM: "mitm",
    protocol.CONFIG_IO: "io",
    protocol.CONFIG_LE_SECURE: "le_secure",
    protocol.CONFIG_MTU: "mtu",
}

PUBLIC = hci.AddressType.PUBLIC_DEVICE
Answer = int | bytes
_T = TypeVar("_T")


class Carrier(Protocol):
    """What takes the pad's packets to phones: virtual air, or a dongle. `generator`: of keys, None for real ones."""

    generator: Random | None

    @property
    def next_us(self) -> int:
        """When it has something to do next."""

    def advance(self, to_us: int) -> None:
        """Let its time go on, and do what is due."""

    def run(self, call: Callable[[], _T]) -> _T:
        """Do something now, on the loop, and what follows from it at once."""

    async def switch_on(self) -> OneAtATimeHost:
        """A controller, and Bumble's way to talk to it."""

    def switch_off(self) -> None:
        """The controller stops in the middle of everything."""

    def close(self) -> None:
        """Nothing more happens."""


class VirtualCarrier:
    """The pad's place on virtual air."""

    def __init__(self, seed: int) -> None:
        self.air = Air()
        self.loop = self.air.loop
        self.generator: Random | None = Random(seed)
        self.address = Address(((MAKER << 24) + seed * 0x9E3779B1 % (1 << 24)).to_bytes(6, "little"), PUBLIC)
        self._controller: AirController | None = None

    @property
    def next_us(self) -> int:
        """When it has something to do next."""
        return self.loop.next_us

    def advance(self, to_us: int) -> None:
        """Let its time go on, and do what is due."""
        self.loop.advance(to_us)

    def run(self, call: Callable[[], _T]) -> _T:
        """Do something now, on the loop, and what follows from it at once."""
        return self.loop.run_now(call)

    async def switch_on(self) -> OneAtATimeHost:
        """A new virtual controller."""
        self.switch_off()
        self._controller = AirController("pad", self.air, self.address)
        return OneAtATimeHost(self._controller, AsyncPipeSink(self._controller))

    def switch_off(self) -> None:
        """The controller stops in the middle of everything."""
        if self._controller is not None:
            self.air.switch_off(self._controller)
            self._controller = None

    def close(self) -> None:
        """Nothing more happens."""
        self.loop.end()


class Radio:
    """Everything of `bluetooth` that is not in the VM. `carrier`: virtual air, or a dongle."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.result = 0
        self.stack: Stack | None = None
        self.settings = Settings()
        self._events: deque[tuple[Event, asyncio.Future[Answer]]] = deque()
        self._told: asyncio.Future[Answer] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._power = asyncio.Lock()  # what switches off has switched off before anything switches on

    # --- Time ---------------------------------------------------------------------------------------------------------

    @property
    def next_us(self) -> int:
        """When it has something to do next."""
        return self.carrier.next_us

    @property
    def pending_us(self) -> int:
        """0 while the firmware has an event to fetch, else FAR."""
        return 0 if self._events else protocol.FAR

    def advance(self, to_us: int) -> None:
        """Follow the board's time."""
        self.carrier.advance(to_us)

    # --- The chip -----------------------------------------------------------------------------------------------------

    def reset(self, cause: int) -> None:
        """The chip resets. Only a soft reset ends connections properly; otherwise phones wait in vain."""
        self.carrier.run(self._stop if cause == protocol.SOFT_RESET else self._die)
        self.settings = Settings()

    def close(self) -> None:
        """Nothing more happens."""
        self.carrier.close()

    def _die(self) -> None:
        self.stack = None
        self.carrier.switch_off()
        self._drop_events()

    def _drop_events(self) -> None:
        for _, future in self._events:
            future.cancel()
        self._events.clear()
        if self._told is not None:
            self._told.cancel()
            self._told = None

    def tell(self, event: Event) -> "asyncio.Future[Answer]":
        """Queue an event for the firmware; what its handler returns comes back."""
        future = asyncio.get_running_loop().create_future()
        self._events.append((event, future))
        return future

    def request(self, detail: int, payload: bytes) -> bytes:
        """Do what the firmware calls; `result` is its result, the bytes are the answer."""
        operation = detail & 0xFF
        numbers = (detail >> 8 & 0xFFFF, detail >> 24 & 0xFFFF, detail >> 40)
        call = self._calls.get(operation) or self._running_calls[operation]
        answer: Answer = ENODEV
        if operation in self._calls or (self.stack is not None and self.stack.running):
            answer = self.carrier.run(partial(call, self, numbers, payload))
        self.result = answer if isinstance(answer, int) else 0
        return b"" if isinstance(answer, int) else answer

    # --- Calls that work at any time ----------------------------------------------------------------------------------

    def _start(self, numbers: tuple[int, ...] = (), payload: bytes = b"") -> int:
        self._stop()
        self._spawn(self._run())
        return 0

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self) -> None:
        async with self._power:
            host = await self.carrier.switch_on()
            self.stack = stack = Stack(host, self.settings, self.tell, self.carrier.generator)
        await stack.start()

    def _stop(self, numbers: tuple[int, ...] = (), payload: bytes = b"") -> int:
        if self.stack is not None:
            self._spawn(self._end(self.stack))
            self.stack = None
            self._drop_events()
        return 0

    async def _end(self, stack: Stack) -> None:
        async with self._power:
            with contextlib.suppress(core.BaseBumbleError):
                await stack.stop()
            self.carrier.switch_off()

    def _state(self, numbers: tuple[int, ...], payload: bytes) -> int:
        return int(self.stack is not None and self.stack.running)

    def _config(self, numbers: tuple[int, ...], payload: bytes) -> int:
        which, value, _ = numbers
        if which == protocol.CONFIG_MTU:
            if not self._state(numbers, payload):
                return ENODEV
            if not LEAST_MTU <= value <= LONGEST_MTU:
                return EINVAL
        setattr(self.settings, SETTING_NAMES[which], value)
        return 0

    def _name(self, numbers: tuple[int, ...], payload: bytes) -> Answer:
        if not numbers[0]:
            return self.settings.name
        if len(payload) > LONGEST_NAME:
            return EINVAL
        self.settings.name = payload
        return 0

    def _mtu(self, numbers: tuple[int, ...], payload: bytes) -> int:
        return self.settings.mtu if self._state(numbers, payload) else -ENODEV

    def _fetch(self, numbers: tuple[int, ...], payload: bytes) -> Answer:
        if not self._events:
            return b""
        event, self._told = self._events.popleft()
        event.taken()
        parts = b"".join(
            struct.pack("<H", protocol.NO_PART) if part is None else struct.pack("<H", len(part)) + part
            for part in event.parts
        )
        return struct.pack(f"<BB{len(event.numbers)}I", event.code, len(event.numbers), *event.numbers) + parts

    def _answer(self, numbers: tuple[int, ...], payload: bytes) -> int:
        if self._told is not None and not self._told.done():
            self._told.set_result(payload if numbers[1] else numbers[0])
        self._told = None
        return 0

    # --- Calls that need the running stack ----------------------------------------------------------------------------

    @property
    def _running(self) -> Stack:
        assert self.stack is not None
        return self.stack

    def _advertise(self, numbers: tuple[int, ...], payload: bytes) -> int:
        data = payload[2 : 2 + payload[0]]
        return self._running.advertise(numbers[0], numbers[1], data, payload[2 + payload[0] :])

    def _register(self, numbers: tuple[int, ...], payload: bytes) -> Answer:
        services = read_rows(payload)
        error = self._running.register(services)
        handles = [value.handle for _, groups in services for group in groups for value in group]
        return error or struct.pack(f"<{len(handles)}H", *handles)

    _calls: dict[int, Callable[..., Answer]] = {
        protocol.RADIO_START: _start,
        protocol.RADIO_STOP: _stop,
        protocol.RADIO_STATE: _state,
        protocol.RADIO_CONFIG: _config,
        protocol.RADIO_NAME: _name,
        protocol.RADIO_MTU: _mtu,
        protocol.RADIO_FETCH: _fetch,
        protocol.RADIO_ANSWER: _answer,
    }
    _running_calls: dict[int, Callable[..., Answer]] = {
        protocol.RADIO_MAC: lambda self, numbers, payload: self._running.mac,
        protocol.RADIO_ADVERTISE: _advertise,
        protocol.RADIO_STOP_ADVERTISING: lambda self, numbers, payload: self._running.stop_advertising(),
        protocol.RADIO_DISCONNECT: lambda self, numbers, payload: self._running.disconnect(numbers[0]),
        protocol.RADIO_PAIR: lambda self, numbers, payload: self._running.pair(numbers[0]),
        protocol.RADIO_PASSKEY: lambda self, numbers, payload: self._running.passkey(*numbers),
        protocol.RADIO_REGISTER: _register,
        protocol.RADIO_READ: lambda self, numbers, payload: self._running.read(numbers[0]),
        protocol.RADIO_WRITE: lambda self, numbers, payload: self._running.write(numbers[0], payload, bool(numbers[1])),
        protocol.RADIO_NOTIFY: lambda self, numbers, payload: self._running.notify(
            *numbers[:2], given(numbers, payload)
        ),
        protocol.RADIO_INDICATE: lambda self, numbers, payload: self._running.indicate(
            *numbers[:2], given(numbers, payload)
        ),
        protocol.RADIO_SET_BUFFER: lambda self, numbers, payload: self._running.set_buffer(
            *numbers[:2], bool(numbers[2])
        ),
    }


def given(numbers: tuple[int, ...], payload: bytes) -> bytes | None:
    """The data of a notification, None when the value itself is meant."""
    return payload if numbers[2] else None


def read_rows(payload: bytes) -> list[ServiceRow]:
    """The services that the firmware registers."""
    services: list[ServiceRow] = []
    at = 0
    while at < len(payload):
        kind, flags, size = struct.unpack_from("<BHB", payload, at)
        uuid = core.UUID.from_bytes(payload[at + 4 : at + 4 + size])
        at += 4 + size
        if kind == protocol.SERVICE_ROW:
            services.append((uuid, []))
        elif kind == protocol.CHARACTERISTIC_ROW:
            services[-1][1].append([Value(uuid, flags, False)])
        else:
            services[-1][1][-1].append(Value(uuid, flags, True))
    return services
