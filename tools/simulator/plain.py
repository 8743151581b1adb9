"""The pad without a terminal: one line of text for each second of simulated time."""

from tools.simulator.drawing import colour_name
from tools.simulator.view import View, celsius, clock


def status_line(view: View) -> str:
    """All that matters at this moment, always in the same columns."""
    heater = f"{view.heater_percent} %"
    return (
        f"{clock(view.now_s):>8}  {view.activity:<20} {view.time:<14} "
        f"step {view.speed_step or '-':<2} {view.rpm:4d} rpm  heat {view.heat:<6} {heater:>4}  "
        f"left {celsius(view.left_c)}  right {celsius(view.right_c)}  "
        f"rail {'closed' if view.rail_closed else 'open':<6}  LED {colour_name(view.led)}"
    )
