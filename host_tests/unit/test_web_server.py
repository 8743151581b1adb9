"""The server behind the page: who is let in, what a tab may order, and that tabs do not disturb each other."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time

import aiohttp
import pytest

from host_tests.fake_simulation import FakeSimulation
from host_tests.served_pad import served
from host_tests.web_tab import with_tabs
from tools.simulator.simulation import SimulatorError
from tools.simulator.web import files
from tools.simulator.web.pad_socket import PadSocket, Surroundings

SITES = ["http://evil.example", "http://127.0.0.1:1", "null", "https://127.0.0.1:{port}", "http://localhost:{port}"]
HOSTS = ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.evil.example", ""]


def get(place, path="", **headers):
    """Status, headers and text of an answer."""

    async def ask():
        async with aiohttp.ClientSession() as session, session.get(place.url + path, headers=headers) as answer:
            return answer.status, answer.headers, await answer.text()

    return asyncio.run(ask())


# --- Who is let in ----------------------------------------------------------------------------------------------------


def test_the_page_and_its_files_are_served_with_strict_headers(place):
    for path, kind in [("", "text/html"), ("main.js", "text/javascript"), ("page.css", "text/css")]:
        status, headers, text = get(place, path)
        assert (status, headers["Content-Type"].split(";")[0]) == (200, kind)
        assert text
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_both_names_of_this_computer_are_its_own(place):
    for name in ("127.0.0.1", "localhost"):
        assert get(place, Host=f"{name}:{place.port}")[0] == 200


@pytest.mark.parametrize("host", HOSTS)
def test_a_name_that_was_made_to_point_here_is_refused(place, host):
    status, headers, text = get(place, Host=host.format(port=place.port))
    assert status in (400, 403)
    assert "<html" not in text


@pytest.mark.parametrize("origin", [*SITES, None])
def test_a_page_of_another_site_gets_no_connection_to_the_pad(place, origin):
    async def play():
        async with aiohttp.ClientSession() as session:
            headers = {"Origin": origin.format(port=place.port)} if origin else {}
            await session.ws_connect(f"{place.url}pad", headers=headers)

    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        asyncio.run(play())
    assert refusal.value.status == 403


def test_a_page_of_another_site_gets_no_file_either(place):
    assert get(place, "main.js", Origin="http://evil.example")[0] == 403


def test_nothing_listens_beyond_this_computer(place):
    assert place.url.startswith("http://127.0.0.1:")
    listening = subprocess.run(["ss", "-Htln"], capture_output=True, text=True, check=False).stdout.split()
    ours = [address for address in listening if address.endswith(f":{place.port}")]
    assert ours in ([], [f"127.0.0.1:{place.port}"])
    with socket.socket() as other, pytest.raises(OSError, match="refused"):
        other.connect(("127.0.0.2", int(place.port)))


@pytest.mark.parametrize(
    "path", ["server.py", "%2e%2e/server.py", "..%2fserver.py", "app/..%2f..%2fMakefile", "%2fetc/passwd"]
)
def test_no_other_file_is_served(place, path):
    assert get(place, path)[0] == 404


def test_a_port_that_is_taken_is_told(place):
    with pytest.raises(SimulatorError, match=rf"port {place.port} cannot be used .*--port"):
        place.__class__(place.pad, port=int(place.port))


# --- The phone app ----------------------------------------------------------------------------------------------------


def test_the_phone_app_gets_the_simulated_bluetooth_first_and_is_else_the_same(tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("<!doctype html>\n<head>\n<script src='app.js'></script></head>")
    (tmp_path / "app.js").write_text("let a;")
    monkeypatch.setattr(files, "APP", tmp_path)
    with served(FakeSimulation) as place:
        assert get(place, "app/")[2] == (tmp_path / "index.html").read_text()
        for name in ("phone/", "phone/index.html"):
            text = get(place, name)[2]
            first = re.search(r"<script src=\S+", text)[0]
            assert first == '<script src="/simulated_bluetooth.js"></script>'
        assert get(place, "app/app.js")[2] == get(place, "phone/app.js")[2] == "let a;"


def test_a_phone_app_that_has_no_place_for_the_simulated_bluetooth_is_not_served(tmp_path, monkeypatch):
    """It would reach for the computer's own Bluetooth."""
    (tmp_path / "index.html").write_text("<!doctype html>\n<script src='app.js'></script>")
    monkeypatch.setattr(files, "APP", tmp_path)
    with served(FakeSimulation) as place:
        status, _, text = get(place, "phone/")
    assert status == 500
    assert "app.js" not in text


def test_without_a_simulated_phone_there_is_no_way_to_one():
    with served(FakeSimulation, Surroundings("no phone here")) as place:
        assert get(place, "phone-link")[0] == 404

        async def scene(tab):
            assert (await tab.news())["hello"]["noPhone"] == "no phone here"

        with_tabs(place, scene)


# --- What a tab is told -----------------------------------------------------------------------------------------------


def test_a_tab_is_told_everything_once_and_then_what_changes(place):
    async def scene(tab):
        first = await tab.news()
        assert first["hello"]["buttons"] == ["START", "FASTER", "SLOWER", "HEAT", "TIME"]
        assert first["hello"]["limitC"] == 41.0
        assert first["view"]["state"] == "OFF"
        assert first["view"]["ledName"] == "green"
        later = [await tab.news() for _ in range(20)]
        assert all("nowS" in news["view"] for news in later)
        assert not any("state" in news["view"] or "display" in news["view"] for news in later)
        await tab.order(do="down", button="START")
        await tab.until(lambda: "START" in tab.view["held"])

    with_tabs(place, scene)


def test_news_come_twenty_times_a_second(place):
    async def scene(tab):
        await tab.news()
        began_at = time.monotonic()
        for _ in range(40):
            await tab.news()
        assert 1.8 < time.monotonic() - began_at < 3.0

    with_tabs(place, scene)


def test_samples_come_once_a_second_and_all_of_them(place):
    async def scene(tab):
        at_s = []
        place.pad.speed = 20
        while len(at_s) < 60:
            at_s += [sample[0] for sample in (await tab.news()).get("samples", [])]
        seconds = [int(each) for each in at_s]
        assert seconds == sorted(set(seconds))
        assert seconds[-1] - seconds[0] == len(seconds) - 1

    with_tabs(place, scene)


class SlowTab:
    """Takes a message a second and a half."""

    def __init__(self):
        self.got = []

    async def send_str(self, text):
        self.got.append((time.monotonic(), json.loads(text)))
        await asyncio.sleep(1.5)


def test_nothing_is_kept_for_a_slow_tab_and_it_then_gets_the_newest(place):
    slow = SlowTab()

    async def play():
        telling = asyncio.create_task(PadSocket(place.pad, Surroundings()).tell(slow))
        await asyncio.sleep(5)
        telling.cancel()

    asyncio.run(play())
    assert len(slow.got) == 4
    (first_at, first), *_, (last_at, last) = slow.got
    behind_s = (last_at - first_at) - (last["view"]["nowS"] - first["view"]["nowS"])
    assert abs(behind_s) < 0.3


def test_the_end_of_the_pad_is_told():
    with served(FakeSimulation, speed=10.0, end_s=5.0) as place:

        async def scene(tab):
            while not (await tab.news()).get("over"):
                pass

        with_tabs(place, scene)


def test_the_server_needs_no_radio_to_be_imported():
    """Where Bumble is missing, on Python 3.10, there is a page all the same."""
    source = "import sys; sys.modules['bumble'] = None; import tools.simulator.web.server"
    assert subprocess.run([sys.executable, "-c", source], env={"PYTHONPATH": "lib:."}, check=False).returncode == 0
