"""The phone app's files: small, closed to the outside, and published with a version of their own."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest

from pad import session
from tools import phone_publish
from tools.phone_publish import SOURCE, files, main, version

CODE_MOST_BYTES = 150_000
OWN = [name for name in [*files(), "service_worker.js"] if not name.startswith(("vendor/", "icons/"))]


def text_of(name):
    return (SOURCE / name).read_text(encoding="utf-8")


def test_the_code_is_small():
    assert sum((SOURCE / name).stat().st_size for name in OWN) <= CODE_MOST_BYTES


@pytest.mark.parametrize("name", OWN)
def test_nothing_leads_outside(name):
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text_of(name)) == []
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text_of(name))


def test_the_page_runs_nothing_but_its_own_files():
    page = text_of("index.html")
    assert "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'" in page
    assert re.findall(r"<script(?! type=\"module\" src=\"app.js\"></script>)", page) == []
    assert not re.search(r"<style|style=|\son\w+=", page)


def test_the_style_knows_states_by_their_names():
    assert set(re.findall(r'data-state="?(\w+)', text_of("app.css"))) <= {*session.STATE_NAMES, "unknown"}


def test_the_manifest_names_files_that_are_there():
    manifest = json.loads(text_of("manifest.webmanifest"))
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}
    for icon in manifest["icons"]:
        assert (SOURCE / icon["src"]).is_file()


def test_what_is_published_is_all_of_it_under_one_version(tmp_path):
    folder = tmp_path / "app"
    assert main([str(folder)]) == 0
    worker = (folder / "service_worker.js").read_text(encoding="utf-8")
    kept = json.loads(re.search(r"const FILES = (\[.*\]);", worker)[1])
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name, _ in kept} == there - {"service_worker.js"} | {"./"}
    for name, known_by in kept:
        content = (folder / ("index.html" if name == "./" else name)).read_bytes()
        assert known_by == "sha256-" + b64encode(sha256(content).digest()).decode()
    assert f'"footpad-{version()}"' in worker
    assert f'content="{version()}"' in (folder / "index.html").read_text(encoding="utf-8")


def test_another_byte_is_another_version(tmp_path, monkeypatch):
    before = version()
    folder = tmp_path / "app"
    phone_publish.shutil.copytree(SOURCE, folder)
    monkeypatch.setattr(phone_publish, "SOURCE", folder)
    assert version() == before
    with open(folder / "app.css", "a", encoding="utf-8") as style:
        style.write("\n")
    assert version() != before


def test_it_replaces_an_older_one_and_nothing_else(tmp_path, capsys):
    folder = tmp_path / "app"
    assert main([str(folder)]) == 0
    worker = folder / "service_worker.js"
    for name in ("old.js", "CNAME"):
        (folder / name).touch()
    (tmp_path / "letter").touch()
    listed = 'const FILES = [["old.js", ""], ["../letter", ""], '
    worker.write_text(worker.read_text(encoding="utf-8").replace("const FILES = [", listed), encoding="utf-8")
    assert main([str(folder)]) == 0
    assert not (folder / "old.js").exists()
    assert (folder / "CNAME").exists()
    assert (tmp_path / "letter").exists()
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter").touch()
    (precious / "service_worker.js").write_text("// somebody else's", encoding="utf-8")
    assert main([str(precious)]) == 1
    assert (precious / "letter").exists()
    assert capsys.readouterr().err.strip().endswith("is not empty, and no published app")
    assert main([str(SOURCE)]) == 1
    assert (SOURCE / "app.js").exists()
