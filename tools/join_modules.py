"""Joins modules into few files before the code is compiled for the board, where each module costs 150 bytes of heap.

A module is a dictionary with what it has imported, a table of names, entries in `sys.modules` and in its package; what
two modules share they have twice. A name of the outermost level that would mean two things in a joined file gets
another one. A file's first module keeps its names, because others say them. What is imported only inside functions
stays apart, to be loaded when it is needed.
"""

import ast
import builtins
import keyword
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tools.shorten_names import short_names
from tools.unparse import unparse

Entity = tuple[str, str]  # a module, and a name of its outermost level
IMPORTS = (ast.Import, ast.ImportFrom)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """One source file: its tree, its outermost names, and what its imports of our own modules stand for."""

    name: str
    tree: ast.Module
    names: frozenset[str]
    aliases: dict[str, str]  # local name -> module
    symbols: dict[str, Entity]  # local name -> what is imported under it
    needs: tuple[str, ...]  # modules that it imports at its outermost level


Modules = Mapping[str, Module]


@dataclass(frozen=True)
class Joined:
    """The files by their first modules: their text, and by member what its outermost names are called there."""

    sources: dict[str, str]
    new_names: dict[str, dict[str, dict[str, str]]]


def join_modules(sources: Mapping[str, str], plan: Mapping[str, Sequence[str]], alone: Sequence[str] = ()) -> Joined:
    """The sources, joined. `plan` has each file's first module, and the modules that it holds with what they import.

    Earlier files come first. Modules in `alone` are joined with nothing, and so are those that no file of the plan
    holds. ValueError where the result might not do the same.
    """
    modules = {name: _read(name, text, sources) for name, text in sources.items()}
    members: dict[str, list[str]] = {first: [] for first in plan}
    free = set(modules) - set(plan) - set(alone)
    for first, held in plan.items():
        members[first] = [name for name in _closure(held, modules) if name in free]
        free -= set(members[first])
    members.update((name, []) for name in modules if name in free or name in alone)
    file_of = {name: first for first, names in members.items() for name in (*names, first)}
    names = {first: _names_in(first, file_of, modules) for first in members}
    exported = {entity: new for first in names for entity, new in names[first].items() if file_of[entity[0]] == first}
    files = {first: _File(first, file_of, names[first], exported, modules) for first in members}
    return Joined({first: file.text() for first, file in files.items()}, {f: files[f].new_names() for f in files})


# --- What a module has and needs --------------------------------------------------------------------------------------


def _read(name: str, text: str, sources: Mapping[str, str]) -> Module:
    tree = ast.parse(text)
    aliases: dict[str, str] = {}
    symbols: dict[str, Entity] = {}
    for package, alias in _imported(ast.walk(tree)):
        local = alias.asname or alias.name
        if f"{package}.{alias.name}" in sources:
            known = aliases.setdefault(local, f"{package}.{alias.name}") == f"{package}.{alias.name}"
        elif package in sources:
            known = symbols.setdefault(local, (package, alias.name)) == (package, alias.name)
        else:
            continue
        if not known or (local in aliases and local in symbols):
            raise ValueError(f"{name}: {local} is imported as two different things")
    _refuse(name, tree, _bound(tree.body) | set(symbols))
    said = [f"{package}.{alias.name}" for package, alias in _imported(tree.body)]
    needs = [target if target in sources else target.rpartition(".")[0] for target in said]
    return Module(name, tree, frozenset(_bound(tree.body)), aliases, symbols, tuple(n for n in needs if n in sources))


def _refuse(name: str, tree: ast.Module, outermost: set[str]) -> None:
    """ValueError for what is not followed when names change."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments) and node.kwonlyargs:
            raise ValueError(f"{name}: parameters by keyword only cannot be joined")
        if isinstance(node, ast.ClassDef) and node.keywords:
            raise ValueError(f"{name}: class {node.name} is made by something else than a name")
        if isinstance(node, ast.Lambda) and node.args.defaults:
            raise ValueError(f"{name}: a lambda with defaults cannot be joined")
        if isinstance(node, ast.comprehension):
            variables = {inner.id for inner in ast.walk(node.target) if isinstance(inner, ast.Name)}
            if hidden := variables & outermost:
                raise ValueError(f"{name}: {hidden.pop()} is a comprehension's variable and an outermost name")
    if any(isinstance(node, ast.ExceptHandler) and node.name for part in tree.body for node in _outside(part)):
        raise ValueError(f"{name}: the name of an exception at the outermost level cannot be joined")


def _outside(node: ast.AST) -> Iterator[ast.AST]:
    """This node and those inside it, but not what is inside functions and classes."""
    yield node
    if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
        for inner in ast.iter_child_nodes(node):
            yield from _outside(inner)


def _imported(nodes: Iterator[ast.AST] | Sequence[ast.AST]) -> Iterator[tuple[str, ast.alias]]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias) for alias in node.names)


def _bound(body: Sequence[ast.stmt]) -> set[str]:
    """Names that these statements bind; not those that an import binds, nor those inside functions and classes."""
    names: set[str] = set()
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.add(node.name)
        elif not isinstance(node, (*IMPORTS, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                names.add(node.id)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                names.add(node.name)
    return names


def _closure(names: Sequence[str], modules: Modules) -> list[str]:
    """These modules and all that they import at their outermost level, each after those that it needs."""
    done: dict[str, None] = {}
    under_way: set[str] = set()

    def add(name: str) -> None:
        if name in under_way:
            return
        under_way.add(name)
        for needed in modules[name].needs:
            add(needed)
        done[name] = None

    for name in names:
        add(name)
    return list(done)


# --- What the outermost names are called ------------------------------------------------------------------------------


def _names_in(first: str, file_of: Mapping[str, str], modules: Modules) -> dict[Entity, str]:
    """A name in this file for each outermost name of its members, and for each that they import from other files.

    A name stays what it is if nothing else in the file is called so. The new ones are by preference names that the file
    says anyway, as attributes: each different name costs heap.
    """
    members = [modules[name] for name in file_of if file_of[name] == first]
    meanings: dict[str, set[Entity]] = {}
    for module in members:
        for name in _said_bare(module):
            meanings.setdefault(name, set()).add(_meaning_of(name, module))
    nodes = [node for module in members for node in ast.walk(module.tree)]
    attributes = Counter(node.attr for node in nodes if isinstance(node, ast.Attribute) and len(node.attr) <= 2)
    taken = {*meanings, *dir(builtins), *keyword.kwlist}
    free = (name for source in (dict(attributes.most_common()), short_names()) for name in source if name not in taken)
    names: dict[Entity, str] = {}
    for entity, local in _entities(members, file_of):
        if entity not in names:
            keep = entity[0] == first or meanings[local] == {entity}
            names[entity] = local if keep else next(free)
            taken.add(names[entity])
    return names


def _entities(members: Sequence[Module], file_of: Mapping[str, str]) -> Iterator[tuple[Entity, str]]:
    """The outermost names of these modules, and what they import from other files under which name."""
    for module in members:
        yield from (((module.name, name), name) for name in sorted(module.names))
    for module in members:
        for local, entity in module.symbols.items():
            if file_of[entity[0]] != file_of[module.name]:
                yield entity, local


def _meaning_of(name: str, module: Module) -> Entity:
    """What this name stands for in that module; all that is not of an outermost level of ours counts as the same."""
    if name in module.names:
        return (module.name, name)
    return module.symbols.get(name, ("", name))


def _said_bare(module: Module) -> set[str]:
    """What this module says without a dot in front: variables, parameters, functions, classes, imports."""
    names = set(module.names)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, FUNCTIONS):
            names.add(node.name)
        elif isinstance(node, IMPORTS):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return names


# --- The text ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _File:
    first: str
    file_of: Mapping[str, str]
    names: Mapping[Entity, str]  # in this file
    exported: Mapping[Entity, str]  # in the file that holds the module
    modules: Modules

    def is_here(self, module: str) -> bool:
        return self.file_of[module] == self.first

    def members(self) -> list[str]:
        """Each module after those that it needs, the first one last."""
        here = [name for name in self.modules if self.is_here(name) and name != self.first]
        return [name for name in _closure([*here, self.first], self.modules) if self.is_here(name)]

    def new_names(self) -> dict[str, dict[str, str]]:
        return {m: {new: old for (owner, old), new in self.names.items() if owner == m} for m in self.members()}

    def text(self) -> str:
        imports: dict[str, None] = {}
        body: list[str] = []
        for name in self.members():
            for statement in _Renamer(self.modules[name], self).renamed():
                if isinstance(statement, IMPORTS):
                    imports[ast.unparse(statement)] = None
                elif not _does_nothing(statement):
                    body.append(unparse(statement))
        self._check(imports)
        return "\n".join([*imports, *body, ""])

    def _check(self, imports: Mapping[str, None]) -> None:
        bound = Counter(
            alias.asname or alias.name
            for text in imports
            for node in ast.parse(text).body
            if isinstance(node, IMPORTS)
            for alias in node.names
        )
        own = {new for (module, _), new in self.names.items() if self.is_here(module)}
        if twice := [name for name, count in bound.items() if count > 1 or name in own]:
            raise ValueError(f"{self.first}: {twice[0]} would mean two things")


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


class _Renamer(ast.NodeTransformer):
    """One module's statements as they stand in a joined file."""

    def __init__(self, module: Module, file: _File) -> None:
        self._module = module
        self._file = file
        self._locals: list[frozenset[str]] = []  # of the functions and classes around

    def renamed(self) -> list[ast.stmt]:
        return self._visited(self._module.tree.body)

    def _visited(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        new = [self.visit(statement) for statement in body]
        return [inner for result in new for inner in (result if isinstance(result, list) else [result])]

    def _is_local(self, name: str) -> bool:
        return any(name in names for names in self._locals)

    def _meaning(self, name: str) -> str:
        if self._is_local(name):
            return name
        entity = self._module.symbols.get(name, (self._module.name, name))
        return self._file.names.get(entity, name)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._meaning(node.id)
        return node

    def visit_Global(self, node: ast.Global) -> ast.AST:
        node.names = [self._meaning(name) for name in node.names]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        module = None
        if isinstance(node.value, ast.Name) and not self._is_local(node.value.id):
            module = self._module.aliases.get(node.value.id)
        if module is None:
            return self.generic_visit(node)
        entity = (module, node.attr)
        if self._file.is_here(module):
            return ast.copy_location(ast.Name(self._file.names[entity], node.ctx), node)
        node.attr = self._file.exported.get(entity, node.attr)
        return node

    # --- functions and classes ----------------------------------------------------------------------------------------

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._visit_function(node)

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        node.name = self._meaning(node.name) if not self._locals else node.name
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        node.args.defaults = [self.visit(default) for default in node.args.defaults]
        declared = {name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names}
        parameters = {inner.arg for inner in ast.walk(node.args) if isinstance(inner, ast.arg)}
        self._locals.append(frozenset(parameters | (_bound(node.body) - declared)))
        node.body = self._visited(node.body) or [ast.Pass()]
        self._locals.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._meaning(node.name) if not self._locals else node.name
        node.bases = [self.visit(base) for base in node.bases]
        inside = frozenset(_bound(node.body))
        body: list[ast.stmt] = []
        for statement in node.body:
            # A method does not see the names of its class.
            self._locals.append(frozenset() if isinstance(statement, FUNCTIONS) else inside)
            body += self._visited([statement])
            self._locals.pop()
        node.body = body
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._locals.append(frozenset(argument.arg for argument in node.args.args))
        self.generic_visit(node)
        self._locals.pop()
        return node

    # --- imports ------------------------------------------------------------------------------------------------------

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        return [new for alias in node.names for new in self._import(node.module or "", alias)]

    def _import(self, package: str, alias: ast.alias) -> list[ast.stmt]:
        """One imported name: nothing when it is in this file, else from the file that it is in."""
        file, target = self._file, f"{package}.{alias.name}"
        home = file.file_of.get(target) or file.file_of.get(package)
        if home is None:
            return [ast.ImportFrom(package, [alias], 0)]
        if home == file.first:
            return []
        if target in file.modules:
            folder, _, leaf = home.rpartition(".")
            return [_import_from(folder, leaf, alias.asname or alias.name)]
        entity = (package, alias.name)
        return [_import_from(home, file.exported.get(entity, alias.name), file.names[entity])]


def _import_from(module: str, name: str, local: str) -> ast.stmt:
    return ast.ImportFrom(module, [ast.alias(name, None if name == local else local)], 0)
