"""Many updates: the page and the server stay as small as they were, and drawing costs little."""

import dataclasses
import gc
import itertools
import resource
import sys
import threading
import time

import pytest

from host_tests.browser.pad_page import SHOWN_S, PadPage
from host_tests.fake_simulation import FakeSimulation
from host_tests.served_pad import ServedPad
from tools.simulator.live import HISTORY_S, sample
from tools.simulator.view import look
from tools.simulator.web import pad_socket
from tools.simulator.web.news import EVENTS_AT_FIRST

HOUR_OF_UPDATES = 72_000
UPDATES_A_SECOND = 20
MOST_GROWTH_BYTES = 1_000_000
MOST_SERVER_GROWTH_KIB = 12_000  # an hour of messages would be twice that
MOST_OBJECTS = 10_000
PATIENCE_MS = 200_000


class EndlessPad:
    """Has a new view each time that somebody looks, a sample each second of them, an event every ten."""

    over = False
    pace = speed = 1.0

    def __init__(self):
        simulation = FakeSimulation()
        self._view = look(simulation)
        self.looked = itertools.count(1)
        self.count = 0
        self.events = [{"at_s": 0.0, "source": "pad", "text": "state OFF"} for _ in range(EVENTS_AT_FIRST)]
        self.history = [dataclasses.replace(self._view, now_s=second) for second in range(HISTORY_S)]
        self.history = [sample(view) for view in self.history]

    @property
    def view(self):
        self.count = next(self.looked)
        now_s = HISTORY_S + self.count / UPDATES_A_SECOND
        if self.count % UPDATES_A_SECOND == 0:
            self.history.append(sample(dataclasses.replace(self._view, now_s=now_s, left_c=20 + self.count % 9)))
            del self.history[0]
        if self.count % (10 * UPDATES_A_SECOND) == 0:
            self.events.append({"at_s": now_s, "source": "hand", "text": "START down"})
        return self.at(now_s)

    def at(self, now_s):
        """What differs in most updates of a session."""
        shade = self.count % 256
        changes = {"rpm": 1000 + shade, "surface_left_c": 20 + shade / 10, "led": (0, shade, 0)}
        display = bytes([shade]) * 1024 if self.count % UPDATES_A_SECOND == 0 else self._view.display
        return dataclasses.replace(self._view, now_s=now_s, state="RUNNING", display=display, **changes)

    def lift_fingers(self, who):
        """Nobody has any on it."""

    def set_fault(self, fault, broken):
        """Nothing can be broken."""

    def stop(self):
        """It has no thread."""


def peak_kib():
    """The most memory that this process, and so the server, has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def heap_bytes(session):
    """What the page's JavaScript holds after a collection."""
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]


def metrics(session):
    """What Chromium measures of the page, by name."""
    return {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}


def nodes(session):
    """How many DOM nodes and listeners there are after a collection."""
    now = metrics(session)
    return now["Nodes"], now["JSEventListeners"]


def counted(page, pad, updates):
    """Let so many updates come, and the page come after them."""
    until = pad.count + updates
    page.wait_for_function(
        f"seconds => {SHOWN_S} >= seconds",
        arg=HISTORY_S + until / UPDATES_A_SECOND,
        timeout=PATIENCE_MS,
    )


def test_an_hour_of_updates_at_once_leaves_page_and_server_as_they_were(page, monkeypatch):
    monkeypatch.setattr(pad_socket, "EVERY_S", 0.0)
    pad = EndlessPad()
    place = ServedPad(pad)
    try:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(place.url)
        counted(page, pad, 4000)
        before, nodes_before = heap_bytes(session), nodes(session)
        server_before, objects_before = peak_kib(), len(gc.get_objects())
        first = pad.count
        counted(page, pad, HOUR_OF_UPDATES)
        server_growth, objects = peak_kib() - server_before, len(gc.get_objects()) - objects_before
        growth, nodes_after = heap_bytes(session) - before, nodes(session)
    finally:
        place.stop()
    print(f"{pad.count - first} updates: page {growth:+} bytes of {before}")
    print(f"server: {server_growth:+} KiB at the most, {objects:+} objects")
    print(f"nodes and listeners: {nodes_before} before, {nodes_after} after")
    assert growth < MOST_GROWTH_BYTES
    assert server_growth < MOST_SERVER_GROWTH_KIB
    assert objects < MOST_OBJECTS
    assert nodes_after[0] < nodes_before[0] + 100
    assert nodes_after[1] <= nodes_before[1]


def busy_s(session):
    """Seconds of a processor that the page's main thread has had: what others do on the computer does not count."""
    return metrics(session)["ThreadTime"]


def count_frames(page, seconds):
    """How many frames the page draws in so many seconds."""
    return page.evaluate(
        """(ms) => new Promise((done) => {
          let frames = 0;
          const count = () => { frames += 1; requestAnimationFrame(count); };
          requestAnimationFrame(count);
          setTimeout(() => done(frames), ms);
        })""",
        seconds * 1000,
    )


def measured_frames(page, session):
    """How many frames there are in five seconds, and what each costs in milliseconds of a processor."""
    began_s = busy_s(session)
    frames = count_frames(page, 5)
    per_frame_ms = (busy_s(session) - began_s) / frames * 1000
    print(f"{frames / 5:.0f} frames a second, {per_frame_ms:.2f} ms of the main thread for each")
    return frames, per_frame_ms


def test_a_frame_costs_a_few_milliseconds(page, bench):
    """While the motor turns, at the real speed."""
    tab = PadPage(page, bench.url)
    tab.start_session()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    assert one_of_three(lambda: measured_frames(page, session), lambda frames, cost_ms: frames > 50 and cost_ms < 8)


def one_of_three(measure, is_good):
    """Whether something is good for once: another program's burst does not last, a fault of ours is always there."""
    return any(is_good(*measure()) for _ in range(3))


MESSAGES_IN_4_S = """() => new Promise((done) => {
  let messages = 0;
  const link = new WebSocket(`ws://${location.host}/pad`);
  link.onmessage = () => { messages += 1; };
  setTimeout(() => { link.close(); done(messages); }, 4000);
})"""


def measured_messages(page, url):
    """How many come while the tab is alone, and then with two more."""
    alone = page.evaluate(MESSAGES_IN_4_S)
    others = [PadPage(page.context.new_page(), url).page for _ in range(2)]
    page.bring_to_front()
    together = page.evaluate(MESSAGES_IN_4_S)
    for other in others:
        other.close()
    print(f"messages in 4 s: {alone} alone, {together} with two more tabs")
    return alone, together


def test_a_second_tab_does_not_disturb_the_first(page, bench):
    tab = PadPage(page, bench.url)
    assert one_of_three(
        lambda: measured_messages(page, bench.url), lambda alone, together: together > 0.75 * alone > 30
    )
    assert tab.page.locator("body").get_attribute("data-live") == "yes"


@pytest.mark.soak
def test_a_real_hour_leaves_page_and_server_as_they_were(page, bench):
    """A session of the firmware with heat again and again, in real time."""
    tab = PadPage(page, bench.url)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    tab.start_session()
    tab.press("HEAT")
    time.sleep(300)
    before, server_before = heap_bytes(session), peak_kib()
    for _ in range(55):
        time.sleep(60)
        assert page.locator("body").get_attribute("data-live") == "yes"
    growth, server = heap_bytes(session) - before, peak_kib() - server_before
    print(
        f"an hour: page {growth:+} bytes, server's process {server:+} KiB at most, {threading.active_count()} threads"
    )
    assert growth < 2 * MOST_GROWTH_BYTES  # an hour of samples is still coming in
    assert server < MOST_SERVER_GROWTH_KIB
