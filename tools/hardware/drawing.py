"""What the schematic's sheets share: a canvas, labelled parts, chips, tags for signals, and the low-side switch."""

from collections.abc import Mapping, Sequence
from typing import Any

import schemdraw
import schemdraw.elements as elm

from tools.hardware.parts import PARTS
from tools.hardware.signals import gpio_text

schemdraw.use("svg")
schemdraw.svgconfig.text = "text"  # searchable, and a fraction of the size of outlines
elm.style(elm.STYLE_IEC)

RED = "#b00020"  # supplies
ORANGE = "#a85000"  # the switched rail
BLUE = "#0b4f9e"  # signals of the board
SMALL = 10.5
Point = tuple[float, float]


class Sheet:
    """One sheet of the schematic. `constants` are those of board.py; `drawn` collects the parts that are on it."""

    def __init__(self, title: str, constants: Mapping[str, Any]) -> None:
        self._constants = constants
        self._title = title
        self._drawing = schemdraw.Drawing(show=False, canvas="svg")
        self._drawing.config(fontsize=11, bgcolor="white", font="DejaVu Sans, Verdana, sans-serif", lw=1.5, margin=0.4)
        self.drawn: list[str] = []

    def svg(self) -> str:
        """The finished sheet."""
        text = self._drawing.get_imagedata("svg").decode()
        return text.replace("<svg ", f'<svg role="img" aria-label="{self._title}" ', 1) + "\n"

    def add(self, element: Any) -> Any:
        """Put an element of schemdraw on the sheet, and return it with its anchors."""
        return self._drawing.add(element)

    def part(self, reference: str, element: Any, side: str = "bottom", offset: float = 0.15) -> Any:
        """A part, labelled with its reference and value on one side as seen in the direction in which it is drawn."""
        self.drawn.append(reference)
        return self.add(element.label(f"{reference}\n{PARTS[reference].value}", loc=side, ofst=offset, fontsize=SMALL))

    def chip(self, reference: str, corner: Point, size: Point, side: str = "top", **pins: Sequence[str]) -> Any:
        """A box, its lower left corner at `corner`, with pins `left`, `right`, `top`, `bottom`, from above or the left.

        A pin is "name" or "number/name". The box's anchors are the names, or p and the number.
        """
        made = [pin for edge, names in pins.items() for pin in _pins(edge, names)]
        box = elm.Ic(size=size, pins=made, lsize=SMALL, plblsize=9, lofst=0.2).at(corner).theta(0)
        box.side("top", label_ofst=0.38, label_size=SMALL, pinlabel_ofst=0.22, pinlabel_size=9)
        box.side("bottom", label_ofst=0.38, label_size=SMALL, pinlabel_ofst=0.22, pinlabel_size=9)
        if len(pins.get("top", ())) > 1:  # keep the names along the top apart from those at the sides
            box.side("left", pad=1.0, label_ofst=0.2, label_size=SMALL, pinlabel_size=9)
            box.side("right", pad=1.0, label_ofst=0.2, label_size=SMALL, pinlabel_size=9)
        return self.part(reference, box, side, 0.2)

    def wire(self, *points: Point, color: str = "black") -> None:
        """A wire along points."""
        for begin, end in zip(points, points[1:], strict=False):
            self.add(elm.Line().at(begin).to(end).color(color))

    def dot(self, *points: Point) -> None:
        """Mark where wires meet."""
        for point in points:
            self.add(elm.Dot(radius=0.07).at(point))

    def ground(self, *points: Point) -> None:
        """Ground at each of the points."""
        for point in points:
            self.add(elm.GroundSignal().at(point).theta(0))

    def net(self, at: Point, name: str, color: str = RED) -> None:
        """A voltage that several sheets share."""
        self.add(elm.Vdd().at(at).theta(0).label(name, color=color, fontsize=11).color(color))

    def signal(self, at: Point, name: str, pointing: str = "left") -> None:
        """A pin of the board: its name in board.py and its GPIO, on a tag whose tip is `at`."""
        text = f"{name} = {gpio_text(self._constants[name])}"
        tag = elm.Tag(width=0.185 * len(text) + 0.5, height=0.6).at(at).color(BLUE)
        tag = tag.left() if pointing == "left" else tag.right()
        self.add(tag.label(text, ofst=(0, -0.09 if pointing == "right" else 0.09), fontsize=SMALL, color=BLUE))

    def pull(self, reference: str, element: Any, at: Point, length: float = 2.0, side: str = "bottom") -> None:
        """A part from `at` down to ground."""
        end = (at[0], at[1] - length)
        self.part(reference, element.at(at).to(end), side)
        self.ground(end)

    def low_side_switch(self, drain: Point, parts: tuple[str, str, str], signal: str) -> None:
        """A MOSFET below `drain`, with gate resistor and pull-down, driven by a pin of the board."""
        transistor, in_series, pull_down = parts
        mosfet = self.part(transistor, elm.NMos().at(drain).anchor("drain").theta(0), "right", 0.3)
        corner = (mosfet.gate[0] - 0.5, mosfet.gate[1])
        self.wire(mosfet.gate, corner)
        self.dot(corner)
        self.pull(pull_down, elm.Resistor(), corner, side="top")
        self.part(in_series, elm.Resistor().at((corner[0] - 2.4, corner[1])).to(corner), "top")
        self.signal((corner[0] - 2.4, corner[1]), signal)
        self.ground(mosfet.source)


def _pins(edge: Any, names: Sequence[str]) -> list[elm.IcPin]:
    """The pins along one edge of a box."""
    made = []
    for place, text in enumerate(names):
        # schemdraw counts from below and from the left
        slot = place + 1 if edge in ("top", "bottom") else len(names) - place
        number, _, name = text.rpartition("/")
        anchor = f"p{number.split(',')[0]}" if number else name
        made.append(elm.IcPin(name, number, side=edge, slot=f"{slot}/{len(names)}", anchorname=anchor))
    return made
