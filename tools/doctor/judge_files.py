"""The files on the board against those that this version puts there."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from pad.version import VERSION
from tools.board_code import module_name
from tools.board_files import Files
from tools.doctor.finding import Finding, Outcome, good

Hashes = Mapping[str, str]  # SHA-256 in hexadecimal digits, by path on the board

MOST_NAMED = 6
DEPLOY = "make deploy puts this version onto the board, whole"
VERSION_TEXT = re.compile(rb"\d+\.\d+\.\d+")
# Where a version can be read, compiled or not.
SAY_VERSION = ("lib/pad/version.py", "firmware/parts.mpy")
PART = "Files"


def hashes(files: Files) -> dict[str, str]:
    """What the board would answer for these files."""
    return {path: sha256(content).hexdigest() for path, content in files.items()}


def is_bare(found: Hashes) -> bool:
    """Whether there is nothing of FootPad on the board."""
    return not any(path.startswith(("firmware/", "lib/pad/")) for path in found)


def version_in(contents: Iterable[bytes]) -> str | None:
    """The first version number in the beginnings of the files SAY_VERSION."""
    for content in contents:
        match = VERSION_TEXT.search(content)
        if match:
            return match.group().decode()
    return None


def judge_files(
    found: Hashes,
    compiled: Files,
    sources: Files,
    others: Callable[[], Mapping[str, Files]],
    version: Callable[[], str | None],
) -> list[Finding]:
    """Same version, other version, changed, missing, shadowed.

    `compiled`: what this version puts onto this board; `sources`: the same before it is compiled; `others`: by chip,
    what it puts onto other boards; `version`: what the board says of itself.
    """
    if is_bare(found):
        advice = ["make deploy puts FootPad onto it", "an image that has FootPad frozen in needs no files: fine"]
        return [Finding(PART, Outcome.UNTESTED, "no FootPad on this board, only MicroPython", "", advice)]
    wanted = max((hashes(compiled), hashes(sources)), key=lambda one: matching(found, one))
    return [_judge_content(found, wanted, others, version), *_judge_shadows(found, wanted, sources)]


def matching(found: Hashes, wanted: Hashes) -> int:
    """How many files are as they should be."""
    return sum(found.get(path) == digest for path, digest in wanted.items())


def _judge_content(
    found: Hashes,
    wanted: Hashes,
    others: Callable[[], Mapping[str, Files]],
    version: Callable[[], str | None],
) -> Finding:
    if matching(found, wanted) == len(wanted):
        return good(PART, f"{len(wanted)} files, each as in version {VERSION}")
    for chip, files in others().items():
        if matching(found, hashes(files)) > matching(found, wanted):
            meaning = f"These files are made for boards with {chip}: on this one their pins do other things."
            return Finding(PART, Outcome.NO_USE, f"FootPad for {chip}", meaning, (DEPLOY,))
    missing = sorted(path for path in wanted if path not in found)
    changed = sorted(path for path, digest in wanted.items() if found.get(path, digest) != digest)
    said = f"{named('changed', changed)}{named('missing', missing)}of {len(wanted)} files"
    there = version()
    if there not in (None, VERSION):
        said = f"version {there} on the board, {VERSION} here: {said}"
        return Finding(PART, Outcome.UNTESTED, said, "Files of another version cannot be checked here.", (DEPLOY,))
    meaning = f"The board says version {VERSION}, but this is not what that version is made of."
    if there is None:
        meaning = "This is not this version, and perhaps no whole version at all."
    return Finding(PART, Outcome.NO_USE, said, meaning, (DEPLOY,))


def named(what: str, paths: list[str]) -> str:
    """Some of the paths, with their number; nothing when there are none."""
    if not paths:
        return ""
    more = ", ..." if len(paths) > MOST_NAMED else ""
    return f"{len(paths)} {what} ({', '.join(paths[:MOST_NAMED])}{more}), "


def _judge_shadows(found: Hashes, wanted: Hashes, sources: Files) -> list[Finding]:
    """Files that MicroPython would load in place of ours, or of the port's own."""
    ours = {module_name(path) for path in sources if path.endswith(".py")} | imported(sources)
    extra = [path for path in sorted(found) if path not in wanted and path.endswith((".py", ".mpy"))]
    shadows = [path for path in extra if module_name(path.replace(".mpy", ".py")) in ours]
    if not shadows:
        return []
    meaning = "MicroPython loads them in place of FootPad's own: a .py comes before a .mpy, the top before lib/."
    advice = [DEPLOY, *(f"or remove {path} (make repl)" for path in shadows[:MOST_NAMED])]
    return [Finding("Shadowed files", Outcome.NO_USE, named("in the way", shadows).rstrip(", "), meaning, advice)]


def imported(sources: Files) -> set[str]:
    """Modules of the port that the firmware imports."""
    names: set[str] = set()
    for path, text in sources.items():
        if path.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Import):
                    names.update(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module)
    return names
