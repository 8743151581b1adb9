"""The person at the computer. Nothing on the pad is on while a question waits for its answer."""

import sys
from typing import Protocol


class NobodyThere(Exception):
    """The person has gone: the input has ended."""


class Person(Protocol):
    """Somebody with the pad in front of them. `topic` names a question for programs, `text` is what is said."""

    def tell(self, topic: str, text: str) -> None:
        """Ask for something that is to be done right now, while the pad looks."""

    def ready(self, topic: str, text: str) -> None:
        """Ask for something, and wait until the person says that it is done. NobodyThere when nobody does."""

    def yes(self, topic: str, text: str) -> bool:
        """A question. NobodyThere when nobody answers it."""


class AtTerminal:
    """Asks on standard error, so that standard output can be read by a program."""

    def tell(self, topic: str, text: str) -> None:
        """One line."""
        print(f"\n>>> {text}", file=sys.stderr, flush=True)

    def ready(self, topic: str, text: str) -> None:
        """Until Enter."""
        self._ask(f"{text} Then press Enter.")

    def yes(self, topic: str, text: str) -> bool:
        """Until y or n."""
        while True:
            answer = self._ask(f"{text} [y/n]").strip().lower()
            if answer in ("y", "yes", "n", "no"):
                return answer.startswith("y")

    def _ask(self, text: str) -> str:
        print(f"\n>>> {text} ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise NobodyThere
        return line
