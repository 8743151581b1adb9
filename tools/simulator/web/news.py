"""What a page is told of the pad, as JSON: everything once, then what has changed. Keys are camelCase with units."""

import base64
import itertools
from bisect import bisect_right
from dataclasses import fields
from typing import TypeAlias

from tools.simulator.drawing import colour_name, light
from tools.simulator.live import LivePad
from tools.simulator.view import View

Json: TypeAlias = "dict[str, object]"

EVENTS_AT_FIRST = 300  # the newest; a page keeps no more
HUNDREDTHS = 2
ABSENT = object()


class News:
    """For one page: `since` is what it has not been told yet. Views may be left out, samples and events are not."""

    def __init__(self, pad: LivePad) -> None:
        self._pad = pad
        self._view: View | None = None
        self._told: Json = {}
        self._sampled_s = -1.0
        self._events = max(0, len(pad.events) - EVENTS_AT_FIRST)

    def since(self) -> Json:
        """`view` has the fields that have changed, `samples` and `events` what is new; empty when nothing is."""
        view = self._pad.view
        if view is None or view is self._view:
            return {}
        whole = {**as_json(view), "speed": self._pad.speed, "pace": self._pad.pace}
        news: Json = {"view": {key: value for key, value in whole.items() if self._told.get(key, ABSENT) != value}}
        self._view, self._told = view, whole
        return news | self._samples(view) | self._new_events()

    def _samples(self, view: View) -> Json:
        if int(view.now_s) <= int(self._sampled_s):  # the pad takes one a second
            return {}
        history = list(self._pad.history)
        new = history[bisect_right(history, self._sampled_s, key=lambda sample: sample.at_s) :]
        if not new:
            return {}
        self._sampled_s = new[-1].at_s
        return {"samples": new}

    def _new_events(self) -> Json:
        end = len(self._pad.events)
        new = list(itertools.islice(self._pad.events, self._events, end))
        self._events = end
        return {"events": new} if new else {}


def as_json(view: View) -> Json:
    """A view, with the words that go with it."""
    content: Json = {camel(field.name): plain(getattr(view, field.name)) for field in fields(view)}
    return content | {
        "time": view.time,
        "manner": view.manner,
        "led": light(view.led),
        "ledName": colour_name(view.led),
        "display": base64.b64encode(view.display).decode() if view.display is not None else None,
    }


def plain(value: object) -> object:
    """A value without more digits than anybody looks at, and as JSON can have it."""
    if isinstance(value, float):
        return round(value, HUNDREDTHS)
    return None if isinstance(value, bytes) else value


def camel(name: str) -> str:
    """left_c becomes leftC."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
