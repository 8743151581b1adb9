"""One version number: whoever asks the pad, its image or its papers gets the same."""

import re

import pytest

from host_tests.flash.made_images import Made
from pad.version import VERSION
from tools.board_files import ROOT
from tools.image.build import build
from tools.image.micropython_image import read_image
from tools.simulator.simulation import Simulation, has_radio

HEADING = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d|unreleased)$", re.MULTILINE)
FIRMWARE_REVISION = "2A26"


def test_it_is_a_semantic_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_the_newest_entry_of_the_changelog():
    versions = [found[1] for found in HEADING.finditer((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))]
    assert versions[0] == VERSION
    assert versions == sorted(versions, key=lambda version: [int(part) for part in version.split(".")], reverse=True)


def test_the_image(tmp_path):
    assert build(read_image(Made().save(tmp_path)), 4 << 20).manifest["footpad"] == VERSION


@pytest.mark.skipif(not has_radio(), reason="the simulated radio needs Python 3.11")
def test_the_serial_line_and_the_radio():
    from tools.simulator.phone import Phone

    with Simulation(radio=True, code="mpy") as pad:
        pad.run_for(1)
        assert pad.printed[0].startswith(f"FootPad {VERSION} on ")
        phone = Phone(pad, "phone")
        phone.connect()
        assert phone.read(FIRMWARE_REVISION).decode() == VERSION
