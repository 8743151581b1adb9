"""A board with a serial port: a simulation that runs by itself, for tools that open `port` as they open a real one.

    with SerialBoard() as board:
        subprocess.run(["mpremote", "connect", board.port, "resume", "exec", "print(1)"])

While the firmware runs, time passes at `speed`; while its REPL waits, time is real.
"""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, BinaryIO, TypeVar

from tools.simulator.bench import Bench
from tools.simulator.serial_line import SerialLine
from tools.simulator.simulation import Simulation

MICROPYTHON = (1, 28, 0)
DEVKIT = "Generic ESP32 module with ESP32"
SPEED = 20.0
SLICE_S = 0.02  # of real time
LEAST_S = 0.001

Result = TypeVar("Result")


class SerialBoard:
    """A board that runs until it is closed. Further settings are those of Simulation.

    `machine` and `version` are what the board says of itself and of its MicroPython; `own_usb`: see SerialLine.
    `said` is everything that the board has sent. SimulatorError, from whichever call comes next, when it cannot go on.
    """

    def __init__(
        self,
        *,
        machine: str = DEVKIT,
        version: tuple[int, int, int] = MICROPYTHON,
        speed: float = SPEED,
        own_usb: bool = False,
        flash_log: BinaryIO | None = None,
        **settings: Any,
    ) -> None:
        self.line = SerialLine(own_usb)
        self.line.on_output = self._hear
        self.said = b""
        self._speed = speed
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._over = False
        self._failure: BaseException | None = None
        self._simulation = Simulation(bench=Bench(self.line, (version, machine), flash_log), **settings)
        self._thread = threading.Thread(target=self._run, name="board", daemon=True)
        self._thread.start()

    @property
    def port(self) -> str:
        """Path of the serial port."""
        return self.line.port

    def __enter__(self) -> "SerialBoard":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the board. Nothing of it is left."""
        if not self._over:
            self.do(self._end)
        self._thread.join()

    def do(self, action: Callable[[Simulation], Result]) -> Result:
        """Do something to the simulation, between two of its moments, and return what it gives."""
        answer: Future[Result] = Future()
        self._orders.put(lambda: _carry_out(action, self._simulation, answer))
        while not answer.done() and self._thread.is_alive():
            time.sleep(0.001)
        if self._failure is not None:
            raise self._failure
        return answer.result(0)

    def wait_for(self, condition: Callable[[Simulation], bool], seconds: float = 10.0) -> None:
        """Wait until it holds. TimeoutError when it does not within so many real seconds."""
        until = time.monotonic() + seconds
        while not self.do(condition):
            if time.monotonic() > until:
                raise TimeoutError(f"the board has not come to that; it said: {self.said[-500:]!r}")
            time.sleep(0.01)

    def unplug(self) -> None:
        """Pull the cable: the port disappears, the board goes on."""
        self.do(lambda simulation: self.line.unplug())

    def plug_in(self) -> None:
        """Put the cable back."""
        self.do(lambda simulation: self.line.plug_in())

    # --- in the thread ------------------------------------------------------------------------------------------------

    def _hear(self, data: bytes) -> None:
        self.said += data

    def _run(self) -> None:
        try:
            while not self._over:
                while not self._orders.empty():
                    self._orders.get()()
                began = time.monotonic()
                simulation = self._simulation
                simulation.run_for(LEAST_S)  # however many orders come
                simulation.run_while(self._orders.empty, simulation.now_s + SLICE_S * self._speed)
                self._rest(began)
        except BaseException as error:  # noqa: BLE001  it is raised again in the thread that uses the board
            self._failure = error
        finally:
            self._simulation.close()
            self.line.close()

    def _rest(self, began: float) -> None:
        """Real time for what has been simulated; at the prompt it has passed already."""
        time.sleep(max(0.0, began + SLICE_S - time.monotonic()))

    def _end(self, simulation: Simulation) -> None:
        self._over = True


def _carry_out(action: Callable[[Simulation], Result], simulation: Simulation, answer: "Future[Result]") -> None:
    try:
        answer.set_result(action(simulation))
    except Exception as error:  # noqa: BLE001  it is raised again for whoever asked
        answer.set_exception(error)
