"""The published phone app: it opens without a network, asks nobody but its own server, and never mixes versions."""

import shutil

import pytest
from playwright.sync_api import expect

from host_tests.browser.static_site import serving
from tools import phone_publish
from tools.phone_publish import SOURCE, main, version
from tools.simulator.web.files import PAGE


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


def reload(page):
    page.reload()
    page.wait_for_selector("nav")


def install_new(page):
    """Reload, as a person does, and have the browser look for a new version now: it would do so when it likes."""
    reload(page)
    page.evaluate(LOOK)
    assert page.evaluate(COMES_TO, "installed") == "installed"


def reload_until_activated(page, tries=5):
    """A page that is still being left may put it off."""
    for _ in range(tries):
        reload(page)
        if page.evaluate(COMES_TO, "activated") == "activated":
            return
    raise AssertionError("the new version is not taken")


LOOK = "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => {})"
COMES_TO = """async (wanted) => {
  for (let i = 0; ; i++) {
    const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
    const { state } = installing ?? waiting ?? active;
    if (state === wanted || i === 30) return state;
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


def test_a_page_that_is_only_reloaded_gets_the_new_version(page, source, tmp_path):
    folder = publish(tmp_path / "app")
    old = version()
    with serving(folder) as address:
        open_kept(page, address)
        change(source)
        publish(folder)
        install_new(page)
        assert page.evaluate(SHOWN) == old
        reload_until_activated(page)
        reload(page)
        assert page.evaluate(SHOWN) == version() != old
        assert page.evaluate(KEPT) == [f"footpad-{version()}"]


def test_no_version_is_replaced_while_another_page_may_load_it(page, source, tmp_path):
    folder = publish(tmp_path / "app")
    old = version()
    with serving(folder) as address:
        open_kept(page, address)
        other = page.context.new_page()
        open_kept(other, address)
        change(source)
        publish(folder)
        install_new(page)
        for _ in range(3):
            reload(page)
            assert page.evaluate(COMES_TO, "installed") == "installed"
        assert page.evaluate(SHOWN) == old
        assert f"footpad-{old}" in page.evaluate(KEPT)


def test_a_version_that_is_only_half_on_the_server_is_not_kept(page, tmp_path):
    published = publish(tmp_path / "app")
    with open(published / "stop_watch.js", "a", encoding="utf-8") as older:
        older.write("// another version\n")
    with serving(published) as address:
        page.goto(address)
        page.wait_for_selector("nav")
        page.wait_for_timeout(1_000)
        assert page.evaluate(WORKERS) == 0


def test_an_app_that_was_kept_for_the_simulators_port_goes(page, tmp_path):
    published = publish(tmp_path / "app")
    with serving(published) as address:
        page.goto(address)
        page.evaluate("navigator.serviceWorker.ready")
        (published / "service_worker.js").write_bytes((PAGE / "service_worker.js").read_bytes())
        (published / "index.html").write_text("<title>The page of the simulator</title>", encoding="utf-8")
        page.reload()
        page.evaluate(LOOK)
        expect(page).to_have_title("The page of the simulator", timeout=30_000)
        assert page.evaluate(WORKERS) == 0
        assert page.evaluate(KEPT) == []
