"""Draws the terminal panel into an SVG file: a real pad, a few simulated minutes into a session with heat."""

from pathlib import Path

from textual.pilot import Pilot

from tools.simulator.live import LivePad
from tools.simulator.scenario import Press
from tools.simulator.simulation import Simulation
from tools.simulator.terminal import PadApp

SIZE = (110, 34)
TAKEN_AT_S = 331.0  # a moment in which the lamp is lit
STEPS = (
    Press(2.0, "START"),
    Press(8.0, "START"),
    *(Press(45.0 + 15 * number, "FASTER") for number in range(3)),
    Press(50.0, "HEAT"),
    Press(52.0, "HEAT"),
)


def draw(path: str) -> None:
    """Run the pad and write the picture. Raises OSError (the file) or SimulatorError (the VM)."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    pad = LivePad(Simulation, speed=None, end_s=TAKEN_AT_S, steps=STEPS)
    try:
        pad.start()
        pad.wait()
        pad.raise_failure()
        Path(path).write_text(picture(pad), encoding="utf-8")
    finally:
        pad.stop()


def picture(pad: LivePad) -> str:
    """The panel of a pad that has come to its end, as SVG."""
    pad.speed = 1.0
    app = PadApp(pad, stay=True)
    pictures: list[str] = []

    async def take(pilot: Pilot[object]) -> None:
        await pilot.pause()
        app.redraw()
        await pilot.pause()
        pictures.append(app.export_screenshot(title="make run TERMINAL=1"))
        app.exit()

    app.run(headless=True, size=SIZE, auto_pilot=take)
    return pictures[0]
