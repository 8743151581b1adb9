"""What a signal did, told from the times at which it changed: (time in s, value), 0 at first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Changes = Sequence[tuple[float, float]]
Span = tuple[float, float]


def value_at(changes: Changes, at_s: float) -> float:
    """What the signal was at a moment; at the moment of a change, the new value."""
    after = bisect_right(changes, at_s, key=lambda change: change[0])
    return changes[after - 1][1] if after else 0.0


def spans(changes: Changes, end_s: float) -> list[Span]:
    """(from, to) of each time in which the signal was not 0."""
    found: list[Span] = []
    began_s: float | None = None
    for at_s, value in changes:
        if value and began_s is None:
            began_s = at_s
        elif not value and began_s is not None:
            found.append((began_s, at_s))
            began_s = None
    if began_s is not None:
        found.append((began_s, end_s))
    return found


def joined(pieces: Iterable[Span]) -> list[Span]:
    """The same times, in order, with those that touch made one."""
    found: list[Span] = []
    for begins_s, ends_s in pieces:
        if found and found[-1][1] == begins_s:
            found[-1] = (found[-1][0], ends_s)
        else:
            found.append((begins_s, ends_s))
    return found


def is_on(on_spans: Iterable[Span], at_s: float) -> bool:
    """Whether the signal was on at a moment."""
    return any(begins_s <= at_s < ends_s for begins_s, ends_s in on_spans)


def on_s(on_spans: Iterable[Span], from_s: float, to_s: float) -> float:
    """How long the signal was on between two moments, seconds."""
    return sum(max(0.0, min(ends_s, to_s) - max(begins_s, from_s)) for begins_s, ends_s in on_spans)


def off_after_s(on_spans: Iterable[Span], since_s: float, until_s: float) -> float:
    """Seconds from `since_s` until the signal was off for the rest of the time to `until_s`; 0 when it was off."""
    last_s = [min(ends_s, until_s) for begins_s, ends_s in on_spans if begins_s < until_s and ends_s > since_s]
    return max(last_s) - since_s if last_s else 0.0


def asked_spans(edges_s: Iterable[float], hold_s: float, close_s: float, open_s: float) -> list[Span]:
    """When a whole rail relay is closed: the monostable holds its coil for `hold_s` after each ALIVE edge."""
    found: list[Span] = []
    for edge_s in edges_s:
        opens_s = edge_s + hold_s + open_s
        if found and edge_s < found[-1][1]:
            found[-1] = (found[-1][0], opens_s)
        else:
            found.append((edge_s + close_s, opens_s))
    return found
