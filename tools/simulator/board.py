"""The circuit board: plant, chip registers, contacts and display, wired together as firmware/board.py says."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from tools.simulator.chip import Chip
from tools.simulator.chip_kinds import KINDS
from tools.simulator.contacts import Contacts
from tools.simulator.plant import Plant
from tools.simulator.ssd1306 import Ssd1306
from tools.simulator.vm_side import protocol

ALL_BUTTONS = ("START", "FASTER", "SLOWER", "HEAT", "TIME")
ANALOG = ("NTC_LEFT", "NTC_RIGHT", "ADC_REF")
OUTPUTS = ("MOTOR_PWM", "HEATER", "ALIVE", "LED", "BUZZER")
TRACE_LENGTH = 100_000
ADC_STEP_UV = 1000  # the port converts to whole millivolts
BUS_STATES = {"absent": protocol.BUS_EMPTY, "fitted": protocol.BUS_FITTED, "stuck": protocol.BUS_STUCK}


class Board:
    """Everything but the processor. `constants` are those of board.py, `parameters` those of the plant.

    `trace` holds the latest changes of outputs as (time in us, signal, value): levels 0 or 1, MOTOR_PWM as a fraction,
    BUZZER in Hz, LED as red << 16 | green << 8 | blue. `heater_changes` and `rail_changes` are (time in s, on).
    """

    def __init__(self, constants: Mapping[str, Any], parameters: Mapping[str, float] | None, seed: int) -> None:
        self.kind = KINDS[constants["CHIP"]]
        self.has_heat: bool = constants["HAS_HEAT"]
        self.plant = Plant(dict(parameters or {}), seed)
        self.chip = Chip()
        self.display = Ssd1306()
        self.contacts = Contacts(ALL_BUTTONS, self.plant.parameters["bounce_ms"], seed)
        self.display_state = "fitted" if self.plant.parameters["display_fitted"] else "absent"
        self.trace: deque[tuple[int, str, float]] = deque(maxlen=TRACE_LENGTH)
        self.heater_changes: list[tuple[float, bool]] = []
        self.rail_changes: list[tuple[float, bool]] = []
        self.gpio: dict[str, int] = {name: constants[name] for name in (*ALL_BUTTONS, *ANALOG, *OUTPUTS)}
        self.gpio["HEATER_SENSE"] = constants["HEATER_SENSE"]
        self.display_address: int = constants["DISPLAY_ADDRESS"]
        self._output = {self.gpio[name]: name for name in OUTPUTS}
        self._value: dict[str, float] = dict.fromkeys(OUTPUTS, 0)
        self._rail = False

    @property
    def now_us(self) -> int:
        """The time, microseconds since the beginning."""
        return self.plant.now_us

    def advance(self, to_us: int) -> None:
        """Let the physics go on; the rail's contact is noted at its exact time."""
        plant = self.plant
        while plant.now_us < to_us:
            plant.advance(min(to_us, plant._next_event_us))
            if plant.rail_closed != self._rail:
                self.note_rail()

    def note_rail(self) -> None:
        """Take down a change of the rail's contact, if there is one."""
        if self.plant.rail_closed != self._rail:
            self._rail = self.plant.rail_closed
            self.rail_changes.append((self.now_us / 1e6, self._rail))
            self.trace.append((self.now_us, "RAIL", int(self._rail)))

    # --- What the chip drives -----------------------------------------------------------------------------------------

    def apply(self, at_us: int, signal: int, value: int) -> None:
        """One change of an output of the chip, as the VM reports it."""
        self.advance(at_us)
        gpio = self.chip.apply(signal, value)
        name = self._output.get(gpio)
        if name:
            self._follow(name, gpio)

    def _follow(self, name: str, gpio: int) -> None:
        value = self._value_of(name, gpio)
        if value == self._value[name]:
            return
        self._value[name] = value
        self.trace.append((self.now_us, name, value))
        if name == "HEATER":
            self.heater_changes.append((self.now_us / 1e6, bool(value)))
            self.plant.set_heater(bool(value))
        elif name == "MOTOR_PWM":
            self.plant.set_motor_duty(value)
        elif name == "ALIVE":
            self.plant.alive_edge()

    def _value_of(self, name: str, gpio: int) -> float:
        if name == "MOTOR_PWM":
            return self.chip.fraction(gpio)
        if name == "BUZZER":
            return self.chip.tone_hz(gpio)
        if name == "LED":
            green_red_blue = self.chip.pixel.get(gpio, 0)
            return (green_red_blue & 0xFF00) << 8 | green_red_blue >> 8 & 0xFF00 | green_red_blue & 0xFF
        return int(self.chip.fraction(gpio) > 0)

    def reset(self, cause: int) -> None:
        """The chip resets: outputs become what this kind of reset leaves."""
        self.chip.reset(cause)
        if cause == protocol.PWRON_RESET:
            self.display = Ssd1306()
            self._value["ALIVE"] = 0  # the monostable has no power either: no edge
        for gpio, name in self._output.items():
            self._follow(name, gpio)

    def value(self, name: str) -> float:
        """What an output does now, as in `trace`."""
        return self._value[name]

    # --- What the chip reads ------------------------------------------------------------------------------------------

    def levels(self) -> int:
        """Input levels as a bit mask by GPIO: a closed contact is 0, HEATER_SENSE is the plant's."""
        mask = self.plant.sense_level() << self.gpio["HEATER_SENSE"] if self.has_heat else 0
        for name in ALL_BUTTONS:
            if not self.contacts.is_closed(name):
                mask |= 1 << self.gpio[name]
        return mask

    def convert(self) -> list[tuple[int, int]]:
        """A fresh reading of each analog input: (GPIO, microvolts)."""
        return [(self.gpio[name], self._adc_uv(name)) for name in ANALOG if self.has_heat]

    def _adc_uv(self, name: str) -> int:
        return round(self.plant.adc_uv(name) / ADC_STEP_UV) * ADC_STEP_UV

    def level(self, name: str) -> int:
        """Level of a pin by its name in board.py."""
        if name in self._value:
            return int(self.chip.fraction(self.gpio[name]) > 0)
        if name in ALL_BUTTONS or name == "HEATER_SENSE":
            return self.levels() >> self.gpio[name] & 1
        raise ValueError(
            f"there is no digital pin {name!r}; there are {', '.join((*OUTPUTS, *ALL_BUTTONS, 'HEATER_SENSE'))}"
        )

    @property
    def bus_state(self) -> int:
        """State of the display's bus, for the VM."""
        return BUS_STATES[self.display_state]
