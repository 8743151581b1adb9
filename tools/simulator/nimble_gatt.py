"""The GATT table as the port's firmware describes it, and as Bumble serves it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeAlias

from bumble import att, core, gatt, gatt_server
from bumble.device import Connection

DEFAULT_VALUE_BYTES = 20

# Flags of a value
READ = 0x0002
WRITE_NO_RESPONSE = 0x0004
WRITE = 0x0008
NOTIFY = 0x0010
INDICATE = 0x0020
READ_ENCRYPTED = 0x0200
READ_AUTHENTICATED = 0x0400
WRITE_ENCRYPTED = 0x1000
WRITE_AUTHENTICATED = 0x2000
PROPERTIES = 0x00FF

OPEN = (
    gatt.Characteristic.READABLE | gatt.Characteristic.WRITEABLE
)  # for Bumble; the stack itself checks as NimBLE does
CCCD = gatt.GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR


@dataclass
class Value:
    """One value of the GATT table."""

    uuid: core.UUID
    flags: int
    is_descriptor: bool
    handle: int = 0
    capacity: int = DEFAULT_VALUE_BYTES
    data: bytes = b""
    append: bool = False

    def write(self, data: bytes) -> None:
        """The application's write: the buffer grows with it."""
        self.capacity = max(self.capacity, len(data))
        self.data = data

    def write_remote(self, data: bytes) -> None:
        """A phone's write: what does not fit is cut."""
        self.data = ((self.data if self.append else b"") + data)[: self.capacity]

    def read(self) -> bytes:
        """The application's read."""
        data = self.data
        if self.append:
            self.data = b""
        return data


# A service: its UUID, and for each characteristic its value and those of its descriptors.
ServiceRow: TypeAlias = tuple[core.UUID, list[list[Value]]]


class Access(NamedTuple):
    """What happens when a phone reads or writes a value; both raise ATT_Error to refuse."""

    read: Callable[[Value, Connection], Awaitable[bytes]]
    write: Callable[[Value, Connection, bytes], Awaitable[None]]

    def to(self, value: Value) -> att.AttributeValue[bytes]:
        """For one value, as Bumble wants it."""
        return att.AttributeValue(partial(self.read, value), partial(self.write, value))


def refuse_write(connection: Connection, data: bytes) -> None:
    """Write function of what nobody may write."""
    raise att.ATT_Error(att.ErrorCode.WRITE_NOT_PERMITTED)


class Server(gatt_server.Server):
    """Lets nobody overwrite the table itself, as Bumble would, and takes a confirmation that comes too late."""

    def add_attribute(self, attribute: att.Attribute) -> None:
        """A line of the table."""
        fixed = attribute.value
        if isinstance(fixed, bytes):
            attribute.value = att.AttributeValue(lambda connection: fixed, refuse_write)
        super().add_attribute(attribute)

    def on_att_handle_value_confirmation(
        self, bearer: att.Bearer, confirmation: att.ATT_Handle_Value_Confirmation
    ) -> None:
        """A phone has got an indication."""
        pending = self.pending_confirmations[bearer]
        if pending is not None and not pending.done():
            super().on_att_handle_value_confirmation(bearer, confirmation)

    def write_cccd(self, bearer: att.Bearer, characteristic: gatt.Characteristic, value: bytes) -> None:
        """A phone subscribes."""
        if len(value) != 2:
            raise att.ATT_Error(att.ErrorCode.INVALID_ATTRIBUTE_LENGTH)
        super().write_cccd(bearer, characteristic, value)


def own_services(name: Callable[[], bytes]) -> list[gatt.Service]:
    """What the stack offers by itself: name and appearance, and that services may change."""
    reading = gatt.Characteristic.Properties.READ
    indicating = gatt.Characteristic.Properties.INDICATE
    named = att.AttributeValue[bytes](lambda connection: name(), refuse_write)
    access: list[gatt.Characteristic[bytes]] = [
        gatt.Characteristic(gatt.GATT_DEVICE_NAME_CHARACTERISTIC, reading, OPEN, named),
        gatt.Characteristic(gatt.GATT_APPEARANCE_CHARACTERISTIC, reading, OPEN, bytes(2)),
    ]
    changes = [gatt.Characteristic(gatt.GATT_SERVICE_CHANGED_CHARACTERISTIC, indicating, OPEN, bytes(4))]
    return [
        gatt.Service(gatt.GATT_GENERIC_ACCESS_SERVICE, access),
        gatt.Service(gatt.GATT_GENERIC_ATTRIBUTE_SERVICE, changes),
    ]


def add_services(server: Server, services: list[ServiceRow], access: Access) -> list[Value]:
    """Offer these services, too; returns all their values, which know their handles then."""
    for uuid, groups in services:
        characteristics = [_characteristic(server, group, access) for group in groups]
        server.add_service(gatt.Service(uuid, characteristics))
        for group, characteristic in zip(groups, characteristics, strict=True):
            own = [one for one in characteristic.descriptors if one.type != CCCD]
            for value, attribute in zip(group, (characteristic, *own), strict=True):
                value.handle = attribute.handle
    return [value for _, groups in services for group in groups for value in group]


def _characteristic(server: Server, group: list[Value], access: Access) -> gatt.Characteristic[bytes]:
    value, *others = group
    descriptors = [gatt.Descriptor(one.uuid, OPEN, access.to(one)) for one in others]
    properties = gatt.Characteristic.Properties(value.flags & PROPERTIES)
    made: gatt.Characteristic[bytes] = gatt.Characteristic(value.uuid, properties, OPEN, access.to(value), descriptors)
    if value.flags & (NOTIFY | INDICATE):
        descriptors.insert(0, gatt.Descriptor(CCCD, OPEN, server.make_descriptor_value(made)))
    return made
