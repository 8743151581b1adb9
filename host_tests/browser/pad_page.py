"""The page of `make run` in a browser, and what a person sees and does there."""

import time

from host_tests.served_pad import ServedPad
from tools.simulator.live import LivePad
from tools.simulator.simulation import Simulation

LOOK_AT_THE_FEET_S = 4  # the pad wants 3, and the page's clock shows whole ones
SHOWN_S = "document.getElementById('now').textContent.split(':').reduce((a, b) => a * 60 + +b, 0)"


def live_state(state):
    """A selector that is there once the page shows this state of a pad that is live."""
    return f'body[data-live="yes"][data-state="{state}"]'


class PadPage:
    """A tab on the pad."""

    def __init__(self, page, url):
        self.page = page
        page.goto(url)
        self.wait("OFF")

    def wait(self, state, timeout_ms=30_000):
        """Wait until the page shows this state."""
        self.page.wait_for_selector(live_state(state), timeout=timeout_ms)

    def button(self, name):
        """One of the pad's buttons."""
        return self.page.locator(f".pad-button[data-name={name}]")

    def press(self, name):
        """A click, as long as a hand's."""
        self.button(name).click(delay=120)

    def text(self, part):
        """What stands in a part of the page."""
        return self.page.locator(f"#{part}").inner_text()

    def until(self, source, argument=None, timeout_ms=30_000):
        """Wait until a JavaScript expression is true."""
        self.page.wait_for_function(source, arg=argument, timeout=timeout_ms)

    def until_text(self, part, text):
        """Wait until a part of the page says this."""
        self.until("([id, text]) => document.getElementById(id).textContent.includes(text)", [part, text])

    def closed(self, name):
        """Wait until the pad's contact is closed."""
        self.page.wait_for_selector(f'.pad-button[data-name={name}][data-closed="true"]')

    def open(self, name):
        """Wait until it is open."""
        self.page.wait_for_selector(f'.pad-button[data-name={name}][data-closed="false"]')

    def speed(self, times):
        """Choose a speed of time."""
        self.page.get_by_role("radio", name=f"{times} times", exact=True).check(force=True)

    def let_pass(self, seconds):
        """Wait until the pad's own time has gone on so far, however slow the computer is."""
        self.until(f"from_s => {SHOWN_S} >= from_s", self.page.evaluate(SHOWN_S) + seconds)

    def look_at_the_feet(self):
        """As long as the pad wants somebody to, in CHECK."""
        self.wait("CHECK")
        self.let_pass(LOOK_AT_THE_FEET_S)

    def start_session(self):
        """From OFF to a turning motor."""
        self.press("START")
        self.look_at_the_feet()
        self.press("START")
        self.wait("RUNNING")
        self.until("() => parseInt(document.getElementById('rpm').textContent) > 500")

    def break_or_mend(self, fault):
        """Click what stands beside a fault."""
        self.page.get_by_role("tab", name="Break something").click()
        self.page.locator(f'.fault[data-name="{fault}"] button').click()


class Bench:
    """A pad with its firmware behind a server; `simulation` is what it really does."""

    def __init__(self):
        self.pad = LivePad(self.open)
        self.pad.start()
        self.place = ServedPad(self.pad)
        self.url = self.place.url

    def open(self):
        """In the pad's thread."""
        self.simulation = Simulation()
        return self.simulation


def until(condition, patience_s=10.0):
    """Wait until something is so, or fail."""
    give_up_at = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)
