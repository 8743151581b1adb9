"""`make image`: what it takes, what it refuses and with which words, and what comes out."""

import hashlib
import json
import subprocess
import sys

import pytest

from host_tests.flash.made_images import (
    APP_AT,
    FACTORY,
    MACHINES,
    NVS,
    OLD_TABLE,
    OTA_TABLE,
    PHY,
    REAL,
    TABLE_AT,
    Made,
)
from host_tests.flash.mounting import mounted_files
from pad.version import VERSION
from tools.board_code import compiled_files
from tools.board_files import board_files, littlefs_image, profiles
from tools.image import micropython_image, program
from tools.image.build import build, digest
from tools.image.micropython_image import read_image

MB = 1 << 20
CHIPS = tuple(profiles())
AT = {"ESP32": 0x1000, "ESP32S3": 0, "ESP32C3": 0}


def run(*arguments) -> int:
    return program.main([str(argument) for argument in arguments])


@pytest.mark.parametrize("chip", CHIPS)
def test_the_image_holds_micropython_and_the_files_where_the_chip_looks_for_them(chip, tmp_path):
    made = Made(chip)
    assert run(made.save(tmp_path), "--folder", tmp_path) == 0
    content = (tmp_path / f"footpad-{chip}.bin").read_bytes()
    manifest = json.loads((tmp_path / f"footpad-{chip}.json").read_text())
    first = AT[chip]
    micropython = made.content()
    assert content[: len(micropython)] == micropython
    assert set(content[len(micropython) : 0x200000 - first]) == {0xFF}
    assert first + len(content) == 4 * MB
    assert content[0x200000 - first :] == littlefs_image(compiled_files(board_files(board=profiles()[chip])), 512)
    assert manifest["write_at"] == first


@pytest.mark.parametrize("chip", CHIPS)
def test_the_manifest_tells_versions_places_and_hashes(chip, tmp_path):
    made = Made(chip)
    run(made.save(tmp_path), "--folder", tmp_path)
    content = (tmp_path / f"footpad-{chip}.bin").read_bytes()
    manifest = json.loads((tmp_path / f"footpad-{chip}.json").read_text())
    assert (manifest["footpad"], manifest["micropython"], manifest["chip"]) == (VERSION, "1.26.0", chip)
    assert manifest["micropython_file"] == f"{chip}_GENERIC-20250809-v1.26.0.bin"
    assert manifest["flash_bytes"] == 4 * MB
    assert manifest["sha256"] == hashlib.sha256(content).hexdigest()
    for part in manifest["parts"].values():
        begin = part["offset"] - manifest["write_at"]
        assert part["sha256"] == hashlib.sha256(content[begin : begin + part["bytes"]]).hexdigest()
    told = {path: entry["sha256"] for path, entry in manifest["files"].items()}
    assert told == mounted_files(content[0x200000 - manifest["write_at"] :], tmp_path)


def test_the_same_input_gives_the_same_bytes(tmp_path):
    image = Made().save(tmp_path)
    for folder in ("one", "other"):
        command = [sys.executable, "-m", "tools.image", str(image), "--folder", str(tmp_path / folder)]
        subprocess.run(command, check=True, cwd=program.ROOT, capture_output=True)
    for name in ("footpad-ESP32.bin", "footpad-ESP32.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


@pytest.mark.parametrize(("flash", "megabytes"), [("4MB", 4), ("8MB", 8), ("16MB", 16)])
def test_since_1_26_the_file_system_takes_the_rest_of_the_flash(flash, megabytes, tmp_path):
    image = build(read_image(Made("ESP32S3").save(tmp_path)), megabytes * MB)
    assert len(image.content) == megabytes * MB
    files = mounted_files(image.content[0x200000:], tmp_path)
    assert files == {path: digest(data) for path, data in image.files.items()}


def test_an_older_image_says_itself_where_its_file_system_is(tmp_path):
    image = build(read_image(Made(version="v1.24.1", table=OLD_TABLE).save(tmp_path)), 16 * MB)
    assert image.manifest["parts"]["files"]["offset"] == 0x200000
    assert image.manifest["parts"]["files"]["bytes"] == 2 * MB


def test_a_larger_application_moves_the_file_system(tmp_path):
    table = (NVS, PHY, ("factory", 0, 0, APP_AT, 0x210000))
    image = build(read_image(Made(table=table).save(tmp_path)), 4 * MB)
    assert image.manifest["parts"]["files"]["offset"] == 0x220000
    assert len(mounted_files(image.content[0x220000 - image.offset :], tmp_path)) == len(image.files)


def test_a_file_system_of_another_size_is_not_mounted(tmp_path):
    """What the exact number of blocks is for."""
    image = littlefs_image({"main.py": b""}, 512)
    with pytest.raises(subprocess.CalledProcessError):
        mounted_files(image + b"\xff" * 4096, tmp_path)


# --- What is refused --------------------------------------------------------------------------------------------------


REFUSED = {
    "too old": (Made(version="v1.23.0"), "it is MicroPython 1.23.0: FootPad needs 1.24 or newer"),
    "another program": (Made(texts="Hello"), "it is an image for this chip, but not MicroPython"),
    "another chip": (Made("ESP32S2"), "it is for ESP32S2; FootPad runs on ESP32, ESP32S3, ESP32C3"),
    "updates over the air": (Made(table=OTA_TABLE), "take the file without OTA in its name"),
    "no application": (Made(table=(NVS, PHY)), "its partition table names no application"),
    "external RAM": (Made(machine="Generic ESP32 module with SPIRAM with ESP32"), "without SPIRAM in its name"),
    "UF2": (Made(table=(NVS, FACTORY, ("ffat", 1, 0x81, 0x200000, 0x200000))), "for boards with a UF2 boot loader"),
    "large flash": (Made(table=(NVS, FACTORY, ("vfs", 1, 0x81, 0x200000, 0x600000))), "a larger flash than 4 MB"),
    "no room": (Made(table=(NVS, ("factory", 0, 0, APP_AT, 0x3F0000))), "a larger flash than 4 MB"),
    "overlong": (Made(table=(NVS, ("factory", 0, 0, APP_AT, 0x8000))), "the place of its own file system"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_work_is_refused_with_a_reason(name, tmp_path, capsys):
    made, reason = REFUSED[name]
    path = made.save(tmp_path)
    assert run(path, "--folder", tmp_path) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"{path}: ")
    assert reason in said.err
    assert said.err.count("\n") == 1
    assert not list(tmp_path.glob("footpad*"))


def damaged(at: int, content: bytes) -> bytes:
    return content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :]


SPOILT = {
    "empty": (lambda content: b"", "it is no image for an ESP32"),
    "text": (lambda content: b"<!doctype html>" * 100, "it is no image for an ESP32"),
    "boot loader": (lambda content: damaged(1000, content), "its boot loader is damaged"),
    "table": (lambda content: damaged(TABLE_AT - 0x1000 + 6, content), "its partition table is damaged"),
    "application": (lambda content: damaged(APP_AT + 20_000, content), "its application is damaged"),
    "cut off": (lambda content: content[:-20_000], "its application cannot be read, so it is damaged or cut off"),
    "application alone": (lambda content: content[APP_AT - 0x1000 :], "take the file that ends in .bin, not in"),
    "boot loader alone": (lambda content: content[:20_000], "it is cut off, or an application alone"),
    "for another offset": (lambda content: b"\xff" * 0x1000 + content, "it is no image for an ESP32"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_file_that_is_no_whole_image_is_refused(name, tmp_path, capsys):
    spoil, reason = SPOILT[name]
    path = tmp_path / "spoilt.bin"
    path.write_bytes(spoil(Made().content()))
    assert run(path, "--folder", tmp_path) == 2
    assert reason in capsys.readouterr().err


def test_another_chip_than_asked_for_is_refused(tmp_path, capsys):
    assert run(Made("ESP32C3").save(tmp_path), "--chip", "ESP32", "--folder", tmp_path) == 2
    assert "it is for ESP32C3, not for ESP32" in capsys.readouterr().err


def test_without_an_image_it_says_where_to_get_one(capsys):
    assert run() == 2
    said = capsys.readouterr().err
    for name in ("ESP32_GENERIC", "ESP32_GENERIC_S3", "ESP32_GENERIC_C3"):
        assert f"https://micropython.org/download/{name}/" in said


def test_a_missing_file_is_one_line(tmp_path, capsys):
    assert run(tmp_path / "nothing.bin") == 1
    assert capsys.readouterr().err == f"{tmp_path / 'nothing.bin'}: No such file or directory\n"


# --- A real one -------------------------------------------------------------------------------------------------------


def real_image():
    return max(REAL.glob("*.bin"), key=lambda path: path.name)


def test_a_real_image_is_read_and_refused_for_its_age(tmp_path, capsys):
    assert run(real_image(), "--folder", tmp_path) == 2
    assert "it is MicroPython 1.16-237-g1613dc8a1-dirty: FootPad needs 1.24 or newer" in capsys.readouterr().err


def test_all_else_about_a_real_image_fits(monkeypatch, tmp_path):
    monkeypatch.setattr(micropython_image, "OLDEST_MICROPYTHON", (1, 16))
    micropython = read_image(real_image())
    assert (micropython.chip, micropython.offset, micropython.machine) == ("ESP32", 0x1000, "ET-Board with ESP32")
    image = build(micropython, 4 * MB)
    assert image.content[: len(micropython.content)] == real_image().read_bytes()
    assert len(mounted_files(image.content[0x1FF000:], tmp_path)) == len(image.files)


@pytest.mark.parametrize("chip", sorted(MACHINES.keys() & profiles().keys()))
def test_a_preview_is_new_enough(chip, tmp_path):
    made = Made(chip, version="v1.29.0-preview.12.g0123456789")
    assert read_image(made.save(tmp_path)).version == "1.29.0-preview.12.g0123456789"
    assert read_image(made.save(tmp_path)).machine == MACHINES[chip]
