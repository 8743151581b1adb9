"""The list of mutants that may survive, each with the reason why no test can or need tell it from the original."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from tools.mutation.mutants import Change
from tools.mutation.targets import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LIST = ROOT / "host_tests" / "mutation" / "survivors.toml"


class ListError(Exception):
    """An entry of the list that says too little, too much or nothing; the text says which."""


def load(path: Path = LIST) -> Counter[Change]:
    """How often each change may survive. Raises ListError, or tomllib.TOMLDecodeError when the file is not TOML."""
    allowed: Counter[Change] = Counter()
    for entry in tomllib.loads(path.read_text()).get("survivor", []):
        allowed[_change(entry)] += 1
    return allowed


def _change(entry: dict[str, object]) -> Change:
    if set(entry) != {*Change._fields, "reason"} or not all(isinstance(value, str) for value in entry.values()):
        raise ListError(f"an entry has exactly {', '.join(Change._fields)} and reason, all texts: {entry}")
    if len(str(entry["reason"]).split()) < 3:
        raise ListError(f"an entry without a reason: {entry}")
    return Change(*(str(entry[field]) for field in Change._fields))


def shown(change: Change) -> str:
    """A change as the list has it, for somebody to add the reason."""
    texts = [f"{field} = {json.dumps(text)}" for field, text in zip(Change._fields, change, strict=True)]
    return "\n".join(["[[survivor]]", *texts, 'reason = ""'])


def complaints(allowed: Counter[Change], survived: Counter[Change], files: set[str]) -> list[str]:
    """What differs between the list and what survived of these files, empty when nothing does."""
    expected = Counter({change: count for change, count in allowed.items() if change.file in files})
    surprises = [f"survived, and is not in the list:\n{shown(change)}" for change in (survived - expected).elements()]
    stale = [f"in the list, and did not survive:\n{shown(change)}" for change in (expected - survived).elements()]
    return surprises + stale
