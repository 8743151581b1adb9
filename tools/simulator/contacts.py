"""The buttons' contacts: which are closed, and how they bounce."""

import random
from collections.abc import Iterable, Iterator

PRESS_S = 0.12  # a short, firm press
BOUNCES = 3  # openings while a contact settles


class Contacts:
    """Closed or open, by the name of the button. A stuck contact stays closed whatever the finger does."""

    def __init__(self, names: Iterable[str], bounce_ms: float, seed: int) -> None:
        self._closed = dict.fromkeys(names, False)
        self._stuck: set[str] = set()
        self._bounce_us = round(bounce_ms * 1000)
        self._random = random.Random(seed)

    def check(self, name: str) -> None:
        """ValueError when there is no such button."""
        if name not in self._closed:
            raise ValueError(f"there is no button {name!r}; there are {', '.join(self._closed)}")

    def set(self, name: str, closed: bool) -> None:
        """Close or open a contact."""
        self._closed[name] = closed

    def stick(self, name: str, stuck: bool) -> None:
        """Weld a contact, or free it."""
        (self._stuck.add if stuck else self._stuck.discard)(name)

    def is_closed(self, name: str) -> bool:
        """Whether the pin is connected to ground now."""
        return self._closed[name] or name in self._stuck

    def edges(self, closed: bool) -> Iterator[tuple[int, bool]]:
        """What a finger makes of a contact: (delay in us, closed), the bounces and then the level that stays."""
        yield 0, closed
        if not self._bounce_us:
            return
        level = closed
        for delay_us in sorted(self._random.randrange(1, self._bounce_us) for _ in range(2 * BOUNCES - 1)):
            level = not level
            yield delay_us, level
        yield self._bounce_us, closed
