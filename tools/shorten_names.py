"""Gives private names and parameters one or two letters before the code is compiled for the board.

A name that begins with an underscore belongs to its file, a parameter to its function: what they are called matters
to nobody on the board, but each different name costs about 25 bytes of its heap. Every file begins with `_a` again and
every function with `a_`, so that they share their names.
"""

import ast
import io
import itertools
import string
import tokenize
from collections import Counter
from collections.abc import Collection, Iterator

from tools.inline_constants import replace_nodes


def shorten_private_names(source: str) -> str:
    """The same source with private names shortened; nothing else changes, not even the lines.

    ValueError when the file uses a private name of something other than `self`: then it would not be its own.
    """
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type == tokenize.NAME]
    _check_ownership(source)
    often = Counter(token.string for token in tokens if _is_private(token.string))
    short = dict(zip((name for name, _ in often.most_common()), _short_names(), strict=False))
    lines = source.splitlines(keepends=True)
    for token in reversed(tokens):
        if token.string in short:
            row, start = token.start[0] - 1, token.start[1]
            lines[row] = lines[row][:start] + short[token.string] + lines[row][token.end[1] :]
    return "".join(lines)


def keyword_names(source: str) -> set[str]:
    """The names by which this source passes arguments."""
    return {node.arg for node in ast.walk(ast.parse(source)) if isinstance(node, ast.keyword) and node.arg}


def shorten_parameters(source: str, keep: Collection[str]) -> str:
    """The same source with parameters shortened, except those in `keep`, which somebody passes by name."""
    edits: dict[ast.AST, str] = {}
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            edits.update(_parameter_edits(function, keep))
    return replace_nodes(source, list(edits.items()))


def _parameter_edits(function: ast.FunctionDef | ast.AsyncFunctionDef, keep: Collection[str]) -> dict[ast.AST, str]:
    inside = (node for statement in function.body for node in ast.walk(statement))
    if any(isinstance(node, (ast.FunctionDef, ast.Lambda)) for node in inside):
        return {}  # what lies inside may use the outer function's names
    wanted = [argument.arg for argument in function.args.args if argument.arg not in {"self", *keep}]
    short = {name: letters[1:] + "_" for name, letters in zip(wanted, _short_names(), strict=False)}
    edits: dict[ast.AST, str] = {a: short[a.arg] for a in function.args.args if a.arg in short}
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id in short:
                edits[node] = short[node.id]
    return edits


def _is_private(name: str) -> bool:
    return len(name) > 1 and name.startswith("_") and not name.startswith("__")


def _check_ownership(source: str) -> None:
    """Private attributes may only be those of self, and nothing private may be imported."""
    before, owner = "", ""
    importing = False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        importing = token.string in ("from", "import") or (importing and token.type != tokenize.NEWLINE)
        foreign = before == "." and owner != "self"
        if token.type == tokenize.NAME and _is_private(token.string) and (foreign or importing):
            raise ValueError(f"line {token.start[0]}: {token.string} belongs to somebody else")
        owner, before = before, token.string


def _short_names() -> Iterator[str]:
    for length in itertools.count(1):
        for letters in itertools.product(string.ascii_lowercase, repeat=length):
            yield "_" + "".join(letters)
