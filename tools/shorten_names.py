"""Gives names one or two letters before the code is compiled for the board, where each different name costs heap.

A name is the same everywhere: what a class calls `level`, everybody else who says `level` gets under the same letters,
whether it is an attribute, a function, a parameter or a variable of his own. A name with an underscore belongs to its
file. Two names may share letters as long as no file uses both: an object has only names that its own file uses, and
so does whoever asks it. Names that are not ours, or that somebody says in a string, stay. What could get at a name in
another way is refused with a ValueError.
"""

import ast
import builtins
import io
import itertools
import keyword
import string
import tokenize
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tools.inline_constants import replace_nodes

# With these a program can find a name that no token says, or live on when a name is missing.
REFUSED = frozenset({"AttributeError", "__dict__", "__getattr__", "dir", "eval", "exec", "globals", "locals", "vars"})
# Private, and of a module that is not ours: asyncio's queue, for firmware/pace.py.
FOREIGN = frozenset({"_task_queue"})
# Look at what is there, whatever it is called: classes; modules, whose names stay.
LOOKS_AT_ALL = frozenset({"firmware.parts", "firmware.moments"})
BY_STRING = frozenset({"delattr", "getattr", "hasattr", "setattr"})

Key = tuple[str, str]  # file of a private name, empty for a public one; name


@dataclass(frozen=True)
class Shortened:
    """Sources by file, and by file what the short names in it stand for."""

    sources: dict[str, str]
    long_names: dict[str, dict[str, str]]


@dataclass(frozen=True)
class File:
    """One source file, under its dotted module name."""

    name: str
    source: str
    tree: ast.Module
    tokens: list[tokenize.TokenInfo]  # those that are names

    @property
    def identifiers(self) -> set[str]:
        """All names in it, keywords of the language included."""
        return {token.string for token in self.tokens}


def shorten_names(
    sources: Mapping[str, str], keep: Collection[str] = (), untouched: Collection[str] = (), public: bool = True
) -> Shortened:
    """The same sources with the names that they define shortened; nothing else changes, not even the lines.

    `sources` maps dotted module names to text. Names in `keep` stay, and so does all that a module in `untouched` says,
    whose text is returned as it is. With `public` false only private names are shortened. ValueError where the result
    might not do the same.
    """
    files = [_parse(name, text) for name, text in sources.items()]
    ours = [file for file in files if file.name not in untouched]
    for file in ours:
        _check(file, public)
    wanted = {name for file in ours for name in file.identifiers if _is_private(name)}
    if public:
        wanted = wanted.union(*(_definitions(file.tree) for file in ours))
    wanted -= _fixed_names(files, untouched) | set(keep)
    places = _places(ours, wanted)
    taken = set().union(keyword.kwlist, *(file.identifiers for file in files)) - wanted
    letters = _allocate(places, taken)
    shortened = dict(sources)
    long_names = {}
    for file in ours:
        short = {name: letters[key] for name in file.identifiers if (key := _key(file, name)) in letters}
        shortened[file.name] = _replace_tokens(file, short)
        long_names[file.name] = {new: old for old, new in sorted(short.items())}
    return Shortened(shortened, long_names)


def _parse(name: str, source: str) -> File:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return File(name, source, ast.parse(source), [token for token in tokens if token.type == tokenize.NAME])


# --- What may not be shortened ----------------------------------------------------------------------------------------


def _fixed_names(files: list[File], untouched: Collection[str]) -> set[str]:
    """Names that somebody says who would not follow: a string, a foreign module, an import path, a call by keyword."""
    fixed = {part for file in files for part in file.name.split(".")}
    modules = {file.name for file in files} | {file.name.rpartition(".")[0] for file in files}
    for file in files:
        fixed |= _strings(file.tree) | keyword_names(file.tree) | _foreign_names(file.tree, modules)
        if file.name in untouched:
            fixed |= file.identifiers
    return fixed


def _strings(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def keyword_names(tree: ast.AST) -> set[str]:
    """The names by which this source passes arguments."""
    return {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}


def _foreign_names(tree: ast.AST, modules: Collection[str]) -> set[str]:
    """Names of modules that are not ours, and what is taken from them."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.asname or alias.name for alias in node.names if alias.name not in modules)
        elif isinstance(node, ast.ImportFrom) and node.module not in modules:
            names.update(alias.name for alias in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            names.add(node.attr)
    return names


# --- What is refused --------------------------------------------------------------------------------------------------


def _check(file: File, public: bool) -> None:
    _check_ownership(file)
    local_classes = {node.name for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                if not (isinstance(base, ast.Name) and (base.id in local_classes or base.id in dir(builtins))):
                    raise _refusal(file, base, "a class of another file cannot be inherited from")
        elif isinstance(node, ast.JoinedStr):
            raise _refusal(file, node, "an f-string may hide names")
        elif public and file.name not in LOOKS_AT_ALL and (reason := _hides_names(node)):
            raise _refusal(file, node, reason)


def _hides_names(node: ast.AST) -> str:
    """Why this node could get at names that no token says; empty when it cannot."""
    said = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    if said in REFUSED:
        return f"{said} may hide names"
    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
        return "an import of everything hides names"
    return "a name is put together from strings" if _puts_name_together(node) else ""


def _puts_name_together(node: ast.AST) -> bool:
    """Names in strings are found where they are written out, in a call or in a table, not where they are computed."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name) and node.func.id in BY_STRING:
        return not isinstance(node.args[1], (ast.Constant, ast.Subscript))
    return (
        isinstance(node.func, ast.Attribute) and node.func.attr == "split" and isinstance(node.func.value, ast.Constant)
    )


def _check_ownership(file: File) -> None:
    """Private attributes may only be those of self, and nothing private may be imported."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and _belongs_elsewhere(node):
            raise _refusal(file, node, f"{node.attr} belongs to somebody else")
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                if _is_private(alias.name):
                    raise _refusal(file, node, f"{alias.name} belongs to somebody else")


def _belongs_elsewhere(node: ast.Attribute) -> bool:
    return _is_private(node.attr) and not _is_self(node.value) and node.attr not in FOREIGN


def _refusal(file: File, node: ast.AST, reason: str) -> ValueError:
    return ValueError(f"{file.name}, line {getattr(node, 'lineno', '?')}: {reason}")


# --- What is shortened ------------------------------------------------------------------------------------------------


def _definitions(tree: ast.AST) -> set[str]:
    """Public names that a file defines: functions, classes, methods, attributes, variables of modules and classes."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        if isinstance(node, (ast.Module, ast.ClassDef)):
            stored = (inner for statement in node.body for inner in _outside_functions(statement))
            names |= {inner.id for inner in stored if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
    return {name for name in names if not name.startswith("_")}


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
        for inner in ast.iter_child_nodes(node):
            yield from _outside_functions(inner)


def _places(files: list[File], wanted: Collection[str]) -> dict[Key, set[str]]:
    """The files in which each name that is to be shortened occurs."""
    places: dict[Key, set[str]] = {}
    for file in files:
        for name in file.identifiers:
            if name in wanted:
                places.setdefault(_key(file, name), set()).add(file.name)
    # Who puts an attribute on somebody else's object may surprise the file of its class: letters shared with nobody.
    everywhere = {file.name for file in files}
    for name in set().union(*(_set_from_outside(file.tree) for file in files)) & set(wanted):
        places["", name] = everywhere
    return places


def _set_from_outside(tree: ast.AST) -> set[str]:
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {node.attr for node in attributes if not isinstance(node.ctx, ast.Load) and not _is_self(node.value)}


def _allocate(places: dict[Key, set[str]], taken: Collection[str]) -> dict[Key, str]:
    """Letters for each name: those that no file has where it occurs, the shortest for what most files use."""
    letters: dict[Key, str] = {}
    users: dict[str, set[str]] = {}
    for key in sorted(places, key=lambda key: (-len(places[key]), key)):
        free = (short for short in short_names() if short not in taken and not users.get(short, set()) & places[key])
        letters[key] = next(free)
        users.setdefault(letters[key], set()).update(places[key])
    return letters


def _replace_tokens(file: File, short: Mapping[str, str]) -> str:
    lines = file.source.splitlines(keepends=True)
    for token in reversed(file.tokens):
        if token.string in short:
            row, start = token.start[0] - 1, token.start[1]
            lines[row] = lines[row][:start] + short[token.string] + lines[row][token.end[1] :]
    return "".join(lines)


def _key(file: File, name: str) -> Key:
    return (file.name, name) if _is_private(name) else ("", name)


def _is_private(name: str) -> bool:
    return len(name) > 1 and name.startswith("_") and not name.startswith("__")


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def short_names() -> Iterator[str]:
    """Words of letters, for ever, the shortest first."""
    for length in itertools.count(1):
        for letters in itertools.product(string.ascii_letters, repeat=length):
            yield "".join(letters)


# --- Parameters -------------------------------------------------------------------------------------------------------


def shorten_parameters(source: str, keep: Collection[str]) -> str:
    """The same source with parameters shortened, except those in `keep`, which somebody passes by name."""
    edits: dict[ast.AST, str] = {}
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            edits.update(_parameter_edits(function, keep))
    return replace_nodes(source, list(edits.items()))


def _parameter_edits(function: ast.FunctionDef | ast.AsyncFunctionDef, keep: Collection[str]) -> dict[ast.AST, str]:
    inside = [node for statement in function.body for node in ast.walk(statement)]
    if any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)) for node in inside):
        return {}  # what lies inside may use the outer function's names
    bound_otherwise = set().union(*(_names_bound(node) for node in inside))
    fixed = {"self", *keep, *bound_otherwise}
    wanted = [argument.arg for argument in function.args.args if argument.arg not in fixed]
    used = bound_otherwise.union(keep, keyword.kwlist, _variables(function)) - set(wanted)
    short = dict(zip(wanted, (letters for letters in short_names() if letters not in used), strict=False))
    edits: dict[ast.AST, str] = {a: short[a.arg] for a in function.args.args if a.arg in short}
    edits.update((node, short[node.id]) for node in inside if isinstance(node, ast.Name) and node.id in short)
    return edits


def _variables(function: ast.AST) -> set[str]:
    nodes = list(ast.walk(function))
    return {n.id for n in nodes if isinstance(n, ast.Name)} | {n.arg for n in nodes if isinstance(n, ast.arg)}


def _names_bound(node: ast.AST) -> set[str]:
    """Names that a statement binds without an ast.Name."""
    if isinstance(node, ast.alias):
        return {node.asname or node.name}
    if isinstance(node, ast.ExceptHandler):
        return {node.name or ""}
    return set(node.names) if isinstance(node, (ast.Global, ast.Nonlocal)) else set()
