"""Mutants: all small changes of one file. The operators are those of mutmut, also at module level, and three more."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from os.path import commonprefix
from typing import NamedTuple

import libcst as cst
from mutmut.mutation.file_mutation import Mutation, MutationVisitor
from mutmut.mutation.mutators import OPERATORS_TYPE, mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

MODULE_LEVEL = "(module)"
PLAIN = (cst.Name, cst.Attribute, cst.Call)


class Change(NamedTuple):
    """What tells a mutant from others, wherever its lines move to."""

    file: str
    function: str
    was: str
    becomes: str


class Mutant(NamedTuple):
    """One changed file."""

    change: Change
    source: str


def _one_less(node: cst.Integer) -> Iterator[cst.BaseExpression]:
    value = node.evaluated_value - 1
    yield node.with_changes(value=str(value)) if value >= 0 else cst.UnaryOperation(cst.Minus(), cst.Integer("1"))


def _call_left_out(node: cst.Expr) -> Iterator[cst.Pass]:
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def _denied(test: cst.BaseExpression) -> cst.UnaryOperation:
    return cst.UnaryOperation(cst.Not(), test, lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _condition_denied(node: cst.If | cst.While | cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """Conditions without a comparison; mutmut changes the others."""
    if isinstance(node, cst.BooleanOperation):
        if isinstance(node.left, PLAIN):
            yield node.with_changes(left=_denied(node.left))
        if isinstance(node.right, PLAIN):
            yield node.with_changes(right=_denied(node.right))
    elif isinstance(node.test, PLAIN):
        yield node.with_changes(test=_denied(node.test))


OPERATORS: OPERATORS_TYPE = [
    *mutation_operators,
    (cst.Integer, _one_less),
    (cst.Expr, _call_left_out),
    (cst.If, _condition_denied),
    (cst.While, _condition_denied),
    (cst.BooleanOperation, _condition_denied),
]


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a file, none twice."""
    visitor = MutationVisitor(OPERATORS, IgnoredCode(set(), set(), set()))
    module = cst.MetadataWrapper(cst.parse_module(source)).visit(visitor)
    lines_of = _functions(source)
    seen = {source}
    for changed in _sources(module, visitor.mutations):
        if changed not in seen:
            seen.add(changed)
            yield Mutant(_change(file, source, changed, lines_of), changed)


def _sources(module: cst.Module, mutations: Iterable[Mutation]) -> Iterator[str]:
    for mutation in mutations:
        changed = module.deep_replace(mutation.original_node, mutation.mutated_node)
        assert isinstance(changed, cst.Module)
        yield changed.code


def _change(file: str, source: str, changed: str, lines_of: dict[str, range]) -> Change:
    was, becomes = source.splitlines(), changed.splitlines()
    begin = len(commonprefix([was, becomes]))
    was, becomes = was[begin:], becomes[begin:]
    end = len(commonprefix([was[::-1], becomes[::-1]]))
    function = next((name for name, lines in lines_of.items() if begin + 1 in lines), MODULE_LEVEL)
    return Change(file, function, _text(was[: len(was) - end]), _text(becomes[: len(becomes) - end]))


def _text(lines: list[str]) -> str:
    """Lines as one, without indentation and comments at their ends."""
    return " ".join(line.strip().split("  #")[0] for line in lines)


def _functions(source: str) -> dict[str, range]:
    """The lines of each function of a module, counted from 1, by its name: "step" or "Button.step"."""
    lines: dict[str, range] = {}
    for node in ast.parse(source).body:
        owner = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(inner, ast.FunctionDef):
                lines[owner + inner.name] = range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
    return lines
