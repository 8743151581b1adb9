"""A running pad, its page, and a phone beside it, for somebody who takes pictures of them."""

import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

PAD_FILE = Path(__file__).with_name("pad.toml")
COMMAND = ("-m", "tools.simulator", "run", "--no-browser", "--scenario", str(PAD_FILE))
DESK: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
PRESS_S = 0.15
PATIENCE_S = 30.0
LOOK_MS = 50
COLOURS = 256  # makes the files a third as large; nobody sees it


class Stage:
    """`pad` is the page of `make run`, `phone` the phone app on the simulated phone; both in light colours at first."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.pad = self._open(browser, DESK, url)
        self.phone = self._open(browser, PHONE, f"{url}phone/")

    def _open(self, browser: Browser, size: ViewportSize, url: str) -> Page:
        page = browser.new_context(viewport=size, locale="en-GB", reduced_motion="reduce").new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.goto(url)
        return page

    # --- What the person does -----------------------------------------------------------------------------------------

    def press(self, button: str, hold_s: float = PRESS_S) -> None:
        """Press a button of the pad."""
        self.pad.click(f"#buttons [data-name={button}]", delay=hold_s * 1000)

    def speed(self, times: int) -> None:
        """Let time run so many times faster."""
        self.pad.locator(f"#speeds input[value='{times}']").dispatch_event("click")

    def touch(self, text: str) -> None:
        """Touch what the phone shows."""
        self.phone.get_by_role("button", name=text, exact=True).locator("visible=true").first.click()

    def wait(self, page: Page, selector: str, text: str) -> None:
        """Wait until something on a page shows this text."""
        page.locator(selector, has_text=re.compile(text)).locator("visible=true").first.wait_for()

    def wait_until(self, pad_s: int) -> None:
        """Wait until the pad's clock shows this, in seconds since it was switched on."""
        end = time.monotonic() + PATIENCE_S
        while self.pad_s() < pad_s and time.monotonic() < end:
            self.pad.wait_for_timeout(LOOK_MS)

    def pad_s(self) -> int:
        """What the pad's clock shows, in seconds."""
        seconds = 0
        for part in (self.pad.text_content("#now") or "0").split(":"):
            seconds = 60 * seconds + int(part)
        return seconds

    def pause(self, seconds: float = 1.0) -> None:
        """Let things settle."""
        self.pad.wait_for_timeout(seconds * 1000)

    # --- The picture --------------------------------------------------------------------------------------------------

    def shoot(self, page: Page, name: str) -> None:
        """Take a picture of what a page shows."""
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True)


@contextmanager
def running_pad() -> Iterator[str]:
    """The address of a pad's page. RuntimeError when it does not start."""
    process = subprocess.Popen((sys.executable, *COMMAND), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        if found is None:
            raise RuntimeError("the pad has not said where its page is")
        yield found[0]
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
