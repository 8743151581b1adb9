"""A Simulation without a MicroPython VM, for tests of what stands around it: a real plant and a very small pad."""

from types import SimpleNamespace, TracebackType

from tools.simulator.plant import Plant

OFF, RUNNING = 0, 2


class FakeSimulation:
    """START starts it and stops it. Remembers what was asked of it in `calls`."""

    def __init__(self, parameters: dict[str, float] | None = None, seed: int = 1) -> None:
        self.plant = Plant(parameters, seed)
        self.seed = seed
        self.now_s = 0.0
        self.calls: list[tuple[object, ...]] = []
        self.events: list[dict[str, float | str]] = []
        self.faults_seen: list[tuple[int, str, float]] = []
        self.resets: list[dict[str, float | str]] = []
        self.led = (0, 40, 0)
        self.buzzer_hz = 0
        self.display: bytes | None = bytes(range(256)) * 4
        self.motor_duty = 0.0
        self.heater_pin = 0
        self.rail_closed = False
        self.closed = False
        self.raises: Exception | None = None
        self.status = SimpleNamespace(
            state=OFF,
            phase=0,
            speed_step=0,
            rpm=0,
            heat_level=0,
            left_cc=2000,
            right_cc=2050,
            remaining_s=900,
            elapsed_s=0,
            chosen_minutes=15,
            profile=1,
            programme=0,
            rest_s=0,
            fault_code=0,
            heat_permitted=False,
            motor_permitted=False,
            heater_duty_percent=0,
            stop_reason=0,
        )

    def __enter__(self) -> "FakeSimulation":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True

    def run_until(self, t_s: float) -> None:
        """Let time pass."""
        if self.raises is not None:
            raise self.raises
        assert t_s >= self.now_s
        self.now_s = t_s
        self.plant.advance(round(t_s * 1e6))
        self.status.left_cc = round(self.plant.thermistor_left_c * 100)

    def press(self, button: str, hold_s: float = 0.12, at_s: float | None = None) -> None:
        """START starts and stops."""
        self._note("press", button, hold_s)
        if button == "START":
            self.status.state = RUNNING if self.status.state == OFF else OFF
            self.rail_closed = self.status.state == RUNNING

    def hold(self, button: str) -> None:
        """Noted only."""
        self._note("hold", button)

    def release(self, button: str) -> None:
        """Noted only."""
        self._note("release", button)

    def inject(self, fault: str, until_s: float | None = None) -> None:
        """Noted only."""
        self._note("inject", fault, until_s)

    def clear(self, fault: str) -> None:
        """Noted only."""
        self._note("clear", fault)

    def power_cycle(self, off_s: float = 0.0) -> None:
        """Noted only."""
        self._note("power_cycle")

    def _note(self, *call: object) -> None:
        self.calls.append(call)
        self.events.append({"at_s": self.now_s, "source": "hand", "text": " ".join(map(str, call))})
