"""Brings the functions of the start, marked by tools/move_starts.py, from all files into the one that is forgotten."""

import ast
import builtins
import itertools
import keyword
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from tools.move_starts import IMPORTS, PREFIX, drop_imports
from tools.shorten_names import short_names
from tools.unparse import unparse


def gather_starts(sources: Mapping[str, str], target: str) -> tuple[dict[str, str], dict[str, str]]:
    """The files by first module, with all functions of a name with PREFIX in the file `target`, and their names there.

    Each imports by itself what it needs; a file that needs an import for such a function only does without it.
    """
    trees = {name: ast.parse(text) for name, text in sources.items()}
    gathered: list[ast.stmt] = []
    for name, tree in trees.items():
        found = [part for part in tree.body if isinstance(part, ast.FunctionDef) and part.name.startswith(PREFIX)]
        tree.body = [part for part in tree.body if part not in found]
        for function in found:
            function.body[:0] = _imports_for(function, name, tree)
        if found and name != target:
            _drop_unneeded(tree, found)
        gathered += found
    for name, tree in trees.items():
        _Redirecting("" if name == target else target).visit(tree)
    for part in gathered:
        _Redirecting("").visit(part)
    trees[target].body += gathered
    long_names = _shorten(
        [tree for name, tree in trees.items() if name == target or _imports(tree, target)], trees.values()
    )
    return {name: unparse(tree) + "\n" if tree.body else "" for name, tree in trees.items()}, long_names


def _imports_for(function: ast.FunctionDef, file: str, tree: ast.Module) -> list[ast.stmt]:
    """What the function says and does not have itself, from where its file has it."""
    own = _stored(function) | {argument.arg for argument in function.args.args}
    needed = _loaded([function]) - own - {function.name}
    imports: list[ast.stmt] = []
    for name in sorted(needed):
        if not name.startswith(PREFIX):
            imports += _import_of(name, file, tree)
    return imports


def _import_of(name: str, file: str, tree: ast.Module) -> list[ast.stmt]:
    for part in tree.body:
        if isinstance(part, ast.ImportFrom):
            for alias in part.names:
                if (alias.asname or alias.name) == name:
                    return [ast.ImportFrom(part.module, [alias], 0)]
        elif isinstance(part, ast.Import):
            for alias in part.names:
                if (alias.asname or alias.name) == name:
                    return [ast.Import([alias])]
    return [] if name in dir(builtins) else [ast.ImportFrom(file, [ast.alias(name)], 0)]


def _drop_unneeded(tree: ast.Module, gone: Sequence[ast.stmt]) -> None:
    """Imports that only these functions needed."""
    dispensable = _loaded(gone) - _loaded(tree.body)
    drop_imports(tree, lambda part, alias: (alias.asname or alias.name) in dispensable)


def _loaded(parts: Sequence[ast.AST]) -> set[str]:
    nodes = (node for part in parts for node in ast.walk(part))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _stored(function: ast.FunctionDef) -> set[str]:
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    imports = [node for node in ast.walk(function) if isinstance(node, IMPORTS)]
    names |= {node.name for node in ast.walk(function) if isinstance(node, ast.ExceptHandler) and node.name}
    return names | {alias.asname or alias.name for node in imports for alias in node.names}


def _imports(tree: ast.Module, module: str) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == module for node in ast.walk(tree))


def _shorten(users: Sequence[ast.Module], everybody: Collection[ast.Module]) -> dict[str, str]:
    """Give the functions names that somebody has anyway: one that is new would stay in the heap for good.

    Returns what each stands for.
    """
    bare = {word for tree in users for word in _bare_names(tree)}
    nodes = [node for tree in everybody for node in ast.walk(tree)]
    attributes = Counter(node.attr for node in nodes if isinstance(node, ast.Attribute) and len(node.attr) <= 2)
    candidates = itertools.chain(dict(attributes.most_common()), short_names())
    bare.update(keyword.kwlist)
    new: dict[str, str] = {}
    for old in sorted(name for name in bare if name.startswith(PREFIX)):
        new[old] = next(name for name in candidates if name not in bare)
        bare.add(new[old])
    for tree in users:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                node.id = new.get(node.id, node.id)
            elif isinstance(node, (ast.FunctionDef, ast.alias)):
                node.name = new.get(node.name, node.name)
    return {short: old for old, short in new.items()}


def _bare_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield node.asname or node.name
        elif isinstance(node, (ast.FunctionDef, ast.ExceptHandler)) and node.name:
            yield node.name


class _Redirecting(ast.NodeTransformer):
    """Takes functions of the start from the file that they are in now, or not at all where that is the same one."""

    def __init__(self, target: str) -> None:
        self._target = target

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        if not node.names[0].name.startswith(PREFIX):
            return node
        return ast.ImportFrom(self._target, node.names, 0) if self._target else None
