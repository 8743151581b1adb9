"""Files that the server gives to browsers: the page, the phone app, and the app as the page shows it."""

import mimetypes
from pathlib import Path

from aiohttp import web

from tools.simulator.web.loopback import Handler

PAGE = Path(__file__).parent / "page"
APP = Path(__file__).parents[2] / "phone_app"
SIMULATED_BLUETOOTH = Path(__file__).parent / "simulated_bluetooth.js"
HEAD = "<head>"
SCRIPT = '\n<script src="/simulated_bluetooth.js"></script>'
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
INDEX = "index.html"


def folder(path: Path) -> Handler:
    """A handler for all files of a folder; its index.html for the folder itself."""

    async def give(request: web.Request) -> web.Response:
        return web.Response(body=read(path, request.match_info["name"] or INDEX), content_type=kind(request))

    return give


def app_on_the_simulated_radio(path: Path) -> Handler:
    """The same files, but the browser's Bluetooth is replaced before anything of the app runs."""
    give = folder(path)

    async def give_all(request: web.Request) -> web.StreamResponse:
        if request.match_info["name"] not in ("", INDEX):
            return await give(request)
        return web.Response(text=with_script(read(path, INDEX).decode()), content_type="text/html")

    return give_all


def with_script(text: str) -> str:
    """A page whose first script is ours. ValueError where there is no place for it: it would use the real Bluetooth."""
    if HEAD not in text:
        raise ValueError(f"the phone app's {INDEX} has no {HEAD}")
    return text.replace(HEAD, HEAD + SCRIPT, 1)


async def simulated_bluetooth(request: web.Request) -> web.Response:
    """The script that replaces it."""
    body = read(SIMULATED_BLUETOOTH.parent, SIMULATED_BLUETOOTH.name)
    return web.Response(body=body, content_type=TYPES[".js"])


def read(root: Path, name: str) -> bytes:
    """A file below the folder; 404 for everything else."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        raise web.HTTPNotFound
    return path.read_bytes()


def kind(request: web.Request) -> str:
    """The content type that goes with the name."""
    suffix = Path(request.match_info["name"] or INDEX).suffix
    return TYPES.get(suffix) or mimetypes.guess_type(f"file{suffix}")[0] or "application/octet-stream"
