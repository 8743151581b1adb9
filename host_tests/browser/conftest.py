"""A real browser for tests: headless Chromium, one for each worker, and a new empty page for each test."""

import shutil

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--no-sandbox",  # it would not start as root, as in CI
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-features=WebBluetooth",
    "--enable-experimental-web-platform-features",
)
PATIENCE_MS = 10_000


@pytest.fixture(scope="session")
def browser():
    """The browser; where there is none, these tests are skipped."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium is installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """An empty page of a size that laptops have. Errors that a page does not catch fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    page: Page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


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
