"""The simulator's navigator.bluetooth: a page and a pad in real time, with a second Bluetooth stack between them."""

import time
from concurrent.futures import Future

import pytest

from host_tests.ble.footpad import COMMAND, RESULT, SETTINGS, STATUS, TEXT, fields
from host_tests.browser.small_page_driver import FOLDER, SmallPage
from host_tests.served_pad import ServedPad, running
from pad import phone, session, settings
from tools.simulator.live import LivePad
from tools.simulator.simulation import Simulation, has_radio
from tools.simulator.web import files

STOP = [phone.STOP]
LOOK_MS = 10
UNASKED = """  // nobody has tapped anything
    document.addEventListener("DOMContentLoaded", () => navigator.bluetooth
        .requestDevice({ filters: [{ namePrefix: "FootPad" }] }).catch((error) => { window.refused = error.name; }));
"""

pytestmark = pytest.mark.skipif(not has_radio(), reason="the simulated radio needs Bumble, and so Python 3.11")


@pytest.fixture
def live_pad():
    with running(lambda: Simulation(radio=True), speed=3.0) as pad:
        yield pad


@pytest.fixture
def small_page(page, live_pad, monkeypatch):
    """It stands where the phone app stands else: what serves it is what serves the app."""
    monkeypatch.setattr(files, "APP", FOLDER)
    place = ServedPad(live_pad)
    page.goto(f"{place.url}phone/")
    yield SmallPage(page, lambda condition, seconds: wait_for(page, condition, seconds))
    place.cut()


def wait_for(page, condition, seconds: float) -> None:
    """Wait in real time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:g} s"
        page.wait_for_timeout(LOOK_MS)


def seen(pad: LivePad, look):
    """What somebody who looks at the simulation sees."""
    future = Future()
    pad.order(lambda simulation: future.set_result(look(simulation)))
    return future.result(5)


def paired(small: SmallPage, pad: LivePad) -> None:
    """TIME is held until the window is open; reading something private makes the phone pair."""
    pad.order(lambda simulation: simulation.press("TIME", 3.3))
    small.wait_for(lambda: seen(pad, lambda simulation: simulation.status.pairing_open), 5)
    assert small.read(SETTINGS)[0] == settings.VERSION


def start(small: SmallPage, pad: LivePad) -> None:
    """From OFF into a session."""
    pad.press("START")
    small.wait_for(lambda: pad.view.state == "CHECK", 5)
    pad.order(lambda simulation: simulation.press("START", at_s=simulation.now_s + 3.5))
    small.wait_for(lambda: pad.view.motor_percent > 0, 10)


def test_it_connects_reads_is_notified_and_lets_go(small_page, live_pad):
    assert small_page.connect().startswith("FootPad-")
    assert small_page.read(TEXT).decode().startswith("Ready.")
    small_page.do("subscribe", STATUS.lower())
    small_page.wait_for(lambda: len(small_page.values(STATUS)) >= 2, 3)
    assert fields(small_page.values(STATUS)[-1])[1] == session.OFF
    small_page.do("disconnect")
    assert small_page.outcome("lost").startswith("FootPad-")
    assert small_page.attempt("read", TEXT.lower())["error"] == "NetworkError"


def test_only_a_phone_that_has_paired_reads_what_is_private_and_stops_the_motor(small_page, live_pad):
    small_page.connect()
    assert small_page.attempt("read", SETTINGS.lower())["error"] == "SecurityError"
    paired(small_page, live_pad)
    small_page.do("subscribe", RESULT.lower())
    start(small_page, live_pad)
    small_page.do("write", COMMAND.lower(), STOP)
    small_page.wait_for(lambda: live_pad.view.motor_percent == 0, 0.5)
    small_page.wait_for(lambda: small_page.values(RESULT) == [bytes((phone.STOP, phone.DONE))], 1)
    assert live_pad.view.state == "STOPPED"


def test_a_tab_that_is_loaded_again_has_the_same_phone(small_page, live_pad):
    small_page.connect()
    paired(small_page, live_pad)
    small_page.page.reload()
    small_page.connect()
    assert small_page.read(SETTINGS)[0] == settings.VERSION


def test_another_tab_has_another_phone(small_page, live_pad):
    small_page.connect()
    paired(small_page, live_pad)
    other = SmallPage(small_page.page.context.new_page(), small_page.wait_for)
    other.page.goto(small_page.page.url)
    other.connect()
    assert other.attempt("read", SETTINGS.lower())["error"] == "SecurityError"


def test_the_pads_plug(small_page, live_pad):
    small_page.connect()
    live_pad.power_cycle()
    small_page.wait_for(lambda: small_page.outcome("lost"), 5)
    small_page.do("reconnect")
    assert small_page.read(TEXT).decode().startswith("Ready.")


def test_a_pad_that_ends_says_so(small_page, live_pad):
    small_page.connect()
    live_pad.stop()
    assert small_page.attempt("read", TEXT.lower())["error"] == "NetworkError"


def test_the_errors_are_those_of_chromium(small_page, live_pad):
    """As they were seen with Chromium's own Web Bluetooth; see test_emulated_radio.py."""
    small_page.page.add_init_script(UNASKED)
    small_page.page.reload()
    small_page.wait_for(lambda: small_page.page.evaluate("window.refused"), 2)
    assert small_page.page.evaluate("window.refused") == "SecurityError"
    small_page.connect()
    unknown = "8f3e00ff-2c1a-4d6b-9a57-5f0e7d1c4b21"
    assert small_page.attempt("read", unknown)["error"] == "NotFoundError"
    assert small_page.attempt("read", "nonsense")["error"] == "TypeError"
