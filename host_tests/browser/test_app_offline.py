"""The published phone app: it opens without a network, asks nobody but its own server, and never mixes versions."""

import pytest

from host_tests.browser.static_site import serving
from tools.phone_publish import main, version


@pytest.fixture
def published(tmp_path):
    folder = tmp_path / "app"
    assert main([str(folder)]) == 0
    return folder


def test_it_opens_without_a_network(page, published):
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


def test_the_source_keeps_nothing_so_that_makers_see_their_changes(page):
    from tools.phone_publish import SOURCE

    with serving(SOURCE) as address:
        page.goto(address)
        page.wait_for_selector("nav")
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
