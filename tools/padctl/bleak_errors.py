"""What the errors of bleak, and of the systems beneath it, mean for the person at the keyboard."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bleak import exc

from tools.padctl.transport import LOST, NEED_PAIRING, PAIR_FIRST, LinkLost, NoBluetooth, NoPad, NotAllowed, Trouble
from tools.simulator.checked_table import one_line

Reason = exc.BleakBluetoothNotAvailableReason

NO_ADAPTER = "this computer has no Bluetooth adapter that can be used"
SWITCHED_OFF = "Bluetooth is switched off; switch it on in the settings of this computer"
NOT_PERMITTED = "this program may not use Bluetooth; permit it in the privacy settings of this computer"
NO_SERVICE = "no Bluetooth here: the system's Bluetooth service does not run (Linux: systemctl start bluetooth)"
BUSY = "the Bluetooth adapter is busy with something else; try again"
GONE = "the pad is not there any more; try again"
NO_ANSWER = "the pad does not answer; is it near enough?"
NOT_AGREED = "computer and pad have not come to an agreement; open the window again and repeat"

Meaning = tuple[type[Trouble], str]

REASONS = {
    Reason.NO_BLUETOOTH: NO_ADAPTER,
    Reason.NO_BLE_CENTRAL_ROLE: NO_ADAPTER,
    Reason.POWERED_OFF: SWITCHED_OFF,
    Reason.DENIED_BY_USER: NOT_PERMITTED,
    Reason.DENIED_BY_SYSTEM: NOT_PERMITTED,
    Reason.DENIED_BY_UNKNOWN: NOT_PERMITTED,
}
DBUS: dict[str, Meaning] = {  # last parts of the names of D-Bus errors
    "ServiceUnknown": (NoBluetooth, NO_SERVICE),
    "NameHasNoOwner": (NoBluetooth, NO_SERVICE),
    "AccessDenied": (NoBluetooth, NOT_PERMITTED),
    "NotReady": (NoBluetooth, SWITCHED_OFF),
    "InProgress": (NoBluetooth, BUSY),
    "NotConnected": (LinkLost, LOST),
    "NotPermitted": (NotAllowed, PAIR_FIRST),
    "NotAuthorized": (NotAllowed, PAIR_FIRST),
    "AuthenticationFailed": (NotAllowed, NOT_AGREED),
    "AuthenticationRejected": (NotAllowed, NOT_AGREED),
    "AuthenticationCanceled": (NotAllowed, NOT_AGREED),
    "AuthenticationTimeout": (NotAllowed, NOT_AGREED),
}
TEXTS: dict[str, Meaning] = {  # parts of the texts of errors that have no class of their own, in small letters
    "access denied": (NotAllowed, PAIR_FIRST),
    "could not pair": (NotAllowed, PAIR_FIRST),
    "trying to pair": (NotAllowed, PAIR_FIRST),
    "not connected": (LinkLost, LOST),
    "disconnected": (LinkLost, LOST),
    "unreachable": (LinkLost, LOST),
}


# What bleak lets out: its own errors, and those of the system's sockets
BLUETOOTH_ERRORS = (exc.BleakError, asyncio.TimeoutError, OSError, EOFError)


@contextmanager
def explained() -> Iterator[None]:
    """Let errors of Bluetooth out as Trouble."""
    try:
        yield
    except BLUETOOTH_ERRORS as error:
        raise explain(error) from error


def explain(error: Exception) -> Trouble:
    """The Trouble that an error of bleak or of the system means."""
    if isinstance(error, exc.BleakBluetoothNotAvailableError):
        return NoBluetooth(REASONS.get(error.reason, f"Bluetooth does not work here: {error.args[0]}"))
    if isinstance(error, exc.BleakGATTProtocolError):
        return (
            NotAllowed(PAIR_FIRST)
            if error.code in NEED_PAIRING
            else Trouble(f"the pad has refused it: {error.args[1]}")
        )
    if isinstance(error, exc.BleakDeviceNotFoundError):
        return NoPad(GONE)
    if isinstance(error, exc.BleakDBusError):
        return _explain_text(error, DBUS.get(error.dbus_error.rpartition(".")[2]))
    if isinstance(error, exc.BleakError):
        return _explain_text(error, None)
    return _explain_system(error)


def _explain_text(error: exc.BleakError, meaning: Meaning | None) -> Trouble:
    text = str(error)
    for part, of_part in TEXTS.items():
        if meaning is None and part in text.lower():
            meaning = of_part
    kind, sentence = meaning or (Trouble, f"Bluetooth failed: {one_line(text)}")
    return kind(sentence)


def _explain_system(error: Exception) -> Trouble:
    """Errors that bleak passes on: of waiting, of the socket to the system's services, of Windows."""
    if isinstance(error, asyncio.TimeoutError | TimeoutError):
        return LinkLost(NO_ANSWER)
    if isinstance(error, PermissionError):
        return NoBluetooth(NOT_PERMITTED)
    if isinstance(error, FileNotFoundError | ConnectionRefusedError | EOFError):
        return NoBluetooth(NO_SERVICE)
    return NoBluetooth(f"Bluetooth does not work here: {one_line(str(error))}")
