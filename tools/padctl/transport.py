"""What every way to a pad has: a radio that finds pads and connects, and a link to one of them.

Two exist: bleak_radio.py for real pads, simulated_radio.py for the one in the simulator.
"""

from typing import NamedTuple, Protocol

from pad import gatt

SIG_UUID = "0000%04x-0000-1000-8000-00805f9b34fb"  # of numbers that the Bluetooth SIG has given
CHARACTERISTICS = tuple(row for _, rows in gatt.SERVICES for row in rows)  # in the order of pad.gatt's places


def full_uuid(uuid: int) -> str:
    """A UUID of the table, written out."""
    name = gatt.full_uuid(uuid)
    return name if isinstance(name, str) else SIG_UUID % name


def characteristic(place: int) -> str:
    """UUID of one of pad.gatt's places, such as gatt.STATUS."""
    return full_uuid(CHARACTERISTICS[place][0])


class Trouble(Exception):
    """Why something could not be done: one line for the person at the keyboard. `status` is for the shell."""

    status = 1


class SeveralPads(Trouble):
    """More than one pad is in reach, and nobody said which."""

    status = 2


class NoBluetooth(Trouble):
    """This computer cannot use Bluetooth: no adapter, switched off, not permitted, or no program for it."""

    status = 3


class NoPad(Trouble):
    """No pad is in reach."""

    status = 4


class LinkLost(Trouble):
    """The pad was there and does not answer any more."""

    status = 5


class NotAllowed(Trouble):
    """The pad does not know this computer."""

    status = 6


LOST = "the connection to the pad was lost"

# Errors of the attribute protocol, as in the Bluetooth core specification: insufficient authentication, insufficient
# authorization, insufficient key size, insufficient encryption.
NEED_PAIRING = (0x05, 0x08, 0x0C, 0x0F)
PAIR_FIRST = (
    "the pad obeys only those that it has been paired with: `padctl pair` says how. "
    "If you have done that, remove the pad in this computer's Bluetooth settings first"
)


class Nearby(NamedTuple):
    """A pad that advertises. `told` is what it tells everybody in the BTHome format, None when it does not."""

    name: str
    address: str
    signal_dbm: int | None
    told: bytes | None


class Value(NamedTuple):
    """A notification or indication."""

    uuid: str
    content: bytes


class Link(Protocol):
    """A connection. Each call raises Trouble: LinkLost when it has gone, NotAllowed where pairing is needed."""

    async def read(self, uuid: str) -> bytes:
        """The value of a characteristic."""

    async def write(self, uuid: str, content: bytes) -> None:
        """Write a characteristic, and wait until the pad has it."""

    async def subscribe(self, uuid: str) -> None:
        """Have the notifications or indications of a characteristic come to `next_value`."""

    async def next_value(self, timeout_s: float) -> Value | None:
        """The next of them, in their order; None when none has come in `timeout_s`."""

    async def pair(self) -> None:
        """Pair and bond. Whether the pad has accepted it shows when something private is read."""

    async def unpair(self) -> None:
        """Have this computer forget the pad."""

    async def disconnect(self) -> None:
        """End it. Never raises."""

    def now_s(self) -> float:
        """Time as it passes for the pad, from any beginning."""

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""


class Radio(Protocol):
    """A way to find pads. Each call raises Trouble: NoBluetooth when there is none."""

    async def scan(self, seconds: float, wanted: str | None) -> list[Nearby]:
        """Listen for `seconds`, or until a pad that `is_called` `wanted` is heard. Pads in the order of their names."""

    async def connect(self, pad: Nearby, timeout_s: float) -> Link:
        """Connect to a pad that a scan has found."""

    async def close(self) -> None:
        """Give back what the radio holds. Never raises."""


def is_called(pad: Nearby, wanted: str) -> bool:
    """Whether this is the pad's name or address; capitals do not matter."""
    return wanted.lower() in (pad.name.lower(), pad.address.lower())
