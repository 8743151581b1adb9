"""Replaces named numbers and strings by their values before the code is compiled for the board.

Names are for people; on the board each costs a dictionary entry in every module that imports it, from a heap of
56 KiB. MicroPython's own `const()` works inside one file only. Lines stay where they are, so that a traceback still
points at the right one.
"""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Value = int | bool | str | bytes | tuple[Any, ...]


@dataclass
class Module:
    """One source file: its text, its tree, and what is known of its names."""

    name: str
    source: str
    tree: ast.Module
    tables_but: frozenset[str] | None = None
    constants: dict[str, Value] = field(default_factory=dict)  # defined here
    names: dict[str, Value] = field(default_factory=dict)  # usable here under a plain name
    aliases: dict[str, str] = field(default_factory=dict)  # local name -> module, from `from package import module`


def inline_constants(
    sources: dict[str, str], keep: frozenset[str] = frozenset(), tables_but: frozenset[str] | None = None
) -> dict[str, str]:
    """The same sources with constants in place of their names.

    `sources` maps dotted module names to text, in any order. Modules in `keep` lose no definition: they are read by
    name at run time as well. `tables_but`: tuples and bytes are constants as well, but those of these names. A file has
    equal ones once, so that a name saves an entry among the file's names and a look for it in each pass.
    """
    modules = {name: Module(name, text, ast.parse(text), tables_but) for name, text in sources.items()}
    settled = -1
    while settled != (count := sum(len(module.constants) + len(module.names) for module in modules.values())):
        settled = count
        for module in modules.values():
            _learn(module, modules)
    return {name: _rewrite(module, modules, name in keep) for name, module in modules.items()}


def _learn(module: Module, modules: dict[str, Module]) -> None:
    """Take in what the module's imports and assignments say, as far as it can be known by now."""
    assigned = _assigned_names(module.tree)
    for statement in module.tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            _learn_import(module, statement, modules)
        elif isinstance(statement, ast.Assign) and isinstance(target := statement.targets[0], ast.Name):
            value = _evaluate(statement.value, module, modules)
            if isinstance(value, (tuple, bytes)) and (module.tables_but is None or target.id in module.tables_but):
                continue
            if value is not None and target.id.isupper() and assigned.count(target.id) == 1:
                module.constants[target.id] = module.names[target.id] = value


def _learn_import(module: Module, statement: ast.ImportFrom, modules: dict[str, Module]) -> None:
    for alias in statement.names:
        local = alias.asname or alias.name
        if f"{statement.module}.{alias.name}" in modules:
            module.aliases[local] = f"{statement.module}.{alias.name}"
        elif statement.module in modules:
            constants = modules[statement.module].constants
            if alias.name in constants:
                module.names[local] = constants[alias.name]


def _assigned_names(tree: ast.Module) -> list[str]:
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.LShift: operator.lshift,
    ast.BitOr: operator.or_,
}


def _evaluate(node: ast.expr, module: Module, modules: dict[str, Module]) -> Value | None:
    """What an expression of constants stands for, None when it is anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, (int, str, bytes)) else None
    if isinstance(node, (ast.Tuple, ast.Call)):
        return _evaluate_table(node, module, modules)
    if isinstance(node, ast.Name):
        return module.names.get(node.id)
    if isinstance(node, ast.Attribute):
        return value_of_attribute(node, module, modules)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _evaluate(node.operand, module, modules)
        return -value if isinstance(value, int) else None
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        left, right = (_evaluate(side, module, modules) for side in (node.left, node.right))
        return (
            None if not isinstance(left, int) or not isinstance(right, int) else OPERATIONS[type(node.op)](left, right)
        )
    return None


def _evaluate_table(node: ast.Tuple | ast.Call, module: Module, modules: dict[str, Module]) -> Value | None:
    """A tuple of constants; bytes made of one; how long one is."""
    if isinstance(node, ast.Tuple):
        values = tuple(_evaluate(part, module, modules) for part in node.elts)
        return None if None in values else values
    function = node.func.id if isinstance(node.func, ast.Name) else ""
    value = _evaluate(node.args[0], module, modules) if len(node.args) == 1 and not node.keywords else None
    if function == "len" and isinstance(value, (tuple, bytes)):
        return len(value)
    return bytes(value) if function == "bytes" and isinstance(value, tuple) else None


def value_of_attribute(node: ast.Attribute, module: Module, modules: dict[str, Module]) -> Value | None:
    """The value of `alias.NAME` where the alias is a module and the name one of its constants."""
    if isinstance(node.value, ast.Name) and node.value.id in module.aliases:
        return modules[module.aliases[node.value.id]].constants.get(node.attr)
    return None


def _rewrite(module: Module, modules: dict[str, Module], keep_definitions: bool) -> str:
    """The text with values in place of names, and without what nobody needs any more."""
    edits = [*_value_edits(module, modules)]
    edits += _statement_edits(module, modules, keep_definitions)
    return replace_nodes(module.source, edits)


Edit = tuple[ast.AST, str]


def _value_edits(module: Module, modules: dict[str, Module]) -> list[Edit]:
    edits: list[Edit] = []
    for node in ast.walk(module.tree):
        value = None
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            value = module.names.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            value = value_of_attribute(node, module, modules)
        if value is not None:
            edits.append((node, f"({value})" if isinstance(value, int) and value < 0 else repr(value)))
    return edits


def _statement_edits(module: Module, modules: dict[str, Module], keep_definitions: bool) -> list[Edit]:
    """Imports without the names that became values; definitions of constants become nothing."""
    edits: list[Edit] = []
    dispensable = _modules_used_for_constants_only(module, modules)
    for statement in ast.walk(module.tree):
        if isinstance(statement, ast.ImportFrom) and statement.module:
            left = [alias for alias in statement.names if _is_needed(alias, module, dispensable)]
            if len(left) < len(statement.names):
                names = ", ".join(ast.unparse(alias) for alias in left)
                edits.append((statement, f"from {statement.module} import {names}" if left else "pass"))
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign) and not keep_definitions:
            target = statement.targets[0]
            if isinstance(target, ast.Name) and target.id in module.constants:
                edits.append((statement, "pass"))
    return edits


def _is_needed(alias: ast.alias, module: Module, dispensable: set[str]) -> bool:
    local = alias.asname or alias.name
    return local not in dispensable and (local in module.aliases or local not in module.names)


def _modules_used_for_constants_only(module: Module, modules: dict[str, Module]) -> set[str]:
    """Aliases of modules that need not be imported any more. One that is never used may be there for its effects."""
    uses: dict[str, int] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id in module.aliases:
            uses[node.id] = uses.get(node.id, 0) + 1
        elif isinstance(node, ast.Attribute) and value_of_attribute(node, module, modules) is not None:
            assert isinstance(node.value, ast.Name)
            uses[node.value.id] = uses.get(node.value.id, 0) - 1
    return {name for name, others in uses.items() if others == 0}


def replace_nodes(source: str, edits: list[Edit]) -> str:
    """Replace the text of nodes; an outer edit wins over those inside it. The number of lines stays the same."""
    text = source.encode()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    done_from = len(text) + 1
    for start, end, new in sorted((_span(starts, node, new) for node, new in edits), key=lambda s: (-s[1], s[0])):
        if end <= done_from:  # otherwise it lies inside an edit that was made already
            line_breaks = text[start:end].count(b"\n")
            text = text[:start] + new.encode() + b"\n" * line_breaks + text[end:]
            done_from = start
    return text.decode()


def _span(starts: list[int], node: Any, new: str) -> tuple[int, int, str]:
    return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset, new
