"""The phone beside the pad of `make run`."""

from host_tests.ble.footpad import open_window, power_cycle, start
from pad import session
from tools.simulator.live_phone import LivePhone


def said(pad):
    """What the log shows of the phone."""
    return [event["text"] for event in pad.events if event["source"] == "phone"]


def test_it_connects_shows_the_sentence_pairs_and_stops_the_pad_also_after_a_power_cut(pad):
    pad.run_for(2.5)
    phone = LivePhone(pad)
    phone.step()
    assert said(pad) == ["connected. Ready. START begins 15 minutes (standard, steady)."]
    open_window(pad)
    phone.stop()
    pad.run_for(0.5)
    power_cycle(pad)
    phone.step()
    start(pad)
    phone.stop()
    pad.run_for(0.5)
    phone.step()
    assert pad.status.state == session.STOPPED
    assert "stop: done" in said(pad)


def test_a_stop_before_it_has_paired_is_refused_in_words(pad):
    pad.run_for(2.5)
    phone = LivePhone(pad)
    phone.step()
    start(pad)
    phone.stop()
    pad.run_for(0.5)
    phone.step()
    assert pad.status.state == session.RUNNING
    assert "stop: not allowed" in said(pad)
