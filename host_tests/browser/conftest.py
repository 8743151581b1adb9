"""A real browser for tests: headless Chromium, one for each module, and a new empty page for each test."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, sync_playwright

from host_tests.browser.static_site import serving
from tools import chromium
from tools.screenshots.scenes import LIVE
from tools.simulator.simulation import Simulation, has_radio

PATIENCE_MS = 10_000
PHONE_APP = Path(__file__).parents[2] / "tools" / "phone_app"
PHONE_SCREEN: ViewportSize = {"width": 390, "height": 844}
CONNECTED_S = 15.0
START_S = 2.0  # a pad advertises then


@pytest.fixture(scope="module")
def browser():
    """The browser; where there is none, these tests are skipped.

    One for each module, since as long as Playwright is there no other test of this process can run an event loop.
    """
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright, path)
        yield browser
        browser.close()


@pytest.fixture
def make_page(browser):
    """Makes an empty page in a context with these options. Errors that its pages do not catch fail the test."""
    errors: list[str] = []
    with contextlib.ExitStack() as contexts:

        def make(**options: Any) -> Page:
            context: BrowserContext = contexts.enter_context(browser.new_context(**options))
            context.set_default_timeout(PATIENCE_MS)
            context.on("weberror", lambda error: errors.append(str(error.error)))
            return context.new_page()

        yield make
    assert not errors


@pytest.fixture
def page(make_page):
    """An empty page of a size that laptops have."""
    return make_page(viewport={"width": 1280, "height": 800})


@pytest.fixture
def pad():
    """A pad with a radio, that has started."""
    if not has_radio():
        pytest.skip("the simulated radio needs Bumble, and so Python 3.11")
    with Simulation(radio=True) as simulation:
        simulation.run_for(START_S)
        yield simulation


@pytest.fixture
def make_emulated_radio():
    """Makes the radio of a page, which is near a pad: before the page is opened."""
    from host_tests.browser.emulated_radio import EmulatedRadio

    with contextlib.ExitStack() as stack:

        def make(page: Page, pad: Simulation) -> EmulatedRadio:
            radio = EmulatedRadio(page, pad)
            stack.callback(radio.close)
            return radio

        yield make


@pytest.fixture
def emulated_radio(page, pad, make_emulated_radio):
    """The radio of `page`, near `pad`."""
    return make_emulated_radio(page, pad)


@pytest.fixture
def phone_page(page, emulated_radio):
    """The phone app as it is published, on the screen of a phone, connected to `pad`: let time go on by `wait_for`."""
    page.set_viewport_size(PHONE_SCREEN)
    with serving(PHONE_APP) as address:
        page.goto(address)
        page.locator("button.primary:visible").first.click()
        emulated_radio.wait_for(lambda: page.locator(LIVE).count(), CONNECTED_S)
        yield page


@pytest.fixture
def user(phone_page, emulated_radio):
    """Somebody with the phone app in the hand."""
    from host_tests.browser.phone_user import PhoneUser

    return PhoneUser(phone_page, emulated_radio)


@pytest.fixture
def known(user):
    """The same, whose phone has paired."""
    user.pair()
    return user


@pytest.fixture
def bench():
    """The pad of `make run`, served."""
    from host_tests.browser.pad_page import Bench

    bench = Bench()
    yield bench
    bench.place.stop()


@pytest.fixture
def tab(page, bench):
    """A tab on it."""
    from host_tests.browser.pad_page import PadPage

    return PadPage(page, bench.url)
