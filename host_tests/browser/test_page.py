"""The page of `make run` in Chromium, with the firmware behind it: what people do, and what it must never pretend."""

import re
import time

import pytest

from host_tests.browser.pad_page import PadPage
from host_tests.served_pad import ServedPad
from tools.simulator.live import LivePad
from tools.simulator.simulation import Simulation


class Bench:
    """The simulation behind a served pad."""

    def __init__(self):
        self.pad = LivePad(self.open)
        self.pad.start()
        self.place = ServedPad(self.pad)
        self.url = self.place.url

    def open(self):
        self.simulation = Simulation()
        return self.simulation


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    bench.place.stop()


@pytest.fixture
def tab(page, bench):
    return PadPage(page, bench.url)


def until(condition, patience_s=10.0):
    give_up_at = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


# --- A session --------------------------------------------------------------------------------------------------------


def test_a_whole_session_by_clicks(tab, bench):
    tab.press("TIME")
    for _ in range(3):  # 15 -> 20, 25, 30, 5
        tab.page.wait_for_timeout(300)
        tab.press("TIME")
    tab.until_text("time", "5 min")
    tab.start_session()
    assert bench.simulation.rail_closed
    tab.press("HEAT")
    tab.until_text("heat", "low")
    tab.until_text("rail", "closed")
    tab.speed(20)
    tab.until_text("fast", "20 times faster")
    tab.page.wait_for_timeout(2000)
    tab.press("FASTER")
    tab.until_text("step", "2 of 11")
    tab.until("() => parseFloat(document.getElementById('surface-left').textContent) > 25")
    tab.wait("DONE")
    assert bench.simulation.motor_duty == 0
    assert not bench.simulation.heater_pin
    tab.page.wait_for_timeout(1500)
    tab.press("START")
    tab.wait("OFF")
    log = tab.page.locator("#log").inner_text()
    assert "START pressed" in log
    assert "HEAT let go" in log


def test_start_stops_at_once(tab, bench):
    tab.start_session()
    tab.button("START").dispatch_event("pointerdown", {"button": 0, "pointerId": 1})
    until(lambda: bench.simulation.motor_duty == 0, 1.0)
    tab.wait("STOPPED")


def test_a_fault_is_broken_told_mended_and_cleared(tab, bench):
    tab.start_session()
    tab.break_or_mend("ntc_left_open")
    tab.wait("FAULT")
    assert bench.simulation.motor_duty == 0
    tab.until_text("sensor-left", "reads nothing")
    tab.until_text("broken-count", "1 broken")
    assert "Fault: ntc left open" in tab.text("state")
    tab.break_or_mend("ntc_left_open")
    tab.page.wait_for_selector("#broken-count", state="hidden")
    tab.button("START").hover()
    tab.page.mouse.down()
    tab.wait("OFF")
    tab.page.mouse.up()
    tab.open("START")
    tab.page.get_by_role("tab", name="Log").click()
    log = tab.page.locator("#log").inner_text()
    assert "Broken: the left thermistor's wire is broken" in log
    assert "Mended: the left thermistor's wire is broken" in log


# --- What is drawn is what is -----------------------------------------------------------------------------------------


def test_the_display_is_shown_pixel_for_pixel(tab, bench):
    tab.until("() => document.getElementById('display-dark').hidden")
    read = """() => {
      const { data } = document.getElementById("display").getContext("2d").getImageData(0, 0, 128, 64);
      const lit = (x, y) => data[(y * 128 + x) * 4] > 100;
      return Array.from({ length: 1024 }, (_, i) =>
        Array.from({ length: 8 }, (_, bit) => lit(i % 128, (i >> 7) * 8 + bit) << bit).reduce((a, b) => a + b));
    }"""
    until(lambda: bytes(tab.page.evaluate(read)) == bench.simulation.display)
    assert any(bench.simulation.display)


def test_zones_feet_and_lamp_are_told_in_words_too(tab, bench):
    tab.page.get_by_role("button", name="Left foot: on").click()
    tab.page.get_by_role("button", name="Left foot: off").wait_for()
    assert tab.page.locator("#foot-left").get_attribute("class") == "foot"
    assert "on" in tab.page.locator("#foot-right").get_attribute("class")
    colours = [tab.page.locator(f"#zone-{side}").evaluate("zone => zone.style.fill") for side in ("left", "right")]
    assert all(re.fullmatch(r"rgb\(.*\)", colour) for colour in colours)
    tab.until_text("lamp-word", "white, blinks")
    tab.page.get_by_role("button", name="Fresh cold feet").click()
    tab.page.get_by_role("button", name="Left foot: on").wait_for()
    until(lambda: bench.simulation.plant.skin_left_c < 22)


def test_pulling_the_plug_makes_it_dark(tab):
    tab.page.get_by_role("tab", name="Break something").click()
    tab.page.get_by_role("button", name="Pull the plug").click()
    tab.wait("STARTING")
    tab.page.wait_for_selector("#display-dark:has-text('The display is dark')")
    tab.wait("OFF")


def test_two_tabs_show_the_same_pad_and_one_curve(tab, bench, page):
    tab.speed(10)
    tab.page.wait_for_timeout(1500)
    other = PadPage(page.context.new_page(), bench.url)
    other.until_text("fast", "10 times faster")
    tab.speed(1)
    other.page.wait_for_selector("#fast", state="hidden")
    label = "() => document.getElementById('plot-temperature').getAttribute('aria-label') ?? ''"
    other.until(f"{label.replace('() =>', '() => (')}).includes('left 2')")


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


def test_a_pad_that_stands_still_is_not_shown_as_live(tab, bench):
    """The connection is there, but nothing new comes: nobody may take the last picture for the present one."""
    bench.pad._orders.put(lambda simulation: time.sleep(4))
    tab.page.wait_for_selector('body[data-live="no"]', timeout=3500)
    assert "No news from the pad" in tab.text("lost")
    assert set(unknown(tab).values()) == {"–"}
    tab.wait("OFF")


# --- Fingers ----------------------------------------------------------------------------------------------------------


def test_a_tab_that_is_closed_lets_go(tab, bench, page):
    other = PadPage(page.context.new_page(), bench.url)
    other.button("HEAT").hover()
    other.page.mouse.down()
    tab.closed("HEAT")
    other.page.close()
    tab.open("HEAT")


@pytest.mark.parametrize("slip", ["() => dispatchEvent(new Event('blur'))", "pointercancel", "move"])
def test_a_finger_that_slips_off_lets_go(tab, slip):
    tab.button("TIME").hover()
    tab.page.mouse.down()
    tab.closed("TIME")
    if slip == "move":
        tab.page.mouse.move(5, 5)
    elif slip == "pointercancel":
        tab.button("TIME").dispatch_event("pointercancel", {"pointerId": 1})
    else:
        tab.page.evaluate(slip)
    tab.open("TIME")


def test_two_buttons_are_held_by_letters_as_long_as_the_keys_are_down(tab, bench):
    for key in ("t", "h"):
        tab.page.keyboard.down(key)
    tab.closed("TIME")
    tab.closed("HEAT")
    tab.until("() => document.querySelector('[data-name=TIME] .key').textContent.startsWith('1.')")
    for key in ("t", "h"):
        tab.page.keyboard.up(key)
    tab.open("TIME")
    tab.open("HEAT")


def test_letters_can_be_turned_off_and_do_not_disturb_typing(tab, bench):
    tab.page.get_by_role("tab", name="Break something").click()
    tab.page.get_by_label("Find").fill("")
    tab.page.get_by_label("Find").press_sequentially("stuck")
    tab.page.get_by_label("Letter keys").uncheck()
    tab.page.keyboard.press("t")
    tab.page.wait_for_timeout(400)
    assert not any(event["source"] == "hand" for event in bench.pad.events)
    rows = tab.page.locator(".fault:visible")
    assert rows.count() > 3
    assert all("stuck" in row.get_attribute("data-name") + row.inner_text().lower() for row in rows.all())


def test_a_press_can_be_kept_by_whoever_cannot_hold(tab):
    tab.page.get_by_label("Keep pressed").check()
    tab.press("TIME")
    tab.closed("TIME")
    tab.page.wait_for_timeout(500)
    tab.closed("TIME")
    tab.press("TIME")
    tab.open("TIME")


def test_a_touch_holds_and_lets_go(browser, bench):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    tab = PadPage(context.new_page(), bench.url)
    tab.button("HEAT").scroll_into_view_if_needed()
    box = tab.button("HEAT").bounding_box()
    session = context.new_cdp_session(tab.page)
    point = {"x": box["x"] + 20, "y": box["y"] + 20}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    tab.closed("HEAT")
    tab.page.wait_for_timeout(1000)  # a long press opens no menu and ends nothing
    tab.closed("HEAT")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tab.open("HEAT")
    context.close()


# --- The keyboard alone -----------------------------------------------------------------------------------------------


def focused(page):
    return page.evaluate("[document.activeElement].map((at) => (at.matches('a, button') && at.innerText) || at.id)[0]")


def tab_to(page, text):
    """Press Tab until the focus is on something with this text or id."""
    for _ in range(120):
        if text in focused(page):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{text} cannot be reached")


def test_everything_is_done_with_the_keyboard_alone(tab, bench):
    page = tab.page
    page.keyboard.press("Tab")
    assert focused(page) == "To the pad's buttons"
    page.keyboard.press("Enter")
    tab_to(page, "START")
    page.keyboard.down(" ")
    tab.closed("START")
    page.keyboard.up(" ")
    tab.wait("CHECK")
    page.wait_for_timeout(3500)
    page.keyboard.press("Enter", delay=120)
    tab.wait("RUNNING")
    tab_to(page, "Right foot")
    page.keyboard.press("Enter")
    tab.page.get_by_role("button", name="Right foot: off").wait_for()
    tab_to(page, "Log")
    page.keyboard.press("ArrowRight")
    assert "Break something" in focused(page)
    tab_to(page, "fault-search")
    page.keyboard.type("broken: reads as very cold")
    tab_to(page, "Break")
    page.keyboard.press("Tab")  # past the list
    tab_to(page, "Break")
    page.keyboard.press("Enter")
    tab.wait("FAULT")


def test_speed_is_chosen_with_arrows(tab, bench):
    tab.page.locator("#speeds input").first.focus()
    tab.page.keyboard.press("ArrowRight")
    until(lambda: bench.pad.speed == 2)
    tab.until_text("fast", "2 times faster")


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


def violations(page):
    """What axe-core finds, readable."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(each["id"], node["html"], node["failureSummary"]) for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab, bench, scheme):
    tab.page.emulate_media(color_scheme=scheme)
    tab.speed(2)
    tab.until_text("fast", "2 times")
    assert violations(tab.page) == []
    tab.break_or_mend("ntc_left_open")
    tab.wait("FAULT")
    assert violations(tab.page) == []
    tab.page.get_by_role("tab", name="Phone").click()
    assert violations(tab.page) == []
    bench.place.stop()
    tab.page.wait_for_selector('body[data-live="no"]')
    assert violations(tab.page) == []


def test_light_never_flickers_more_than_three_times_a_second(tab):
    """However fast time runs: changes of lamp and display are counted where they are drawn."""
    tab.break_or_mend("ntc_left_open")
    tab.wait("FAULT")
    tab.speed(100)
    count = """() => new Promise((done) => {
      let changes = 0;
      const observer = new MutationObserver((records) => (changes += records.length));
      observer.observe(document.getElementById("lamp"), { attributes: true });
      setTimeout(() => done(changes), 4000);
    })"""
    changes = tab.page.evaluate(count)
    assert 2 <= changes <= 4 * 6


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


def test_what_comes_is_text_and_never_markup(tab, bench):
    bench.pad._orders.put(lambda simulation: simulation.note("pad", "<img src=x onerror=alert(1)>"))
    tab.until_text("log", "<img src=x")
    assert tab.page.locator("#log img").count() == 0
