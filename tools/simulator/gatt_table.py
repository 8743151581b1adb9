"""The GATT table as a phone finds it."""

from typing import NamedTuple

from bumble import core, gatt_client

CCCD = "2902"


class Descriptor(NamedTuple):
    """A descriptor of the GATT table."""

    uuid: str
    handle: int


class Characteristic(NamedTuple):
    """A characteristic of the GATT table; `properties` in lower case: read, write, write_without_response, ..."""

    uuid: str
    handle: int
    properties: frozenset[str]
    descriptors: tuple[Descriptor, ...]


class Service(NamedTuple):
    """A service of the GATT table."""

    uuid: str
    handle: int
    characteristics: tuple[Characteristic, ...]


async def read_table(client: gatt_client.Client) -> tuple[Service, ...]:
    """Ask for the whole table, which takes some two seconds."""
    services = []
    for service in await client.discover_services():
        rows = []
        for row in await service.discover_characteristics():
            descriptors = [Descriptor(text(one.type), one.handle) for one in await row.discover_descriptors()]
            names = frozenset(str(row.properties).lower().split("|"))
            rows.append(Characteristic(text(row.uuid), row.handle, names, tuple(descriptors)))
        services.append(Service(text(service.uuid), service.handle, tuple(rows)))
    return tuple(services)


def characteristic_of(table: tuple[Service, ...], which: int | str) -> Characteristic | None:
    """The characteristic with this handle or UUID, None when the table has none."""
    for service in table:
        for characteristic in service.characteristics:
            if which == characteristic.handle or same_uuid(which, characteristic.uuid):
                return characteristic
    return None


def text(uuid: core.UUID) -> str:
    """A UUID as text: four digits, or 32 with dashes, upper case."""
    return uuid.to_hex_str("-").upper()


def same_uuid(which: int | str, known: str) -> bool:
    """Whether a text stands for this UUID, whatever its case."""
    return isinstance(which, str) and which.upper() == known
