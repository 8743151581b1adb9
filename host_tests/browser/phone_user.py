"""A person with the phone app in the hand, connected to a simulated pad."""

import re

from playwright.sync_api import Locator, Page

from host_tests.ble.footpad import open_window
from host_tests.browser.emulated_radio import EmulatedRadio


class PhoneUser:
    """Looks at the app and touches it. What the radio must do first is waited for in simulated seconds."""

    def __init__(self, page: Page, radio: EmulatedRadio) -> None:
        self.page = page
        self.radio = radio
        self.pad = radio.pad

    def button(self, name: str) -> Locator:
        """The button of this name that is shown."""
        exact = re.compile(f"^{re.escape(name)}")
        return self.page.locator("button:visible").filter(has_text=exact).first

    def touch(self, name: str) -> None:
        """Touch a button, when it is there."""
        self.radio.wait_for(lambda: self.button(name).count(), 5)
        self.button(name).click()

    def shows(self, text: str) -> bool:
        """Whether this text is to be seen."""
        return text in self.page.inner_text("main") or text in self.page.inner_text("footer")

    def sees(self, text: str, within_s: float = 5.0) -> None:
        """Wait for this text."""
        self.radio.wait_for(lambda: self.shows(text), within_s)

    def pair(self) -> None:
        """A hand opens the window, and the person touches Pair now."""
        open_window(self.pad)
        self.touch("Pair now")
        self.radio.wait_for(lambda: not self.pad.status.pairing_open, 5)
        self.radio.run_for(1.5)  # it reads the settings, and sets the clock

    def go_to(self, place: str) -> None:
        """To one of the app's places: pad, feet, diary, more."""
        self.page.click(f"[data-place={place}]")

    def setting(self, name: str) -> Locator:
        """The control of a setting, when the pad's values are in it."""
        self.go_to("more")
        control = self.page.locator(f"#setting-{name}")
        self.radio.wait_for(lambda: control.locator("option").count())
        return control

    def save(self, name: str, value: str) -> None:
        """Choose another value of a setting, and touch Save."""
        self.setting(name).select_option(value)
        self.touch("Save")
