"""What the page must never pretend, and that everybody can use it."""

import re
import time

import pytest

from host_tests.browser.accessibility import check_accessibility
from host_tests.browser.pad_page import PadPage, until
from host_tests.served_pad import ServedPad
from pad.session import STATE_NAMES
from tools.simulator.faults import FIRMWARE_FAULTS
from tools.simulator.view import STARTING
from tools.simulator.web.pad_socket import Surroundings

# --- What it must not pretend -----------------------------------------------------------------------------------------


def test_it_says_that_the_pad_is_simulated_and_no_medical_device(tab):
    assert tab.page.get_by_text("Simulated pad", exact=True).is_visible()
    assert "simulated" in tab.page.title()
    assert tab.page.get_by_text("It does not treat, heal or diagnose").is_visible()


def test_another_speed_of_time_is_told_and_a_finger_slows_it(tab, bench):
    tab.speed(50)
    tab.until_text("fast", "50 times faster")
    assert "×50" in tab.page.title()
    tab.button("HEAT").hover()
    tab.page.mouse.down()
    tab.until_text("fast", "While a button is held it runs at real speed")
    assert bench.pad.pace == 1
    tab.page.mouse.up()
    until(lambda: bench.pad.pace == 50)


def unknown(tab):
    """Everything that would be a claim about the pad."""
    parts = ("surface-left", "surface-right", "rpm", "step", "heat", "heater", "rail", "manner", "now", "lamp-word")
    return {part: tab.text(part) for part in parts}


def test_when_the_server_ends_nothing_old_is_shown_as_live(tab, bench):
    tab.start_session()
    bench.place.stop()
    tab.page.wait_for_selector('body[data-live="no"]', timeout=2000)
    tab.until_text("lost", "The simulator has ended")
    tab.until_text("state", "Not connected")
    assert set(unknown(tab).values()) == {"–"}
    assert tab.text("sensor-left") == ""
    assert tab.page.locator("#time").text_content() == ""
    assert tab.page.locator("#zone-left").evaluate("zone => zone.style.fill") == ""
    assert tab.page.locator("#display-dark").inner_text() == "Not connected"


def test_when_the_connection_breaks_it_says_so_and_comes_back(tab, bench):
    bench.place.cut()
    tab.page.wait_for_selector('body[data-live="no"]', timeout=2000)
    assert set(unknown(tab).values()) == {"–"}
    again = ServedPad(bench.pad, port=int(re.search(r":(\d+)/", bench.url)[1]))
    tab.wait("OFF")
    assert tab.page.locator("#lost").inner_text() == ""
    tab.press("START")
    tab.wait("CHECK")
    again.cut()


def test_what_another_server_says_of_the_phone_holds_then(tab, bench):
    bench.place.cut()
    again = ServedPad(bench.pad, Surroundings("no phone here"), port=int(re.search(r":(\d+)/", bench.url)[1]))
    tab.wait("OFF")
    tab.page.get_by_role("tab", name="Phone").click()
    tab.until_text("phone-words", "no phone here")
    assert tab.page.get_by_role("button", name="Take the phone").count() == 0
    again.cut()


def test_every_state_has_words(tab):
    for words in ("STATES", "HINTS"):
        told = tab.page.evaluate("async (name) => Object.keys((await import('/words.js'))[name])", words)
        assert set(told) == {STARTING, *STATE_NAMES}


def test_only_faults_of_the_firmware_are_told_to_be_that(tab):
    group = tab.page.locator("#faults section", has_text="Firmware").locator(".fault")
    assert group.evaluate_all("rows => rows.map((row) => row.dataset.name)") == list(FIRMWARE_FAULTS)


def test_a_pad_that_stands_still_is_not_shown_as_live(tab, bench):
    """The connection is there, but nothing new comes: nobody may take the last picture for the present one."""
    bench.pad.order(lambda simulation: time.sleep(4))
    tab.page.wait_for_selector('body[data-live="no"]', timeout=3500)
    assert "No news from the pad" in tab.text("lost")
    assert set(unknown(tab).values()) == {"–"}
    tab.wait("OFF")


# --- Everybody --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1600, 1000), (1280, 800), (390, 844), (320, 640)])
def test_it_fits_and_targets_are_large_enough(tab, scheme, size):
    page = tab.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for button in page.locator("button:visible, select:visible, input:visible").all():
        box = (
            button.locator("xpath=ancestor-or-self::*[self::label or self::button][1]").or_(button).first.bounding_box()
        )
        least = 44 if "pad-button" in (button.get_attribute("class") or "") else 24
        assert min(box["width"], box["height"]) >= least, button.evaluate("each => each.outerHTML")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab, bench, scheme):
    tab.page.emulate_media(color_scheme=scheme)
    tab.speed(2)
    tab.until_text("fast", "2 times")
    check_accessibility(tab.page)
    tab.break_or_mend("ntc_left_open")
    tab.wait("FAULT")
    check_accessibility(tab.page)
    tab.page.get_by_role("tab", name="Phone").click()
    check_accessibility(tab.page)
    bench.place.stop()
    tab.page.wait_for_selector('body[data-live="no"]')
    check_accessibility(tab.page)


COUNT_PICTURES = """  // those that differ from the one before
  window.pictures = 0;
  let last = "";
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (image, ...place) {
    const now = image.data.join();
    if (now !== last) window.pictures += 1;
    last = now;
    put.call(this, image, ...place);
  };
"""
COUNT_FLICKERS = """() => new Promise((done) => {
  let lamp = 0;
  const before = window.pictures;
  const observer = new MutationObserver((records) => (lamp += records.length));
  observer.observe(document.getElementById("lamp"), { attributes: true });
  setTimeout(() => done({ lamp, display: window.pictures - before }), 4000);
})"""


def test_light_never_flickers_more_than_three_times_a_second(page, bench):
    """However fast time runs: changes of lamp and display are counted where they are drawn."""
    page.add_init_script(COUNT_PICTURES)
    tab = PadPage(page, bench.url)
    tab.break_or_mend("ntc_left_open")
    tab.wait("FAULT")
    tab.speed(100)
    changes = page.evaluate(COUNT_FLICKERS)
    assert all(2 <= count <= 4 * 6 for count in changes.values()), changes


def test_who_wants_no_motion_gets_none(tab):
    tab.page.emulate_media(reduced_motion="reduce")
    tab.start_session()
    before = tab.page.locator("#rotor").get_attribute("transform")
    tab.page.wait_for_timeout(500)
    assert tab.page.locator("#rotor").get_attribute("transform") == before
    assert "rpm" in tab.text("rpm")


def test_there_is_no_phone_before_somebody_takes_it(tab):
    assert tab.page.locator("iframe").count() == 0
    tab.page.get_by_role("tab", name="Phone").click()
    tab.page.get_by_role("button", name="Take the phone").click()
    assert tab.page.locator("iframe").get_attribute("src") == "/phone/"
    tab.page.locator("#phone").get_by_role("button", name="Put the phone away").click()
    assert tab.page.locator("iframe").count() == 0


def test_nothing_comes_from_elsewhere(page, bench):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(f"console {message.text}"))
    PadPage(page, bench.url).start_session()
    assert len(asked) > 10
    assert all(url.startswith((bench.url, "data:")) for url in asked)


COUNT_ORDERS = """
  window.orders = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (order) {
    window.orders += 1;
    send.call(this, order);
  };
"""


def test_while_nothing_comes_fingers_are_lifted_once(page, bench):
    """And not again and again: whoever presses then would never close a button for long."""
    page.add_init_script(COUNT_ORDERS)
    tab = PadPage(page, bench.url)
    bench.pad.order(lambda simulation: time.sleep(5))
    page.wait_for_selector('body[data-live="no"]', timeout=3500)
    page.wait_for_timeout(1500)
    assert page.evaluate("window.orders") == 1
    tab.wait("OFF")
    page.wait_for_timeout(500)
    assert page.evaluate("window.orders") == 1


def test_what_comes_is_text_and_never_markup(tab, bench):
    bench.pad.order(lambda simulation: simulation.note("pad", "<img src=x onerror=alert(1)>"))
    tab.until_text("log", "<img src=x")
    assert tab.page.locator("#log img").count() == 0
