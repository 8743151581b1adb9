"""Makes one text of a check: its function and all that it uses, with the board's pins and our constants as values.

What comes out needs nothing on the board but the port's own modules.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.board_code import module_name
from tools.board_files import Files
from tools.inline_constants import inline_constants

ON_BOARD = Path(__file__).resolve().parent / "on_board"
PACKAGE = "tools.doctor.on_board"


class Scripts:
    """The checks for one board. `files`: the firmware's sources with that board's constants (board_files)."""

    def __init__(self, files: Files) -> None:
        sources = {module_name(path): text.decode() for path, text in files.items() if path.endswith(".py")}
        for path in ON_BOARD.glob("*.py"):
            sources[f"{PACKAGE}.{path.stem}"] = path.read_text(encoding="utf-8")
        inlined = inline_constants(sources)
        self._modules = {name: definitions(ast.parse(text)) for name, text in inlined.items()}

    def call(self, check: str, function: str, *arguments: object) -> str:
        """The text that calls a function of a check, with arguments whose `repr` is their source.

        KeyError when there is no such check or function; ValueError when two of the things that it needs share a name.
        """
        taken: dict[str, tuple[str, ast.stmt]] = {}
        self._take(f"{PACKAGE}.{check}", function, taken)
        body = [statement for _, statement in taken.values()]
        text = ast.unparse(ast.Module(body, []))
        return f"{text}\n{function}({', '.join(map(repr, arguments))})\n"

    def _take(self, module: str, name: str, taken: dict[str, tuple[str, ast.stmt]]) -> None:
        """Add a definition behind all that it uses."""
        statement = self._modules[module][name]
        if isinstance(statement, ast.ImportFrom) and statement.module in self._modules:
            return self._take(statement.module, name, taken)
        origin = ast.unparse(statement) if isinstance(statement, (ast.Import, ast.ImportFrom)) else module
        if name in taken:
            if taken[name][0] != origin:
                raise ValueError(f"{name} of {origin} and of {taken[name][0]} would become one")
            return None
        taken[name] = (origin, statement)
        for used in used_names(statement):
            if used in self._modules[module]:
                self._take(module, used, taken)
        taken[name] = taken.pop(name)  # behind what it uses
        return None


def definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    """What a module defines or imports, by name: each import on its own, no docstrings."""
    found: dict[str, ast.stmt] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            found[statement.name] = statement
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = statement
        elif isinstance(statement, ast.Import):
            found.update({alias.name: ast.Import([alias]) for alias in statement.names})
        elif isinstance(statement, ast.ImportFrom):
            imports = [ast.ImportFrom(statement.module, [alias], 0) for alias in statement.names]
            found.update({one.names[0].name: one for one in imports})
    return found


def used_names(statement: ast.stmt) -> Iterator[str]:
    """Names that a definition reads."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
