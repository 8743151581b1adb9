"""Ways onto a board that people expect besides `make flash`: `mpremote mip install`, and freezing."""

import json
import subprocess
import sys

from host_tests.flash.mounting import mounted_files
from host_tests.flash.running_micropython import micropython_on_a_port
from pad.version import VERSION
from tools.board_files import ROOT, project_files
from tools.image.build import digest
from tools.package_list import PAGE, package_list
from tools.simulator.simulation import Simulation


def test_package_json_is_what_the_tool_writes():
    assert PAGE.read_text(encoding="utf-8") == package_list(), "python -m tools.package_list writes it anew"


def test_package_json_lists_each_file_once_under_its_own_path():
    package = json.loads(PAGE.read_text(encoding="utf-8"))
    assert package["version"] == VERSION
    first, *rest = package["urls"]
    assert sorted(target for target, _ in rest) == sorted(project_files())
    assert all(target == source for target, source in rest)
    assert [target for target, _ in rest][-2:] == ["boot.py", "main.py"]
    assert first == ["main.py", "tools/unfinished_main.py"]


def test_an_installation_that_is_cut_short_starts_nothing():
    package = json.loads(PAGE.read_text(encoding="utf-8"))
    for count in (1, 10, len(package["urls"]) - 1):
        overlay = {"lib/pad/limits.py": None} if count == 10 else {}
        overlay |= {target: (ROOT / source).read_text() for target, source in package["urls"][:count]}
        with Simulation(overlay=overlay) as pad:
            pad.run_for(5)
            assert "An installation of FootPad was not finished" in pad.printed[-1] or count == 10
            assert not any(line.startswith("state ") for line in pad.printed)


def test_mip_installs_the_sources_and_the_pad_starts_from_them(tmp_path):
    with micropython_on_a_port(tmp_path) as (port, flash):
        command = [sys.executable, "-m", "mpremote", "connect", port, "resume"]
        command += ["mip", "install", "--target", "/", str(PAGE)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        image = flash.read_bytes()
    assert mounted_files(image, tmp_path) == {path: digest(data) for path, data in project_files().items()}
    with Simulation(flash_image=image) as pad:
        pad.run_for(1)
        assert pad.printed[-1].startswith("ready, ")


class Manifest:
    """Notes what MicroPython's build would freeze."""

    def __init__(self) -> None:
        self.frozen: set[str] = set()
        self.included: list[str] = []
        self.told: dict[str, str] = {}

    def metadata(self, **told: str) -> None:
        self.told = told

    def include(self, path: str) -> None:
        self.included.append(path)

    def module(self, path: str) -> None:
        assert (ROOT / path).is_file()
        self.frozen.add(path)

    def package(self, name: str, base_path: str = ".") -> None:
        base = ROOT / base_path
        self.frozen |= {path.relative_to(base).as_posix() for path in (base / name).rglob("*.py")}


def test_manifest_py_freezes_every_module_and_what_the_port_needs():
    manifest = Manifest()
    offered = {name: getattr(manifest, name) for name in ("metadata", "include", "module", "package")}
    exec((ROOT / "manifest.py").read_text(encoding="utf-8"), offered)
    assert manifest.frozen == {path.removeprefix("lib/") for path in project_files()}
    assert manifest.included == ["$(PORT_DIR)/boards/manifest.py"]
    assert manifest.told["version"] == VERSION
