"""A phone near the simulated pad, with the calls that an app makes. Simulated time goes on while they wait.

    with Simulation(radio=True) as pad:
        phone = Phone(pad)
        seen = phone.scan()
        phone.connect()
        phone.pair()
        print(phone.read("2A00"))
        beats = phone.subscribe("2A6E")
        pad.run_for(5)
        print(beats)

A stranger is another Phone; `identity` makes it claim to be somebody else.
"""

from collections.abc import Coroutine, Iterable
from functools import partial
from typing import Any, TypeVar

from tools.simulator.gatt_table import Service
from tools.simulator.handset import (
    CONNECT_S,
    INTERVAL_MS,
    MTU,
    PATIENCE_S,
    SUPERVISION_S,
    AttError,
    Habits,
    Handset,
    Identity,
    NoAnswer,
    PhoneError,
    outcome,
)
from tools.simulator.seen import Seen, latest
from tools.simulator.simulation import Simulation

__all__ = ["SUPERVISION_S", "AttError", "NoAnswer", "Phone", "PhoneError"]

FOREVER_S = 1e6
LATER_S = 1.0  # the handset's own patience ends first

_T = TypeVar("_T")


class Phone:
    """A phone of a Simulation that has a radio.

    `identity` and the rest: see Handset and Habits. Calls that wait let simulated time pass, and raise NoAnswer after
    `patience_s` of it. `received` is all that the pad has sent unasked: (time in s, handle, value).
    """

    def __init__(
        self,
        simulation: Simulation,
        name: str = "phone",
        *,
        identity: Identity | None = None,
        private: bool = True,
        interval_ms: float = INTERVAL_MS,
        supervision_s: float = SUPERVISION_S,
        mtu: int = MTU,
    ) -> None:
        self.patience_s = PATIENCE_S
        self.received: list[tuple[float, int, bytes]] = []
        self.handset = Handset(simulation, name, identity, Habits(private, interval_ms, supervision_s, mtu))
        self.handset.on_value = self._collect
        self._simulation = simulation
        self._collections: dict[int, list[tuple[float, bytes]]] = {}
        self.wait(self.handset.power_on())

    def wait(self, work: Coroutine[Any, Any, _T], patience_s: float | None = None) -> _T:
        """Let simulated time pass until something that the handset does is done; returns its result."""
        limit_s = self.patience_s if patience_s is None else patience_s
        task = self.handset.start(work, limit_s)
        simulation = self._simulation
        simulation.run_while(lambda: not task.done(), simulation.now_s + limit_s + LATER_S)
        return outcome(task)

    def _collect(self, handle: int, value: bytes) -> None:
        at_s = self._simulation.now_s
        self.received.append((at_s, handle, value))
        if handle in self._collections:
            self._collections[handle].append((at_s, value))

    def scan(self, seconds: float = 2.0, active: bool = True) -> Seen | None:
        """Listen; returns what the pad has said last, None when it was silent. `active` asks for the scan response."""
        with self.handset.listening(active) as heard:
            self._simulation.run_for(seconds)
        return latest(heard)

    # --- Connection ---------------------------------------------------------------------------------------------------

    @property
    def identity(self) -> Identity:
        """Who it says it is."""
        return self.handset.identity

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as the phone knows."""
        return self.handset.connected

    @property
    def encrypted(self) -> bool:
        """Whether the connection is encrypted."""
        return self.handset.encrypted

    @property
    def security_requests(self) -> int:
        """How often the pad has asked to encrypt."""
        return self.handset.security_requests

    @property
    def mtu(self) -> int:
        """The largest packet of the connection."""
        return self.handset.connection.att_mtu

    def connect(self, patience_s: float = CONNECT_S) -> None:
        """Connect to the pad. NoAnswer when it does not advertise so that one can connect."""
        self.wait(self.handset.connect(patience_s), patience_s + 1)

    def disconnect(self) -> None:
        """Say goodbye."""
        self.wait(self.handset.disconnect())

    def vanish(self) -> None:
        """Go out of range without a word. Both sides notice when the supervision timeout is over."""
        self.handset.now(self.handset.vanish)

    def come_back(self) -> None:
        """Be in range again; a connection that is not lost yet goes on."""
        self.handset.now(self.handset.come_back)

    def read_nothing(self, blocked: bool = True) -> None:
        """Take no more packets from the pad, or take them again; the connection stays."""
        self.handset.now(partial(self.handset.read_nothing, blocked))

    def set_interval(self, interval_ms: float) -> None:
        """Change the time between connection events."""
        self.wait(self.handset.set_interval(interval_ms))

    # --- Security -----------------------------------------------------------------------------------------------------

    def pair(self, bond: bool = True, passkey: int | None = None) -> None:
        """Pair, anew if need be; `passkey` is typed by the person. PhoneError when the pad refuses or it fails."""
        self.wait(self.handset.pair(bond, passkey))

    def encrypt(self) -> None:
        """Encrypt with the key of the bond. PhoneError when one side has none."""
        self.wait(self.handset.encrypt())

    def forget(self) -> None:
        """Forget the bond; the pad does not hear of it."""
        self.handset.forget()

    # --- GATT ---------------------------------------------------------------------------------------------------------

    def discover(self) -> tuple[Service, ...]:
        """Read the whole GATT table."""
        return self.wait(self.handset.discover())

    def handle(self, which: int | str) -> int:
        """The handle of a characteristic; `which` may be its UUID as text. Discovers the table when it is not known."""
        return self.wait(self.handset.handle(which))

    def read(self, which: int | str) -> bytes:
        """Read a value, in parts if it is long. AttError when the pad refuses."""
        return self.wait(self.handset.read(which))

    def write(self, which: int | str, data: bytes) -> None:
        """Write a value and wait for the response, in parts if it is long. AttError when the pad refuses."""
        self.wait(self.handset.write(which, data))

    def write_without_response(self, which: int | str, data: bytes) -> None:
        """Send a value; takes no time, and nobody says whether it has arrived."""
        self.wait(self.handset.write(which, data, response=False))

    def write_all(self, writes: Iterable[tuple[int, bytes]], response: bool = True) -> list[int]:
        """Write many values, given by handle, one after the other; returns an ATT error code for each, 0 for none."""
        return self.wait(self.handset.write_all(tuple(writes), response), FOREVER_S)

    def subscribe(self, which: int | str) -> list[tuple[float, bytes]]:
        """Ask for notifications, or else indications; they are added to the list: (time in s, value)."""
        collection = self._collections.setdefault(self.handle(which), [])
        self.wait(self.handset.subscribe(which))
        return collection

    def unsubscribe(self, which: int | str) -> None:
        """Ask for no more notifications or indications."""
        self.wait(self.handset.unsubscribe(which))
