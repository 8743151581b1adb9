"""Registers the services and fills in what never changes. Needed once: the pad then forgets it."""

import bluetooth

from firmware import board
from pad import gatt
from pad.version import VERSION

MAKER = "FootPad makers"


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
