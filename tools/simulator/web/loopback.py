"""Who may talk to the server: pages that it has served itself, on this computer.

Any web page can make a browser send requests to 127.0.0.1. A page of another site comes with its own origin, and with
its own name in Host when its name has been made to point here (DNS rebinding).
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def guard() -> Middleware:
    """A middleware that lets only our own pages in."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not is_ours(request):
            raise web.HTTPForbidden(text="This server answers only its own pages on this computer.\n")
        return await handler(request)

    return check


def is_ours(request: web.Request) -> bool:
    """Whether the request names this server, and comes from a page of it. A WebSocket must say where it comes from."""
    port = request.transport.get_extra_info("sockname")[1] if request.transport else None
    if request.host not in [f"{name}:{port}" for name in NAMES]:
        return False
    origin = request.headers.get("Origin", "" if "Upgrade" in request.headers else None)
    return origin in (None, f"http://{request.host}")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """What every answer says to the browser."""
    response.headers.update(HEADERS)
