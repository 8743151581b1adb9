"""Hands on the page's buttons: pointers, touches, and the keyboard alone."""

import pytest

from host_tests.browser.pad_page import PadPage, until

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


def test_a_letter_is_let_go_when_a_key_comes_that_renames_it(tab):
    tab.page.keyboard.down("f")
    tab.closed("FASTER")
    tab.page.keyboard.down("Alt")
    tab.open("FASTER")


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


def test_a_touch_holds_and_lets_go(make_page, bench):
    tab = PadPage(make_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True), bench.url)
    tab.button("HEAT").scroll_into_view_if_needed()
    box = tab.button("HEAT").bounding_box()
    session = tab.page.context.new_cdp_session(tab.page)
    point = {"x": box["x"] + 20, "y": box["y"] + 20}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    tab.closed("HEAT")
    tab.page.wait_for_timeout(1000)  # a long press opens no menu and ends nothing
    tab.closed("HEAT")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tab.open("HEAT")


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
    tab.look_at_the_feet()
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
