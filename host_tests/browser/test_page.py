"""The page of `make run` in Chromium, with the firmware behind it: a session, and what is drawn is what is."""

import re

from host_tests.browser.pad_page import PadPage, until

# --- A session --------------------------------------------------------------------------------------------------------


def test_a_whole_session_by_clicks(tab, bench):
    for minutes in (20, 25, 30, 5):
        tab.press("TIME")
        tab.until_text("time", f"{minutes} min")
        tab.let_pass(2)  # a hand's pause: more than one second
    tab.start_session()
    assert bench.simulation.rail_closed
    tab.press("HEAT")
    tab.until_text("heat", "low")
    tab.until_text("rail", "closed")
    tab.speed(20)
    tab.until_text("fast", "20 times faster")
    tab.let_pass(40)
    tab.press("FASTER")
    tab.until_text("step", "2 of 11")
    tab.until("() => parseFloat(document.getElementById('surface-left').textContent) > 25")
    tab.wait("DONE")
    assert bench.simulation.motor_duty == 0
    assert not bench.simulation.heater_pin
    tab.let_pass(30)
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
    tab.let_pass(15)
    other = PadPage(page.context.new_page(), bench.url)
    other.until_text("fast", "10 times faster")
    tab.speed(1)
    other.page.wait_for_selector("#fast", state="hidden")
    label = "() => document.getElementById('plot-temperature').getAttribute('aria-label') ?? ''"
    other.until(f"{label.replace('() =>', '() => (')}).includes('left 2')")
