"""Puts the phone app together for publishing: `python -m tools.phone_publish FOLDER [--serve] [--port N]`.

The app's files are published as they are; only the service worker gets the list of them, and it and index.html a
version, which is made from the content of all files.
"""

import argparse
import base64
import hashlib
import json
import re
import shutil
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.command_line import FAILED, FINE, INTERRUPTED, Parser, fail

SOURCE = Path(__file__).with_name("phone_app")
WORKER = "service_worker.js"
PAGE = "index.html"
UNVERSIONED = "development"
HOW = """The app is in {folder}, version {version}: {count} files, {kib} KiB.
Publish it: copy that folder to any web server with https (GitHub Pages, Netlify, your own). Browsers allow Bluetooth
only there, and on this computer: make app SERVE=1 tries it here, in Chrome or Edge."""


def files() -> list[str]:
    """The app's files by their paths in the folder, but for the service worker, in order."""
    paths = (path for path in SOURCE.rglob("*") if path.is_file() and path.name != WORKER)
    return sorted(path.relative_to(SOURCE).as_posix() for path in paths)


def version() -> str:
    """Another one when a byte of the app is another one."""
    digest = hashlib.sha256()
    for name in [*files(), WORKER]:
        digest.update(f"{name}\n".encode() + (SOURCE / name).read_bytes())
    return digest.hexdigest()[:12]


def publish(folder: Path) -> None:
    """Write the app into the folder, in place of an older one. FileExistsError when there is something but no app.

    Of an older one its own files go, and nothing else: the folder may be a checkout, or have a file for the server.
    """
    if folder.exists() and any(folder.iterdir()):
        for name in published(folder):
            (folder / name).unlink(missing_ok=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    replace(folder / PAGE, f'content="{UNVERSIONED}"', f'content="{version()}"')
    kept = {name: integrity(folder / name) for name in files()}
    listed = json.dumps([["./", kept[PAGE]], *kept.items()])
    replace(folder / WORKER, "const FILES = [];", f"const FILES = {listed};")
    replace(folder / WORKER, f'"footpad-{UNVERSIONED}"', f'"footpad-{version()}"')


def published(folder: Path) -> list[str]:
    """The files of the app that was published into this folder. FileExistsError when none was."""
    worker = folder / WORKER
    text = worker.read_text(encoding="utf-8") if worker.is_file() else ""
    listed = re.search(r"^const FILES = (\[\[.*\]\]);", text, re.MULTILINE)
    if 'const NAME = "footpad-' not in text or listed is None:
        raise FileExistsError(None, "is not empty, and no published app", str(folder))
    inside = [name for name, _ in json.loads(listed[1]) if (folder / name).resolve().is_relative_to(folder.resolve())]
    return [name for name in inside if name != "./"] + [WORKER]


def integrity(path: Path) -> str:
    """The hash by which a browser knows the file."""
    return "sha256-" + base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()


def replace(path: Path, old: str, new: str) -> None:
    """Replace a text that is there once. ValueError otherwise."""
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{path.name} has not {old} once")
    path.write_text(text.replace(old, new), encoding="utf-8")


class Quiet(SimpleHTTPRequestHandler):
    """Serves the folder and says nothing about it."""

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


def serve(folder: Path, port: int) -> None:
    """Serve it to this computer only, until Ctrl-C."""
    with ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder))) as server:
        print(f"The phone app is at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)", flush=True)
        server.serve_forever()


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = Parser(prog="phone_publish", description="Puts the phone app together for publishing.")
    made.add_argument("folder", type=Path, help="where to; what is there is replaced")
    made.add_argument("--serve", action="store_true", help="then serve it on 127.0.0.1")
    made.add_argument("--port", type=int, default=0, help="the port, a free one when not given")
    return made


def main(arguments: list[str]) -> int:
    """Publish, and serve if asked to; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        publish(options.folder)
        kib = sum(path.stat().st_size for path in options.folder.rglob("*") if path.is_file()) // 1024
        print(HOW.format(folder=options.folder, version=version(), count=len(files()) + 1, kib=kib), flush=True)
        if options.serve:
            serve(options.folder, options.port)
    except OSError as error:
        return fail(f"{error.filename or options.folder}: {error.strerror}", FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    return FINE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
