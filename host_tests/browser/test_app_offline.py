"""The published phone app: it opens without a network, asks nobody but its own server, and never mixes versions."""

import pytest
from playwright.sync_api import expect

from host_tests.browser.static_site import serving
from tools.phone_publish import main, version
from tools.simulator.web.files import PAGE


@pytest.fixture
def published(tmp_path):
    folder = tmp_path / "app"
    assert main([str(folder)]) == 0
    return folder


def test_it_opens_without_a_network(browser, published):
    context = browser.new_context()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with serving(published) as address:
        page.goto(address)
        page.wait_for_selector("nav")
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_timeout(300)
        assert all(url.startswith(address) for url in asked)
        assert page.evaluate("caches.keys()") == [f"footpad-{version()}"]
    page.reload()  # nobody serves it any more
    page.wait_for_selector("nav")
    assert "Connect" in page.inner_text("main")
    page.click("[data-place=more]")
    assert version() in page.inner_text("main")
    context.close()


def test_the_source_keeps_nothing_so_that_makers_see_their_changes(page):
    from tools.phone_publish import SOURCE

    with serving(SOURCE) as address:
        page.goto(address)
        page.wait_for_selector("nav")
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def registrations(page):
    return page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")


def test_a_version_that_is_only_half_on_the_server_is_not_kept(page, published):
    with open(published / "stop_watch.js", "a", encoding="utf-8") as older:
        older.write("// another version\n")
    with serving(published) as address:
        page.goto(address)
        page.wait_for_selector("nav")
        page.wait_for_timeout(1_000)
        assert registrations(page) == 0


def test_an_app_that_was_kept_for_the_simulators_port_goes(page, published):
    with serving(published) as address:
        page.goto(address)
        page.evaluate("navigator.serviceWorker.ready")
        (published / "service_worker.js").write_bytes((PAGE / "service_worker.js").read_bytes())
        (published / "index.html").write_text("<title>The page of the simulator</title>", encoding="utf-8")
        page.reload()
        expect(page).to_have_title("The page of the simulator", timeout=10_000)
        assert registrations(page) == 0
        assert page.evaluate("caches.keys()") == []
