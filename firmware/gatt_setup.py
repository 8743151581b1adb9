"""Turns the radio on, registers the services and fills in what never changes. Needed once: the pad then forgets it."""

import bluetooth

from firmware import board
from firmware.ble import BONDS_PATH
from firmware.memory import read_file
from pad import advertising, gatt
from pad.bond_keeper import LONGEST
from pad.version import VERSION

MAKER = "FootPad makers"
MTU = 185  # a whole sentence in one notification
NO_INPUT_NO_OUTPUT = 3  # of the Bluetooth core: what a phone can ask of the pad while it pairs


def start(ble):
    """Turn the radio of a firmware.ble.Ble on. Returns the name under which phones will find the pad.

    OSError if it does not answer.
    """
    ble.load_server()
    if not ble.bonds.keeper.restore(read_file(BONDS_PATH, LONGEST)):
        print("bonds in flash: not readable, phones must pair anew")
    radio = ble.radio
    radio.irq(ble.on_event)
    radio.config(bond=False, mitm=False, le_secure=True, io=NO_INPUT_NO_OUTPUT)
    radio.active(True)
    address = radio.config("mac")[1]
    name = "FootPad-%02X%02X" % (address[4], address[5])
    radio.config(gap_name=name, mtu=MTU)
    ble.handles, ble.private_handles, service = register(radio, "".join("%02X" % byte for byte in address))
    ble.advertised = advertising.advertisement(service), advertising.answer(name)
    return name


def register(radio, serial):
    """Register all services. Returns handles in the order of pad.gatt, those of private values, FootPad's own UUID."""
    registered = radio.gatts_register_services(gatt.registration(bluetooth.UUID))
    handles, described = gatt.handles(registered)
    for handle, value in described:
        radio.gatts_write(handle, value)
    texts = (MAKER, "FootPad", VERSION, board.NAME, serial)
    for place in range(len(texts)):
        radio.gatts_write(handles[place], texts[place].encode())
    return handles, gatt.private(handles), gatt.little_endian(gatt.FOOTPAD)
