"""The buttons: open at rest, each answering to its own name, without long bounces."""

from typing import NamedTuple

from tools.doctor.finding import Finding, Outcome, good
from tools.doctor.measure import Line
from tools.doctor.wiring import Wiring

BOUNCE_MS = 15  # the firmware's debouncing is made for this
APART_MS = 20  # changes that follow each other sooner are bounces of one movement


class Press(NamedTuple):
    """What a watch over the buttons has seen of one of them."""

    pressed: bool
    released: bool
    bounce_ms: int


def name_of(button: str) -> str:
    """Name of the part."""
    return f"Button {button}"


def broken(button: str) -> Outcome:
    """How bad it is when a button does not work: HEAT only heats, all others stop the pad or lead to a stop."""
    return Outcome.NO_HEAT if button == "HEAT" else Outcome.NO_USE


def presses(watched: Line, count: int) -> list[Press]:
    """One for each button that was watched."""
    return [_press([(at, level) for at, index, level in watched["changes"] if index == i]) for i in range(count)]


def _press(changes: list[tuple[int, int]]) -> Press:
    bounce_ms = 0
    first_ms = last_ms = -APART_MS - 1
    for at_ms, _ in changes:
        if at_ms - last_ms > APART_MS:
            first_ms = at_ms
        last_ms = at_ms
        bounce_ms = max(bounce_ms, last_ms - first_ms)
    closed = any(level == 0 for _, level in changes)
    return Press(closed, closed and changes[-1][1] == 1, bounce_ms)


def judge_rest(watched: Line, wiring: Wiring) -> list[Finding]:
    """The buttons that are wrong while nobody touches them."""
    found = []
    for i, button in enumerate(wiring.buttons):
        wire = wiring.wire(button)
        if any(index == i for _, index, _ in watched["changes"]):
            check = ["does somebody touch it?", f"a loose wire or plug at {wire}", "a long wire beside the motor's"]
            said = "opens and closes while nobody touches it"
            found.append(Finding(name_of(button), Outcome.NO_USE, said, "The pad takes that for presses.", check))
        elif watched["levels"][i] == 0:
            check = [
                "the button sticks: press it some times",
                f"a short from {wire} to ground: unplug the button; if it is still closed, it is the wire or the board",
                "a button that opens when it is pressed: it must close",
            ]
            said = f"{wire} is at ground while nobody touches it"
            found.append(Finding(name_of(button), Outcome.NO_USE, said, "The pad takes it for pressed.", check))
    return found


def judge_press(button: str, watched: Line, wiring: Wiring) -> Finding:
    """What came when the person was asked to press this button."""
    seen = presses(watched, len(wiring.buttons))
    own = seen[wiring.buttons.index(button)]
    answered = [other for other, press in zip(wiring.buttons, seen, strict=True) if press.pressed and other != button]
    if not own.pressed:
        return _wrong_button(button, answered, wiring) if answered else _silent(button, wiring)
    if answered:
        wires = ", ".join(wiring.wire(other) for other in answered)
        check = [f"touching wires or a solder bridge between {wiring.wire(button)} and {wires}"]
        said = f"closes, and {', '.join(answered)} with it"
        return Finding(name_of(button), broken(button), said, "Two buttons are connected to each other.", check)
    if not own.released:
        check = ["the button sticks", "was it held down? Press it and let go"]
        return Finding(name_of(button), Outcome.NO_USE, "closes and does not open again", "", check)
    if own.bounce_ms > BOUNCE_MS:
        said = f"bounces for {own.bounce_ms} ms; up to {BOUNCE_MS} are filtered"
        check = ["a loose plug or wire", "a worn button: take another one", "was it pressed twice?"]
        return Finding(name_of(button), broken(button), said, "One press may count as two, or as none.", check)
    return good(name_of(button), f"pressed and let go, bounces for {own.bounce_ms} ms")


def _wrong_button(button: str, answered: list[str], wiring: Wiring) -> Finding:
    said = f"{' and '.join(answered)} answered instead"
    check = [f"exchange the wires at {wiring.wire(button)} and {wiring.wire(other)}" for other in answered]
    check.append(f"was it the button {button} that was pressed?")
    return Finding(name_of(button), Outcome.NO_USE, said, "The wires of these buttons are exchanged.", check)


def _silent(button: str, wiring: Wiring) -> Finding:
    wire = wiring.wire(button)
    check = [
        "was it pressed within the time? Try again",
        f"the wire from the button to {wire}",
        "the button's other wire: to ground",
        f"is the button on another pin? Connect {wire} to ground for a moment: does that count as a press?",
    ]
    return Finding(name_of(button), broken(button), f"{wire} stayed open", "The press did not arrive.", check)
