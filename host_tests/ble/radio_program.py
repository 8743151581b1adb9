"""Programs for the simulated chip that use `bluetooth` in every way and print what comes of it, read for the tests."""

import pytest

from tools.simulator.phone import AttError, Phone
from tools.simulator.simulation import Simulation

OPEN = "2A6E"
SECRET = "2A99"  # read and write encrypted
GUARDED = "2A9A"  # write authenticated
READ_ONLY = "2A9B"
WRITE_ONLY = "2A9C"
INDICATED = "2A9D"

# Codes of events as they are printed, and ATT errors
CENTRAL_CONNECT, CENTRAL_DISCONNECT, GATTS_WRITE, READ_REQUEST = "1", "2", "3", "4"
INDICATE_DONE, MTU_EXCHANGED, CONNECTION_UPDATE, ENCRYPTION_UPDATE = "20", "21", "27", "28"
GET_SECRET, SET_SECRET, PASSKEY_ACTION = "29", "30", "31"
READ_NOT_PERMITTED, WRITE_NOT_PERMITTED = 0x02, 0x03
INSUFFICIENT_AUTHENTICATION, INSUFFICIENT_ENCRYPTION = 0x05, 0x0F

# Prints each event with its arguments; bytes as hexadecimal digits, addresses as they come. `answer` may be replaced.
PROGRAM = """
import asyncio, bluetooth, machine, time
from bluetooth import UUID

ble = bluetooth.BLE()
secrets = {}
keep = True
restarts = True

def shown(item):
    return "".join("%02x" % byte for byte in item) if isinstance(item, memoryview) else item

def answer(event, data):
    if event == 29:
        kind, index, key = data
        if key is None:
            values = [value for (its_kind, _), value in sorted(secrets.items()) if its_kind == kind]
            return values[index] if index < len(values) else None
        return secrets.get((kind, bytes(key)))
    if event == 30:
        kind, key, value = data
        place = (kind, bytes(key))
        if value is None:
            return secrets.pop(place, None) is not None
        if keep or kind == 10:
            secrets[place] = bytes(value)
        return keep or kind == 10

def irq(event, data):
    print(event, *[shown(item) for item in data])
    result = answer(event, data)
    if restarts and event in (1, 2):
        advertise()
    return result

DATA = b"\\x02\\x01\\x06\\x03\\x03\\x1a\\x18"
RESPONSE = b"\\x06\\x09Tests"

def advertise():
    try:
        ble.gap_advertise(100_000, DATA, resp_data=RESPONSE)
    except OSError as error:
        print("cannot advertise", error.errno)

SERVICES = (
    (UUID(0x181A), (
        (UUID(0x2A6E), 0x3E, ((UUID(0x2901), 0x0002), (UUID(0x2904), 0x1202))),
        (UUID(0x2A99), 0x120A),
    )),
    (UUID("8f3e0001-2c1a-4d6b-9a57-5f0e7d1c4b21"), (
        (UUID(0x2A9A), 0x200A),
        (UUID(0x2A9B), 0x0002),
        (UUID(0x2A9C), 0x0008),
        (UUID(0x2A9D), 0x0020),
    )),
)

def start(**settings):
    global handles
    ble.irq(irq)
    ble.config(gap_name="Tests", **settings)
    ble.active(True)
    handles = ble.gatts_register_services(SERVICES)
    advertise()

def caught(call, *arguments, **settings):
    try:
        return call(*arguments, **settings)
    except Exception as error:
        return repr(error)
"""
START = "\nstart(bond=True)\n(temperature, text, form, secret), (guarded, read_only, write_only, indicated) = handles\n"
SERVER = PROGRAM + START

# Goes behind SERVER: a notification each 100 ms.
FLOOD = """
async def main():
    while True:
        await asyncio.sleep_ms(100)
        print(caught(ble.gatts_notify, 0, temperature, b"x"))
asyncio.run(main())
"""


def events(pad: Simulation, *codes: str) -> list[list[str]]:
    """What the program has printed of these events, each as its words after the code."""
    return [line.split()[1:] for line in pad.printed if line.split()[0] in codes]


def codes(pad: Simulation, since: int = 0) -> list[str]:
    """The codes of the events, in order."""
    return [line.split()[0] for line in pad.printed[since:] if line.split()[0].isdigit()]


def answers(pad: Simulation) -> list[str]:
    """What the program says besides events."""
    return [line for line in pad.printed if not line.split()[0].isdigit()]


def refused(call, *arguments) -> int:
    """The ATT error that comes of it."""
    with pytest.raises(AttError) as caught:
        call(*arguments)
    return caught.value.code


def come_back(pad: Simulation, phone: Phone) -> None:
    """Go, and connect again."""
    phone.disconnect()
    pad.run_for(0.5)
    phone.connect()


def key_of(phone: Phone) -> str:
    """The key of a phone's secrets: type of its address, then the address, least significant byte first."""
    digits = phone.identity.address.lower().split(":")
    return ("00" if phone.identity.public else "01") + "".join(reversed(digits))
