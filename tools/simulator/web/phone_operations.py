"""What a page may ask of a simulated phone, and how it is told that something has failed."""

import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from tools.simulator.gatt_table import Characteristic, Service
from tools.simulator.handset import AttError, PhoneError
from tools.simulator.remote_phone import Operation
from tools.simulator.system_phone import SystemPhone

SCAN_S = 0.6  # of simulated time; the pad advertises each quarter of a second
LONGEST_VALUE = 512  # of an attribute, says the Bluetooth specification
LAST_HANDLE = 0xFFFF

Message: TypeAlias = dict[str, Any]

# What Chromium makes of the errors of a pad: (name of the DOMException, message)
NOT_PERMITTED = ("NotSupportedError", "GATT operation not permitted.")
NOT_AUTHORIZED = ("SecurityError", "GATT operation not authorized.")
NOT_PAIRED = ("NetworkError", "GATT Error: Not paired.")
INVALID_LENGTH = ("InvalidModificationError", "GATT Error: invalid attribute length.")
UNKNOWN = ("NotSupportedError", "GATT Error Unknown.")
ATT_ERRORS = {
    2: NOT_PERMITTED,
    3: NOT_PERMITTED,
    5: NOT_AUTHORIZED,
    8: NOT_AUTHORIZED,
    13: INVALID_LENGTH,
    15: NOT_PAIRED,
}


class Malformed(Exception):
    """A page has sent what none of ours sends; the text says what."""


def parse(text: str) -> Message:
    """A request as it has come. Malformed when it is none."""
    try:
        request = json.loads(text)
    except ValueError:
        raise Malformed("it is not JSON") from None
    if not isinstance(request, dict) or type(request.get("id")) is not int:
        raise Malformed("it has no id")
    return request


def operation(request: Message) -> Operation[object]:
    """What a request asks for. Malformed when there is no such thing."""
    name = request.get("op")
    if not isinstance(name, str) or name not in OPERATIONS:
        raise Malformed("there is no such operation")
    take, perform = OPERATIONS[name]
    arguments = take(request)
    return lambda phone: perform(phone, *arguments)


def explained(error: PhoneError) -> dict[str, str]:
    """An error in the words of Chromium, and in ours where it has none."""
    name, message = "NetworkError", str(error)
    if isinstance(error, AttError):
        name, message = ATT_ERRORS.get(error.code, UNKNOWN)
    return {"name": name, "message": message}


# --- What a request carries -------------------------------------------------------------------------------------------


def nothing(request: Message) -> tuple[()]:
    """Nothing but the operation."""
    return ()


def one_handle(request: Message) -> tuple[int]:
    """A handle."""
    handle = request.get("handle")
    if type(handle) is not int or not 0 < handle <= LAST_HANDLE:
        raise Malformed("there is no such handle")
    return (handle,)


def handle_and_value(request: Message) -> tuple[int, bytes, bool]:
    """A handle, a value in hexadecimal digits, and whether a response is wanted."""
    value, response = request.get("value"), request.get("response")
    if not isinstance(value, str) or not isinstance(response, bool):
        raise Malformed("a value or its kind is missing")
    try:
        data = bytes.fromhex(value)
    except ValueError:
        raise Malformed("a value is not hexadecimal") from None
    if len(data) > LONGEST_VALUE:
        raise Malformed("a value is too long")
    return (*one_handle(request), data, response)


# --- What is done -----------------------------------------------------------------------------------------------------


async def scan(phone: SystemPhone) -> Message | None:
    """Listen for a pad."""
    seen = await phone.handset.scan(SCAN_S)
    return seen and {"name": seen.name, "address": seen.address, "services": [full(uuid) for uuid in seen.services]}


async def discover(phone: SystemPhone) -> list[Message]:
    """The pad's table."""
    return [service_row(service) for service in await phone.table()]


async def read(phone: SystemPhone, handle: int) -> str:
    """A value, in hexadecimal digits."""
    return (await phone.read(handle)).hex()


async def forget(phone: SystemPhone) -> None:
    """Forget the bond."""
    phone.handset.forget()


def service_row(service: Service) -> Message:
    """A service as the page is told of it."""
    return {"uuid": full(service.uuid), "characteristics": [characteristic_row(row) for row in service.characteristics]}


def characteristic_row(row: Characteristic) -> Message:
    """The same of a characteristic."""
    return {"uuid": full(row.uuid), "handle": row.handle, "properties": sorted(row.properties)}


def full(uuid: str) -> str:
    """A UUID as browsers write it: 32 digits with dashes, lower case."""
    return (f"0000{uuid}-0000-1000-8000-00805f9b34fb" if len(uuid) == 4 else uuid).lower()


Taker: TypeAlias = Callable[[Message], tuple[Any, ...]]
Performer: TypeAlias = Callable[..., Coroutine[Any, Any, object]]

OPERATIONS: dict[str, tuple[Taker, Performer]] = {
    "scan": (nothing, scan),
    "connect": (nothing, SystemPhone.connect),
    "disconnect": (nothing, SystemPhone.disconnect),
    "pair": (nothing, SystemPhone.pair),
    "forget": (nothing, forget),
    "discover": (nothing, discover),
    "read": (one_handle, read),
    "write": (handle_and_value, SystemPhone.write),
    "subscribe": (one_handle, SystemPhone.subscribe),
    "unsubscribe": (one_handle, SystemPhone.unsubscribe),
}
