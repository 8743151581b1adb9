"""The wiring picture: the board from above, each pin that is used with the signal and where its wire leads."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from tools.hardware.boards import DevelopmentBoard, gpio_of
from tools.hardware.signals import SIGNALS, fitted, gpio_text

ROW = 26
BOARD_WIDTH = 170
SIDE = 410
TOP = 62
SUPPLIES = {"5V": "JP1, 5 V from U1", "3V3": "3.3 V for U2, thermistors, display", "GND": "ground"}
INK = {"signal": "#0b4f9e", "5V": "#b00020", "3V3": "#b00020", "GND": "#222222"}


def picture(board: DevelopmentBoard, constants: Mapping[str, Any]) -> str:
    """The picture as SVG. ValueError when a signal has no pin, or not one of its own."""
    notes = _notes(board, constants)
    left, right = board.left.split(), board.right.split()
    rows = max(len(left), len(right))
    height = TOP + ROW * rows + 60
    width = 2 * SIDE + BOARD_WIDTH
    drawn = [*_board(board, rows), *_pins(left, notes, True), *_pins(right, notes, False)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    head += f'role="img" aria-label="Wiring of {escape(board.name)}" font-family="DejaVu Sans, Verdana, sans-serif">'
    ground = f'<rect width="{width}" height="{height}" fill="white"/>'
    return "\n".join((head, ground, *drawn, "</svg>")) + "\n"


def _notes(board: DevelopmentBoard, constants: Mapping[str, Any]) -> dict[int, str]:
    """What stands beside each GPIO that is used."""
    leads_to = {signal.name: signal.leads_to for signal in SIGNALS}
    notes: dict[int, str] = {}
    for name, gpio in fitted(constants).items():
        board.printed(gpio)
        if gpio in notes:
            raise ValueError(f"{name} is on {gpio_text(gpio)}, which has been given away: {notes[gpio]}")
        notes[gpio] = f"{name} = {gpio_text(gpio)}: {leads_to[name]}"
    return notes


def _board(board: DevelopmentBoard, rows: int) -> list[str]:
    height = ROW * rows + 20
    middle = SIDE + BOARD_WIDTH // 2
    outline = f'<rect x="{SIDE}" y="{TOP - 8}" width="{BOARD_WIDTH}" height="{height}" rx="8" '
    return [
        _text(middle, 28, board.name, "#000000", "middle", 17),
        _text(middle, 46, "seen from above", "#555555", "middle", 12),
        outline + 'fill="#eef2f5" stroke="#333333"/>',
        f'<rect x="{middle - 28}" y="{TOP + height - 22}" width="56" height="24" fill="#cccccc" stroke="#333333"/>',
        _text(middle, TOP + height - 5, "USB", "#000000", "middle", 12),
    ]


def _pins(pins: list[str], notes: Mapping[int, str], left: bool) -> list[str]:
    return [line for place, pin in enumerate(pins) for line in _pin(pin, TOP + ROW * place + 14, notes, left)]


def _pin(pin: str, y: int, notes: Mapping[int, str], left: bool) -> list[str]:
    """The hole, its print, and the wire with its note if there is one."""
    printed = pin.partition(":")[0]
    edge = SIDE if left else SIDE + BOARD_WIDTH
    sense = -1 if left else 1
    note = notes.get(gpio_of(pin), SUPPLIES.get(printed, ""))
    ink = INK.get(printed, INK["signal"]) if note else "#999999"
    drawn = [_text(edge - sense * 22, y + 4, printed, "#000000" if note else "#888888", "start" if left else "end", 12)]
    if note:
        drawn.append(f'<path d="M{edge - sense * 11} {y}H{edge + sense * 30}" stroke="{ink}" stroke-width="3"/>')
        drawn.append(_text(edge + sense * 36, y + 4, note, ink, "end" if left else "start", 12))
    drawn.append(f'<circle cx="{edge - sense * 11}" cy="{y}" r="5" fill="{ink if note else "white"}" stroke="{ink}"/>')
    return drawn


def _text(x: int, y: int, text: str, colour: str, anchor: str, size: int) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'
