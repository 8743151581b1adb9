"""The pictures of docs/using.md are what the pad shows today, and their captions say what stands there."""

import re
from pathlib import Path

import pytest

from host_tests.device.shown import font
from host_tests.display_reader import read
from tools.simulator.panel_picture import picture, scenes, take

DOCS = Path(__file__).parents[2] / "docs"
CAPTIONS = {
    name: text for text, name in re.findall(r"!\[(.*?)\]\(using/(.*?)\.svg\)", (DOCS / "using.md").read_text("utf-8"))
}
SCENES = scenes()


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_is_todays_and_its_caption_says_what_is_on_the_display(name):
    panel = take(SCENES[name])
    drawn = picture(name, panel, SCENES[name].buttons)
    assert (DOCS / "using" / f"{name}.svg").read_text("utf-8") == drawn, "make guide draws it anew"
    shown = " ".join(text for text, _, _ in read(panel.display, font()))
    words = re.findall(r"\b[A-Z0-9.]{2,}\b", CAPTIONS[name])
    assert words
    assert [word for word in words if word not in shown] == []
    assert panel.led != (0, 0, 0)
