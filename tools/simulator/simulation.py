"""A pad that runs: the firmware on its VM, the physics around it, a hand on the buttons. Time is always virtual.

    with Simulation({"ambient_c": 18.0}) as pad:
        pad.run_for(2)
        pad.press("START")
        pad.run_for(4)
        pad.inject("ntc_left_open")
        pad.run_for(0.25)
        assert not pad.heater_pin

Between two calls everything stands still, exact to the microsecond.
"""

import heapq
import importlib.util
import itertools
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pad import fault_texts
from tools.board_files import BLOCK_BYTES, board_constants, board_files
from tools.diary_entry import EPOCH
from tools.simulator import filesystem
from tools.simulator.bench import BARE, Bench
from tools.simulator.board import BUS_STATES, Board
from tools.simulator.breakage import Breakage, check_fault
from tools.simulator.contacts import PRESS_S
from tools.simulator.lockstep import CAUSES, Lockstep
from tools.simulator.snapshot import FAULT_OFFSET, Snapshot, decode
from tools.simulator.vm import SimulatorError, choose_core, find_micropython, pinned
from tools.simulator.vm_side import protocol

if TYPE_CHECKING:
    from tools.simulator.radio import Radio

__all__ = ["Fault", "Simulation", "SimulatorError"]

STATUS_EVERY_US = 100_000

Event: TypeAlias = dict[str, float | str]


class Fault(NamedTuple):
    """A fault that the firmware has latched."""

    code: int
    name: str
    at_s: float


class Simulation:
    """One pad from power-on. Close it, or use it in a `with` statement: it owns a process.

    `parameters`: of the physical model, by name (parameters.py). `code`: "py" runs the sources, "mpy" what a board
    receives. `heap_bytes`: heap for the firmware, the stand-ins' own comes on top; None: plenty. `board`: constants of
    firmware/board.py to change. `overlay`: files of the board to replace or add, path to text. `ticks_start_ms`: what
    ticks_ms() says at power-on. `flash_image`: the flash as another simulation has left it, instead of a new one.
    `hidden`: names that `machine` is not to have, for older ports. `radio`: True for `bluetooth` and the phones of
    phone.py; the name of a real controller (dongle.py), to be on the air. `bench`: see there. `kept`: files that the
    pad has written itself before, path to content; not for a `flash_image`.

    SimulatorError when there is no VM; ValueError for a name or value that does not exist.
    """

    def __init__(
        self,
        parameters: Mapping[str, float] | None = None,
        seed: int = 1,
        *,
        code: str = "py",
        heap_bytes: int | None = None,
        board: Mapping[str, object] | None = None,
        overlay: Mapping[str, str | None] | None = None,
        ticks_start_ms: int = 0,
        flash_image: bytes | None = None,
        hidden: Sequence[str] = (),
        radio: bool | str = False,
        micropython: str | None = None,
        bench: Bench = BARE,
        kept: Mapping[str, bytes] | None = None,
    ) -> None:
        files = board_files(overlay, board)
        self.board = Board(board_constants(files), parameters, seed)
        self.plant = self.board.plant
        self._supply_v = self.plant.parameters["supply_v"]
        self.events: list[Event] = []
        self.resets: list[Event] = []
        self.faults_seen: list[Fault] = []
        self.wall_s = 0.0
        self._status: bytes | None = None
        self._status_due_us = 0
        self._last_fault = 0
        self._schedule: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._core = choose_core()
        vm_path = find_micropython(micropython)
        if heap_bytes is not None:
            heap_bytes += stand_in_bytes(vm_path, bool(radio))
        # Without a name: nothing of it is left behind, whatever happens.
        self._flash = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  close() closes it
        self._flash.write(flash_image or filesystem.flash_image({**files, **(kept or {})}, code))
        self.radio = make_radio(radio, seed) if radio else None
        self._lockstep = Lockstep(
            self.board, self._flash, vm_path, self._core, heap_bytes, ticks_start_ms, hidden, self.radio, bench
        )
        self._breakage = Breakage(self.board, self._lockstep, self._at)
        self._lockstep.on_text = lambda line: self.note("pad", line)
        self._lockstep.on_status = self._take_status
        self._lockstep.on_reset = self._take_reset

    def __enter__(self) -> "Simulation":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the VM's process. What has been measured can still be read."""
        self._lockstep.end()
        self._flash.close()
        if self.radio is not None:
            self.radio.close()

    # --- Time ---------------------------------------------------------------------------------------------------------

    @property
    def now_s(self) -> float:
        """Simulated seconds since power-on."""
        return self.board.now_us / 1e6

    def run_until(self, t_s: float) -> None:
        """Let time go on to `t_s`; nothing when that is past."""
        self.run_while(lambda: True, t_s)

    def run_while(self, condition: Callable[[], bool], t_s: float) -> None:
        """Let time go on while the condition holds, at most to `t_s`. It is asked whenever something has happened."""
        if self._flash.closed:
            raise SimulatorError("this simulation has been closed")
        target_us = round(t_s * 1e6)
        began = time.perf_counter()
        try:
            with pinned(self._core):
                self._run_to(target_us, condition)
        finally:
            self.wall_s += time.perf_counter() - began

    def run_for(self, seconds: float) -> None:
        """Let so many simulated seconds pass."""
        self.run_until(self.now_s + seconds)

    def _run_to(self, target_us: int, condition: Callable[[], bool]) -> None:
        board = self.board
        self._do_due()
        while board.now_us < target_us and condition():
            until_us = min(target_us, self._schedule[0][0]) if self._schedule else target_us
            self._lockstep.turn(until_us, min(target_us, self._status_due_us))
            self._do_due()

    def _at(self, at_us: int, action: Callable[[], None]) -> None:
        heapq.heappush(self._schedule, (at_us, next(self._order), action))

    def _do_due(self) -> None:
        while self._schedule and self._schedule[0][0] <= self.board.now_us:
            heapq.heappop(self._schedule)[2]()

    def _when_us(self, at_s: float | None) -> int:
        return self.board.now_us if at_s is None else max(self.board.now_us, round(at_s * 1e6))

    # --- A hand on the pad --------------------------------------------------------------------------------------------

    def press(self, button: str, hold_s: float = PRESS_S, at_s: float | None = None) -> None:
        """Press a button for `hold_s` seconds, from now or from `at_s` on. ValueError when there is no such button."""
        from_us = self._when_us(at_s)
        self._move(button, True, from_us)
        self._move(button, False, from_us + round(hold_s * 1e6))

    def hold(self, button: str) -> None:
        """Press a button and keep the finger on it."""
        self._move(button, True, self.board.now_us)

    def release(self, button: str) -> None:
        """Take the finger off a button."""
        self._move(button, False, self.board.now_us)

    def _move(self, button: str, closed: bool, at_us: int) -> None:
        contacts = self.board.contacts
        contacts.check(button)
        for delay_us, level in contacts.edges(closed):
            self._at(at_us + delay_us, partial(contacts.set, button, level))
        self._at(at_us, lambda: self.note("hand", f"{button} {'down' if closed else 'up'}"))

    def power_cycle(self, off_s: float = 0.0) -> None:
        """Pull the plug, and put it back after `off_s` seconds."""
        off_us = round(off_s * 1e6)
        self._lockstep.reset(protocol.PWRON_RESET, off_us)
        if off_us:
            self.plant.change("supply_v", 0.0)
            self._at(self.board.now_us + off_us, lambda: self.plant.change("supply_v", self._supply_v))

    def set_clock(self, now: datetime) -> None:
        """Let the pad's clock show this from now on, as when a phone has set it. Power that is lost takes it away."""
        taken = self._lockstep.set_clock(round((now - EPOCH).total_seconds() * 1e6))
        self.note("phone", f"clock {now}" if taken else f"clock {now}: the pad does not run")

    def reset(self, cause: str) -> None:
        """Reset the chip now: "machine.reset", "watchdog", "soft reset" or "power-on". ValueError for another cause."""
        codes = {name: code for code, name in CAUSES.items()}
        if cause not in codes:
            raise ValueError(f"the chip can reset by {', '.join(codes)}, not {cause!r}")
        self._lockstep.reset(codes[cause])

    def set_display(self, state: str) -> None:
        """The display's bus from now on: "fitted", "absent" (nothing answers) or "stuck" (it hangs)."""
        if state not in BUS_STATES:
            raise ValueError(f"the display can be {', '.join(BUS_STATES)}, not {state!r}")
        self.board.display_state = state

    def type_in(self, source: str) -> None:
        """Type something at the REPL: it runs when boot.py and main.py have ended, and the line `>>>` ends it."""
        self._lockstep.command(protocol.TYPE, source)

    def interrupt(self) -> None:
        """Ctrl-C: a KeyboardInterrupt in what runs now."""
        self._lockstep.command(protocol.INTERRUPT)

    # --- Faults -------------------------------------------------------------------------------------------------------

    def inject(self, fault: str, until_s: float | None = None) -> None:
        """Break something now (names: faults.py), and mend it at `until_s`. ValueError for an unknown name.

        Faults of tasks and `vm_frozen` strike the firmware that runs; the next reset ends them.
        """
        check_fault(fault)
        self.note("fault", f"{fault} begins")
        self._breakage.change(fault, True)
        if until_s is not None:
            self._at(self._when_us(until_s), lambda: self.clear(fault))

    def clear(self, fault: str) -> None:
        """Mend what a fault has broken."""
        check_fault(fault)
        self.note("fault", f"{fault} ends")
        self._breakage.change(fault, False)

    # --- What can be seen ---------------------------------------------------------------------------------------------

    @property
    def status(self) -> Snapshot | None:
        """What the firmware says of itself, fresh after each run; None before it says anything."""
        return None if self._status is None else decode(self._status)

    def pin(self, name: str) -> int:
        """Level of a pin by its name in firmware/board.py; 1 for a PWM that is not off."""
        return self.board.level(name)

    @property
    def motor_duty(self) -> float:
        """Duty of the motor's PWM, 0 to 1."""
        return self.board.value("MOTOR_PWM")

    @property
    def heater_pin(self) -> bool:
        """Level of the heater's MOSFET gate."""
        return bool(self.board.value("HEATER"))

    @property
    def rail_closed(self) -> bool:
        """Contact of the relay that feeds motor and heater."""
        return self.plant.rail_closed

    @property
    def led(self) -> tuple[int, int, int]:
        """Red, green and blue of the status LED, 0 to 255."""
        colour = int(self.board.value("LED"))
        return colour >> 16, colour >> 8 & 0xFF, colour & 0xFF

    @property
    def buzzer_hz(self) -> int:
        """Tone of the buzzer, 0 when it is silent."""
        return int(self.board.value("BUZZER"))

    @property
    def display(self) -> bytes | None:
        """Pixels of the display: 8 pages of 128 columns, bit 0 on top; None when it is dark or not there."""
        display = self.board.display
        return bytes(display.memory) if display.on and self.board.display_state != "absent" else None

    @property
    def trace(self) -> list[tuple[int, str, float]]:
        """The latest changes of outputs: (time in us, signal, value); see Board."""
        return list(self.board.trace)

    @property
    def heater_changes(self) -> list[tuple[float, bool]]:
        """When the heater pin went on and off: (time in s, on)."""
        return self.board.heater_changes

    @property
    def rail_changes(self) -> list[tuple[float, bool]]:
        """When the rail's contact closed and opened: (time in s, closed)."""
        return self.board.rail_changes

    @property
    def printed(self) -> list[str]:
        """The lines that the firmware has printed."""
        return [str(event["text"]) for event in self.events if event["source"] == "pad"]

    def printed_at_s(self, line: str) -> float:
        """When the firmware printed this line first. ValueError when it did not."""
        for event in self.events:
            if event["source"] == "pad" and event["text"] == line:
                return float(event["at_s"])
        raise ValueError(f"the firmware has not printed {line!r}")

    def heap_allocated(self) -> int:
        """Bytes of heap that the firmware holds after a collection; takes no simulated time."""
        return self._lockstep.command(protocol.MEASURE_HEAP) - self._lockstep.stand_in_bytes

    def flash(self) -> bytes:
        """The board's flash as it is now, for another Simulation."""
        return os.pread(self._flash.fileno(), BLOCK_BYTES * filesystem.BLOCK_COUNT, 0)

    # --- What the lockstep reports ------------------------------------------------------------------------------------

    def note(self, source: str, text: str) -> None:
        """Add to the events."""
        self.events.append({"at_s": self.now_s, "source": source, "text": text})

    def _take_status(self, status: bytes) -> None:
        self._status = status
        self._status_due_us = self.board.now_us + STATUS_EVERY_US
        code = status[FAULT_OFFSET]
        if code and code != self._last_fault:
            self.faults_seen.append(Fault(code, fault_texts.name(code), self.now_s))
        self._last_fault = code

    def _take_reset(self, cause: str) -> None:
        self._status = None
        self._status_due_us = 0
        self.resets.append({"at_s": self.now_s, "cause": cause})
        self.note("chip", f"reset: {cause}")


def has_radio() -> bool:
    """Whether this Python has what a simulated radio needs: Bumble, and so Python 3.11."""
    return importlib.util.find_spec("bumble") is not None


def make_radio(which: bool | str, seed: int) -> "Radio":
    """The pad's radio. Bumble is loaded only for those who want it; SimulatorError where it is not installed."""
    try:
        from tools.simulator.dongle import Dongle
        from tools.simulator.radio import Radio, VirtualCarrier
    except ImportError as error:
        raise SimulatorError(f"no radio without Bumble, which needs Python 3.11 or newer: {error}") from None

    return Radio(Dongle(which) if isinstance(which, str) else VirtualCarrier(seed))


_stand_in_bytes: dict[tuple[str, bool], int] = {}


def stand_in_bytes(micropython: str, radio: bool = False) -> int:
    """Bytes of the VM's heap that the stand-ins take; measured once."""
    key = (micropython, radio)
    if key not in _stand_in_bytes:
        with Simulation(overlay={"boot.py": None, "main.py": None}, radio=radio, micropython=micropython) as empty:
            empty.run_for(1)
            _stand_in_bytes[key] = empty._lockstep.stand_in_bytes
    return _stand_in_bytes[key]
