"""What tests of the session share: single samples of buttons, ways into each state, what holds where nothing runs."""

from pad import buttons
from pad.session import CHECK, DONE, FAULT, LOCKED, OFF, RUNNING, SAFE_MODE, STOPPED

MINUTE_MS = 60_000
OTHERS = ("FASTER", "SLOWER", "HEAT", "TIME")


def into(finger, state):
    """Bring a new pad into a state, by hand."""
    ways = {
        OFF: lambda: None,
        CHECK: finger.to_check,
        RUNNING: finger.to_running,
        STOPPED: finger.to_stopped,
        DONE: finger.to_done,
        FAULT: finger.to_fault,
        LOCKED: finger.to_locked,
        SAFE_MODE: finger.session.enter_safe_mode,
    }
    ways[state]()
    assert finger.session.state == state


def assert_nothing_runs(session):
    assert not session.may_run()
    assert session.target_rpm() == 0
    assert session.heat_target_cc() == 0
    assert session.speed_step == 0
    assert session.heat_level == 0


def take(session, name, button, after_ms=20):
    """One sample of one button alone, so long after the last one."""
    session.after_step_ms += after_ms
    session.take(buttons.NAMES.index(name), button)


def press(session, name, after_ms=20):
    """The sample with which a press begins, so long after the last one. Returns the button."""
    button = buttons.Button()
    button.pressed = True
    take(session, name, button, after_ms)
    button.pressed = False
    return button


def click(session, after_ms=0, held_ms=0):
    """START goes down so long after the last sample, and is let go in the next one, 20 ms later."""
    button = press(session, "START", after_ms)
    button.released, button.held_ms = True, held_ms
    take(session, "START", button)


def held(session, name, held_ms):
    """A button that was pressed in this state and has been held for so long."""
    button = press(session, name)
    button.held_ms = held_ms
    take(session, name, button)
