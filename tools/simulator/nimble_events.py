"""What the stack tells the firmware, by the numbers of MicroPython's port."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

CENTRAL_CONNECT = 1
CENTRAL_DISCONNECT = 2
GATTS_WRITE = 3
GATTS_READ_REQUEST = 4
GATTS_INDICATE_DONE = 20
MTU_EXCHANGED = 21
CONNECTION_UPDATE = 27
ENCRYPTION_UPDATE = 28
GET_SECRET = 29
SET_SECRET = 30
PASSKEY_ACTION = 31


class Event(NamedTuple):
    """Something for the firmware's handler: numbers, then parts of bytes. `taken` is called when it is fetched."""

    code: int
    numbers: tuple[int, ...]
    parts: tuple[bytes | None, ...] = ()
    taken: Callable[[], None] = lambda: None


# Tells an event; the future is what the handler returns: a number, or bytes.
Tell = Callable[[Event], "asyncio.Future[int | bytes]"]
