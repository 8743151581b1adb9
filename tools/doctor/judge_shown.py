"""LED, buzzer, display."""

from errno import ENODEV

from tools.doctor.finding import Finding, Outcome, good
from tools.doctor.measure import Line
from tools.doctor.wiring import Wiring


def judge_light(seen: bool, wiring: Wiring) -> Finding:
    """Whether a person saw red, green, blue."""
    if seen:
        return good("LED", "red, green, blue, as seen")
    wire = wiring.wire("LED")
    check = [
        f"the wire from {wire} to the LED's input, DIN: not DOUT",
        "the LED's supply and ground",
        "other colours, or another order: it must be a WS2812 with green first",
        "no LED? Then HAS_LED = False in firmware/board.py",
    ]
    return Finding("LED", Outcome.FLAW, "not seen", "It would not show that the pad has stopped.", check)


def judge_tone(heard: bool, wiring: Wiring) -> Finding:
    """Whether a person heard the tone."""
    if heard:
        return good("Buzzer", "heard")
    check = [
        f"the wires from {wiring.wire('BUZZER')} and ground to the buzzer",
        "a passive piezo is needed",
        "no buzzer? Then HAS_BUZZER = False in firmware/board.py",
    ]
    return Finding("Buzzer", Outcome.FLAW, "not heard", "It would not tell that the pad has stopped.", check)


def judge_bus(line: Line, wiring: Wiring) -> Finding:
    """Who answers on the display's bus."""
    wanted = f"0x{wiring.display_address:02X}"
    answers = {f"0x{address:02X}": answer for address, answer in line["answers"]}
    wires = f"{wiring.wire('I2C_SDA')} and {wiring.wire('I2C_SCL')}"
    if answers.get(wanted) == 0:
        return good("Display", f"answers at {wanted}")
    for address, answer in answers.items():
        if answer == 0:
            check = [f"DISPLAY_ADDRESS = {address} in firmware/board.py, or the jumper on the display"]
            said = f"answers at {address}, not at {wanted}"
            return Finding("Display", Outcome.FLAW, said, "The pad looks at the wrong address.", check)
    if all(answer == ENODEV for answer in answers.values()):
        check = [
            "no display? That is fine: the pad works without one",
            "its plug, supply and ground",
            f"{wires}: are they exchanged?",
        ]
        return Finding("Display", Outcome.NOTE, "nothing answers on its bus", "", check)
    check = [
        f"{wires}: one of them lies at ground, or pull-ups are missing",
        "unplug the display: if the bus still hangs, it is the wires",
    ]
    return Finding("Display", Outcome.FLAW, f"its bus hangs (error {max(answers.values())})", "", check)
