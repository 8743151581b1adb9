"""What a phone sees before it connects: at most 31 bytes in the advertisement, 31 more when it asks."""

from pad.session import RUNNING
from pad.thermistor import INVALID

FLAGS = b"\x02\x01\x06"  # always to be found, no classic Bluetooth
APPEARANCE = b"\x03\x19\x40\x05"  # 0x0540, sensor: there is none for a massage pad
COMPLETE_NAME = 0x09
COMPLETE_SERVICES_128 = 0x07
SERVICE_DATA_16 = 0x16
BTHOME = b"\xd2\xfc\x40"  # its UUID, version 2 without encryption


def field(kind, data):
    """One field: its length, its kind, its data."""
    return bytes((len(data) + 1, kind)) + data


def advertisement(service_uuid):
    """Flags, appearance and the 16 bytes of the service's UUID, lowest first."""
    return FLAGS + APPEARANCE + field(COMPLETE_SERVICES_128, service_uuid)


def answer(name):
    """The name, for a phone that asks."""
    return field(COMPLETE_NAME, name.encode())


def bthome(count, status):
    """An advertisement for Home Assistant (bthome.io, version 2): what `status`, a pad.status.Status, says.

    Objects in ascending order, as the format wants it. `count` tells a new one from an old one.
    """
    hot_cc = status.hot_cc()
    remaining_ms = status.remaining_s * 1000
    data = bytearray(BTHOME)
    data += bytes((0x00, count & 0xFF))
    if hot_cc != INVALID:
        data += bytes((0x02, hot_cc & 0xFF, hot_cc >> 8 & 0xFF))
    data += bytes((0x1D, status.heat_level > 0, 0x26, status.fault_code > 0, 0x27, status.state == RUNNING))
    data += bytes((0x42, remaining_ms & 0xFF, remaining_ms >> 8 & 0xFF, remaining_ms >> 16))
    data += bytes((0x61, status.rpm & 0xFF, status.rpm >> 8))
    return FLAGS + field(SERVICE_DATA_16, data)
