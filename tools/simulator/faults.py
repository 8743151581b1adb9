"""Everything that can be broken, by the names that scenarios use, and what each means."""

from firmware.board import BUTTONS
from pad.liveness import NAMES as TASKS
from tools.simulator.parameters import PLANT_FAULTS

FIRMWARE_FAULTS: dict[str, str] = {  # they strike the firmware that runs: the next reset ends them
    **{f"task_killed:{name}": f"the task {name} never runs again" for name in TASKS},
    **{f"task_blocked:{name}": f"the task {name} loops for ever and lets no other task run" for name in TASKS},
    **{f"task_raised:{name}": f"the task {name} gets an exception that nobody expected" for name in TASKS},
    "vm_frozen": "the whole firmware stands still, timers included",
}

MOMENTARY_FAULTS: dict[str, str] = {"brownout": "the supply fails for a moment: the chip starts from power-on"}

ALL_FAULTS: dict[str, str] = {
    **PLANT_FAULTS,
    **{f"button_stuck:{name}": f"the button {name} stays pressed" for name in BUTTONS},
    **FIRMWARE_FAULTS,
    **MOMENTARY_FAULTS,
}
