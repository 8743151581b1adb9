"""The published phone app: it opens without a network, asks nobody but its own server, and never mixes versions."""

import os
import shutil
import time

import pytest

from host_tests.browser.static_site import serving
from tools import phone_publish
from tools.phone_publish import SOURCE, main, version


def publish(folder):
    assert main([str(folder)]) == 0
    return folder


@pytest.fixture
def published(tmp_path):
    return publish(tmp_path / "app")


@pytest.fixture
def source(tmp_path, monkeypatch):
    """The app's source, to be changed."""
    copy = tmp_path / "source"
    shutil.copytree(SOURCE, copy)
    monkeypatch.setattr(phone_publish, "SOURCE", copy)
    return copy


def change(source):
    with open(source / "app.css", "a", encoding="utf-8") as style:
        style.write("\n")


def open_kept(page, address):
    page.goto(address)
    page.wait_for_selector("nav")
    page.evaluate("navigator.serviceWorker.ready")


def reload_with_newer(page):
    """Reload once, and wait until the newer version waits."""
    page.reload()
    page.wait_for_selector("nav")
    assert page.evaluate(NEWER) == "installed"


NEWER = """async () => {
  await (await navigator.serviceWorker.getRegistration()).update(); // browsers do it by themselves, some time
  for (let i = 0; ; i++) {
    const { waiting } = await navigator.serviceWorker.getRegistration();
    if (waiting || i === 100) return waiting?.state;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""
KEPT = "caches.keys()"
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
SHOWN = "document.querySelector('meta[name=version]').content"


def test_it_opens_without_a_network(page, published):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with serving(published) as address:
        open_kept(page, address)
        page.wait_for_timeout(300)
        assert all(url.startswith(address) for url in asked)
        assert page.evaluate(KEPT) == [f"footpad-{version()}"]
    page.reload()  # nobody serves it any more
    page.wait_for_selector("nav")
    assert "Connect" in page.inner_text("main")
    page.click("[data-place=more]")
    assert version() in page.inner_text("main")


def test_the_source_keeps_nothing_so_that_makers_see_their_changes(page):
    with serving(SOURCE) as address:
        page.goto(address)
        page.wait_for_selector("nav")
        assert page.evaluate(WORKERS) == 0


def test_the_simulators_phone_keeps_nothing(page, bench):
    page.goto(f"{bench.url}phone/")
    page.wait_for_selector("nav")
    page.wait_for_timeout(500)
    assert page.evaluate(WORKERS) == 0
    assert page.evaluate(KEPT) == []


def test_a_new_version_comes_when_the_old_one_is_closed_and_not_before(page, source, tmp_path):
    folder = publish(tmp_path / "app")
    old = version()
    with serving(folder) as address:
        open_kept(page, address)
        change(source)
        publish(folder)
        later_s = time.time() + 5  # servers tell versions apart by the second
        os.utime(folder / "service_worker.js", (later_s, later_s))
        for _ in range(2):
            reload_with_newer(page)
            assert page.evaluate(SHOWN) == old
        other = page.context.new_page()
        page.close()
        other.wait_for_timeout(1_000)
        open_kept(other, address)
        assert other.evaluate(SHOWN) == version() != old
        assert other.evaluate(KEPT) == [f"footpad-{version()}"]


def test_a_version_that_is_only_half_on_the_server_is_not_kept(page, published):
    with open(published / "stop_watch.js", "a", encoding="utf-8") as older:
        older.write("// another version\n")
    with serving(published) as address:
        page.goto(address)
        page.wait_for_selector("nav")
        page.wait_for_timeout(1_000)
        assert page.evaluate(WORKERS) == 0
