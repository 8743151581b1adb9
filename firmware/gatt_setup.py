"""Turns the radio on, registers the services and fills in what never changes. Needed once: the pad then forgets it."""

import bluetooth

from firmware import board
from pad import advertising, gatt
from pad.version import VERSION

MAKER = "FootPad makers"
MTU = 185  # a whole sentence in one notification
NO_INPUT_NO_OUTPUT = 3  # of the Bluetooth core: what a phone can ask of the pad while it pairs


def turn_on(radio):
    """Turn it on, with its events already asked for. OSError if it does not answer.

    Returns the pad's name, what `register` returns of handles, and what is advertised and answered.
    """
    radio.config(bond=False, mitm=False, le_secure=True, io=NO_INPUT_NO_OUTPUT)
    radio.active(True)
    address = radio.config("mac")[1]
    name = "FootPad-%02X%02X" % (address[4], address[5])
    radio.config(gap_name=name, mtu=MTU)
    handles, private, service = register(radio, "".join("%02X" % byte for byte in address))
    return name, handles, private, advertising.advertisement(service), advertising.answer(name)


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
