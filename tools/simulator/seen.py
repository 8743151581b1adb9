"""What a pad's advertisements say."""

from typing import NamedTuple

from bumble import core

from tools.simulator.air import Advertiser
from tools.simulator.gatt_table import text

# Size of a UUID in these fields
SERVICE_LISTS = {2: 2, 3: 2, 6: 16, 7: 16}
SERVICE_DATA = {0x16: 2, 0x21: 16}


class Seen(NamedTuple):
    """One pad that advertises. `data` and `response` are the packets themselves; UUIDs are text, upper case."""

    address: str
    name: str
    services: tuple[str, ...]
    appearance: int | None
    manufacturer: dict[int, bytes]
    service_data: dict[str, bytes]
    connectable: bool
    data: bytes
    response: bytes
    at_s: tuple[float, ...]


class Heard(NamedTuple):
    """One advertisement, and the answer to a scan request."""

    at_s: float
    advertiser: Advertiser
    data: bytes
    response: bytes


def latest(heard: list[Heard]) -> Seen | None:
    """What has been said last, None when nothing was heard."""
    if not heard:
        return None
    _, advertiser, data, response = heard[-1]
    return describe(advertiser, data, response, tuple(one.at_s for one in heard))


def describe(advertiser: Advertiser, data: bytes, response: bytes, at_s: tuple[float, ...]) -> Seen:
    """What the packets say."""
    fields = core.AdvertisingData.from_bytes(data)
    fields.append(response)
    parts = fields.ad_structures
    kind = core.AdvertisingData.Type
    names = [value for code, value in parts if code in (kind.COMPLETE_LOCAL_NAME, kind.SHORTENED_LOCAL_NAME)]
    appearance = [int.from_bytes(value, "little") for code, value in parts if code == kind.APPEARANCE]
    return Seen(
        address=str(advertiser.address).removesuffix("/P"),
        name=names[0].decode() if names else "",
        services=tuple(uuid for code, value in parts for uuid in listed(code, value)),
        appearance=appearance[0] if appearance else None,
        manufacturer={
            int.from_bytes(value[:2], "little"): value[2:]
            for code, value in parts
            if code == kind.MANUFACTURER_SPECIFIC_DATA
        },
        service_data={
            text(core.UUID.from_bytes(value[:size])): value[size:]
            for code, value in parts
            if (size := SERVICE_DATA.get(code))
        },
        connectable=advertiser.connectable,
        data=data,
        response=response,
        at_s=at_s,
    )


def listed(code: int, value: bytes) -> list[str]:
    """The UUIDs of a list of services."""
    size = SERVICE_LISTS.get(code)
    return [text(core.UUID.from_bytes(value[at : at + size])) for at in range(0, len(value), size)] if size else []
