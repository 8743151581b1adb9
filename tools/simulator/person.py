"""What a person does with the pad, in the words of the instructions."""

from collections.abc import Callable

from pad.session import STATE_NAMES
from tools.simulator.simulation import Simulation, SimulatorError

CLICK_S = 0.12
BETWEEN_CLICKS_S = 0.35  # from press to press, unhurried
LOOK_AT_FEET_S = 3.5  # the pad takes no answer before 3 s
LONGEST_SELF_TEST_S = 1.8
HOLD_TO_UNLOCK_S = 5.3
BOOT_S = 0.8


def state(pad: Simulation) -> str:
    """The name of the pad's state; 'silent' while its firmware has said nothing."""
    return "silent" if pad.status is None else STATE_NAMES[pad.status.state]


def click(pad: Simulation, button: str, times: int = 1) -> None:
    """Press a button briefly, so many times."""
    for _ in range(times):
        pad.press(button, CLICK_S)
        pad.run_for(BETWEEN_CLICKS_S)


def hold(pad: Simulation, button: str, seconds: float) -> None:
    """Press a button, let it go after so long, wait a little."""
    pad.press(button, seconds)
    pad.run_for(seconds + BETWEEN_CLICKS_S)


def open_check(pad: Simulation) -> None:
    """Press START in OFF: the pad asks for a look at the feet."""
    click(pad, "START")


def confirm_feet(pad: Simulation) -> None:
    """Look at the feet for long enough and say that they are well."""
    pad.run_for(LOOK_AT_FEET_S)
    click(pad, "START")


def begin(pad: Simulation) -> None:
    """From OFF to the moment at which the motor turns at step 1."""
    open_check(pad)
    confirm_feet(pad)
    wait_for(pad, lambda: pad.motor_duty > 0, LONGEST_SELF_TEST_S)


def go_on(pad: Simulation) -> None:
    """From STOPPED to the moment at which the motor turns again."""
    pad.run_for(1.6)
    click(pad, "START")
    wait_for(pad, lambda: pad.motor_duty > 0, LONGEST_SELF_TEST_S)


def begin_warm(pad: Simulation, level: int = 1, step_s: float = 0.01) -> None:
    """From OFF to the first moment at which the heater is on for good, on a pad colder than the setting."""
    begin(pad)
    click(pad, "HEAT", level)
    wait_for(pad, lambda: pad.heater_pin, 10, step_s)


def stop(pad: Simulation) -> None:
    """Touch START."""
    click(pad, "START")


def clear_fault(pad: Simulation) -> None:
    """Hold START in FAULT or LOCKED for as long as it takes."""
    hold(pad, "START", HOLD_TO_UNLOCK_S)


def wait_for(pad: Simulation, condition: Callable[[], object], longest_s: float, step_s: float = 0.02) -> float:
    """Let time pass until the condition holds; returns when that was. SimulatorError when it took longer."""
    end_s = pad.now_s + longest_s
    while not condition():
        if pad.now_s >= end_s:
            raise SimulatorError(f"not within {longest_s} s; the pad says {pad.status}")
        pad.run_for(step_s)
    return pad.now_s
