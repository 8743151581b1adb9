"""What a page may ask of the pad. Everything is checked; ValueError says in a few words what was wrong."""

import json
from collections.abc import Callable

from firmware.board import BUTTONS
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.live import LivePad

SLOWEST, FASTEST = 1, 100
COLD_FEET_C = 18.0
UNPLUGGED_S = 2.0
LONGEST_SHOWN = 60


class Orders:
    """The orders of one tab, whose name is `who`. With `real_time` (real phones are near) the speed is fixed."""

    def __init__(self, pad: LivePad, who: str, real_time: bool = False) -> None:
        self._pad = pad
        self._who = who
        self._real_time = real_time
        self._known: dict[str, tuple[Callable[..., None], dict[str, Callable[[object], object]]]] = {
            "down": (self._down, {"button": a_button}),
            "up": (self._up, {"button": a_button}),
            "release": (self.release, {}),
            "speed": (self._set_speed, {"to": a_speed}),
            "fault": (pad.set_fault, {"fault": a_fault, "broken": a_flag}),
            "feet": (self._feet, {"left": a_flag, "right": a_flag, "cold": a_flag}),
            "unplug": (lambda: pad.power_cycle(UNPLUGGED_S), {}),
        }

    def obey(self, text: str) -> None:
        """Carry out one order, a JSON object like {"do": "down", "button": "START"}."""
        order = parsed(text)
        action, arguments = self._known.get(str(order.pop("do", "")), (None, {}))
        if action is None:
            raise ValueError(f"unknown order {shown(text)}")
        if set(order) != set(arguments):
            raise ValueError(f"wrong arguments {shown(text)}")
        action(**{name: check(order[name]) for name, check in arguments.items()})

    def release(self) -> None:
        """All fingers of this tab leave the buttons."""
        self._pad.lift_fingers(self._who)

    def _down(self, button: str) -> None:
        self._pad.put_finger(self._who, button)

    def _up(self, button: str) -> None:
        self._pad.lift_finger(self._who, button)

    def _set_speed(self, to: float) -> None:
        if not self._real_time:
            self._pad.speed = to

    def _feet(self, left: bool, right: bool, cold: bool) -> None:
        self._pad.feet(left, right, COLD_FEET_C if cold else None)


def parsed(text: str) -> dict[str, object]:
    """A JSON object."""
    try:
        order = json.loads(text)
    except (ValueError, RecursionError):
        order = None
    if not isinstance(order, dict):
        raise ValueError(f"no JSON object: {shown(text)}")
    return order


def a_button(value: object) -> str:
    """One of the pad's."""
    return one_of(BUTTONS, value)


def a_fault(value: object) -> str:
    """One of those that can be injected."""
    return one_of(tuple(ALL_FAULTS), value)


def one_of(names: tuple[str, ...], value: object) -> str:
    """A known name."""
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"unknown name {shown(value)}")
    return value


def a_flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"neither true nor false: {shown(value)}")
    return value


def a_speed(value: object) -> float:
    """Simulated seconds per second."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not SLOWEST <= value <= FASTEST:
        raise ValueError(f"the speed must be from {SLOWEST} to {FASTEST}: {shown(value)}")
    return float(value)


def shown(value: object) -> str:
    """Something from outside, short and in one line."""
    return repr(value)[:LONGEST_SHOWN]
