"""The panel shows the pad as it is without anybody asking for the status from outside, as on a real board."""

import pytest

from tools.simulator.lockstep import Lockstep

NEVER_US = 1 << 60


@pytest.fixture
def unobserved(make_pad, monkeypatch):
    """A pad whose status is never asked for once it has started."""
    pad = make_pad()
    pad.run_for(2)
    turn = Lockstep.turn
    monkeypatch.setattr(Lockstep, "turn", lambda lockstep, until_us, status_us: turn(lockstep, until_us, NEVER_US))
    return pad


def watch(pad, seconds):
    """Colours of the LED, pitches of the buzzer and pictures of the display in that time."""
    colours, pitches, pictures = set(), set(), set()
    for _ in range(round(seconds / 0.05)):
        pad.run_for(0.05)
        colours.add(pad.led)
        pitches.add(pad.buzzer_hz)
        pictures.add(pad.display)
    return colours, pitches, pictures


def test_led_buzzer_and_display_follow_a_session_and_a_fault(unobserved):
    pad = unobserved
    off, _, _ = watch(pad, 4)
    pad.press("START")
    question, asked, _ = watch(pad, 4)
    pad.press("START")
    running, _, pictures = watch(pad, 5)
    assert pad.motor_duty > 0
    pad.inject("ntc_left_open")
    broken, alarm, _ = watch(pad, 4)
    dark = (0, 0, 0)
    assert len({frozenset(seen - {dark}) for seen in (off, question, running, broken)}) == 4
    assert len(asked) > 1
    assert len(alarm) > 1
    assert len(pictures) >= 4  # the time left goes on


def test_the_test_knows_a_status_that_nobody_asks_for(unobserved):
    before = unobserved.status.sequence
    begin_unseen(unobserved)
    assert unobserved.status.sequence == before
    assert unobserved.motor_duty > 0


def begin_unseen(pad):
    """As a person would: the status says nothing."""
    pad.press("START")
    pad.run_for(4)
    pad.press("START")
    pad.run_for(3)
