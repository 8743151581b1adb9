"""Draws the pad's own panel, display, light and buttons, into SVG files: real pads in the moments of docs/using.md."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from firmware.board import BUTTONS
from tools.simulator.drawing import DISPLAY_COLUMNS, DISPLAY_PAGES, colour_name, light
from tools.simulator.kept_files import SETTINGS, settings_file
from tools.simulator.scenario import Fault, Press, Step, load
from tools.simulator.script import Script
from tools.simulator.simulation import Simulation

LED_SLOWEST_S = 3.1  # it has been lit once by then, whatever its rhythm
LOOK_S = 0.1
HALF_POWER = 2  # more than this the pad's light is never driven with: a bare one dazzles
SCENARIOS = Path(__file__).parent / "scenarios"
KNOWN = {SETTINGS: settings_file({"acknowledged": 1, "profile": 2, "own_minutes": 5})}
START = (Press(2.0, "START"),)
STARTED = (*START, Press(8.0, "START"))
ON_THE_WAY = (
    *STARTED,
    *(Press(45.0 + 15 * number, "FASTER") for number in range(3)),
    *(Press(at_s, "HEAT") for at_s in (220.0, 222.0)),
)

WIDTH, HEIGHT = 440, 250
DOT = 2.25
DISPLAY_AT = (24, 24)
LAMP_AT = (376, 90)
BUTTONS_AT = (48, 86, 208)  # first x, distance, y


class Scene(NamedTuple):
    """A pad, what has been done to it, and the moment of the picture; `buttons` are those that may be pressed then."""

    taken_at_s: float
    steps: Sequence[Step]
    buttons: Sequence[str] = ("START",)
    kept: Mapping[str, bytes] = KNOWN
    plant: Mapping[str, float] = {}


class Panel(NamedTuple):
    """What the panel shows: the display's memory, and the light while it is lit."""

    display: bytes
    led: tuple[int, int, int]


def scenes() -> dict[str, Scene]:
    """By the names of the pictures."""
    warmer = load(str(SCENARIOS / "feet_differ_on_two_days.toml"))
    return {
        "ready": Scene(2.5, (), BUTTONS, {SETTINGS: settings_file({"acknowledged": 1})}),
        "first-use": Scene(4.5, START, kept={}),
        "foot-check": Scene(4.5, START),
        "running": Scene(540.0, ON_THE_WAY, BUTTONS, {SETTINGS: settings_file({"acknowledged": 1})}),
        "done": Scene(311.0, STARTED),
        "locked": Scene(14.0, (*START, Press(6.0, "START", 3.5))),
        "one-foot-warmer": Scene(645.5, warmer.steps, ("START",), warmer.kept, warmer.plant),
        "fault": Scene(62.0, (*STARTED, Fault(60.0, "ntc_left_open"))),
    }


def draw_all(folder: str) -> None:
    """Write every picture into the folder. Raises OSError (a file) or SimulatorError (the VM)."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, scene in scenes().items():
        (Path(folder) / f"{name}.svg").write_text(picture(name, take(scene), scene.buttons), encoding="utf-8")


def take(scene: Scene) -> Panel:
    """Let a pad come to this moment, and look."""
    with Simulation(dict(scene.plant), kept=scene.kept) as pad:
        Script(step for step in scene.steps if step.at_s <= scene.taken_at_s).advance(pad, scene.taken_at_s)
        display = pad.display or bytes(DISPLAY_COLUMNS * DISPLAY_PAGES)
        end_s = pad.now_s + LED_SLOWEST_S
        while pad.led == (0, 0, 0) and pad.now_s < end_s:
            pad.run_for(LOOK_S)
        return Panel(display, pad.led)


def picture(name: str, panel: Panel, buttons: Sequence[str]) -> str:
    """The panel as SVG; `buttons` are drawn as ones to press."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="Helvetica, Arial, sans-serif" font-size="15" text-anchor="middle">',
        f"<title>The panel: {name}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="18" fill="#e9e4da"/>',
        *display(panel.display),
        *lamp(panel.led),
        *(line for number, button in enumerate(BUTTONS) for line in knob(number, button, button in buttons)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def display(memory: bytes) -> list[str]:
    """The dots that shine, as one path."""
    x, y = DISPLAY_AT
    width, height = DISPLAY_COLUMNS * DOT, DISPLAY_PAGES * 8 * DOT
    path = "".join(f"M{column} {row}h{length}v1h-{length}z" for row, column, length in runs(memory))
    return [
        f'<rect x="{x - 10}" y="{y - 8}" width="{width + 20:g}" height="{height + 16:g}" rx="6" fill="#10161c"/>',
        f'<path transform="translate({x} {y}) scale({DOT})" fill="#d8f1ff" d="{path}"/>',
    ]


def runs(memory: bytes) -> Iterator[tuple[int, int, int]]:
    """Dots side by side that shine: row, first column, how many."""
    for row in range(DISPLAY_PAGES * 8):
        page = memory[row // 8 * DISPLAY_COLUMNS : (row // 8 + 1) * DISPLAY_COLUMNS]
        column = 0
        for lit, dots in groupby(page, key=lambda dots: dots >> row % 8 & 1):
            length = len(list(dots))
            if lit:
                yield row, column, length
            column += length


def lamp(led: tuple[int, int, int]) -> list[str]:
    """The light, and its colour in a word."""
    x, y = LAMP_AT
    red, green, blue = (min(255, level * HALF_POWER) for level in led)
    colour = light((red, green, blue))
    return [
        f'<circle cx="{x}" cy="{y}" r="26" fill="#10161c"/>',
        f'<circle cx="{x}" cy="{y}" r="24" fill="{colour}" opacity="0.3"/>',
        f'<circle cx="{x}" cy="{y}" r="14" fill="{colour}"/>',
        f'<text x="{x}" y="{y + 46}">{colour_name(led)}</text>',
    ]


def knob(number: int, button: str, wanted: bool) -> list[str]:
    """One button, large and dark when it may be pressed now."""
    first_x, distance, y = BUTTONS_AT
    x = first_x + number * distance
    fill, text = ("#2f4858", "#ffffff") if wanted else ("#d5cec1", "#7d766a")
    return [
        f'<rect x="{x - 38}" y="{y - 19}" width="76" height="38" rx="19" fill="{fill}"/>',
        f'<text x="{x}" y="{y + 5}" fill="{text}" font-weight="bold">{button}</text>',
    ]
