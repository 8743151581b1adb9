"""The Chromium that tests and pictures use: the system's own, without a window."""

import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium is installed (Debian: apt install chromium)"
OPTIONS = (
    "--no-sandbox",  # it would not start as root, as in CI
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-features=WebBluetooth",
    "--enable-experimental-web-platform-features",
)


def find() -> str | None:
    """Where it is, None when there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """Start it."""
    return playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
