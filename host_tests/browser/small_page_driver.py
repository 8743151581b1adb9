"""Drives the small page: what it is asked for, and what has become of that."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

FOLDER = Path(__file__).with_name("small_page")
Wait = Callable[[Callable[[], object], float], None]


class SmallPage:
    """The page in a tab. `wait_for(condition, seconds)` lets time pass."""

    def __init__(self, page: Page, wait_for: Wait) -> None:
        self.page = page
        self.wait_for = wait_for

    def connect(self) -> str:
        """Tap its button; the name of the pad."""
        self.page.click("#connect")
        return self._outcome("connect", 10)["value"]

    def do(self, name: str, *details: object, within_s: float = 5.0) -> Any:
        """What has come of it. AssertionError when it has failed."""
        outcome = self.attempt(name, *details, within_s=within_s)
        assert "error" not in outcome, outcome
        return outcome["value"]

    def attempt(self, name: str, *details: object, within_s: float = 5.0) -> dict[str, Any]:
        """{"value"} or {"error": name, "message"}."""
        self.page.evaluate("details => run('latest', ...details)", [name, *details])
        return self._outcome("latest", within_s)

    def read(self, uuid: str) -> bytes:
        """Read a characteristic."""
        return bytes(self.do("read", uuid.lower()))

    def values(self, uuid: str) -> list[bytes]:
        """What has been notified since it was subscribed to."""
        return [bytes(value) for value in self.page.evaluate("uuid => values[uuid]", uuid.lower())]

    def outcome(self, key: str) -> Any:
        """What has come of something so far."""
        return self.page.evaluate("key => outcomes[key] ?? null", key)

    def _outcome(self, key: str, within_s: float) -> dict[str, Any]:
        self.wait_for(lambda: self.outcome(key), within_s)
        found: dict[str, Any] = self.outcome(key)
        return found
