"""What the pad does, as rows of a table and as JSON."""

import json
import shutil
from datetime import datetime
from typing import TextIO

from pad import fault_texts
from pad.limits import SPEED_STEPS
from pad.session import REASON_NAMES, STATE_NAMES
from tools.simulator.view import HEAT_NAMES, celsius, clock, degrees
from tools.status_record import FLAGS, StatusRecord

HEADING = f"{'time':>7}  {'state':<9} {'speed':>5} {'':8}  {'heat':<6} {'left':>8} {'right':>8} {'time left':>9}"
NOTES = {
    "foot_check_due": "look at the feet",
    "feet_differ": "one foot is warmer",
    "pairing_open": "a phone may pair",
}


def name(names: tuple[str, ...], code: int) -> str:
    """The word for a code; the code itself where it is newer than this program."""
    return names[code] if code < len(names) else str(code)


def row(status: StatusRecord, at_s: float) -> str:
    """One status in one line, always in the same columns; notes behind them."""
    step = f"{status.speed_step}/{SPEED_STEPS}" if status.speed_step else "-"
    return (
        f"{clock(at_s):>7}  {name(STATE_NAMES, status.state):<9} {step:>5} {status.rpm:4d} rpm  "
        f"{name(HEAT_NAMES, status.heat_level):<6} {celsius(degrees(status.left_cc))} "
        f"{celsius(degrees(status.right_cc))} {clock(status.remaining_s):>9}  {notes(status)}"
    ).rstrip()


def notes(status: StatusRecord) -> str:
    """What else there is to say."""
    fault = [f"fault {status.fault_code} {fault_texts.name(status.fault_code)}"] if status.fault_code else []
    return ", ".join(fault + [text for flag, text in NOTES.items() if getattr(status, flag)])


def as_json(status: StatusRecord, now: datetime) -> str:
    """One status as a JSON object in one line; `now` is a time with its zone."""
    fields = {
        "at": now.isoformat(timespec="milliseconds"),
        "state": name(STATE_NAMES, status.state),
        "speed_step": status.speed_step,
        "rpm": status.rpm,
        "heat": name(HEAT_NAMES, status.heat_level),
        "left_c": degrees(status.left_cc),
        "right_c": degrees(status.right_cc),
        "remaining_s": status.remaining_s,
        "elapsed_s": status.elapsed_s,
        "fault_code": status.fault_code,
        "fault": fault_texts.name(status.fault_code) if status.fault_code else None,
        "heater_duty_percent": status.heater_duty_percent,
        **{flag: getattr(status, flag) for flag in FLAGS},
        "stop_reason": name(REASON_NAMES, status.stop_reason),
        "sequence": status.sequence,
    }
    return json.dumps(fields)


class Table:
    """Prints rows. In a terminal the last one is written over until something else than measured values changes."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._in_terminal = out.isatty()
        self._last: tuple[object, ...] | None = None  # what the row says on which the cursor still stands
        self._width = 0

    def show(self, status: StatusRecord, at_s: float) -> None:
        """Print a status as a row."""
        text = row(status, at_s)
        if self._in_terminal:
            self._replace(text, (status.state, status.speed_step, status.heat_level, notes(status)))
        else:
            print(text, file=self._out, flush=True)

    def _replace(self, text: str, this: tuple[object, ...]) -> None:
        text = text[: shutil.get_terminal_size().columns - 1]
        if self._last not in (None, this):
            self.end_row()
        print(f"\r{text:<{self._width}}", end="", file=self._out, flush=True)
        self._last = this
        self._width = len(text)

    def say(self, text: str) -> None:
        """Print a line of its own beneath the last row."""
        self.end_row()
        print(text, file=self._out, flush=True)

    def end_row(self) -> None:
        """Leave the row that the cursor stands on."""
        if self._last is not None:
            print(file=self._out, flush=True)
        self._last = None
        self._width = 0
