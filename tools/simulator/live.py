"""Runs a simulation for people: in a thread of its own, as fast as the clock on the wall says.

Only that thread touches the simulation. Others leave orders (`press`, `hold`, ...), which are carried out within a
twentieth of a second, and read `view`, a picture of the pad that is replaced and never changed.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tools.simulator.contacts import PRESS_S
from tools.simulator.faults import FIRMWARE_FAULTS, MOMENTARY_FAULTS
from tools.simulator.fingers import Fingers
from tools.simulator.scenario import Feet, Step
from tools.simulator.script import Script
from tools.simulator.view import View, look

if TYPE_CHECKING:
    from tools.simulator.live_phone import LivePhone
    from tools.simulator.simulation import Simulation

SLICE_S = 0.05  # of real time; short enough that a finger notices no delay
LONGEST_SLICE_S = 0.5  # of simulated time, so that quitting is quick at any speed
BEHIND_S = 0.25  # a computer that is further behind than this stops trying to catch up
HISTORY_S = 3600
BETWEEN_PRESSES_S = 0.3
TOGGLED = "toggled"  # the finger of `hold`, which stays until it is lifted by the next one

Order: TypeAlias = "Callable[[Simulation], None]"


class Sample(NamedTuple):
    """One point of the curves."""

    at_s: float
    left_c: float | None
    right_c: float | None
    heater_percent: int
    rpm: int
    heat_permitted: bool
    motor_permitted: bool
    rail_closed: bool


class LivePad:
    """A simulation that runs by itself until `stop`, or until `end_s` seconds of its own time are over.

    `open_simulation` is called in the thread. `speed` is simulated seconds per second; None is as fast as possible.
    `steps` are performed at their times. `each_second` is called in the thread, once a simulated second. `open_phone`
    makes a phone that lives beside the pad.
    """

    def __init__(
        self,
        open_simulation: "Callable[[], Simulation]",
        speed: float | None = 1.0,
        end_s: float | None = None,
        steps: Iterable[Step] = (),
        each_second: Callable[[View], None] | None = None,
        open_phone: "Callable[[Simulation], LivePhone] | None" = None,
    ) -> None:
        self.speed = speed
        self.view: View | None = None
        self.history: deque[Sample] = deque(maxlen=HISTORY_S)
        self.events: list[dict[str, float | str]] = []
        self._open = open_simulation
        self._end_s = end_s
        self._script = Script(steps)
        self._each_second = each_second
        self._open_phone = open_phone
        self._phone: LivePhone | None = None
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._broken: dict[str, float] = {}  # fault -> simulated time at which it was injected
        self._fingers = Fingers()
        self._free_at_s: dict[str, float] = {}  # button -> simulated time from which it can be pressed again
        self._slowed = False
        self._resets = 0
        self._failure: Exception | None = None
        self.at_end: list[Callable[[], None]] = []  # what is called in the thread when the pad has come to its end
        self._thread = threading.Thread(target=self._run, name="pad", daemon=True)

    # --- for the thread that shows it ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the pad and wait until it is there. Raises what kept it from starting (SimulatorError)."""
        self._thread.start()
        self._started.wait()
        self.raise_failure()

    def stop(self) -> None:
        """End the pad and wait until no process of it is left."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def raise_failure(self) -> None:
        """Raise what ended the pad, when it was not the end of its time."""
        if self._failure is not None:
            raise self._failure

    @property
    def over(self) -> bool:
        """Whether the pad has come to its end."""
        return self._started.is_set() and not self._thread.is_alive()

    def wait(self) -> None:
        """Wait until the pad has come to its end."""
        self._thread.join()

    @property
    def pace(self) -> float | None:
        """Simulated seconds per second now. A finger is as slow as it is: time that is to run faster waits for it."""
        return 1.0 if self._slowed and (self.speed is None or self.speed > 1.0) else self.speed

    # --- orders -------------------------------------------------------------------------------------------------------

    def order(self, order: Order) -> None:
        """Have something done in the pad's thread, within a twentieth of a second; it must not raise."""
        self._orders.put(order)

    def press(self, button: str) -> None:
        """A short press. Nothing while the button is held down."""
        self._orders.put(lambda simulation: self._press(simulation, button))

    def hold(self, button: str) -> None:
        """Hold a button down, or let go of it when it is held."""
        self._orders.put(lambda simulation: self._hold(simulation, button))

    def put_finger(self, who: str, button: str) -> None:
        """Somebody's finger closes a button; meanwhile time runs no faster than it is."""
        self._orders.put(lambda simulation: self._fingers.put(simulation, who, button))

    def lift_finger(self, who: str, button: str) -> None:
        """That finger leaves the button, which opens when no other is on it."""
        self._orders.put(lambda simulation: self._fingers.lift(who, button))

    def lift_fingers(self, who: str) -> None:
        """Somebody has gone: all their fingers leave."""
        self._orders.put(lambda simulation: self._fingers.lift_all(who))

    def break_or_mend(self, fault: str) -> None:
        """Inject a fault, or end it when it is there."""
        self._orders.put(lambda simulation: self._set_fault(simulation, fault, fault not in self._broken))

    def set_fault(self, fault: str, broken: bool) -> None:
        """Inject a fault, or end it; nothing when it is so already."""
        self._orders.put(lambda simulation: self._set_fault(simulation, fault, broken))

    def feet(self, left: bool, right: bool, skin_c: float | None = None) -> None:
        """Put feet on the pad or take them off; with `skin_c`, fresh ones that are as warm as that."""
        self._orders.put(Feet(0.0, left, right, skin_c).perform)

    def phone_stop(self) -> None:
        """Press STOP on the phone, if there is one."""
        self._orders.put(lambda simulation: self._phone.stop() if self._phone else None)

    def power_cycle(self, off_s: float = 0.0) -> None:
        """Pull the plug and put it back after `off_s` simulated seconds."""
        self._orders.put(lambda simulation: simulation.power_cycle(off_s))

    # --- the thread that runs it --------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            with self._open() as simulation:
                self.events = simulation.events
                self._show(simulation)
                self._started.set()
                self._phone = self._open_phone(simulation) if self._open_phone else None
                self._live(simulation)
        except Exception as error:  # noqa: BLE001  it is raised again in the thread that shows the pad
            self._failure = error
        finally:
            self._started.set()
            for call in self.at_end:
                call()

    def _live(self, simulation: "Simulation") -> None:
        due_at = time.monotonic()
        while not self._stopping.is_set() and not self._at_end(simulation):
            self._carry_out(simulation)
            speed = self.pace
            slice_s = LONGEST_SLICE_S if speed is None else min(SLICE_S * speed, LONGEST_SLICE_S)
            self._script.advance(simulation, self._slice_end_s(simulation, slice_s))
            if self._phone:
                self._phone.step()
            self._show(simulation)
            due_at = self._keep_pace(due_at + (slice_s / speed if speed else 0.0))

    def _at_end(self, simulation: "Simulation") -> bool:
        return self._end_s is not None and simulation.now_s >= self._end_s

    def _slice_end_s(self, simulation: "Simulation", slice_s: float) -> float:
        to_s = simulation.now_s + slice_s
        return to_s if self._end_s is None else min(to_s, self._end_s)

    def _keep_pace(self, due_at: float) -> float:
        """Sleep until `due_at`; returns the time from which the next slice counts."""
        now = time.monotonic()
        if due_at < now - BEHIND_S or self.speed is None:
            return now
        self._stopping.wait(max(0.0, due_at - now))
        return due_at

    def _carry_out(self, simulation: "Simulation") -> None:
        while not self._orders.empty():
            self._orders.get()(simulation)
        self._fingers.settle(simulation)
        self._slowed = any(not self._fingers.has(TOGGLED, button) for button in self._fingers.closed_s)

    def _show(self, simulation: "Simulation") -> None:
        if len(simulation.resets) != self._resets:
            self._resets = len(simulation.resets)
            self._broken = {name: at_s for name, at_s in self._broken.items() if name not in FIRMWARE_FAULTS}
        self.view = view = look(simulation, tuple(self._broken), dict(self._fingers.closed_s))
        if not self.history or int(view.now_s) > int(self.history[-1].at_s):
            self.history.append(sample(view))
            if self._each_second is not None and view.now_s >= 1.0:
                self._each_second(view)

    def _press(self, simulation: "Simulation", button: str) -> None:
        if button in self._fingers.closed_s:
            return
        # Keys come faster than a finger: one press after the other, and a moment between them.
        at_s = max(simulation.now_s, self._free_at_s.get(button, 0.0))
        simulation.press(button, PRESS_S, at_s)
        self._free_at_s[button] = at_s + PRESS_S + BETWEEN_PRESSES_S

    def _hold(self, simulation: "Simulation", button: str) -> None:
        if self._fingers.has(TOGGLED, button):
            self._fingers.lift(TOGGLED, button)
        else:
            self._fingers.put(simulation, TOGGLED, button)

    def _set_fault(self, simulation: "Simulation", fault: str, broken: bool) -> None:
        if broken == (fault in self._broken):
            return
        if not broken:
            del self._broken[fault]
            simulation.clear(fault)
            return
        simulation.inject(fault)
        if fault not in MOMENTARY_FAULTS:
            self._broken[fault] = simulation.now_s


def sample(view: View) -> Sample:
    """What the curves show of a moment."""
    return Sample(
        *(view.now_s, view.left_c, view.right_c, view.heater_percent, view.rpm),
        *(view.heat_permitted, view.motor_permitted, view.rail_closed),
    )
