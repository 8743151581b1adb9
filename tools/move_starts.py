"""Moves what only a start calls into the file that a start loads and forgets: constructors, what they and it call.

`mark_starts` takes such methods out of their classes and makes functions of them, beside their classes, where names are
shortened and joined like all others; tools/gather_starts.py brings these to the file of the start. A method goes only
if nothing that stays says its name, be it of another class: then nobody can call it later.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from tools.unparse import unparse

IMPORTS = (ast.Import, ast.ImportFrom)
PREFIX = "at_start_"
# What could not be a plain function elsewhere, or calls nobody knows what.
REFUSED: tuple[type[ast.AST], ...] = (
    *(ast.Lambda, ast.ClassDef, ast.AsyncFunctionDef, ast.Global, ast.Nonlocal),
    *(ast.Yield, ast.YieldFrom, ast.Await),
)


@dataclass(frozen=True)
class Movable:
    """A function, a method, or a class's constructor: who has it, and how everybody says it."""

    module: str
    owner: ast.ClassDef | None
    node: ast.FunctionDef
    said: str  # its own name, or its class's; a private one with its module's

    @property
    def is_constructor(self) -> bool:
        """Whether it is called by its class's name."""
        return self.node.name == "__init__"

    @property
    def is_method(self) -> bool:
        """Whether an object stands before its name."""
        return self.owner is not None and not self.is_constructor

    @property
    def new_name(self) -> str:
        """What it is called as a function."""
        return PREFIX + "_".join([part for part in (self.owner and self.owner.name, self.node.name.strip("_")) if part])


def mark_starts(
    sources: Mapping[str, str], starts: Collection[str], keep: frozenset[str] = frozenset()
) -> dict[str, str]:
    """The sources by module, with a function of a name with PREFIX for each method and constructor that can be moved.

    `starts` are the modules of the start; names in `keep` are said by others. ValueError where two would have one name.
    """
    trees = {name: ast.parse(text) for name, text in sources.items()}
    moved = _movable(trees, starts, keep)
    if len({found.new_name for found in moved}) < len(moved):
        raise ValueError("two functions of the start would have the same name")
    for name, tree in trees.items():
        _Calls({found.said: found for found in moved}, name).change(tree, starts)
    for found in moved:
        _make_function(found, trees[found.module])
    functions = {(found.module, found.node.name): found.said for found in moved if not found.owner}
    for tree in trees.values():
        drop_imports(
            tree,
            lambda part, alias: isinstance(part, ast.ImportFrom) and (part.module, PREFIX + alias.name) in functions,
        )
    return {name: unparse(tree) + "\n" for name, tree in trees.items()}


def _movable(trees: Mapping[str, ast.Module], starts: Collection[str], keep: frozenset[str]) -> list[Movable]:
    candidates = [found for name, tree in trees.items() if name not in starts for found in _candidates(name, tree)]
    names = [found.said for found in candidates]
    names += [n.name for start in starts for n in ast.walk(trees[start]) if isinstance(n, ast.FunctionDef)]
    candidates = [
        found for found in candidates if names.count(found.said) == 1 and not {found.said, found.node.name} & keep
    ]
    moved: list[Movable] = []
    while True:
        called, otherwise = _said(trees, starts, {found.node for found in moved})
        new = [found for found in candidates if _only_called(found, called, otherwise) and found not in moved]
        if not new:
            return moved
        moved += new


def _only_called(found: Movable, called: Collection[tuple[str, type[ast.AST]]], otherwise: Collection[str]) -> bool:
    bare, of_something = (found.said, ast.Name) in called, (found.said, ast.Attribute) in called
    return found.said not in otherwise and (of_something and not bare if found.is_method else bare or of_something)


def _candidates(module: str, tree: ast.Module) -> Iterator[Movable]:
    bases = {ast.unparse(base) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases}
    for part in tree.body:
        if isinstance(part, ast.FunctionDef) and _is_plain(part):
            yield Movable(module, None, part, _qualified(part.name, module))
        elif isinstance(part, ast.ClassDef) and not part.bases and part.name not in bases:
            for method in part.body:
                if isinstance(method, ast.FunctionDef) and _is_plain(method) and _may_leave(method):
                    said = part.name if method.name == "__init__" else method.name
                    yield Movable(module, part, method, _qualified(said, module))


def _may_leave(method: ast.FunctionDef) -> bool:
    """A constructor that does not end early, or a method that Python does not call by itself."""
    if method.name == "__init__":
        return not any(isinstance(node, ast.Return) for node in ast.walk(method))
    return not method.name.startswith("__")


def _is_plain(function: ast.FunctionDef) -> bool:
    inside = [node for part in function.body for node in ast.walk(part)]
    plain = all(isinstance(default, ast.Constant) for default in function.args.defaults)
    return plain and not function.decorator_list and not any(isinstance(n, (*REFUSED, ast.FunctionDef)) for n in inside)


def _qualified(name: str, module: str) -> str:
    """A private name belongs to its module."""
    return f"{module}:{name}" if name.startswith("_") else name


def _said(
    trees: Mapping[str, ast.Module], starts: Collection[str], moved: Collection[ast.AST]
) -> tuple[set[tuple[str, type[ast.AST]]], set[str]]:
    """Names that the start's own code calls, and how; and those that are said anywhere else, or not to call them."""
    called: set[tuple[str, type[ast.AST]]] = set()
    otherwise: set[str] = set()
    for module, tree in trees.items():
        for node, is_start in _with_place(tree, module in starts, moved):
            if isinstance(node, ast.Call) and is_start:
                called.add((_qualified(_name_of(node.func), module), type(node.func)))
            else:
                otherwise.add(_qualified(_name_of(node), module))
                otherwise |= _names_in_strings(node)
    return called, otherwise


def _with_place(tree: ast.AST, is_start: bool, moved: Collection[ast.AST]) -> Iterator[tuple[ast.AST, bool]]:
    """Each node, and whether it is run at the start only; but not the name in a call there, which the call tells."""
    is_start = is_start or tree in moved
    yield tree, is_start
    for inner in ast.iter_child_nodes(tree):
        if (
            isinstance(tree, ast.Call)
            and inner is tree.func
            and is_start
            and isinstance(inner, (ast.Name, ast.Attribute))
        ):
            if isinstance(inner, ast.Attribute):
                yield from _with_place(inner.value, is_start, moved)
        else:
            yield from _with_place(inner, is_start, moved)


def _name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _names_in_strings(node: ast.AST) -> set[str]:
    """By these an attribute may be asked for: getattr, or a table for it. Never a class, whose name starts large."""
    text = node.value if isinstance(node, ast.Constant) else None
    return {text} if isinstance(text, str) and text[:1].islower() else set()


class _Calls(ast.NodeTransformer):
    """Calls of what is moved, in one module, with what has to be imported for them."""

    def __init__(self, moved: Mapping[str, Movable], module: str) -> None:
        self._moved = moved
        self._module = module
        self._called: dict[str, str] = {}  # module by name

    def change(self, tree: ast.Module, starts: Collection[str]) -> None:
        nodes = {found.node for found in self._moved.values()}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and (node in nodes or self._module in starts):
                self._called = {}
                node.body = [self.visit(part) for part in node.body if not _is_text(part)] or [ast.Pass()]
                imports = [ast.ImportFrom(module, [ast.alias(name)], 0) for name, module in self._called.items()]
                node.body[:0] = imports

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        found = self._moved.get(_qualified(_name_of(node.func), self._module))
        if found is None:
            return node
        if found.module != self._module:
            self._called[found.new_name] = found.module
        first: list[ast.expr] = []
        if found.is_constructor:
            first = [ast.Call(node.func, [], [])]
        elif found.is_method:
            assert isinstance(node.func, ast.Attribute)
            first = [node.func.value]
        return ast.Call(ast.Name(found.new_name, ast.Load()), [*first, *node.args], node.keywords)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _make_function(found: Movable, tree: ast.Module) -> None:
    if found.owner:
        found.owner.body.remove(found.node)
        found.owner.body = found.owner.body or [ast.Pass()]
    else:
        tree.body.remove(found.node)
    if found.is_constructor:
        found.node.body.append(ast.Return(ast.Name("self", ast.Load())))
    found.node.name = found.new_name
    tree.body.append(found.node)


def drop_imports(tree: ast.Module, is_dispensable: Callable[[ast.stmt, ast.alias], bool]) -> None:
    """Imports of the outermost level."""
    for part in tree.body:
        if isinstance(part, IMPORTS):
            part.names = [alias for alias in part.names if not is_dispensable(part, alias)]
    tree.body = [part for part in tree.body if not isinstance(part, IMPORTS) or part.names]
