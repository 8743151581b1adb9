"""A page that somebody has open, without a browser: what it is told, and what it orders."""

import asyncio
import json
import time

import aiohttp

PATIENCE_S = 10.0


class Tab:
    """A page that somebody has open."""

    def __init__(self, place, link):
        self.place = place
        self.link = link
        self.view = {}
        self.events = []

    async def order(self, **order):
        await self.link.send_str(json.dumps(order))

    async def news(self):
        """The next message, and merges it."""
        message = await self.link.receive(PATIENCE_S)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        news = json.loads(message.data)
        self.view |= news.get("view", {})
        self.events += news.get("events", [])
        return news

    async def until(self, condition):
        """Take news until something is so."""
        give_up_at = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < give_up_at, self.view
            await self.news()

    async def called(self, *call):
        await self.until(lambda: call in self.place.simulation.calls)

    async def close_code(self):
        """What it is closed with."""
        while not self.link.closed:
            await self.link.receive(PATIENCE_S)
        return self.link.close_code


def with_tabs(place, scene, count=1):
    """Play `scene(*tabs)`."""

    async def play():
        async with aiohttp.ClientSession() as session:
            links = [await session.ws_connect(f"{place.url}pad", origin=place.url[:-1]) for _ in range(count)]
            await scene(*(Tab(place, link) for link in links))
            for link in links:
                await link.close()

    asyncio.run(play())
