"""The table of what a phone finds: services, characteristics, descriptors. docs/ble.md is held against it.

Needed when the services are registered; the pad then forgets it.
"""

READ = 0x0002
WRITE = 0x0008
NOTIFY = 0x0010
INDICATE = 0x0020
READ_ENCRYPTED = 0x0200
WRITE_ENCRYPTED = 0x1000
PRIVATE_READ = READ | READ_ENCRYPTED
PRIVATE_WRITE = WRITE | WRITE_ENCRYPTED

BASE_UUID = "8f3e%04x-2c1a-4d6b-9a57-5f0e7d1c4b21"
DESCRIPTION_UUID = 0x2901
FORMAT_UUID = 0x2904

# Presentation formats: kind of number, exponent of ten, unit, then the Bluetooth SIG's namespace without a description.
UINT16 = 0x06
SINT16 = 0x0E
UTF8 = 0x19
UNITLESS = 0x2700
CELSIUS = 0x272F
SECONDS = 0x2703
REVOLUTIONS_PER_MINUTE = 0x27A8


def presentation(kind, exponent, unit):
    """Value of a Presentation Format descriptor."""
    return bytes((kind, exponent & 0xFF, unit & 0xFF, unit >> 8, 1, 0, 0))


# UUIDs below 0x100 are FootPad's own, made with BASE_UUID. Characteristics: UUID, properties, description, format.
FOOTPAD = 0x0001
INFORMATION = 0x180A
SENSING = 0x181A
TIME = 0x1805
SERVICES = (
    (
        INFORMATION,
        (
            (0x2A29, READ, "", None),
            (0x2A24, READ, "", None),
            (0x2A26, READ, "", None),
            (0x2A27, READ, "", None),
            (0x2A25, READ, "", None),
        ),
    ),
    (SENSING, ((0x2A6E, READ | NOTIFY, "Hotter surface", (SINT16, -2, CELSIUS)),)),
    (
        FOOTPAD,
        (
            (0x0002, READ | NOTIFY, "Status record", None),
            (0x0003, READ | NOTIFY, "Status", (UTF8, 0, UNITLESS)),
            (0x0004, READ | NOTIFY, "Motor speed", (UINT16, 0, REVOLUTIONS_PER_MINUTE)),
            (0x0005, READ | NOTIFY, "Time remaining", (UINT16, 0, SECONDS)),
            (0x0006, READ | NOTIFY, "Fault", None),
            (0x0007, PRIVATE_WRITE, "Command", None),
            (0x0008, INDICATE, "Command result", None),
            (0x0009, PRIVATE_READ | PRIVATE_WRITE, "Settings", None),
            (0x000A, NOTIFY, "Diary", None),  # whoever sends on it asks first whether the link is trusted
            (0x2A52, PRIVATE_WRITE | INDICATE, "Diary access", None),
        ),
    ),
    (TIME, ((0x2A2B, PRIVATE_READ | PRIVATE_WRITE, "Clock", None),)),
)

# Places of the characteristics in the order of SERVICES
MAKER = 0
MODEL = 1
FIRMWARE_REVISION = 2
HARDWARE_REVISION = 3
SERIAL = 4
TEMPERATURE = 5
STATUS = 6
STATUS_TEXT = 7
SPEED = 8
REMAINING = 9
FAULT = 10
COMMAND = 11
COMMAND_RESULT = 12
SETTINGS = 13
DIARY = 14
DIARY_ACCESS = 15
CLOCK = 16
COUNT = 17


def full_uuid(uuid):
    """What names a UUID of the table to a stack: the number, or the whole text for FootPad's own."""
    return BASE_UUID % uuid if uuid < 0x100 else uuid


def little_endian(uuid):
    """The 16 bytes of one of FootPad's own UUIDs as they go over the air, lowest first."""
    return bytes(reversed(bytes.fromhex(full_uuid(uuid).replace("-", ""))))


def descriptors(characteristic):
    """(UUID, value) of the descriptors that a characteristic gets."""
    _, _, description, number = characteristic
    found = [(DESCRIPTION_UUID, description.encode())] if description else []
    if number:
        found.append((FORMAT_UUID, presentation(*number)))
    return found


def registration(make_uuid):
    """The table as bluetooth.BLE.gatts_register_services wants it; `make_uuid` is bluetooth.UUID."""
    return tuple((make_uuid(full_uuid(uuid)), tuple(_rows(rows, make_uuid))) for uuid, rows in SERVICES)


def _rows(rows, make_uuid):
    for row in rows:
        described = tuple((make_uuid(uuid), READ) for uuid, _ in descriptors(row))
        yield (make_uuid(full_uuid(row[0])), row[1]) + ((described,) if described else ())


def handles(registered):
    """Sort the handles that a registration gives: those of the values in order, and (handle, value) of descriptors."""
    values = []
    described = []  # type: list[tuple[int, bytes]]
    for place in range(len(SERVICES)):
        numbers = iter(registered[place])
        for row in SERVICES[place][1]:
            values.append(next(numbers))
            described.extend((next(numbers), value) for _, value in descriptors(row))
    return values, described


def private(values):
    """The handles of the values that only a phone that has paired in a window may read."""
    rows = [row for _, rows in SERVICES for row in rows]
    return [values[place] for place in range(len(rows)) if rows[place][1] & READ_ENCRYPTED]
