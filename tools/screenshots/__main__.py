"""Takes the pictures of the pages in the README: `make screenshots`, or `python -m tools.screenshots FOLDER`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import chromium
from tools.command_line import BAD_INPUT, FAILED, FINE, fail
from tools.screenshots.scenes import SCENES
from tools.screenshots.stage import Stage, running_pad

FOLDER = Path("docs/pictures")
LARGEST_BYTES = 200_000


def main(arguments: list[str]) -> int:
    """Take all of them; returns the exit status."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = chromium.find()
    if path is None:
        return fail(chromium.MISSING, BAD_INPUT)
    with running_pad() as url, sync_playwright() as playwright:
        stage = Stage(chromium.launch(playwright, path), url, folder)
        for scene in SCENES:
            print(scene.__doc__, flush=True)
            scene(stage)
    return check_sizes(folder)


def check_sizes(folder: Path) -> int:
    """Pictures in a repository are small; returns the exit status."""
    large = [file.name for file in sorted(folder.glob("*.png")) if file.stat().st_size > LARGEST_BYTES]
    return fail(f"larger than {LARGEST_BYTES} bytes: {', '.join(large)}", FAILED) if large else FINE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
