"""What a person does with the pad: the benchmarks do the same."""

from tools.simulator.person import (
    BOOT_S,
    CLICK_S,
    HOLD_TO_UNLOCK_S,
    begin,
    begin_warm,
    clear_fault,
    click,
    confirm_feet,
    go_on,
    hold,
    open_check,
    state,
    stop,
    wait_for,
)

__all__ = [
    "BOOT_S",
    "CLICK_S",
    "HOLD_TO_UNLOCK_S",
    "begin",
    "begin_warm",
    "clear_fault",
    "click",
    "confirm_feet",
    "go_on",
    "hold",
    "open_check",
    "state",
    "stop",
    "wait_for",
]
