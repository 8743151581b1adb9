"""The table that a phone finds, against the design's, and as the port's stack wants it."""

from collections import namedtuple

import pytest
from bleak.uuids import uuid16_dict

from pad import gatt
from pad.gatt import (
    CELSIUS,
    DESCRIPTION_UUID,
    FORMAT_UUID,
    INDICATE,
    NOTIFY,
    PRIVATE_READ,
    PRIVATE_WRITE,
    READ,
    READ_ENCRYPTED,
    REVOLUTIONS_PER_MINUTE,
    SECONDS,
    SERVICES,
    SINT16,
    UINT16,
    UNITLESS,
    UTF8,
    WRITE,
    WRITE_ENCRYPTED,
    presentation,
)

Uuid = namedtuple("Uuid", "value")
OURS = "8f3e{}-2c1a-4d6b-9a57-5f0e7d1c4b21"

# The table of the design: service, characteristic, what may be done with it, what a generic app calls it
TABLE = [
    (0x180A, 0x2A29, "read", ""),
    (0x180A, 0x2A24, "read", ""),
    (0x180A, 0x2A26, "read", ""),
    (0x180A, 0x2A27, "read", ""),
    (0x180A, 0x2A25, "read", ""),
    (0x181A, 0x2A6E, "read notify", "Hotter surface"),
    (OURS.format("0001"), OURS.format("0002"), "read notify", "Status record"),
    (OURS.format("0001"), OURS.format("0003"), "read notify", "Status"),
    (OURS.format("0001"), OURS.format("0004"), "read notify", "Motor speed"),
    (OURS.format("0001"), OURS.format("0005"), "read notify", "Time remaining"),
    (OURS.format("0001"), OURS.format("0006"), "read notify", "Fault"),
    (OURS.format("0001"), OURS.format("0007"), "private-write", "Command"),
    (OURS.format("0001"), OURS.format("0008"), "indicate", "Command result"),
    (OURS.format("0001"), OURS.format("0009"), "private-read private-write", "Settings"),
    (OURS.format("0001"), OURS.format("000a"), "notify", "Diary"),
    (OURS.format("0001"), 0x2A52, "private-write indicate", "Diary access"),
    (0x1805, 0x2A2B, "private-read private-write", "Clock"),
]
FLAGS = {
    "read": 0x0002,
    "notify": 0x0010,
    "indicate": 0x0020,
    "private-read": 0x0202,
    "private-write": 0x1008,
}
# Bluetooth SIG, Assigned Numbers: formats uint16 0x06, sint16 0x0E, utf8s 0x19; units; namespace 1
FORMATS = {
    0x2A6E: "0e fe 2f27 01 0000",
    OURS.format("0003"): "19 00 0027 01 0000",
    OURS.format("0004"): "06 00 a827 01 0000",
    OURS.format("0005"): "06 00 0327 01 0000",
}
PLACES = {
    "MAKER": 0x2A29,
    "MODEL": 0x2A24,
    "FIRMWARE_REVISION": 0x2A26,
    "HARDWARE_REVISION": 0x2A27,
    "SERIAL": 0x2A25,
    "TEMPERATURE": 0x2A6E,
    "STATUS": OURS.format("0002"),
    "STATUS_TEXT": OURS.format("0003"),
    "SPEED": OURS.format("0004"),
    "REMAINING": OURS.format("0005"),
    "FAULT": OURS.format("0006"),
    "COMMAND": OURS.format("0007"),
    "COMMAND_RESULT": OURS.format("0008"),
    "SETTINGS": OURS.format("0009"),
    "DIARY": OURS.format("000a"),
    "DIARY_ACCESS": 0x2A52,
    "CLOCK": 0x2A2B,
}
UUIDS = [row[1] for row in TABLE]


@pytest.fixture(scope="module")
def registered():
    """What the stack is given."""
    return gatt.registration(Uuid)


def characteristics(registered):
    return [row for _, rows in registered for row in rows]


# --- the table --------------------------------------------------------------------------------------------------------


def test_services_and_characteristics_are_those_of_the_design(registered):
    found = [(service.value, row[0].value, row[1]) for service, rows in registered for row in rows]
    assert found == [(service, uuid, sum(FLAGS[word] for word in words.split())) for service, uuid, words, _ in TABLE]


def test_the_stack_takes_eight_services_at_most(registered):
    assert len(registered) <= 8
    assert len({service for service, _ in registered}) == len(registered)


def test_no_service_has_a_characteristic_twice(registered):
    for _, rows in registered:
        assert len({row[0] for row in rows}) == len(rows)


def test_the_registration_has_the_stacks_form(registered):
    assert type(registered) is tuple
    for service in registered:
        assert type(service) is tuple
        uuid, rows = service
        assert type(uuid) is Uuid
        assert type(rows) is tuple
        for row in rows:
            assert [type(part) for part in row] in ([Uuid, int], [Uuid, int, tuple])
            assert row[-1] != ()
            for descriptor in row[2] if len(row) == 3 else ():
                assert [type(part) for part in descriptor] == [Uuid, int]


def test_properties_are_the_ports():
    assert (READ, WRITE, NOTIFY, INDICATE) == (0x0002, 0x0008, 0x0010, 0x0020)
    assert (READ_ENCRYPTED, WRITE_ENCRYPTED) == (0x0200, 0x1000)
    assert (PRIVATE_READ, PRIVATE_WRITE) == (0x0202, 0x1008)


def test_everything_that_may_be_written_wants_encryption(registered):
    for row in characteristics(registered):
        assert bool(row[1] & WRITE) == bool(row[1] & WRITE_ENCRYPTED)
        assert not row[1] & 0x0004  # without response


@pytest.mark.parametrize("uuid", [OURS.format("0009"), 0x2A2B])
def test_settings_and_clock_are_read_on_an_encrypted_link_only(registered, uuid):
    row = next(row for row in characteristics(registered) if row[0].value == uuid)
    assert row[1] & READ_ENCRYPTED


# --- descriptors ------------------------------------------------------------------------------------------------------


def test_every_value_but_those_of_the_device_information_has_a_description():
    rows = [row for _, rows in SERVICES for row in rows]
    found = [value for row in rows for kind, value in gatt.descriptors(row) if kind == DESCRIPTION_UUID == 0x2901]
    expected = [(service, words.encode()) for service, _, _, words in TABLE]
    assert found == [words for _, words in expected if words]
    assert all(bool(words) == (service != gatt.INFORMATION) for service, words in expected)
    assert len(set(found)) == len(found)
    assert all(len(value) <= 20 for value in found)  # the stack keeps 20 bytes


@pytest.mark.parametrize("uuid", UUIDS)
def test_presentation_formats_are_those_of_the_assigned_numbers(uuid):
    row = next(row for _, rows in SERVICES for row in rows if gatt.full_uuid(row[0]) == uuid)
    formats = [value for kind, value in gatt.descriptors(row) if kind == FORMAT_UUID == 0x2904]
    assert formats == ([bytes.fromhex(FORMATS[uuid])] if uuid in FORMATS else [])


def test_a_presentation_format_has_seven_bytes():
    assert presentation(SINT16, -2, CELSIUS) == bytes((0x0E, 0xFE, 0x2F, 0x27, 1, 0, 0))
    assert presentation(UINT16, 0, SECONDS) == bytes((0x06, 0, 0x03, 0x27, 1, 0, 0))
    assert (presentation(UTF8, 0, UNITLESS)[0], presentation(UTF8, 127, UNITLESS)[1]) == (0x19, 127)
    assert (REVOLUTIONS_PER_MINUTE, UNITLESS) == (0x27A8, 0x2700)


def test_descriptors_are_read_by_anybody(registered):
    found = [
        [(descriptor.value, flags) for descriptor, flags in row[2]] if len(row) == 3 else []
        for row in characteristics(registered)
    ]
    expected = [[(kind, READ) for kind, _ in gatt.descriptors(row)] for _, rows in SERVICES for row in rows]
    assert found == expected


# --- handles ----------------------------------------------------------------------------------------------------------


def stack_handles(registered, first=16):
    """As NimBLE gives them: one tuple a service, each value's before those of its descriptors; gaps between."""
    given, number = [], first
    for _, rows in registered:
        service = []
        number += 1
        for row in rows:
            number += 2
            service.append(number)
            for _ in row[2] if len(row) == 3 else ():
                number += 1
                service.append(number)
            number += bool(row[1] & (NOTIFY | INDICATE))  # a descriptor of the stack's own
        given.append(tuple(service))
    return tuple(given)


def test_handles_are_sorted_into_values_and_descriptors(registered):
    given = stack_handles(registered)
    values, described = gatt.handles(given)
    assert sorted(values + [handle for handle, _ in described]) == [handle for service in given for handle in service]
    rest = iter(described)
    for place, row in enumerate(row for _, rows in SERVICES for row in rows):
        for offset, (_, value) in enumerate(gatt.descriptors(row), 1):
            assert next(rest) == (values[place] + offset, value)
    assert next(rest, None) is None


def test_there_is_one_handle_for_each_characteristic(registered):
    values, _ = gatt.handles(stack_handles(registered))
    assert len(values) == len(TABLE) == gatt.COUNT == len(set(values))


def test_places_are_in_the_order_of_the_table(registered):
    assert [getattr(gatt, name) for name in PLACES] == list(range(gatt.COUNT))
    assert [row[0].value for row in characteristics(registered)] == list(PLACES.values())


# --- UUIDs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uuid", "full"),
    [(0x0001, OURS.format("0001")), (0x00FF, OURS.format("00ff")), (0x0100, 0x0100), (0x180A, 0x180A)],
)
def test_own_uuids_are_made_with_the_base_and_others_are_numbers(uuid, full):
    assert gatt.full_uuid(uuid) == full


def test_the_uuid_of_the_service_goes_over_the_air_lowest_byte_first():
    assert gatt.little_endian(gatt.FOOTPAD).hex() == "214b1c7d0e5f579a6b4d1a2c01003e8f"
    assert gatt.little_endian(0x000A).hex() == "214b1c7d0e5f579a6b4d1a2c0a003e8f"


# --- the Bluetooth SIG's numbers --------------------------------------------------------------------------------------

NAMES = {
    gatt.INFORMATION: "Device Information",
    gatt.SENSING: "Environmental Sensing",
    gatt.TIME: "Current Time Service",
    0x2A29: "Manufacturer Name String",
    0x2A24: "Model Number String",
    0x2A26: "Firmware Revision String",
    0x2A27: "Hardware Revision String",
    0x2A25: "Serial Number String",
    0x2A6E: "Temperature",
    0x2A52: "Record Access Control Point",
    0x2A2B: "Current Time",
    DESCRIPTION_UUID: "Characteristic User Description",
    FORMAT_UUID: "Characteristic Presentation Format",
    UNITLESS: "unitless",
    SECONDS: "time (second)",
    CELSIUS: "Celsius temperature (degree Celsius)",
    REVOLUTIONS_PER_MINUTE: "angular velocity (revolution per minute)",
}


def test_assigned_numbers_mean_what_they_are_used_for():
    assert {number: uuid16_dict.get(number) for number in NAMES} == NAMES
    used = {uuid for service, rows in SERVICES for uuid in (service, *(row[0] for row in rows)) if uuid >= 0x100}
    assert used <= NAMES.keys()
