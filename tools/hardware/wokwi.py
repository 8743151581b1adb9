"""The project for Wokwi, an ESP32 simulator: diagram.json with the pins of board.py, and wokwi.toml.

Wokwi has no monostable, relay or MOSFET: their behaviour is put together from its logic parts. Two shift registers
count a clock, one while ALIVE is high, the other while it is low, and begin anew when it changes. When one of them is
full, ALIVE has stood still for too long, and the rail is open.
"""

import json
from collections.abc import Mapping
from typing import Any

from tools.hardware.boards import BOARDS, REFERENCE
from tools.hardware.signals import SIGNALS, is_fitted

# What the simulator lacks. Its ESP32 hangs where the radio is switched on, and nothing turns a tachometer.
LACKS = {"HAS_TACH": False, "HAS_RADIO": False}
IMAGE = "build/image/footpad-ESP32.bin"
CLOCK_HZ = 28  # eight of its periods are 286 ms, seven 250 ms: so long does the rail outlast the last edge
REFERENCE_POSITION = 308  # of 1023: 0.994 V of 3.3 V, where the divider of the real pad gives 0.992 V
FEET_C = 28
KEYS = {"START": "s", "FASTER": "f", "SLOWER": "d", "HEAT": "h", "TIME": "t"}
COLOURS = {"START": "green", "FASTER": "blue", "SLOWER": "blue", "HEAT": "red", "TIME": "yellow"}
GROUND, HIGH = "esp:GND.1", "esp:3V3"


class Diagram:
    """The parts and wires, as they are added."""

    def __init__(self, constants: Mapping[str, Any]) -> None:
        self._constants = constants
        self._fitted = {signal.name for signal in SIGNALS if is_fitted(signal, constants)}
        self.parts: list[dict[str, Any]] = []
        self.wires: list[list[Any]] = []

    def part(self, name: str, kind: str, left: int, top: int, **attributes: Any) -> None:
        """One part; attributes are texts in Wokwi."""
        texts = {key.replace("_", "-"): str(value) for key, value in attributes.items()}
        self.parts.append({"type": kind, "id": name, "left": left, "top": top, "attrs": texts})

    def wire(self, begin: str, end: str, colour: str = "green") -> None:
        """A wire between two pins, each written part:pin."""
        self.wires.append([begin, end, colour, []])

    def powered(self, name: str, high: str, low: str) -> None:
        """Supply and ground of a part."""
        self.wire(f"{name}:{high}", HIGH, "red")
        self.wire(f"{name}:{low}", GROUND, "black")

    def has(self, signal: str) -> bool:
        """Whether the board has this signal."""
        return signal in self._fitted

    def pin(self, signal: str) -> str:
        """Where a signal of board.py is on the board of the diagram."""
        return f"esp:{BOARDS[REFERENCE].printed(self._constants[signal])}"

    def text(self) -> str:
        """The file's content, a line for each part and each wire."""
        parts, wires = (",\n    ".join(json.dumps(row) for row in rows) for rows in (self.parts, self.wires))
        head = '{\n  "version": 1,\n  "author": "FootPad",\n  "editor": "wokwi",\n'
        return f'{head}  "parts": [\n    {parts}\n  ],\n  "connections": [\n    {wires}\n  ]\n}}\n'


def diagram(constants: Mapping[str, Any]) -> str:
    """diagram.json for a board with these constants, less what the simulator lacks."""
    made = Diagram({**constants, **LACKS})
    made.part("esp", "board-esp32-devkit-c-v4", 0, 0, flashSize="4", cpuFrequency="max")
    made.wire("esp:TX", "$serialMonitor:RX", "")
    made.wire("esp:RX", "$serialMonitor:TX", "")
    _add_buttons(made)
    _add_panel(made, constants["DISPLAY_ADDRESS"])
    _add_motor(made)
    if made.has("HEATER"):
        _add_thermistors(made)
        _add_rail(made)
    return made.text()


def _add_buttons(made: Diagram) -> None:
    for place, name in enumerate(KEYS):
        if made.has(name):
            part, look = name.lower(), {"color": COLOURS[name], "label": name, "key": KEYS[name]}
            made.part(part, "wokwi-pushbutton", -320, -40 + 70 * place, **look)
            made.wire(f"{part}:1.r", made.pin(name))
            made.wire(f"{part}:2.r", GROUND, "black")


def _add_panel(made: Diagram, address: int) -> None:
    if made.has("I2C_SDA"):
        made.part("display", "board-ssd1306", 240, -150, i2c_address=f"{address:#04x}")
        made.powered("display", "VCC", "GND")
        made.wire("display:SDA", made.pin("I2C_SDA"))
        made.wire("display:SCL", made.pin("I2C_SCL"))
    if made.has("LED"):
        made.part("light", "wokwi-neopixel", 240, 0)
        made.powered("light", "VDD", "VSS")
        made.wire("light:DIN", made.pin("LED"))
    if made.has("BUZZER"):
        made.part("buzzer", "wokwi-buzzer", 330, -20)
        made.wire("buzzer:2", made.pin("BUZZER"))
        made.wire("buzzer:1", GROUND, "black")


def _add_motor(made: Diagram) -> None:
    """A light that is the brighter the stronger the motor is driven."""
    _add_light(made, "motor", "blue", 240, made.pin("MOTOR_PWM"))


def _add_light(made: Diagram, name: str, colour: str, left: int, source: str) -> None:
    made.part(name, "wokwi-led", left, 90, color=colour, label=name.upper())
    made.wire(f"{name}:A", source)
    made.wire(f"{name}:C", GROUND, "black")


def _add_thermistors(made: Diagram) -> None:
    for place, name in enumerate(("NTC_LEFT", "NTC_RIGHT")):
        part = name.lower().replace("_", "-")
        made.part(part, "wokwi-ntc-temperature-sensor", -200, 330 + 90 * place, temperature=FEET_C, beta=3950)
        made.powered(part, "VCC", "GND")
        made.wire(f"{part}:OUT", made.pin(name))
    made.part("reference", "wokwi-potentiometer", -60, 400, value=REFERENCE_POSITION)
    made.powered("reference", "VCC", "GND")
    made.wire("reference:SIG", made.pin("ADC_REF"))
    # Published versions of the board's description disagree on which of VP and VN is GPIO 36; nothing uses GPIO 39.
    made.wire("reference:SIG", "esp:VN")


def _add_rail(made: Diagram) -> None:
    """HEATER_SENSE = the rail is closed and the heater off; the rail is closed while ALIVE keeps changing."""
    made.part("clock", "wokwi-clock-generator", 420, 250, frequency=CLOCK_HZ)
    made.part("pull-down", "wokwi-resistor", 240, 200, value=10_000)
    made.wire("pull-down:1", made.pin("ALIVE"))
    made.wire("pull-down:2", GROUND, "black")
    _add_gate(made, "alive-is-low", "not", 340, 200, made.pin("ALIVE"))
    _add_counter(made, "stays-high", 300, made.pin("ALIVE"))
    _add_counter(made, "stays-low", 400, "alive-is-low:OUT")
    _add_gate(made, "stands-still", "or-2", 660, 350, "stays-high:Q7S", "stays-low:Q7S")
    _add_gate(made, "rail", "not", 760, 350, "stands-still:OUT")
    _add_gate(made, "heater-is-off", "not", 660, 450, made.pin("HEATER"))
    _add_gate(made, "sense", "and-2", 860, 400, "rail:OUT", "heater-is-off:OUT")
    made.wire("sense:OUT", made.pin("HEATER_SENSE"))
    _add_light(made, "heater", "red", 300, made.pin("HEATER"))
    _add_light(made, "rail-closed", "green", 360, "rail:OUT")


def _add_gate(made: Diagram, name: str, kind: str, left: int, top: int, *inputs: str) -> None:
    made.part(name, f"wokwi-gate-{kind}", left, top)
    for pin, source in zip(("IN",) if kind == "not" else ("A", "B"), inputs, strict=True):
        made.wire(f"{name}:{pin}", source)


def _add_counter(made: Diagram, name: str, top: int, counts_while: str) -> None:
    """A shift register that fills with ones while a level is high, and is emptied at once when it is low."""
    made.part(name, "wokwi-74hc595", 520, top)
    made.powered(name, "VCC", "GND")
    made.wire(f"{name}:DS", HIGH, "red")
    made.wire(f"{name}:OE", GROUND, "black")
    made.wire(f"{name}:SHCP", "clock:CLK")
    made.wire(f"{name}:STCP", "clock:CLK")
    made.wire(f"{name}:MR", counts_while)


def settings() -> str:
    """wokwi.toml."""
    return (
        "# Made by `make hardware`. For the Wokwi extension of VS Code and wokwi-cli: docs/hardware.md, Wokwi.\n"
        f"[wokwi]\nversion = 1\nfirmware = '{IMAGE}'\n"
    )
