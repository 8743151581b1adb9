"""The phone app's screens in every state: accessible, whole on small phones with large type, and truthful."""

import itertools

import pytest

from host_tests.browser.accessibility import check_accessibility
from host_tests.browser.phone_app import FOLDER, open_app, show, status
from host_tests.browser.static_site import serving
from host_tests.browser.test_app_parts import session_of
from host_tests.unit.phone_words import SETTING_NAMES, words
from pad import session

RUNNING = {"state": session.RUNNING, "speed_step": 3, "rpm": 1540, "heat_level": 1, "remaining_s": 754}
RUNNING |= {"elapsed_s": 146, "rail_closed": True, "left_cc": 3655, "right_cc": 3641}
MOMENTS = {
    "off": status(),
    "check": status(state=session.CHECK, foot_check_due=True),
    "running": status(**RUNNING),
    "stopped": status(state=session.STOPPED, remaining_s=600),
    "done": status(state=session.DONE, foot_check_due=True, feet_differ=True),
    "fault": status(state=session.FAULT, fault_code=12, left_cc=-32768),
    "locked": status(state=session.LOCKED, fault_code=12),
    "safe mode": status(state=session.SAFE_MODE),
    "newer than the app": status(state=9, heat_level=7, stop_reason=99),
}
FEET = {"check": "before", "done": "after", "locked": "locked"}  # what they are looked at for
PLACES = ("pad", "feet", "diary", "more")
SETTINGS = {"speed_most": 11, "heat_most": 3, "minutes_most": 30, "profile": 1, "own_speed": 11, "own_heat": 3}
SETTINGS |= {"own_minutes": 15, "own_programme": 0, "fahrenheit": 0, "volume": 3, "brightness": 3, "cleaning": 10}
SETTINGS |= {"language": "en", "foot_offset": 0, "acknowledged": 1}
PAIRED = {"paired": True, "settings": SETTINGS}
TWICE = """new MutationObserver((_, observer) => { if (!document.documentElement) return; observer.disconnect();
document.documentElement.style.fontSize = "225%"; }).observe(document, { childList: true });"""


@pytest.fixture
def make_app(make_page):
    def make(width=390, height=844, language="en", scheme="light", twice=False):
        page = make_page(
            viewport={"width": width, "height": height}, locale=language, color_scheme=scheme, reduced_motion="reduce"
        )
        if twice:
            page.add_init_script(TWICE)
        open_app(page, address)
        kept = [session_of(number, 1000 * number, 3) for number in range(1, 30)]
        page.evaluate("kept => localStorage.setItem('footpad.diary.FootPad-1A2B', JSON.stringify(kept))", kept)
        return page

    with serving(FOLDER) as address:
        yield make


def at(page, place):
    page.click(f"[data-place={place}]")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("de", "dark")])
def test_every_screen_is_accessible(make_app, language, scheme):
    page = make_app(language=language, scheme=scheme)
    check_accessibility(page)
    for moment in ("off", "running"):
        show(page, MOMENTS[moment], **PAIRED)
        for place in PLACES:
            at(page, place)
            check_accessibility(page)
    page.evaluate("state.stop.begin(0); state.tick()")
    check_accessibility(page)
    page.evaluate("silent = true; state.freshness.forget(); state.tick()")
    check_accessibility(page)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("width", "height", "twice"), [(320, 640, True), (320, 568, False), (360, 640, False)])
def test_nothing_is_cut_off(make_app, language, width, height, twice):
    page = make_app(width, height, language, twice=twice)
    for record, place in itertools.product((None, MOMENTS["running"], MOMENTS["fault"]), PLACES):
        show(page, record, **(PAIRED if record else {"phase": "none", "name": ""}))
        at(page, place)
        wide = page.evaluate(
            """() => [...document.querySelectorAll('main *, footer *')].filter((one) => one.checkVisibility()
            && !one.closest('.plot, svg, option, .only-heard') && (one.getBoundingClientRect().right > innerWidth + 0.5
            || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
            && one.clientWidth && one.tagName !== 'SELECT')).map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert wide == [], (place, record)


def test_stop_is_large_and_on_every_place_while_it_runs(make_app):
    for page in (make_app(), make_app(320, 640, "de", twice=True)):
        show(page, MOMENTS["running"], **PAIRED)
        for place in PLACES:
            at(page, place)
            box = page.locator(".stop").bounding_box()
            view = page.viewport_size
            assert box["height"] >= 96
            assert box["width"] >= view["width"] * 0.9
            assert box["y"] + box["height"] <= view["height"]


def test_what_is_touched_is_large(make_app):
    page = make_app()
    show(page, MOMENTS["running"], **PAIRED)
    for place in PLACES:
        at(page, place)
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, select, summary')].filter((one) => one.checkVisibility()
            && (one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 44)).length"""
        )
        assert small == 0


def test_old_values_are_not_shown_as_live_ones(make_app):
    page = make_app()
    show(page, MOMENTS["running"], sentence="Running: speed 3", **PAIRED)
    assert "36.6" in page.inner_text(".feet")
    assert page.inner_text(".sentence") == "Running: speed 3"
    page.evaluate("silent = true")
    page.wait_for_selector(".old:visible", timeout=5000)
    assert "36" not in page.inner_text("main .screen")
    assert "Running: speed 3" not in page.inner_text("main")
    assert page.inner_text(".pill") == "no word"
    assert "No word from the pad" in page.inner_text(".old")
    assert page.text_content("#urgent") == "No word from the pad"
    assert page.is_visible(".stop"), "it may run on, so STOP is still offered"


def test_without_a_connection_it_says_that_it_cannot_stop(make_app):
    page = make_app()
    show(page, MOMENTS["running"], **PAIRED)
    page.evaluate("silent = true; state.phase = 'lost'; state.freshness.forget(); state.changed()")
    assert not page.is_visible(".stop")
    assert "cannot stop the pad" in page.inner_text("footer")
    assert "START" in page.inner_text("footer")


def test_a_page_that_was_out_of_sight_shows_nothing_old(make_app):
    page = make_app()
    show(page, MOMENTS["running"], **PAIRED)
    page.evaluate("silent = true; Object.defineProperty(document, 'hidden', { get: () => true });")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert "36" not in page.inner_text("main .screen")


def test_a_stop_that_is_not_confirmed_is_loud(make_app):
    page = make_app()
    show(page, MOMENTS["running"], **PAIRED)
    page.evaluate("void (state.order = () => new Promise(() => {}))")
    page.click(".stop")
    assert "waiting" in page.inner_text(".stop")
    page.wait_for_selector(".alarm:visible", timeout=4000)
    assert "NOT confirmed" in page.inner_text(".alarm")
    assert "START on the pad" in page.text_content("#urgent")
    assert not page.is_visible(".done")
    assert page.is_visible(".stop"), "it can be tried again"


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_state_has_its_screen(make_app, language):
    page = make_app(language=language)
    said = words(language)
    titles = {"pad": "live.now", "diary": "diary.title", "more": "more.title"}
    for moment, record in MOMENTS.items():
        show(page, record, **PAIRED)
        titles["feet"] = f"feet.title.{FEET.get(moment, 'any')}"
        for place in PLACES:
            at(page, place)
            assert page.locator("h1:visible").all_inner_texts() == [said[titles[place]]], (moment, place)
        assert page.is_visible(".stop") == (moment == "running")
        name = (*session.STATE_NAMES, "", "unknown")[record["state"]]
        assert page.get_attribute(".pill", "data-state") == name
    assert page.evaluate("document.documentElement.lang") == language


def test_every_setting_of_the_pad_is_in_the_form(make_app):
    page = make_app()
    show(page, MOMENTS["off"], **PAIRED)
    at(page, "more")
    there = page.eval_on_selector_all("form select", "all => all.map((one) => one.id)")
    assert sorted(there) == sorted(f"setting-{name}" for name in SETTING_NAMES)
    assert page.locator("form select:visible").count() == len(there)


def test_what_a_pad_says_is_never_markup(make_app):
    page = make_app()
    show(page, MOMENTS["off"], sentence="<img src=x onerror=alert(1)><b>hello</b>", **PAIRED)
    assert page.inner_text(".sentence") == "<img src=x onerror=alert(1)><b>hello</b>"
    assert page.query_selector(".sentence *") is None


def test_something_is_wrong_is_asked_once_more_and_sent_once(make_app):
    page = make_app()
    show(page, MOMENTS["done"], **PAIRED)
    page.evaluate("window.sent = []; void (state.order = async (...order) => { sent.push(order); return 'done'; })")
    at(page, "feet")
    page.click("text=Something is wrong >> nth=1")
    assert page.evaluate("sent") == []
    page.click(".answers .button:not(.danger)")
    page.click("text=Something is wrong >> nth=1")
    page.dblclick(".answers .danger")
    page.wait_for_timeout(300)
    assert page.evaluate("sent") == [["feetWrong"]]


def test_a_score_is_sent_once(make_app):
    page = make_app()
    show(page, MOMENTS["off"], **PAIRED)
    page.evaluate("window.sent = []; void (state.order = (...order) => new Promise(() => sent.push(order)))")
    at(page, "feet")
    page.locator(".score >> nth=4").click(click_count=2, delay=20)
    page.wait_for_timeout(200)
    assert page.evaluate("sent") == [["scoreBefore", 4]]


def test_a_limit_is_lowered_only_after_a_second_question(make_app):
    page = make_app()
    show(page, MOMENTS["off"], **PAIRED)
    page.evaluate("window.sent = []; void (state.changeSettings = async (changes) => { sent.push(changes); })")
    at(page, "more")
    page.select_option("#setting-speed_most", "5")
    page.click(".saving .primary")
    assert "cannot raise it again" in page.inner_text(".question:visible")
    assert page.evaluate("sent") == []
    page.click(".question:visible .danger")
    assert page.evaluate("sent") == [{"speed_most": 5}]
    assert page.eval_on_selector_all("#setting-own_speed option", "all => all.map(one => Number(one.value))")[-1] == 11


def test_a_browser_without_bluetooth_is_told_what_to_use(page):
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'bluetooth', { get: () => undefined });")
    with serving(FOLDER) as address:
        open_app(page, address)
        said = page.inner_text("main")
        for name in ("nRF Connect", "LightBlue", "Bluefy", "Chrome"):
            assert name in said
        check_accessibility(page)
